'use strict';
// What we ask of our own schemas beyond being schemas: only the keywords that base/schema.c knows,
// every object closed, every text and list bounded.

const KEYWORDS = new Set(['type', 'enum', 'const', 'required', 'properties', 'additionalProperties', 'patternProperties',
	'items', 'minItems', 'maxItems', 'uniqueItems', 'minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'anyOf',
	'oneOf', 'allOf', 'if', 'then', 'else', 'not', '$ref', '$defs', 'title', 'description', '$schema', '$id', '$comment',
	'default']);

// An object whose kinds are closed one by one, or whose content has a schema of its own.
const isDispatcher = (s) => Boolean(s.allOf && s.required && s.required.includes('kind'));
const isElsewhere = (s) => Boolean(s.$comment);

function lint(schema) {
	const faults = [];
	const visit = (s, at) => {
		for (const keyword of Object.keys(s))
			if (!KEYWORDS.has(keyword)) faults.push(`${at}: unknown keyword ${keyword}`);
		const types = [].concat(s.type ?? []);
		if (types.includes('object') && !('additionalProperties' in s) && !isDispatcher(s) && !isElsewhere(s))
			faults.push(`${at}: the object is open`);
		if (types.includes('string') && !('maxLength' in s)) faults.push(`${at}: the text has no bound`);
		if (types.includes('array') && !('maxItems' in s)) faults.push(`${at}: the list has no bound`);
		if (types.some((t) => t === 'integer' || t === 'number') && !('minimum' in s && 'maximum' in s))
			faults.push(`${at}: the number has no bounds`);
		if ('pattern' in s && !(s.pattern.startsWith('^') && s.pattern.endsWith('$')))
			faults.push(`${at}: the pattern is not anchored`);
		if (s.$ref && s.$ref !== '#' && !s.$ref.startsWith('#/$defs/')) faults.push(`${at}: leads outside`);
		for (const k of ['items', 'not', 'if', 'then', 'else']) if (s[k]) visit(s[k], `${at}/${k}`);
		if (s.additionalProperties) visit(s.additionalProperties, `${at}/additionalProperties`);
		for (const k of ['allOf', 'anyOf', 'oneOf']) (s[k] ?? []).forEach((x, i) => visit(x, `${at}/${k}/${i}`));
		for (const k of ['properties', 'patternProperties', '$defs'])
			for (const [name, x] of Object.entries(s[k] ?? {})) visit(x, `${at}/${k}/${name}`);
	};
	visit(schema, '#');
	return faults;
}

module.exports = { lint };
