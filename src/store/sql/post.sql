-- What the jobs process does for the registry on the network: mail to be sent, pages to be looked at.

-- :mail_next
SELECT id, mail, language, subject, body, created, tries FROM outbox
WHERE sent IS NULL AND abandoned IS NULL AND next_try <= $1 ORDER BY next_try, id LIMIT 1

-- :mail_when
SELECT coalesce(min(next_try), -1) FROM outbox WHERE sent IS NULL AND abandoned IS NULL

-- :mail_take
UPDATE outbox SET tries = tries + 1, next_try = $2 WHERE id = $1 AND sent IS NULL AND abandoned IS NULL

-- :mail_sent
UPDATE outbox SET sent = $2, problem = NULL WHERE id = $1 AND sent IS NULL

-- :mail_failed
UPDATE outbox SET problem = $2, abandoned = $3 WHERE id = $1 AND sent IS NULL AND abandoned IS NULL

-- :mail_tries
SELECT tries FROM outbox WHERE id = $1 AND sent IS NULL AND abandoned IS NULL

-- :mail_retry
UPDATE outbox SET abandoned = NULL, tries = 0, next_try = 0
WHERE id = $1 AND sent IS NULL AND abandoned IS NOT NULL AND body <> ''

-- :mails_forget
UPDATE outbox SET body = '' WHERE body <> '' AND (sent <= $1 OR abandoned <= $1)

-- :web_links_of_applications
SELECT body_json FROM application WHERE state = 'submitted' ORDER BY id

-- :web_links_of_labels
SELECT id, body_json FROM label WHERE id > $1 AND status IN ('valid', 'extension_pending') ORDER BY id LIMIT 200

-- :web_link_want
INSERT INTO web_link (url, wanted) VALUES ($1, $2) ON CONFLICT (url) DO UPDATE SET wanted = excluded.wanted

-- :web_link_next
SELECT url FROM web_link WHERE taken <= $1 AND wanted > $2 ORDER BY taken, url LIMIT 1

-- :web_link_take
UPDATE web_link SET taken = $2 WHERE url = $1

-- :web_link_checked
UPDATE web_link SET state = $2, detail = $3, checked = $4 WHERE url = $1

-- :web_links_known
SELECT DISTINCT w.url, w.state, w.detail FROM application p, json_tree(p.body_json) t, web_link w
WHERE p.id = $1 AND t.type = 'text' AND w.url = t.value AND w.state IS NOT NULL AND w.checked > $2 ORDER BY w.url

-- :web_links_again
UPDATE web_link SET taken = 0, wanted = $2 WHERE state = 'broken' AND url IN (
	SELECT t.value FROM application p, json_tree(p.body_json) t WHERE p.id = $1 AND t.type = 'text')

-- :web_links_asked
SELECT count(*) FROM web_link WHERE taken = 0 AND state = 'broken'

-- :web_links_tidy
DELETE FROM web_link WHERE wanted <= $1

-- :owner_count
SELECT count(*) FROM organisation WHERE kind = 'owner'
