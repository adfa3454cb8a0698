-- Latest saved state of each unfinished task, so that its journal need not be folded from the start.
CREATE TABLE checkpoint (
  task_id TEXT    NOT NULL PRIMARY KEY,
  seq     INTEGER NOT NULL, -- last event that the state includes
  version INTEGER NOT NULL, -- format version of the state
  state   TEXT    NOT NULL  -- a JSON object
);
