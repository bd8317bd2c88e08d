-- Format 2: what is being written and is no event yet, so that a crash does not take it.
CREATE TABLE draft (
    name TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

PRAGMA user_version = 2;
