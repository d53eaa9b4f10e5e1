-- An agent looks into something while the customer waits: since when, until when the customer was told, and whether that time is over and
-- nobody has written since. NULL: not on hold.
ALTER TABLE cases ADD COLUMN hold_ms INTEGER;
ALTER TABLE cases ADD COLUMN hold_until_ms INTEGER;
ALTER TABLE cases ADD COLUMN hold_over INTEGER NOT NULL DEFAULT 0;
