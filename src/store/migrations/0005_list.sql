-- Lists of labelled products that somebody else publishes, imported to be looked up.  Nothing here is a
-- label of this registry: no event speaks of it, no fold makes it, no search of labels finds it.

CREATE TABLE product_list (
	id INTEGER PRIMARY KEY AUTOINCREMENT, -- none comes twice: who confirms a draft confirms what was seen
	slug TEXT NOT NULL,             -- of its address; a newer edition takes the place of the one before
	state TEXT NOT NULL CHECK (state IN ('draft', 'public')),
	name_ja TEXT NOT NULL CHECK (name_ja <> ''),
	name_en TEXT NOT NULL CHECK (name_en <> ''),
	source TEXT NOT NULL CHECK (source <> ''), -- who publishes it
	url TEXT,
	edition TEXT NOT NULL,          -- the day that its publisher gives it
	file_name TEXT NOT NULL,
	sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
	is_official_columns INTEGER NOT NULL CHECK (is_official_columns IN (0, 1)),
	rows_read INTEGER NOT NULL,     -- below the heading
	products INTEGER NOT NULL,
	refused INTEGER NOT NULL,
	columns_json TEXT NOT NULL,     -- how the columns were understood
	warnings_json TEXT NOT NULL,
	imported INTEGER NOT NULL,
	imported_by INTEGER REFERENCES account (id), -- NULL: from the command line
	UNIQUE (slug, state)
);

CREATE TABLE product_list_entry (
	list INTEGER NOT NULL REFERENCES product_list (id),
	position INTEGER NOT NULL,
	number TEXT NOT NULL,
	name TEXT,
	level INTEGER,
	status TEXT,
	issued TEXT,
	valid_until TEXT,
	models_json TEXT NOT NULL,
	makers_json TEXT NOT NULL,
	PRIMARY KEY (list, position)
) WITHOUT ROWID;

-- What an entry is found by, a line each, folded, with a line end before and after: narrow rows, as a
-- search reads all of them.
CREATE TABLE product_list_text (
	list INTEGER NOT NULL REFERENCES product_list (id),
	position INTEGER NOT NULL,
	folded TEXT NOT NULL,
	PRIMARY KEY (list, position)
) WITHOUT ROWID;

-- The filters of labels by days read these alone.
CREATE INDEX label_search_issued ON label_search (issued);
CREATE INDEX label_search_until ON label_search (valid_until);
