-- What `hoshi procure --registry` asks: every public label with its models, a label's rows together.

-- :procure_labels
SELECT l.id, l.number, l.level, l.status, l.issued, l.valid_until, l.body_json, m.number AS model
FROM label l JOIN label_model m ON m.label = l.number ORDER BY l.id, m.position

-- :procure_edition
SELECT coalesce(max(seq), 0) AS seq, coalesce(max(at), 0) AS at FROM event
