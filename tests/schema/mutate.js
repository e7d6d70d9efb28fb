'use strict';
// Small, repeatable damage to a JSON value: what a careless editor, or a hostile file, might do.

// mulberry32: the same seed gives the same mutants on every machine.
function generator(seed) {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
	const below = (n) => Math.floor(next() * n);
	return { below, pick: (list) => list[below(list.length)] };
}

const copy = (value) => JSON.parse(JSON.stringify(value));
const isObject = (v) => v !== null && typeof v === 'object' && !Array.isArray(v);

// Every place in the document: its parent and its key; the root has no parent.
function places(value) {
	const found = [];
	const walk = (parent, key, v) => {
		found.push({ parent, key, value: v });
		if (v !== null && typeof v === 'object')
			for (const k of Array.isArray(v) ? v.keys() : Object.keys(v)) walk(v, k, v[k]);
	};
	walk(null, null, value);
	return found;
}

const STRANGE = [null, true, false, 0, 1, -1, 1.5, 4294967296, '', 'x', ' ', [], [null], {}, { x: 1 }];
const TEXTS = ['', ' ', '\n', 'unknown', 'true', '0', 'é', '星', '\u{1F31F}', 'a/b', 'A', 'http://', 'internal: ', '../x'];

function damageText(random, text) {
	switch (random.below(9)) {
	case 0: return '';
	case 1: return text + '\n';
	case 2: return ' ' + text;
	case 3: return text.toUpperCase();
	case 4: return text.slice(0, -1);
	case 5: return text + '\u{1F31F}';
	case 6: return text.repeat(1 + random.below(3)) + 'x'.repeat(random.pick([1, 40, 300, 3000, 70000]));
	case 7: return text.replace(/[0-9]/, (d) => String((Number(d) + 1) % 10));
	default: return random.pick(TEXTS);
	}
}

// One change at one random place; returns a new document.
function mutate(random, original) {
	const document = copy(original);
	const all = places(document);
	const at = random.pick(all);
	const put = (v) => {
		if (!at.parent) return v;
		at.parent[at.key] = v;
		return document;
	};
	const remove = () => {
		if (Array.isArray(at.parent)) at.parent.splice(at.key, 1);
		else if (at.parent) delete at.parent[at.key];
		return document;
	};

	switch (random.below(7)) {
	case 0:
		return remove();
	case 1:
		return put(copy(random.pick(STRANGE)));
	case 2:
		return put(copy(random.pick(all).value));
	default:
		break;
	}
	if (typeof at.value === 'string') return put(damageText(random, at.value));
	if (typeof at.value === 'number')
		return put(random.pick([-1, 0, 1, at.value + 0.5, at.value + 1, 65535, 65536, 1e9, 1000000001, 2 ** 40]));
	if (typeof at.value === 'boolean') return put(random.pick([!at.value, 'true', 0, null]));
	if (Array.isArray(at.value)) {
		const list = at.value.slice();
		switch (random.below(4)) {
		case 0:
			if (list.length > 0) list.push(copy(random.pick(list)));
			return put(list);
		case 1:
			return put([]);
		case 2:
			list.push(copy(random.pick(STRANGE)));
			return put(list);
		default:
			while (list.length > 0 && list.length < 24) list.push(...copy(list));
			return put(list);
		}
	}
	if (isObject(at.value)) {
		const object = { ...at.value };
		const keys = Object.keys(object);
		switch (random.below(4)) {
		case 0:
			object[random.pick(['unknown', 'x', '$comment', 'Id', 'kind', ''])] = copy(random.pick(STRANGE));
			return put(object);
		case 1:
			return put({});
		case 2:
			if (keys.length > 0) delete object[random.pick(keys)];
			return put(object);
		default:
			// The order of members means nothing.
			return put(Object.fromEntries(keys.reverse().map((k) => [k, object[k]])));
		}
	}
	return put(copy(random.pick(STRANGE)));
}

module.exports = { generator, mutate, places };
