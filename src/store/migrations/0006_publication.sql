-- What was decided and waits to become public: one row for each decision, whole.  A row goes when its
-- events are in the log; nobody outside sees that it was there.
CREATE TABLE publication (
	id INTEGER PRIMARY KEY,
	token TEXT NOT NULL UNIQUE,     -- by which it is known again in the log
	at INTEGER NOT NULL,            -- when it was decided
	due INTEGER NOT NULL,           -- from when on everybody may know
	action TEXT NOT NULL,           -- a name of the workflow: "suspend"
	events_json TEXT NOT NULL,      -- [{kind, label or subject, body}, ...]
	decisions_json TEXT NOT NULL,   -- those behind it, as the signer attested them
	problem TEXT                    -- why the signer refused it: a person has to look
);
CREATE INDEX publication_due ON publication (due, id);

-- How far the log was followed: the next entry that is not in the public tables yet.
CREATE TABLE log_position (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	next INTEGER NOT NULL
);
INSERT INTO log_position (id, next) VALUES (1, 0);

-- The last one in the log of what the registry goes by: "criteria/jc-star-1".
CREATE TABLE adopted (
	subject TEXT PRIMARY KEY,
	sha256 TEXT NOT NULL            -- of its canonical JSON
);

-- The entry of the log that an event is, and the statements of a label as they stand in its codes.
ALTER TABLE event ADD COLUMN entry INTEGER;
ALTER TABLE label ADD COLUMN statement TEXT;
ALTER TABLE label ADD COLUMN statement_full TEXT;
