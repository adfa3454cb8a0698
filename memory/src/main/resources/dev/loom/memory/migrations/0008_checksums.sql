-- CRC-32C of each row (see RowChecksum), null in rows of older versions.
ALTER TABLE event ADD COLUMN checksum INTEGER;

ALTER TABLE task ADD COLUMN checksum INTEGER;

ALTER TABLE pattern ADD COLUMN checksum INTEGER;

-- Tasks that were lost when the database was rebuilt from a damaged one.
CREATE TABLE damaged_task (
  task_id TEXT NOT NULL PRIMARY KEY,
  reason  TEXT NOT NULL
) WITHOUT ROWID;
