/*
 * From decisions to the public while parts of the server die: node publish.js PORT DATA TOKEN
 * SUPERVISOR ROUNDS SCRATCH (a folder).  Prints TAP without a plan, and for the script lines "label NUMBER" and
 * "download PATH", the file that the page of an answer offers.
 */
'use strict';

const fs = require('fs');
const path = require('path');
const { spawnSync } = require('child_process');
const { ok, is, like, Person, Registry, everybody, issue, readClock, moveClock, today } = require('./people.js');

const [port, data, token, supervisor, rounds, scratch] = process.argv.slice(2);
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

/*
 * One move of the officer's, again until it is taken: 503 and 500 say nothing of what was done, and a part
 * that keeps dying is started again after a pause that grows to ten seconds.
 */
async function move(officer, number, what, wanted)
{
	let why = 'nothing';

	/* Each try takes a code, and with it half a minute of the clock that sessions end by. */
	for (let wait = 200; wait < 20000; wait *= 2) {
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
		await pause(wait);
	}
	console.log(`# ${what}: ${why}`);
	return false;
}

/* Whether the statement of a label is genuine by the key file as anybody gets it now. */
async function genuine(number)
{
	const files = { statement: path.join(scratch, 'js.statement'), keys: path.join(scratch, 'js.keys'), list: path.join(scratch, 'js.list') };
	const get = async to => Buffer.from(await (await fetch(`${registry.base}${to}`)).arrayBuffer());

	fs.writeFileSync(files.statement, Buffer.from(registry.sql(`SELECT statement FROM label WHERE number = '${number}'`), 'base64'));
	fs.writeFileSync(files.keys, await get('/keys.json'));
	fs.writeFileSync(files.list, await get('/status/0'));
	const run = spawnSync(process.env.HOSHI, ['verify', files.statement, '--keys', files.keys, '--status-list', files.list, '--lang', 'en'],
		{ env: { ...process.env, LD_PRELOAD: process.env.PRELOAD || '' } });

	return { status: run.status, text: `${run.stdout}${run.stderr}` };
}

const keys = async () => (await (await fetch(`${registry.base}/keys.json`)).json()).keys;

/* The label key is replaced between two labels, then the old one revoked. */
async function changeKeys(admin, first, next)
{
	const [old] = (await keys()).filter(k => k.purpose === 'label');

	await admin.do('/admin/keys', '/admin/keys', { name: 'label', reason: '毎年の交換', factor: admin.code() });
	const number = await next();
	const both = (await keys()).filter(k => k.purpose === 'label');

	is(both.length, 2, 'the key file has the old and the new key');
	ok(both.some(k => k.kid === old.kid && k.valid_until) && both.some(k => k.kid !== old.kid && !k.valid_until), 'of which the new one signs');
	for (const [label, whose] of [[first, 'old'], [number, 'new']]) {
		const said = await genuine(label);

		ok(said.status === 0, `what the ${whose} key signed is genuine`, said.text);
	}
	const page = `/admin/keys/${old.kid}`;

	await admin.do(page, `${page}/revoke`, { reason: '盗まれたおそれがある', factor: admin.code() });
	is((await genuine(first)).status, 1, 'what a revoked key signed is not');
	const said = await genuine(number);
	ok(said.status === 0, 'but what the new one signed is', said.text);
	like((await admin.get('/admin/keys')).body, /revoked/, 'the administrator sees it');
	is(registry.sql("SELECT group_concat(action) FROM (SELECT action FROM audit WHERE subject_kind = 'key' ORDER BY id)"), 'key.rotate,key.revoke',
		'the trail has both');
	return number;
}

(async () => {
	readClock();
	const people = await everybody(registry, token);
	const number = await changeKeys(people.admin, await issue(people), () => issue(people));

	console.log(`label ${number}`);
	is(status(number), 'valid', 'who decided sees the label on the next page');
	const page = await new Person(registry, 'nobody').get(`/L/${number}`);
	is(page.status, 200, 'and so does everybody');

	/* What a stranger asks. */
	const asks = query => fetch(`http://127.0.0.1:${port}/v1/labels/${query}`);
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

	/* The same for people, in either language; what is offered is the file of the very moment. */
	for (const [language, query, code, words] of [
		['ja', '', 200, [/<p class="big">有効</, /この回答は真正で/, /鍵ファイル/]],
		['en', '', 200, [/<p class="big">valid</, /This answer is genuine/, /hoshi verify/]],
		['en', '?at=2020-01-01', 200, [/Not issued yet/]],
		['ja', '?at=2020-01-01&model=HG-100', 200, [/まだ発行されていませんでした/]],
		['en', '?at=&model=HG-100', 200, [/Model HG-100 was covered/]],
		['en', '?at=&model=HG-1', 200, [/This model was not covered/]],
		['ja', '?at=2990-01-01', 400, [/これから先の日時/, /#f-at/]],
		['en', '?at=soon', 400, [/Give a day/]],
	]) {
		const rs = await new Person(registry, 'nobody', language).get(`/L/${number}/answer${query}`);

		is(rs.status, code, `the answer's page${query} in ${language}`);
		for (const word of words)
			like(rs.body, word, `says ${word.source}`);
		const file = /href="(\/v1\/labels\/[^"]*\/answer\?at=[^"]*)"/.exec(rs.body);

		is(!!file, code === 200, 'offers the file where there is one');
		if (query === '' && language === 'en')
			console.log(`download ${file[1]}`);
	}
	is((await new Person(registry, 'nobody').get('/L/S1-1999-00001/answer')).status, 404, 'no page of no label');
	/* A moment is a second: what follows in the same one would be of that moment, too. */
	await pause(1500);
	const many = await Promise.all(Array.from({ length: 60 }, () => asks(`${number}/answer`).then(rs => rs.arrayBuffer().then(() => rs.status))));
	ok(many.every(s => s === 200 || s === 429) && many.includes(200), 'many at once are answered or told to come back', many.join(' '));

	/* Parts die at any moment of a decision; what was decided is published once. */
	for (const part of ['signer', 'registrar']) {
		let done = 0;

		for (let i = 0; i < +rounds; i++) {
			const wanted = status(number) === 'valid' ? ['suspend', 'suspended'] : ['reinstate', 'valid'];
			/* Two decisions about a label in one second are one too many for the signer. */
			await pause(1100);
			const killing = pause(Math.random() * 120).then(() => kill(part));

			done += await move(people.officer, number, ...wanted) ? 1 : 0;
			await killing;
		}
		is(done, +rounds, `every decision is published, whoever dies: ${part}`);
	}
	/* They are started again after a pause that grows; an answer takes both. */
	for (let i = 0; i < 300 && (await asks(`${number}/answer`)).status !== 200; i++)
		await pause(100);
	const entries = +registry.sql(`SELECT count(*) FROM event WHERE label = '${number}'`);
	const history = +registry.sql(`SELECT count(*) FROM label_status WHERE label = '${number}'`);

	is(history, 1 + 2 * +rounds, 'and none twice');
	is(entries, history, 'nor anything else');
	is(registry.sql('SELECT count(*) FROM publication'), '0', 'nothing is left to be published');

	/* What is about no label, and what is no move of one; all parts are to be there again. */
	for (let i = 0; i < 300 && (await people.admin.get('/admin/organisations')).status !== 200; i++)
		await pause(100);
	await pause(1500);
	await people.admin.do('/admin/organisations', '/admin/organisations', { kind: 'evaluator', name_ja: '見本評価機関', name_en: 'Sample Lab', levels: '3,4',
		accredited_from: '2026-02-06', accredited_until: '2099-12-31', identity_proof: '担当 花子', factor: people.admin.code() });
	/* What the signer refused is named to the administrator, in words. */
	registry.sql("INSERT INTO publication (token, at, due, action, events_json, decisions_json, problem) " +
		"VALUES ('0123', 1, 1, 'label.suspend', '[]', '[]', 'of another registry')");
	const stuck = (await people.admin.get('/admin')).body;
	like(stuck, /of another registry/, 'a refused publication is shown');
	ok(!stuck.includes('label.suspend'), 'in words, not by the name of its action');
	registry.sql("DELETE FROM publication WHERE token = '0123'");
	const correct = `/officer/labels/${number}/correct`;
	const bare = await people.officer.post(correct, { csrf: await people.officer.csrf(), text_ja: 'あ', text_en: 'a', reason: 'x' });
	is(bare.status, 422, 'a correction without a code is none');
	await people.officer.do(correct, correct, { text_ja: '誤記を訂正しました。', text_en: 'An error was corrected.', reason: '転記の誤り', factor: people.officer.code() });
	const corrected = (await new Person(registry, 'nobody').get(`/L/${number}`)).body;
	like(corrected, /Correction by the registry|登録簿の運営者による訂正/, 'a correction stands on the label\'s page');
	ok(!corrected.includes('転記の誤り'), 'without its reason');
	const changes = await (await fetch(`http://127.0.0.1:${port}/v1/changes?limit=500`)).json();
	ok((changes.events || changes.changes || []).some(e => e.kind === 'correction' && e.label === number), 'and is an event for everybody', JSON.stringify(changes).slice(0, 200));

	/* Decided today, public when its day begins in Tokyo. */
	const day = today(3), begins = Date.parse(`${day}T00:00:00+09:00`);
	const later = await issue(people, { models: 'HG-200,Another\n' }, { publish_on: day });
	const seen = async () => (await new Person(registry, 'nobody').get(`/L/${later}`)).status;

	is(await seen(), 404, 'a label of a day to come is on no page');
	is((await asks(`${later}/answer`)).status, 404, 'and in no answer');
	is(registry.sql(`SELECT count(*) FROM event WHERE label = '${later}'`), '0', 'nor anywhere public');
	is((await people.maker.get(`/maker/labels/${later}`)).status, 200, 'its maker sees it');
	moveClock(begins - 3000);
	await pause(1200);
	is(await seen(), 404, 'two seconds before its day, too');
	for (let i = 0; i < 100 && await seen() !== 200; i++)
		await pause(50);
	is(await seen(), 200, 'and when the day has begun it is there');
	const at = +registry.sql(`SELECT at FROM event WHERE label = '${later}'`) * 1000;
	ok(at >= begins && at < begins + 2000, 'in its first moment', `${at - begins} ms`);
	is(registry.sql(`SELECT issued FROM label WHERE number = '${later}'`), day, 'issued on that day');
})().catch(e => ok(false, 'the test itself', e.stack));
