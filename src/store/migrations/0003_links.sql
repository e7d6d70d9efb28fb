-- Mail that is given up, and what was found out about the addresses of pages that makers publish.

ALTER TABLE outbox ADD COLUMN abandoned INTEGER; -- since when nobody tries any more; problem says why

CREATE TABLE web_link (
	url TEXT PRIMARY KEY,
	wanted INTEGER NOT NULL,          -- when it was last seen in an application or on a label
	taken INTEGER NOT NULL DEFAULT 0, -- when it was last given out to be looked at
	state TEXT CHECK (state IN ('ok', 'broken')), -- NULL: nothing is known
	detail TEXT,
	checked INTEGER
);
CREATE INDEX web_link_taken ON web_link (taken);
