/* The life of papers and labels: unseen drafts, changes that empty a field, fees by date, the end. */
'use strict';

const { ok, is, like, none, Person, draft, write, papers, today, said } = require('./people.js');
const { registry, people, moveTo, column, desk, reads, answerInquiries, toTheLabel, fee } = require('./certify_case.js');

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
	await officer.do(`/officer/notices/${first}`, `/officer/notices/${first}/decide`, { outcome: 'accepted', factor: officer.code() });
	const json = JSON.parse((await nobody.get(`/v1/labels/${number}`)).body);
	is(`${json.update_url} ${json.product.url} ${json.security_information}`, 'null undefined null', 'accepted, the public label has none of them');
	ok(!/works\.example\/(updates|hg)|Something to know/.test(await reads(nobody, `/L/${number}`)), 'nor has its page');
	is(json.criteria.id, 'jc-star-1', 'what was not changed is as it was');
	rs = await maker.press(page, page, { why: 'nothing' });
	ok(/Nothing was changed/.test(rs.body), 'and to send the same again changes nothing');

	const second = await notice({ 'product.contact': 'https://works.example/new-contact', models: 'HG-100,Home gateway\nHG-200\n' });
	await officer.do(`/officer/notices/${second}`, `/officer/notices/${second}/decide`, { outcome: 'declined', answer: 'not yet', factor: officer.code() });
	const third = await notice({ 'product.contact': 'https://works.example/newest' });
	await officer.do(`/officer/notices/${third}`, `/officer/notices/${third}/decide`, { outcome: 'accepted', factor: officer.code() });
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
	const { maker } = people;
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
}

module.exports = { drafts, changes, end };
