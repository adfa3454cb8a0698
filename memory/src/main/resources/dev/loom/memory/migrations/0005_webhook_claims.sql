-- Engine that is delivering a webhook, and the time at which another one may.
ALTER TABLE webhook ADD COLUMN claimed_by TEXT;

ALTER TABLE webhook ADD COLUMN claimed_until INTEGER; -- microseconds since 1970-01-01T00:00Z
