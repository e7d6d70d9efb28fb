/*
 * What the parts of certify.t share: node certify.js PART PORT DATA TOKEN SHIFT, each part in a
 * registry of its own whose clock the script has set.
 */
'use strict';

const fs = require('fs');
const { ok, Registry, readClock, moveClock, said, today, unescapeHtml } = require('./people.js');

const [part, port, data, token] = process.argv.slice(2);
const registry = new Registry(port, data);
const people = {}; /* filled at the start */

/* ---- the clock ---- */

/* On to an hour of Tokyo. */
function moveTo(hour)
{
	moveClock(Date.parse(`${hour}:00+09:00`));
}

/* ---- what everybody does ---- */

const idOf = at => /\d+$/.exec(at)[0];
const state = at => registry.sql(`SELECT state FROM application WHERE id = ${idOf(at)}`);
const column = (at, name) => registry.sql(`SELECT ${name} FROM application WHERE id = ${idOf(at)}`);
const desk = at => `/officer/applications/${idOf(at)}`;

/* A move that has to be refused: 422, with these words, and nothing has changed. */
async function refused(who, page, move, fields, words, what)
{
	const before = registry.state();
	const csrf = await who.csrf();
	const rs = await who.post(`${page}/move`, { csrf, move, ...fields });
	const text = said(rs.body);

	ok(rs.status === 422 && words.test(text) && registry.state() === before, what,
		`${rs.status} ${text}${registry.state() === before ? '' : '\nand something has changed'}`);
}

/* A page as text. */
function plain(html)
{
	return unescapeHtml(html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '));
}

async function reads(who, page)
{
	return plain((await who.get(page)).body);
}

async function answerInquiries(at)
{
	for (const id of registry.sql(`SELECT id FROM inquiry WHERE application = ${idOf(at)} AND state = 'asked'`).split('\n'))
		await people.authority.move(`/authority/inquiries/${id}`, 'answer', { answer: 'no_objection' });
}

async function addBody(name, levels, from, until)
{
	await people.admin.do('/admin/organisations', '/admin/organisations', { kind: 'evaluator', name_ja: name, name_en: name, levels,
		accredited_from: from, accredited_until: until, factor: people.admin.code() });
	return registry.sql('SELECT max(id) FROM organisation');
}

/* From "submitted" to the label. */
async function toTheLabel(at, fields = {})
{
	const { officer } = people;

	await officer.move(desk(at), 'pass_form_check');
	await answerInquiries(at);
	await officer.move(desk(at), 'accept');
	await officer.move(desk(at), 'record_fee', { paid_on: today(), ...fields });
	await officer.move(desk(at), 'issue', { factor: officer.code() });
	return column(at, 'registration_number');
}

const fee = at => registry.sql(`SELECT yen || ' ' || rule || ' ' || is_official FROM fee WHERE application = ${idOf(at)}`);

module.exports = { part, token, registry, people, readClock, moveTo, idOf, state, column, desk, refused, plain, reads, answerInquiries, addBody,
	toTheLabel, fee };
