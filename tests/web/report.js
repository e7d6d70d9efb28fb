/*
 * Opens each page given as an argument and checks what a reader relies on; prints TAP.  Screenshots
 * and PDF go beside the page.
 */
'use strict';

const fs = require('fs');
const path = require('path');
const { PHONE, start, violations, tooWide } = require('./browser.js');

const DESK = { width: 1100, height: 800 };
/* A4 without the margins that the style sheet sets (13, 14 and 14 mm), at 96 dots an inch. */
const PAPER = { width: 688, height: 1020 };
let count = 0, failures = 0;

function ok(good, what, why)
{
	count++;
	console.log(`${good ? 'ok' : 'not ok'} ${count} - ${what}`);
	if (good)
		return;
	failures++;
	for (const line of String(why === undefined ? '' : why).split('\n').slice(0, 30))
		console.log(`# ${line}`);
}

function none(list, what)
{
	ok(list.length === 0, what, list.join('\n'));
}

function openAll(page)
{
	return page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
}

/* The words that are ours: without device text, ids, code and evidence. */
function ownWords(page)
{
	return page.evaluate(() => {
		const body = document.body.cloneNode(true);

		body.querySelectorAll('bdi, code, pre, svg').forEach(e => e.remove());
		const labels = [...document.querySelectorAll('[aria-label]')].map(e => e.getAttribute('aria-label'));
		const columns = [...document.querySelectorAll('[data-label]')].map(e => e.dataset.label);

		return [body.textContent, document.title, ...labels, ...columns].join('\n');
	});
}

async function language(page, name)
{
	const lang = await page.evaluate(() => document.documentElement.lang);
	/* A sentence quotes what the device or a document says. */
	const words = (await ownWords(page)).replace(/"[^"\n]*"|「[^」\n]*」|“[^”\n]*”/g, '');

	/* Two words of small letters in a row are English prose; a command is not. */
	const foreign = lang === 'ja' ?
		words.replace(/hoshi answer/g, '').match(/\b[a-z]{2,} [a-z]{2,}\b[^\n]*/g) :
		words.match(/.*[\u3040-\u30ff\u3400-\u9fff\uff01-\uff9f].*/g);

	none(foreign || [], `${name}: no other language in our own words`);
	none(words.match(/undefined|\(null\)|NaN|\{\w+\}/g) || [], `${name}: no word is missing`);
}

async function keyboard(page, name)
{
	const focused = () => page.evaluate(() => document.activeElement.tagName);

	await page.keyboard.press('Tab');
	ok(await page.evaluate(() => document.activeElement.className === 'skip'), `${name}: the skip link is first`);
	await page.keyboard.press('Enter');
	await page.waitForURL(/#results$/, { timeout: 10000 }).catch(() => {});
	ok(page.url().endsWith('#results'), `${name}: the skip link leads to the results`, page.url());

	let steps = 0;
	while (await focused() !== 'SUMMARY' && steps++ < 200)
		await page.keyboard.press('Tab');
	const isOpen = () => page.evaluate(() => Boolean(document.activeElement.parentElement.open));
	await page.keyboard.press('Enter');
	ok(await isOpen(), `${name}: evidence opens with Enter`, await focused());
	await page.keyboard.press('Space');
	ok(!await isOpen(), `${name}: evidence closes with Space`);
}

function structure(page)
{
	return page.evaluate(() => {
		const faults = [];
		const ids = [...document.querySelectorAll('[id]')].map(e => e.id);

		for (const id of ids.filter((id, i) => ids.indexOf(id) !== i))
			faults.push(`id ${id} stands twice`);
		for (const a of document.querySelectorAll('a[href], use[href]'))
			if (!document.querySelector(CSS.escape ? `#${CSS.escape(a.getAttribute('href').slice(1))}` : ''))
				faults.push(`${a.getAttribute('href')} leads nowhere`);
		for (const e of document.querySelectorAll('script, img, iframe, object, embed, form, base'))
			faults.push(`<${e.tagName}> has no place here`);
		for (const v of document.querySelectorAll('.v'))
			if (!v.querySelector('use') || !v.textContent.trim())
				faults.push(`a verdict without shape or word: ${v.outerHTML}`);
		if (document.querySelectorAll('.summary tbody tr').length !==
		    document.querySelectorAll('article.criterion').length)
			faults.push('summary and results do not have the same rows');
		return faults;
	});
}

/* The pictures of attempts to guess: seen whole, named, readable, in one language, and told in words too. */
function pictureFaults(page)
{
	return page.evaluate(() => {
		const faults = [];
		const width = document.documentElement.clientWidth;
		const foreign = document.documentElement.lang === 'ja' ? /[a-z]{2,} [a-z]{2,}/ : /[\u3040-\u30ff\u3400-\u9fff]/;

		for (const svg of document.querySelectorAll('svg.guess')) {
			const name = svg.getAttribute('aria-label') || '';
			const box = svg.getBoundingClientRect();
			const words = [...svg.querySelectorAll('text')];
			const legend = svg.nextElementSibling;
			const marks = svg.querySelectorAll('.no, .yes, .held, .gone, .odd').length;
			const told = [...legend.querySelectorAll('b')].reduce((n, b) => n + Number(b.textContent), 0);

			if (svg.getAttribute('role') !== 'img' || name !== svg.previousElementSibling.textContent)
				faults.push(`not named by its sentence: '${name}'`);
			if (box.width < 250 || box.height < 120 || box.left < 0 || box.right > width)
				faults.push(`not seen whole: ${box.left} to ${box.right} of ${width}, ${box.height} high`);
			if (marks === 0 || marks !== told)
				faults.push(`${marks} marks, ${told} in the legend`);
			for (const text of words) {
				const t = text.getBoundingClientRect();

				if (t.left < 0 || t.right > width)
					faults.push(`'${text.textContent}' is cut off: ${t.left} to ${t.right} of ${width}`);
				if (t.height < 10)
					faults.push(`'${text.textContent}' is too small: ${t.height} pixels`);
			}
			for (const kind of ['.name', '.tick.x', '.tick.y']) {
				const boxes = [...svg.querySelectorAll(kind)].map(e => e.getBoundingClientRect());

				boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
					if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
						faults.push(`${kind} ${i} lies under another`);
				}));
			}
			if (foreign.test(name + words.map(w => w.textContent).join('\n') + legend.textContent))
				faults.push(`another language: ${name}`);
		}
		return faults;
	});
}

async function pictures(page, name)
{
	const count = await page.locator('svg.guess').count();

	for (const size of [DESK, PHONE]) {
		await page.setViewportSize(size);
		none(await pictureFaults(page), `${name}: ${count} pictures of guessing are whole at ${size.width} px`);
	}
	if (count === 0)
		return;
	/* Numbers that people read have commas. */
	none((await ownWords(page)).match(/\b[1-9]\d{4,}\b(?!\/)(?= *(?:guesses|passwords|回))/g) || [], `${name}: large numbers have commas`);
}

async function paper(page, name, base)
{
	await page.setViewportSize(PAPER);
	await page.emulateMedia({ media: 'print' });
	const bottom = await page.evaluate(() => document.getElementById('summary').getBoundingClientRect().bottom + scrollY);

	ok(bottom <= PAPER.height, `${name}: the summary fits on one page`, `${bottom} of ${PAPER.height}`);
	none(await tooWide(page), `${name}: nothing is cut off on paper`);
	await page.screenshot({ path: `${base}-a4.png`, clip: { x: 0, y: 0, ...PAPER } });
	const pdf = await page.pdf({ preferCSSPageSize: true });

	fs.writeFileSync(`${base}.pdf`, pdf);
	/* 210 x 297 mm in points, as Chromium rounds them. */
	ok(/\/MediaBox \[0 0 59[45]\S* 84[12]\S*\]/.test(pdf.toString('latin1')), `${name}: prints on A4`);
	await page.emulateMedia({ media: 'screen' });
}

async function look(browser, file)
{
	const name = path.basename(file, '.html');
	const base = file.replace(/\.html$/, '');
	const url = `file://${path.resolve(file)}`;
	const page = await browser.newPage({ viewport: DESK });
	const requests = [], complaints = [];

	page.on('request', r => { if (r.url().split('#')[0] !== url) requests.push(r.url()); });
	page.on('console', m => complaints.push(m.text()));
	page.on('pageerror', e => complaints.push(e.message));
	page.on('dialog', d => { complaints.push(`dialog: ${d.message()}`); d.dismiss(); });
	await page.goto(url);

	none(await structure(page), `${name}: links, ids and verdicts are whole`);
	await language(page, name);
	await keyboard(page, name);
	none(await violations(page), `${name}: accessible on a desk`);
	await openAll(page);
	none(await violations(page), `${name}: accessible with everything open`);
	await pictures(page, name);
	ok(!name.startsWith('guess-') || await page.locator('svg.guess').count() === 3, `${name}: a picture for each door`);

	await page.setViewportSize(PHONE);
	none(await tooWide(page), `${name}: fits a phone with everything open`);
	none(await violations(page), `${name}: accessible on a phone`);
	await page.goto('about:blank');
	await page.goto(url);
	none(await tooWide(page), `${name}: fits a phone`);
	await page.screenshot({ path: `${base}-360.png`, clip: { x: 0, y: 0, width: 360, height: 2400 }, fullPage: true });
	await paper(page, name, base);

	none(requests.filter(r => r !== 'about:blank'), `${name}: nothing is fetched`);
	none(complaints, `${name}: the browser has nothing to say`);
	await page.close();
}

async function main()
{
	const browser = await start();

	try {
		for (const file of process.argv.slice(2))
			await look(browser, file);
	} finally {
		await browser.close();
	}
	console.log(`1..${count}`);
	process.exitCode = failures ? 1 : 0;
}

main().catch(e => {
	console.log(`Bail out! ${e.message.split('\n')[0]}`);
	process.exitCode = 1;
});
