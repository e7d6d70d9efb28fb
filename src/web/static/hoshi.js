/*
 * Makes forms more comfortable; every page works without it.
 *   data-autosave   the form is sent to its own action, or to the address named there, a moment after
 *                   each change; the fields "version" of the page follow what the answer says.  A
 *                   press of a button waits until a save that is under way has its answer
 *   data-guard      leaving the page with something unsaved asks first
 *   any form        its buttons rest after the first press (the server counts it once in any case)
 */
'use strict';

(() => {
	const PAUSE = 1500;
	/* While a save is answered by nobody a press of a button waits no longer than this. */
	const PATIENCE = 10000;

	const ja = document.documentElement.lang === 'ja';
	const words = ja ? {
		typing: '未保存の入力があります',
		saving: '保存しています…',
		saved: time => `下書きを保存しました（${time}）`,
		failed: '保存できませんでした。入力は画面に残っています。',
		conflict: 'ほかの人が先に変更しました。保存ボタンを押すと、違いを確かめられます。',
		signed_out: 'ログインの有効期間が過ぎたため、保存できません。入力を控えてから、ページを読み込み直してください。',
	} : {
		typing: 'Not saved yet',
		saving: 'Saving…',
		saved: time => `Draft saved at ${time}`,
		failed: 'Could not be saved. What you typed is still here.',
		conflict: 'Somebody else changed it first. Press save to see the difference.',
		signed_out: 'You are signed out, so nothing can be saved. Copy what you typed, then load the page again.',
	};

	/* The summary of problems comes first for whoever cannot see it. */
	const problems = document.getElementById('problems');
	if (problems)
		problems.focus();

	function clock() {
		return new Date().toLocaleTimeString(ja ? 'ja-JP' : 'en-GB', { hour: '2-digit', minute: '2-digit' });
	}

	/* What an answer that is not "ok" means to whoever typed. */
	function why(said) {
		const first = said.problems && said.problems[0];

		if (said.outcome === 'conflict' || said.outcome === 'signed_out')
			return words[said.outcome];
		return first ? `${words.failed} ${first[ja ? 'ja' : 'en'] || ''}` : words.failed;
	}

	async function send(form) {
		const body = new FormData(form);

		/*
		 * Files and presses of buttons are not part of a draft; and the form's token would make
		 * the second save an echo of the first.
		 */
		body.delete('once');
		for (const input of form.querySelectorAll('input[type=file]'))
			body.delete(input.name);
		const answer = await fetch(form.dataset.autosave || form.action, {
			method: 'POST', body, headers: { Accept: 'application/json' },
		});
		if (answer.redirected)
			throw { outcome: 'signed_out' };
		const said = await answer.json();

		if (said.outcome !== 'ok')
			throw said;
		return said;
	}

	function autosave(form) {
		const status = document.createElement('p');
		let timer = 0, running = null, dirty = false;

		status.className = 'status';
		status.setAttribute('role', 'status');
		form.append(status);

		async function save() {
			dirty = false;
			status.textContent = words.saving;
			try {
				const said = await send(form);

				/* Another form of the page is about the same thing. */
				if (said.version !== undefined)
					for (const version of document.querySelectorAll('input[name=version]'))
						version.value = said.version;
				status.textContent = dirty ? words.typing : words.saved(clock());
			} catch (e) {
				dirty = true;
				status.textContent = why(e);
			}
		}

		/* One after the other: each needs the version that the one before it was told. */
		async function saveInTurn() {
			await running;
			running = save();
			await running;
			running = null;
		}

		form.addEventListener('input', () => {
			dirty = true;
			if (!running)
				status.textContent = words.typing;
			clearTimeout(timer);
			timer = setTimeout(saveInTurn, PAUSE);
		});
		form.addEventListener('submit', async e => {
			const button = e.submitter;

			clearTimeout(timer);
			if (!running) {
				dirty = false;
				return;
			}
			/* Sent now it would meet its own draft and take it for somebody else's. */
			e.preventDefault();
			e.stopImmediatePropagation();
			await Promise.race([running, new Promise(done => setTimeout(done, PATIENCE))]);
			running = null;
			form.requestSubmit(button);
		});
		return () => dirty || running !== null;
	}

	function guard(form) {
		let dirty = false;

		form.addEventListener('input', () => { dirty = true; });
		form.addEventListener('submit', () => { dirty = false; });
		return () => dirty;
	}

	const unsaved = [];
	for (const form of document.querySelectorAll('form')) {
		if (form.dataset.autosave !== undefined)
			unsaved.push(autosave(form));
		else if (form.dataset.guard !== undefined)
			unsaved.push(guard(form));
		if (form.method !== 'post')
			continue;
		form.addEventListener('submit', () => {
			/* After this turn: a button that rests already would not be sent. */
			setTimeout(() => {
				for (const button of form.querySelectorAll('button'))
					button.setAttribute('aria-disabled', 'true');
			});
		});
		form.addEventListener('click', e => {
			const button = e.target.closest('button');

			if (button && button.getAttribute('aria-disabled') === 'true')
				e.preventDefault();
		});
	}
	/* The page comes back from the browser's memory with its buttons awake. */
	window.addEventListener('pageshow', () => {
		for (const button of document.querySelectorAll('button[aria-disabled]'))
			button.removeAttribute('aria-disabled');
	});
	window.addEventListener('beforeunload', e => {
		if (unsaved.some(is => is()))
			e.preventDefault();
	});
})();
