-- What was decided and waits to become public: one row for each decision, whole.  A row goes when its
-- events are in the table event; nobody outside sees that it was there.
CREATE TABLE publication (
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,            -- when it was decided
	due INTEGER NOT NULL,           -- from when on everybody may know
	action TEXT NOT NULL,           -- a name of the workflow: "suspend"
	events_json TEXT NOT NULL,      -- [{kind, label, body}, ...]
	decisions_json TEXT NOT NULL,   -- those behind it, as the signer attested them
	problem TEXT                    -- why it could not be published, if it was tried
);
CREATE INDEX publication_due ON publication (due, id);
