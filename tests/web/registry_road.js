/*
 * The main road in a browser: registration, application, inquiry, decision, label on paper, renewal,
 * suspension, hearing, revocation; each step by who does it, seen by who is told.
 */
'use strict';

const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');
const { ok, is, like, none, today, papers, criteria, Person } = require('../e2e/people.js');
const { somebody, fill, send, move, byKeyboard, comeIn } = require('./registry_browser.js');

/* What the pages call things. */
const words = {
	ja: { valid: '有効', pending: '失効猶予', suspended: '停止', revoked: '取消し', declares: /宣言/, told: '写真を直してください' },
	en: { valid: 'valid', pending: 'extension pending', suspended: 'suspended', revoked: 'revoked', declares: /declare/, told: 'please correct the picture' },
};

function code(registry, who)
{
	return registry.code(who);
}

const problems = async page => ((await page.locator('#problems').count()) ? (await page.textContent('#problems')).replace(/\s+/g, ' ').trim() : '');

/* ---- people come in ---- */

async function invite(t, admin, key, role, organisation)
{
	const mail = `${key}-${t.language}@owner.example`;

	await admin.page.goto('/admin/accounts');
	await send(admin.page, '/admin/accounts', { organisation, role, name: t.names[key], mail, language: t.language, factor: code(t.registry, admin) });
	ok(admin.page.url().endsWith('done=invited'), `${t.language}: the administrator invites: ${role}`, await problems(admin.page));
	const who = await somebody(t.browser, t.registry, t.language);
	Object.assign(who, await comeIn(who.page, t.registry, await t.registry.mailed(mail), t.names[key], Person.password));
	is(await who.page.evaluate(() => document.documentElement.lang), t.language, `${t.language}: ${role} is in, and reads their language`);
	return who;
}

async function registerMaker(t)
{
	const maker = await somebody(t.browser, t.registry, t.language);
	const { page } = maker;
	const mail = `maker-${t.language}@works.example`;
	const fields = { name_ja: t.names.works_ja, name_en: t.names.works_en, identity_proof: '登記 123', name: t.names.maker, mail, language: t.language };

	await page.goto('/register');
	await page.keyboard.press('Tab');
	is(await page.evaluate(() => document.activeElement.className), 'skip', `${t.language}: Tab goes to the skip link first`);
	await page.goto('/register');
	await byKeyboard(page, fields);
	ok(page.url().endsWith('/register?sent=1'), `${t.language}: a maker registers with the keyboard alone`, await problems(page));
	Object.assign(maker, await comeIn(page, t.registry, await t.registry.mailed(mail), t.names.maker, Person.password));
	ok(page.url().endsWith('/maker'), `${t.language}: and comes in by the mail's link, to an empty desk`, page.url());
	return maker;
}

/* ---- the application ---- */

async function begin(t, maker)
{
	const { page } = maker;
	const fields = { level: '1', route: 'standard', 'eligibility.kind': 'software', 'eligibility.ip_communication': 'yes', 'eligibility.user_can_add_security': 'no' };
	const form = page.locator('form[action="/maker/applications/new"]');

	await page.goto('/maker/applications/new');
	for (const name of Object.keys(fields))
		if (!(await form.locator(`[name="${name}"]`).count()))
			delete fields[name];
	await send(page, '/maker/applications/new', fields);
	ok((await problems(page)).length > 10, `${t.language}: software alone is not for this label: the reason is printed`, page.url());
	is(await page.evaluate(() => document.activeElement.id), 'problems', `${t.language}: and has the focus`);
	is(await page.locator('[value=software]').isChecked(), true, `${t.language}: what was chosen is still chosen`);
	await send(page, '/maker/applications/new', { 'eligibility.kind': 'device' });
	maker.at = new URL(page.url()).pathname;
	like(maker.at, /^\/maker\/applications\/\d+$/, `${t.language}: a draft`);
	return maker.at;
}

const body = (t, at, member) => t.registry.sql(`SELECT json_extract(body_json, '$.${member}') FROM application WHERE id = ${/\d+$/.exec(at)}`);

async function until(what, seconds = 8)
{
	for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
		if (await what())
			return true;
		await new Promise(r => setTimeout(r, 100));
	}
	return false;
}

async function autosave(t, maker)
{
	const { page, at } = maker;
	const name = page.locator('[name="product.name.ja"]');

	await page.goto(`${at}/edit?section=product`);
	await name.fill('下書き');
	ok(await until(() => body(t, at, 'product.name.ja') === '下書き'), `${t.language}: what is typed is saved by itself`);
	await until(async () => !/…/.test(await page.textContent('.status')));
	await name.fill('下書き二');
	ok(await until(() => body(t, at, 'product.name.ja') === '下書き二'), `${t.language}: and again`);
	await until(async () => !/…/.test(await page.textContent('.status')));

	/* Leaving with something unsaved asks first. */
	let asked = 0;
	const stay = dialog => { asked++; dialog.dismiss(); };
	page.on('dialog', stay);
	await name.fill('まだ保存していない');
	await page.goto(at).catch(() => 0);
	page.off('dialog', stay);
	is(asked, 1, `${t.language}: leaving with something unsaved asks first`);
	is(await name.inputValue().catch(() => 'gone'), 'まだ保存していない', `${t.language}: and staying keeps it`);
	await until(() => body(t, at, 'product.name.ja') === 'まだ保存していない');
	await until(async () => !/…/.test(await page.textContent('.status')));

	/* Somebody else at the same form: who comes second is told, and loses nothing. */
	const other = await maker.context.newPage();
	await other.goto(`${at}/edit?section=product`);
	await send(other, `${at}/edit`, { 'product.category': 'ルーター' });
	await other.close();
	await name.fill('二番目');
	ok(await until(async () => t.language === 'ja' ? /ほかの人が先に/.test(await page.textContent('.status')) : /Somebody else/.test(await page.textContent('.status'))),
		`${t.language}: somebody else saved first: autosave says so`);
	await send(page, `${at}/edit`, {});
	ok((await page.textContent('main')).includes('ルーター') && await name.inputValue() === '二番目',
		`${t.language}: saving shows both, and keeps what was typed`, (await page.textContent('main')).slice(0, 500));
	await send(page, `${at}/edit`, {});
	is(body(t, at, 'product.name.ja'), '二番目', `${t.language}: the second save, knowing of the first, counts`);
}

/* Section by section, as the buttons lead, to the checklist. */
async function writePapers(t, maker, changes = {})
{
	const { page, at } = maker;
	const all = papers({ 'applicant.corporate_number': '', 'applicant.identity_proof.kind': 'registry_extract', 'applicant.identity_proof.reference': '登記 123', ...changes });
	let sections = 0;

	await page.goto(`${at}/edit?section=product`);
	for (; /\/edit\?section=/.test(page.url()) && sections < 10; sections++) {
		const form = page.locator('form[data-autosave]');
		const here = {};

		for (const [name, value] of Object.entries(all))
			if (await form.locator(`[name="${name}"]`).count())
				here[name] = value;
		await fill(form, here);
		await Promise.all([page.waitForNavigation(), form.locator('button[type=submit]').first().press('Enter')]);
		const wrong = await problems(page);
		if (wrong)
			return ok(false, `${t.language}: section ${page.url()}`, wrong);
	}
	ok(page.url().includes('/checklist'), `${t.language}: ${sections} sections filled in, on to the checklist`, page.url());
}

async function checklist(t, maker, withFile)
{
	const { page, at } = maker;

	await page.goto(`${at}/checklist`);
	if (withFile) {
		await page.setInputFiles('input[name=pack]', t.pack);
		await send(page, `${at}/checklist/pack`, {});
		ok(page.url().endsWith('done=pack'), `${t.language}: a file of hoshi pack is handed in`, await problems(page));
		if (t.shot)
			await t.shot(page, 'checklist-file');
	}
	const form = page.locator(`form[action="${at}/checklist"]`);
	if (!(await form.isVisible()))
		await page.locator('details:has(form[data-guard]) > summary').first().press('Enter');
	await fill(form, Object.fromEntries(criteria.flatMap(c => [[`answer.${c}`, 'yes'], [`because.${c}`, `Report ${c}`]])));
	await Promise.all([page.waitForNavigation(), form.locator('button[type=submit]').press('Enter')]);
	ok(page.url().endsWith('done=typed'), `${t.language}: the checklist, typed by hand`, await problems(page));
}

const typedRow = (t, at, criterion) => JSON.parse(t.registry.sql(`SELECT json_extract(body_json, '$.rows') FROM checklist WHERE application = ${/\d+$/.exec(at)}`) || '[]')
	.find(r => r.criterion === criterion);

/* Typed by hand it is saved by itself, too; somebody else's save in between is told, not lost. */
async function checklistDraft(t, maker)
{
	const { page, at } = maker, first = criteria[0], second = criteria[1];
	const because = c => page.locator(`[name="because.${c}"]`);
	const told = text => until(async () => new RegExp(text).test(await page.textContent('form[data-autosave] .status')));

	await page.goto(`${at}/checklist`);
	await because(first).fill('下書きの根拠');
	ok(await until(() => (typedRow(t, at, first) || { because: {} }).because.ja === '下書きの根拠'), `${t.language}: a reason of the checklist is saved by itself, before there is an answer`);
	await told(t.language === 'ja' ? '保存しました' : 'saved at');
	await page.locator(`[name="answer.${first}"][value=na]`).press('Space');
	ok(await until(() => typedRow(t, at, first).verdict === 'not_applicable'), `${t.language}: and the answer`);
	await told(t.language === 'ja' ? '保存しました' : 'saved at');

	/* Pressing the button at once: the save that is under way and this one are no two people. */
	await because(first).fill('すぐに保存');
	await page.waitForTimeout(1480);
	await Promise.all([page.waitForNavigation(), page.locator(`form[action="${at}/checklist"] button[type=submit]`).press('Enter')]);
	ok(page.url().endsWith('done=typed') && typedRow(t, at, first).because.ja === 'すぐに保存', `${t.language}: a press of the button meets no draft of its own`, await problems(page));

	let asked = 0;
	const stay = dialog => { asked++; dialog.dismiss(); };
	page.on('dialog', stay);
	await because(first).fill('まだ');
	await page.goto(at).catch(() => 0);
	page.off('dialog', stay);
	is(asked, 1, `${t.language}: leaving the checklist with something unsaved asks first`);
	await until(() => typedRow(t, at, first).because.ja === 'まだ');
	await told(t.language === 'ja' ? '保存しました' : 'saved at');

	const other = await maker.context.newPage();
	await other.goto(`${at}/checklist`);
	await send(other, `${at}/checklist`, { [`answer.${second}`]: 'yes', [`because.${second}`]: '先の人の根拠' });
	await other.close();
	await because(second).fill('後の人の根拠');
	ok(await told(t.language === 'ja' ? 'ほかの人が先に' : 'Somebody else'), `${t.language}: somebody else saved the checklist first: autosave says so`);
	await Promise.all([page.waitForNavigation(), page.locator(`form[action="${at}/checklist"] button[type=submit]`).press('Enter')]);
	const both = await page.locator('.notice.care table').first().textContent();
	ok(both.includes('先の人の根拠') && both.includes('後の人の根拠') && await because(second).inputValue() === '後の人の根拠',
		`${t.language}: saving shows both, and keeps what was typed`, both);
}

async function handIn(t, maker)
{
	const { page, at } = maker, id = /\d+$/.exec(at)[0];

	await page.goto(at);
	await move(page, 'take_number');
	like(await page.textContent('main'), /A\d{4}-\d{5}/, `${t.language}: an application number`);
	/* Pressed twice: done once. */
	const button = page.locator('button[name=move][value=submit]');
	const audits = () => +t.registry.sql(`SELECT count(*) FROM audit WHERE subject_kind = 'application' AND subject = '${id}' AND action = 'application.submit'`);
	const before = audits();
	await Promise.all([page.waitForNavigation(), button.dblclick()]);
	await page.waitForLoadState();
	is(audits() - before, 1, `${t.language}: handed in; pressed twice, done once`);
	is(t.registry.sql(`SELECT state FROM application WHERE id = ${id}`), 'submitted', `${t.language}: and the office has it`);
}

/* ---- the office ---- */

async function decide(t, maker, officer, authority)
{
	const id = /\d+$/.exec(maker.at)[0], desk = `/officer/applications/${id}`, { page } = officer;
	const state = () => t.registry.sql(`SELECT state FROM application WHERE id = ${id}`);

	await page.goto('/officer');
	ok(await page.locator(`a[href^="${desk}"]`).count() > 0, `${t.language}: it is in the officer's queue`);
	await page.locator(`a[href^="${desk}"]`).first().click();
	await move(page, 'return', { reason: words[t.language].told });
	await maker.page.goto(maker.at);
	ok((await maker.page.textContent('main')).includes(words[t.language].told), `${t.language}: returned, and the maker reads why`);
	await move(maker.page, 'submit');
	await page.goto(desk);
	await move(page, 'pass_form_check');
	is(state(), 'inquiry', `${t.language}: form check passed, the authorities are asked`);

	await authority.page.goto('/authority');
	await authority.page.locator('a[href^="/authority/inquiries/"]').first().click();
	await authority.page.waitForURL('**/authority/inquiries/*');
	await move(authority.page, 'answer', { answer: 'no_objection' });
	ok(/\/authority\?done=answered/.test(authority.page.url()), `${t.language}: the authority answers`, await problems(authority.page));

	await page.goto(desk);
	await move(page, 'accept');
	await move(page, 'record_fee', { paid_on: today() });
	is(state(), 'paid', `${t.language}: accepted, the fee is recorded`);
	await move(page, 'issue', { factor: '000000' });
	ok(state() === 'paid' && (await problems(page)).length > 5, `${t.language}: a wrong code decides nothing, and is told`, await problems(page));
	await move(page, 'issue', { factor: code(t.registry, officer) });
	is(state(), 'issued', `${t.language}: the officer issues the label with the second factor`);
	return t.registry.sql(`SELECT registration_number FROM application WHERE id = ${id}`);
}

function pdfText(file)
{
	try {
		return execFileSync('pdftotext', ['-layout', file, '-']).toString();
	} catch (e) {
		return null;
	}
}

function pdfInfo(file)
{
	try {
		return execFileSync('pdfinfo', [file]).toString();
	} catch (e) {
		return '';
	}
}

async function onPaper(t, number)
{
	const anybody = await somebody(t.browser, t.registry, t.language);
	const { page } = anybody;
	const product = path.join(t.out, `product-${t.language}.pdf`), label = path.join(t.out, `label-${t.language}.pdf`);

	await page.goto('/');
	await page.fill('[name=q]', 'HG-100');
	await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
	await page.locator(`main a[href*="${number}"]`).first().click();
	await page.waitForURL(`**/L/${number}*`);
	const text = await page.textContent('main');
	ok(text.includes(number) && text.includes('HG-100') && text.includes(words[t.language].valid), `${t.language}: anybody finds the product page by its model`);
	like(text, words[t.language].declares, `${t.language}: which says who declares`);
	fs.writeFileSync(product, await page.pdf({ format: 'A4', printBackground: true }));
	const printed = pdfText(product);
	ok(printed === null || printed.includes(number), `${t.language}: the page, on paper`);
	const answer = await page.request.get(`/L/${number}/label.pdf`);
	fs.writeFileSync(label, await answer.body());
	ok(answer.status() === 200 && (await answer.body()).subarray(0, 5).toString() === '%PDF-' && /Pages: +1\n|^$/.test(pdfInfo(label)),
		`${t.language}: the label, on paper`, pdfInfo(label));
	for (const file of ['label.svg', 'label.png', 'qr.svg'])
		is((await page.request.get(`/L/${number}/${file}`)).status(), 200, `${t.language}: ${file}`);
	return anybody;
}

/* ---- a label's life ---- */

async function life(t, number, maker, officer, anybody)
{
	const w = words[t.language];
	const label = `/officer/labels/${number}`, own = `/maker/labels/${number}`;
	const shown = async () => {
		await anybody.page.goto(`/L/${number}?lang=${t.language}`);
		return anybody.page.textContent('main');
	};
	const row = column => t.registry.sql(`SELECT ${column} FROM registration WHERE number = '${number}'`);
	const end = row('valid_until');

	await maker.page.goto(own);
	await move(maker.page, 'ask_renewal', { declaration_name: t.names.maker, declaration_title: '部長', support_until: '2040-03-31', declaration_agreed: 'yes' });
	ok((await shown()).includes(w.pending), `${t.language}: the maker asks for renewal by a fresh declaration`, await problems(maker.page));
	await officer.page.goto(label);
	await move(officer.page, 'grant_renewal', { factor: code(t.registry, officer) });
	ok(row('state') === 'valid' && row('valid_until') > end, `${t.language}: granted: ${end} becomes ${row('valid_until')}`, await problems(officer.page));
	const after = await shown();
	ok(after.includes('2040') && !after.includes(w.pending + ' '), `${t.language}: and the page says so`);

	const grave = { reason: 'for a test', public_reason_ja: '安全上の問題', public_reason_en: 'a safety problem' };
	await officer.page.goto(label);
	await move(officer.page, 'suspend', { ...grave, factor: code(t.registry, officer) });
	ok((await shown()).includes(w.suspended) && row('state') === 'suspended', `${t.language}: suspended, with its reason on the page`, await problems(officer.page));
	ok((await anybody.page.textContent('main')).includes(t.language === 'ja' ? '安全上の問題' : 'a safety problem'), `${t.language}: in the reader's language`);

	await officer.page.goto(label);
	is(await officer.page.locator('button[value=revoke]').count(), 0, `${t.language}: no revocation before a hearing`);
	await move(officer.page, 'open_hearing', { reason: '聴聞のお知らせ' });
	is(await officer.page.locator('button[value=revoke]').count(), 0, `${t.language}: nor before it is recorded`);
	await move(officer.page, 'record_hearing', { held_on: today(), record: '出席者：2人。意見：なし。' });
	await move(officer.page, 'revoke', { ...grave, factor: code(t.registry, officer) });
	const gone = await shown();
	ok(gone.includes(w.revoked) && row('state') === 'revoked', `${t.language}: revoked after the recorded hearing`, await problems(officer.page));
	is((await anybody.page.request.get(`/L/${number}/label.pdf`)).status(), 404, `${t.language}: and there is no label to print any more`);
	const history = [w.valid, w.pending, w.suspended, w.revoked].filter(x => !gone.includes(x));
	none(history, `${t.language}: the history stays public`);
	await maker.page.goto(own);
	ok((await maker.page.textContent('main')).includes(w.revoked), `${t.language}: the maker sees it, too`);
}

module.exports = { words, code, problems, invite, registerMaker, begin, autosave, writePapers, checklistDraft, checklist, handIn, decide, onPaper, life };
