/*
 * Ways to a label other than the plain one: node certify.js PART PORT DATA TOKEN SHIFT, each part in
 * a registry of its own whose clock certify.t has set.  SHIFT is the file by which it is moved on.
 */
'use strict';

const fs = require('fs');
const { ok, is, like, none, done, clock, now, Registry, Person, everybody, draft, write, papers, criteria, today, said, unescapeHtml } = require('./people.js');

const [part, port, data, token, shiftFile] = process.argv.slice(2);
const registry = new Registry(port, data);
let people;

/* ---- the clock ---- */

function readShift()
{
	clock.shift = Number(fs.readFileSync(shiftFile).readBigInt64LE()) * 1000;
}

/* On to an hour of Tokyo; the server notices with its next look at the clock. */
function moveTo(hour)
{
	const bytes = Buffer.alloc(8), fd = fs.openSync(shiftFile, 'r+');

	bytes.writeBigInt64LE(BigInt(Math.ceil((Date.parse(`${hour}:00+09:00`) - Date.now()) / 1000)));
	fs.writeSync(fd, bytes);
	fs.closeSync(fd);
	readShift();
}

/* ---- what everybody does ---- */

const idOf = at => /\d+$/.exec(at)[0];
const state = at => registry.sql(`SELECT state FROM application WHERE id = ${idOf(at)}`);
const column = (at, name) => registry.sql(`SELECT ${name} FROM application WHERE id = ${idOf(at)}`);
const desk = at => `/officer/applications/${idOf(at)}`;

/* A move that has to be refused: 422, with these words, and nothing has changed. */
async function refused(who, page, move, fields, words, what)
{
	const before = registry.state();
	const csrf = await who.csrf();
	const rs = await who.post(`${page}/move`, { csrf, move, ...fields });
	const text = said(rs.body);

	ok(rs.status === 422 && words.test(text) && registry.state() === before, what,
		`${rs.status} ${text}${registry.state() === before ? '' : '\nand something has changed'}`);
}

/* A page as text. */
function plain(html)
{
	return unescapeHtml(html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '));
}

async function reads(who, page)
{
	return plain((await who.get(page)).body);
}

async function answerInquiries(at)
{
	for (const id of registry.sql(`SELECT id FROM inquiry WHERE application = ${idOf(at)} AND state = 'asked'`).split('\n'))
		await people.authority.move(`/authority/inquiries/${id}`, 'answer', { answer: 'no_objection' });
}

async function body(name, levels, from, until)
{
	await people.admin.do('/admin/organisations', '/admin/organisations', { kind: 'evaluator', name_ja: name, name_en: name, levels,
		accredited_from: from, accredited_until: until, factor: people.admin.code() });
	return registry.sql('SELECT max(id) FROM organisation');
}

/* ---- level 3 and level 4 ---- */

const bodies = {};
const report = { report_name: '評価報告書 2026-001', report_on: '2026-06-30', report_sha256: 'ab'.repeat(32) };

async function accreditation()
{
	const wrong = [];

	for (const [levels, from, until] of [['5', '2026-01-01', '2027-01-01'], ['', '2026-01-01', '2027-01-01'], ['3', '', '2027-01-01'],
		['3', '2026-02-30', '2027-01-01'], ['3', '2026-01-02', '2026-01-01'], ['3', '2026-01-01', '']]) {
		const rs = await people.admin.press('/admin/organisations', '/admin/organisations', { kind: 'evaluator', name_ja: 'x', name_en: 'x', levels,
			accredited_from: from, accredited_until: until, factor: people.admin.code() });
		if (rs.status !== 422)
			wrong.push(`${levels} ${from} ${until}: ${rs.status}`);
	}
	none(wrong, 'an accreditation without levels or days is none');
	bodies.good = await body('見本評価機関', '3,4', '2026-01-01', '2028-12-31');
	bodies.three = await body('三つ星評価機関', '3', '2026-01-01', '2028-12-31');
	bodies.lapsed = await body('元評価機関', '3,4', '2025-01-01', '2026-06-29');
	bodies.ending = await body('今日までの評価機関', '3,4', '2025-01-01', '2026-06-30');
	bodies.coming = await body('明日からの評価機関', '3,4', '2026-07-01', '2028-12-31');
}

/* Renewed, narrowed or withdrawn: by the administrator, with a reason, and the old one on record. */
async function accreditationChanges()
{
	const id = await body('変わる評価機関', '3', '2025-01-01', '2026-06-29'), page = `/admin/organisations/${id}`;
	const at = await third('3', id);
	const change = { levels: '3,4', accredited_from: '2025-01-01', accredited_until: '2028-06-29', reason: 'it was renewed' };
	const press = async fields => people.admin.press(page, `${page}/accredit`, { ...change, ...fields, factor: people.admin.code() });

	like(await reads(people.maker, at), /not accredited on this day/, 'an accreditation that is over');
	const kept = () => registry.sql(`SELECT levels || accredited_from || accredited_until FROM organisation WHERE id = ${id}`);
	const before = kept(), wrong = [];
	for (const fields of [{ levels: '' }, { levels: '5' }, { accredited_from: '2029-01-01' }, { accredited_until: 'x' }, { reason: '' }]) {
		const rs = await press(fields);
		if (rs.status !== 422)
			wrong.push(`${JSON.stringify(fields)}: ${rs.status}`);
	}
	const rs = await people.admin.press(page, `${page}/accredit`, { ...change, factor: '000000' });
	if (rs.status !== 422)
		wrong.push(`a wrong code: ${rs.status}`);
	none(wrong, 'a change has levels, days, a reason and a second factor');
	is(kept(), before, 'or changes nothing');
	is((await people.admin.press('/admin/organisations/1', '/admin/organisations/1/accredit', {}).catch(() => ({ status: 'no form' }))).status, 'no form',
		'the owner itself has none');
	is((await people.admin.post('/admin/organisations/1/accredit', { csrf: await people.admin.csrf(), ...change, factor: people.admin.code() })).status, 404,
		'and gets none');
	is((await press({})).headers.location, `${page}?done=accredited`, 'renewed');
	like(await reads(people.admin, page), /levels 3,4/, 'the page says so');
	is(registry.sql(`SELECT json_extract(detail_json, '$.accredited_until') || ' ' || reason FROM audit WHERE action = 'organisation.accredit'`),
		'2026-06-29 it was renewed', 'what it was before is in the trail');
	ok(!/not accredited/.test(await reads(people.maker, at)), 'the maker who named it may go on');
	await people.maker.move(at, 'withdraw');
}

function thirdParty(id)
{
	const all = papers({ 'evaluation_body.id': id });

	delete all['evaluation.by'];
	return all;
}

/* A draft of this level, numbered, with everything in it. */
async function third(level, bodyId)
{
	const at = await draft(people.maker, { level });

	await people.maker.do(`${at}/edit?section=evaluation`, `${at}/edit`, { ...thirdParty(bodyId), next: at });
	await people.maker.move(at, 'take_number');
	return at;
}

async function levelThree()
{
	const { maker, officer, second } = people;
	const at = await third('3', bodies.good);
	const form = (await maker.form(`${at}/edit?section=evaluation`, `${at}/edit`));

	ok(form.names.has('evaluation_body.id') && !form.names.has('evaluation.by'), 'the form asks for the evaluation body, not for who evaluates');
	is(form.fields['evaluation_body.id'], bodies.good, 'and the one that was named is chosen');
	await maker.move(at, 'submit');
	is(state(at), 'submitted', 'handed in without a checklist: the report stands in for it');
	like(await reads(officer, desk(at)), /見本評価機関.*3,4/, 'the officer sees the body and what it is accredited for');
	await officer.move(desk(at), 'pass_form_check');

	await refused(officer, desk(at), 'accept', {}, /answered/, 'not accepted before the authority has answered');
	await refused(maker, at, 'record_report', { ...report, report_sha256: 'xyz' }, /hexadecimal/, 'a report is named by its hash');
	await refused(maker, at, 'record_report', { ...report, report_on: '2026-07-01' }, /today at the latest/, 'not with a day to come');
	await refused(maker, at, 'record_report', { ...report, report_on: '2025-12-31' }, /not accredited/, 'nor with one before the body was accredited');
	await answerInquiries(at);
	await officer.move(desk(at), 'accept');
	like(column(at, 'acceptance_number'), /^R2026-/, 'accepted, with a number');
	is(registry.sql(`SELECT yen IS NULL FROM fee WHERE application = ${idOf(at)}`), '1', 'no rule gives the fee of level 3');
	await refused(officer, desk(at), 'record_fee', { paid_on: today() }, /amount/i, 'so an officer has to enter it');
	await officer.move(desk(at), 'record_fee', { paid_on: today(), yen: '750000' });
	is(registry.sql(`SELECT yen FROM fee WHERE application = ${idOf(at)}`), '750000', 'and it is kept');

	await refused(officer, desk(at), 'propose_certification', { factor: officer.code() }, /report/, 'no proposal without a report');
	await refused(officer, desk(at), 'issue', { factor: officer.code() }, /present state/, 'nor is a label issued by one person');
	await maker.move(at, 'record_report', report);
	like(await reads(officer, desk(at)), /abababab.*/, 'the officer sees the hash of the report');

	const before = registry.state();
	const wrong = await officer.post(`${desk(at)}/move`, { csrf: await officer.csrf(), move: 'propose_certification', factor: '000000' });
	ok(wrong.status === 422 && state(at) === 'paid', 'a proposal with a wrong second factor is refused', `${wrong.status} ${said(wrong.body)}`);
	is(registry.state(), before, 'and changes nothing');
	await officer.move(desk(at), 'propose_certification', { factor: officer.code() });
	await refused(officer, desk(at), 'certify', { factor: officer.code() }, /Somebody other/, 'who proposed does not certify');
	await refused(officer, desk(at), 'refuse', { factor: officer.code(), reason: 'x' }, /Somebody other/, 'nor refuse');
	await second.move(desk(at), 'decline', { factor: second.code(), reason: 'page 4 is missing' });
	is(state(at), 'paid', 'a second officer may send the proposal back');
	await second.move(desk(at), 'propose_certification', { factor: second.code() });
	await refused(second, desk(at), 'certify', { factor: second.code() }, /Somebody other/, 'who proposed last does not certify, whoever proposed before');
	const none_ = await officer.post(`${desk(at)}/move`, { csrf: await officer.csrf(), move: 'certify', factor: '000000' });
	ok(none_.status === 422 && state(at) === 'proposed', 'a decision with a wrong second factor is refused', `${none_.status} ${said(none_.body)}`);
	const code = officer.code();
	await officer.move(desk(at), 'certify', { factor: code });
	is(state(at), 'issued', 'a second person certifies: the label is issued');
	is(registry.sql(`SELECT group_concat(d.action || ' ' || a.mail, ', ') FROM decision d JOIN account a ON a.id = d.account
		WHERE d.application = ${idOf(at)} ORDER BY d.id`), 'propose_certification officer@owner.example, decline second@owner.example, ' +
		'propose_certification second@owner.example, certify officer@owner.example', 'each half of the decision is kept with its person');
	return column(at, 'registration_number');
}

/* What everybody sees of it. */
async function publicPage(number, level)
{
	const nobody = new Person(registry, 'nobody');
	const text = async language => plain((await nobody.get(`/L/${number}`, { 'Accept-Language': language })).body);
	const en = await text('en'), ja = await text('ja');
	const json = JSON.parse((await nobody.get(`/v1/labels/${number}`)).body);

	like(number, new RegExp(`^S${level}-2026-`), `★${level}: the number says the level`);
	like(en, /Certified by the scheme's owner/, 'the owner certifies, says the page');
	like(en, /scheme's owner certifies conformity on the report of an evaluation body/, 'on whose report');
	like(ja, /制度の運営者による認証/, 'and in Japanese');
	ok(!/Self-declared|自己適合宣言/.test(en + ja), 'nothing speaks of a self-declaration');
	like(en, /Evaluated by an evaluation body/, 'the class of who evaluated it is there');
	is(json.attester, 'scheme_owner', 'the API says who stands for it');
	is(json.evaluator, 'evaluation_body', 'and who evaluated');
	is(json.level, level, 'and the level');
	ok(!/STAR-1|★1/.test(en) && JSON.stringify(json.criteria).indexOf('jc-star-1') < 0,
		'no word of the criteria of ★1', JSON.stringify(json.criteria));
	return json;
}

/* Accreditation on the day: levels and both ends. */
async function checks()
{
	const { maker, officer } = people;

	for (const [name, level, words] of [['lapsed', '3', /not accredited on this day/], ['coming', '3', /not accredited on this day/]]) {
		const at = await third(level, bodies[name]);

		like(await reads(maker, at), words, `${name}: the maker sees it before handing in`);
		await maker.move(at, 'submit');
		await refused(officer, desk(at), 'pass_form_check', {}, /keep it from going on/, `${name}: the form check is not passed`);
		await officer.move(desk(at), 'return', { reason: 'the evaluation body' });
		await maker.do(`${at}/edit?section=evaluation`, `${at}/edit`, { ...thirdParty(bodies.good), next: at });
		await maker.move(at, 'submit');
		await officer.move(desk(at), 'pass_form_check');
		is(state(at), 'inquiry', `${name}: with another body it is`);
		await maker.move(at, 'withdraw');
	}
	const at = await third('3', registry.sql("SELECT min(id) FROM organisation WHERE kind = 'owner'"));
	like(await reads(maker, at), /not in the register/, 'an organisation that is no evaluation body is none');
	await maker.move(at, 'withdraw');
}

/* The last day of an accreditation is one of its days; the day after is not. */
async function overMidnight()
{
	const { maker, officer } = people;
	const at = await third('3', bodies.ending), four = await third('4', bodies.three);
	let wrong = await maker.post(`${four}/move`, { csrf: await maker.csrf(), move: 'submit' });

	is(wrong.status, 422, '★4 is not open yet');
	like(await reads(maker, four), /not taken at present/, 'the form check says so');
	await maker.move(at, 'submit');
	await officer.move(desk(at), 'pass_form_check');
	await answerInquiries(at);
	await officer.move(desk(at), 'accept');
	is(state(at), 'accepted', 'on the last day of its accreditation a body is accredited');
	const late = await third('3', bodies.ending);
	await maker.move(late, 'submit');
	await officer.move(desk(late), 'pass_form_check');

	moveTo('2026-07-01T00:04');
	await maker.move(at, 'record_report', report);
	await refused(maker, late, 'record_report', { ...report, report_on: '2026-07-01' }, /not accredited/, 'a report of the day after is not taken');
	const evaluator = await reads(officer, desk(at));
	ok(/今日までの評価機関/.test(evaluator) && !/not accredited/.test(evaluator), 'and the officer is not told that it is none today');
	await officer.move(desk(at), 'record_fee', { paid_on: today(), yen: '750000' });
	await officer.move(desk(at), 'propose_certification', { factor: officer.code() });
	await people.second.move(desk(at), 'certify', { factor: people.second.code() });
	is(state(at), 'issued', 'a report of the last day holds after it');
	await maker.move(late, 'withdraw');
	return four;
}

async function levelFour(at)
{
	const { maker, officer, second } = people;

	await maker.move(at, 'submit');
	is(state(at), 'submitted', '★4 is taken from the day on that the settings say');
	like(await reads(officer, desk(at)), /not accredited for this level/, 'a body that is accredited for ★3 alone');
	await refused(officer, desk(at), 'pass_form_check', {}, /keep it from going on/, 'does not evaluate ★4');
	await officer.move(desk(at), 'return', { reason: 'another evaluation body, please' });
	await maker.do(`${at}/edit?section=evaluation`, `${at}/edit`, { ...thirdParty(bodies.good), next: at });
	await maker.move(at, 'submit');
	await officer.move(desk(at), 'pass_form_check');
	await maker.move(at, 'record_report', { ...report, report_on: '2026-07-01' });
	await answerInquiries(at);
	await officer.move(desk(at), 'accept');
	await officer.move(desk(at), 'record_fee', { paid_on: today(), yen: '1200000' });
	await officer.move(desk(at), 'propose_certification', { factor: officer.code() });
	await refused(officer, desk(at), 'certify', { factor: officer.code() }, /Somebody other/, '★4: two people, too');
	await second.move(desk(at), 'certify', { factor: second.code() });
	return column(at, 'registration_number');
}

async function levels()
{
	await people.admin.do('/admin/accounts', '/admin/accounts', { organisation: registry.sql("SELECT id FROM organisation WHERE kind = 'owner'"),
		role: 'officer', mail: 'second@owner.example', name: '第二 六郎', language: 'en', factor: people.admin.code() });
	people.second = new Person(registry, '第二 六郎');
	await people.second.comeIn(await registry.mailed('second@owner.example'));
	await accreditation();
	await accreditationChanges();
	const label = await levelThree();
	const json = await publicPage(label, 3);
	is(json.criteria.document, 'SPECIMEN-CR-03', '★3: the criteria of the settings');
	like(await reads(new Person(registry, 'nobody'), `/L/${label}`), /Criteria SPECIMEN-CR-03 Kind of application/, 'on the page too');
	await checks();
	const four = await overMidnight();
	const certified = await levelFour(four);
	await publicPage(certified, 4);
	like(await reads(new Person(registry, 'nobody'), `/L/${certified}`), /Criteria not stated Kind of application/, '★4: the settings name none, so none is shown');
}

/* ---- ★1 by other ways ---- */

/* From "submitted" to the label. */
async function toTheLabel(at, fields = {})
{
	const { officer } = people;

	await officer.move(desk(at), 'pass_form_check');
	await answerInquiries(at);
	await officer.move(desk(at), 'accept');
	await officer.move(desk(at), 'record_fee', { paid_on: today(), ...fields });
	await officer.move(desk(at), 'issue', { factor: officer.code() });
	return column(at, 'registration_number');
}

const fee = at => registry.sql(`SELECT yen || ' ' || rule || ' ' || is_official FROM fee WHERE application = ${idOf(at)}`);

function checklist(answers)
{
	return Object.fromEntries(criteria.flatMap(c => [[`answer.${c}`, answers[c] || 'yes'], [`because.${c}`, `試験報告書 ${c}`]]));
}

const waived = { 'S1.1-02': 'waived', 'S1.1-05': 'waived', 'S1.1-16': 'waived' };

/* The route for products that comply with the UK's PSTI Act. */
async function psti()
{
	const { maker } = people;
	const plainOne = await draft(maker);

	await write(maker, plainOne);
	await maker.do(`${plainOne}/checklist`, `${plainOne}/checklist`, checklist(waived));
	await maker.move(plainOne, 'take_number');
	like(await reads(maker, plainOne), /This route does not waive the criterion/, 'the standard route waives nothing, says the form check');
	await refused(maker, plainOne, 'submit', {}, /keep it from being handed in/, 'and such a checklist is not handed in');
	await maker.move(plainOne, 'withdraw');

	const at = await draft(maker, { route: 'psti' });
	await maker.do(`${at}/edit`, `${at}/edit`, { ...papers(), next: at });
	await maker.do(`${at}/checklist`, `${at}/checklist`, checklist({ ...waived, 'S1.1-01': 'waived' }));
	await maker.move(at, 'take_number');
	like(await reads(maker, at), /URL of the PSTI statement of compliance.{0,3} is missing/, 'this route asks for the statement of compliance');
	await refused(maker, at, 'submit', {}, /keep it from being handed in/, 'it is not handed in without');
	await maker.do(`${at}/edit`, `${at}/edit`, { 'psti.statement_url': 'https://works.example/psti', next: at });
	like(await reads(maker, at), /This route does not waive the criterion/, 'nor with a fourth criterion waived');
	await refused(maker, at, 'submit', {}, /keep it from being handed in/, 'which is refused');
	await maker.do(`${at}/checklist`, `${at}/checklist`, checklist(waived));
	await maker.move(at, 'submit');
	const number = await toTheLabel(at);
	is(fee(at), '140000 IPA-PSTI 1', 'the fee of this route is 140,000 yen');
	const nobody = new Person(registry, 'nobody');
	const json = JSON.parse((await nobody.get(`/v1/labels/${number}`)).body);
	is(json.route, 'psti', 'the label says by which route');
	is(json.result.filter(r => r.verdict === 'waived').map(r => r.criterion).join(' '), 'S1.1-02 S1.1-05 S1.1-16', 'and what was waived');
	const page = await reads(nobody, `/L/${number}`);
	like(page, /UK PSTI Act/, 'the page names it');
	like(page, /Self-declared by the applicant/, 'the maker declares');
	ok(!/works\.example\/psti/.test(page + JSON.stringify(json)), 'the statement itself is not made public by us');
}

/* Papers that came by mail: an officer types them in for the maker. */
async function byMail()
{
	const { officer, maker, other, auditor } = people;
	const organisation = registry.sql("SELECT organisation FROM account WHERE mail = 'maker@works.example'");
	const scope = { level: '1', route: 'standard', 'eligibility.kind': 'device', 'eligibility.ip_communication': 'yes',
		'eligibility.user_can_add_security': 'no', received_as: 'mail', organisation };
	const owner = registry.sql("SELECT id FROM organisation WHERE kind = 'owner'");
	let rs = await officer.press('/officer/applications/new', '/officer/applications/new', { ...scope, organisation: owner });

	is(rs.status, 422, 'only a maker applies, whoever types it in');
	rs = await officer.press('/officer/applications/new', '/officer/applications/new', { ...scope, received_as: '' });
	is(rs.status, 422, 'how it came has to be said');
	const at = (await officer.do('/officer/applications/new', '/officer/applications/new', scope)).replace(/\?.*/, '');
	is((await maker.get(at.replace('/officer/', '/maker/'))).status, 200, 'the maker for whom it was entered sees it');
	is((await other.get(at.replace('/officer/', '/maker/'))).status, 404, 'another maker does not');
	is((await auditor.get(at)).status, 200, 'the auditor does');
	await officer.do(`${at}/edit`, `${at}/edit`, { ...papers(), next: at });
	await officer.do(`${at}/checklist`, `${at}/checklist`, checklist({}));
	await officer.move(at, 'take_number');
	await officer.move(at, 'submit');
	is(column(at, 'received_as'), 'mail', 'it is kept that it came by mail');
	const number = await toTheLabel(at);
	is(fee(at), '198000 IPA-SHINSEI 1', 'for the fee of everybody');
	is((await maker.get(`/maker/labels/${number}`)).status, 200, 'and the label is the maker\'s');
	like(await reads(maker, '/maker'), new RegExp(number), 'it stands on the maker\'s desk');
	is(registry.sql(`SELECT count(*) FROM audit WHERE subject_kind = 'application' AND subject = '${idOf(at)}' AND action IN ('application.open',
		'application.save', 'checklist.type', 'application.take_number', 'application.submit') AND account <>
		(SELECT id FROM account WHERE mail = 'officer@owner.example')`), '0', 'the trail says that an officer typed it');
}

/* A number to announce the label with, before there is one. */
async function provisional()
{
	const { maker, officer } = people;
	const at = await draft(maker);
	const forbidden = /Before issue the label must not be announced/, allowed = /show the provisional number with it: +P2026-\d{5}/;

	await write(maker, at);
	await maker.move(at, 'take_number');
	await refused(maker, at, 'ask_provisional', {}, /present state/, 'no provisional number before it is handed in');
	like(await reads(maker, at), forbidden, 'the maker reads that nothing may be announced');
	await maker.move(at, 'submit');
	await refused(maker, at, 'ask_provisional', {}, /present state/, 'nor before it is accepted');
	await officer.move(desk(at), 'pass_form_check');
	await answerInquiries(at);
	await refused(maker, at, 'ask_provisional', {}, /present state/, 'nor when the authorities have answered');
	await officer.move(desk(at), 'accept');
	await refused(officer, desk(at), 'give_provisional', {}, /Nobody asked/, 'accepted: none is given that nobody asked for');
	like(await reads(maker, at), forbidden, 'and still nothing may be announced');
	await maker.move(at, 'ask_provisional');
	await refused(maker, at, 'ask_provisional', {}, /asked for already/, 'it is asked for once');
	like(await reads(maker, at), forbidden, 'to have asked is not enough');
	await officer.move(desk(at), 'give_provisional');
	await refused(officer, desk(at), 'give_provisional', {}, /given already/, 'and given once');
	like(await reads(maker, at), allowed, 'with the number it may be announced');
	const nobody = new Person(registry, 'nobody');
	is((await nobody.get(`/L/${column(at, 'provisional_number')}`)).status, 404, 'a provisional number has no page');
	await officer.move(desk(at), 'record_fee', { paid_on: today() });
	await officer.move(desk(at), 'issue', { factor: officer.code() });
	const page = await reads(maker, at);
	ok(!forbidden.test(page) && !allowed.test(page), 'once it is issued there is nothing more to say about it');
}

/* What authorities are told of inquiries that they need not answer any more. */
async function told()
{
	const { maker, officer, authority } = people;
	const letters = at => registry.sql(`SELECT subject FROM outbox WHERE mail = 'authority@owner.example' AND subject LIKE '%${column(at, 'application_number')}%' ORDER BY id`);
	const noted = await draft(maker), given = await draft(maker);

	for (const at of [noted, given]) {
		await write(maker, at);
		await maker.move(at, 'take_number');
		await maker.move(at, 'submit');
		await officer.move(desk(at), 'pass_form_check');
	}
	const number = column(noted, 'application_number');
	const inquiry = at => registry.sql(`SELECT id FROM inquiry WHERE application = ${idOf(at)}`);
	await officer.move(`/officer/inquiries/${inquiry(noted)}`, 'note_answer', { answer: 'no_objection', note: 'all is well', reason: 'a letter came' });
	is(letters(noted), `${number}: something to do\n${number}: answered`, 'an answer noted from paper: the authority is told');
	ok(!/all is well|a letter came/.test(registry.sql("SELECT group_concat(body) FROM outbox WHERE mail = 'authority@owner.example'")), 'not what it said');
	await maker.move(given, 'withdraw');
	is(registry.sql(`SELECT state FROM inquiry WHERE id = ${inquiry(given)}`), 'cancelled', 'an application that is withdrawn ends its inquiries');
	is(letters(given).split('\n')[1], `${column(given, 'application_number')}: cancelled`, 'and the authority is told');
	is(registry.sql(`SELECT from_state || ' ' || to_state FROM audit WHERE action = 'inquiry.cancel' AND subject = '${inquiry(given)}'`), 'asked cancelled',
		'and the trail');
	await refused(authority, `/authority/inquiries/${inquiry(given)}`, 'answer', { answer: 'no_objection' }, /present state/, 'it is not answered any more');
	is(registry.sql(`SELECT state FROM inquiry WHERE id = ${inquiry(noted)}`), 'answered', 'no other inquiry is touched');
}

async function ways()
{
	await told();
	await psti();
	await byMail();
	await provisional();
	await drafts();
	await changes();
}

/* ---- what a maker has not handed in ---- */

async function drafts()
{
	const { maker, officer, auditor, authority } = people;
	const at = await draft(maker);

	await write(maker, at, { 'product.name.ja': '秘密の新製品', 'product.name.en': 'Secret novelty' });
	await maker.move(at, 'take_number');
	const number = column(at, 'application_number');
	const gone = await draft(maker);
	await maker.do(`${gone}/edit`, `${gone}/edit`, { ...papers({ 'product.name.ja': '秘密の没製品', 'product.name.en': 'Secret discard' }), next: gone });
	await maker.move(gone, 'withdraw');

	const before = registry.state(), wrong = [];
	for (const [who, person] of Object.entries({ officer, auditor, authority }))
		for (const page of [desk(at), desk(gone), '/officer', '/officer?state=all', '/officer?state=numbered', '/officer?state=draft', '/officer?state=withdrawn',
			'/officer?state=asked', `/officer/search?q=${number}`, '/officer/search?q=%E8%A6%8B%E6%9C%AC', '/authority', '/auditor']) {
			const rs = await person.get(page);

			if (page.includes('/applications/') && rs.status !== (who === 'authority' ? 403 : 404))
				wrong.push(`${who} ${page}: ${rs.status}`);
			if (/秘密の|Secret (novelty|discard)/.test(rs.body))
				wrong.push(`${who} ${page} shows it`);
			if (rs.body.includes(`href="${desk(at)}"`))
				wrong.push(`${who} ${page} leads to it`);
		}
	none(wrong, 'what is not handed in is in no list and on no page of the owner\'s people');
	for (const [to, fields] of [['move', { move: 'note_withdrawal', reason: 'x' }], ['message', { text: 'hello' }], ['edit', { notes: 'x' }],
		['checklist', {}], ['links', {}]]) {
		const rs = await officer.post(`${desk(at)}/${to}`, { csrf: await officer.csrf(), ...fields });
		is(rs.status, 404, `an officer's ${to} finds nothing`);
	}
	is(registry.state(), before, 'and changes nothing');
	const rs = await maker.post(`${at}/message`, { csrf: await maker.csrf(), text: 'look at this' });
	ok(rs.status === 422 && /once it has been handed in/.test(rs.body), 'nor is the office written to about it', `${rs.status} ${said(rs.body)}`);
	await maker.move(at, 'submit');
	is((await officer.get(desk(at))).status, 200, 'handed in, it is there');
	await officer.move(desk(at), 'return', { reason: 'a word is missing' });
	is((await officer.get(desk(at))).status, 200, 'and stays there when it is returned');
	await maker.do(`${at}/message`.replace('/message', ''), `${at}/message`, { text: 'which word?' });
	await maker.move(at, 'withdraw');
	is((await auditor.get(desk(at))).status, 200, 'or withdrawn');
}

/* ---- a notice of change that empties a field ---- */

async function changes()
{
	const { maker, officer } = people;
	const nobody = new Person(registry, 'nobody');
	const at = await draft(maker);

	await write(maker, at, { update_url: 'https://works.example/updates', 'product.url': 'https://works.example/hg',
		'security_information.ja': '説明', 'security_information.en': 'Something to know' });
	await maker.move(at, 'take_number');
	await maker.move(at, 'submit');
	const number = await toTheLabel(at), page = `/maker/labels/${number}/change`;
	const notice = async fields => {
		await maker.do(page, page, { why: 'the pages have moved', ...fields });
		return registry.sql('SELECT max(id) FROM notice');
	};
	let rs = await maker.press(page, page, { why: 'nothing' });
	ok(rs.status === 422 && /Nothing was changed/.test(rs.body), 'a form sent as it was changes nothing', said(rs.body));
	for (const field of ['product.name.ja', 'product.contact', 'models', 'support_until', 'vulnerability_report_url']) {
		rs = await maker.press(page, page, { why: 'gone', [field]: '' });
		ok(rs.status === 422 && /Please fill this in/.test(rs.body), `${field} cannot be emptied`, `${rs.status} ${said(rs.body)}`);
	}
	rs = await maker.press(page, page, { why: 'shorter', support_until: '2028-01-01' });
	ok(rs.status === 422 && /at least as long as the label/.test(rs.body), 'nor can support end before the label', `${rs.status} ${said(rs.body)}`);

	const first = await notice({ update_url: '', 'product.url': '', 'security_information.en': '', 'security_information.ja': '' });
	const diff = await reads(officer, `/officer/notices/${first}`);
	like(diff, /URL of update information . as it is now https:\/\/works\.example\/updates . the new one \(nothing\)/, 'the officer sees that a field is emptied');
	like(diff, /Product URL . as it is now https:\/\/works\.example\/hg . the new one \(nothing\)/, 'inside the product too');
	await officer.do(`/officer/notices/${first}`, `/officer/notices/${first}/decide`, { outcome: 'accepted' });
	const json = JSON.parse((await nobody.get(`/v1/labels/${number}`)).body);
	is(`${json.update_url} ${json.product.url} ${json.security_information}`, 'null undefined null', 'accepted, the public label has none of them');
	ok(!/works\.example\/(updates|hg)|Something to know/.test(await reads(nobody, `/L/${number}`)), 'nor has its page');
	is(json.criteria.id, 'jc-star-1', 'what was not changed is as it was');
	rs = await maker.press(page, page, { why: 'nothing' });
	ok(/Nothing was changed/.test(rs.body), 'and to send the same again changes nothing');

	const second = await notice({ 'product.contact': 'https://works.example/new-contact', models: 'HG-100,Home gateway\nHG-200\n' });
	await officer.do(`/officer/notices/${second}`, `/officer/notices/${second}/decide`, { outcome: 'declined', answer: 'not yet' });
	const third = await notice({ 'product.contact': 'https://works.example/newest' });
	await officer.do(`/officer/notices/${third}`, `/officer/notices/${third}/decide`, { outcome: 'accepted' });
	like(await reads(officer, `/officer/notices/${first}`), /URL of update information . before the decision https:\/\/works\.example\/updates . the new one \(nothing\)/,
		'the old value of a decided notice can be looked at');
	const declined = await reads(officer, `/officer/notices/${second}`);
	like(declined, /Contact . before the decision https:\/\/works\.example\/contact . the new one https:\/\/works\.example\/new-contact/, 'of a declined one too, whatever came later');
	like(declined, /Models added . HG-200 .*Models removed . HG-100W/, 'with its models');
	like(await reads(maker, `/maker/labels/${number}`), /https:\/\/works\.example\/updates . \(none\)/, 'the maker sees what the notice changed');
	const refold = registry.sql(`SELECT json_extract(body_json, '$.body.update_url') IS NULL AND json_type(body_json, '$.body.update_url') = 'null'
		FROM event WHERE kind = 'label_updated' AND label = '${number}' ORDER BY seq LIMIT 1`);
	is(refold, '1', 'the event says that the member has gone');
}

/* ---- the fee of the day of receipt, and the end of a label ---- */

async function fees()
{
	const { maker, officer } = people;
	const first = await draft(maker), second = await draft(maker);

	is(today(), '2025-09-30', 'the last day of the first fee');
	for (const at of [first, second]) {
		await write(maker, at);
		await maker.move(at, 'take_number');
	}
	await maker.move(first, 'submit');
	/* Returned and handed in again later: the first day counts. */
	await officer.move(desk(first), 'return', { reason: 'a word is missing' });
	moveTo('2025-10-01T00:02');
	is(today(), '2025-10-01', 'the day after');
	await maker.move(first, 'submit');
	await maker.move(second, 'submit');
	for (const at of [first, second]) {
		await officer.move(desk(at), 'pass_form_check');
		await answerInquiries(at);
		await officer.move(desk(at), 'accept');
	}
	is(column(first, 'submitted'), '2025-09-30', 'received on the last day, though it was returned');
	is(fee(first), '110000 IPA-SHINSEI 1', '110,000 yen if received by 2025-09-30');
	is(column(second, 'submitted'), '2025-10-01', 'received the day after');
	is(fee(second), '198000 IPA-SHINSEI 1', '198,000 yen');
	like(await reads(maker, first), /110,000 yen/, 'the maker reads the one');
	like(await reads(officer, desk(second)), /198,000 yen/, 'the officer the other');
	const closed = await draft(maker, { route: 'psti' });
	await maker.move(closed, 'take_number');
	like(await reads(maker, closed), /Applications by this route are not taken at present/, 'the PSTI route is not open yet');
	await officer.move(desk(first), 'record_fee', { paid_on: today() });
	await officer.move(desk(first), 'issue', { factor: officer.code() });
	return column(first, 'registration_number');
}

/* A label's last day, and the hours after it while the clock's tick has not come. */
async function end()
{
	const { maker, officer } = people;
	const number = await fees(), nobody = new Person(registry, 'nobody');
	const status = async () => JSON.parse((await nobody.get(`/v1/labels/${number}`)).body).status;
	const hits = async q => JSON.parse((await nobody.get(`/v1/labels?status=${q}`)).body);

	is(registry.sql(`SELECT valid_until FROM label WHERE number = '${number}'`), '2027-09-30', 'a label ends the day before two years are over');
	/* The tick that is waiting does so for an hour at least; nobody is signed in for two years. */
	moveTo('2027-09-30T23:30');
	is(await status(), 'valid', 'on its last day it is valid');
	like(await reads(nobody, `/L/${number}`), /Status today valid/, 'on its page');
	const etag = (await nobody.get('/labels.ndjson')).headers.etag;
	moveTo('2027-10-01T00:01');
	is(registry.sql(`SELECT status FROM label WHERE number = '${number}'`), 'valid', 'the day after, while the tick is late: the tables say "valid"');
	const json = JSON.parse((await nobody.get(`/v1/labels/${number}`)).body);
	is(json.status, 'expired', 'the API does not');
	is(json.status_since, '2027-09-30T15:00:00Z', 'but since when it has ended');
	like(await reads(nobody, `/L/${number}`), /Status today expired/, 'nor does the page, kept though it was');
	is((await hits('valid')).count, 0, 'it is not found among the valid ones');
	is((await hits('expired')).labels.map(l => `${l.number} ${l.status}`).join(), `${number} expired`, 'but among the expired ones');
	like(await reads(nobody, '/labels?status=expired'), new RegExp(number), 'on the list too');
	ok(!(await reads(nobody, '/labels?status=valid')).includes(number), 'and not on that of valid ones');
	const file = await nobody.get('/labels.ndjson');
	is(JSON.parse(file.body.split('\n')[0]).status, 'expired', 'the file says the same');
	ok(file.headers.etag !== etag, 'under another tag');
	is((await nobody.get(`/L/${number}/label.svg`)).status, 404, 'its artwork is not to be had');
	like(await reads(nobody, '/'), /Valid labels 0 Models covered 0/, 'the home page counts none');
	is(registry.sql(`SELECT status FROM label WHERE number = '${number}'`), 'valid', 'and looking has written nothing');

	/* Somebody does something: that day has begun for the registrar, too. */
	await maker.press('/sign-in', '/sign-in', { mail: maker.mail, password: Person.password, factor: maker.code() });
	is(registry.sql(`SELECT status || ' ' || valid_until FROM label WHERE number = '${number}'`), 'expired 2027-09-30', 'the first thing done on a new day comes after it');
	is(await status(), 'expired', 'nothing else changes');
	is(registry.sql(`SELECT count(*) FROM event WHERE label = '${number}'`), '2', 'one event of its end');
	void officer;
}

(async () => {
	readShift();
	people = await everybody(registry, token);
	await { levels, ways, end }[part]();
	done();
})().catch(e => {
	ok(false, 'the test itself', e.stack);
	done();
});
