-- Engines that are alive. Only these append events, and only to tasks that they own.
CREATE TABLE engine (
  id         TEXT    NOT NULL PRIMARY KEY,
  started_at INTEGER NOT NULL -- microseconds since 1970-01-01T00:00Z
) WITHOUT ROWID;

-- Engine that may append events of the task; null for tasks of older versions.
ALTER TABLE task ADD COLUMN owner TEXT;
