-- Organisations, accounts, sessions, links that work once, and how often something was tried.

-- :organisation_add
INSERT INTO organisation (kind, name_ja, name_en, corporate_number, identity_proof, authority, levels,
	accredited_from, accredited_until, created)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- :organisation_by_id
SELECT * FROM organisation WHERE id = $1

-- :organisation_accredit
UPDATE organisation SET levels = $2, accredited_from = $3, accredited_until = $4 WHERE id = $1 AND kind = 'evaluator'

-- :organisation_by_authority
SELECT * FROM organisation WHERE authority = $1

-- :organisations
SELECT * FROM organisation ORDER BY kind, id

-- :evaluators
SELECT * FROM organisation WHERE kind = 'evaluator' ORDER BY id

-- :account_add
INSERT INTO account (organisation, mail, name, role, language, state, created)
VALUES ($1, $2, $3, $4, $5, 'invited', $6)

-- :account_by_id
SELECT a.id, a.organisation, a.mail, a.name, a.role, a.language, a.state, a.created,
	o.kind AS organisation_kind, o.name_ja AS organisation_ja, o.name_en AS organisation_en,
	o.authority AS authority
FROM account a JOIN organisation o ON o.id = a.organisation WHERE a.id = $1

-- :account_secrets
SELECT id, state, role, password_hash, failures, locked_until FROM account
WHERE id = $1

-- :account_id_by_mail
SELECT id FROM account WHERE mail = $1

-- :accounts
SELECT a.id, a.mail, a.name, a.role, a.language, a.state, a.created, a.organisation,
	o.name_ja AS organisation_ja, o.name_en AS organisation_en
FROM account a JOIN organisation o ON o.id = a.organisation ORDER BY a.id

-- :accounts_of_role
SELECT id, mail, language FROM account WHERE role = $1 AND state = 'active' ORDER BY id

-- :accounts_of_organisation
SELECT id, mail, language, name, role, state FROM account WHERE organisation = $1 ORDER BY id

-- :account_activate
UPDATE account SET state = 'active', password_hash = $2, failures = 0, locked_until = 0, name = $3 WHERE id = $1

-- :account_password
UPDATE account SET password_hash = $2, failures = 0, locked_until = 0 WHERE id = $1

-- :account_failed
UPDATE account SET failures = failures + 1, locked_until = $2 WHERE id = $1

-- :account_succeeded
UPDATE account SET failures = 0, locked_until = 0 WHERE id = $1

-- :account_close
UPDATE account SET state = 'closed' WHERE id = $1 AND state <> 'closed'

-- :account_language
UPDATE account SET language = $2 WHERE id = $1

-- :session_add
INSERT INTO session (token_hash, account, csrf, opened, seen, ends) VALUES ($1, $2, $3, $4, $4, $5)

-- :session_by_hash
SELECT s.account, s.csrf, s.opened, s.seen, s.ends,
	a.id, a.organisation, a.mail, a.name, a.role, a.language,
	o.kind AS organisation_kind, o.name_ja AS organisation_ja, o.name_en AS organisation_en,
	o.authority AS authority
FROM session s JOIN account a ON a.id = s.account JOIN organisation o ON o.id = a.organisation
WHERE s.token_hash = $1 AND s.ends > $2 AND s.seen > $3 AND a.state = 'active'

-- :session_seen
UPDATE session SET seen = $2 WHERE token_hash = $1

-- :session_close
DELETE FROM session WHERE token_hash = $1

-- :sessions_close
DELETE FROM session WHERE account = $1

-- :sessions_tidy
DELETE FROM session WHERE ends <= $1 OR seen <= $2

-- :link_add
INSERT INTO link (token_hash, account, purpose, totp_secret, grant_text, created, ends)
VALUES ($1, $2, $3, $4, coalesce($5, (SELECT grant_text FROM link WHERE account = $2 AND grant_text IS NOT NULL
	ORDER BY created DESC LIMIT 1)), $6, $7)

-- :link_by_hash
SELECT l.account, l.purpose, l.totp_secret, l.grant_text, l.ends, a.mail, a.name, a.state, a.role, a.language
FROM link l JOIN account a ON a.id = l.account
WHERE l.token_hash = $1 AND l.used IS NULL AND l.ends > $2 AND a.state <> 'closed'

-- :link_use
UPDATE link SET used = $2, totp_secret = '' WHERE token_hash = $1 AND used IS NULL

-- :links_void
UPDATE link SET used = $2, totp_secret = '' WHERE account = $1 AND used IS NULL

-- :links_tidy
DELETE FROM link WHERE ends <= $1

-- :rate_get
SELECT count FROM rate WHERE subject = $1 AND since > $2

-- :rate_count
INSERT INTO rate (subject, since, count) VALUES ($1, $2, 1)
ON CONFLICT (subject) DO UPDATE SET count = CASE WHEN rate.since > $3 THEN rate.count + 1 ELSE 1 END,
	since = CASE WHEN rate.since > $3 THEN rate.since ELSE excluded.since END

-- :rates_tidy
DELETE FROM rate WHERE since <= $1
