/*
 * Makes forms more comfortable; every page works without it.
 *   data-autosave   the form is sent to its own action, or to the address named there, a moment after
 *                   each change; a field "version" follows what the answer says
 *   data-guard      leaving the page with something unsaved asks first
 *   any form        its buttons rest after the first press (the server counts it once in any case)
 */
'use strict';

(() => {
	const PAUSE = 1500;

	const words = {
		ja: {
			saving: '保存しています…', saved: '下書きを保存しました',
			failed: '保存できませんでした。入力は画面に残っています。',
			conflict: 'ほかの人が先に変更しました。保存ボタンを押すと、違いを確かめられます。',
		},
		en: {
			saving: 'Saving…', saved: 'Draft saved',
			failed: 'Could not be saved. What you typed is still here.',
			conflict: 'Somebody else changed it first. Press save to see the difference.',
		},
	}[document.documentElement.lang === 'ja' ? 'ja' : 'en'];

	/* The summary of problems comes first for whoever cannot see it. */
	const problems = document.getElementById('problems');
	if (problems)
		problems.focus();

	function autosave(form) {
		const status = document.createElement('p');
		let timer = 0, running = false, again = false, dirty = false;

		status.className = 'status';
		status.setAttribute('role', 'status');
		form.append(status);

		async function save() {
			if (running) {
				again = true;
				return;
			}
			running = true;
			dirty = false;
			status.textContent = words.saving;
			try {
				const body = new FormData(form);

				/*
				 * Files and presses of buttons are not part of a draft; and the form's token
				 * would make the second save an echo of the first.
				 */
				body.delete('once');
				for (const input of form.querySelectorAll('input[type=file]'))
					body.delete(input.name);
				const answer = await fetch(form.dataset.autosave || form.action, {
					method: 'POST', body, headers: { Accept: 'application/json' },
				});
				const said = await answer.json();
				const version = form.elements.namedItem('version');

				if (said.outcome !== 'ok')
					throw said;
				if (version && said.version !== undefined)
					version.value = said.version;
				status.textContent = words.saved;
			} catch (e) {
				const first = e.problems && e.problems[0];

				dirty = true;
				status.textContent = e.outcome === 'conflict' ? words.conflict :
					first ? `${words.failed} ${first[document.documentElement.lang] || ''}` : words.failed;
			}
			running = false;
			if (again) {
				again = false;
				save();
			}
		}

		form.addEventListener('input', () => {
			dirty = true;
			clearTimeout(timer);
			timer = setTimeout(save, PAUSE);
		});
		form.addEventListener('submit', () => {
			clearTimeout(timer);
			dirty = false;
		});
		return () => dirty;
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
