-- Idempotency keys of submitted tasks.
CREATE TABLE submission (
  key          TEXT    NOT NULL PRIMARY KEY,
  request_hash TEXT    NOT NULL,
  task_id      TEXT    NOT NULL,
  at           INTEGER NOT NULL -- microseconds since 1970-01-01T00:00Z
) WITHOUT ROWID;

CREATE INDEX submission_by_age ON submission (at);

-- Patterns learned from tasks. Ids are never reused.
CREATE TABLE pattern (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  type      TEXT    NOT NULL,
  key       TEXT    NOT NULL,
  facts     TEXT    NOT NULL, -- a JSON object
  frequency INTEGER NOT NULL, -- number of merged observations
  last_seen INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00Z
  UNIQUE (type, key)
);

-- Webhooks of finished tasks, written with the last event; at most one per task.
CREATE TABLE webhook (
  id         TEXT    NOT NULL PRIMARY KEY,
  task_id    TEXT    NOT NULL UNIQUE,
  url        TEXT    NOT NULL,
  attempts   INTEGER NOT NULL,
  created_at INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00Z
  due_at     INTEGER,          -- the same; null when delivered or abandoned
  delivered  INTEGER NOT NULL, -- 1 when the receiver accepted it
  error      TEXT    NOT NULL  -- reason why the last attempt failed; empty if it succeeded
) WITHOUT ROWID;

CREATE INDEX webhook_due ON webhook (due_at) WHERE due_at IS NOT NULL;
