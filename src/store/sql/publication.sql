-- What waits to become public, and how far the log was followed.  Written by scheme/publisher.c.

-- :publication_add
INSERT INTO publication (token, at, due, action, events_json, decisions_json) VALUES ($1, $2, $3, $4, $5, $6)

-- :publications_due
SELECT id, token, at, action, events_json, decisions_json FROM publication
WHERE due <= $1 AND problem IS NULL ORDER BY id LIMIT 64

-- The next moment at which something is due; far away when nothing is.
-- :publication_next
SELECT coalesce(min(due), $1) FROM publication WHERE problem IS NULL

-- :publication_drop
DELETE FROM publication WHERE token = $1

-- :publication_refused
UPDATE publication SET problem = $2 WHERE token = $1

-- :publications_stuck
SELECT id, at, action, problem FROM publication WHERE problem IS NOT NULL ORDER BY id

-- :publications_waiting
SELECT count(*) FROM publication WHERE id <= $1 AND due <= $2 AND problem IS NULL

-- :log_next
SELECT next FROM log_position

-- :log_next_set
UPDATE log_position SET next = $1

-- 0: it is neither the last one of its subject in the log nor on its way there.  One that the signer
-- refused counts: a person looks at it, and it need not be asked again with every start.
-- :adopted_count
SELECT (SELECT count(*) FROM adopted WHERE subject = $1 AND sha256 = $2)
	+ (SELECT count(*) FROM publication p, json_each(p.events_json) e WHERE p.action = 'adopt'
		AND e.value ->> 'subject' = $1 AND e.value -> 'body' ->> 'sha256' = $2)

-- :adopted_set
INSERT INTO adopted (subject, sha256) VALUES ($1, $2) ON CONFLICT (subject) DO UPDATE SET sha256 = excluded.sha256
