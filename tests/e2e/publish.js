/*
 * From decisions to the public while parts of the server die: node publish.js PORT DATA TOKEN
 * SUPERVISOR ROUNDS.  Prints TAP without a plan, and lines "label NUMBER" for the script.
 */
'use strict';

const fs = require('fs');
const { ok, is, like, Person, everybody, issue, readClock } = require('./people.js');
const { Registry } = require('./people.js');

const [port, data, token, supervisor, rounds] = process.argv.slice(2);
const registry = new Registry(port, data);

const pause = ms => new Promise(done => setTimeout(done, ms));

/* Process ids of the server's parts of this name. */
function parts(name)
{
	return fs.readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, 'utf8').trim().split(' ').filter(pid => {
		try {
			return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0/g, ' ').startsWith(`hoshi serve ${name}`);
		} catch {
			return false;
		}
	});
}

function kill(name)
{
	for (const pid of parts(name))
		try {
			process.kill(pid, 'SIGKILL');
		} catch { /* it has just died by itself */ }
}

const status = number => registry.sql(`SELECT status FROM label WHERE number = '${number}'`);
const version = number => registry.sql(`SELECT version FROM registration WHERE number = '${number}'`);

/* One move of the officer's, again until it is taken: 503 and 500 say nothing of what was done. */
async function move(officer, number, what, wanted)
{
	let why = 'nothing';

	for (let i = 0; i < 20; i++) {
		try {
			await officer.move(`/officer/labels/${number}`, what, { reason: '試験', public_reason_ja: '試験のため', public_reason_en: 'a test', factor: officer.code() });
		} catch (e) {
			why = e.message; /* what became of it is looked at below */
		}
		for (let k = 0; k < 20; k++) {
			if (status(number) === wanted)
				return true;
			if (registry.sql(`SELECT state FROM registration WHERE number = '${number}'`) !== wanted)
				break;
			await pause(100);
		}
		await pause(100);
	}
	console.log(`# ${what}: ${why}`);
	return false;
}

(async () => {
	readClock();
	const people = await everybody(registry, token);
	const number = await issue(people);

	console.log(`label ${number}`);
	is(status(number), 'valid', 'who decided sees the label on the next page');
	const page = await new Person(registry, 'nobody').get(`/L/${number}`);
	is(page.status, 200, 'and so does everybody');

	/* What a stranger asks. */
	const asks = async query => registry.fetch ? registry.fetch(`/v1/labels/${query}`) : fetch(`http://127.0.0.1:${port}/v1/labels/${query}`);
	for (const [query, code, what] of [
		[`${number}/answer`, 200, 'a dated answer of now'],
		[`${number}/answer?at=2020-01-01`, 200, 'of a day before the label'],
		[`${number}/answer?at=2020-01-01T10:00:00%2B09:00&model=HG-100`, 200, 'of a moment, for a model'],
		[`${number}/answer?at=2990-01-01`, 400, 'none of a day to come'],
		[`${number}/answer?at=yesterday`, 400, 'none of what is no day'],
		[`${number}/answer?day=2020-01-01`, 400, 'none with a member that is not known'],
		[`${number}/answer?model=%20`, 200, 'an empty model is none'],
		['S1-1999-00001/answer', 404, 'none of no label'],
		[`${number.toLowerCase()}/answer`, 404, 'none of another spelling'],
	]) {
		const rs = await asks(query);

		is(rs.status, code, what);
		await rs.arrayBuffer();
	}
	const head = await fetch(`http://127.0.0.1:${port}/v1/labels/${number}/answer`, { method: 'HEAD' });
	is(head.status, 200, 'HEAD, too');
	is(head.headers.get('content-type'), 'application/cose', 'of the type that it is');
	const many = await Promise.all(Array.from({ length: 60 }, () => asks(`${number}/answer`).then(rs => rs.arrayBuffer().then(() => rs.status))));
	ok(many.every(s => s === 200 || s === 429) && many.includes(200), 'many at once are answered or told to come back', many.join(' '));

	/* Parts die at any moment of a decision; what was decided is published once. */
	for (const part of ['signer', 'registrar']) {
		let done = 0;

		for (let i = 0; i < +rounds; i++) {
			const wanted = status(number) === 'valid' ? ['suspend', 'suspended'] : ['reinstate', 'valid'];
			const killing = pause(Math.random() * 120).then(() => kill(part));

			done += await move(people.officer, number, ...wanted) ? 1 : 0;
			await killing;
		}
		is(done, +rounds, `every decision is published, whoever dies: ${part}`);
	}
	/* Both, and the decision is taken while nobody is there to publish it. */
	const entries = +registry.sql("SELECT count(*) FROM event");
	const history = +registry.sql(`SELECT count(*) FROM label_status WHERE label = '${number}'`);

	is(history, 1 + 2 * +rounds, 'and none twice');
	is(entries, history, 'nor anything else');
	is(registry.sql('SELECT count(*) FROM publication'), '0', 'nothing is left to be published');

	/* What is about no label, and what is no move of one; all parts are to be there again. */
	for (let i = 0; i < 50 && (await (await fetch(`http://127.0.0.1:${port}/healthz`)).status) !== 200; i++)
		await pause(100);
	await pause(1500);
	await people.admin.do('/admin/organisations', '/admin/organisations', { kind: 'evaluator', name_ja: '見本評価機関', name_en: 'Sample Lab', levels: '3,4',
		accredited_from: '2026-02-06', accredited_until: '2099-12-31', identity_proof: '担当 花子', factor: people.admin.code() });
	const correct = `/officer/labels/${number}/correct`;
	const bare = await people.officer.post(correct, { csrf: await people.officer.csrf(), text_ja: 'あ', text_en: 'a', reason: 'x' });
	is(bare.status, 422, 'a correction without a code is none');
	await people.officer.do(correct, correct, { text_ja: '誤記を訂正しました。', text_en: 'An error was corrected.', reason: '転記の誤り', factor: people.officer.code() });
	const corrected = (await new Person(registry, 'nobody').get(`/L/${number}`)).body;
	like(corrected, /Correction by the registry|登録簿の運営者による訂正/, 'a correction stands on the label\'s page');
	ok(!corrected.includes('転記の誤り'), 'without its reason');
	const changes = await (await fetch(`http://127.0.0.1:${port}/v1/changes?limit=500`)).json();
	ok((changes.events || changes.changes || []).some(e => e.kind === 'correction' && e.label === number), 'and is an event for everybody', JSON.stringify(changes).slice(0, 200));
	await issue(people, { models: 'HG-200,Another\n' });
})().catch(e => ok(false, 'the test itself', e.stack));
