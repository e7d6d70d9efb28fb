-- The registry's tables.  Times are Unix seconds, days are YYYY-MM-DD in Asia/Tokyo, JSON is text.
-- Private first; the public ones at the end are a fold of the table event and of nothing else.

CREATE TABLE organisation (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('owner', 'maker', 'authority', 'evaluator')),
	name_ja TEXT NOT NULL CHECK (name_ja <> ''),
	name_en TEXT NOT NULL CHECK (name_en <> ''),
	corporate_number TEXT UNIQUE CHECK (length(corporate_number) = 13),
	identity_proof TEXT,
	authority TEXT UNIQUE,          -- id in the settings, of an authority
	levels TEXT,                    -- of an evaluator: "3,4"
	accredited_from TEXT,
	accredited_until TEXT,
	created INTEGER NOT NULL,
	CHECK ((kind = 'authority') = (authority IS NOT NULL))
);

CREATE TABLE account (
	id INTEGER PRIMARY KEY,
	organisation INTEGER NOT NULL REFERENCES organisation (id),
	mail TEXT NOT NULL UNIQUE CHECK (mail = lower(mail)),
	name TEXT NOT NULL,
	role TEXT NOT NULL CHECK (role IN ('maker', 'officer', 'authority', 'auditor', 'administrator')),
	language TEXT NOT NULL CHECK (language IN ('ja', 'en')),
	state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'closed')),
	password_hash TEXT,
	failures INTEGER NOT NULL DEFAULT 0,
	locked_until INTEGER NOT NULL DEFAULT 0,
	created INTEGER NOT NULL,
	CHECK (state <> 'active' OR password_hash IS NOT NULL) -- the second factor is the signer's
);
CREATE INDEX account_organisation ON account (organisation);

CREATE TABLE session (
	token_hash TEXT PRIMARY KEY,
	account INTEGER NOT NULL REFERENCES account (id),
	csrf TEXT NOT NULL,
	opened INTEGER NOT NULL,
	seen INTEGER NOT NULL,
	ends INTEGER NOT NULL
);
CREATE INDEX session_account ON session (account);

-- Links that work once: invitation and recovery.  totp_secret is a second factor on its way to be
-- confirmed, empty when the one that is there stays; grant_text is an administrator's decision that this
-- person be let in (signer/attest.h), where the role needs one.
CREATE TABLE link (
	token_hash TEXT PRIMARY KEY,
	account INTEGER NOT NULL REFERENCES account (id),
	purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'recovery')),
	totp_secret TEXT NOT NULL,
	grant_text TEXT,
	created INTEGER NOT NULL,
	ends INTEGER NOT NULL,
	used INTEGER
);

-- How often something was tried, by address or account, within a window.
CREATE TABLE rate (
	subject TEXT PRIMARY KEY,
	since INTEGER NOT NULL,
	count INTEGER NOT NULL
);

CREATE TABLE application (
	id INTEGER PRIMARY KEY,
	organisation INTEGER NOT NULL REFERENCES organisation (id),
	level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 4),
	route TEXT NOT NULL,
	state TEXT NOT NULL,
	version INTEGER NOT NULL DEFAULT 1,
	application_number TEXT UNIQUE,
	acceptance_number TEXT UNIQUE,
	provisional_number TEXT UNIQUE,
	is_provisional_asked INTEGER NOT NULL DEFAULT 0 CHECK (is_provisional_asked IN (0, 1)),
	registration_number TEXT UNIQUE,
	renews TEXT,                    -- the registration number that it continues
	body_json TEXT NOT NULL,        -- docs/formats/application.md
	report_json TEXT,               -- of the evaluation body: {sha256, name, on}
	opened_by INTEGER NOT NULL REFERENCES account (id),
	received_as TEXT NOT NULL CHECK (received_as IN ('online', 'mail', 'paper')),
	opened INTEGER NOT NULL,
	submitted TEXT,                 -- day of the first hand-in, which decides the fee
	due TEXT,                       -- day by which the owner should have gone on
	changed INTEGER NOT NULL
);
CREATE INDEX application_organisation ON application (organisation, id);
CREATE INDEX application_state ON application (state, due);

CREATE TABLE checklist (
	application INTEGER PRIMARY KEY REFERENCES application (id),
	source TEXT NOT NULL CHECK (source IN ('pack', 'typed')),
	sha256 TEXT,                    -- of the file that was handed in
	file_name TEXT,
	body_json TEXT NOT NULL,        -- docs/formats/pack-file.md
	changed INTEGER NOT NULL
);

CREATE TABLE inquiry (
	id INTEGER PRIMARY KEY,
	application INTEGER NOT NULL REFERENCES application (id),
	authority TEXT NOT NULL,
	state TEXT NOT NULL,
	asked INTEGER NOT NULL,
	due TEXT NOT NULL,
	answer TEXT CHECK (answer IN ('no_objection', 'objection')),
	note TEXT,
	answered INTEGER,
	answered_by INTEGER REFERENCES account (id),
	UNIQUE (application, authority)
);

CREATE TABLE fee (
	application INTEGER PRIMARY KEY REFERENCES application (id),
	yen INTEGER CHECK (yen >= 0),   -- NULL: there is no rule, an officer enters it
	rule TEXT,
	is_official INTEGER NOT NULL DEFAULT 0 CHECK (is_official IN (0, 1)),
	since INTEGER NOT NULL,
	paid_on TEXT,
	recorded_by INTEGER REFERENCES account (id)
);

-- What was decided, by whom, over which state of the papers (digest of body and checklist); what of it
-- becomes public (covers: signer/publication.h), and the signer's word that it was decided.
CREATE TABLE decision (
	id INTEGER PRIMARY KEY,
	application INTEGER REFERENCES application (id),
	registration TEXT REFERENCES registration (number),
	action TEXT NOT NULL,
	reason TEXT,
	account INTEGER NOT NULL REFERENCES account (id),
	at INTEGER NOT NULL,
	digest TEXT NOT NULL,
	covers TEXT NOT NULL,
	attestation TEXT NOT NULL,
	CHECK ((application IS NULL) <> (registration IS NULL))
);
CREATE INDEX decision_application ON decision (application);
CREATE INDEX decision_registration ON decision (registration);

-- Questions and answers between maker and officer.
CREATE TABLE message (
	id INTEGER PRIMARY KEY,
	application INTEGER NOT NULL REFERENCES application (id),
	account INTEGER REFERENCES account (id),
	at INTEGER NOT NULL,
	body TEXT NOT NULL
);
CREATE INDEX message_application ON message (application);

-- The private side of a label: whose it is and where its life stands.
CREATE TABLE registration (
	number TEXT PRIMARY KEY,
	application INTEGER NOT NULL UNIQUE REFERENCES application (id),
	organisation INTEGER NOT NULL REFERENCES organisation (id),
	level INTEGER NOT NULL,
	state TEXT NOT NULL,
	version INTEGER NOT NULL DEFAULT 1,
	issued TEXT NOT NULL,
	valid_until TEXT NOT NULL,
	renewal_json TEXT,              -- the fresh declaration: {name, title, on, support_until}
	hearing_opened INTEGER,
	hearing_held TEXT,              -- the day
	hearing_record TEXT,
	changed INTEGER NOT NULL
);
CREATE INDEX registration_organisation ON registration (organisation);
CREATE INDEX registration_end ON registration (state, valid_until);

CREATE TABLE notice (
	id INTEGER PRIMARY KEY,
	registration TEXT NOT NULL REFERENCES registration (number),
	kind TEXT NOT NULL CHECK (kind IN ('change', 'report')),
	state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined')),
	at INTEGER NOT NULL,
	account INTEGER NOT NULL REFERENCES account (id),
	body_json TEXT NOT NULL,        -- change: the members of the public body that become others
	answer TEXT,
	answered INTEGER,
	answered_by INTEGER REFERENCES account (id)
);
CREATE INDEX notice_registration ON notice (registration);

-- A reminder goes out once for each end and each number of days before it.
CREATE TABLE reminder (
	registration TEXT NOT NULL,
	valid_until TEXT NOT NULL,
	days INTEGER NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (registration, valid_until, days)
);

CREATE TABLE counter (
	kind TEXT NOT NULL,
	scope TEXT NOT NULL,
	next INTEGER NOT NULL,
	PRIMARY KEY (kind, scope)
);

-- A button pressed twice: the second time gets the first answer.
CREATE TABLE press (
	token TEXT PRIMARY KEY,
	account INTEGER NOT NULL,
	at INTEGER NOT NULL,
	reply_json TEXT NOT NULL
);

CREATE TABLE outbox (
	id INTEGER PRIMARY KEY,
	mail TEXT NOT NULL,
	language TEXT NOT NULL,
	subject TEXT NOT NULL,
	body TEXT NOT NULL,
	created INTEGER NOT NULL,
	sent INTEGER,
	tries INTEGER NOT NULL DEFAULT 0,
	next_try INTEGER NOT NULL DEFAULT 0,
	problem TEXT
);
CREATE INDEX outbox_open ON outbox (sent, next_try);

-- Who did what, when, to what, why.  Rows are never changed and never go away.
CREATE TABLE audit (
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	account INTEGER REFERENCES account (id), -- NULL: the clock, or nobody signed in
	address TEXT,
	action TEXT NOT NULL,
	subject_kind TEXT NOT NULL,
	subject TEXT NOT NULL,
	from_state TEXT,
	to_state TEXT,
	reason TEXT,
	detail_json TEXT
);
CREATE INDEX audit_subject ON audit (subject_kind, subject);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_remains BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

-- ---- public ----

-- Every public decision, whole.  Nothing before issue, no refusals, no inquiries, no personal data.
CREATE TABLE event (
	seq INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	kind TEXT NOT NULL,
	label TEXT NOT NULL,
	body_json TEXT NOT NULL
);
CREATE INDEX event_label ON event (label, seq);
CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;

CREATE TABLE label (
	number TEXT PRIMARY KEY,
	id INTEGER NOT NULL UNIQUE,     -- seq of the event of its issue
	level INTEGER NOT NULL,
	status TEXT NOT NULL,
	status_since INTEGER NOT NULL,
	issued TEXT NOT NULL,
	valid_until TEXT NOT NULL,
	support_until TEXT,
	body_json TEXT NOT NULL,
	changed INTEGER NOT NULL,       -- seq of its last event
	changed_at INTEGER NOT NULL
);
CREATE INDEX label_changed ON label (changed);

CREATE TABLE label_model (
	label TEXT NOT NULL REFERENCES label (number),
	position INTEGER NOT NULL,
	number TEXT NOT NULL,
	name TEXT NOT NULL,
	PRIMARY KEY (label, position)
);

CREATE TABLE label_status (
	label TEXT NOT NULL REFERENCES label (number),
	seq INTEGER NOT NULL,
	at INTEGER NOT NULL,
	status TEXT NOT NULL,
	valid_until TEXT NOT NULL,
	reason_ja TEXT,
	reason_en TEXT,
	PRIMARY KEY (label, seq)
);

CREATE TABLE label_notice (
	label TEXT NOT NULL REFERENCES label (number),
	seq INTEGER NOT NULL,
	at INTEGER NOT NULL,
	kind TEXT NOT NULL,
	ja TEXT NOT NULL,
	en TEXT NOT NULL,
	url TEXT,
	PRIMARY KEY (label, seq)
);
