/*
 * Adds logins whose protection was measured to a run's run.json: one for each way in which the picture
 * of the attempts can look.
 */
'use strict';

const fs = require('fs');

const file = process.argv[2];
const run = JSON.parse(fs.readFileSync(file, 'utf8'));

/* PHASE:LANES:OUTCOME:TIMES:MILLISECONDS, one after another. */
function points(text)
{
	const list = [];
	let at = 0;

	for (const part of text.split(' ')) {
		const [phase, lanes, outcome, times, took] = part.split(':');

		for (let i = 0; i < Number(times); i++) {
			list.push({ at, took: Number(took), phase, outcome, lanes: Number(lanes) });
			at += Number(lanes) > 1 ? 10 : Number(took) + 700;
		}
	}
	return list;
}

const next = () => `o${run.observations.length + 1}`;

const doors = [
	{ port: 80, service: 'http', mechanism: 'basic', path: '/live/', class: 'none', guesses_per_hour: 9404090, lanes: 16,
		points: points('calibrate:1:no:2:3 calibrate:1:yes:1:4 serial:1:no:15:3 control:1:yes:1:4 parallel:8:no:8:5 parallel:16:no:16:9 control:1:yes:2:4') },
	{ port: 443, tls: true, service: 'http', mechanism: 'form', path: '/login', class: 'rate_limit', guesses_per_hour: 2369, lanes: 1,
		changed_after: 1, lock_ms: 2029, lock_min_ms: 1519, recovered: true, control: 'held', other_account: 'held',
		points: points('calibrate:1:no:2:3 calibrate:1:yes:1:4 serial:1:no:1:3 serial:1:limited:3:1 control:1:limited:1:1 scope:1:limited:1:1 recovery:1:limited:4:1 recovery:1:no:1:4 parallel:8:limited:8:2 control:1:yes:1:4') },
	{ port: 22, service: 'ssh', mechanism: 'keyboard-interactive', class: 'account_lock', guesses_per_hour: 258, lanes: 1,
		changed_after: 5, lock_ms: 62000, lock_min_ms: 58000, recovered: true, control: 'held', other_address: 'open', tells_accounts: true,
		points: points('calibrate:1:no:2:2100 calibrate:1:yes:1:300 serial:1:no:5:2100 serial:1:hung:1:30000 serial:1:refused:1:1 serial:1:silent:1:5000 control:1:no:1:2000 recovery:1:unclear:6:100 recovery:1:yes:1:300') },
];

for (const door of doors)
	run.observations.push({ id: next(), evidence: [], kind: 'guessing', probe: 'guess', proto: 'tcp', tls: false, account: 'admin',
		account_known: true, attempts: door.points.length, changed_after: 0, serial_per_hour: 1, parallel_per_hour: 1,
		delay_ms: 3, delay_first_ms: 3, delay_last_ms: 3, control: 'open', tells_accounts: false, attempts_before: 3, ...door });
run.observations.push({ id: next(), evidence: [], kind: 'guessed', probe: 'guess', doors: 3, measured: 3, complete: true, fastest: 9404090 });
for (const door of doors)
	run.observations.push({ id: next(), evidence: [], kind: 'attempts', probe: 'guess', proto: 'tcp', port: door.port, tls: Boolean(door.tls),
		service: door.service, mechanism: door.mechanism, account: 'admin', source: '192.0.2.1', walk: 0, control: 5, default: 0, guess: 41,
		no: 40, yes: 5, again: 0, limited: 0, unclear: 1, locked: false, from: run.started, to: run.started });
fs.writeFileSync(file, JSON.stringify(run));
