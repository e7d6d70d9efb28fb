-- The administrator's desk.  Of a mail only that it went: its body may hold a link that works once.

-- :admin_accounts
SELECT a.id, a.mail, a.name, a.role, a.language, a.state, a.created, a.organisation,
	o.name_ja AS organisation_ja, o.name_en AS organisation_en
FROM account a JOIN organisation o ON o.id = a.organisation
WHERE a.id > $1 AND ($2 = 0 OR a.organisation = $2) ORDER BY a.id LIMIT 101

-- :admin_organisations
SELECT o.*, (SELECT count(*) FROM account a WHERE a.organisation = o.id AND a.state <> 'closed') AS accounts
FROM organisation o WHERE o.id > $1 ORDER BY o.id LIMIT 101

-- :admin_choices
SELECT id, kind, name_ja, name_en FROM organisation ORDER BY kind, name_ja, id LIMIT 5000

-- :admin_outbox
SELECT id, mail, language, subject, created, sent, tries, next_try, problem, abandoned,
	sent IS NULL AND abandoned IS NOT NULL AND body <> '' AS may_retry FROM outbox
WHERE ($1 = 0 OR id < $1) AND ($2 = 'all' OR ($2 = 'sent' AND sent IS NOT NULL)
	OR ($2 = 'waiting' AND sent IS NULL AND abandoned IS NULL)
	OR ($2 = 'failed' AND sent IS NULL AND problem IS NOT NULL))
ORDER BY id DESC LIMIT 101

-- :admin_figures
SELECT (SELECT count(*) FROM organisation) AS organisations,
	(SELECT count(*) FROM account WHERE state = 'active') AS active,
	(SELECT count(*) FROM account WHERE state = 'invited') AS invited,
	(SELECT count(*) FROM outbox WHERE sent IS NULL AND abandoned IS NULL) AS waiting,
	(SELECT count(*) FROM outbox WHERE sent IS NULL AND problem IS NOT NULL) AS failed
