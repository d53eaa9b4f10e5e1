-- Opening time for which the case's resolution stood still: of holds that have ended. The one that lasts stands in hold_ms.
ALTER TABLE cases ADD COLUMN paused_ms INTEGER NOT NULL DEFAULT 0;
