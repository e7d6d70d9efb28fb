/*
 * Presses every button as everybody who must not: node roles.js PORT DATA TOKEN ROWS.  After each
 * row of a table the whole store is compared with what it was before: a refusal changes nothing.
 */
'use strict';

const fs = require('fs');
const { ok, is, none, done, Registry, Person, everybody, draft, write, issue, today } = require('./people.js');

const [port, data, token, rows] = process.argv.slice(2);
const registry = new Registry(port, data);
const table = fs.readFileSync(rows, 'utf8').trim().split('\n').map(line => line.split('\t'));
const moves = table.filter(r => r[0] === 'move').map(([, machine, from, action, to, roles, levels, guard]) =>
	({ machine, from, action, to, roles: roles.split(','), levels, guard }));
const routes = table.filter(r => r[0] === 'route').map(([, method, pattern, roles, action]) =>
	({ method, pattern, roles: roles.split(','), action }));
const ROLES = ['maker', 'officer', 'authority', 'auditor', 'admin'];
const roleOf = who => ({ admin: 'administrator', other: 'maker', second: 'authority', nobody: '' }[who] || who);

let people, subject;

/* What any move may ask for, so that it is refused for who asks and not for what is missing. */
function everything(who)
{
	return {
		reason: 'for a test', public_reason_ja: '試験', public_reason_en: 'a test', answer: 'no_objection', note: 'none',
		paid_on: today(), yen: '1000', held_on: today(), record: 'held', report_name: 'report', report_on: today(),
		report_sha256: 'a'.repeat(64), declaration_name: 'A', declaration_title: 'B', declaration_agreed: 'yes',
		support_until: '2040-01-01', factor: people[who].secret ? subject.codes[who] : '123456',
	};
}

/* Where moves of a machine are sent. */
function doors(machine)
{
	return {
		application: [`/maker/applications/${subject.application}/move`, `/officer/applications/${subject.application}/move`],
		label: [`/maker/labels/${subject.label}/move`, `/officer/labels/${subject.label}/move`],
		inquiry: [`/authority/inquiries/${subject.inquiry}/move`, `/officer/inquiries/${subject.inquiry}/move`],
	}[machine];
}

function set(row)
{
	const level = row.levels.includes('1') ? 1 : 3;

	registry.sql({
		application: `UPDATE application SET state = '${row.from}', level = ${level} WHERE id = ${subject.application}`,
		label: `UPDATE registration SET state = '${row.from}' WHERE number = '${subject.label}'`,
		inquiry: `UPDATE inquiry SET state = '${row.from}', answer = NULL, note = NULL, answered = NULL WHERE id = ${subject.inquiry}`,
	}[row.machine]);
}

async function wrongRoles()
{
	let pressed = 0;

	for (const row of moves) {
		const wrong = [];

		set(row);
		const before = registry.state();
		for (const who of [...ROLES, 'other', 'second', 'nobody']) {
			/* Whoever may press it elsewhere is still the wrong one for this one. */
			if (row.roles.includes(roleOf(who)) && who !== 'other' && who !== 'second')
				continue;
			for (const door of doors(row.machine)) {
				const rs = await people[who].post(door, { csrf: subject.csrf[who], move: row.action, ...everything(who) });
				const signIn = rs.status === 303 && rs.headers.location.startsWith('/sign-in');

				pressed++;
				if (who === 'nobody' ? !signIn : ![403, 404, 422].includes(rs.status))
					wrong.push(`${who} at ${door}: ${rs.status} ${rs.headers.location || ''}`);
			}
		}
		if (registry.state() !== before)
			wrong.push('something is not as it was');
		none(wrong, `${row.machine} ${row.from} ${row.action}: nobody but ${row.roles} can`);
	}
	ok(pressed > 800, `${pressed} wrong presses`);
}

/* The same buttons by who may press them: another answer, or the test above has proven nothing. */
async function rightRoles()
{
	/* As if it had been accepted. */
	registry.sql(`INSERT INTO fee (application, yen, rule, is_official, since) VALUES (${subject.application}, 198000, 'IPA-SHINSEI', 1, 1)`);
	for (const row of moves) {
		for (const role of row.roles.filter(r => r !== 'system')) {
			const door = doors(row.machine).find(d => d.startsWith(`/${role}/`));

			set(row);
			if (row.machine === 'application')
				registry.sql(`UPDATE application SET received_as = '${role === 'officer' ? 'paper' : 'online'}' WHERE id = ${subject.application}`);
			const rs = await people[role].post(door, { csrf: subject.csrf[role], move: row.action, ...everything(role),
				factor: people[role].code() });
			/* Its condition may not hold. */
			ok(rs.status === 303 || (rs.status === 422 && row.guard !== ''),
				`${row.machine} ${row.from} ${row.action}: ${role} can`, `${door}: ${rs.status} ${row.guard}`);
		}
	}
}

/*
 * An application that a maker fills in himself is the maker's until it is handed in: before the first
 * time it is not even there for an officer, afterwards (returned, say) it is only not the officer's.
 */
async function ownPapers()
{
	const at = await draft(people.maker), id = /\d+$/.exec(at)[0];
	const officer = `/officer/applications/${id}`;

	for (const [seen, wanted] of [[false, 404], [true, 403]]) {
		const wrong = [];

		registry.sql(`UPDATE application SET submitted = ${seen ? `'${today()}'` : 'NULL'} WHERE id = ${id}`);
		for (const [state, action] of [['draft', 'take_number'], ['numbered', 'submit'], ['returned', 'submit'], ['draft', 'save']]) {
			registry.sql(`UPDATE application SET state = '${state}' WHERE id = ${id}`);
			const before = registry.state();
			const rs = await people.officer.post(`${officer}/move`, { csrf: subject.csrf.officer, move: action });
			if (rs.status !== wanted || registry.state() !== before)
				wrong.push(`${state} ${action}: ${rs.status}, ${registry.state() === before ? 'unchanged' : 'changed'}`);
		}
		for (const to of ['edit', 'checklist']) {
			const before = registry.state();
			const rs = await people.officer.post(`${officer}/${to}`, { csrf: subject.csrf.officer, 'product.category': 'x', next: officer });
			if (rs.status !== wanted || registry.state() !== before)
				wrong.push(`${to}: ${rs.status}`);
		}
		none(wrong, `${wanted}: an officer does not hand in, number or change what a maker is writing`);
	}
	registry.sql(`UPDATE application SET state = 'draft', submitted = NULL WHERE id = ${id}`);
}

/* ---- routes ---- */

function fill(pattern)
{
	return pattern.replace('/log/tile/*name', `/log/tile/${subject.tile}`).replace('/log/record/*name', '/log/record/000').replace(':list', '0')
		.replace(':kid', () => JSON.parse(fs.readFileSync(`${data}/trust/log/keys.json`, 'utf8')).keys[0].kid)
		.replace(':number', subject.label).replace(':token', 'ab'.repeat(32)).replace(':file', 'hoshi.css').replace(':slug', 'sample')
		.replace(/:id/, () => pattern.startsWith('/criteria') || pattern.startsWith('/v1/criteria') ? 'S1.1-01' :
			pattern.startsWith('/admin/lists/') ? registry.sql('SELECT max(id) FROM product_list') :
			pattern.includes('/inquiries/') ? subject.inquiry : pattern.includes('/notices/') ? subject.notice :
			pattern.includes('/accounts/') ? registry.sql("SELECT id FROM account WHERE mail = 'auditor@owner.example'") : subject.application);
}

async function pages()
{
	const before = registry.state();

	for (const route of routes.filter(r => r.method === 'GET')) {
		const wrong = [], path = fill(route.pattern);

		for (const who of [...ROLES, 'other', 'nobody']) {
			const may = route.roles.includes('public') || route.roles.includes(roleOf(who));
			const rs = await people[who].get(path);
			const theirs = who === 'other' && /^\/maker\/.*:/.test(route.pattern);
			const wanted = theirs ? [404] : may ? [200, 303, 404] : who === 'nobody' ? [303] : [403];

			if (!wanted.includes(rs.status) || (wanted.length === 1 && wanted[0] === 303 &&
				rs.headers.location !== `/sign-in?next=${encodeURIComponent(path)}`))
				wrong.push(`${who}: ${rs.status} ${rs.headers.location || ''}`);
			/* Where there is something to see, it is seen. */
			if (may && !theirs && rs.status === 404 && !route.pattern.includes(':token'))
				wrong.push(`${who}: 404`);
		}
		none(wrong, `GET ${route.pattern} is for ${route.roles}`);
	}
	is(registry.state(), before, 'and looking changes nothing');
}

/* An id that is none, and one that nobody has. */
async function ids()
{
	const wrong = [];

	for (const route of routes.filter(r => /:(id|number|kid)/.test(r.pattern))) {
		const who = route.roles[0] === 'public' ? 'nobody' : route.roles[0] === 'administrator' ? 'admin' : route.roles[0];

		for (const id of ['99999999', '0', '-1', '1e3', '1%20', 'x', '9223372036854775808', '%00', '..', '%2e%2e%2f', '%C3', "1'--"]) {
			const path = route.pattern.replace(/:(id|number|kid)/, id);
			const rs = route.method === 'GET' ? await people[who].get(path) : await people[who].post(path, { csrf: subject.csrf[who], move: 'withdraw' });

			if (![404, 400, 405].includes(rs.status) && !(rs.status === 422 && route.method === 'POST') && !(rs.status === 303 && /^\/[lL]\//.test(path)))
				wrong.push(`${who} ${route.method} ${path}: ${rs.status}`);
		}
	}
	none(wrong, 'ids that are none, or nobody\'s, are not there');
}

async function posts()
{
	for (const route of routes.filter(r => r.method === 'POST')) {
		const wrong = [], path = fill(route.pattern);
		const before = registry.state();
		const move = route.action.endsWith('.*') ? { move: 'withdraw' } : {};

		for (const who of [...ROLES, 'nobody']) {
			if (route.roles.includes('public') || route.roles.includes(roleOf(who)))
				continue;
			const rs = await people[who].post(path, { csrf: subject.csrf[who], ...move, ...everything(who) });

			if (who === 'nobody' ? rs.status !== 303 || !rs.headers.location.startsWith('/sign-in') : rs.status !== 403)
				wrong.push(`${who}: ${rs.status}`);
		}
		if (registry.state() !== before)
			wrong.push('something is not as it was');
		none(wrong, `POST ${route.pattern} is for ${route.roles}`);
	}
}

/* Forms that were not sent from a page of ours. */
async function forged()
{
	for (const route of routes.filter(r => r.method === 'POST')) {
		const wrong = [], path = fill(route.pattern);
		const isPublic = route.roles.includes('public');
		const who = isPublic ? 'nobody' : route.roles[0] === 'administrator' ? 'admin' : route.roles[0];
		const move = !path.includes('/inquiries/') ? 'withdraw' : who === 'officer' ? 'note_answer' : 'answer';
		const fields = { move, ...everything(who), mail: 'admin@owner.example', text: 'x' };
		const csrf = subject.csrf[who];
		const tries = [
			['a foreign origin', { csrf }, { Origin: 'https://evil.example' }],
			['the origin "null"', { csrf }, { Origin: 'null' }],
			['another port', { csrf }, { Origin: `http://127.0.0.1:${+port + 1}` }],
			['another scheme', { csrf }, { Origin: `https://127.0.0.1:${port}` }],
			['a page of another site, says the browser', { csrf }, { 'Sec-Fetch-Site': 'cross-site' }],
		];

		if (!isPublic)
			tries.push(['no token', {}, {}], ['an empty token', { csrf: '' }, {}], ["another session's token", { csrf: subject.csrf.other }, {}],
				['a token cut short', { csrf: csrf.slice(0, -1) }, {}]);
		const before = registry.state();
		for (const [what, own, headers] of tries) {
			const rs = await people[who].post(path, { ...fields, ...own }, headers);

			if (rs.status !== 403)
				wrong.push(`${what}: ${rs.status} ${rs.headers.location || ''}`);
		}
		if (registry.state() !== before)
			wrong.push('something is not as it was');
		none(wrong, `POST ${route.pattern}: only from a page of this session`);
	}
}

/* What a session is worth once it is over. */
async function over()
{
	const thief = new Person(registry, 'thief');

	thief.cookies = { ...people.maker.cookies };
	is((await thief.get('/maker')).status, 200, 'a cookie is a session');
	await people.maker.do('/account', '/sign-out');
	is((await thief.get('/maker')).status, 303, 'signed out, the cookie is worth nothing');
	is((await thief.post(`/maker/applications/${subject.application}/message`, { csrf: subject.csrf.maker, text: 'late' })).headers.location
		.slice(0, 8), '/sign-in', 'nor with its token');
	for (const cookie of ['0'.repeat(64), 'x', '', 'é', "' OR 1=1 --"]) {
		thief.cookies = { ...Object.fromEntries(Object.keys(thief.cookies).map(k => [k, encodeURIComponent(cookie)])) };
		is((await thief.get('/maker')).status, 303, `a made-up cookie: ${JSON.stringify(cookie).slice(0, 20)}`);
	}
	const id = registry.sql("SELECT id FROM account WHERE mail = 'auditor@owner.example'");
	await people.admin.do(`/admin/accounts/${id}`, `/admin/accounts/${id}/close`, { reason: 'left', factor: people.admin.code() });
	is((await people.auditor.get('/auditor')).status, 303, 'who was closed is signed out');
	const rs = await people.auditor.press('/sign-in', '/sign-in', { mail: people.auditor.mail, password: Person.password,
		factor: people.auditor.code() });
	is(rs.status, 422, 'and does not come in again');
}

(async () => {
	people = await everybody(registry, token);
	people.nobody = new Person(registry, 'nobody');
	/* The second ministry's own person. */
	await people.admin.do('/admin/organisations', '/admin/organisations', { kind: 'authority', authority: 'second', name_ja: '第二省',
		name_en: 'Second Ministry', factor: people.admin.code() });
	people.second = new Person(registry, '第二 五郎');
	await people.admin.do('/admin/accounts', '/admin/accounts', { organisation: registry.sql('SELECT max(id) FROM organisation'),
		role: 'authority', mail: 'second@ministry.example', name: '第二 五郎', language: 'en', factor: people.admin.code() });
	await people.second.comeIn(await registry.mailed('second@ministry.example'));

	const label = await issue({ ...people, registry });
	await people.maker.do(`/maker/labels/${label}/report`, `/maker/labels/${label}/report`, { text: 'a report' });
	const at = await draft(people.maker);
	await write(people.maker, at);
	subject = { label, application: /\d+$/.exec(at)[0], csrf: {}, codes: {},
		notice: registry.sql('SELECT max(id) FROM notice'),
		inquiry: registry.sql("SELECT min(id) FROM inquiry WHERE authority = 'supply-chain'") };
	/* A log of a few entries has one bundle, which is not full. */
	subject.tile = `entries/000.p/${(await people.nobody.get('/log/checkpoint')).body.split('\n')[1]}`;
	/* As if it had been handed in once and returned: what was never handed in is certify.js's. */
	registry.sql(`UPDATE application SET submitted = '${today()}' WHERE id = ${subject.application}`);
	for (const who of [...ROLES, 'other', 'second']) {
		subject.csrf[who] = await people[who].csrf();
		subject.codes[who] = people[who].code();
	}
	subject.csrf.nobody = 'x';

	await wrongRoles();
	await ownPapers();
	await pages();
	await ids();
	await posts();
	await forged();
	await rightRoles();
	await over();
	done();
})().catch(e => {
	ok(false, 'the test itself', e.stack);
	done();
});
