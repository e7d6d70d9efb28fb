/*
 * Statements, status lists and key files as a registry signs them, and as nobody should: made here
 * from scratch, by node's own cryptography and an encoder that does what it is told.
 */
'use strict';

const crypto = require('crypto');
const zlib = require('zlib');

const DAY = 86400;
const TOKYO = 9 * 3600;
const HOST = 'label.example.jp';
const NUMBER = 'S1-2026-00001';
const MODELS = ['NC-100', 'ＮＣ－１００Ｗ', 'nc 200', 'カメラー1'];

/* ---- CBOR, with ways to say the same otherwise ---- */

class Raw {
	constructor(...bytes) { this.bytes = Buffer.from(bytes.flat()); }
}
/* Entries of a map in the order in which they are to stand. */
class Entries {
	constructor(pairs) { this.pairs = pairs; }
}
/* A head that is one size longer than it need be. */
class Long {
	constructor(value) { this.value = value; }
}

function head(major, n, least = 0)
{
	const size = Math.max(least, n < 24 ? 0 : n < 256 ? 1 : n < 65536 ? 2 : n < 2 ** 32 ? 4 : 8);
	const out = Buffer.alloc(1 + size);

	out[0] = major << 5 | { 0: Number(n), 1: 24, 2: 25, 4: 26, 8: 27 }[size];
	if (size === 8)
		out.writeBigUInt64BE(BigInt(n), 1);
	else if (size)
		out.writeUIntBE(Number(n), 1, size);
	return out;
}

function encode(value, least = 0)
{
	if (value instanceof Raw)
		return value.bytes;
	if (value instanceof Long) {
		const plain = encode(value.value)[0] & 31;

		return encode(value.value, plain < 24 ? 1 : 1 << (plain - 23));
	}
	if (typeof value === 'number' || typeof value === 'bigint')
		return value < 0 ? head(1, typeof value === 'bigint' ? -1n - value : -1 - value, least) : head(0, value, least);
	if (typeof value === 'string')
		return Buffer.concat([head(3, Buffer.byteLength(value), least), Buffer.from(value)]);
	if (value === null)
		return Buffer.from([0xf6]);
	if (Array.isArray(value))
		return Buffer.concat([head(4, value.length, least), ...value.map(v => encode(v))]);
	if (value instanceof Entries)
		return Buffer.concat([head(5, value.pairs.length, least), ...value.pairs.flat().map(v => encode(v))]);
	return Buffer.concat([head(2, value.length, least), value]);
}

/* ---- keys ---- */

function newKey()
{
	const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const { x, y } = publicKey.export({ format: 'jwk' });
	const thumb = encode(new Entries([[1, 2], [-1, 1], [-2, Buffer.from(x, 'base64url')], [-3, Buffer.from(y, 'base64url')]]));

	return { privateKey, x, y, id: crypto.createHash('sha256').update(thumb).digest().subarray(0, 8) };
}

function describe(key, purpose, more = {})
{
	return { kty: 'EC', crv: 'P-256', alg: 'ES256', x: key.x, y: key.y, use: 'sig', kid: key.id.toString('hex'), purpose, issuer: HOST,
		owner: { ja: 'ラベル制度事務局', en: 'Label Scheme Office' }, valid_from: '2026-01-01', ...more };
}

const keyFile = keys => ({ format: 'hoshi-keys', version: 1, keys });

/* ---- COSE ---- */

/* how: alg, kid, protected, unprotected, payload, signature, wrap (what is around the four parts). */
function sign(payload, key, how = {})
{
	const header = how.protected || encode(new Entries([[1, how.alg === undefined ? -7 : how.alg], [4, how.kid || key.id], ...(how.type ? [[16, how.type]] : [])]));
	const signed = encode(['Signature1', header, Buffer.alloc(0), payload]);
	const signature = crypto.sign('sha256', signed, { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
	const parts = [header, how.unprotected || new Entries([]), how.payload === undefined ? payload : how.payload,
		how.signature ? how.signature(signature) : signature];

	return how.wrap ? how.wrap(parts) : Buffer.concat([head(6, 18), encode(parts)]);
}

/* ---- what is signed ---- */

const dayNumber = seconds => Math.floor((seconds + TOKYO) / DAY);
const dayText = seconds => new Date((seconds + TOKYO) * 1000).toISOString().slice(0, 10);
const dayStart = seconds => dayNumber(seconds) * DAY - TOKYO;

function fold(model)
{
	return model.normalize('NFKC').replace(/[\u2010-\u2015\u2212\u30fc]/g, '-').replace(/[A-Z]/g, c => c.toLowerCase()).replaceAll(' ', '');
}

function digest(models)
{
	const lines = [...new Set(models.map(fold))].map(m => Buffer.from(`${m}\n`)).sort(Buffer.compare);

	return { count: lines.length, bytes: crypto.createHash('sha256').update(Buffer.concat(lines)).digest().subarray(0, 16) };
}

/* Pairs of the claims; what: issuer, number, issued and until (seconds), models, list, index, members. */
function claims(what = {})
{
	const now = Math.floor(Date.now() / 1000);
	const models = digest(what.models || MODELS);
	const label = [[1, what.level || 1], [2, 'JST-CR-01-01-2024R1'], [3, 7000012050002], [4, models.count], [5, models.bytes],
		[6, 20000], [7, 131071], [8, what.list || 0], [9, what.index === undefined ? 345 : what.index]];

	if (what.names)
		label.push([10, what.names[0]], [11, what.names[1]]);
	return [[1, what.issuer || HOST], [2, what.number || NUMBER], [4, dayStart(what.until === undefined ? now + 700 * DAY : what.until) + DAY],
		[6, dayStart(what.issued === undefined ? now - DAY : what.issued)], [-65537, new Entries(what.label || label)]];
}

const statement = (key, what = {}, how = {}) => sign(encode(new Entries(claims(what))), key, how);

/* what: issuer, id, made, exp, ttl, statuses {index: value}, size, packed. */
function listClaims(what = {})
{
	const made = what.made === undefined ? Math.floor(Date.now() / 1000) - 5430 : what.made;
	const bytes = Buffer.alloc(what.size === undefined ? 200 : what.size, 0xff);

	for (const [index, status] of Object.entries(what.statuses || { 345: 0 }))
		bytes[index >> 1] = index % 2 ? (bytes[index >> 1] & 15) | status << 4 : (bytes[index >> 1] & 240) | status;
	return [[2, what.uri || `https://${what.issuer || HOST}/status/${what.id || 0}`], ...(what.exp === null ? [] : [[4, what.exp || made + 7 * DAY]]), [6, made],
		[65533, new Entries([['lst', what.packed || zlib.deflateSync(bytes)], ['bits', 4]])], ...(what.ttl === null ? [] : [[65534, what.ttl || DAY]])];
}

const TYPE = 'application/statuslist+cwt';
const list = (key, what = {}, how = {}) => sign(encode(new Entries(listClaims(what))), key, { type: TYPE, ...how });

/* ---- the address ---- */

function base32(bytes)
{
	const bits = Array.from(bytes, b => b.toString(2).padStart(8, '0')).join('');

	return (bits.match(/.{1,5}/g) || []).map(b => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(b.padEnd(5, '0'), 2)]).join('');
}

const address = (bytes, host = HOST, number = NUMBER) => `HTTPS://${host.toUpperCase()}/L/${number}#${base32(bytes)}`;

module.exports = { DAY, HOST, NUMBER, MODELS, TYPE, Raw, Entries, Long, encode, newKey, describe, keyFile, sign, claims, statement, listClaims, list,
	address, base32, dayText, dayStart };
