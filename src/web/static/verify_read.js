/*
 * Reading what is signed: base32, deterministic CBOR, COSE_Sign1.  The same as src/base/base32.c,
 * src/crypto/cbor_read.c and src/crypto/cose.c, which explain it: what these refuse is refused here,
 * for the same reason at the same byte (tests/web/verify_agree.js has both read the same things).
 */
'use strict';

(root => {
	const DEPTH_MAX = 16;
	const INT64_MAX = (1n << 63n) - 1n;
	const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	const TYPES = ['uint', 'nint', 'bytes', 'text', 'array', 'map', 'tag'];
	const TAG_SIGN1 = 18;
	const HEADER_MAX = 1024;
	const KEY_ID_MAX = 64;
	const TYPE_MAX = 128;
	const SIGNATURE = 64;

	/* What was read may not be; the message says why. */
	class Refused extends Error {}

	function utf8(bytes)
	{
		try {
			return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
		} catch {
			return null;
		}
	}

	/* null for what no bytes have as their one text. */
	function base32(text)
	{
		const out = new Uint8Array(Math.floor(text.length * 5 / 8));
		let bits = 0, have = 0, n = 0;

		for (const c of text) {
			const value = ALPHABET.indexOf(c);

			if (value < 0)
				return null;
			bits = (bits << 5 | value) & 0xfff;
			have += 5;
			if (have >= 8) {
				have -= 8;
				out[n++] = bits >> have & 255;
			}
		}
		return have >= 5 || bits & ((1 << have) - 1) ? null : out;
	}

	function base64url(text)
	{
		const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));

		return Uint8Array.from(plain, c => c.charCodeAt(0));
	}

	function hex(bytes)
	{
		return Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
	}

	function compare(a, b)
	{
		for (let i = 0; i < a.length && i < b.length; i++)
			if (a[i] !== b[i])
				return a[i] - b[i];
		return a.length - b.length;
	}

	/* ---- CBOR ---- */

	class Reader {
		constructor(bytes, what)
		{
			this.bytes = bytes;
			this.what = what;
			this.at = 0;
			this.levels = [];
		}

		refuse(why)
		{
			throw new Refused(`${this.what}: ${why} (byte ${this.at})`);
		}

		/* One head: {type, number, next} or {why}. */
		head()
		{
			const left = this.bytes.length - this.at;
			const first = left > 0 ? this.bytes[this.at] : 0;
			const major = first >> 5, info = first & 31;
			const size = info < 24 || info > 27 ? 0 : 1 << (info - 24);
			let number = info;

			if (info >= 28 && info <= 30)
				return { why: 'a head that RFC 8949 reserves' };
			if (info === 31)
				return { why: major === 7 ? 'a break where nothing is open' : 'an indefinite length' };
			if (left < 1 + size)
				return { why: 'it ends too early' };
			if (size) {
				let value = 0n;

				for (const byte of this.bytes.subarray(this.at + 1, this.at + 1 + size))
					value = value << 8n | BigInt(byte);
				number = value > Number.MAX_SAFE_INTEGER ? value : Number(value);
			}
			const next = this.at + 1 + size;
			if (major < 7) {
				const least = size === 0 ? 0 : size === 1 ? 24 : 2 ** (size * 4);

				return number < least ? { why: 'an integer or a length is not in its shortest form' } :
					{ type: TYPES[major], number, next };
			}
			if (info >= 25)
				return { why: 'a floating point number' };
			if (info === 20 || info === 21)
				return { type: 'bool', number: info - 20, next };
			if (info === 22)
				return { type: 'null', number: 0, next };
			return { why: info === 23 ? 'the value undefined' : 'a simple value' };
		}

		peek()
		{
			return this.at < this.bytes.length ? this.head().type || 'none' : 'none';
		}

		/* The level that the next item belongs to. */
		level()
		{
			while (this.levels.length && this.levels.at(-1).left === 0)
				this.levels.pop();
			return this.levels.at(-1);
		}

		checkKey(level, type, key)
		{
			if (!['uint', 'nint', 'bytes', 'text'].includes(type))
				this.refuse('a map key is neither number, text nor bytes');
			const order = level.key ? compare(level.key, key) : -1;

			if (order === 0)
				this.refuse('a map key is there twice');
			if (order > 0)
				this.refuse('map keys are not in order');
			level.key = key;
		}

		enter(type, number, left)
		{
			const items = type === 'tag' ? 1 : number;

			if (this.levels.length === DEPTH_MAX)
				this.refuse('it is nested too deep');
			if (items > (type === 'map' ? Math.floor(left / 2) : left))
				this.refuse('it ends too early');
			this.levels.push({ left: type === 'map' ? 2 * items : items, isMap: type === 'map', key: null });
		}

		item()
		{
			const level = this.level();
			const item = this.head();
			let end = item.next;

			if (item.why)
				this.refuse(item.why);
			if (item.type === 'bytes' || item.type === 'text') {
				if (item.number > this.bytes.length - end)
					this.refuse('it ends too early');
				item.bytes = this.bytes.subarray(end, end + item.number);
				end += item.number;
				if (item.type === 'text') {
					item.text = utf8(item.bytes);
					if (item.text === null)
						this.refuse('text is not UTF-8');
				}
			}
			if (level) {
				if (level.isMap && level.left % 2 === 0)
					this.checkKey(level, item.type, this.bytes.subarray(this.at, end));
				level.left--;
			}
			if (['array', 'map', 'tag'].includes(item.type))
				this.enter(item.type, item.number, this.bytes.length - end);
			this.at = end;
			return item;
		}

		expect(type, why)
		{
			const item = this.item();

			if (item.type !== type)
				this.refuse(why);
			return item;
		}

		most(type, maximum, why, tooMuch)
		{
			const item = this.expect(type, why);

			if (item.number > maximum)
				this.refuse(tooMuch);
			return item;
		}

		uint(maximum)
		{
			return this.most('uint', maximum, 'no unsigned integer where one belongs', 'an integer is too large').number;
		}

		/* Beyond 2^53 it is no number that anything of ours has, and may be rounded. */
		int()
		{
			const item = this.item();

			if (item.type !== 'uint' && item.type !== 'nint')
				this.refuse('no integer where one belongs');
			if (item.number > INT64_MAX)
				this.refuse('an integer is too large');
			return item.type === 'uint' ? Number(item.number) : -1 - Number(item.number);
		}

		byteString(maximum)
		{
			return this.most('bytes', maximum, 'no bytes where they belong', 'there are too many bytes').bytes;
		}

		/* {bytes, text} */
		string(maximum)
		{
			return this.most('text', maximum, 'no text where it belongs', 'text is too long');
		}

		array(maximum)
		{
			return this.most('array', maximum, 'no array where one belongs', 'an array has too many items').number;
		}

		map(maximum)
		{
			return this.most('map', maximum, 'no map where one belongs', 'a map has too many members').number;
		}

		tag()
		{
			return this.expect('tag', 'no tag where one belongs').number;
		}

		whole()
		{
			const start = this.at;

			for (let pending = 1; pending > 0;) {
				const item = this.item();

				pending--;
				if (item.type === 'array')
					pending += item.number;
				else if (item.type === 'map')
					pending += 2 * item.number;
				else if (item.type === 'tag')
					pending++;
			}
			return this.bytes.subarray(start, this.at);
		}

		done()
		{
			if (this.level())
				this.refuse('it ends too early');
			if (this.at < this.bytes.length)
				this.refuse('there is something after its end');
		}
	}

	/* ---- COSE_Sign1 ---- */

	/* hasType: the protected header has a typ beside alg and kid. */
	function readProtected(cose, hasType)
	{
		const r = new Reader(cose.protectedHeader, 'protected header');
		const members = r.map(4);
		let have = 0, hasAlgorithm = false;

		for (let i = 0; i < members; i++)
			switch (r.int()) {
			case 1:
				cose.algorithm = r.int();
				hasAlgorithm = true;
				break;
			case 4:
				cose.keyId = r.byteString(KEY_ID_MAX);
				have |= 1;
				break;
			case 15:
				if (r.peek() !== 'map')
					r.refuse('the claims are not a map');
				r.whole();
				have |= 2;
				break;
			case 16:
				cose.type = r.string(TYPE_MAX).text;
				have |= 4;
				break;
			default:
				r.refuse('a member that nothing of ours has');
			}
		r.done();
		if (!hasAlgorithm)
			throw new Refused('protected header: it names no algorithm');
		if (have !== (hasType ? 5 : 1))
			throw new Refused('protected header: it has not the members of this kind of message');
	}

	/* {protectedHeader, algorithm, keyId, type, payload, signature}; throws Refused. */
	function readCose(bytes, hasType, payloadMax)
	{
		const r = new Reader(bytes, 'COSE_Sign1');
		const cose = {};

		if (r.tag() !== TAG_SIGN1)
			r.refuse('it has not the tag of COSE_Sign1');
		if (r.array(4) !== 4)
			r.refuse('it has not the four parts of COSE_Sign1');
		cose.protectedHeader = r.byteString(HEADER_MAX);
		if (r.peek() !== 'map')
			r.refuse('the unprotected header is not a map');
		if (r.whole().length > 1)
			r.refuse('the unprotected header is not empty');
		if (r.peek() === 'null')
			r.refuse('the payload is elsewhere');
		cose.payload = r.byteString(payloadMax);
		cose.signature = r.byteString(SIGNATURE);
		if (cose.signature.length !== SIGNATURE)
			r.refuse('the signature has not 64 bytes');
		r.done();
		readProtected(cose, hasType);
		return cose;
	}

	function headOf(major, n)
	{
		return n < 24 ? [major << 5 | n] : n < 256 ? [major << 5 | 24, n] : n < 65536 ? [major << 5 | 25, n >> 8, n & 255] :
			[major << 5 | 26, n >>> 24, n >> 16 & 255, n >> 8 & 255, n & 255];
	}

	/* RFC 9052 4.4: Sig_structure, without external data. */
	function toBeSigned(cose)
	{
		const parts = [[0x84], headOf(3, 10), new TextEncoder().encode('Signature1'), headOf(2, cose.protectedHeader.length),
			cose.protectedHeader, [0x40], headOf(2, cose.payload.length), cose.payload];
		const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
		let at = 0;

		for (const part of parts) {
			out.set(part, at);
			at += part.length;
		}
		return out;
	}

	root.hoshiVerifyRead = { Refused, Reader, readCose, toBeSigned, base32, base64url, hex, compare };
})(globalThis);
