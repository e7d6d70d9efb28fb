-- What the public pages and the API ask for, besides the statements of public.sql.

-- :page_models
SELECT number, name FROM label_model WHERE label = $1 ORDER BY position LIMIT $2

-- :page_events
SELECT seq, at, kind, label, body_json FROM event WHERE seq > $1 ORDER BY seq

-- The categories that labels have, each once: one step of the index (migration 0003) for each.
-- :page_categories
WITH RECURSIVE c (category) AS (
	SELECT min(category) FROM label_search
	UNION ALL
	SELECT (SELECT min(category) FROM label_search WHERE category > c.category) FROM c
		WHERE c.category IS NOT NULL
)
SELECT category FROM c WHERE category IS NOT NULL LIMIT $1

-- Labels that the clock has yet to look at on this day: their last one has passed.  The private rows have
-- the same states in the same transactions, and an index that finds these few among all.
-- :labels_late
SELECT l.id AS label, l.status, l.valid_until FROM registration r JOIN label l ON l.number = r.number
WHERE r.state IN ('valid', 'extension_pending', 'suspended') AND r.valid_until < $1
