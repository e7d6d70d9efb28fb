-- The search index.  Only src/store/search*.c uses these.

-- :search_label
SELECT label, number, level, status, category, maker, issued, valid_until FROM label_search WHERE label = $1

-- Read from the indexes of migration 0005 alone.
-- :search_issued_between
SELECT label FROM label_search WHERE issued BETWEEN $1 AND $2

-- :search_until_between
SELECT label FROM label_search WHERE valid_until BETWEEN $1 AND $2

-- :search_label_put
INSERT INTO label_search (label, number, level, status, category, maker, issued, valid_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (label) DO UPDATE SET number = excluded.number, level = excluded.level, status = excluded.status,
	category = excluded.category, maker = excluded.maker, issued = excluded.issued,
	valid_until = excluded.valid_until

-- :search_labels_clear
DELETE FROM label_search

-- :search_text
SELECT folded, shown FROM search_text WHERE label = $1

-- :search_text_put
INSERT INTO search_text (label, folded, shown) VALUES ($1, $2, $3)
ON CONFLICT (label) DO UPDATE SET folded = excluded.folded, shown = excluded.shown

-- :search_texts_clear
DELETE FROM search_text

-- :search_gram_chunks
SELECT chunk, members FROM search_gram WHERE gram = $1 ORDER BY chunk

-- :search_gram_chunk
SELECT members FROM search_gram WHERE gram = $1 AND chunk = $2

-- :search_gram_put
INSERT INTO search_gram (gram, chunk, members) VALUES ($1, $2, $3)
ON CONFLICT (gram, chunk) DO UPDATE SET members = excluded.members

-- :search_gram_drop
DELETE FROM search_gram WHERE gram = $1 AND chunk = $2

-- :search_grams_clear
DELETE FROM search_gram
