-- What a team keeps about its cases: notes between agents, transfers, and which case goes on where another ended.

CREATE TABLE notes (
  n         INTEGER PRIMARY KEY,
  conv      INTEGER NOT NULL REFERENCES conversations (n),
  number    INTEGER NOT NULL,            -- in the conversation, from 1 without gaps; not a seq: customers never see these
  case_n    INTEGER NOT NULL REFERENCES cases (n),
  agent     BLOB    NOT NULL,            -- who wrote it
  client_id TEXT,
  at_ms     INTEGER NOT NULL,
  after_seq INTEGER NOT NULL,            -- the message it stands behind, 0 = none
  to_team   TEXT    NOT NULL DEFAULT '', -- of a transfer, else ''
  to_agent  BLOB,                        -- of a transfer, else NULL
  text      BLOB    NOT NULL             -- sealed; a transfer's may be empty
);
CREATE UNIQUE INDEX notes_number ON notes (conv, number);
CREATE UNIQUE INDEX notes_client ON notes (conv, agent, client_id) WHERE client_id IS NOT NULL;

ALTER TABLE cases ADD COLUMN reopens INTEGER REFERENCES cases (n);  -- the closed case that this one goes on with
CREATE INDEX cases_conv ON cases (conv);
