-- Imported lists.  Only src/scheme/list_*.c writes; nothing here touches a label of this registry.

-- :list_add
INSERT INTO product_list (slug, state, name_ja, name_en, source, url, edition, file_name, sha256,
	is_official_columns, rows_read, products, refused, columns_json, warnings_json, imported, imported_by)
VALUES ($1, 'draft', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)

-- :list_entry_add
INSERT INTO product_list_entry (list, position, number, name, level, status, issued, valid_until, models_json,
	makers_json)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- :list_text_add
INSERT INTO product_list_text (list, position, folded) VALUES ($1, $2, $3)

-- :list_publish
UPDATE product_list SET state = 'public' WHERE id = $1 AND state = 'draft'

-- :list_texts_drop
DELETE FROM product_list_text WHERE list = $1

-- :list_entries_drop
DELETE FROM product_list_entry WHERE list = $1

-- :list_drop
DELETE FROM product_list WHERE id = $1

-- :list_by_id
SELECT l.*, a.name AS account_name FROM product_list l LEFT JOIN account a ON a.id = l.imported_by WHERE l.id = $1

-- :list_by_slug
SELECT * FROM product_list WHERE slug = $1 AND state = $2

-- How many lists there would be beside those of a slug, and how many products in them.
-- :list_others
SELECT count(*) AS lists, coalesce(sum(products), 0) AS products FROM product_list WHERE slug <> $1

-- :lists
SELECT id, slug, state, name_ja, name_en, source, url, edition, file_name, sha256, is_official_columns, rows_read,
	products, refused, imported
FROM product_list WHERE state = 'public' OR $1 = 1 ORDER BY name_ja, slug, state LIMIT 1000

-- :list_entry
SELECT e.*, l.slug, l.name_ja, l.name_en, l.edition, l.source
FROM product_list_entry e JOIN product_list l ON l.id = e.list WHERE e.list = $1 AND e.position = $2

-- :list_entries
SELECT * FROM product_list_entry WHERE list = $1 ORDER BY position

-- :list_browse
SELECT 2 AS rank, list, position FROM product_list_text WHERE list = $1 AND position > $2 ORDER BY position LIMIT $3

-- Of public lists, or of one: those that have every word; first what is the text itself, then what begins so.
-- :list_find
SELECT rank, list, position FROM (
	SELECT list, position, CASE WHEN instr(folded, $10) THEN 0 WHEN instr(folded, $11) THEN 1 ELSE 2 END AS rank
	FROM product_list_text
	WHERE list IN (SELECT id FROM product_list WHERE state = 'public' AND ($1 = 0 OR id = $1))
		AND instr(folded, $2) AND instr(folded, $3) AND instr(folded, $4) AND instr(folded, $5)
		AND instr(folded, $6) AND instr(folded, $7) AND instr(folded, $8) AND instr(folded, $9))
WHERE (rank, list, position) > ($12, $13, $14) ORDER BY rank, list, position LIMIT $15

-- :list_count
SELECT count(*) FROM (
	SELECT 1 FROM product_list_text
	WHERE list IN (SELECT id FROM product_list WHERE state = 'public' AND ($1 = 0 OR id = $1))
		AND instr(folded, $2) AND instr(folded, $3) AND instr(folded, $4) AND instr(folded, $5)
		AND instr(folded, $6) AND instr(folded, $7) AND instr(folded, $8) AND instr(folded, $9) LIMIT $10)
