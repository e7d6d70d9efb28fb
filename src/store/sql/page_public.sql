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
