/* Ways to a label other than the plain one, and its life: see certify_case.js for the arguments. */
'use strict';

const { ok, done, everybody } = require('./people.js');
const { part, token, registry, people, readClock } = require('./certify_case.js');
const { levels } = require('./certify_levels.js');
const { psti, byMail, provisional, told } = require('./certify_ways.js');
const { drafts, changes, end } = require('./certify_life.js');

async function ways()
{
	await told();
	await psti();
	await byMail();
	await provisional();
	await drafts();
	await changes();
}

(async () => {
	readClock();
	Object.assign(people, await everybody(registry, token));
	await { levels, ways, end }[part]();
	done();
})().catch(e => {
	ok(false, 'the test itself', e.stack);
	done();
});
