-- A case that comes back from an agent who is gone stands in front of its priority. That is a place in the line of its own, which
-- has to survive a restart; NULL: the place goes by created_ms.
ALTER TABLE cases ADD COLUMN place_ms INTEGER;
