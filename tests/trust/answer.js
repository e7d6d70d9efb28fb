// Verifies dated answers with a reader of our own that was written from docs/formats alone, with other
// people's CBOR and COSE and Node's cryptography, and holds what it concludes against hoshi verify.
// Prints TAP.
//
//     answer.js FOLDER NODE_MODULES HOSHI ANSWER...
'use strict';
const fs = require('fs');
const path = require('path');
const { spawnSync } = require('child_process');
const { createHash, createPublicKey, verify, webcrypto } = require('crypto');
const { Sign1 } = require('@auth0/cose');

const [folder, modules, hoshi, ...answers] = process.argv.slice(2);
const keys = JSON.parse(fs.readFileSync(path.join(folder, 'keys.json'))).keys;
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
let cborg, n = 0, failed = 0;

function is(got, want, what) {
	const same = JSON.stringify(got) === JSON.stringify(want);
	n++;
	if (!same) failed++;
	console.log(`${same ? 'ok' : 'not ok'} ${n} - ${what}`);
	if (!same) console.log(`# got:  ${JSON.stringify(got)}\n# want: ${JSON.stringify(want)}`);
}

const must = (condition, why) => { if (!condition) throw new Error(why); };
const strict = { useMaps: true, strict: true, allowIndefinite: false, allowUndefined: false, rejectDuplicateMapKeys: true,
	tags: { 18: (parts) => parts } };
const decode = (bytes) => cborg.decode(bytes, strict);
const day = (seconds) => new Date((seconds + 9 * 3600) * 1000).toISOString().slice(0, 10);
const signedOn = (key, seconds) => !key.revoked && key.valid_from <= day(seconds) && !(key.valid_until < day(seconds));

async function byAuth0(message, key) {
	const k = await webcrypto.subtle.importKey('jwk', { kty: key.kty, crv: key.crv, x: key.x, y: key.y },
		{ name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
	const sign1 = Sign1.decode(message);
	await sign1.verify(k);
	return Buffer.from(sign1.payload);
}

// The COSE message by a key of that purpose: its protected header and payload.
async function open(message, purpose, issuer) {
	must(message[0] === 0xd2, 'no tag 18');
	const [header] = decode(message);
	const members = decode(header);
	const kid = Buffer.from(members.get(4)).toString('hex');
	const key = keys.find((k) => k.purpose === purpose && k.kid === kid && (!issuer || k.issuer === issuer));
	must(key && members.get(1) === -7, 'key');
	return { members, key, payload: await byAuth0(message, key) };
}

// log.md: a note, and the checkpoint in it.
function checkpoint(bytes, issuer, made) {
	const note = Buffer.from(bytes).toString();
	const end = note.lastIndexOf('\n\n') + 1;
	const text = note.slice(0, end);
	const [origin, size, root] = text.split('\n');
	const key = keys.find((k) => k.purpose === 'log' && k.issuer === issuer);
	must(key && signedOn(key, made) && origin === issuer, 'log key');
	const publicKey = Buffer.from(key.x, 'base64url');
	const id = sha256(Buffer.from(`${origin}\n\x01`), publicKey).subarray(0, 4);
	const lines = note.slice(end + 1).split('\n').filter(Boolean).map((line) => line.split(' '));
	const line = lines.find(([, name, sig]) => name === origin && Buffer.from(sig, 'base64').subarray(0, 4).equals(id));
	must(line, 'no signature of the log');
	must(verify(null, Buffer.from(text), createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.x }, format: 'jwk' }),
		Buffer.from(line[2], 'base64').subarray(4)), 'signature of the log');
	return { size: Number(size), root: Buffer.from(root, 'base64') };
}

// RFC 6962 2.1.1 read backwards: the root that a leaf and its proof make, by recursion.
function root(index, size, leaf, proof) {
	if (size === 1) {
		must(proof.length === 0, 'a proof too long');
		return leaf;
	}
	must(proof.length > 0, 'a proof too short');
	let left = 1;
	while (left * 2 < size) left *= 2;
	const last = proof[proof.length - 1];
	const rest = proof.slice(0, -1);
	return index < left ? sha256(Buffer.of(1), root(index, left, leaf, rest), last)
		: sha256(Buffer.of(1), last, root(index - left, size - left, leaf, rest));
}

const hashes = (bytes) => Array.from({ length: bytes.length / 32 }, (_, i) => Buffer.from(bytes.subarray(32 * i, 32 * i + 32)));
const fold = (s) => s.normalize('NFKC').replace(/[\u2010-\u2015\u2212\u30fc]/g, '-')
	.replace(/[A-Z]/g, (c) => c.toLowerCase()).replace(/ /g, '');
const KINDS = { 1: 'label_issued', 2: 'label_status', 3: 'label_updated', 4: 'label_notice', 5: 'correction' };
const STATUSES = { 0: 'valid', 1: 'revoked', 2: 'suspended', 12: 'extension_pending', 13: 'expired', 14: 'withdrawn' };

async function conclude(file) {
	const { members, key, payload } = await open(file, 'status');
	must(members.get(16) === 'application/hoshi-answer+cose', 'typ');
	const a = decode(payload);
	const [issuer, made, number, at] = [2, 3, 4, 5].map((k) => a.get(k));
	must(a.get(1) === 1 && at <= made && key.issuer === issuer && signedOn(key, made), 'question');
	const c = checkpoint(a.get(7), issuer, made);
	let previous, before = 0, status, until, models, after = null;
	for (const e of a.get(8)) {
		const bytes = Buffer.from(e.get(2));
		const entry = decode(bytes);
		const leaf = sha256(Buffer.of(0), bytes);
		must(root(e.get(1), c.size, leaf, hashes(e.get(3))).equals(c.root), 'not in the log');
		must(entry.get(4) === number && KINDS[entry.get(2)] && entry.get(11) === previous, 'chain');
		must((previous === undefined) === (entry.get(2) === 1) && entry.get(3) >= before && after === null, 'order');
		const record = e.has(5) ? JSON.parse(e.get(5)) : null;
		if (record) {
			must(sha256(Buffer.from(e.get(4)), Buffer.from(e.get(5))).equals(Buffer.from(entry.get(5))), 'digest');
			must(record.kind === KINDS[entry.get(2)] && record.label === number && record.at === entry.get(3), 'record');
		}
		if (entry.get(2) === 1) {
			const s = decode((await open(Buffer.from(entry.get(10)), 'label', issuer)).payload);
			must(s.get(1) === issuer && s.get(2) === number, 'statement');
		}
		previous = e.get(1);
		before = entry.get(3);
		if (entry.get(3) > at) {
			after = previous;
			continue;
		}
		if (entry.get(2) <= 2) [status, until] = [STATUSES[entry.get(8)], entry.get(9)];
		if (entry.get(2) === 1 || entry.get(2) === 3) models = record ? record.body.models ?? models : undefined;
	}
	const over = status !== undefined && day(at) > until;
	if (status === 'valid' && over) status = 'expired';
	const model = a.get(6);
	return {
		standing: status === undefined ? 'not_issued' : status === 'valid' || (status === 'extension_pending' && !over) ? 'in_force'
			: status === 'extension_pending' ? 'open' : 'not_in_force',
		status: status ?? null, next_entry: after,
		model_covered: model === undefined ? 'not_asked' : !models ? 'unknown'
			: models.some((m) => fold(m.number) === fold(model)) ? 'covered' : 'not_covered',
	};
}

(async () => {
	cborg = await import(path.join(modules, 'cborg/cborg.js'));
	for (const name of answers) {
		const file = fs.readFileSync(path.join(folder, name));
		const ours = JSON.parse(spawnSync(hoshi, ['verify', path.join(folder, name), '-k', path.join(folder, 'keys.json'), '--json'],
			{ encoding: 'utf8' }).stdout);
		const theirs = await conclude(file);
		is({ standing: ours.standing, status: ours.status ?? null, next_entry: ours.next_entry, model_covered: ours.model_covered },
			theirs, `${name}: another reader concludes the same (${theirs.standing}, ${theirs.model_covered})`);
		let accepted = 0;
		for (let i = 0; i < file.length; i += 37) {
			const bent = Buffer.from(file);
			bent[i] ^= 4;
			try { await conclude(bent); accepted++; } catch { /* as it should */ }
		}
		is(accepted, 0, `${name}: and refuses it with any of ${Math.ceil(file.length / 37)} bytes changed`);
	}
	console.log(`1..${n}`);
	process.exit(failed ? 1 : 0);
})();
