-- The officer's desk and the auditor's.  "turn" says whose it is to go on: the officer's ('officer'),
-- another officer's ('colleague': the second half of a decision), the maker's, an authority's.  What a
-- maker has not handed in yet is in no list (facts_owner_sees).

-- :officer_queue
SELECT q.* FROM (SELECT p.id, p.level, p.state, p.application_number, p.received_as, p.submitted, p.due,
	o.name_ja AS organisation_ja, o.name_en AS organisation_en,
	json_extract(p.body_json, '$.product.name.ja') AS product_ja,
	json_extract(p.body_json, '$.product.name.en') AS product_en,
	coalesce(p.due, '9999-12-31') AS due_key,
	p.due IS NOT NULL AND p.due < $4 AS is_late,
	CASE
	WHEN p.state IN ('draft', 'numbered', 'returned') THEN
		CASE WHEN p.received_as = 'online' THEN 'maker' ELSE 'officer' END
	WHEN p.state = 'submitted' THEN 'officer'
	WHEN p.state = 'inquiry' THEN CASE
		WHEN EXISTS (SELECT 1 FROM inquiry i WHERE i.application = p.id AND i.answer = 'objection') THEN 'officer'
		WHEN EXISTS (SELECT 1 FROM inquiry i WHERE i.application = p.id AND i.state = 'asked') THEN 'authority'
		ELSE 'officer' END
	WHEN p.state = 'accepted' THEN
		CASE WHEN p.is_provisional_asked = 1 AND p.provisional_number IS NULL THEN 'officer' ELSE 'maker' END
	WHEN p.state = 'paid' THEN CASE WHEN p.level >= 3 AND p.report_json IS NULL THEN 'maker' ELSE 'officer' END
	WHEN p.state = 'proposed' THEN CASE WHEN (SELECT d.account FROM decision d WHERE d.application = p.id
		AND d.action = 'propose_certification' ORDER BY d.id DESC LIMIT 1) = $2 THEN 'colleague' ELSE 'officer' END
	END AS turn,
	(SELECT a.role FROM message m JOIN account a ON a.id = m.account
		WHERE m.application = p.id ORDER BY m.id DESC LIMIT 1) AS spoke_last
FROM application p JOIN organisation o ON o.id = p.organisation
WHERE (p.submitted IS NOT NULL OR p.received_as <> 'online') AND ($1 IN ('all', p.state)
	OR (p.state NOT IN ('issued', 'not_accepted', 'refused', 'withdrawn') AND $1 IN ('mine', 'late', 'asked')))) q
WHERE (q.due_key > $3 OR (q.due_key = $3 AND q.id > $5))
	AND ($1 <> 'mine' OR q.turn = 'officer') AND ($1 <> 'late' OR q.is_late)
	AND ($1 <> 'asked' OR q.spoke_last = 'maker')
ORDER BY q.due_key, q.id LIMIT 51

-- What is his own to do is said here as in officer_queue (a test compares both).
-- :officer_tasks
SELECT (SELECT count(*) FROM application p WHERE p.state = 'submitted'
		OR (p.state IN ('draft', 'numbered', 'returned') AND p.received_as <> 'online')
		OR (p.state = 'inquiry' AND (NOT EXISTS (SELECT 1 FROM inquiry i WHERE i.application = p.id AND i.state = 'asked')
			OR EXISTS (SELECT 1 FROM inquiry i WHERE i.application = p.id AND i.answer = 'objection')))
		OR (p.state = 'accepted' AND p.is_provisional_asked = 1 AND p.provisional_number IS NULL)
		OR (p.state = 'paid' AND (p.level < 3 OR p.report_json IS NOT NULL))
		OR (p.state = 'proposed' AND (SELECT d.account FROM decision d WHERE d.application = p.id
			AND d.action = 'propose_certification' ORDER BY d.id DESC LIMIT 1) <> $1)) AS mine,
	(SELECT count(*) FROM application p WHERE p.state NOT IN ('issued', 'not_accepted', 'refused', 'withdrawn')
		AND (p.submitted IS NOT NULL OR p.received_as <> 'online') AND p.due < $2) AS late,
	(SELECT count(*) FROM application p WHERE p.state NOT IN ('issued', 'not_accepted', 'refused', 'withdrawn')
		AND (p.submitted IS NOT NULL OR p.received_as <> 'online')
		AND (SELECT a.role FROM message m JOIN account a ON a.id = m.account
			WHERE m.application = p.id ORDER BY m.id DESC LIMIT 1) = 'maker') AS asked,
	(SELECT count(*) FROM notice WHERE state = 'open') AS notices,
	(SELECT count(*) FROM registration WHERE state = 'extension_pending') AS renewals,
	(SELECT count(*) FROM registration WHERE hearing_opened IS NOT NULL AND hearing_held IS NULL
		AND state IN ('valid', 'extension_pending', 'suspended')) AS hearings

-- :officer_organisations
SELECT id, kind, name_ja, name_en, corporate_number FROM organisation ORDER BY id

-- :officer_found
SELECT p.id, p.level, p.state, p.application_number, p.acceptance_number, p.provisional_number,
	p.registration_number, p.due, o.name_ja AS organisation_ja, o.name_en AS organisation_en,
	json_extract(p.body_json, '$.product.name.ja') AS product_ja,
	json_extract(p.body_json, '$.product.name.en') AS product_en
FROM application p JOIN organisation o ON o.id = p.organisation
WHERE (p.submitted IS NOT NULL OR p.received_as <> 'online') AND (p.organisation = $1
	OR upper(p.application_number) LIKE $2 ESCAPE '!' OR upper(p.acceptance_number) LIKE $2 ESCAPE '!'
	OR upper(p.provisional_number) LIKE $2 ESCAPE '!' OR upper(p.registration_number) LIKE $2 ESCAPE '!')
ORDER BY p.id DESC LIMIT 101

-- :officer_labels
SELECT r.number, r.level, r.state, r.issued, r.valid_until, r.application, r.hearing_opened, r.hearing_held,
	o.name_ja AS organisation_ja, o.name_en AS organisation_en,
	json_extract(p.body_json, '$.product.name.ja') AS product_ja,
	json_extract(p.body_json, '$.product.name.en') AS product_en,
	(SELECT count(*) FROM notice n WHERE n.registration = r.number AND n.state = 'open') AS notices
FROM registration r JOIN organisation o ON o.id = r.organisation JOIN application p ON p.id = r.application
WHERE (r.valid_until > $2 OR (r.valid_until = $2 AND r.number > $3)) AND ($1 IN ('all', r.state)
	OR ($1 = 'ending' AND r.state IN ('valid', 'extension_pending', 'suspended') AND r.valid_until <= $4)
	OR ($1 = 'hearing' AND r.hearing_opened IS NOT NULL AND r.hearing_held IS NULL
		AND r.state IN ('valid', 'extension_pending', 'suspended')))
ORDER BY r.valid_until, r.number LIMIT 51

-- :officer_notices
SELECT n.id, n.registration, n.kind, n.state, n.at, n.answered, a.name AS account_name, r.level,
	o.name_ja AS organisation_ja, o.name_en AS organisation_en,
	json_extract(p.body_json, '$.product.name.ja') AS product_ja,
	json_extract(p.body_json, '$.product.name.en') AS product_en
FROM notice n JOIN account a ON a.id = n.account JOIN registration r ON r.number = n.registration
JOIN organisation o ON o.id = r.organisation JOIN application p ON p.id = r.application
WHERE (n.state = 'open') = ($1 = 'open') AND ($2 = 0 OR n.id < $2)
ORDER BY n.id DESC LIMIT 51

-- :officer_inquiries
SELECT i.*, a.name AS answered_by_name, a.role AS answered_by_role FROM inquiry i
LEFT JOIN account a ON a.id = i.answered_by WHERE i.application = $1 ORDER BY i.id

-- :audit_trail
SELECT u.*, a.name AS account_name, a.role AS account_role,
	u.subject_kind = 'application' AND EXISTS (SELECT 1 FROM application p WHERE p.id = CAST(u.subject AS INTEGER)
		AND p.submitted IS NULL AND p.received_as = 'online') AS is_makers
FROM audit u LEFT JOIN account a ON a.id = u.account
WHERE ($1 = 0 OR u.id < $1) AND ($2 = '' OR u.subject_kind = $2) AND ($3 = '' OR u.subject = $3)
	AND u.at >= $4 AND u.at < $5
ORDER BY u.id DESC LIMIT $6

-- :officer_makers
SELECT id, name_ja, name_en, corporate_number FROM organisation WHERE kind = 'maker' ORDER BY name_ja, id LIMIT 5000

-- :officer_notice
SELECT n.*, a.name AS account_name, b.name AS answered_by_name, r.level, r.application, r.state AS label_state,
	o.name_ja AS organisation_ja, o.name_en AS organisation_en
FROM notice n JOIN account a ON a.id = n.account LEFT JOIN account b ON b.id = n.answered_by
JOIN registration r ON r.number = n.registration JOIN organisation o ON o.id = r.organisation
WHERE n.id = $1
