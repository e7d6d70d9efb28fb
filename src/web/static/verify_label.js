/*
 * Is this label statement genuine, and what is known of the label today?  The steps, in the order
 * and with the outcomes of src/label/verify.c; the words are handed in (label/verify_words.h).
 * Pure but for the browser's cryptography: no network, no clock, no page.
 */
'use strict';

(root => {
	const { Refused, toBeSigned, base64url, hex } = root.hoshiVerifyRead;
	const { readStatement, readList, statusOf, foldModel, modelList, dayOf, dayStart, timeText } = root.hoshiVerifyList;
	const CLOCK_SLACK = 300;
	const DAY = 86400;
	const STEPS = ['form', 'key', 'signature', 'address', 'term', 'status', 'model'];
	const FINAL = ['revoked', 'withdrawn', 'expired'];
	const KINDS = { EC: { algorithm: -7, import: { name: 'ECDSA', namedCurve: 'P-256' }, verify: { name: 'ECDSA', hash: 'SHA-256' } },
		OKP: { algorithm: -8, import: { name: 'Ed25519' }, verify: { name: 'Ed25519' } } };

	function note(result, step, outcome, why = 'none')
	{
		result.checks[step] = { outcome, why };
	}

	/* ---- who made it ---- */

	/* The algorithm is the key's; a message that names another is not looked at. */
	async function fits(key, cose)
	{
		const kind = KINDS[key.kty];

		if (cose.algorithm !== kind.algorithm)
			return false;
		const { kty, crv, x, y } = key;
		const handle = await root.crypto.subtle.importKey('jwk', { kty, crv, x, y }, kind.import, false, ['verify']);
		return root.crypto.subtle.verify(kind.verify, handle, cose.signature, toBeSigned(cose));
	}

	/* All keys of the id are tried: {key, fits} of the one whose signature fits, else the first. */
	async function findKey(keys, purpose, cose)
	{
		const id = hex(cose.keyId);
		const found = keys.filter(k => k.purpose === purpose && k.kid === id);

		for (const key of found)
			if (await fits(key, cose))
				return { key, fits: true };
		return { key: found[0], fits: false };
	}

	function keyFault(key, issuer, day)
	{
		if (key.revoked)
			return 'key_revoked';
		if (key.issuer !== issuer)
			return 'key_issuer';
		return day < key.valid_from || (key.valid_until && day > key.valid_until) ? 'key_day' : 'none';
	}

	async function checkMaker(result, input, cose)
	{
		const found = await findKey(input.keys, 'label', cose);

		if (!found.key) {
			note(result, 'key', 'fails', 'key_unknown');
			return;
		}
		const why = keyFault(found.key, result.statement.issuer, result.statement.issued);
		result.owner = found.key.owner;
		result.revoked = found.key.revoked || '';
		note(result, 'key', why === 'none' ? 'holds' : 'fails', why);
		note(result, 'signature', found.fits ? 'holds' : 'fails', found.fits ? 'none' : 'signature');
	}

	function checkAddress(result, url)
	{
		if (!url) {
			note(result, 'address', 'not_done', 'no_address');
			return;
		}
		result.host = url.host;
		if (url.host !== result.statement.issuer)
			note(result, 'address', 'fails', 'other_host');
		else if (url.number !== result.statement.number)
			note(result, 'address', 'fails', 'other_number');
		else
			note(result, 'address', 'holds');
	}

	/* ---- what is known of it today ---- */

	function checkTerm(result, now)
	{
		if (now + CLOCK_SLACK < dayStart(result.statement.issued))
			note(result, 'term', 'not_done', 'clock');
		else if (dayOf(now) > result.statement.validUntil)
			note(result, 'term', 'fails', 'over');
		else
			note(result, 'term', 'holds');
	}

	/* The list is genuine and the right one. */
	function checkEntry(result, list, now)
	{
		const issued = dayStart(result.statement.issued);
		const status = statusOf(list, result.statement.statusIndex);

		if (list.made < issued) {
			note(result, 'status', 'not_done', 'list_before');
			return;
		}
		if (!status) {
			/* Made on the day of issue, it may have been made before the label. */
			note(result, 'status', 'not_done', list.made < issued + DAY ? 'list_before' : 'no_entry');
			return;
		}
		result.status = { status, made: list.made, age: Math.max(0, now - list.made) };
		const isStale = (list.expires !== undefined && now >= list.expires) || (list.ttl !== undefined && now - list.made > list.ttl + CLOCK_SLACK);
		const inForce = status === 'valid' || status === 'extension_pending';

		if (FINAL.includes(status))
			note(result, 'status', 'fails', 'not_in_force'); /* in an old list, too */
		else if (list.made > now + CLOCK_SLACK)
			note(result, 'status', 'not_done', 'clock');
		else if (isStale)
			note(result, 'status', 'not_done', 'list_stale');
		else
			note(result, 'status', inForce ? 'holds' : 'fails', inForce ? 'none' : 'not_in_force');
	}

	async function checkStatus(result, input)
	{
		let read;

		if (!input.list || !input.list.length) {
			note(result, 'status', 'not_done', 'no_list');
			return;
		}
		try {
			read = await readList(input.list);
		} catch (e) {
			if (!(e instanceof Refused))
				throw e;
			result.listError = e.message;
			note(result, 'status', 'not_done', 'list_form');
			return;
		}
		const { list, cose } = read;
		const found = await findKey(input.keys, 'status', cose);

		if (!found.fits || keyFault(found.key, list.issuer, dayOf(list.made)) !== 'none')
			note(result, 'status', 'not_done', 'list_key');
		else if (list.issuer !== result.statement.issuer || list.id !== result.statement.statusList)
			note(result, 'status', 'not_done', 'list_other');
		else
			checkEntry(result, list, input.now);
	}

	async function checkModel(result, input)
	{
		const { models, digest } = result.statement;
		const printed = list => list !== null && list.count === models && list.digest === hex(digest);

		if (!input.model)
			note(result, 'model', 'not_done', 'no_model');
		else if (input.models && input.models.length) {
			const wanted = foldModel(input.model);

			if (!printed(await modelList(input.models)))
				note(result, 'model', 'not_done', 'models_other');
			else if (wanted !== null && input.models.some(m => foldModel(m) === wanted))
				note(result, 'model', 'holds');
			else
				note(result, 'model', 'fails', 'model_not_there');
		} else if (printed(await modelList([input.model])))
			note(result, 'model', 'holds');
		else if (models === 1)
			note(result, 'model', 'fails', 'model_not_there');
		else
			note(result, 'model', 'not_done', 'models_unknown');
	}

	function verdictOf({ checks })
	{
		if (checks.status.outcome === 'fails')
			return 'not_in_force';
		if (checks.model.outcome === 'fails')
			return 'other_model';
		/* The list decides: a label that was extended is printed as over. */
		return checks.term.outcome !== 'holds' && checks.status.outcome !== 'holds' ? 'undecided' : 'genuine';
	}

	/*
	 * input: {statement: bytes, url: {host, number} or null, keys: those of a key file, list: bytes or
	 * null, model, models, now: Unix seconds}.  What the browser lacks is thrown.
	 */
	async function verify(input)
	{
		const result = { verdict: 'not_genuine', checks: {} };
		let read;

		for (const step of STEPS)
			note(result, step, 'not_done', 'earlier');
		try {
			read = readStatement(input.statement);
		} catch (e) {
			if (!(e instanceof Refused))
				throw e;
			result.formError = e.message;
			note(result, 'form', 'fails', 'form');
			return result;
		}
		result.statement = read.statement;
		note(result, 'form', 'holds');
		await checkMaker(result, input, read.cose);
		if (result.checks.key.outcome !== 'holds' || result.checks.signature.outcome !== 'holds')
			return result;
		checkAddress(result, input.url);
		if (result.checks.address.outcome === 'fails')
			return result;
		checkTerm(result, input.now);
		await checkStatus(result, input);
		await checkModel(result, input);
		result.verdict = verdictOf(result);
		return result;
	}

	/* ---- in words ---- */

	function fill(words, blanks)
	{
		return words.replace(/\{(\w+)\}/g, (all, name) => blanks[name]);
	}

	function statusText(words, { status, made, age })
	{
		const unit = words.ages.find((u, i) => i === words.ages.length - 1 || age >= 2 * u.seconds);

		return fill(words.status, { status: words.statuses[status], made: timeText(made), age: fill(unit.words, { n: Math.floor(age / unit.seconds) }) });
	}

	/* {before, detail, after}: detail is what a reader of bytes said, for who looks for a mistake. */
	function checkText(words, result, step)
	{
		const { outcome, why } = result.checks[step];
		const error = { form: result.formError, list_form: result.listError }[why];
		const blanks = { detail: { key_revoked: result.revoked, other_host: result.host }[why] };
		const [before, after = ''] = outcome === 'holds' ? [words.held[step]] : words.whys[why].split(error === undefined ? '\0' : '{detail}');

		return { before: fill(before, blanks), detail: error || '', after: after + (step === 'status' && result.status ? statusText(words, result.status) : '') };
	}

	function verdictText(words, result, language)
	{
		const s = result.statement;
		const said = [];

		if (result.verdict !== 'not_genuine')
			said.push(fill(words.genuine, { owner: result.owner[language], number: s.number, level: s.level, models: s.models,
				s: s.models === 1 ? '' : 's', issued: s.issued, valid_until: s.validUntil }));
		if (words.verdicts[result.verdict])
			said.push(words.verdicts[result.verdict]);
		if (result.verdict === 'genuine' && result.checks.status.outcome !== 'holds')
			said.push(words.not_checked);
		return said.join(words.space);
	}

	root.hoshiVerifyLabel = { STEPS, verify, checkText, verdictText, base64url };
})(globalThis);
