-- Keys that clients handed tasks in under, so that handing one in again is safe.
CREATE TABLE submission (
  key          TEXT    NOT NULL PRIMARY KEY,
  request_hash TEXT    NOT NULL,
  task_id      TEXT    NOT NULL,
  at           INTEGER NOT NULL -- microseconds since 1970-01-01T00:00Z
) WITHOUT ROWID;

CREATE INDEX submission_by_age ON submission (at);

-- What was learned from tasks. A number is never given to a second pattern.
CREATE TABLE pattern (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  type      TEXT    NOT NULL,
  key       TEXT    NOT NULL,
  facts     TEXT    NOT NULL, -- a JSON object
  frequency INTEGER NOT NULL, -- of how many observations it is made
  last_seen INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00Z
  UNIQUE (type, key)
);

-- Reports of finished tasks, written with a task's last event; one for each task at most.
CREATE TABLE webhook (
  id         TEXT    NOT NULL PRIMARY KEY,
  task_id    TEXT    NOT NULL UNIQUE,
  url        TEXT    NOT NULL,
  attempts   INTEGER NOT NULL,
  created_at INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00Z
  due_at     INTEGER,          -- the same; null when it is delivered or given up
  delivered  INTEGER NOT NULL, -- 1 when the receiver took it
  error      TEXT    NOT NULL  -- why the last attempt failed; empty when it did not
) WITHOUT ROWID;

CREATE INDEX webhook_due ON webhook (due_at) WHERE due_at IS NOT NULL;
