// Verifies what statement_make made, with other people's COSE and CBOR, and with a reader of our own
// that was written from docs/formats alone.  Prints TAP.
'use strict';
const fs = require('fs');
const path = require('path');
const zlib = require('zlib');
const { execFileSync } = require('child_process');
const { createHash, createPublicKey, verify, webcrypto } = require('crypto');
const { Sign1 } = require('@auth0/cose');
const cose = require('cose-js');
const jsQR = require('jsqr').default || require('jsqr');
const { readBarcodes, prepareZXingModule } = require('zxing-wasm/reader');

const [folder, modules] = process.argv.slice(2);
const read = (name) => fs.readFileSync(path.join(folder, name));
const expected = JSON.parse(read('expected.json'));
const keys = JSON.parse(read('keys.json')).keys;
const labelKey = keys.find((k) => k.purpose === 'label');
const statusKey = keys.find((k) => k.purpose === 'status');
const sha256 = (data) => createHash('sha256').update(data).digest();
let cborg, n = 0, failed = 0;

function is(got, want, what) {
	const same = JSON.stringify(got) === JSON.stringify(want);
	n++;
	if (!same) failed++;
	console.log(`${same ? 'ok' : 'not ok'} ${n} - ${what}`);
	if (!same) console.log(`# got:  ${JSON.stringify(got)}\n# want: ${JSON.stringify(want)}`);
}

// ---- four verifiers: each is given a message and a key, and throws or returns the payload ----

const bareJwk = (k) => ({ kty: k.kty, crv: k.crv, x: k.x, y: k.y });

async function byAuth0(message, key) {
	const k = await webcrypto.subtle.importKey('jwk', bareJwk(key), { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
	const sign1 = Sign1.decode(message);
	await sign1.verify(k);
	return Buffer.from(sign1.payload);
}

async function byCoseJs(message, key) {
	const coordinates = { x: Buffer.from(key.x, 'base64url'), y: Buffer.from(key.y, 'base64url') };
	return Buffer.from(await cose.sign.verify(message, { key: coordinates }, { defaultType: cose.sign.Sign1Tag }));
}

const strict = { useMaps: true, strict: true, allowIndefinite: false, allowUndefined: false, rejectDuplicateMapKeys: true,
	tags: { 18: (parts) => parts } };
const decode = (bytes) => cborg.decode(bytes, strict);

// From docs/formats/statement.md: Sig_structure, r and s side by side.
async function byHand(message, key) {
	if (message[0] !== 0xd2) throw new Error('no tag 18');
	const [header, unprotected, payload, signature] = decode(message);
	if (!(unprotected instanceof Map) || unprotected.size) throw new Error('unprotected header');
	const tbs = cborg.encode(['Signature1', header, new Uint8Array(0), payload]);
	const k = createPublicKey({ key: bareJwk(key), format: 'jwk' });
	if (decode(header).get(1) !== -7) throw new Error('algorithm');
	if (!verify('sha256', tbs, { key: k, dsaEncoding: 'ieee-p1363' }, signature)) throw new Error('signature');
	return Buffer.from(payload);
}

const accepts = async (by, message, key) => { try { return (await by(message, key)).length > 0; } catch { return false; } };

// ---- the codes ----

function picture(name) {
	const file = read(name);
	const [head, width, height] = /^P5\n(\d+) (\d+)\n255\n/.exec(file.subarray(0, 40).toString('latin1'));
	const grey = file.subarray(head.length);
	const data = new Uint8ClampedArray(width * height * 4).fill(255);
	for (let i = 0; i < width * height; i++) data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = grey[i];
	return { data, width: Number(width), height: Number(height), colorSpace: 'srgb' };
}

function byZbar(name) {
	try {
		return execFileSync('zbarimg', ['-q', '--raw', '-S*.disable', '-Sqrcode.enable', '-Sbinary', path.join(folder, name)],
			{ stdio: ['ignore', 'pipe', 'ignore'] }).toString().replace(/\n$/, '');
	} catch { return ''; }
}

// Which of the readers do not read what a picture holds.
async function missedIn(name, want) {
	const p = picture(name);
	const a = jsQR(p.data, p.width, p.height);
	const z = await readBarcodes(p, { formats: ['QRCode'], tryHarder: true });
	const got = { jsqr: a && a.data, zxing: z.length && z[0].text, zbar: byZbar(name) };
	return Object.keys(got).filter((reader) => got[reader] !== want);
}

// New keys make new codes in each run, and now and then there is one whose noisy picture a reader does
// not read: as a person would, it is shown a spoiled code once more.  The plain ones it has to read.
async function codes() {
	const wasm = fs.readFileSync(path.join(modules, 'zxing-wasm/dist/reader/zxing_reader.wasm'));
	prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) } });
	const names = fs.readdirSync(folder).filter((f) => f.endsWith('.pgm') && !f.startsWith('again-'));
	const missed = { jsqr: [], zxing: [], zbar: [] };
	for (const name of names) {
		const want = read(`${/s[12]/.exec(name.replace('bad-', ''))[0]}.url`).toString();
		let left = await missedIn(name, want);
		if (left.length && name.startsWith('bad-')) {
			console.log(`# ${name} is shown again to ${left}`);
			const again = await missedIn(name.replace('bad-', 'again-'), want);
			left = left.filter((reader) => again.includes(reader));
		}
		for (const reader of left) missed[reader].push(name);
	}
	is(names.length, 22, 'there are 22 pictures of codes: plain, and each spoiled in ten ways');
	for (const reader of Object.keys(missed)) is(missed[reader], [], `${reader} reads all of them`);
}

// ---- statements ----

// RFC 4648 6, from the address to the message.
function base32(text) {
	const bits = [...text].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
	return Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
}

function modelDigest(list) {
	const fold = (s) => s.normalize('NFKC').replace(/[\u2010-\u2015\u2212\u30fc]/g, '-').replace(/[A-Z]/g, (c) => c.toLowerCase())
		.replace(/ /g, '');
	const folded = [...new Set(list.map(fold))].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
	return sha256(folded.map((s) => `${s}\n`).join('')).subarray(0, 16).toString('hex');
}

async function statement(name, verifiers) {
	const message = read(`${name}.cose`);
	const want = expected[name];
	const [, host, number, fragment] = /^HTTPS:\/\/([^/]+)\/L\/([^#]+)#(.+)$/.exec(read(`${name}.url`));
	is(base32(fragment).equals(message), true, `${name}: the address holds the message`);
	is([host.toLowerCase(), number], [want.iss, want.sub], `${name}: the address names registry and number`);
	for (const [who, by] of verifiers) {
		is(await accepts(by, message, labelKey), true, `${name}: ${who} verifies it`);
		is(await accepts(by, message, statusKey), false, `${name}: ${who} refuses it with another key`);
	}
	const claims = decode(await byHand(message, labelKey));
	const label = claims.get(-65537);
	const hex = (bytes) => Buffer.from(bytes).toString('hex');
	is([claims.get(1), claims.get(2), claims.get(6), claims.get(4)], [want.iss, want.sub, want.iat, want.exp], `${name}: claims`);
	is([label.get(1), label.get(2), String(label.get(3)), label.get(4), hex(label.get(5)), label.get(6), label.get(7), label.get(8),
		label.get(9)], [want.level, want.criteria, want.corporate_number, want.models, want.digest, want.support, want.log_index,
		want.status_list, want.status_index], `${name}: the label`);
	is([label.get(10) ?? '', label.get(11) ?? ''], [want.vendor, want.product], `${name}: names`);
	is(modelDigest(expected.models), want.digest, `${name}: the digest of the models`);
	// A header of alg and kid, and the kid is of the key.
	const header = decode(decode(message)[0]);
	const x = Buffer.from(labelKey.x, 'base64url'), y = Buffer.from(labelKey.y, 'base64url');
	const thumbprint = sha256(cborg.encode(new Map([[1, 2], [-1, 1], [-2, x], [-3, y]]), { mapSorter: null }));
	is([...header.keys()], [1, 4], `${name}: alg and kid are all of the header`);
	is(hex(header.get(4)), hex(thumbprint.subarray(0, 8)), `${name}: kid begins the key's thumbprint (RFC 9679)`);
	is(labelKey.kid, hex(header.get(4)), `${name}: kid in the key file`);
}

// Only the type of the empty unprotected header is nothing that a signature covers, and others do
// not look at it: our reader refuses any but the empty map.
async function tampered(name, verifiers) {
	const message = read(name);
	const key = name === 'list.cose' ? statusKey : labelKey;
	const unprotected = message[2] === 0x58 ? 4 + message[3] : 3 + (message[2] & 31);
	for (const [who, by] of verifiers) {
		const taken = [];
		for (let i = 0; i < message.length; i++) {
			const changed = Buffer.from(message);
			changed[i] ^= 1 << (i % 8);
			if (await accepts(by, changed, key)) taken.push(i);
		}
		is(taken.filter((i) => i !== unprotected), [], `${name}: ${who} refuses a bit flipped in each byte`);
	}
}

// ---- status list ----

async function statusList(verifiers) {
	const message = read('list.cose');
	const want = expected.list;
	for (const [who, by] of verifiers) {
		is(await accepts(by, message, statusKey), true, `list: ${who} verifies it`);
		is(await accepts(by, message, labelKey), false, `list: ${who} refuses it with another key`);
	}
	const header = decode(decode(message)[0]);
	const claims = decode(await byHand(message, statusKey));
	const list = claims.get(65533);
	is(header.get(16), 'application/statuslist+cwt', 'list: its type');
	is([claims.get(2), claims.get(6), claims.get(4), claims.get(65534)], [want.sub, want.iat, want.exp, want.ttl], 'list: claims');
	is(list.get('bits'), 4, 'list: four bits');
	const packed = zlib.inflateSync(Buffer.from(list.get('lst')));
	const statuses = want.statuses.map((_, i) => packed[i >> 1] >> (i % 2 * 4) & 15);
	is(statuses, want.statuses, 'list: every status');
	is(packed.length, Math.ceil(want.statuses.length / 2), 'list: no more than there are labels');
}

(async () => {
	cborg = await import(path.join(modules, 'cborg/cborg.js'));
	const verifiers = [['@auth0/cose', byAuth0], ['cose-js', byCoseJs], ['a reader by the book', byHand]];
	await statement('s1', verifiers);
	await statement('s2', verifiers);
	await statusList(verifiers);
	await tampered('s1.cose', verifiers);
	await tampered('list.cose', verifiers);
	await codes();
	console.log(`1..${n}`);
	process.exitCode = failed ? 1 : 0;
})().catch((e) => { console.log(`Bail out! ${e.stack}`); process.exitCode = 1; });
