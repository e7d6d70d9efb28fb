/* node registry.js PORT DATA TOKEN PACK OUT; see registry.t. */
'use strict';

const { ok, is, none, done, Registry, Person } = require('../e2e/people.js');
const { complaints, start, somebody, send, comeIn } = require('./registry_browser.js');
const road = require('./registry_road.js');
const everyPage = require('./pages_of_registry.js');

const [port, data, token, pack, out] = process.argv.slice(2);

const names = {
	ja: { officer: '見本 次郎', authority: '照会 四郎', auditor: '監査 三郎', maker: '見本 花子', works_ja: '見本製作所（架空）', works_en: 'Specimen Works (invented)' },
	en: { officer: 'Jiro Specimen', authority: 'Shiro Inquiry', auditor: 'Saburo Audit', maker: 'Hanako Specimen', works_ja: '英語製作所（架空）',
		works_en: 'English Works (invented)' },
};

/* The policy holds: a script or style that is not ours does not run, whoever puts it there. */
async function policy(people)
{
	const { page } = people.maker;

	await page.goto('/maker');
	const seen = complaints.length;
	const got = await page.evaluate(async () => {
		const broken = [];
		document.addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective));
		const script = document.createElement('script');
		script.textContent = 'window.injected = true';
		document.head.append(script);
		const style = document.createElement('style');
		style.textContent = 'body { display: none }';
		document.head.append(style);
		const image = document.createElement('img');
		image.src = 'https://evil.example/x.png';
		document.body.append(image);
		const div = document.createElement('div');
		div.innerHTML = '<img src="/nothing" onerror="window.injected = true">';
		document.body.append(div);
		await new Promise(r => setTimeout(r, 500));
		return { injected: window.injected, hidden: getComputedStyle(document.body).display === 'none', broken: [...new Set(broken)].sort() };
	});

	complaints.length = seen;
	ok(!got.injected && !got.hidden, 'injected script, style and handler do nothing');
	ok(['img-src', 'script-src', 'style-src'].every(d => got.broken.some(b => b.startsWith(d))), `the policy says no: ${got.broken}`);
}

async function withoutScript(t, maker)
{
	const plain = await somebody(t.browser, t.registry, 'ja', { javaScriptEnabled: false });

	await plain.page.goto('/maker');
	await send(plain.page, '/sign-in', { mail: maker.mail, password: Person.password, factor: road.code(t.registry, maker) });
	ok(plain.page.url().endsWith('/maker'), 'without JavaScript: signing in leads to where one was going', plain.page.url());
	const own = { ...t, language: 'ja' };
	plain.mail = maker.mail;
	await plain.page.goto('/maker/applications/new');
	await send(plain.page, '/maker/applications/new', { level: '1', route: 'standard', 'eligibility.kind': 'device', 'eligibility.ip_communication': 'yes',
		'eligibility.user_can_add_security': 'no' });
	plain.at = new URL(plain.page.url()).pathname;
	await road.writePapers(own, plain);
	await road.checklist(own, plain, false);
	await plain.page.goto(plain.at);
	await plain.page.locator('button[value=take_number]').press('Enter');
	await plain.page.waitForURL('**done=move');
	await plain.page.locator('button[value=submit]').press('Enter');
	await plain.page.waitForURL('**done=move');
	is(t.registry.sql(`SELECT state FROM application WHERE id = ${/\d+$/.exec(plain.at)}`), 'submitted', "without JavaScript: the whole of the maker's road");
	await plain.context.close();
}

(async () => {
	const registry = new Registry(port, data);
	const browser = await start();
	const people = {};

	people.admin = await somebody(browser, registry, 'ja');
	Object.assign(people.admin, await comeIn(people.admin.page, registry, token, '管理 一郎', Person.password));
	const owner = registry.sql("SELECT id FROM organisation WHERE kind = 'owner'");
	const ministry = registry.sql("SELECT id FROM organisation WHERE kind = 'authority'");

	for (const language of ['ja', 'en']) {
		const t = { registry, browser, language, names: names[language], pack, out };

		if (language === 'en') {
			await people.admin.page.goto('/account');
			await send(people.admin.page, '/account/language', { language });
			is(await people.admin.page.evaluate(() => document.documentElement.lang), 'en', 'the administrator changes to English');
		}
		const officer = await road.invite(t, people.admin, 'officer', 'officer', owner);
		const authority = await road.invite(t, people.admin, 'authority', 'authority', ministry);
		const maker = await road.registerMaker(t);
		await road.begin(t, maker);
		await road.autosave(t, maker);
		await road.writePapers(t, maker);
		await road.checklistDraft(t, maker);
		await road.checklist(t, maker, language === 'ja');
		await road.handIn(t, maker);
		const number = await road.decide(t, maker, officer, authority);
		const anybody = await road.onPaper(t, number);
		await road.life(t, number, maker, officer, anybody);
		if (language === 'ja') {
			Object.assign(people, { officer, authority, maker, anybody });
			people.auditor = await road.invite(t, people.admin, 'auditor', 'auditor', owner);
		}
	}
	await withoutScript({ registry, browser, names: names.ja, pack, out }, people.maker);
	await policy(people);
	none(complaints, 'no page complains on the console, none asks anybody else');
	complaints.length = 0;
	await everyPage({ registry, browser, people, pack, out });
	none(complaints, 'nor any of all the others');
	await browser.close();
	done();
})().catch(e => {
	ok(false, 'the test itself', e.stack);
	done();
	process.exit(1);
});
