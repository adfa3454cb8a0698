-- Journal. The rows of a task are stored together, in reading order.
CREATE TABLE event (
  task_id TEXT    NOT NULL,
  seq     INTEGER NOT NULL,
  type    TEXT    NOT NULL,
  version INTEGER NOT NULL,
  at      INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00Z
  data    TEXT    NOT NULL, -- the event's fields as JSON, long texts truncated
  blobs   TEXT    NOT NULL, -- JSON Pointer of each truncated text -> SHA-256 of the complete one
  PRIMARY KEY (task_id, seq)
) WITHOUT ROWID;

-- Complete texts that are too long for their event, each stored once.
CREATE TABLE blob (
  sha256 TEXT NOT NULL UNIQUE,
  text   TEXT NOT NULL
);

-- Snapshot of each task after its last event, written in the same transaction.
CREATE TABLE task (
  task_id    TEXT    NOT NULL PRIMARY KEY,
  status     TEXT    NOT NULL,
  goal       TEXT    NOT NULL,
  workspace  TEXT    NOT NULL,
  created_at INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00Z
  snapshot   TEXT    NOT NULL
) WITHOUT ROWID;

CREATE INDEX task_by_age ON task (created_at);

CREATE INDEX task_unfinished ON task (created_at) WHERE status NOT IN ('completed', 'failed', 'cancelled');
