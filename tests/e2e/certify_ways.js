/* ★1 by other ways: the PSTI route, papers that came by mail, a number to announce; who is told. */
'use strict';

const { ok, is, like, Person, draft, write, papers, criteria, today } = require('./people.js');
const { registry, people, idOf, column, desk, refused, reads, answerInquiries, toTheLabel, fee } = require('./certify_case.js');

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

module.exports = { psti, byMail, provisional, told };
