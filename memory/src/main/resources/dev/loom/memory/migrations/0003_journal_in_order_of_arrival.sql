-- Stores events in order of arrival, and finds those of a task by the index of the primary key. In a
-- table without row ids the events of concurrent tasks go to different pages: half the throughput
-- with 64 tasks, less than a third with 1,024 (bench/README.md).
CREATE TABLE event_by_arrival (
  task_id TEXT    NOT NULL,
  seq     INTEGER NOT NULL,
  type    TEXT    NOT NULL,
  version INTEGER NOT NULL,
  at      INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00Z
  data    TEXT    NOT NULL, -- the event's fields as JSON, long texts truncated
  blobs   TEXT    NOT NULL, -- JSON Pointer of each truncated text -> SHA-256 of the complete one
  PRIMARY KEY (task_id, seq)
);

INSERT INTO event_by_arrival (task_id, seq, type, version, at, data, blobs)
  SELECT task_id, seq, type, version, at, data, blobs FROM event ORDER BY task_id, seq;

DROP TABLE event;

ALTER TABLE event_by_arrival RENAME TO event;
