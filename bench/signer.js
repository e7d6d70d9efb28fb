/*
 * From an officer's decision to the public, through a server that runs, and dated answers meanwhile:
 * node signer.js PORT DATA TOKEN DECISIONS SECONDS, by bench/signer.sh.  Prints the rows of its tables.
 *
 * Every decision needs a new code, so the clock (tests/e2e/people.js) goes on by half a minute with
 * each; what is done between two decisions is not in the times.  At the end it goes on by days, to the moments
 * for which labels are appointed.
 */
'use strict';

const { spawn } = require('child_process');
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');
const { Registry, Person, clock, everybody, issue, moveClock, readClock, said, today } = require('../tests/e2e/people.js');

const [port, data, token] = process.argv.slice(2);
const decisions = +process.argv[5], seconds = +process.argv[6];
const registry = new Registry(port, data);

const TARGET = 500; /* ms */
const CLIENTS = 4;
const LOOK = 2; /* ms between two looks at the checkpoint */
const WAIT = 20000; /* ms; the reply comes after 5 s whatever happens */
const LOAD_MOST = 600; /* seconds */
const IDLE = 20; /* decisions after which the maker does something: a session ends after an hour without */

const pause = ms => new Promise(done => setTimeout(done, ms));
const passed = from => Number(process.hrtime.bigint() - from) / 1e6;

/* ---- the checkpoint ---- */

const reader = new http.Agent({ keepAlive: true, maxSockets: 1 });

/* Entries that it has. */
function checkpoint()
{
	return new Promise((resolve, reject) => {
		http.get({ host: '127.0.0.1', port, path: '/log/checkpoint', agent: reader }, rs => {
			let text = '';

			rs.on('data', d => text += d);
			rs.on('end', () => rs.statusCode === 200 ? resolve(+text.split('\n')[1]) : reject(new Error(`the checkpoint: ${rs.statusCode}`)));
		}).on('error', reject);
	});
}

/* Looks again and again until it is told to stop: [[ms, size], ...]. */
function watch(from)
{
	const seen = [];
	let going = true;
	const end = (async () => {
		while (going && passed(from) < WAIT) {
			const size = await checkpoint();

			seen.push([passed(from), size]);
			await pause(LOOK);
		}
	})();

	return { seen, stop: () => (going = false, end) };
}

/* ---- one decision ---- */

/* {reply, shown}: ms from sending the form. */
async function decide(officer, number)
{
	const page = `/officer/labels/${number}`;
	const moved = registry.sql(`SELECT status FROM label WHERE number = '${number}'`) === 'valid' ? 'suspend' : 'reinstate';
	const csrf = /name="csrf" value="([^"]*)"/.exec((await officer.get(page)).body)[1];
	const fields = { csrf, move: moved, reason: '試験', public_reason_ja: '試験のため', public_reason_en: 'a test', factor: officer.code() };
	const from = process.hrtime.bigint();
	const watched = watch(from);
	const rs = await officer.post(`${page}/move`, fields);
	const reply = passed(from);

	if (rs.status !== 303) {
		await watched.stop();
		throw new Error(`${moved}: ${rs.status} ${said(rs.body)}`);
	}
	const entry = +registry.sql(`SELECT max(entry) FROM event WHERE label = '${number}' AND kind = 'label_status'`);
	const shows = () => watched.seen.find(([, size]) => size > entry);
	while (!shows() && passed(from) < WAIT)
		await pause(LOOK);
	await watched.stop();
	return { reply, shown: shows() ? shows()[0] : WAIT };
}

function at(times, share)
{
	const sorted = [...times].sort((a, b) => a - b);

	return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

const load = () => os.loadavg()[0].toFixed(1);

/* beside: what goes on meanwhile, begun already; ended here, with how much of it was done. */
async function measure(people, number, what, beside = [])
{
	const times = [], rates = [];

	for (let i = 0; i < decisions; i++) {
		if (i % IDLE === 0)
			await people.maker.do('/account', '/account/language', { language: 'en' });
		times.push(await decide(people.officer, number));
	}
	for (const b of beside)
		rates.push(`${(await b.stop()).rate.toFixed(0)}/s`);
	const reply = times.map(t => t.reply), shown = times.map(t => t.shown), p99 = at(shown, 0.99);
	console.log([what.padEnd(32), String(decisions).padStart(4), (rates.join(' ') || '-').padStart(11),
		...[at(reply, 0.5), at(reply, 0.99), at(shown, 0.5), p99, at(shown, 1)].map(t => t.toFixed(0).padStart(9)),
		`  p99 <= ${TARGET} ${p99 <= TARGET ? 'holds' : 'does not hold'}, load ${load()}`].join(' '));
}

/* ---- what waits for its moment ---- */

const APPOINTED = 20; /* labels, a day each */
const AHEAD = 4000; /* ms; the clock stands there, and the server has noticed, before the day begins */

/* Decided beforehand, public when its day begins in Tokyo: ms from that moment. */
async function appointed(people)
{
	const days = Array.from({ length: APPOINTED }, (_, i) => today(i + 3)), numbers = [], times = [];

	for (const day of days)
		numbers.push(await issue(people, { models: 'HG-400,Fourth\n' }, { publish_on: day }));
	for (const [i, number] of numbers.entries()) {
		const begins = Date.parse(`${days[i]}T00:00:00+09:00`);
		const entry = () => registry.sql(`SELECT entry FROM event WHERE label = '${number}' AND kind = 'label_issued'`);

		moveClock(begins - AHEAD);
		await pause(begins - clock.shift - Date.now() - 100);
		const left = begins - clock.shift - Date.now(), watched = watch(process.hrtime.bigint());
		const shows = () => entry() && watched.seen.find(([, size]) => size > +entry());

		while (!shows() && watched.seen.every(([ms]) => ms < WAIT))
			await pause(LOOK);
		await watched.stop();
		times.push((shows() ? shows()[0] : WAIT) - left);
	}
	const most = at(times, 1);
	console.log(`${APPOINTED} labels, from their appointed moment to the checkpoint: p50 ${at(times, 0.5).toFixed(0)} ms, earliest ${at(times, 0).toFixed(0)}, ` +
		`latest ${most.toFixed(0)} <= ${TARGET} ${most <= TARGET ? 'holds' : 'does not hold'}, load ${load()}`);
}

/* ---- what goes on beside ---- */

const OTHERS = 24; /* labels with room for the notices of both phases */

/* Dated answers through wrk: {rate, p50, p99, errors} when it has stopped, or is stopped. */
function asking(number, length)
{
	const script = path.join(data, '..', 'answers.lua');

	fs.writeFileSync(script, `done = function(summary, latency)
		local e = summary.errors
		io.write(string.format("RESULT %d %.3f %.2f %.2f %d\\n", summary.requests, summary.duration / 1e6,
			latency:percentile(50) / 1000, latency:percentile(99) / 1000, e.status + e.connect + e.read + e.timeout))
	end\n`);
	const child = spawn('wrk', ['-t1', `-c${CLIENTS}`, `-d${length}s`, '--timeout', '20s', '-s', script,
		`http://127.0.0.1:${port}/v1/labels/${number}/answer`], { stdio: ['ignore', 'pipe', 'inherit'] });
	let text = '';

	child.stdout.on('data', d => text += d);
	const end = new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', () => {
			const told = /^RESULT (.*)$/m.exec(text);
			const [requests, took, p50, p99, errors] = told ? told[1].split(' ').map(Number) : [];

			return told ? resolve({ rate: requests / took, p50, p99, errors }) : reject(new Error('wrk says nothing'));
		});
	});
	return { stop: () => (child.kill('SIGINT'), end), end };
}

/*
 * The maker's notices: published without anybody's decision, each client the next one when one is out.  A
 * label takes a hundred of them, then it is the next one's turn.
 */
function appending(maker, numbers)
{
	const from = process.hrtime.bigint();
	let going = true, count = 0;
	const clients = Array.from({ length: CLIENTS }, async () => {
		const other = new Registry(port, data), m = new Person(other, maker.name);
		const page = () => `/maker/labels/${numbers[0]}/notice`;

		m.cookies = { ...maker.cookies };
		const { fields } = await m.form(page(), page());
		delete fields.once;
		while (going && numbers.length > 0) {
			const to = numbers[0];
			const rs = await m.post(page(), { ...fields, kind: 'other', text_ja: '試験のお知らせ', text_en: 'a notice of a test' });

			if (rs.status === 422 && /100 notices/.test(rs.body)) {
				if (numbers[0] === to)
					numbers.shift();
				continue;
			}
			if (rs.status !== 303)
				throw new Error(`a notice: ${rs.status} ${said(rs.body)}`);
			count++;
		}
		other.agent.destroy();
	});
	const all = Promise.all(clients);

	all.catch(() => {}); /* heard when it is stopped */
	return {
		async stop() {
			going = false;
			await all;
			return { rate: count / passed(from) * 1000 };
		},
	};
}

(async () => {
	readClock();
	const people = await everybody(registry, token);
	/* Decided about, appended to, asked about: a history makes an answer long. */
	const number = await issue(people), others = [];
	for (let i = 0; i < OTHERS; i++)
		others.push(await issue(people, { models: 'HG-200,Another\n' }));
	const asked = await issue(people, { models: 'HG-300,Third\n' });

	for (let i = 0; i < 2; i++)
		await decide(people.officer, asked);
	console.log([''.padEnd(32), 'n'.padStart(4), 'beside'.padStart(11), ...['reply p50', 'p99 ms', 'shown p50', 'p99 ms', 'max ms'].map(h => h.padStart(9))].join(' '));
	await measure(people, number, 'one after another');
	const long = await asking(number, seconds).end;
	await measure(people, number, `${CLIENTS} clients ask dated answers`, [asking(asked, LOAD_MOST)]);
	await measure(people, number, `${CLIENTS} clients append notices`, [appending(people.maker, others)]);
	await measure(people, number, 'both', [appending(people.maker, others), asking(asked, LOAD_MOST)]);
	console.log();
	await appointed(people);

	console.log(`\n${`dated answers, ${CLIENTS} clients, label with`.padEnd(38)} ${['answers/s', 'p50 ms', 'p99 ms', 'errors'].map(h => h.padStart(9)).join(' ')}`);
	for (const [entries, { rate, p50, p99, errors }] of [[3, await asking(asked, seconds).end], [1 + decisions, long]])
		console.log([`${entries} entries`.padEnd(38), rate.toFixed(0).padStart(9), ...[p50, p99, errors].map(n => String(n).padStart(9)), ` load ${load()}`].join(' '));
	registry.agent.destroy();
	reader.destroy();
})().catch(e => {
	console.error(`signer: ${e.stack}`);
	process.exit(1);
});
