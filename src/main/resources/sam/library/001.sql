-- The first shape of a library.
--
-- `example` holds what came in: its text, hash and origin never change and no row is ever deleted. Its columns from
-- `status` on repeat what `event` says, so that the review queue is one index lookup; they can be rebuilt from there.
-- Codes of a status: 0 waiting, 1 accepted, 2 rejected, 3 skipped, 4 withdrawn (a pair whose making was undone).

CREATE TABLE migration (
    version INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    tier INTEGER NOT NULL CHECK (tier BETWEEN 1 AND 3),
    licence TEXT NOT NULL,
    UNIQUE (name, tier, licence)
) STRICT;

CREATE TABLE wording (
    id INTEGER PRIMARY KEY,
    content TEXT NOT NULL
) STRICT;

CREATE TABLE remark (
    id INTEGER PRIMARY KEY,
    note TEXT NOT NULL,
    tag TEXT NOT NULL,
    flag INTEGER NOT NULL CHECK (flag IN (0, 1))
) STRICT;

CREATE TABLE example (
    id INTEGER PRIMARY KEY,
    phase INTEGER NOT NULL CHECK (phase BETWEEN 1 AND 4),
    kind TEXT NOT NULL CHECK (kind IN ('chat', 'reasoned', 'preference', 'diff', 'document')),
    pair INTEGER NOT NULL CHECK (pair = (kind = 'preference')),
    source INTEGER NOT NULL REFERENCES source,
    tier INTEGER NOT NULL CHECK (tier BETWEEN 1 AND 3),
    line INTEGER NOT NULL,
    content TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 16),
    arrival INTEGER NOT NULL CHECK (arrival IN (0, 1, 4)),
    status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 4),
    wording INTEGER REFERENCES wording,
    swapped INTEGER NOT NULL DEFAULT 0 CHECK (swapped IN (0, 1)),
    remark INTEGER REFERENCES remark,
    decided INTEGER NOT NULL DEFAULT 0,
    -- the wall between retrieval and training: what is Tier 3 cannot be accepted
    CHECK (tier < 3 OR status <> 1)
) STRICT;

CREATE INDEX example_waiting ON example (phase, pair, id) WHERE status = 0 AND tier < 3;
CREATE INDEX example_accepted ON example (phase, id) WHERE status = 1;
CREATE INDEX example_newest ON example (decided DESC, id);

-- What a person did, one row an act. The newest row's `undo_top` and `redo_top` are the heads of two linked lists, so
-- that undo and redo never search: `prior` is the next link (below an act: the act before; below an undo: the undo
-- before).
CREATE TABLE act (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    verb TEXT NOT NULL,
    says TEXT NOT NULL,
    target INTEGER REFERENCES act,
    prior INTEGER REFERENCES act,
    undo_top INTEGER REFERENCES act,
    redo_top INTEGER REFERENCES act
) STRICT;

CREATE INDEX act_target ON act (target) WHERE target IS NOT NULL;

CREATE TABLE event (
    act INTEGER NOT NULL REFERENCES act,
    example INTEGER NOT NULL REFERENCES example,
    status_before INTEGER NOT NULL,
    status_after INTEGER NOT NULL,
    wording_before INTEGER REFERENCES wording,
    wording_after INTEGER REFERENCES wording,
    swapped_before INTEGER NOT NULL,
    swapped_after INTEGER NOT NULL,
    remark_before INTEGER REFERENCES remark,
    remark_after INTEGER REFERENCES remark,
    PRIMARY KEY (act, example)
) STRICT, WITHOUT ROWID;

CREATE INDEX event_example ON event (example, act);

-- How a side-by-side choice was made, beside what it did.
CREATE TABLE comparison (
    act INTEGER PRIMARY KEY REFERENCES act,
    choice TEXT NOT NULL,
    chosen_on_left INTEGER NOT NULL,
    much INTEGER NOT NULL,
    longer_won INTEGER NOT NULL,
    active_millis INTEGER NOT NULL
) STRICT;

CREATE TRIGGER act_stays BEFORE UPDATE ON act BEGIN SELECT RAISE(ABORT, 'acts are never changed'); END;
CREATE TRIGGER act_remains BEFORE DELETE ON act BEGIN SELECT RAISE(ABORT, 'acts are never deleted'); END;
CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER example_remains BEFORE DELETE ON example BEGIN SELECT RAISE(ABORT, 'examples are never deleted'); END;
CREATE TRIGGER example_stays BEFORE UPDATE OF phase, kind, pair, source, tier, line, content, hash, arrival ON example
BEGIN SELECT RAISE(ABORT, 'what came in is never changed'); END;

-- Counts kept as rows arrive and move, so that a page shows them without reading a million rows.
CREATE TABLE tally (
    source INTEGER NOT NULL,
    phase INTEGER NOT NULL,
    pair INTEGER NOT NULL,
    status INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (source, phase, pair, status)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER example_counted AFTER INSERT ON example BEGIN
    INSERT INTO tally VALUES (new.source, new.phase, new.pair, new.status, 1)
        ON CONFLICT (source, phase, pair, status) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER example_recounted AFTER UPDATE OF status ON example WHEN old.status <> new.status BEGIN
    UPDATE tally SET n = n - 1
        WHERE source = old.source AND phase = old.phase AND pair = old.pair AND status = old.status;
    INSERT INTO tally VALUES (new.source, new.phase, new.pair, new.status, 1)
        ON CONFLICT (source, phase, pair, status) DO UPDATE SET n = n + 1;
END;
