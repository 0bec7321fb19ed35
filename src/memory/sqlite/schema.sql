-- A tolmach memory, format 2.
--
-- Texts never change and outlive their unit: a unit is a small row that lists its texts, so taking a unit
-- away, or keeping in the ledger what it was before, moves no text. A variant is alive when its unit is there
-- and lists it; a dead one stays, because undo may need its text. Times are whole seconds since 1970.

CREATE TABLE memory (                 -- one row
    uid          TEXT NOT NULL,       -- identifies the memory for ever
    created      INTEGER NOT NULL,
    next_unit    INTEGER NOT NULL,    -- ids are handed out once
    next_variant INTEGER NOT NULL
);

CREATE TABLE language (
    id       INTEGER PRIMARY KEY,
    tag      TEXT NOT NULL UNIQUE,    -- BCP 47
    variants INTEGER NOT NULL         -- how many are alive
);

CREATE TABLE tally (
    status INTEGER PRIMARY KEY,
    units  INTEGER NOT NULL
);

CREATE TABLE name (                   -- clients, domains, files, people, tools
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

CREATE TABLE variant (
    id       INTEGER PRIMARY KEY,
    unit     INTEGER NOT NULL,
    language INTEGER NOT NULL,
    text     TEXT NOT NULL,
    codes    TEXT                     -- JSON list of inline codes
);

CREATE TABLE text_key (               -- finds texts: 32 bits of a hash of language and normalised text
    key     INTEGER NOT NULL,
    variant INTEGER NOT NULL,
    PRIMARY KEY (key, variant)
) WITHOUT ROWID;

CREATE TABLE context_text (           -- neighbours that no variant has the text of
    key  INTEGER PRIMARY KEY,         -- 64 bits of a hash of the normalised text
    text TEXT NOT NULL
);

CREATE TABLE unit (
    id         INTEGER PRIMARY KEY,
    variants   BLOB NOT NULL,         -- the variants' ids, in order: varints, each the difference to the last
    status     INTEGER NOT NULL,      -- 0 machine, 1 aligned, 2 translated, 3 approved, 4 rejected
    source     INTEGER,               -- language
    client     INTEGER,               -- name
    domain     INTEGER,               -- name
    file       INTEGER,               -- name
    position   INTEGER,
    confidence REAL,
    created    INTEGER,
    created_by INTEGER,               -- name
    changed    INTEGER,
    changed_by INTEGER,               -- name
    contexts   BLOB,                  -- pairs of neighbours' keys, 8 bytes each, 0 for none
    extra      TEXT                   -- JSON of what is rarer
);

CREATE TABLE operation (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    detail     TEXT NOT NULL,
    author     TEXT,
    time       INTEGER NOT NULL,
    mark       INTEGER NOT NULL,      -- random: tells it from the operation of this number in another copy
    first_unit INTEGER,               -- the range of ids that it gave to new units
    last_unit  INTEGER,
    undoes     INTEGER,
    undone_by  INTEGER,
    read       INTEGER NOT NULL DEFAULT 0,
    new        INTEGER NOT NULL DEFAULT 0,
    changed    INTEGER NOT NULL DEFAULT 0,
    duplicate  INTEGER NOT NULL DEFAULT 0,
    skipped    INTEGER NOT NULL DEFAULT 0,
    removed    INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE before (                 -- the row of a unit before an operation touched it
    operation  INTEGER NOT NULL,
    id         INTEGER NOT NULL,
    variants   BLOB,                  -- NULL: the unit was not there
    status     INTEGER,
    source     INTEGER,
    client     INTEGER,
    domain     INTEGER,
    file       INTEGER,
    position   INTEGER,
    confidence REAL,
    created    INTEGER,
    created_by INTEGER,
    changed    INTEGER,
    changed_by INTEGER,
    contexts   BLOB,
    extra      TEXT,
    PRIMARY KEY (operation, id)
) WITHOUT ROWID;
