-- The clinic's own file, format 1.
PRAGMA application_id = 1936028771; -- "setc"
PRAGMA user_version = 1;

-- The clinic's key: its secret as two age files, one that the passphrase opens and one that the recovery key opens.
CREATE TABLE clinic_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    public TEXT NOT NULL,
    by_passphrase BLOB NOT NULL,
    recovery_public TEXT NOT NULL,
    by_recovery BLOB NOT NULL,
    made_us INTEGER NOT NULL
) STRICT;

-- Keys that words are sealed to: a client's, or that of a session without a client. The secret is an age file that the
-- clinic's key opens, and the recovery key.
CREATE TABLE owner_key (
    public TEXT PRIMARY KEY,
    client TEXT UNIQUE,
    session_id TEXT UNIQUE,
    wrapped BLOB NOT NULL,
    made_us INTEGER NOT NULL,
    CHECK ((client IS NULL) <> (session_id IS NULL))
) STRICT;

-- What was erased, so that it stays so when older files come back from a backup.
CREATE TABLE erasure (
    client TEXT NOT NULL,
    erased_us INTEGER NOT NULL,
    PRIMARY KEY (client, erased_us)
) STRICT;

CREATE TABLE erased_key (
    public TEXT PRIMARY KEY
) STRICT;
