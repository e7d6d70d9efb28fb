/*
 * The page that verifies a code: takes an address from its field, from what is dropped on it or from
 * the fragment of its own address, and shows what verify_label.js finds.  All that it needs is in
 * the page: nothing is asked for after it was loaded, and a saved copy does the same.
 */
'use strict';

(() => {
	const { Refused, base32 } = globalThis.hoshiVerifyRead;
	const { readUrl, looksLikeUrl } = globalThis.hoshiVerifyList;
	const { STEPS, verify, checkText, verdictText, base64url } = globalThis.hoshiVerifyLabel;
	const FRAGMENT_MIN = 40; /* less is a place on the page */
	const FILE_MAX = 4096;

	const at = id => document.getElementById(id);
	const box = at('verify');
	const form = at('verify-form');
	const answer = at('verify-answer');
	const field = form.elements.address; /* on the page of a label there is none */
	const language = document.documentElement.lang === 'ja' ? 'ja' : 'en';
	const { keys, list, words, models, number } = box.dataset;
	const say = JSON.parse(words);
	let turn = 0;

	function show(id)
	{
		for (const other of ['verify-insecure', 'verify-no-keys', 'verify-no-address', 'verify-answer'])
			at(other).hidden = other !== id;
	}

	/* ---- what is asked ---- */

	/* Of the page of a label: where a camera led to. */
	function ownUrl()
	{
		return location.protocol.startsWith('http') ? { host: location.host.toLowerCase(), number } : null;
	}

	/* An address, or a statement alone: {statement, url}; throws Refused. */
	function read(text)
	{
		const trimmed = text.trim();

		if (looksLikeUrl(trimmed)) {
			const url = readUrl(trimmed);

			if (!url.statement)
				throw new Refused("the address holds no statement: nothing follows a '#'");
			return { statement: url.statement, url };
		}
		const statement = base32(trimmed);
		if (!statement || !statement.length)
			throw new Refused('the address does not begin with https://');
		return { statement, url: null };
	}

	function fragment()
	{
		const text = location.hash.slice(1);

		if (text.length < FRAGMENT_MIN)
			return '';
		try {
			return decodeURIComponent(text);
		} catch {
			return text;
		}
	}

	/* ---- what is answered ---- */

	const TONES = { not_genuine: 'bad', not_in_force: 'bad', other_model: 'care', undecided: 'care', genuine: 'care' };

	function tone({ verdict, checks })
	{
		return verdict === 'genuine' && checks.status.outcome === 'holds' ? 'good' : TONES[verdict];
	}

	function row(result, step)
	{
		const line = at('verify-row').content.cloneNode(true);
		const { before, detail, after } = checkText(say, result, step);
		const { outcome } = result.checks[step];
		const badge = line.querySelector('.badge');

		line.querySelector('th').textContent = say.steps[step];
		badge.textContent = say.outcomes[outcome];
		badge.classList.add({ holds: 'good', fails: 'bad', not_done: 'care' }[outcome]);
		line.querySelector('.said-of').append(before);
		if (detail) {
			const code = document.createElement('code');

			code.lang = 'en';
			code.textContent = detail;
			line.querySelector('.said-of').append(code);
		}
		line.querySelector('.said-of').append(after);
		return line;
	}

	/* A name is in the language that its maker wrote it in, whatever the page's. */
	function fillName(id, text = '')
	{
		at(id).textContent = text;
		at(id).lang = /[\u3041-\u30ff\u4e00-\u9fff\uff01-\uff9f]/.test(text) ? 'ja' : 'en';
	}

	function fillIn(result)
	{
		const { vendor, product } = result.verdict === 'not_genuine' ? {} : result.statement;

		at('verify-verdict').className = `notice ${tone(result)}`;
		at('verify-words').textContent = verdictText(say, result, language);
		at('verify-names').hidden = !vendor;
		fillName('verify-vendor', vendor);
		fillName('verify-product', product);
		at('verify-rows').replaceChildren(...STEPS.map(step => row(result, step)));
		at('verify-limit').textContent = say.limit;
	}

	function refuse(e)
	{
		at('verify-why').textContent = e.message;
		show('verify-no-address');
	}

	async function run({ statement, url })
	{
		const own = ++turn;

		try {
			const result = await verify({ statement, url, keys: JSON.parse(keys).keys, list: list ? base64url(list) : null,
				model: form.elements.model.value.trim(), models: models ? JSON.parse(models) : null, now: Math.floor(Date.now() / 1000) });

			/* Somebody was faster with another one. */
			if (own !== turn)
				return;
			fillIn(result);
			show('verify-answer');
		} catch {
			/* A kind of key that this browser does not know. */
			show('verify-insecure');
		}
	}

	async function begin()
	{
		const text = field && field.value.trim() ? field.value : fragment();

		if (!text) {
			show(null);
			return;
		}
		box.hidden = false;
		try {
			await run(field ? read(text) : { ...read(text), url: ownUrl() });
		} catch (e) {
			refuse(e);
		}
	}

	/* ---- the page ---- */

	async function drop(e)
	{
		const [file] = e.dataTransfer.files;

		e.preventDefault();
		field.value = file ? await file.slice(0, FILE_MAX).text() : e.dataTransfer.getData('text/plain');
		begin();
	}

	for (const plain of document.querySelectorAll('.verify-plain'))
		plain.hidden = true;
	if (!globalThis.crypto || !globalThis.crypto.subtle || !globalThis.DecompressionStream) {
		box.hidden = !field && !fragment();
		show('verify-insecure');
		return;
	}
	if (!keys) {
		box.hidden = !field && !fragment();
		show('verify-no-keys');
		return;
	}
	form.hidden = false;
	form.addEventListener('submit', e => {
		e.preventDefault();
		begin().then(() => answer.hidden || answer.focus());
	});
	if (field) {
		field.addEventListener('paste', () => setTimeout(begin));
		field.addEventListener('dragover', e => e.preventDefault());
		field.addEventListener('drop', drop);
	}
	addEventListener('hashchange', () => {
		if (field)
			field.value = '';
		begin();
	});
	begin();
})();
