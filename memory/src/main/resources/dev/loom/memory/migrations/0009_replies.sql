-- Replies to requests with an idempotency key that do not submit a task.
CREATE TABLE reply (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  key          TEXT    NOT NULL UNIQUE,
  request_hash TEXT    NOT NULL,
  body         TEXT    NOT NULL,
  at           INTEGER NOT NULL -- microseconds since 1970-01-01T00:00Z
);
