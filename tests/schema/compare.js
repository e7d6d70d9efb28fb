'use strict';
// usage: compare.js ROOT FOLDER_OF_NODE_MODULES CHECKER FOLDER_FOR_MUTANTS
const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');
const { createRequire } = require('module');
const { generator, mutate } = require('./mutate.js');
const { lint } = require('./lint.js');

const [root, modules, checker, folder] = process.argv.slice(2);
const Ajv = createRequire(path.join(modules, 'package.json'))('ajv/dist/2020');
const SEED = 20260401;
const MUTANTS = 200;

const catalogue = path.join(root, 'catalogue');
const samples = path.join(__dirname, 'samples');
const FILES = [
	...['schemes', 'requirements', 'threats', 'crypto_policy', 'credentials', 'http_paths', 'policy_terms', 'registry', 'procurement', 'recognitions']
		.map((name) => ({ schema: name, file: path.join(catalogue, `${name}.json`), mutants: MUTANTS })),
	...fs.readdirSync(path.join(catalogue, 'packs')).filter((f) => f.endsWith('.json')).sort()
		.map((f) => ({ schema: 'pack', file: path.join(catalogue, 'packs', f), mutants: 2 * MUTANTS })),
	...fs.readdirSync(samples).filter((f) => f.endsWith('.json')).sort()
		.map((f) => ({ schema: f.replace(/[-.].*/, ''), file: path.join(samples, f), mutants: 3 * MUTANTS })),
];

let n = 0;
let failed = 0;
function tap(good, what, details = []) {
	n++;
	if (!good) failed++;
	process.stdout.write(`${good ? 'ok' : 'not ok'} ${n} - ${what}\n`);
	for (const line of good ? [] : details.slice(0, 10)) process.stdout.write(`# ${line}\n`);
}

const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false });
const compiled = new Map();

function validator(name) {
	if (!compiled.has(name)) {
		const schema = read(path.join(catalogue, 'schema', `${name}.schema.json`));
		const faults = lint(schema);

		tap(faults.length === 0, `the schema ${name} keeps to our rules`, faults);
		compiled.set(name, ajv.compile(schema));
	}
	return compiled.get(name);
}

// What our own validator says, by file name.
function ours(schema, names) {
	const output = execFileSync(checker, [path.join(catalogue, 'schema', `${schema}.schema.json`), '-'],
		{ input: names.join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 28 });
	const said = new Map();

	for (const line of output.split('\n').filter(Boolean)) {
		const [word, name] = line.split(' ', 2);
		said.set(name, { good: word === 'ok', line });
	}
	return said;
}

function compare({ schema, file, mutants }) {
	const fits = validator(schema);
	const original = read(file);
	const label = path.relative(root, file);
	const random = generator(SEED + n);
	const names = [file];
	const verdicts = new Map([[file, fits(original)]]);

	tap(verdicts.get(file), `${label} fits`, (fits.errors ?? []).map((e) => `${e.instancePath} ${e.message}`));
	for (let i = 0; i < mutants; i++) {
		const mutant = mutate(random, original);
		const name = path.join(folder, `${schema}-${names.length}-${n}.json`);

		fs.writeFileSync(name, JSON.stringify(mutant));
		names.push(name);
		verdicts.set(name, fits(mutant));
	}
	const said = ours(schema, names);
	const differing = names.filter((name) => said.get(name)?.good !== verdicts.get(name))
		.map((name) => `ajv says ${verdicts.get(name) ? 'ok' : 'bad'}, we say: ${said.get(name)?.line ?? 'nothing'}` +
			` in ${fs.readFileSync(name, 'utf8').slice(0, 300)}`);
	const good = names.slice(1).filter((name) => verdicts.get(name)).length;

	tap(differing.length === 0, `${label}: both agree on ${mutants} mutants`, differing);
	// Mutants that are all good, or all bad, would prove little.
	tap(good > 0 && good < mutants / 2, `${label}: some mutants still fit, most do not`, [`${good} of ${mutants} fit`]);
}

for (const entry of FILES) compare(entry);
process.stdout.write(`1..${n}\n`);
process.exit(failed ? 1 : 0);
