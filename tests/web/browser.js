/*
 * What all tests of pages in a browser share: how it is started, the sizes of a phone and a desk, and
 * what is asked of every page.
 */
'use strict';

const { chromium } = require('playwright-core');
const axe = require('axe-core');

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync'];
const PHONE = { width: 360, height: 740 };

async function start()
{
	return chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
}

async function violations(page)
{
	await page.evaluate(axe.source);
	const result = await page.evaluate(() => window.axe.run(document));

	return result.violations.map(v => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 3)
		.map(n => `${n.target} ${n.failureSummary}`).join('\n  ')}`);
}

/* What sticks out on the right; a <pre> scrolls by itself and is asked only for its own edge. */
function tooWide(page)
{
	return page.evaluate(() => {
		const width = document.documentElement.clientWidth;
		const found = document.documentElement.scrollWidth > width ? ['the page scrolls sideways'] : [];

		for (const e of document.querySelectorAll('body *')) {
			const box = e.getBoundingClientRect();

			if (!e.closest('pre *, svg *, thead *, .unseen, .skip') && box.width > 1 && box.right > width + 1)
				found.push(`${e.tagName}.${e.className} ends at ${Math.round(box.right)}`);
		}
		return found.slice(0, 5);
	});
}

module.exports = { PHONE, start, violations, tooWide };
