-- The public tables.  Only scheme/fold.c writes them.

-- :event_add
INSERT INTO event (at, kind, label, body_json, entry) VALUES ($1, $2, $3, $4, $5)

-- :event_withhold
UPDATE event SET at = $2, body_json = $3 WHERE entry = $1 AND body_json <> $3

-- :events_all
SELECT seq, at, kind, label, body_json, entry FROM event ORDER BY seq

-- :event_newest
SELECT coalesce(max(seq), 0) FROM event

-- :label_add
INSERT INTO label (number, id, level, status, status_since, issued, valid_until, support_until, body_json,
	changed, changed_at, statement, statement_full)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $2, $5, $10, $11)

-- :label_status_set
UPDATE label SET status = $2, status_since = $3, valid_until = $4, changed = $5, changed_at = $3 WHERE number = $1

-- :label_body_set
UPDATE label SET body_json = $2, support_until = $3, changed = $4, changed_at = $5 WHERE number = $1

-- :label_changed
UPDATE label SET changed = $2, changed_at = $3 WHERE number = $1

-- :label_model_add
INSERT INTO label_model (label, position, number, name) VALUES ($1, $2, $3, $4)

-- :label_models_drop
DELETE FROM label_model WHERE label = $1

-- :label_status_add
INSERT INTO label_status (label, seq, at, status, valid_until, reason_ja, reason_en) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- :label_notice_add
INSERT INTO label_notice (label, seq, at, kind, ja, en, url) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- :label_by_number
SELECT * FROM label WHERE number = $1

-- :label_models
SELECT position, number, name FROM label_model WHERE label = $1 ORDER BY position

-- :label_models_count
SELECT count(*) FROM label_model WHERE label = $1

-- :label_statuses
SELECT seq, at, status, valid_until, reason_ja, reason_en FROM label_status WHERE label = $1 ORDER BY seq DESC

-- :label_notices
SELECT seq, at, kind, ja, en, url FROM label_notice WHERE label = $1 ORDER BY seq DESC

-- :label_figures
SELECT (SELECT count(*) FROM label WHERE (status = 'valid' AND valid_until >= $1)
		OR (status = 'extension_pending' AND valid_until >= $2)) AS labels,
	(SELECT count(*) FROM label_model m JOIN label l ON l.number = m.label
		WHERE (l.status = 'valid' AND l.valid_until >= $1)
			OR (l.status = 'extension_pending' AND l.valid_until >= $2)) AS models

-- :fold_drop_notices
DELETE FROM label_notice

-- :fold_drop_statuses
DELETE FROM label_status

-- :fold_drop_models
DELETE FROM label_model

-- :fold_drop_labels
DELETE FROM label

-- :fold_dump_labels
SELECT number, id, level, status, status_since, issued, valid_until, support_until, body_json, changed, changed_at,
	statement, statement_full
FROM label ORDER BY number

-- :fold_dump_models
SELECT label, position, number, name FROM label_model ORDER BY label, position

-- :fold_dump_statuses
SELECT label, seq, at, status, valid_until, reason_ja, reason_en FROM label_status ORDER BY label, seq

-- :fold_dump_notices
SELECT label, seq, at, kind, ja, en, url FROM label_notice ORDER BY label, seq
