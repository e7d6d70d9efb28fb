/*
 * Every page that links lead to, as everybody, in both languages: no violation of axe-core's rules,
 * nothing that sticks out of a phone's screen or a sheet of paper, one language.  Of pages whose
 * addresses have the same pattern two are looked at, one in English; pictures of the first are left
 * beside the reports, at 360 and 1,200 px and as printed.  Then what refuses: forms that are wrong.
 */
'use strict';

const fs = require('fs');
const path = require('path');
const { ok, is, none, Person, draft, write, issue } = require('../e2e/people.js');
const { DESK, PHONE, PAPER, violations, tooWide, otherLanguage, onPaper, send } = require('./registry_browser.js');

/* How many addresses of one pattern are opened. */
const EACH = { ja: 2, en: 1 };

/* Somebody of the browser as one who speaks HTTP, with the same session. */
async function asPerson(registry, who)
{
	const person = new Person(registry, 'somebody', 'ja');

	for (const cookie of await who.context.cookies())
		person.cookies[cookie.name] = cookie.value;
	return Object.assign(person, { mail: who.mail, secret: who.secret });
}

/*
 * What the desks show when there is something to do: an application in each of the states, a label
 * that is valid with notices, one whose renewal is asked for, one application on paper.
 */
async function furnish(registry, people)
{
	const some = {};

	for (const key of ['officer', 'authority', 'maker', 'admin'])
		some[key] = await asPerson(registry, people[key]);
	registry.sql('UPDATE rate SET count = 0');
	const { maker, officer } = some;
	const long = { 'product.name.ja': '産業用無線アクセスポイント統合管理ゲートウェイ（屋外防水・耐塩害仕様）第二世代型', 'product.name.en': 'Outdoor industrial wireless gateway',
		models: Array.from({ length: 30 }, (_, i) => `OUTDOOR-GATEWAY-${i}-LONGMODELNUMBER,Gateway ${i}\n`).join(''),
		'product.other_certifications': 'Specimen scheme | 12345\n', 'security_information.ja': '設定の初期化の方法は取扱説明書をご覧ください。',
		'security_information.en': 'See the manual for how to reset it.', 'evaluation.by': 'qualified_person', 'evaluation.name': '見本 五郎',
		'evaluation.qualification': '情報処理安全確保支援士 第000000号', 'applicant.corporate_number': '', 'applicant.identity_proof.kind': 'other',
		'applicant.identity_proof.reference': '登記 123', 'supply_chain.no_parents': '', 'supply_chain.parents': '見本ホールディングス | JP\n' };
	const plain = { 'applicant.corporate_number': '8700110005901' };

	const valid = await issue({ ...some, registry }, long);
	await maker.do(`/maker/labels/${valid}/change`, `/maker/labels/${valid}/change`, { why: '型式を追加します。', 'product.category': '無線LANルーター' });
	await maker.do(`/maker/labels/${valid}/report`, `/maker/labels/${valid}/report`, { text: '脆弱性の報告がありました。調査中です。' });
	await maker.do(`/maker/labels/${valid}/notice`, `/maker/labels/${valid}/notice`, { kind: 'update', text_ja: '更新版を公開しました。',
		text_en: 'An update is out.', url: 'https://works.example/update' });
	const renewed = await issue({ ...some, registry }, plain);
	await maker.move(`/maker/labels/${renewed}`, 'ask_renewal', { declaration_name: '見本 花子', declaration_title: '部長', support_until: '2040-03-31', declaration_agreed: 'yes' });

	/* The first is a draft, which is on no page of an officer's. */
	const open = [];
	for (const state of ['draft', 'returned', 'inquiry', 'accepted']) {
		const at = await draft(maker), id = /\d+$/.exec(at)[0];

		open.push(at);
		if (state === 'draft')
			continue;
		await write(maker, at, plain);
		await maker.move(at, 'take_number');
		await maker.move(at, 'submit');
		await maker.do(at, `${at}/message`, { text: '受付の予定を教えてください。' });
		await officer.do(`/officer/applications/${id}`, `/officer/applications/${id}/message`, { text: '来週の予定です。' });
		if (state === 'returned') {
			await officer.move(`/officer/applications/${id}`, 'return', { reason: '写真を直してください。' });
			continue;
		}
		await officer.move(`/officer/applications/${id}`, 'pass_form_check');
		if (state === 'inquiry')
			continue;
		await some.authority.move(`/authority/inquiries/${registry.sql(`SELECT id FROM inquiry WHERE application = ${id}`)}`, 'answer', { answer: 'no_objection' });
		await officer.move(`/officer/applications/${id}`, 'accept');
		await maker.move(at, 'ask_provisional');
	}
	const whose = registry.sql("SELECT id FROM organisation WHERE kind = 'maker' ORDER BY id LIMIT 1");
	const paper = await officer.do('/officer/applications/new', '/officer/applications/new', { organisation: whose, received_as: 'paper', level: '1', route: 'standard',
		'eligibility.kind': 'device', 'eligibility.ip_communication': 'yes', 'eligibility.user_can_add_security': 'no' });
	return { valid, renewed, open, paper };
}

function pattern(address)
{
	const url = new URL(address);

	return url.pathname.replace(/S1-\d{4}-\d{5}/, 'N').replace(/S1\.\d-\d\d/, 'C').replace(/link\/[0-9a-f]+/, 'link/T').replace(/\d{1,9}(?=\/|$)/g, '0') +
		(url.searchParams.get('section') ? `?${url.searchParams.get('section')}` : url.search && !url.searchParams.get('lang') ? '?' : '');
}

/* Files are no pages; what everybody can see is looked at once, by anybody. */
function isFor(address, own)
{
	const at = new URL(address).pathname;

	return !/\.(svg|png|pdf|csv|ndjson|json)$/.test(at) && (own ? own.test(at) : !/^\/(v1|log|status)\//.test(at));
}

async function walk(all, key, who, starts, own, language)
{
	const { registry, out } = all;
	const { page } = who;
	const queue = starts.map(s => registry.base + s), seen = new Set(), counts = {};
	const faults = { axe: [], wide: [], words: [], status: [], paper: [] };

	while (queue.length) {
		const address = queue.shift();
		const url = new URL(address);

		url.searchParams.set('lang', language);
		url.hash = '';
		const shape = pattern(address);
		if (seen.has(url.href) || (counts[shape] || 0) >= EACH[language] || !isFor(address, own) || url.origin !== registry.base)
			continue;
		seen.add(url.href);
		counts[shape] = (counts[shape] || 0) + 1;
		all.looked.add(shape);
		await page.setViewportSize(PHONE);
		const rs = await page.goto(url.href);
		if ((rs.status() !== 200) !== /nowhere|99999|link\/0/.test(address))
			faults.status.push(`${address}: ${rs.status()}`);
		await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
		const name = `${key}${shape.replace(/[/?]+/g, '_').replace(/_$/, '') || '_home'}-${language}`;
		faults.wide.push(...(await tooWide(page)).map(f => `${address}: ${f}`));
		if (counts[shape] === 1)
			await page.screenshot({ path: path.join(out, `${name}-360.png`), fullPage: true });
		await page.setViewportSize(DESK);
		faults.wide.push(...(await tooWide(page)).map(f => `${address} at ${DESK.width}: ${f}`));
		faults.axe.push(...(await violations(page)).map(f => `${address}: ${f}`));
		faults.words.push(...(await otherLanguage(page, all.typed)).map(f => `${address}: ${f}`));
		if (counts[shape] === 1)
			await page.screenshot({ path: path.join(out, `${name}-1200.png`), fullPage: true });
		if (counts[shape] === 1) {
			faults.paper.push(...(await onPaper(page)).map(f => `${address}: ${f}`));
			await page.emulateMedia({ media: 'print' });
			await page.setViewportSize(PAPER);
			await page.screenshot({ path: path.join(out, `${name}-paper.png`), fullPage: true });
			await page.emulateMedia({ media: null });
		}
		const links = await page.evaluate(() => [...document.querySelectorAll('a[href]')].map(a => a.href));
		queue.push(...links.filter(l => l.startsWith(registry.base)));
	}
	const n = seen.size;
	none(faults.status, `${key}, ${language}: ${n} pages open`);
	none(faults.axe, `${key}, ${language}: no violation of axe-core's rules`);
	none(faults.wide, `${key}, ${language}: nothing sticks out`);
	none(faults.words, `${key}, ${language}: one language on a page`);
	none(faults.paper, `${key}, ${language}: fit to be printed`);
}

/* What the maker sends that cannot be read, and what each page answers. */
async function refusals(all, language)
{
	const { page } = all.people.maker, { at } = all;
	const bytes = (name, text) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
	const pack = all.pack, good = fs.readFileSync(pack);
	const damaged = Buffer.from(good);

	damaged[Math.floor(good.length / 2)] ^= 0x55;
	const files = [
		['pack', 'no pack', bytes('x.hoshi', 'hello')],
		['pack', 'a pack cut off', { ...bytes('x.hoshi', ''), buffer: good.subarray(0, good.length - 200) }],
		['pack', 'a damaged pack', { ...bytes('x.hoshi', ''), buffer: damaged }],
		['models', 'a model twice', bytes('m.csv', 'A-1\nA-2\nA-1\n')],
		['models', 'an open quotation mark', bytes('m.csv', 'A-1\n"A-2\n')],
		['models', 'a name alone', bytes('m.csv', ',x\n')],
		['models', 'no character set', { ...bytes('m.csv', ''), buffer: Buffer.from([0x41, 0x0a, 0xff, 0xff, 0x0a]) }],
		['models', 'nothing', bytes('m.csv', '\n')],
	];
	const forms = [
		['product', { 'product.url': 'javascript:alert(1)', 'product.other_certifications': 'no bar\n|\n' }],
		['models', { models: 'A-1\nA-1\n' }],
		['security', { support_until: '', vulnerability_report_url: 'x y' }],
		['supply_chain', { 'supply_chain.parents': 'Holding\nOther | ZZ\n' }],
		['applicant', { 'applicant.corporate_number': '123' }],
	];
	const faults = [];
	let answers = 0;

	async function look(what)
	{
		const told = await page.locator('#problems li').allTextContents();
		const near = await page.locator('.problem').count();

		answers += told.length > 0;
		if (!told.length)
			faults.push(`${what}: nothing is said`);
		if (!near)
			faults.push(`${what}: nothing beside a field: ${told}`);
		faults.push(...(await otherLanguage(page, all.typed)).map(f => `${what}: ${f}`), ...(await violations(page)).map(f => `${what}: ${f}`));
		await page.setViewportSize(PHONE);
		faults.push(...(await tooWide(page)).map(f => `${what}: ${f}`));
		await page.screenshot({ path: path.join(all.out, `refused_${what.replace(/\W+/g, '_')}-${language}-360.png`), fullPage: true });
		await page.setViewportSize(DESK);
		await page.screenshot({ path: path.join(all.out, `refused_${what.replace(/\W+/g, '_')}-${language}-1200.png`), fullPage: true });
	}

	for (const [kind, what, file] of files) {
		const action = kind === 'pack' ? `${at}/checklist/pack` : `${at}/models`;

		await page.goto(`${at}/${kind === 'pack' ? 'checklist' : 'edit?section=models'}${kind === 'pack' ? '?' : '&'}lang=${language}`);
		await page.setInputFiles(`form[action="${action}"] input[type=file]`, file);
		await Promise.all([page.waitForNavigation(), page.locator(`form[action="${action}"] button[type=submit]`).press('Enter')]);
		await look(what);
	}
	for (const [section, fields] of forms) {
		await page.goto(`${at}/edit?section=${section}&lang=${language}`);
		await send(page, `${at}/edit`, fields);
		await look(`section ${section}`);
	}
	none(faults, `${language}: ${answers} refusals say why, in one language, in a summary and beside the field`);
	is(answers, files.length + forms.length, `${language}: each of them`);
}

module.exports = async function everyPage({ registry, people, pack, out }) {
	const made = await furnish(registry, people);
	const typed = registry.sql(`SELECT value FROM (
		SELECT name AS value FROM account UNION SELECT name_ja FROM organisation UNION SELECT name_en FROM organisation
		UNION SELECT identity_proof FROM organisation
		UNION SELECT json_tree.atom FROM application, json_tree(body_json) WHERE json_tree.type = 'text'
		UNION SELECT json_tree.atom FROM notice, json_tree(body_json) WHERE json_tree.type = 'text'
		UNION SELECT ja FROM label_notice UNION SELECT en FROM label_notice
		UNION SELECT json_tree.atom FROM registration, json_tree(renewal_json) WHERE json_tree.type = 'text'
		UNION SELECT json_tree.atom FROM checklist, json_tree(body_json, '$.rows') WHERE json_tree.type = 'text' AND source = 'typed'
		UNION SELECT subject FROM outbox UNION SELECT body FROM message UNION SELECT reason FROM audit UNION SELECT hearing_record FROM registration
		) WHERE length(value) > 1 ORDER BY length(value) DESC`).split('\n');
	const all = { registry, people, pack, out, at: made.open[0], looked: new Set(), typed: [...typed, 'hello'] };
	const anybody = people.anybody;
	/* Where each begins, and what is only theirs to see. */
	const starts = {
		anybody: ['/', '/labels', `/L/${made.valid}`, `/L/${made.renewed}`, '/L/S1-2020-99999', '/nowhere', '/guide', '/criteria', '/sign-in', '/register', '/recover',
			`/link/${'0'.repeat(64)}`, '/register?sent=1', '/recover?sent=1', '/labels?q=zzzz'],
		maker: ['/maker', ...made.open, `/maker/labels/${made.valid}`, `/maker/labels/${made.renewed}`, '/account', '/desk'],
		officer: ['/officer', made.paper.replace(/\?.*/, ''), ...made.open.slice(1).map(a => a.replace('/maker/', '/officer/')), `/officer/labels/${made.valid}`, `/officer/labels/${made.renewed}`,
			'/officer/search?q=HG', '/account'],
		auditor: ['/auditor', '/officer', '/officer/labels', '/account'],
		authority: ['/authority', '/account'],
		admin: ['/admin', '/account'],
	};

	for (const language of ['ja', 'en']) {
		/* Each has a browser of their own: what one waits for, another uses. */
		await Promise.all(Object.entries(starts).map(([key, list]) => {
			const who = key === 'anybody' ? anybody : people[key];

			if (who.mail)
				registry.sql(`UPDATE account SET language = '${language}' WHERE mail = '${who.mail}'`);
			return walk(all, key, who, list, key === 'anybody' ? null : /^\/(maker|officer|auditor|authority|admin|account|desk)/, language);
		}));
		await refusals(all, language);
	}
	ok(all.looked.size >= 60, `${all.looked.size} kinds of pages were looked at`, [...all.looked].sort().join('\n'));
};
