/* Levels 3 and 4: a third party evaluates, two officers of the scheme's owner certify. */
'use strict';

const { ok, is, like, none, Person, draft, papers, today, said } = require('./people.js');
const { registry, people, moveTo, idOf, state, column, desk, refused, plain, reads, answerInquiries, addBody } = require('./certify_case.js');

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
	bodies.good = await addBody('見本評価機関', '3,4', '2026-01-01', '2028-12-31');
	bodies.three = await addBody('三つ星評価機関', '3', '2026-01-01', '2028-12-31');
	bodies.lapsed = await addBody('元評価機関', '3,4', '2025-01-01', '2026-06-29');
	bodies.ending = await addBody('今日までの評価機関', '3,4', '2025-01-01', '2026-06-30');
	bodies.coming = await addBody('明日からの評価機関', '3,4', '2026-07-01', '2028-12-31');
}

/* Renewed, narrowed or withdrawn: by the administrator, with a reason, and the old one on record. */
async function accreditationChanges()
{
	const id = await addBody('変わる評価機関', '3', '2025-01-01', '2026-06-29'), page = `/admin/organisations/${id}`;
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

module.exports = { levels };
