/*
 * node verify_agree.js HOSHI STATIC FOLDER BASE
 *
 * The page's script and `hoshi verify` read the same statements, lists and addresses, sound ones and
 * some hundreds that are not, most of these signed all the same: verdict, every check, why, and
 * every word of it have to be alike.  BASE: a registry, whose page has the words.
 */
'use strict';

const fs = require('fs');
const path = require('path');
const { spawnSync } = require('child_process');
const zlib = require('zlib');
const make = require('./verify_make.js');
const { DAY, MODELS, TYPE, Raw, Entries, Long, encode, newKey, describe, keyFile, sign, claims, listClaims, address, dayText } = make;

const [hoshi, scripts, folder, base] = process.argv.slice(2);
/* Node 18 has it under another name. */
if (!globalThis.crypto)
	globalThis.crypto = require('crypto').webcrypto;
for (const name of ['verify_read', 'verify_list', 'verify_label'])
	require(path.resolve(scripts, `${name}.js`));
const { Refused } = globalThis.hoshiVerifyRead;
const { readUrl, looksLikeUrl } = globalThis.hoshiVerifyList;
const { STEPS, verify, checkText, verdictText } = globalThis.hoshiVerifyLabel;

let n = 0, failed = 0;
function tap(good, what, details = '')
{
	n++;
	failed += good ? 0 : 1;
	process.stdout.write(`${good ? 'ok' : 'not ok'} ${n} - ${what}\n${good ? '' : String(details).replace(/^/gm, '# ').slice(0, 3000)}${good ? '' : '\n'}`);
}

/* The same each time, so that what fails fails again. */
let seed = 20261122;
function random(below)
{
	seed = seed + 0x6d2b79f5 | 0;
	let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
	t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
	return ((t ^ t >>> 14) >>> 0) % below;
}
const pick = items => items[random(items.length)];

/* ---- both sides ---- */

function askProgram(c, language)
{
	const args = ['verify', c.address || path.join(folder, 'statement'), '--keys', path.join(folder, 'keys.json'), '--json', '--lang', language];

	fs.writeFileSync(path.join(folder, 'keys.json'), JSON.stringify(keyFile(c.keys)));
	if (!c.address)
		fs.writeFileSync(path.join(folder, 'statement'), c.statement);
	if (c.list) {
		fs.writeFileSync(path.join(folder, 'list'), c.list);
		args.push('--status-list', path.join(folder, 'list'));
	}
	if (c.model)
		args.push('--model', c.model);
	if (c.models) {
		fs.writeFileSync(path.join(folder, 'models'), c.models.join('\n'));
		args.push('--models', path.join(folder, 'models'));
	}
	const done = spawnSync(hoshi, args, { encoding: 'utf8' });
	if (done.status === null || done.stdout === '')
		return { refused: true, status: done.status, text: done.stderr };
	const said = JSON.parse(done.stdout);
	return { verdict: said.verdict, text: said.text, checks: said.checks, status: said.status && said.status.status };
}

async function askScript(c, language, words)
{
	let url = null, { statement } = c;

	try {
		if (c.address) {
			url = readUrl(c.address);
			if (!url.statement)
				throw new Refused('the address holds no statement');
			({ statement } = url);
		}
	} catch (e) {
		if (!(e instanceof Refused))
			throw e;
		return { refused: true, text: e.message };
	}
	const result = await verify({ statement: new Uint8Array(statement), url, keys: c.keys, list: c.list ? new Uint8Array(c.list) : null,
		model: c.model, models: c.models, now: Math.floor(Date.now() / 1000) });
	const checks = {};

	for (const step of STEPS) {
		const { before, detail, after } = checkText(words, result, step);

		checks[step] = { ...result.checks[step], text: before + detail + after };
	}
	return { verdict: result.verdict, text: verdictText(words, result, language), checks,
		status: result.verdict === 'not_genuine' ? undefined : result.status && result.status.status };
}

const seen = {};
function compare(program, script)
{
	const faults = [];

	if (program.refused || script.refused)
		return Boolean(program.refused) === Boolean(script.refused) && program.status !== null ? faults : [`refused: ${JSON.stringify([program, script])}`];
	for (const member of ['verdict', 'text', 'status'])
		if (program[member] !== script[member])
			faults.push(`${member}: ${program[member]} | ${script[member]}`);
	for (const step of STEPS) {
		seen[`${step} ${program.checks[step].why}`] = (seen[`${step} ${program.checks[step].why}`] || 0) + 1;
		for (const member of ['outcome', 'why', 'text'])
			if (program.checks[step][member] !== script.checks[step][member])
				faults.push(`${step} ${member}: ${program.checks[step][member]} | ${script.checks[step][member]}`);
	}
	seen[program.verdict] = (seen[program.verdict] || 0) + 1;
	return faults;
}

/* ---- cases ---- */

const now = Math.floor(Date.now() / 1000);
const label = newKey(), statusKey = newKey(), stranger = newKey();
const keys = [describe(label, 'label'), describe(statusKey, 'status')];
const sound = make.statement(label), soundList = make.list(statusKey);
const plain = (what, how) => make.statement(label, what, how);
const listed = (what, how) => ({ statement: sound, list: make.list(statusKey, what, how) });
const withClaims = change => {
	const pairs = claims({ names: ['星見精密機器株式会社', '屋外カメラ'] });
	change(pairs, pairs[4][1].pairs);
	return { statement: sign(encode(new Entries(pairs)), label) };
};
const set = (key, value) => withClaims((pairs, members) => {
	const found = [...pairs, ...members].find(p => p[0] === key);
	found[1] = value;
});
const setMember = (key, value) => withClaims((pairs, members) => { members.find(p => p[0] === key)[1] = value; });

function named()
{
	const keyed = (more, purpose = 'label') => ({ address: address(sound), keys: [describe(label, purpose, more), keys[1]], list: soundList });
	const all = {
		'a sound one': { address: address(sound), list: soundList },
		'with names': { address: address(plain({ names: ['星見精密機器株式会社', 'NC\\100'] })), list: soundList },
		'without address': { statement: sound, list: soundList },
		'without list': { address: address(sound) },
		'another host': { address: address(sound, 'evil.example') },
		'another number': { address: address(sound, undefined, 'S1-2026-00002') },
		'an unknown key': { address: address(make.statement(stranger)) },
		'a stranger who names our key': { address: address(make.statement(stranger, {}, { kid: label.id })) },
		'a revoked key': keyed({ revoked: '2026-11-01' }),
		'a key of another issuer': keyed({ issuer: 'other.example' }),
		'a key of later': keyed({ valid_from: '2199-01-01' }),
		'a key of earlier': keyed({ valid_until: '2026-01-02' }),
		'a key that ended that day': keyed({ valid_until: dayText(now - DAY) }),
		'a key for lists': keyed({}, 'status'),
		'two keys of one id': { address: address(sound), keys: [{ ...describe(label, 'label'), revoked: '2026-11-01' }, ...keys] },
		'a revoked list key': { address: address(sound), list: soundList, keys: [keys[0], describe(statusKey, 'status', { revoked: '2026-11-01' })] },
		'over as printed': { statement: plain({ issued: now - 800 * DAY, until: now - DAY }), keys: [describe(label, 'label', { valid_from: '2020-01-01' }), keys[1]] },
		'over as printed, and listed': { statement: plain({ issued: now - 800 * DAY, until: now - DAY }), list: soundList, keys: [describe(label, 'label', { valid_from: '2020-01-01' }), keys[1]] },
		'the last day': { statement: plain({ until: now }), list: soundList },
		'of tomorrow': { statement: plain({ issued: now + DAY }), list: soundList },
		'another algorithm': { statement: plain({}, { alg: -8 }) },
		'an algorithm that is none': { statement: plain({}, { alg: 9007199254740993n }) },
		'a list that is none': { statement: sound, list: Buffer.from('hello') },
		'a label for a list': { statement: sound, list: sound },
		'a list for a label': { statement: soundList },
		'a list of a stranger': { statement: sound, list: make.list(stranger) },
		'a list of another issuer': listed({ issuer: 'other.example' }),
		'another list': listed({ id: 1 }),
		'a list before the label': listed({ made: now - 3 * DAY }),
		'a list of that day that does not know it': { statement: plain({ issued: now }), list: make.list(statusKey, { made: now - 61, size: 2, statuses: {} }) },
		'a stale list': listed({ made: now - DAY / 2 - 30, ttl: 3600 }),
		'an expired list': listed({ made: now - 3630, exp: now - 5 }),
		'a stale list of what is over': listed({ made: now - DAY / 2 - 30, ttl: 3600, statuses: { 345: 13 } }),
		'a list of the future': listed({ made: now + 3600 }),
		'a list of the future of what is over': listed({ made: now + 3600, statuses: { 345: 1 } }),
		'a list without ttl and exp': listed({ ttl: null, exp: null }),
		'a short list': listed({ size: 172, statuses: {} }),
		/* Just after midnight the list above is of the day of issue. */
		'a short list of a later day': { statement: plain({ issued: now - 3 * DAY }), list: make.list(statusKey, { size: 172, statuses: {} }) },
		'a list that just has it': listed({ size: 173 }),
		'an empty list': listed({ size: 0, statuses: {} }),
		'a list of 8 M labels': listed({ size: 4 << 20 }),
		'a list of one more': listed({ size: (4 << 20) + 1 }),
		'a list with a tail': listed({ packed: Buffer.concat([zlib.deflateSync(Buffer.alloc(200)), Buffer.from('tail')]) }),
		'a list cut off': listed({ packed: zlib.deflateSync(Buffer.alloc(200)).subarray(0, -1) }),
		'a list with a wrong sum': listed({ packed: Buffer.concat([zlib.deflateSync(Buffer.alloc(200)).subarray(0, -1), Buffer.from([7])]) }),
		'a list unpacked otherwise': listed({ packed: zlib.deflateRawSync(Buffer.alloc(200)) }),
		'a list packed by nobody': listed({ packed: Buffer.alloc(0) }),
		'a list with another typ': listed({}, { type: 'application/x' }),
		'a list without typ': listed({}, { type: '' }),
	};
	for (let status = 0; status < 16; status++) {
		all[`status ${status}`] = listed({ statuses: { 345: status } });
		all[`status ${status} of an even index`] = { ...listed({ statuses: { 344: status } }), statement: plain({ index: 344 }) };
	}
	for (const uri of ['http://label.example.jp/status/0', 'https://label.example.jp/status/00', 'https://label.example.jp/status/', 'https://label.example.jp/status/65536',
		'https:///status/0', 'https://Label.example.jp/status/0', 'https://label.example.jp/a/status/0', 'https://label.example.jp/status/0/', 'https://label.example.jp/status/0\0',
		'https://label.example.jp:0/status/0', 'https://label.example.jp:65535/status/65535', `https://${'a'.repeat(64)}/status/0`, `https://${'a'.repeat(65)}/status/0`])
		all[`a list named ${JSON.stringify(uri).slice(0, 60)}`] = listed({ uri });
	for (const model of ['NC-100', 'nc‐100w', 'ＮＣ２００', 'NC 300', 'カメラ-1', '\u{1F600}', 'a\u0301', '\uFDFA'.repeat(130), 'x'.repeat(400), 'x'.repeat(401), '　', '\t', '\u0378'])
		for (const models of [null, MODELS, ['NC-100'], ['NC-100', '\u{1F600}', '\uFF5E', 'x']])
			all[`model ${JSON.stringify(model).slice(0, 30)} of ${models ? models.length : 'no'} list`] = { statement: sound, list: soundList, model, models };
	for (const model of ['NC-100', 'nc 100', 'NC-101', '\uFDFA'.repeat(130)])
		all[`model ${model.slice(0, 9)} of one`] = { statement: plain({ models: ['NC-100'] }), model };
	return { ...all, ...members(), ...messages() };
}

/* Members as they may be, or only just not. */
function members()
{
	const all = {};
	const values = { 1: [0, 1, 4, 5, -1, '1', new Long(1)], 2: ['', 'a', 'x'.repeat(40), 'x'.repeat(41), 'a\0b', 'a\nb', 'a\u202eb', 'é\\', new Raw(0x62, 0xc3, 0x28)],
		3: [0, 999999999999, 1000000000000, 9999999999999, 10000000000000, -5], 4: [0, 1, 10000, 10001, new Long(4)], 5: [Buffer.alloc(15), Buffer.alloc(16), Buffer.alloc(17), 'x'.repeat(16)],
		6: [0, 2932896, 2932897, -1], 7: [0, 9007199254740991, 9007199254740992n, 18446744073709551615n], 8: [0, 65535, 65536], 9: [0, 8388607, 8388608],
		10: ['', 'x'.repeat(96), 'x'.repeat(97), '\u0085', '星'.repeat(32), '\ufeff'], 11: ['', '\u200f', 'a\u2028b'] };

	for (const [key, list] of Object.entries(values))
		for (const [i, value] of list.entries())
			all[`member ${key}, value ${i}`] = { ...setMember(Number(key), value), list: soundList };
	for (const key of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
		all[`without member ${key}`] = withClaims((pairs, list) => { list.splice(list.findIndex(p => p[0] === key), 1); });
	all['member 12'] = withClaims((pairs, list) => { list.push([12, 1]); });
	all['member 0'] = withClaims((pairs, list) => { list.unshift([0, 1]); });
	all['members swapped'] = withClaims((pairs, list) => { list.unshift(list.splice(1, 1)[0]); });
	all['a member twice'] = withClaims((pairs, list) => { list.push(list[10]); });
	for (const issuer of ['', 'a', 'A', '-a', '.a', 'a:1', 'a:0', 'a:65535', 'a:65536', 'a:', 'a:01', 'a:1x', 'a b', 'x'.repeat(64), 'x'.repeat(65), 'a\u202e', 'a\n', 'a\x7f', 'a\u0081', '例え'])
		all[`issuer ${JSON.stringify(issuer).slice(0, 20)}`] = set(1, issuer);
	const claim = (index, value) => withClaims(pairs => { pairs[index][1] = value; });
	for (const number of ['', 'a', 'A', 'A_', 'A'.repeat(64), 'A'.repeat(65), 'A\0', '\u061c'])
		all[`number ${JSON.stringify(number).slice(0, 20)}`] = claim(1, number);
	for (const time of [0, 54000, 54001, -32400, 140400, 253402268400, 253402300799, 253402300800, 253402182000, 253402095600])
		for (const index of [2, 3])
			all[`claim ${index} at ${time}`] = claim(index, time);
	all['ends the day it begins'] = { statement: plain({ issued: now, until: now }) };
	all['ends before'] = { statement: plain({ issued: now, until: now - DAY }) };
	all['a claim more'] = withClaims(pairs => { pairs.push([-65538, 1]); });
	all['a claim less'] = withClaims(pairs => { pairs.splice(0, 1); });
	all['claims swapped'] = withClaims(pairs => { pairs.reverse(); });
	return all;
}

/* The message around it. */
function messages()
{
	const payload = encode(new Entries(claims()));
	const message = how => ({ statement: sign(payload, label, how) });
	const all = {};
	const around = [parts => encode(parts), parts => Buffer.concat([Buffer.from([0xd1]), encode(parts)]), parts => Buffer.concat([Buffer.from([0xd8, 0x12]), encode(parts)]),
		parts => Buffer.concat([Buffer.from([0xd2, 0xd2]), encode(parts)]), parts => Buffer.concat([Buffer.from([0xd2]), encode([...parts, 1])]),
		parts => Buffer.concat([Buffer.from([0xd2]), encode(parts.slice(0, 3))]), parts => Buffer.concat([Buffer.from([0xd2, 0x9f]), ...parts.map(p => encode(p)), Buffer.from([0xff])]),
		parts => Buffer.concat([Buffer.from([0xd2]), encode(parts), Buffer.from([0])]), parts => Buffer.concat([Buffer.from([0xd2, 0x98, 4]), ...parts.map(p => encode(p))]), () => Buffer.alloc(1)];

	around.forEach((wrap, i) => { all[`around it ${i}`] = message({ wrap }); });
	const headers = [[], [[1, -7]], [[4, label.id]], [[1, -7], [4, label.id], [16, TYPE]], [[1, -7], [4, label.id], [15, new Entries([])]], [[1, -7], [4, label.id], [15, 1]],
		[[1, -7], [3, 1], [4, label.id]], [[4, label.id], [1, -7]], [[1, -7], [4, Buffer.alloc(64)]], [[1, -7], [4, Buffer.alloc(65)]], [[1, -7], [4, 'x']], [[1, '-7'], [4, label.id]],
		[[1, -7], [1, -7], [4, label.id]], [[1, new Long(-7)], [4, label.id]], [[1, -7], [4, label.id], ['a', 1]], [[1, -7], [4, label.id], [16, 5]], [[1, -18446744073709551616n], [4, label.id]]];
	headers.forEach((pairs, i) => { all[`protected ${i}`] = message({ protected: encode(new Entries(pairs)) }); });
	const odd = [Buffer.alloc(0), Buffer.from([0x80]), Buffer.from([0xa0, 0]), Buffer.from([0xbf, 0xff]), encode(new Entries([[1, -7], [4, label.id]])).subarray(0, -1), Buffer.alloc(300)];
	odd.forEach((header, i) => { all[`protected, odd ${i}`] = message({ protected: header }); });
	[new Entries([[4, label.id]]), [], null, new Raw(0xbf, 0xff), new Raw(0xb8, 0), new Raw(0xf7)].forEach((unprotected, i) => { all[`unprotected ${i}`] = message({ unprotected }); });
	[null, 'text', new Raw(0xf7), new Raw(0x5f, 0xff), Buffer.alloc(0)].forEach((p, i) => { all[`payload ${i}`] = message({ payload: p }); });
	[s => s.subarray(1), s => Buffer.concat([s, s.subarray(0, 1)]), s => Buffer.alloc(64), s => Buffer.from(s).reverse(), s => s.toString('latin1')].forEach((signature, i) => { all[`signature ${i}`] = message({ signature }); });
	/* What the reader of CBOR has to know of, where a member of the label stands. */
	const strange = [[0xf9, 0, 0], [0xfa, 0, 0, 0, 0], [0xfb, 0, 0, 0, 0, 0, 0, 0, 0], [0xf4], [0xf5], [0xf6], [0xf7], [0xf8, 32], [0xe0], [0xff], [0x1c], [0x1d], [0x1e], [0x1f], [0x3f], [0x5f, 0xff], [0x7f, 0xff], [0x9f, 0xff],
		[0xbf, 0xff], [0x18, 23], [0x19, 0, 255], [0x1a, 0, 0, 255, 255], [0x1b, 0, 0, 0, 0, 255, 255, 255, 255], [0x58, 1, 1], [0x78, 1, 65], [0x98, 0], [0xb8, 0], [0xd8, 1, 1], [0xc1, 0], [0x81, 1], [0xa1, 1, 1],
		[0xa2, 1, 1, 1, 1], [0xa2, 2, 1, 1, 1], [0xa1, 0x80, 1], [0xa1, 0xf4, 1], [0x9b, 255, 255, 255, 255, 255, 255, 255, 255], [0xbb, 127, 255, 255, 255, 255, 255, 255, 255], [0x5b, 0, 0, 0, 1, 0, 0, 0, 0], [0x7a, 255, 255, 255, 255],
		Array(16).fill(0x81), Array(17).fill(0x81), Array(15).fill(0x81).concat(1), Array(14).fill(0x81).concat(1), Array(13).fill(0x81).concat(1), [0x62, 0xed, 0xa0], [0x63, 0xed, 0xa0, 0x80], [0x62, 0xc0, 0x80], [0x64, 0xf4, 0x90, 0x80, 0x80]];
	strange.forEach((bytes, i) => {
		all[`strange ${i} as a value`] = setMember(2, new Raw(bytes));
		all[`strange ${i} as a key`] = withClaims((pairs, list) => { list[1][0] = new Raw(bytes); });
		all[`strange ${i} for all claims`] = { statement: sign(Buffer.from(bytes), label) };
		all[`strange ${i} for the message`] = { statement: Buffer.from(bytes) };
		all[`strange ${i} for the header`] = message({ protected: Buffer.from(bytes) });
		all[`strange ${i} for the other header`] = message({ unprotected: new Raw(bytes) });
	});
	return all;
}

/* A few bytes of it changed, taken out or put in. */
function spoil(bytes)
{
	let out = Buffer.from(bytes);

	for (let k = 1 + random(2); k > 0; k--) {
		const at = random(out.length);

		switch (random(6)) {
		case 0: out[at] ^= 1 << random(8); break;
		case 1: out[at] = pick([0, 0x17, 0x18, 0x1f, 0x38, 0x40, 0x5f, 0x60, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xd2, 0xf6, 0xf7, 0xf9, 0xff]); break;
		case 2: out = Buffer.concat([out.subarray(0, at), out.subarray(at + 1)]); break;
		case 3: out = Buffer.concat([out.subarray(0, at), Buffer.from([random(256)]), out.subarray(at)]); break;
		case 4: out = out.subarray(0, at + 1); break;
		default: out[at] = random(256);
		}
	}
	return out;
}

function spoiled()
{
	const all = {};
	const payload = encode(new Entries(claims({ names: ['星見', 'NC'] })));
	const header = encode(new Entries([[1, -7], [4, label.id]]));
	const listPayload = encode(new Entries(listClaims()));
	const packed = zlib.deflateSync(Buffer.alloc(200, 0x55));
	const text = address(sound);

	for (let i = 0; i < 220; i++) all[`claims spoiled ${i}, signed`] = { statement: sign(spoil(payload), label), list: soundList };
	for (let i = 0; i < 60; i++) all[`header spoiled ${i}, signed`] = { statement: sign(payload, label, { protected: spoil(header) }) };
	for (let i = 0; i < 80; i++) all[`message spoiled ${i}`] = { statement: spoil(sound) };
	for (let i = 0; i < 120; i++) all[`list spoiled ${i}, signed`] = { statement: sound, list: sign(spoil(listPayload), statusKey, { type: TYPE }) };
	for (let i = 0; i < 40; i++) all[`packed list spoiled ${i}, signed`] = { ...listed({ packed: spoil(packed) }) };
	for (let i = 0; i < 40; i++) all[`list spoiled ${i}`] = { statement: sound, list: spoil(soundList) };
	for (let i = 0; i < 60; i++) {
		const at = i < 40 ? random(50) : random(text.length);

		all[`address spoiled ${i}`] = { address: `${text.slice(0, at)}${pick(['A', 'a', '#', '/', '7', '1', '-', ':', '?', 'é', ''])}${text.slice(at + random(2))}` };
	}
	all['an address alone'] = { address: text.split('#')[0] };
	all['nothing behind the #'] = { address: `${text.split('#')[0]}#` };
	all['a statement of 577 bytes'] = { address: address(Buffer.alloc(577)) };
	all['a statement of 576 bytes'] = { address: address(Buffer.alloc(576)) };
	return all;
}

/* ---- */

async function wordsOf(language)
{
	const page = await (await fetch(`${base}/verify?lang=${language}`)).text();
	const text = /data-words="([^"]*)"/.exec(page)[1];
	const plain = { '&quot;': '"', '&amp;': '&', '&lt;': '<', '&gt;': '>', '&#39;': "'" };

	return JSON.parse(text.replace(/&(quot|amp|lt|gt|#39);/g, e => plain[e]));
}

(async () => {
	const words = { ja: await wordsOf('ja'), en: await wordsOf('en') };
	const all = Object.entries({ ...named(), ...spoiled() });
	const faults = [];
	let refused = 0;

	for (const [i, [name, c]] of all.entries()) {
		const language = i % 2 ? 'ja' : 'en';
		const asked = { keys, ...c };

		/* What does not look like an address is a file's name to the program. */
		if (c.address && !looksLikeUrl(c.address))
			continue;
		const program = askProgram(asked, language);
		const script = await askScript(asked, language, words[language]);

		refused += program.refused ? 1 : 0;
		faults.push(...compare(program, script).map(f => `${name}: ${f}`));
	}
	tap(all.length > 600, `${all.length} cases, ${refused} of them refused as addresses`);
	tap(faults.length === 0, 'the script and the program say the same of each', faults.slice(0, 20).join('\n'));
	for (const verdict of ['genuine', 'not_genuine', 'not_in_force', 'other_model', 'undecided'])
		tap(seen[verdict] > 0, `verdict ${verdict}: ${seen[verdict]}`);
	const whys = Object.keys(words.en.whys);
	for (const why of whys)
		tap(Object.keys(seen).some(s => s.endsWith(` ${why}`)), `among them: ${why}`);
	process.stdout.write(`1..${n}\n`);
	process.exitCode = failed ? 1 : 0;
})().catch(e => { process.stdout.write(`Bail out! ${e.stack}\n`); process.exitCode = 2; });
