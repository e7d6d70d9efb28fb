/* node verify.js PORT LOG HOSHI OUT; see verify.t.  LOG: the folder that the signer publishes. */
'use strict';

const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');
const { spawnSync } = require('child_process');
const { ok, is, like, none, done } = require('../e2e/people.js');
const { DESK, PHONE, complaints, start, somebody, violations, tooWide, otherLanguage, onPaper } = require('./registry_browser.js');
const make = require('./verify_make.js');
const { DAY, HOST, NUMBER, Entries, Long, encode, newKey, describe, keyFile, sign, claims, address } = make;

const [port, log, hoshi, out] = process.argv.slice(2);
const site = { base: `https://${HOST}` };
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'hoshi-verify-'));
const now = Math.floor(Date.now() / 1000);

/* What the register publishes. */
function publish(name, content)
{
	fs.writeFileSync(path.join(log, `${name}.part`), content, { mode: 0o644 });
	fs.renameSync(path.join(log, `${name}.part`), path.join(log, name));
}

/* The register under a name of its own and with TLS, as far as the browser knows. */
async function name(context, pattern)
{
	await context.route(pattern, route => {
		const url = new URL(route.request().url());
		const headers = { ...route.request().headers(), host: `127.0.0.1:${port}` };

		http.get({ port, path: url.pathname + url.search, headers }, answer => {
			const pieces = [];

			answer.on('data', piece => pieces.push(piece));
			answer.on('end', () => route.fulfill({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) }));
		});
	});
}

const label = newKey(), statusKey = newKey(), stranger = newKey();
const keys = [describe(label, 'label'), describe(statusKey, 'status')];
const sound = make.statement(label, { names: ['星見精密機器株式会社', '屋外ネットワークカメラ NC-100'] });
const one = make.statement(label, { models: ['NC-100'] });

/* One letter of the address another: so far from the beginning of the statement, in bytes. */
function tampered(at)
{
	const text = address(sound);
	const i = text.indexOf('#') + 1 + Math.floor(at * 8 / 5);

	return text.slice(0, i) + (text[i] === 'A' ? 'B' : 'A') + text.slice(i + 1);
}

function longHead()
{
	const pairs = claims();

	pairs[4][1].pairs[0][1] = new Long(1);
	return sign(encode(new Entries(pairs)), label);
}

const inDays = days => now + days * DAY;
const before2026 = describe(label, 'label', { valid_from: '2020-01-01' });

/* name: [what is typed, the verdict's tone, {step: outcome}, what is published besides, model] */
const cases = {
	'a genuine one': [address(sound), 'good', { signature: 'holds', address: 'holds', term: 'holds', status: 'holds', model: 'not_done' }],
	'its form': [tampered(1), 'bad', { form: 'fails', key: 'not_done' }],
	'its algorithm': [tampered(6), 'bad', { form: 'holds', signature: 'fails' }],
	'its key id': [tampered(12), 'bad', { key: 'fails', signature: 'not_done' }],
	'a letter of its claims': [address(make.statement(label, {}, { payload: encode(new Entries(claims({ number: 'S1-2026-00009' }))) })), 'bad', { form: 'holds', key: 'holds', signature: 'fails', status: 'not_done' }],
	'its signature': [tampered(sound.length - 20), 'bad', { key: 'holds', signature: 'fails' }],
	'its last letters': [address(sound.subarray(0, -5)), 'bad', { form: 'fails' }],
	'not in its shortest form, though signed': [address(longHead()), 'bad', { form: 'fails' }],
	'an unknown key': [address(make.statement(stranger)), 'bad', { key: 'fails' }],
	'a revoked key': [address(sound), 'bad', { key: 'fails', signature: 'holds' }, { keys: [describe(label, 'label', { revoked: '2026-11-01' }), keys[1]] }],
	'another host': [address(sound, 'evil.example'), 'bad', { signature: 'holds', address: 'fails', status: 'not_done' }],
	'another number': [address(sound, HOST, 'S1-2026-00002'), 'bad', { address: 'fails' }],
	'over as printed, and listed as valid': [address(make.statement(label, { issued: inDays(-800), until: inDays(-1) })), 'good', { term: 'fails', status: 'holds' }, { keys: [before2026, keys[1]] }],
	'over as printed, without list': [address(make.statement(label, { issued: inDays(-800), until: inDays(-1) })), 'care', { term: 'fails', status: 'not_done' }, { keys: [before2026, keys[1]], list: null }],
	'a stale list': [address(sound), 'care', { status: 'not_done' }, { list: make.list(statusKey, { made: now - DAY / 2, ttl: 3600 }) }],
	'a list of another issuer': [address(sound), 'care', { status: 'not_done' }, { list: make.list(statusKey, { issuer: 'other.example' }) }],
	'a list that somebody else signed': [address(sound), 'care', { status: 'not_done' }, { list: make.list(stranger) }],
	'a list that is none': [address(sound), 'care', { status: 'not_done' }, { list: Buffer.from('hello') }],
	'the right model': [address(one), 'good', { model: 'holds' }, {}, 'ＮＣ－１００'],
	'a wrong model': [address(one), 'care', { status: 'holds', model: 'fails' }, {}, 'NC-200'],
	'one model of several': [address(sound), 'good', { model: 'not_done' }, {}, 'NC-100'],
	'a statement alone': [make.base32(sound), 'good', { signature: 'holds', address: 'not_done' }],
};
for (const [status, tone] of [[0, 'good'], [1, 'bad'], [2, 'bad'], [12, 'good'], [13, 'bad'], [14, 'bad'], [15, 'care']])
	cases[`status ${status}`] = [address(sound), tone, { status: tone === 'good' ? 'holds' : tone === 'bad' ? 'fails' : 'not_done' }, { list: make.list(statusKey, { statuses: { 345: status } }) }];

let listNow = null;
function prepare({ keys: own = keys, list = make.list(statusKey) } = {})
{
	publish('keys.json', JSON.stringify(keyFile(own)));
	listNow = list;
	if (list)
		publish('status/0', list);
	else
		fs.rmSync(path.join(log, 'status/0'), { force: true });
}

/* What the page says: {tone, words, limit, rows: {step: {outcome, text}}}; null when it says nothing. */
function said(page)
{
	return page.evaluate(() => {
		const at = id => document.getElementById(id);
		const names = ['form', 'key', 'signature', 'address', 'term', 'status', 'model'];
		const tones = { good: 'holds', bad: 'fails', care: 'not_done' };
		const kind = e => [...e.classList].find(c => tones[c]);

		if (at('verify-answer').hidden)
			return null;
		return { tone: kind(at('verify-verdict')), words: at('verify-words').textContent, limit: at('verify-limit').textContent,
			names: at('verify-names').hidden ? '' : at('verify-names').innerText,
			rows: Object.fromEntries([...at('verify-rows').rows].map((row, i) => [names[i], { outcome: tones[kind(row.querySelector('.badge'))],
				text: row.querySelector('.said-of').textContent }])) };
	});
}

function program(text, language, model)
{
	const args = ['verify', text, '--keys', path.join(log, 'keys.json'), '--json', '--lang', language];

	if (!/^https:/i.test(text)) {
		args[1] = path.join(scratch, 'statement');
		fs.writeFileSync(args[1], sound);
	}
	if (listNow)
		args.push('--status-list', path.join(log, 'status/0'));
	if (model)
		args.push('--model', model);
	const ran = spawnSync(hoshi, args, { encoding: 'utf8' });

	if (!ran.stdout)
		throw new Error(`hoshi verify: ${ran.error || ran.stderr}`);
	return JSON.parse(ran.stdout);
}

/* The page is opened, the network goes, and only then is anything entered. */
async function offline(who, address, act)
{
	const asked = [];
	const note = r => asked.push(r.url());

	await who.context.setOffline(false);
	await who.page.goto(address, { waitUntil: 'networkidle' });
	await who.context.setOffline(true);
	who.page.on('request', note);
	await act(who.page);
	await who.page.waitForFunction(() => !document.getElementById('verify-answer').hidden || !document.getElementById('verify-no-address').hidden);
	const answer = await said(who.page);
	who.page.off('request', note);
	await who.context.setOffline(false);
	return { ...answer, asked };
}

async function enter(page, text, model = '')
{
	await page.fill('#verify-address', text);
	await page.fill('#verify-model', model);
	await page.press('#verify-model', 'Enter');
}

async function everyCase(who, language)
{
	const faults = [];

	for (const [what, [text, tone, rows, published, model]] of Object.entries(cases)) {
		prepare(published);
		const seen = await offline(who, `/verify?lang=${language}`, page => enter(page, text, model));
		const expected = program(text, language, model);
		const wrong = [];

		if (seen.tone !== tone)
			wrong.push(`tone ${seen.tone}`);
		for (const [step, outcome] of Object.entries(rows))
			if (seen.rows[step].outcome !== outcome)
				wrong.push(`${step} ${seen.rows[step].outcome}`);
		for (const [step, check] of Object.entries(expected.checks))
			if (seen.rows[step].outcome !== check.outcome || seen.rows[step].text !== check.text)
				wrong.push(`${step}: ${seen.rows[step].text} | ${check.text}`);
		if (seen.words !== expected.text || seen.limit !== expected.limit)
			wrong.push(`words: ${seen.words} | ${expected.text}`);
		if (seen.asked.length)
			wrong.push(`asked ${seen.asked}`);
		/* What is not genuine is a forger's words. */
		if (expected.verdict === 'not_genuine' && (seen.names || seen.words.includes(NUMBER)))
			wrong.push('it is believed');
		faults.push(...wrong.map(w => `${what}: ${w}`));
	}
	none(faults, `${language}: ${Object.keys(cases).length} codes, offline, in the words of the program`);
}

/* ---- other ways in ---- */

async function ways(who)
{
	const { page } = who;

	prepare();
	const typed = address(sound);
	let seen = await offline(who, '/verify', p => p.evaluate(text => {
		const data = new DataTransfer();
		data.setData('text/plain', text);
		document.getElementById('verify-address').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
	}, typed));
	is(seen.tone, 'good', 'an address that is dropped');
	seen = await offline(who, '/verify', p => p.evaluate(text => {
		const data = new DataTransfer();
		data.items.add(new File([text], 'code.txt', { type: 'text/plain' }));
		document.getElementById('verify-address').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
	}, typed));
	is(seen.tone, 'good', 'a file that is dropped');
	seen = await offline(who, '/verify', async p => {
		await p.focus('#verify-address');
		await p.keyboard.insertText(` ${typed}\n`);
		await p.dispatchEvent('#verify-address', 'paste');
	});
	is(seen.tone, 'good', 'an address that is pasted');
	seen = await offline(who, `/verify#${typed}`, () => {});
	is(seen.tone, 'good', 'an address behind the #');
	seen = await offline(who, '/verify', async p => {
		await enter(p, tampered(12));
		await p.waitForSelector('#verify-answer:not([hidden])');
		await p.evaluate(text => { location.hash = text; }, typed);
		await p.waitForSelector('#verify-verdict.good');
	});
	is(seen.tone, 'good', 'one after the other');
	await page.goto('/verify');
	await enter(page, typed);
	await page.waitForSelector('#verify-answer:not([hidden])');
	await page.waitForFunction(() => document.activeElement.id === 'verify-answer');
	ok(true, 'the answer has the focus');
	for (const wrong of ['hello', 'https://label.example.jp/', typed.split('#')[0], `${typed}a`, `https://evil.example/x?${typed}`, '<img src=x onerror=alert(1)>']) {
		await page.goto('/verify');
		await enter(page, wrong);
		await page.waitForSelector('#verify-no-address:not([hidden])');
		ok(await page.isHidden('#verify-answer'), `refused: ${wrong.slice(0, 40)}`);
	}
	await page.goto('/verify');
	await enter(page, '');
	ok(await page.isHidden('#verify-answer') && await page.isHidden('#verify-no-address'), 'nothing is nothing');
}

async function productPage(who)
{
	const { page } = who;
	const label10 = JSON.parse(await (await fetch(`http://127.0.0.1:${port}/v1/labels/S1-2026-00010`)).text());
	const models = label10.models.map(m => m.number);
	const number = label10.number;
	const own = make.statement(label, { number, models });
	const at = (bytes, n = number) => `/L/${n}#${make.base32(bytes)}`;

	prepare();
	let seen = await offline(who, at(own), () => {});
	is(`${seen.tone} ${seen.rows.address.outcome} ${seen.rows.status.outcome}`, 'good holds holds', 'the page of a product verifies the code that led to it');
	is(seen.asked.length, 0, 'and asks nobody');
	seen = await offline(who, at(own), async p => {
		await p.fill('#verify-model', models[0].toLowerCase());
		await p.press('#verify-model', 'Enter');
		await p.waitForFunction(() => document.querySelector('#verify-rows tr:last-child .badge.good'));
	});
	is(seen.rows.model.outcome, 'holds', 'the model is looked up in the list of the page, which is the printed one');
	seen = await offline(who, at(make.statement(label, { number, models: [...models, 'X-1'] })), async p => {
		await p.fill('#verify-model', models[0]);
		await p.press('#verify-model', 'Enter');
		await p.waitForFunction(() => document.getElementById('verify-answer') === document.activeElement);
	});
	is(seen.rows.model.outcome, 'not_done', 'a list that is not the printed one tells nothing');
	seen = await offline(who, at(own, 'S1-2026-00001'), () => {});
	is(`${seen.tone} ${seen.rows.address.outcome}`, 'bad fails', "on another product's page it is false");
	seen = await offline(who, `${at(own)}A1`, () => {});
	is(seen.tone, undefined, 'what is no statement is refused');
	const evil = { context: who.context, page: await who.context.newPage() };
	seen = await offline(evil, `https://evil.example${at(own)}`, () => {});
	is(`${seen.tone} ${seen.rows.address.outcome}`, 'bad fails', 'on another host it is false');
	await evil.page.close();
	for (const place of ['', '#models', '#status']) {
		await page.goto('about:blank');
		await page.goto(`/L/${number}${place}`, { waitUntil: 'networkidle' });
		ok(await page.isHidden('#verify'), `without a code nothing is said ${place}`);
	}
}

/* ---- where it does not work, and where it does after all ---- */

async function elsewhere(browser, who)
{
	const plain = await somebody(browser, site, 'en', { javaScriptEnabled: false });
	await name(plain.context, `https://${HOST}/**`);
	prepare();
	await plain.page.goto('/verify');
	ok(await plain.page.isVisible('.verify-plain') && await plain.page.isHidden('#verify-form'), 'without JavaScript: what to do instead');
	like(await plain.page.textContent('.verify-plain'), /hoshi verify ADDRESS --keys keys.json/, 'and with which command');
	await plain.page.goto(`/L/${NUMBER}#${make.base32(sound)}`);
	ok(await plain.page.isHidden('#verify') && await plain.page.isVisible('.standing'), 'and on a product page the word of the server');
	await plain.context.close();

	const open = await browser.newContext({ baseURL: `http://${HOST}`, locale: 'ja' });
	await name(open, `http://${HOST}/**`);
	const page = await open.newPage();
	await page.goto('/verify');
	ok(await page.isVisible('#verify-insecure') && await page.isHidden('#verify-form'), 'without a secure context it says so');
	await page.goto(`/L/${NUMBER}#${make.base32(sound)}`);
	ok(await page.isVisible('#verify-insecure'), 'on a product page, too');
	await open.close();

	fs.rmSync(path.join(log, 'keys.json'));
	await who.page.goto('/verify');
	ok(await who.page.isVisible('#verify-no-keys') && await who.page.isHidden('#verify-form'), 'without keys it says so');
	publish('keys.json', '{"keys":[]}');
	await who.page.goto('/verify');
	ok(await who.page.isVisible('#verify-no-keys'), 'with a key file that is none, too');
	prepare();
}

/* A copy on a disk: the page and its scripts, opened as a file. */
async function savedCopy(browser, who)
{
	prepare();
	await who.page.goto('/verify?lang=en', { waitUntil: 'networkidle' });
	const rs = await who.page.request.get(`http://127.0.0.1:${port}/verify?lang=en`);
	const html = (await rs.text()).replace(/(src|href)="\/static\/([a-z_]+\.(?:js|css|svg))[^"]*"/g, '$1="$2"');

	fs.writeFileSync(path.join(scratch, 'copy.html'), html);
	for (const [, file] of html.matchAll(/src="([a-z_]+\.js)"/g))
		fs.writeFileSync(path.join(scratch, file), await (await who.page.request.get(`http://127.0.0.1:${port}/static/${file}`)).text());
	const context = await browser.newContext({ offline: true });
	const page = await context.newPage();
	await page.goto(`file://${scratch}/copy.html`);
	await enter(page, address(sound));
	await page.waitForSelector('#verify-answer:not([hidden])');
	const seen = await said(page);
	is(`${seen.tone} ${seen.rows.address.outcome} ${seen.rows.status.outcome}`, 'good holds holds', 'a saved copy verifies without network');
	await context.close();
}

/* ---- how it looks ---- */

async function looks(who, language)
{
	const { page } = who;
	const views = { empty: ['/verify', null], genuine: ['/verify', address(sound)], false: ['/verify', tampered(1)], refused: ['/verify', 'hello'],
		product: [`/L/${NUMBER}`, null, make.base32(sound)] };
	const faults = [];

	prepare();
	for (const [view, [at, text, hash]] of Object.entries(views)) {
		await page.goto('about:blank');
		await page.goto(`${at}?lang=${language}${hash ? `#${hash}` : ''}`, { waitUntil: 'networkidle' });
		if (text)
			await enter(page, text);
		if (text || hash)
			await page.waitForSelector('#verify-answer:not([hidden]), #verify-no-address:not([hidden])');
		for (const size of [PHONE, DESK]) {
			await page.setViewportSize(size);
			faults.push(...(await tooWide(page)).map(f => `${view}: ${f}`));
			await page.screenshot({ path: path.join(out, `${view}-${language}-${size.width}.png`), fullPage: true });
		}
		faults.push(...(await violations(page)).map(f => `${view}: ${f}`));
		if (view !== 'product')
			faults.push(...(await otherLanguage(page, ['星見精密機器株式会社', '屋外ネットワークカメラ NC-100'])).map(f => `${view}: ${f}`));
		faults.push(...(await onPaper(page)).map(f => `${view}: ${f}`));
		await page.setViewportSize(DESK);
	}
	none(faults, `${language}: ${Object.keys(views).length} views, no fault of axe-core's rules, width, language or paper`);
}

(async () => {
	const browser = await start();
	const who = await somebody(browser, site, 'ja');

	await name(who.context, /^https:\/\/(label|evil)\.example/);
	for (const language of ['ja', 'en'])
		await everyCase(who, language);
	await ways(who);
	await productPage(who);
	/* Asked of another host on purpose, above. */
	complaints.splice(0, complaints.length, ...complaints.filter(c => !/evil\.example/.test(c)));
	await elsewhere(browser, who);
	await savedCopy(browser, who);
	for (const language of ['ja', 'en'])
		await looks(who, language);
	none(complaints, 'no page complains on the console, none asks anybody else');
	await browser.close();
	fs.rmSync(scratch, { recursive: true });
	done();
})().catch(e => {
	ok(false, 'the test itself', e.stack);
	done();
	process.exit(1);
});
