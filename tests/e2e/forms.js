/* Hostile forms: node forms.js PORT DATA TOKEN PACK.  See forms.t. */
'use strict';

const fs = require('fs');
const net = require('net');
const path = require('path');
const zlib = require('zlib');
const { ok, is, none, done, Registry, Person, formsOf, said, everybody, draft, issue, papers, criteria, today } = require('./people.js');

const [port, data, token, pack] = process.argv.slice(2);
const registry = new Registry(port, data);
/* APPLICATION_LIST_MAX of workflow/application.h. */
const LIST_MAX = 50;
let people, application;

/* The sentences of a refusal, and the fields that they lead to. */
function problems(html)
{
	const list = (/<div class="problems"[\s\S]*?<ul>([\s\S]*?)<\/ul>/.exec(html) || [])[1] || '';

	return [...list.matchAll(/<li>(?:<a href="#([^"]*)">)?([^<]*)/g)].map(m => ({ id: m[1] || '', text: m[2] }));
}

function value(html, action, name)
{
	const form = formsOf(html).find(f => f.action === action && name in f.fields);

	return form && form.fields[name];
}

/* ---- length ---- */

const shapes = {
	url: n => 'https://x.example/'.padEnd(n, 'a'), date: n => '2030-01-01'.padEnd(n, '0'), email: n => '@x.example'.padStart(n, 'a'),
};

function text(form, name, n)
{
	if (/url$/.test(name))
		return shapes.url(n);
	return (shapes[form.types[name]] || (k => '字'.repeat(k)))(n);
}

/* At the limit a field is not complained about; one past it is, and what was typed is still there. */
async function lengths(who, page, action, base, strict, without = [])
{
	const form = await people[who].form(page, action);
	const wrong = [];
	let n = 0;

	for (const [name, max] of Object.entries(form.limits)) {
		if (without.includes(name))
			continue;
		const long = text(form, name, max + 1), fits = text(form, name, max);
		const about = rs => problems(rs.body).filter(p => p.id === `f-${name}`);
		const past = await people[who].post(action, { ...form.fields, once: '', version: '', ...base, [name]: long });

		n++;
		if (past.status !== 422 || about(past).length === 0)
			wrong.push(`${name}, ${max + 1}: ${past.status} ${said(past.body)}`);
		else if (form.types[name] !== 'password' && value(past.body, action, name) !== long)
			wrong.push(`${name}, ${max + 1}: what was typed is lost`);
		else if (!about(past)[0].text)
			wrong.push(`${name}, ${max + 1}: no sentence`);
		/* Numbers, codes and addresses have rules besides their length. */
		if (strict.includes(name))
			continue;
		registry.sql('UPDATE rate SET count = 0');
		const rs = await people[who].post(action, { ...form.fields, once: '', version: '', ...base, [name]: fits });
		if (rs.status !== 303 && about(rs).length)
			wrong.push(`${name}, ${max}: ${about(rs)[0].text}`);
	}
	ok(n > 0 && wrong.length === 0, `${page}: ${n} fields at their limit, and one past it`, wrong.join('\n') || 'no field has a limit');
}

/* Lists in a text field: each column has a limit, and their number. */
async function lists()
{
	const page = `${application}/edit?section=supply_chain`, action = `${application}/edit`;
	const send = parents => people.maker.press(page, action, { 'supply_chain.no_parents': '', 'supply_chain.parents': parents, next: application, once: '' });
	const rows = n => Array.from({ length: n }, (_, i) => `Parent ${i} | JP`).join('\n');

	for (const [what, parents, wanted] of [['a name of 200 characters', `${'字'.repeat(200)} | JP`, 303], ['one of 201', `${'字'.repeat(201)} | JP`, 422],
		['a country that is none', 'Parent | XX', 422], ['no country', 'Parent', 422], ['too many columns', 'Parent | JP | x', 422],
		[`${LIST_MAX} rows`, rows(LIST_MAX), 303], [`${LIST_MAX + 1} rows`, rows(LIST_MAX + 1), 422]]) {
		const rs = await send(parents);
		const kept = rs.status === 303 || value(rs.body, action, 'supply_chain.parents').replace(/\r/g, '') === parents;

		ok(rs.status === wanted && kept, `a list: ${what}`, `${rs.status} ${said(rs.body)}`);
	}
}

/* ---- nothing there ---- */

async function missing()
{
	for (const [who, page, action, least] of [
		['nobody', '/register', '/register', 5], ['nobody', '/sign-in', '/sign-in', 1], ['nobody', '/recover', '/recover', 1],
		['admin', '/admin/organisations', '/admin/organisations', 3], ['admin', '/admin/accounts', '/admin/accounts', 3],
		['maker', '/maker/applications/new', '/maker/applications/new', 1],
		['maker', application, `${application}/message`, 1]]) {
		const form = await people[who].form(page, action);
		const hidden = Object.fromEntries(Object.entries(form.fields).filter(([k]) => ['csrf', 'once', 'version', 'next'].includes(k)));

		for (const [what, fields] of [['nothing', hidden], ['blanks', { ...form.fields, ...Object.fromEntries([...form.names]
			.filter(n => !(n in hidden) && n).map(n => [n, ' ']))}]]) {
			const rs = await people[who].post(action, { ...fields, once: '' });
			const list = problems(rs.body);

			ok(rs.status === 422 && list.length >= least && list.every(p => p.text.length > 8), `${action}: ${what} typed`,
				`${rs.status} ${list.map(p => `${p.id} ${p.text}`).join(' / ')}`);
		}
	}
	/* Half of it: the rest stays. */
	const typed = { name_ja: '見本 <b>', name_en: 'Half & "done"', name: '', mail: 'no address', identity_proof: 'a\nb' };
	const rs = await people.nobody.post('/register', typed);
	is(rs.status, 422, 'half a form');
	none(Object.entries(typed).filter(([k, v]) => value(rs.body, '/register', k) !== v).map(([k]) => k), 'loses nothing of it');
}

/* ---- bytes ---- */

async function bytes()
{
	const csrf = await people.maker.csrf(), to = `${application}/message`;
	const before = registry.state();
	const send = body => people.maker.post(to, `csrf=${csrf}&text=${body}`);
	const wrong = [];

	for (const [what, body] of [['a lone continuation byte', '%80'], ['an overlong slash', '%C0%AF'], ['a surrogate', '%ED%A0%80'],
		['past the last character', '%F4%90%80%80'], ['half a character', '%E3%81'], ['Shift_JIS', '%83%65%83%58%83%67'],
		['UTF-16', '%FF%FE%41%00'], ['NUL', 'a%00b'], ['Latin-1', 'caf%E9']]) {
		const rs = await send(body);
		if (![400, 422].includes(rs.status) || !/[a-z]{3}/.test(said(rs.body)))
			wrong.push(`${what}: ${rs.status} ${said(rs.body)}`);
	}
	none(wrong, 'what is no text is refused');
	for (const [what, char] of [['right-to-left override', '\u202e'], ['left-to-right override', '\u202d'], ['isolate', '\u2067'],
		['pop', '\u2069'], ['escape', '\x1b'], ['backspace', '\b'], ['delete', '\x7f'], ['C1', '\u009b'], ['bell', '\x07']]) {
		const rs = await send(encodeURIComponent(`fdp.${char}exe`));
		ok(rs.status === 422 && value(rs.body, to, 'text') === 'fdp.exe' && /[Tt]aken out|control/.test(said(rs.body)),
			`a character nobody sees (${what}): told, taken out, the rest stays`, `${rs.status} ${said(rs.body)}`);
	}
	is(registry.state(), before, 'and nothing came of it');
	/* Forms as no page sends them. */
	for (const [what, body, wanted] of [
		['601 fields', Array.from({ length: 601 }, (_, i) => `f${i}=1`).join('&'), [400, 413, 422]],
		['a name of 65 bytes', `${'n'.repeat(65)}=1`, [400, 422]], ['a name with markup', '%3Cb%3E=1', [400, 422]],
		['a field of 65,537 bytes', `text=${'a'.repeat(65537)}`, [400, 413, 422]],
		['a body of a million bytes', Array.from({ length: 20 }, (_, i) => `f${i}=${'a'.repeat(60000)}`).join('&'), [400, 413, 422]],
		['a field as one and as many', 'text=a&text%5B%5D=b', [400, 422]], ['a list where a text belongs', 'text%5B%5D=b', [400, 422]],
		['no names', '=1&=2&&&', [400, 422]]]) {
		const rs = await people.maker.post(to, `csrf=${csrf}&${body}`);
		ok(wanted.includes(rs.status) && said(rs.body).length > 10, `${what}: refused`, `${rs.status} ${said(rs.body)}`);
	}
	for (const [what, type, body, wanted] of [
		['JSON', 'application/json', '{}', [415, 400]], ['no type', '', 'text=a', [415, 400]], ['plain text', 'text/plain', `csrf=${csrf}&text=a`, [415, 400]],
		['multipart without a border', 'multipart/form-data', 'x', [400, 415]],
		['multipart that does not end', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nabc', [400, 422]],
		['a border of 71 characters', `multipart/form-data; boundary=${'b'.repeat(71)}`, 'x', [400, 415, 422]]]) {
		const rs = await people.maker.post(to, body, type ? { 'Content-Type': type } : { 'Content-Type': 'x' });
		ok(wanted.includes(rs.status), `${what}: refused`, `${rs.status} ${said(rs.body)}`);
	}
	is(registry.state(), before, 'and nothing came of that either');
}

/* ---- markup and formulas ---- */

/* A formula, a script, the end of an attribute, an entity and a template's tag in one. */
const evil = tag => `=1+1<script>x("${tag}")</script>"'><img src=x onerror=x()>&lt;{{csrf}}`;
const shown = tag => evil(tag).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');

function csvCells(body)
{
	const cells = [];

	for (const m of body.replace(/^\ufeff/, '').matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/g))
		cells.push(m[1].startsWith('"') ? m[1].slice(1, -1).replace(/""/g, '"') : m[1]);
	return cells;
}

async function markup()
{
	const evilMaker = new Person(registry, evil('person').slice(0, 100));
	const names = { name_ja: evil('org_ja'), name_en: evil('org_en'), identity_proof: evil('proof') };

	people.evil = evilMaker;
	registry.sql('UPDATE rate SET count = 0');
	await evilMaker.do('/register', '/register', { mail: 'evil@works.example', name: evilMaker.name, language: 'en', ...names });
	await evilMaker.comeIn(await registry.mailed('evil@works.example'));
	const tags = ['name_ja', 'name_en', 'category', 'summary_ja', 'summary_en', 'contact', 'maker_ja', 'maker_en', 'info_ja', 'info_en',
		'decl', 'title', 'notes'];
	const texts = {
		'product.name.ja': evil('name_ja'), 'product.name.en': evil('name_en'), 'product.category': evil('category'),
		'product.summary.ja': evil('summary_ja'), 'product.summary.en': evil('summary_en'), 'product.contact': evil('contact'),
		'product.manufacturer.name.ja': evil('maker_ja'), 'product.manufacturer.name.en': evil('maker_en'), 'product.origin.public': 'yes',
		'product.other_certifications': `${evil('scheme').slice(0, 100)} | ${evil('certificate').slice(0, 100)}\n`,
		'security_information.ja': evil('info_ja'), 'security_information.en': evil('info_en'), notes: evil('notes'),
		'declaration.name': evil('decl'), 'declaration.title': evil('title'), models: `"${evil('model').replace(/"/g, '""')}",@SUM(1+1)*cmd\n-1+1,+1\n`,
		'applicant.corporate_number': '', 'applicant.identity_proof.kind': 'other', 'applicant.identity_proof.reference': evil('reference'),
		'evaluation.by': 'qualified_person', 'evaluation.name': evil('evaluator'), 'evaluation.qualification': evil('qualification'),
		'supply_chain.no_parents': '', 'supply_chain.parents': `${evil('parent')} | JP\n`,
	};
	/* A list knows | as its separator, and the test knows what a list shows: so no | in evil(). */
	const number = await issue({ ...people, maker: evilMaker, registry }, texts);
	const id = registry.sql(`SELECT id FROM application WHERE registration_number = '${number}'`);
	const inquiry = registry.sql(`SELECT id FROM inquiry WHERE application = ${id}`);

	await evilMaker.do(`/maker/applications/${id}`, `/maker/applications/${id}/message`, { text: evil('message') });
	await people.officer.do(`/officer/applications/${id}`, `/officer/applications/${id}/message`, { text: evil('answer') });
	await evilMaker.do(`/maker/labels/${number}/notice`, `/maker/labels/${number}/notice`, { kind: 'other', text_ja: evil('notice_ja'), text_en: evil('notice_en') });
	await evilMaker.do(`/maker/labels/${number}/report`, `/maker/labels/${number}/report`, { text: evil('report') });
	await evilMaker.do(`/maker/labels/${number}/change`, `/maker/labels/${number}/change`, { why: evil('why'), 'product.category': evil('category2') });
	const notice = registry.sql('SELECT max(id) FROM notice');
	const svg = await people.nobody.get(`/L/${number}/label.svg`);
	ok(svg.status === 200 && !/<script/.test(svg.body), 'SVG: no script', `${svg.status}`);
	await people.officer.move(`/officer/labels/${number}`, 'suspend', { reason: evil('reason'), public_reason_ja: evil('public_ja'),
		public_reason_en: evil('public_en'), factor: people.officer.code() });

	const pages = {
		nobody: ['/', '/labels', `/labels?q=${encodeURIComponent(evil('q'))}`, `/labels?maker=${encodeURIComponent(evil('org_ja'))}`,
			`/L/${number}?lang=ja`, `/L/${number}?lang=en`, `/nowhere/${encodeURIComponent('<script>x(')}`, `/sign-in?next=${encodeURIComponent(evil('next'))}`,
			`/L/${encodeURIComponent(evil('number'))}`],
		evil: ['/maker', `/maker/applications/${id}`, `/maker/labels/${number}`, `/maker/labels/${number}/change`, `/maker/labels/${number}/notice`,
			`/maker/applications/${id}/checklist`, '/account'],
		officer: ['/officer', `/officer/search?q=${encodeURIComponent('script')}`, `/officer/applications/${id}`, `/officer/inquiries/${inquiry}`,
			'/officer/labels', `/officer/labels/${number}`, '/officer/notices', `/officer/notices/${notice}`, '/officer/applications/new'],
		auditor: ['/auditor', `/auditor?q=${encodeURIComponent(evil('q'))}`, `/officer/applications/${id}`],
		authority: ['/authority', `/authority/inquiries/${inquiry}`],
		admin: ['/admin', '/admin/organisations', '/admin/accounts', '/admin/outbox', '/admin/settings',
			`/admin/accounts/${registry.sql("SELECT id FROM account WHERE mail = 'evil@works.example'")}`],
	};
	const wrong = [], seen = new Set();
	let n = 0;
	for (const [who, list] of Object.entries(pages)) {
		for (const page of list) {
			const rs = await people[who].get(page, who === 'nobody' ? {} : { 'Accept-Language': 'en' });

			n++;
			if (![200, 400, 404].includes(rs.status) || /<script>x\(|<img src=x|<script(?! src="\/static\/\w+\.js\?v=[^"<>]*" defer><\/script>)/.test(rs.body))
				wrong.push(`${who} ${page}: ${rs.status} ${(/.{60}<script>x.{40}/s.exec(rs.body) || [''])[0]}`);
			/* An attribute of ours that ends early would leave the rest of the text as markup. */
			if (/<[a-z]+[^<>]*[^=]"'>/.test(rs.body.replace(/<textarea[\s\S]*?<\/textarea>/g, '')))
				wrong.push(`${who} ${page}: an attribute ends early`);
			for (const [, tag] of rs.body.matchAll(/=1\+1&lt;script&gt;x\(&quot;(\w+)&quot;\)&lt;\/script&gt;&quot;&#39;&gt;&lt;img src=x onerror=x\(\)&gt;&amp;lt;\{\{csrf\}\}/g))
				seen.add(tag);
		}
	}
	none(wrong, `markup on ${n} pages is text`);
	none([...tags, 'org_ja', 'person', 'reference', 'evaluator', 'qualification', 'parent', 'message', 'answer', 'notice_ja', 'notice_en', 'report',
		'why', 'category2', 'reason', 'public_ja', 'public_en', 'model'].filter(t => !seen.has(t) && !(t === 'person' && seen.has('org_ja'))),
	'and every one of these texts was seen somewhere, whole');

	const product = JSON.parse((await people.nobody.get(`/v1/labels/${number}`)).body);
	const all = JSON.stringify(product);
	is(product.product.name.ja, evil('name_ja'), 'JSON: the text as it was typed');
	none(['category', 'summary_ja', 'contact', 'maker_ja', 'notice_en', 'public_ja'].filter(t => !all.includes(JSON.stringify(evil(t)).slice(1, -1))),
		'JSON: all of them');
	for (const [who, file] of [['nobody', '/labels.csv?lang=en'], ['nobody', '/labels.csv?lang=ja'], ['auditor', '/auditor/audit.csv']]) {
		const rs = await people[who].get(file), cells = csvCells(rs.body);

		none(cells.filter(c => /^[=+\-@\t\r]/.test(c) && !/^-?\d+$/.test(c)).slice(0, 5), `${file}: no cell is a formula`);
		ok(cells.some(c => c.includes('=1+1<script>')), `${file}: the texts are there`, rs.body.slice(0, 300));
	}
	const ndjson = (await people.nobody.get('/labels.ndjson')).body.trim().split('\n').map(JSON.parse);
	ok(ndjson.some(l => l.product.name.en === evil('name_en')), 'NDJSON: as it was typed');

	const mails = fs.readdirSync(path.join(data, 'outbox')).filter(f => f.endsWith('.eml'))
		.map(f => fs.readFileSync(path.join(data, 'outbox', f), 'latin1'));
	const heads = mails.map(m => m.slice(0, m.search(/\r?\n\r?\n/)));
	none(heads.filter(h => /<script/.test(h) || !h.split(/\r?\n(?![ \t])/).every(l => /^[A-Za-z-]+: /.test(l))), `${mails.length} mails: heads are heads`);
	none(mails.filter(m => /content-type:\s*text\/html/i.test(m)), 'and none is HTML');
	/* A line end in a name or an address is no second field of a mail. */
	for (const fields of [{ name: 'A\r\nBcc: x@evil.example', mail: 'bcc1@works.example' }, { name: 'A', mail: 'bcc2@works.example\r\nBcc: x@evil.example' }]) {
		registry.sql('UPDATE rate SET count = 0');
		await people.nobody.post('/register', { name_ja: '改', name_en: 'B\nSubject: x', identity_proof: 'x', language: 'en', ...fields });
	}
	await registry.mailed('bcc1@works.example').catch(() => '');
	none(fs.readdirSync(path.join(data, 'outbox')).filter(f => f.endsWith('.eml') &&
		/^(Bcc|Subject: x)/m.test(fs.readFileSync(path.join(data, 'outbox', f), 'latin1').split(/\r?\n\r?\n/)[0])), 'no field of a mail comes from a form');

	/* Addresses lead to the web or nowhere. */
	const at = await draft(people.maker), bad = [];
	for (const url of ['javascript:alert(1)', 'data:text/html,x', 'https://', 'http:///x', '//evil.example', 'https://a b/', 'https://x/"><script>', 'ftp://x/', 'https://x\\@y/']) {
		for (const field of ['product.url', 'vulnerability_report_url', 'update_url']) {
			const rs = await people.maker.press(`${at}/edit?section=security`, `${at}/edit`, { [field]: url, next: at, version: '', once: '' });
			if (rs.status !== 422)
				bad.push(`${field} ${url}: ${rs.status}`);
		}
	}
	none(bad, 'addresses that are none are refused');
}

/* ---- uploads ---- */

function member(name, content, type = '0', link = '')
{
	const head = Buffer.alloc(512), body = Buffer.from(content);

	head.write(name, 0);
	head.write('000644 \x00000000 \x00000000 \x00', 100, 'latin1');
	head.write(`${(type === '0' ? body.length : 0).toString(8).padStart(11, '0')}\x00${'0'.repeat(11)}\x00`, 124, 'latin1');
	head.write('        ', 148);
	head.write(type, 156);
	head.write(link, 157);
	head.write('ustar\x0000', 257, 'latin1');
	head.write(`${head.reduce((a, b) => a + b, 0).toString(8).padStart(6, '0')}\x00 `, 148, 'latin1');
	return type === '0' ? Buffer.concat([head, body, Buffer.alloc((512 - body.length % 512) % 512)]) : head;
}

function archive(...members)
{
	return zlib.gzipSync(Buffer.concat([...members, Buffer.alloc(1024)]));
}

async function uploads()
{
	const to = `${application}/checklist/pack`, page = `${application}/checklist`;
	const good = fs.readFileSync(pack), tar = zlib.gunzipSync(good);
	const size = parseInt(tar.subarray(124, 135).toString(), 8);
	const checklist = tar.subarray(512, 512 + size).toString();
	const at = 512 + Math.ceil(size / 512) * 512;
	const manifest = tar.subarray(at + 512, at + 512 + parseInt(tar.subarray(at + 124, at + 135).toString(), 8)).toString();
	const flipped = i => { const b = Buffer.from(good); b[i] ^= 0x40; return b; };
	const two = [member('checklist.json', checklist), member('MANIFEST', manifest)];
	const csrf = await people.maker.csrf();
	const spool = () => fs.readdirSync(path.join(data, 'spool'));
	const cases = [
		['a text', Buffer.from('hello')], ['nothing', Buffer.alloc(0)], ['one byte', Buffer.from([0x1f])], ['an archive of another kind', Buffer.from('PK\x03\x04'.padEnd(500, 'x'))],
		['its first half', good.subarray(0, good.length >> 1)], ['all but the last byte', good.subarray(0, -1)],
		['damaged in the middle', flipped(good.length >> 1)], ['a wrong checksum', flipped(good.length - 6)],
		['more after the end', Buffer.concat([good, Buffer.from('more')])], ['packed twice', zlib.gzipSync(good)],
		['a path upwards', archive(...two, member('../../../etc/cron.d/x', '* * * * *'))],
		['an absolute path', archive(...two, member('/etc/passwd', 'x'))],
		['evidence that leads upwards', archive(...two, member(`evidence/../${'a'.repeat(60)}`, 'x'))],
		['a symbolic link', archive(member('checklist.json', '', '2', '/etc/passwd'), two[1])],
		['a symbolic link for evidence', archive(...two, member('evidence/aa/bb', '', '2', '/etc/passwd'))],
		['a hard link', archive(two[0], member('MANIFEST', '', '1', 'checklist.json'))],
		['a device', archive(...two, member('evidence/aa/bb', '', '3'))], ['a folder', archive(member('evidence/', '', '5'), ...two)],
		['the same member twice', archive(two[0], ...two)], ['no checklist', archive(two[1])], ['no manifest', archive(two[0])],
		['a bomb', zlib.gzipSync(Buffer.alloc(100 << 20))], ['a bomb for a checklist', archive(member('checklist.json', Buffer.alloc(40 << 20, ' ')))],
		['a checklist that is no JSON', archive(member('checklist.json', '{'), two[1])],
		['a checklist a thousand deep', archive(member('checklist.json', '['.repeat(1000) + ']'.repeat(1000)), two[1])],
		['a checklist with a member twice', archive(member('checklist.json', checklist.replace('{', '{"version":1,')), two[1])],
		['a checklist of another format', archive(member('checklist.json', checklist.replace('hoshi-checklist', 'other')), two[1])],
		['a checklist with hidden characters', archive(member('checklist.json', checklist.replace('Home Gateway', 'Home\\u202eGateway')), two[1])],
		['a manifest that lies', archive(two[0], member('MANIFEST', manifest.replace(/^[0-9a-f]/gm, c => c === 'a' ? 'b' : 'a')))],
		['32 MiB', Buffer.alloc(32 << 20)],
	];
	const before = registry.state();
	for (const [what, bytesOf] of cases) {
		for (const language of what === '32 MiB' ? ['en'] : ['en', 'ja']) {
			people.maker.language = language;
			const rs = await people.maker.upload(to, { csrf }, { pack: { filename: 'x.hoshi', data: bytesOf } }, { Accept: 'text/html' });
			const list = problems(rs.body);

			ok(rs.status === 422 && list.length === 1 && list[0].text.length > 8, `${what} (${language}): ${list.map(p => p.text)}`, `${rs.status} ${said(rs.body)}`);
		}
	}
	people.maker.language = 'en';
	for (const [what, files] of [['one byte too many', { pack: { filename: 'x', data: Buffer.alloc((32 << 20) + 1) } }],
		['nine files', Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`f${i}`, { filename: 'x', data: Buffer.from('x') }]))]]) {
		const rs = await people.maker.upload(to, { csrf }, files);
		ok([413, 422, 400].includes(rs.status) && said(rs.body).length > 10, `${what}: ${rs.status} ${said(rs.body).slice(0, 120)}`);
	}
	for (const [what, fields, files] of [['no file', {}, {}], ['a text in its place', { pack: 'x' }, {}], ['another name', {}, { other: { filename: 'x', data: good } }],
		['a field for a file, left empty', {}, { pack: { filename: '', data: Buffer.alloc(0) } }]]) {
		const rs = await people.maker.upload(to, { csrf, ...fields }, files);
		ok(rs.status === 422 && problems(rs.body).length > 0, `${what}: ${problems(rs.body).map(p => p.text)}`, `${rs.status} ${said(rs.body)}`);
	}
	is(registry.state(), before, 'of all this nothing was kept');
	is(spool().length, 0, 'and the spool is empty');

	/* Said by its head alone, before a byte of it came. */
	const began = Date.now();
	const head = await new Promise(resolve => {
		const s = net.connect(port, '127.0.0.1', () => s.write(`POST ${to} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: multipart/form-data; boundary=b\r\n` +
			`Content-Length: ${2 ** 30}\r\nCookie: ${Object.entries(people.maker.cookies).map(([k, v]) => `${k}=${v}`).join('; ')}\r\n\r\n`));
		let got = '';
		s.on('data', d => { got += d; if (got.includes('\r\n\r\n')) s.destroy(); });
		s.on('close', () => resolve(got));
		s.on('error', () => resolve(got));
		setTimeout(() => s.destroy(), 10000).unref();
	});
	ok(/^HTTP\/1\.1 413 /.test(head) && Date.now() - began < 3000, 'a gigabyte: refused by its length', `${Date.now() - began} ms: ${head.slice(0, 200)}`);

	const names = ['"><script>x(1)</script>.hoshi', '../../etc/passwd', '\u202egpj.hoshi', 'あ'.repeat(300), 'a\tb.hoshi', '=1+1.hoshi'];
	const wrong = [];
	for (const name of names) {
		const rs = await people.maker.upload(to, { csrf }, { pack: { filename: name.replace(/"/g, '%22'), data: good } });
		const body = (await people.maker.get(page)).body;
		if (![303, 400, 422].includes(rs.status) || /<script>x\(|\u202e/.test(body))
			wrong.push(`${name}: ${rs.status}`);
	}
	none(wrong, 'names of files are names');
	is((await people.maker.upload(to, { csrf }, { pack: { filename: 'sound.hoshi', data: good } })).status, 303, 'a sound one is taken');
	ok((await people.maker.get(page)).body.includes('sound.hoshi'), 'and shown');
	is((await people.maker.get(`${application}/edit?section=product`)).body.includes('kept through everything'), true, 'what was written before is still there');
}

async function models()
{
	const to = `${application}/models`, csrf = await people.maker.csrf();
	const send = bytesOf => people.maker.upload(to, { csrf }, { models_file: { filename: 'models.csv', data: bytesOf } });
	const line = i => `M-${i},name\n`;

	for (const [what, bytesOf] of [['empty', Buffer.alloc(0)], ['NUL', Buffer.from('a\0b\n')], ['bytes of no encoding', Buffer.from([0x81, 0xff, 0xfe, 0x0a])],
		['a quote that never ends', Buffer.from('"M-1,name\nM-2\n')], ['10,001 models', Buffer.from(Array.from({ length: 10001 }, (_, i) => line(i)).join(''))],
		['a number of 101 characters', Buffer.from(`${'字'.repeat(101)}\n`)], ['the same number twice', Buffer.from('M-1\nM-1\n')],
		['4 MiB and a byte', Buffer.alloc((4 << 20) + 1, 'a')], ['a picture', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0', 'latin1')],
		['a right-to-left override', Buffer.from('M-\u202e1\n')]]) {
		const rs = await send(bytesOf);
		ok(rs.status === 422 && problems(rs.body).every(p => p.text.length > 5), `models, ${what}: ${problems(rs.body).map(p => p.text).slice(0, 1)}`,
			`${rs.status} ${said(rs.body)}`);
	}
	is((await send(Buffer.from(Array.from({ length: 10000 }, (_, i) => line(i)).join('')))).status, 303, '10,000 models are taken');
	is((await send(Buffer.from('字'.repeat(100) + '\n'))).status, 303, 'a number of 100 characters is');
}

(async () => {
	people = await everybody(registry, token);
	people.nobody = new Person(registry, 'nobody');
	application = await draft(people.maker);
	/* As if it had been handed in once and returned: messages begin then. */
	registry.sql(`UPDATE application SET submitted = '${today()}' WHERE id = ${/\d+$/.exec(application)[0]}`);
	await people.maker.do(`${application}/edit`, `${application}/edit`, { ...papers({ 'product.summary.en': 'kept through everything' }), next: application });
	await missing();
	await lengths('nobody', '/register', '/register', { mail: '', identity_proof: 'x' }, ['corporate_number', 'mail']);
	for (const section of ['product', 'security', 'evaluation', 'applicant', 'declaration'])
		await lengths('maker', `${application}/edit?section=${section}`, `${application}/edit`,
			{ next: application, version: '', 'evaluation.by': 'qualified_person', 'applicant.identity_proof.kind': 'other', 'proxy.used': 'yes' },
			['applicant.corporate_number']);
	await people.maker.do(`${application}/edit`, `${application}/edit`, { ...papers({ 'product.summary.en': 'kept through everything' }), next: application });
	await lengths('maker', application, `${application}/message`, {}, []);
	await lengths('maker', `${application}/checklist`, `${application}/checklist`, {}, criteria.slice(1).map(c => `because.${c}`));
	await lengths('admin', '/admin/organisations', '/admin/organisations', { kind: 'maker' }, ['corporate_number'], ['levels', 'factor']);
	await lengths('admin', '/admin/accounts', '/admin/accounts', { organisation: '1', role: 'officer' }, ['mail'], ['factor']);
	await lists();
	await bytes();
	await markup();
	await uploads();
	await models();
	done();
})().catch(e => {
	ok(false, 'the test itself', e.stack);
	done();
});
