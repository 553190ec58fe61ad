-- The second shape of a library: what came in and what became of it are two tables, so that every act can be undone
-- and the first of them never changes at all.
--
-- `example` holds what came in. `standing` holds where it stands now: its columns repeat what `event` says, so that the
-- review queue is one index lookup. `origin` tells where an example came from, once for each source that brought it.

-- A source's name, licence and tier are what acts change, so they no longer tell one source from another.
CREATE TABLE source_002 (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    tier INTEGER NOT NULL CHECK (tier BETWEEN 1 AND 3),
    licence TEXT NOT NULL
) STRICT;
INSERT INTO source_002 SELECT id, name, tier, licence FROM source;
DROP TABLE source;
ALTER TABLE source_002 RENAME TO source;
CREATE INDEX source_name ON source (name, tier, licence);

-- One file or collection read into the library.
CREATE TABLE import (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    name TEXT NOT NULL,
    taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1))
) STRICT;

CREATE TABLE example_002 (
    id INTEGER PRIMARY KEY,
    phase INTEGER NOT NULL CHECK (phase BETWEEN 1 AND 4),
    tier INTEGER NOT NULL CHECK (tier BETWEEN 1 AND 3),
    kind TEXT NOT NULL CHECK (kind IN ('chat', 'reasoned', 'preference', 'diff', 'document')),
    arrival INTEGER NOT NULL CHECK (arrival IN (0, 1, 4)),
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 16),
    content TEXT NOT NULL
) STRICT;
INSERT INTO example_002 SELECT id, phase, tier, kind, arrival, hash, content FROM example;

-- The first origin of an example has n = 0. `key` is the source's own name for the item, `family` what it belongs to
-- (tree, repository, question, book): rows of one family stay on one side of a split.
CREATE TABLE origin (
    example INTEGER NOT NULL REFERENCES example,
    n INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES source,
    import INTEGER REFERENCES import,
    line INTEGER NOT NULL,
    key TEXT,
    family TEXT,
    address TEXT,
    author TEXT,
    revision TEXT,
    PRIMARY KEY (example, n)
) STRICT, WITHOUT ROWID;
INSERT INTO origin (example, n, source, line) SELECT id, 0, source, line FROM example ORDER BY id;

-- Who made an example that no person wrote. `checks` is a JSON array of what was checked, `cost` in US dollars.
CREATE TABLE maker (
    example INTEGER NOT NULL,
    n INTEGER NOT NULL,
    teacher TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt_hash TEXT NOT NULL,
    cost REAL NOT NULL,
    checks TEXT NOT NULL,
    PRIMARY KEY (example, n),
    FOREIGN KEY (example, n) REFERENCES origin
) STRICT, WITHOUT ROWID;

-- The examples that another one was made from.
CREATE TABLE parent (
    example INTEGER NOT NULL REFERENCES example,
    parent INTEGER NOT NULL REFERENCES example,
    PRIMARY KEY (example, parent)
) STRICT, WITHOUT ROWID;
CREATE INDEX parent_of ON parent (parent);

-- A note, tags (a JSON array, sorted), a rating (1 to 5, 0 for none) and a flag: a value that events point to. The
-- one tag of the first shape held ratings too, as "quality 4".
CREATE TABLE remark_002 (
    id INTEGER PRIMARY KEY,
    note TEXT NOT NULL,
    tags TEXT NOT NULL CHECK (json_valid(tags)),
    rating INTEGER NOT NULL CHECK (rating BETWEEN 0 AND 5),
    flag INTEGER NOT NULL CHECK (flag IN (0, 1))
) STRICT;
INSERT INTO remark_002
    SELECT id, note, iif(tag = '' OR tag GLOB 'quality [1-5]', '[]', json_array(tag)),
           iif(tag GLOB 'quality [1-5]', CAST(substr(tag, 9) AS INTEGER), 0), flag
    FROM remark;
DROP TABLE remark;
ALTER TABLE remark_002 RENAME TO remark;

CREATE TABLE standing (
    example INTEGER PRIMARY KEY REFERENCES example,
    kind TEXT NOT NULL,
    pair INTEGER NOT NULL CHECK (pair = (kind = 'preference')),
    phase INTEGER NOT NULL CHECK (phase BETWEEN 1 AND 4),
    tier INTEGER NOT NULL CHECK (tier BETWEEN 1 AND 3),
    status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 4),
    held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),
    -- the origin that is shown, and its source; how many origins there are
    origin INTEGER NOT NULL DEFAULT 0,
    source INTEGER NOT NULL REFERENCES source,
    origins INTEGER NOT NULL DEFAULT 1,
    wording INTEGER REFERENCES wording,
    swapped INTEGER NOT NULL DEFAULT 0 CHECK (swapped IN (0, 1)),
    remark INTEGER REFERENCES remark,
    decided INTEGER NOT NULL DEFAULT 0,
    -- the wall between retrieval and training: what is Tier 3 cannot be accepted
    CHECK (tier < 3 OR status <> 1)
) STRICT;
INSERT INTO standing
    SELECT id, kind, pair, phase, tier, status, 0, 0, source, 1, wording, swapped, remark, decided FROM example;

-- Old events say nothing of what is new here. In a column of the second shape NULL means: this event leaves it alone.
ALTER TABLE event ADD COLUMN phase_before INTEGER;
ALTER TABLE event ADD COLUMN phase_after INTEGER;
ALTER TABLE event ADD COLUMN tier_before INTEGER;
ALTER TABLE event ADD COLUMN tier_after INTEGER;
ALTER TABLE event ADD COLUMN held_before INTEGER;
ALTER TABLE event ADD COLUMN held_after INTEGER;
ALTER TABLE event ADD COLUMN origin_before INTEGER;
ALTER TABLE event ADD COLUMN origin_after INTEGER;
CREATE INDEX event_moved ON event (example) WHERE phase_after IS NOT NULL;

-- The other half of the wall: a document is no training row, whatever its tier. Documents that an older program let
-- through are put back by an act of their own, which leaves the lists of undo and redo as they were.
INSERT INTO act (id, at, verb, says, undo_top, redo_top)
    SELECT coalesce(max(id), 0) + 1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 'migrate',
           'put back documents, which are retrieved from and never trained on',
           (SELECT undo_top FROM act ORDER BY id DESC LIMIT 1), (SELECT redo_top FROM act ORDER BY id DESC LIMIT 1)
    FROM act HAVING EXISTS (SELECT 1 FROM standing WHERE kind = 'document' AND status = 1);
INSERT INTO event (act, example, status_before, status_after, wording_before, wording_after, swapped_before,
                   swapped_after, remark_before, remark_after)
    SELECT (SELECT max(id) FROM act), example, 1, 0, wording, wording, swapped, swapped, remark, remark
    FROM standing WHERE kind = 'document' AND status = 1;
UPDATE standing SET status = 0, decided = (SELECT max(id) FROM act) WHERE kind = 'document' AND status = 1;

DROP TABLE tally;
DROP TABLE example;
ALTER TABLE example_002 RENAME TO example;

CREATE INDEX standing_waiting ON standing (phase, pair, example, source)
    WHERE status = 0 AND tier < 3 AND kind <> 'document';
CREATE INDEX standing_accepted ON standing (phase, example) WHERE status = 1;
CREATE INDEX standing_newest ON standing (decided DESC, example) WHERE decided > 0;
CREATE INDEX standing_held ON standing (phase, example) WHERE held = 1;

-- What an act did to a source, and to an import.
CREATE TABLE source_event (
    act INTEGER NOT NULL REFERENCES act,
    source INTEGER NOT NULL REFERENCES source,
    name_before TEXT NOT NULL,
    name_after TEXT NOT NULL,
    tier_before INTEGER NOT NULL,
    tier_after INTEGER NOT NULL,
    licence_before TEXT NOT NULL,
    licence_after TEXT NOT NULL,
    PRIMARY KEY (act, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_event (
    act INTEGER NOT NULL REFERENCES act,
    import INTEGER NOT NULL REFERENCES import,
    taken_back_before INTEGER NOT NULL,
    taken_back_after INTEGER NOT NULL,
    PRIMARY KEY (act, import)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER source_event_stays BEFORE UPDATE ON source_event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER source_event_remains BEFORE DELETE ON source_event
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER import_event_stays BEFORE UPDATE ON import_event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER import_event_remains BEFORE DELETE ON import_event
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER example_stays BEFORE UPDATE ON example BEGIN SELECT RAISE(ABORT, 'what came in is never changed'); END;
CREATE TRIGGER example_remains BEFORE DELETE ON example BEGIN SELECT RAISE(ABORT, 'examples are never deleted'); END;
CREATE TRIGGER origin_stays BEFORE UPDATE ON origin BEGIN SELECT RAISE(ABORT, 'what came in is never changed'); END;
CREATE TRIGGER origin_remains BEFORE DELETE ON origin BEGIN SELECT RAISE(ABORT, 'origins are never deleted'); END;
CREATE TRIGGER wording_stays BEFORE UPDATE ON wording BEGIN SELECT RAISE(ABORT, 'wordings are never changed'); END;
CREATE TRIGGER wording_remains BEFORE DELETE ON wording BEGIN SELECT RAISE(ABORT, 'wordings are never deleted'); END;
CREATE TRIGGER remark_stays BEFORE UPDATE ON remark BEGIN SELECT RAISE(ABORT, 'remarks are never changed'); END;
CREATE TRIGGER remark_remains BEFORE DELETE ON remark BEGIN SELECT RAISE(ABORT, 'remarks are never deleted'); END;
CREATE TRIGGER standing_stays BEFORE UPDATE OF example, kind, pair ON standing
BEGIN SELECT RAISE(ABORT, 'what came in is never changed'); END;
CREATE TRIGGER standing_remains BEFORE DELETE ON standing BEGIN SELECT RAISE(ABORT, 'examples are never deleted'); END;
CREATE TRIGGER document_arrives BEFORE INSERT ON standing WHEN new.status = 1 AND new.kind = 'document'
BEGIN SELECT RAISE(ABORT, 'documents are retrieved from and never trained on'); END;
CREATE TRIGGER document_stays_out BEFORE UPDATE OF status ON standing WHEN new.status = 1 AND new.kind = 'document'
BEGIN SELECT RAISE(ABORT, 'documents are retrieved from and never trained on'); END;

-- Counts kept as rows arrive and move, so that a page shows them without reading a million rows. Those that arrive are
-- added many at a time, by the statement that makes them stand.
CREATE TABLE tally (
    source INTEGER NOT NULL,
    phase INTEGER NOT NULL,
    tier INTEGER NOT NULL,
    kind TEXT NOT NULL,
    held INTEGER NOT NULL,
    status INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (source, phase, tier, kind, held, status)
) STRICT, WITHOUT ROWID;
INSERT INTO tally
    SELECT source, phase, tier, kind, held, status, count(*) FROM standing
    GROUP BY source, phase, tier, kind, held, status;

CREATE TRIGGER standing_recounted AFTER UPDATE OF source, phase, tier, held, status ON standing
WHEN old.status <> new.status OR old.phase <> new.phase OR old.tier <> new.tier OR old.held <> new.held
    OR old.source <> new.source
BEGIN
    UPDATE tally SET n = n - 1
        WHERE source = old.source AND phase = old.phase AND tier = old.tier AND kind = old.kind AND held = old.held
            AND status = old.status;
    INSERT INTO tally VALUES (new.source, new.phase, new.tier, new.kind, new.held, new.status, 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
END;

-- The words of every example as it is worded now, and of every remark, as plain text (in JSON "role" would find every
-- chat). Only the index is kept; `indexed` tells up to which id it has come.
CREATE VIRTUAL TABLE example_words USING fts5(
    words, content = '', contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'");
CREATE VIRTUAL TABLE remark_words USING fts5(
    words, content = '', contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'");
CREATE TABLE indexed (
    what TEXT PRIMARY KEY CHECK (what IN ('example', 'remark')),
    upto INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO indexed VALUES ('example', 0), ('remark', 0);
