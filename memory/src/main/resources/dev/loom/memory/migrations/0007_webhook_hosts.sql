-- Scheme, host and port of the receiver, so that a slow one does not hold up the others.
ALTER TABLE webhook ADD COLUMN host TEXT GENERATED ALWAYS AS (
  lower(substr(url, 1, 7 + instr(replace(replace(substr(url, 9), '?', '/'), '#', '/') || '/', '/'))));

CREATE INDEX webhook_due_by_host ON webhook (host, due_at) WHERE due_at IS NOT NULL;
