-- The search index: public, written by search_put alone, made anew from the public tables at any time.

-- What a list shows and filters by.
CREATE TABLE label_search (
	label INTEGER PRIMARY KEY,
	number TEXT NOT NULL UNIQUE,
	level INTEGER NOT NULL,
	status TEXT NOT NULL,
	category TEXT,
	maker TEXT,                     -- NULL unless the maker agreed to be shown
	issued TEXT NOT NULL,
	valid_until TEXT
);

-- The texts of a label, a line each: folded with a line end before and after, and as they are shown
-- after a letter for their kind.
CREATE TABLE search_text (
	label INTEGER PRIMARY KEY,
	folded TEXT NOT NULL,
	shown TEXT NOT NULL
);

-- Which labels have a gram, 4096 labels a row: label = chunk * 4096 + place (docs/formats/store.md).
CREATE TABLE search_gram (
	gram TEXT NOT NULL,
	chunk INTEGER NOT NULL,
	members BLOB NOT NULL,
	PRIMARY KEY (gram, chunk)
) WITHOUT ROWID;
