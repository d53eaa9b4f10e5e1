-- Which warnings and breaches of service levels were raised (bits), so that a restart does not raise and count them again.
ALTER TABLE cases ADD COLUMN sla_raised INTEGER NOT NULL DEFAULT 0;
