'use strict';
// usage: api.js BASE FOLDER_OF_NODE_MODULES DESCRIPTION
// Asks a register that bench/registry_fill made for every path and status of its description.
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');
const { isDeepStrictEqual } = require('util');

const [base, modules, file] = process.argv.slice(2);
const Ajv = createRequire(path.join(modules, 'package.json'))('ajv/dist/2020');
const doc = JSON.parse(fs.readFileSync(file, 'utf8'));

let n = 0;
let failed = 0;
function tap(good, what, details = '') {
	n++;
	if (!good) failed++;
	process.stdout.write(`${good ? 'ok' : 'not ok'} ${n} - ${what}${good ? '' : ` # ${String(details).slice(0, 500)}`}\n`);
}

// ---- the description by itself ----

const at = (pointer) => pointer.slice(2).split('/').reduce((v, k) => v && v[k.replace(/~1/g, '/').replace(/~0/g, '~')], doc);
const used = new Set();
(function refs(node) {
	if (node === null || typeof node !== 'object') return;
	if (node.$ref) {
		used.add(node.$ref);
		tap(at(node.$ref) !== undefined, `${node.$ref} is there`);
	}
	Object.values(node).forEach(refs);
})(doc);
for (const kind of Object.keys(doc.components))
	for (const name of Object.keys(doc.components[kind]))
		tap(used.has(`#/components/${kind}/${name}`) || ['Label'].includes(name), `${kind} ${name} is used`);
const resolve = (x) => (x.$ref ? at(x.$ref) : x);
const ids = Object.values(doc.paths).map((p) => p.get.operationId);
tap(new Set(ids).size === ids.length, 'names of operations are unique');
for (const [template, item] of Object.entries(doc.paths)) {
	const wanted = [...template.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
	const given = item.get.parameters.map(resolve).filter((p) => p.in === 'path').map((p) => p.name);
	tap(isDeepStrictEqual(wanted, given), `${template} names its parameters`);
}

// ---- schemas: whatever is not described is a fault here, though clients may meet it later ----

function close(node) {
	if (node === null || typeof node !== 'object') return node;
	if (Array.isArray(node)) return node.map(close);
	const out = Object.fromEntries(Object.entries(node).map(([k, v]) => [k, close(v)]));
	if (out.properties && out.type && out.additionalProperties === undefined) out.additionalProperties = false;
	delete out.examples;
	delete out.example;
	return out;
}
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, formats: {
	date: /^\d{4}-\d\d-\d\d$/, 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, uri: /^[a-z]+:\S+$/,
} });
const rewritten = JSON.parse(JSON.stringify(close(doc.components.schemas)).replaceAll('#/components/schemas/', 'schemas#/$defs/'));
ajv.addSchema({ $id: 'schemas', $defs: rewritten });
const validators = new Map();
function validator(schema) {
	const text = JSON.stringify(close(schema)).replaceAll('#/components/schemas/', 'schemas#/$defs/');
	if (!validators.has(text)) validators.set(text, ajv.compile(JSON.parse(text)));
	return validators.get(text);
}

// ---- requests ----

const seen = new Set();
async function ask(template, target, status, options = {}) {
	const what = `${options.method || 'GET'} ${target}${options.headers ? ` ${JSON.stringify(options.headers)}` : ''}`;
	const answer = await fetch(base + target, options);
	const text = await answer.text();
	const described = doc.paths[template].get.responses[status];

	seen.add(`${template} ${status}`);
	tap(answer.status === status, `${what}: ${status}`, `${answer.status} ${text}`);
	tap(described !== undefined, `${what}: the description names ${status}`);
	if (!described || answer.status !== status) return {};
	const response = resolve(described);
	tap(answer.headers.get('access-control-allow-origin') === '*', `${what}: for scripts of any site`);
	for (const name of Object.keys(response.headers || {}))
		if (name !== 'Link') tap(answer.headers.get(name), `${what}: ${name}`);
	if (!response.content) {
		tap(text === '', `${what}: no body`);
		return { answer };
	}
	const [type, content] = Object.entries(response.content)[0];
	tap(answer.headers.get('content-type') === type, `${what}: ${type}`, answer.headers.get('content-type'));
	if (!/json$/.test(type) || content.schema.type === 'string') return { answer };
	let body;
	try { body = JSON.parse(text); } catch (e) { tap(false, `${what}: is JSON`, e); return {}; }
	const check = validator(content.schema);
	tap(check(body), `${what}: as described`, JSON.stringify(check.errors));
	if (status >= 400) tap(body.status === status, `${what}: the problem has the same status`);
	return { answer, body };
}

// 200, then 304 with its tag, another tag, HEAD and OPTIONS.
async function both(template, target) {
	const { answer, body } = await ask(template, target, 200);
	if (!answer) return body;
	const tag = answer.headers.get('etag');
	await ask(template, target, 304, { headers: { 'If-None-Match': tag } });
	await ask(template, target, 304, { headers: { 'If-None-Match': `"x", W/${tag}` } });
	await ask(template, target, 200, { headers: { 'If-None-Match': '"x"' } });
	const head = await fetch(base + target, { method: 'HEAD' });
	tap(head.status === 200 && head.headers.get('etag') === tag && (await head.text()) === '', `HEAD ${target}`);
	const options = await fetch(base + target, { method: 'OPTIONS' });
	tap(options.status === 204 && /GET/.test(options.headers.get('allow')) && options.headers.get('access-control-allow-origin') === '*', `OPTIONS ${target}`);
	const post = await fetch(base + target, { method: 'POST', body: '' , headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
	tap(post.status === 405, `POST ${target}: 405`, post.status);
	return body;
}

// All pages, by the Link field alone.
async function walk(template, first) {
	const pages = [];
	for (let target = first; target;) {
		const { answer, body } = await ask(template, target, 200);
		if (!answer || pages.length > 500) break;
		pages.push(body);
		const link = /<([^>]*)>; rel="next"/.exec(answer.headers.get('link') || '');
		target = link ? link[1] : null;
	}
	return pages;
}

async function main() {
	const served = await both('/v1/openapi.json', '/v1/openapi.json');
	tap(isDeepStrictEqual(served, doc), 'the description is served as it is');

	// labels
	await both('/v1/labels', '/v1/labels');
	const pages = await walk('/v1/labels', '/v1/labels?limit=100');
	const all = pages.flatMap((p) => p.labels.map((l) => l.number));
	tap(all.length === 300 && new Set(all).size === 300, 'every label once', all.length);
	const found = await walk('/v1/labels', `/v1/labels?limit=50&q=${encodeURIComponent('ｶﾒﾗ')}`);
	tap(found.every((p) => p.labels.every((l) => l.found)), 'each says by what it was found');
	tap(found[0].count === found.flatMap((p) => p.labels).length, 'the count is theirs');
	for (const status of doc.components.schemas.Status.enum) {
		const { body } = await ask('/v1/labels', `/v1/labels?status=${status}`, 200);
		tap(body.labels.length > 0 && body.labels.every((l) => l.status === status), `labels that are ${status}`);
	}
	for (const [query, fits] of [
		['issued_from=2026-06-01', (l) => l.issued >= '2026-06-01'],
		['issued_to=2026-06-01', (l) => l.issued <= '2026-06-01'],
		['until_from=2028-06-01&issued_to=2026-12-31', (l) => l.valid_until >= '2028-06-01' && l.issued <= '2026-12-31'],
		['until_to=2028-05-31', (l) => l.valid_until <= '2028-05-31'],
	]) {
		const some = (await walk('/v1/labels', `/v1/labels?limit=100&${query}`)).flatMap((p) => p.labels);
		const every = pages.flatMap((p) => p.labels).filter(fits);
		tap(some.length === every.length && some.every(fits), `labels by ${query}`, `${some.length} of ${every.length}`);
	}
	for (const bad of ['issued_from=2026-02-30', 'until_to=x', 'issued_from=2026-02-02&issued_to=2026-02-01', 'limit=0', 'limit=101', 'limit=x', 'level=7', 'status=x', 'q=!', `q=${'a'.repeat(401)}`, 'after=x'])
		await ask('/v1/labels', `/v1/labels?${bad}`, 400);
	await ask('/v1/labels', '/v1/labels?q=', 200);
	for (const number of ['S1-2026-00001', 'S3-2026-00007', 'S1-2026-00009']) await both('/v1/labels/{number}', `/v1/labels/${number}`);
	for (const number of all.slice(-20)) await ask('/v1/labels/{number}', `/v1/labels/${number}`, 200);
	for (const number of ['x', '%3Cb%3E', 's1-2026-00001']) await ask('/v1/labels/{number}', `/v1/labels/${number}`, 404);
	const negotiated = await ask('/v1/labels/{number}', '/L/S1-2026-00001', 200, { headers: { Accept: 'application/json' } });
	const { body: plain } = await ask('/v1/labels/{number}', '/v1/labels/S1-2026-00001', 200);
	tap(isDeepStrictEqual(negotiated.body, plain), 'the same at the address of the page');

	// imported lists
	await both('/v1/lists', '/v1/lists');
	const { body: lists } = await ask('/v1/lists', '/v1/lists', 200);
	tap(lists.lists.length === 1 && lists.lists[0].per.en === 'Per the list of 2026-09-15 by Example Agency; not a label of this registry.',
		'one list, and whose word it is', JSON.stringify(lists));
	const id = lists.lists[0].id;
	await both('/v1/lists/{id}', `/v1/lists/${id}`);
	const products = (await walk('/v1/lists/{id}', `/v1/lists/${id}?limit=7`)).flatMap((p) => p.products);
	tap(products.length === lists.lists[0].products && products.every((p) => p.list === id), 'every product once');
	const part = (await walk('/v1/lists/{id}', `/v1/lists/${id}?limit=3&q=${encodeURIComponent('ｌｉｓｔｅｄ1')}`)).flatMap((p) => p.products);
	tap(part.length === products.filter((p) => p.models.some((m) => m.startsWith('LISTED-1'))).length && part[0].models[0] === 'LISTED-1',
		'found by any characters, the same first', JSON.stringify(part.map((p) => p.models)));
	for (const bad of ['limit=0', 'limit=101', 'q=!', `q=${'a'.repeat(401)}`, 'after=x', 'after=1.2', 'after=1.2.3.4'])
		await ask('/v1/lists/{id}', `/v1/lists/${id}?${bad}`, 400);
	for (const missing of ['x', '%3Cb%3E']) await ask('/v1/lists/{id}', `/v1/lists/${missing}`, 404);
	const { body: own } = await ask('/v1/labels', '/v1/labels?q=LISTED', 200);
	tap(own.count === 0, 'what is listed elsewhere is no label');

	// changes
	await both('/v1/changes', '/v1/changes?since=299');
	const changes = (await walk('/v1/changes', '/v1/changes?since=0')).flatMap((p) => p.changes);
	tap(changes.every((c, i) => c.seq === i + 1), 'changes in their order, none left out');
	tap(new Set(changes.filter((c) => c.kind === 'label_issued').map((c) => c.label)).size === 300, 'the issue of every label');
	for (const bad of ['since=-1', 'since=x', 'limit=0', 'limit=1001']) await ask('/v1/changes', `/v1/changes?${bad}`, 400);

	// criteria, scheme
	const pack = await both('/v1/criteria', '/v1/criteria');
	for (const c of pack.criteria) await ask('/v1/criteria/{id}', `/v1/criteria/${c.id}`, 200);
	await both('/v1/criteria/{id}', '/v1/criteria/S1.1-01');
	await ask('/v1/criteria/{id}', '/v1/criteria/S9.9-99', 404);
	const scheme = await both('/v1/scheme', '/v1/scheme');
	tap(scheme.fees.every((f) => scheme.sources.some((s) => s.id === f.source)), 'each fee has a source');

	// what the signer publishes: there, and what is not
	for (const [template, there, missing] of [
		['/log/checkpoint', '/log/checkpoint'],
		['/log/tile/{level}/{index}', '/log/tile/0/001.p/44', '/log/tile/0/002'],
		['/log/tile/{level}/{index}', '/log/tile/entries/000', '/log/tile/entries/x'],
		['/log/record/{index}', '/log/record/001', '/log/record/002'],
		['/status/{list}', '/status/0', '/status/1'],
		['/keys.json', '/keys.json'],
	]) {
		await both(template, there);
		if (missing) await ask(template, missing, 404);
	}
	// Of labels that no signer knows there is no answer; the rest is publish.t's.
	await ask('/v1/labels/{number}/answer', '/v1/labels/S1-1999-00001/answer', 404);
	await ask('/v1/labels/{number}/answer', '/v1/labels/S1-1999-00001/answer?at=yesterday', 400);
	for (const status of [200, 429, 503]) seen.add(`/v1/labels/{number}/answer ${status}`);
	// These two are there or nothing is, which tests/e2e/serve_log.t looks at.
	for (const template of ['/log/checkpoint', '/keys.json']) seen.add(`${template} 404`);

	for (const [template, item] of Object.entries(doc.paths))
		for (const status of Object.keys(item.get.responses))
			tap(seen.has(`${template} ${status}`), `${template} ${status} was asked for`);
	const none = await fetch(`${base}/v1/none`);
	tap(none.status === 404 && none.headers.get('content-type') === 'application/problem+json', 'a path that is none');
	process.stdout.write(`1..${n}\n`);
	process.exitCode = failed ? 1 : 0;
}

main().catch((e) => { process.stdout.write(`Bail out! ${e.stack}\n`); process.exitCode = 2; });
