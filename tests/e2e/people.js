/*
 * People who use a registry, for the tests that are written in JavaScript: a cookie jar and an
 * authenticator app each, forms read from the page and sent as a browser does.  The server runs
 * already (serve.sh); its port and data directory are told.
 */
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const path = require('path');
const { execFileSync } = require('child_process');

/* ---- TAP ---- */

let count = 0, failures = 0;

function ok(good, what, why)
{
	count++;
	console.log(`${good ? 'ok' : 'not ok'} ${count} - ${what.replace(/[#\n]/g, ' ')}`);
	if (good)
		return true;
	failures++;
	for (const line of String(why === undefined ? '' : why).split('\n').slice(0, 30))
		console.log(`# ${line.slice(0, 400)}`);
	return false;
}

function is(got, wanted, what)
{
	return ok(got === wanted, what, `got:    ${got}\nwanted: ${wanted}`);
}

function like(text, pattern, what)
{
	return ok(pattern.test(text), what, `no ${pattern} in:\n${text}`);
}

/* A list of what is wrong. */
function none(list, what)
{
	return ok(list.length === 0, what, list.join('\n'));
}

function done()
{
	console.log(`1..${count}`);
	process.exitCode = failures ? 1 : 0;
}

/* ---- the hour ---- */

/*
 * The server's clock is ahead by what stands in a file (servers/clock_shift.c), and so is everybody's;
 * milliseconds.
 */
const clock = { shift: 0, file: process.env.CLOCK_SHIFT };

function now()
{
	return Date.now() + clock.shift;
}

function readClock()
{
	clock.shift = Number(fs.readFileSync(clock.file).readBigInt64LE()) * 1000;
}

/* On to this hour (milliseconds); the server notices with its next look at the clock. */
function moveClock(to)
{
	const bytes = Buffer.alloc(8), fd = fs.openSync(clock.file, 'r+');

	bytes.writeBigInt64LE(BigInt(Math.ceil((to - Date.now()) / 1000)));
	fs.writeSync(fd, bytes);
	fs.closeSync(fd);
	readClock();
}

/* ---- an authenticator app (RFC 6238) ---- */

function totp(secret, step)
{
	let bits = '';
	for (const c of secret)
		bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0');
	const key = Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2)));
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(step));
	const mac = crypto.createHmac('sha1', key).update(counter).digest();
	const at = mac[19] & 15;
	return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

/* ---- the registry from behind ---- */

class Registry {
	constructor(port, data)
	{
		this.port = port;
		this.data = data;
		this.base = `http://127.0.0.1:${port}`;
		this.agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
	}

	sql(statement)
	{
		return execFileSync('sqlite3', ['-cmd', '.timeout 5000', path.join(this.data, 'registry.db'), statement],
			{ maxBuffer: 64 << 20 }).toString().trim();
	}

	/*
	 * Everything that is private or public, but who was seen when and how often somebody tried.  Of mail,
	 * which goes out by itself, only that it was written.
	 */
	state()
	{
		const tables = this.tables = this.tables || this.sql(`SELECT name FROM sqlite_schema WHERE type = 'table'
			AND name NOT LIKE 'sqlite_%' AND name NOT IN ('session', 'rate', 'web_link') ORDER BY name`).split('\n');
		const text = execFileSync('sqlite3', ['-cmd', '.timeout 5000', path.join(this.data, 'registry.db'),
			...tables.map(t => `SELECT '${t}', ${t === 'outbox' ? 'id, mail, subject, body' : '*'} FROM "${t}";`)], { maxBuffer: 64 << 20 });

		return crypto.createHash('sha256').update(text).digest('hex');
	}

	/*
	 * A code that was not used: each works once, half a minute early and late.  A test that signs ten
	 * decisions would wait five minutes, so the clock is moved on; and the server is made to forget how
	 * many letters and sign-ins came from our address.
	 */
	code(who)
	{
		const step = Math.max(Math.floor(now() / 30000), (who.step || 0) + 1);

		if (step > Math.floor(now() / 30000) + 1)
			moveClock((step - 1) * 30000);
		who.step = step;
		this.sql('UPDATE rate SET count = 0');
		return totp(who.secret, step);
	}

	/* The newest link in the outbox for an address. */
	async mailed(mail)
	{
		const folder = path.join(this.data, 'outbox');

		for (let i = 0; i < 100; i++) {
			const found = (fs.existsSync(folder) ? fs.readdirSync(folder) : [])
				.filter(f => f.endsWith('.eml')).sort().reverse()
				.map(f => fs.readFileSync(path.join(folder, f), 'latin1'))
				.find(t => t.includes(`To: <${mail}>`) && /\/link\/[0-9a-f]{64}/.test(t));

			if (found)
				return /\/link\/([0-9a-f]{64})/.exec(found)[1];
			await new Promise(r => setTimeout(r, 100));
		}
		throw new Error(`no mail to ${mail}`);
	}
}

/* ---- forms ---- */

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescapeHtml(text)
{
	return text.replace(/&(amp|lt|gt|quot|#39);/g, (all, name) => entities[name]);
}

function attributes(tag)
{
	const out = {};

	for (const m of tag.matchAll(/([a-z-]+)(?:="([^"]*)")?/g))
		if (!(m[1] in out))
			out[m[1]] = m[2] === undefined ? '' : unescapeHtml(m[2]);
	return out;
}

/*
 * The forms of a page: {action, method, fields: {name: value}, limits: {name: maxlength}, types}, as
 * they would be sent untouched.
 */
function formsOf(html)
{
	return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(m => {
		const form = { ...attributes(m[1]), fields: {}, names: new Set(), limits: {}, types: {} };

		for (const t of m[2].matchAll(/<input\b([^>]*)>|<textarea\b([^>]*)>\n?([\s\S]*?)<\/textarea>|<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
			const a = attributes(t[1] || t[2] || t[4] || '');

			form.names.add(a.name);
			form.types[a.name] = t[2] !== undefined ? 'textarea' : t[4] !== undefined ? 'select' : a.type || 'text';
			if (a.maxlength)
				form.limits[a.name] = +a.maxlength;
			if (t[2] !== undefined)
				form.fields[a.name] = unescapeHtml(t[3]);
			else if (t[4] !== undefined)
				form.fields[a.name] = (/<option value="([^"]*)" selected/.exec(t[5]) || ['', ''])[1];
			else if ((a.type !== 'radio' && a.type !== 'checkbox' && a.type !== 'file') || 'checked' in a)
				form.fields[a.name] = a.value || '';
		}
		return form;
	});
}

/* ---- one person ---- */

class Person {
	constructor(registry, name, language)
	{
		this.registry = registry;
		this.name = name;
		this.language = language || 'en';
		this.cookies = {};
		this.last = 0;
	}

	/* {status, headers, body}; body a string, or a list of Buffers to send. */
	request(method, to, { headers = {}, body = null, cookies = true } = {}, tries = 10)
	{
		const again = left => this.request(method, to, { headers, body, cookies }, left);

		return new Promise((resolve, reject) => {
			const jar = Object.entries(this.cookies).map(([k, v]) => `${k}=${v}`).join('; ');
			const all = { 'Accept-Language': this.language, ...(jar && cookies ? { Cookie: jar } : {}),
				...(body === null ? {} : { 'Content-Length': Buffer.byteLength(body) }), ...headers };
			const rq = http.request({ host: '127.0.0.1', port: this.registry.port, method, path: to, headers: all,
				agent: this.registry.agent }, rs => {
				const parts = [];

				for (const line of rs.headers['set-cookie'] || []) {
					const [, k, v] = /^([^=]+)=([^;]*)/.exec(line);
					if (v)
						this.cookies[k] = v;
					else
						delete this.cookies[k];
				}
				rs.on('data', d => parts.push(d));
				rs.on('end', () => resolve({ status: rs.statusCode, headers: rs.headers, body: Buffer.concat(parts).toString() }));
				rs.on('error', reject);
			});
			// Who refuses a body before all of it is there hangs up; whether the answer or the broken pipe is
			// seen first is chance.  It is asked again, not taken for an answer.
			rq.on('error', e => (e.code === 'EPIPE' || e.code === 'ECONNRESET') && body !== null && tries > 0
				? resolve(again(tries - 1)) : reject(e));
			rq.end(body === null ? undefined : body);
		});
	}

	get(to, headers)
	{
		return this.request('GET', to, { headers });
	}

	/* fields: an object, or a text that is encoded already. */
	post(to, fields, headers = {})
	{
		const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();

		return this.request('POST', to, { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers } });
	}

	/* files: {name: {filename, data}} */
	upload(to, fields, files, headers = {})
	{
		const parts = [], border = 'e2e-border-of-parts';

		for (const [k, v] of Object.entries(fields))
			parts.push(Buffer.from(`--${border}\r\nContent-Disposition: form-data; name="${k}"\r\n\r\n${v}\r\n`));
		for (const [k, f] of Object.entries(files))
			parts.push(Buffer.from(`--${border}\r\nContent-Disposition: form-data; name="${k}"; filename="${f.filename}"\r\n` +
				'Content-Type: application/octet-stream\r\n\r\n'), f.data, Buffer.from('\r\n'));
		parts.push(Buffer.from(`--${border}--\r\n`));
		return this.request('POST', to, { body: Buffer.concat(parts),
			headers: { 'Content-Type': `multipart/form-data; boundary=${border}`, ...headers } });
	}

	/* The form at page that is sent to an address (and has that move, where one is named). */
	async form(page, action, move)
	{
		const html = (await this.get(page)).body;
		const found = formsOf(html).filter(f => f.action === action);

		if (!found.length)
			throw new Error(`${this.name}: no form to ${action} at ${page}`);
		return (move && found.find(f => f.fields.move === move)) || found[0];
	}

	/* Page, hidden fields, form: as a browser does it, with these fields changed. */
	async press(page, action, fields = {})
	{
		const form = await this.form(page, action);

		return this.post(action, { ...form.fields, ...fields });
	}

	/* As press, and it has to be done: where it leads. */
	async do(page, action, fields = {})
	{
		const rs = await this.press(page, action, fields);

		if (rs.status !== 303)
			throw new Error(`${this.name}: ${action} ${JSON.stringify(fields).slice(0, 200)}: ${rs.status} ${said(rs.body)}`);
		return rs.headers.location;
	}

	/* A move with only what is hidden: csrf, once, version of its page. */
	async move(page, move, fields = {})
	{
		const html = (await this.get(page)).body;
		const csrf = /name="csrf" value="([^"]*)"/.exec(html)[1];
		const rs = await this.post(`${page}/move`, { csrf, move, ...fields });

		if (rs.status !== 303)
			throw new Error(`${this.name}: ${page} ${move}: ${rs.status} ${said(rs.body)}`);
		return rs;
	}

	async csrf()
	{
		return /name="csrf" value="([^"]*)"/.exec((await this.get('/account')).body)[1];
	}

	code()
	{
		return this.registry.code(this);
	}

	async comeIn(token)
	{
		const at = `/link/${token}`;
		const html = (await this.get(at)).body;

		this.secret = /<code class="key">([A-Z2-7 ]*)</.exec(html)[1].replace(/ /g, '');
		this.mail = /<b>([^<]*@[^<]*)<\/b>/.exec(html)[1];
		await this.do(at, at, { name: this.name, password: Person.password, password_again: Person.password, factor: this.code() });
	}
}
Person.password = 'a long enough password';

/* What a page says is wrong. */
function said(html)
{
	const m = /<div class="problems"[\s\S]*?<\/ul>/.exec(html) || /<main[\s\S]*?<\/main>/.exec(html) || [html];

	return m[0].replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 300);
}

/* ---- a registry with everybody in it ---- */

/* An administrator by the link of `hoshi admin init`, and whom that invites. */
async function everybody(registry, token, language)
{
	const people = {};
	const add = (key, name) => people[key] = new Person(registry, name, language);
	const organisation = async (kind, authority, name) => {
		await people.admin.do('/admin/organisations', '/admin/organisations', { kind, authority, name_ja: name, name_en: name,
			factor: people.admin.code() });
		return registry.sql(`SELECT max(id) FROM organisation`);
	};
	const invite = async (key, name, role, whose) => {
		const mail = `${key}@owner.example`;

		await people.admin.do('/admin/accounts', '/admin/accounts', { organisation: whose, role, mail, name, language: language || 'en',
			factor: people.admin.code() });
		await add(key, name).comeIn(await registry.mailed(mail));
	};

	await add('admin', '管理 一郎').comeIn(token);
	const owner = registry.sql("SELECT id FROM organisation WHERE kind = 'owner'");
	const ministry = registry.sql("SELECT id FROM organisation WHERE kind = 'authority' ORDER BY id LIMIT 1") ||
		await organisation('authority', 'supply-chain', '見本省');
	await invite('officer', '見本 次郎', 'officer', owner);
	await invite('auditor', '監査 三郎', 'auditor', owner);
	await invite('authority', '照会 四郎', 'authority', ministry);
	await add('maker', '見本 花子');
	await register(registry, people.maker, { mail: 'maker@works.example', corporate_number: '8700110005901' });
	await add('other', '別の 人');
	await register(registry, people.other, { mail: 'other@elsewhere.example', identity_proof: 'an extract' });
	return people;
}

async function register(registry, person, fields)
{
	registry.sql('UPDATE rate SET count = 0');
	await person.do('/register', '/register', { name: person.name, name_ja: '見本製作所（架空）', name_en: 'Specimen Works (invented)',
		language: person.language, ...fields });
	await person.comeIn(await registry.mailed(fields.mail));
}

function today(days = 0)
{
	return new Date(now() + 9 * 3600000 + days * 86400000).toISOString().slice(0, 10);
}

/* What an application for ★1 says. */
function papers(changes = {})
{
	return {
		'product.name.ja': 'ホームゲートウェイ', 'product.name.en': 'Home gateway', 'product.category': 'ゲートウェイ',
		'product.summary.ja': '家庭の機器をインターネットとつなぐ装置。', 'product.summary.en': 'Connects the devices of a home.',
		'product.contact': 'https://works.example/contact', 'product.manufacturer.name.ja': '見本製作所（架空）',
		'product.manufacturer.name.en': 'Specimen Works (invented)', 'product.manufacturer.public': 'yes',
		'product.origin.country': 'JP', models: 'HG-100,Home gateway\nHG-100W\n',
		support_until: `${+today().slice(0, 4) + 5}-03-31`, vulnerability_report_url: 'https://works.example/security',
		'evaluation.by': 'own', 'supply_chain.no_parents': 'yes', 'supply_chain.no_oem_odm': 'yes', 'supply_chain.no_firmware': 'yes',
		'applicant.corporate_number': '8700110005901', 'declaration.name': '見本 花子', 'declaration.title': '品質保証部長',
		'declaration.on': today(), 'declaration.agreed': 'yes', ...changes,
	};
}


const criteria = Array.from({ length: 16 }, (_, i) => `S1.1-${String(i + 1).padStart(2, '0')}`);

/* A new draft of the maker's: its address. */
async function draft(maker, scope = {})
{
	const at = await maker.do('/maker/applications/new', '/maker/applications/new', { level: '1', route: 'standard',
		'eligibility.kind': 'device', 'eligibility.ip_communication': 'yes', 'eligibility.user_can_add_security': 'no', ...scope });

	return at.replace(/\?.*/, '');
}

/* What a draft says, and its checklist. */
async function write(maker, at, changes)
{
	await maker.do(`${at}/edit`, `${at}/edit`, { ...papers(changes), next: at });
	await maker.do(`${at}/checklist`, `${at}/checklist`, Object.fromEntries(criteria.flatMap(c =>
		[[`answer.${c}`, 'yes'], [`because.${c}`, `試験報告書 ${c}`]])));
}

/* From the draft to the label; its number. */
async function issue(people, changes, last = {})
{
	const { maker, officer, authority, registry = maker.registry } = people;
	const at = await draft(maker);
	const id = /\d+$/.exec(at)[0], desk = `/officer/applications/${id}`;

	await write(maker, at, changes);
	await maker.move(at, 'take_number');
	await maker.move(at, 'submit');
	await officer.move(desk, 'pass_form_check');
	for (const inquiry of registry.sql(`SELECT id FROM inquiry WHERE application = ${id} AND authority = 'supply-chain'`).split('\n'))
		await authority.move(`/authority/inquiries/${inquiry}`, 'answer', { answer: 'no_objection' });
	for (const inquiry of registry.sql(`SELECT id FROM inquiry WHERE application = ${id} AND state = 'asked'`).split('\n').filter(i => i))
		await officer.move(`/officer/inquiries/${inquiry}`, 'note_answer', { answer: 'no_objection', reason: 'a letter' });
	await officer.move(desk, 'accept');
	await officer.move(desk, 'record_fee', { paid_on: today() });
	await officer.move(desk, 'issue', { factor: officer.code(), ...last });
	return registry.sql(`SELECT registration_number FROM application WHERE id = ${id}`);
}

module.exports = { ok, is, like, none, done, clock, now, readClock, moveClock, totp, Registry, Person, formsOf, unescapeHtml, said, everybody, register, today,
	papers, criteria, draft, write, issue };
