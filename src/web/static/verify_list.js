/*
 * Label statements and status lists once their form is read: the same as src/label/statement.c,
 * status_list.c, model_list.c, label_url.c and src/base/day.c, to the byte and the message.
 */
'use strict';

(root => {
	const { Refused, Reader, readCose, base32, compare, hex } = root.hoshiVerifyRead;
	const DAY = 86400;
	const TOKYO = 9 * 3600;
	const LAST_DAY = 2932896; /* 9999-12-31 */
	const TIME_MAX = 253402300799;
	const STATEMENT_MAX = 576;
	const NAME_MAX = 96;
	const CRITERIA_MAX = 40;
	const ISSUER_MAX = 64;
	const URI_MAX = ISSUER_MAX + 32;
	const LIST_MAX = 5 << 20;
	const PACKED_MAX = (8 << 20) / 2;
	const TTL_MAX = 31622400;
	const MODELS_MAX = 10000;
	const MODEL_MAX = 400;
	const FOLDED_MAX = 8 * MODEL_MAX;
	const NAME_LABEL = -65537;
	const STATUSES = { 0: 'valid', 1: 'revoked', 2: 'suspended', 12: 'extension_pending', 13: 'expired', 14: 'withdrawn' };

	const encode = text => new TextEncoder().encode(text);

	/* ---- days in Tokyo ---- */

	function dayText(number)
	{
		return new Date(number * DAY * 1000).toISOString().slice(0, 10);
	}

	function dayNumber(seconds)
	{
		return Math.floor((Math.min(Math.max(seconds, 0), LAST_DAY * DAY) + TOKYO) / DAY);
	}

	const dayOf = seconds => dayText(dayNumber(seconds));
	const dayStart = day => Date.parse(`${day}T00:00:00Z`) / 1000 - TOKYO;

	/* Of days that can be written, as dayNumber has them. */
	function timeText(seconds)
	{
		const ofDay = Math.min(Math.max(seconds, 0), LAST_DAY * DAY) + TOKYO;

		return `${dayOf(seconds)} ${new Date(ofDay % DAY * 1000).toISOString().slice(11, 19)}`;
	}

	/* ---- what texts may be ---- */

	/* What text_visible_step would write otherwise than it is: controls, and what deceives. */
	const UNPLAIN = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

	function visible(text)
	{
		return text.replace(UNPLAIN, c => {
			const code = c.codePointAt(0);
			const short = { 10: '\\n', 13: '\\r', 9: '\\t' }[code];

			if (short)
				return short;
			return code < 0xa0 ? Array.from(encode(c), b => `\\x${b.toString(16).padStart(2, '0')}`).join('') :
				`\\u{${code.toString(16).toUpperCase().padStart(4, '0')}}`;
		});
	}

	const isName = (text, max) => text !== '' && encode(text).length <= max && text.search(UNPLAIN) < 0;
	const isNumber = text => /^[A-Z0-9-]{1,64}$/.test(text);

	function isIssuer(text)
	{
		const m = /^[a-z0-9][a-z0-9.-]*(?::([1-9][0-9]*))?$/.exec(text);

		return m !== null && text.length <= ISSUER_MAX && (m[1] === undefined || Number(m[1]) <= 65535);
	}

	/* ---- the statement ---- */

	function readText(r, max)
	{
		const { text } = r.string(max);

		if (text === '' || text.includes('\0'))
			r.refuse('text is empty or has a NUL in it');
		return text;
	}

	/* The beginning of a day, less so many days. */
	function readDay(r, days)
	{
		const seconds = r.uint(TIME_MAX);
		const number = dayNumber(seconds);

		if (number * DAY - TOKYO !== seconds || number > LAST_DAY || number + days < 0)
			r.refuse('a time is not the beginning of a day in Tokyo');
		return dayText(number + days);
	}

	const MEMBERS = {
		1: (r, s) => { s.level = r.uint(4); },
		2: (r, s) => { s.criteria = readText(r, CRITERIA_MAX); },
		3: (r, s) => { s.corporateNumber = String(r.uint(9999999999999)).padStart(13, '0'); },
		4: (r, s) => { s.models = r.uint(MODELS_MAX); },
		5: (r, s) => {
			s.digest = r.byteString(16);
			if (s.digest.length !== 16)
				r.refuse('the digest of the models has not 16 bytes');
		},
		6: (r, s) => { s.supportUntil = dayText(r.uint(LAST_DAY)); },
		7: (r, s) => { s.logIndex = r.uint(Number.MAX_SAFE_INTEGER); },
		8: (r, s) => { s.statusList = r.uint(65535); },
		9: (r, s) => { s.statusIndex = r.uint((8 << 20) - 1); },
		10: (r, s) => { s.vendor = readText(r, NAME_MAX); },
		11: (r, s) => { s.product = readText(r, NAME_MAX); },
	};
	const NEEDED = ['level', 'criteria', 'models', 'digest', 'statusList', 'statusIndex'];

	function readLabel(r, s)
	{
		const members = r.map(11);

		for (let i = 0; i < members; i++) {
			const member = MEMBERS[r.int()];

			if (!member)
				r.refuse('the label has a member that this program does not know');
			member(r, s);
		}
		if (NEEDED.some(name => s[name] === undefined))
			r.refuse('the label lacks a member');
	}

	function readClaims(r, s)
	{
		const claims = [[1, () => { s.issuer = readText(r, ISSUER_MAX); }], [2, () => { s.number = readText(r, 64); }],
			[4, () => { s.validUntil = readDay(r, -1); }], [6, () => { s.issued = readDay(r, 0); }], [NAME_LABEL, () => readLabel(r, s)]];

		if (r.map(claims.length) !== claims.length)
			r.refuse('it has not the claims of a label');
		for (const [key, read] of claims) {
			if (r.int() !== key)
				r.refuse('it has not the claims of a label');
			read();
		}
		r.done();
	}

	/* Why a statement may not be, though it can be read; or null. */
	function fault(s)
	{
		if (!isIssuer(s.issuer))
			return `the issuer '${visible(s.issuer)}' is no host`;
		if (!isNumber(s.number))
			return `'${visible(s.number)}' is no registration number`;
		if (s.validUntil < s.issued)
			return 'the label ends before it begins';
		if (s.level < 1)
			return `there is no level ${s.level}`;
		if (!isName(s.criteria, CRITERIA_MAX))
			return 'the edition of the criteria cannot be printed';
		if (s.corporateNumber && s.corporateNumber[0] === '0')
			return `'${s.corporateNumber}' is no corporate number`;
		if (s.models < 1)
			return `a label covers 1 to ${MODELS_MAX} models`;
		if ((s.vendor === undefined) !== (s.product === undefined))
			return 'one of the names of maker and product is missing';
		if (s.vendor !== undefined && (!isName(s.vendor, NAME_MAX) || !isName(s.product, NAME_MAX)))
			return 'a name of maker or product cannot be printed';
		return null;
	}

	/* {statement, cose}; throws Refused. */
	function readStatement(bytes)
	{
		const statement = {};

		if (bytes.length > STATEMENT_MAX)
			throw new Refused(`a statement has at most ${STATEMENT_MAX} bytes`);
		const cose = readCose(bytes, false, STATEMENT_MAX);
		readClaims(new Reader(cose.payload, 'statement'), statement);
		const why = fault(statement);
		if (why)
			throw new Refused(why);
		return { statement, cose };
	}

	/* ---- the status list ---- */

	function readUri(r, list)
	{
		const { text } = r.string(URI_MAX);
		const m = /^https:\/\/([^/]+)\/status\/(0|[1-9][0-9]*)$/.exec(text);

		if (!m || !isIssuer(m[1]) || Number(m[2]) > 65535)
			r.refuse("the list's name is not https://HOST/status/NUMBER");
		list.issuer = m[1];
		list.id = Number(m[2]);
	}

	/* RFC 1950 9: what a stream ends with. */
	function adler(bytes)
	{
		let a = 1, b = 0;

		for (const byte of bytes) {
			a = (a + byte) % 65521;
			b = (b + a) % 65521;
		}
		return [b >> 8, b & 255, a >> 8, a & 255];
	}

	/* All of the stream and nothing after it; not every unpacker tells of that. */
	async function unpack(r, packed)
	{
		const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
		const pieces = [];
		let n = 0, out;

		try {
			for (let piece = await stream.read(); !piece.done; piece = await stream.read()) {
				n += piece.value.length;
				pieces.push(piece.value);
				if (n > PACKED_MAX)
					break;
			}
			out = n > PACKED_MAX ? null : new Uint8Array(await new Blob(pieces).arrayBuffer());
		} catch {
			r.refuse('the packed list is damaged');
		}
		if (!out) {
			stream.cancel().catch(() => {});
			r.refuse('it unpacks to more labels than a list may have');
		}
		if (compare(adler(out), packed.slice(-4)) !== 0)
			r.refuse('the packed list is damaged');
		return out;
	}

	async function readPacked(r, list)
	{
		if (r.map(2) !== 2 || r.string(8).text !== 'lst')
			r.refuse('the list has not its two members');
		const packed = r.byteString(LIST_MAX);
		if (r.string(8).text !== 'bits')
			r.refuse('the list has not its two members');
		if (r.uint(8) !== 4)
			r.refuse('the list has not four bits for a label');
		list.packed = await unpack(r, packed);
	}

	async function readListClaims(r, list)
	{
		const members = r.map(5);

		for (let i = 0; i < members; i++)
			switch (r.int()) {
			case 2:
				readUri(r, list);
				break;
			case 4:
				list.expires = r.uint(TIME_MAX);
				break;
			case 6:
				list.made = r.uint(TIME_MAX);
				break;
			case 65533:
				await readPacked(r, list);
				break;
			case 65534:
				list.ttl = r.uint(TTL_MAX);
				if (list.ttl === 0)
					r.refuse('the list is old when it is made');
				break;
			default:
				r.refuse('a claim that no list of ours has');
			}
		if (list.issuer === undefined || list.made === undefined || list.packed === undefined)
			r.refuse('the list lacks a claim');
		if (list.expires !== undefined && list.expires <= list.made)
			r.refuse('the list expires before it is made');
		r.done();
	}

	/* {list, cose}; throws Refused. */
	async function readList(bytes)
	{
		const list = {};

		if (bytes.length > LIST_MAX)
			throw new Refused(`a status list has at most ${LIST_MAX} bytes`);
		const cose = readCose(bytes, true, LIST_MAX);
		if (cose.type !== 'application/statuslist+cwt')
			throw new Refused('it is not a status list (typ)');
		await readListClaims(new Reader(cose.payload, 'status list'), list);
		return { list, cose };
	}

	/* "valid" ...; null when the list has none that is known. */
	function statusOf(list, index)
	{
		const byte = list.packed[index >> 1];

		return byte === undefined ? null : STATUSES[index % 2 ? byte >> 4 : byte & 15] || null;
	}

	/* ---- models ---- */

	/* null for what is no model number. */
	function foldModel(model)
	{
		if (encode(model).length > MODEL_MAX || /[\p{Cc}\p{Cn}\p{Cs}]/u.test(model))
			return null;
		const folded = model.normalize('NFKC').replace(/[\u2010-\u2015\u2212\u30fc]/g, '-').replace(/[A-Z]/g, c => c.toLowerCase()).replaceAll(' ', '');

		return folded === '' || encode(folded).length > FOLDED_MAX ? null : folded;
	}

	/* {count, digest: hex}, or null. */
	async function modelList(models)
	{
		const folded = models.map(foldModel);

		if (!models.length || models.length > MODELS_MAX || folded.includes(null))
			return null;
		const lines = [...new Set(folded)].map(m => encode(`${m}\n`)).sort(compare);
		const digest = await root.crypto.subtle.digest('SHA-256', await new Blob(lines).arrayBuffer());
		return { count: lines.length, digest: hex(new Uint8Array(digest).subarray(0, 16)) };
	}

	/* ---- the address ---- */

	const looksLikeUrl = text => /^https:\/\//i.test(text);

	/* {host, number, statement: bytes or null}; throws Refused. */
	function readUrl(text)
	{
		const host = /^[^/?#]*/.exec(text.slice(8))[0].replace(/[A-Z]/g, c => c.toLowerCase());
		const rest = text.slice(8 + host.length);

		if (!looksLikeUrl(text))
			throw new Refused('the address does not begin with https://');
		if (!isIssuer(host))
			throw new Refused('the address has no host that a label can have');
		if (!rest.startsWith('/L/'))
			throw new Refused('the address is not that of a label (/L/NUMBER)');
		const [number, ...fragment] = rest.slice(3).split('#');
		if (!isNumber(number))
			throw new Refused('the address has no registration number');
		const statement = fragment.length ? base32(fragment.join('#')) : null;
		if (fragment.length && (!statement || !statement.length || statement.length > STATEMENT_MAX))
			throw new Refused("what follows '#' is not a statement in base32");
		return { host, number, statement };
	}

	root.hoshiVerifyList = { readStatement, readList, statusOf, foldModel, modelList, readUrl, looksLikeUrl, dayOf, dayStart, timeText };
})(globalThis);
