/*
 * A browser for the registry's tests: pages that complain of what no page may do (an error on the
 * console, a violation of the policy), forms filled in by the names of their fields, moves pressed by
 * theirs.
 */
'use strict';

const { PHONE, start, violations, tooWide } = require('./browser.js');

const DESK = { width: 1200, height: 900 };
/* A4 within margins of 15 mm, at 96 px to the inch. */
const PAPER = { width: 680, height: 960 };

const complaints = [];

/* Somebody with a browser of their own. */
async function somebody(browser, registry, locale, options = {})
{
	const context = await browser.newContext({ locale, viewport: DESK, timezoneId: 'Asia/Tokyo', baseURL: registry.base, ...options });
	const page = await context.newPage();

	page.setDefaultTimeout(15000);
	/* A refusal is an answer: the browser calls its status an error. */
	page.on('console', m => {
		if (['error', 'warning'].includes(m.type()) && !/status of (4\d\d|303)/.test(m.text()))
			complaints.push(`${page.url()}: ${m.text()}`);
	});
	page.on('pageerror', e => complaints.push(`${page.url()}: ${e.message}`));
	page.on('requestfailed', r => {
		if (!/ERR_ABORTED/.test(r.failure().errorText))
			complaints.push(`${page.url()}: ${r.url()} ${r.failure().errorText}`);
	});
	page.on('request', r => {
		if (!r.url().startsWith(registry.base) && !r.url().startsWith('data:') && !r.url().startsWith('about:'))
			complaints.push(`${page.url()}: asks ${r.url()}`);
	});
	return { context, page };
}

async function tick(box, on)
{
	if (await box.isChecked() !== on)
		await box.press('Space');
}

/* By keys: without scripts playwright cannot see whether what it would click on stands still. */
async function fill(form, fields)
{
	for (const [name, value] of Object.entries(fields)) {
		const all = form.locator(`[name="${name}"]`);
		const kind = await all.first().evaluate(e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase());

		if (kind === 'radio')
			await tick(form.locator(`[name="${name}"][value="${value}"]`), true);
		else if (kind === 'checkbox')
			await tick(all.first(), value !== '');
		else if (kind === 'select')
			await all.selectOption(value);
		else if (kind !== 'hidden')
			await all.fill(value);
	}
}

/* The form that is sent to an address, filled in and sent. */
async function send(page, action, fields, button = 'button[type=submit]')
{
	const form = page.locator(`form[action="${action}"]`).first();

	if (await page.locator(`details:has(form[action="${action}"]):not([open])`).count())
		await page.locator(`details:has(form[action="${action}"]) > summary`).first().press('Enter');
	await fill(form, fields);
	await Promise.all([page.waitForNavigation(), form.locator(button).first().press('Enter')]);
}

/* The button of a move of the workflow; where it asks for something, behind its summary. */
async function move(page, action, fields = {})
{
	const button = page.locator(`button[name=move][value="${action}"]`);
	const closed = page.locator(`details:has(button[name=move][value="${action}"]):not([open]) > summary`);

	if (await closed.count())
		await closed.press('Enter');
	await fill(page.locator(`form:has(button[name=move][value="${action}"])`), fields);
	await Promise.all([page.waitForNavigation(), button.press('Enter')]);
}

/* With nothing but Tab, Space, arrows and Enter: all fields of the form, then its button. */
async function byKeyboard(page, fields)
{
	const left = new Map(Object.entries(fields));

	for (let i = 0; i < 80; i++) {
		await page.keyboard.press('Tab');
		const at = await page.evaluate(() => {
			const e = document.activeElement;
			return { tag: e.tagName, type: e.type, name: e.name, value: e.value, in: !!e.closest('main form'),
				ring: getComputedStyle(e).outlineStyle !== 'none' || getComputedStyle(e).boxShadow !== 'none' };
		});
		if (!at.ring)
			throw new Error(`no ring around ${at.tag} ${at.name}`);
		if (!at.in)
			continue;
		if (at.type === 'submit' && !left.size)
			return Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
		if (!left.has(at.name))
			continue;
		if (at.type === 'radio') {
			/* The first of the group has the focus; Space takes it, arrows the next. */
			for (let k = 0; k < 9; k++) {
				const now = await page.evaluate(() => ({ on: document.activeElement.checked, value: document.activeElement.value }));

				if (now.value === left.get(at.name)) {
					if (!now.on)
						await page.keyboard.press('Space');
					break;
				}
				await page.keyboard.press('ArrowDown');
			}
		} else {
			await page.keyboard.press('Control+A');
			await page.keyboard.type(left.get(at.name));
		}
		left.delete(at.name);
	}
	throw new Error(`not reached by Tab: ${[...left.keys()]}`);
}

/* Follow the link of a mail, set up password and app; {mail, secret} of who came in. */
async function comeIn(page, registry, token, name, password)
{
	await page.goto(`/link/${token}`);
	const secret = (await page.textContent('code.key')).replace(/ /g, '');
	const mail = await page.textContent('main p b');

	const who = { mail, secret };

	await send(page, `/link/${token}`, { name, password, password_again: password, factor: registry.code(who) });
	return who;
}

/*
 * What is in the other language than the page: sentences and labels, titles and hidden words, except
 * for what is marked as such (lang) and was typed by a person (known).  Marking excuses nobody: a
 * text of ours in the other language is a fault with and without it.
 */
function otherLanguage(page, known)
{
	return page.evaluate(known => {
		const ja = document.documentElement.lang === 'ja';
		const other = ja ? 'en' : 'ja';
		const found = [];
		const left = text => known.reduce((t, k) => t.split(k).join(' '), text).trim();
		const isOther = text => ja ? /[A-Za-z]{2,}[,;:]? [a-z]{2,}/.test(text.replace(/hoshi pack/g, '')) :
			/[\u3041-\u30ff\u4e00-\u9fff\uff01-\uff9f\u3001\u3002]/.test(text);
		const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);

		for (let n = walker.nextNode(); n; n = walker.nextNode()) {
			const e = n.parentElement;
			const text = n.textContent;

			if (e.closest('script, style, code, pre, textarea') || !text.trim())
				continue;
			/* A language is called by its own name; a source by its title, which is marked. */
			if (e.closest(`header [hreflang="${other}"], cite [lang="${other}"]`))
				continue;
			if (isOther(left(text)))
				found.push(left(text).slice(0, 80));
			/* In an option or a title of the page nothing can be marked. */
			else if (!ja && isOther(text) && !e.closest(`[lang="${other}"], option, title`))
				found.push(`not marked: ${text.trim().slice(0, 80)}`);
		}
		for (const e of document.querySelectorAll('[aria-label], [title], [placeholder], [alt], [data-label], [aria-description]'))
			for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'data-label', 'aria-description'])
				if (e.hasAttribute(name) && isOther(left(e.getAttribute(name))))
					found.push(`${name}: ${left(e.getAttribute(name)).slice(0, 80)}`);
		return found.slice(0, 5);
	}, known);
}

/*
 * On paper: what is there to be pressed is gone, the words are all there and nothing sticks out of
 * the sheet.
 */
async function onPaper(page)
{
	await page.emulateMedia({ media: 'print' });
	await page.setViewportSize(PAPER);
	const found = await page.evaluate(() => {
		const shown = e => e.checkVisibility() && e.getBoundingClientRect().width > 1;
		const gone = 'nav, .tools, .skip, .buttons, .pager, .search, .find, .filters, button, .status';
		const left = [...document.querySelectorAll(gone)].filter(shown).map(e => `printed: ${e.tagName}.${e.className}`);

		return document.querySelector('h1') && !shown(document.querySelector('h1')) ? [...left, 'no heading'] : left;
	});
	const wide = await tooWide(page);

	await page.emulateMedia({ media: null });
	return [...found.slice(0, 3), ...wide.map(w => `on paper: ${w}`)];
}

module.exports = { DESK, PHONE, PAPER, complaints, start, somebody, fill, send, move, byKeyboard, comeIn, violations, tooWide, otherLanguage, onPaper };
