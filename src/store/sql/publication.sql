-- What waits to become public.  Written by scheme/publisher.c.

-- :publication_add
INSERT INTO publication (at, due, action, events_json, decisions_json) VALUES ($1, $2, $3, $4, $5)

-- :publications_due
SELECT id, at, action, events_json, decisions_json FROM publication WHERE due <= $1 ORDER BY id LIMIT 64

-- :publication_drop
DELETE FROM publication WHERE id = $1
