-- The authority's desk: its own inquiries, those without an answer first.

-- :authority_inquiries
SELECT i.id, i.state, i.asked, i.due, i.answer, i.answered, p.application_number, p.level,
	o.name_ja AS organisation_ja, o.name_en AS organisation_en,
	json_extract(p.body_json, '$.product.name.ja') AS product_ja,
	json_extract(p.body_json, '$.product.name.en') AS product_en
FROM inquiry i JOIN application p ON p.id = i.application JOIN organisation o ON o.id = p.organisation
WHERE i.authority = $1 AND (i.state = 'asked') = ($2 = 'open') AND (i.due > $3 OR (i.due = $3 AND i.id > $4))
ORDER BY i.due, i.id LIMIT 51

-- :authority_counts
SELECT (SELECT count(*) FROM inquiry WHERE authority = $1 AND state = 'asked') AS open_count,
	(SELECT count(*) FROM inquiry WHERE authority = $1 AND state <> 'asked') AS closed_count
