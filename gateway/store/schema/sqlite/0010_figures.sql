-- What `frontdesk report` counts and the wallboard draws. Ids of the catalog, kinds, numbers and times: nothing here says who somebody
-- was or what was written.

CREATE TABLE answers (
  n      INTEGER PRIMARY KEY REFERENCES messages (n),  -- the message; the same order, so rows are added at the end
  at_ms  INTEGER NOT NULL,
  kind   INTEGER NOT NULL,           -- enum store_answer
  intent TEXT    NOT NULL            -- '' = none
);

ALTER TABLE cases ADD COLUMN waited_ms INTEGER;    -- in line, until somebody had it for the first time; NULL: nobody took it from there
ALTER TABLE cases ADD COLUMN promised_ms INTEGER;  -- what its customer was told first; NULL: nothing
ALTER TABLE cases ADD COLUMN first_due_ms INTEGER NOT NULL DEFAULT 0;  -- by the policy of then; 0: no such target
ALTER TABLE cases ADD COLUMN solve_due_ms INTEGER NOT NULL DEFAULT 0;

CREATE TABLE board_steps (               -- the line by five minutes, of the last day
  number    INTEGER PRIMARY KEY,         -- steps since 1970
  waiting   INTEGER NOT NULL,
  longest_s INTEGER NOT NULL,
  available INTEGER NOT NULL
);

-- Costs get the model and how the try ended; failed tries count, too.
CREATE TABLE llm_tries (
  day        INTEGER NOT NULL,           -- since 1970, UTC
  provider   TEXT    NOT NULL,
  model      TEXT    NOT NULL,           -- '' = before it was kept
  intent     TEXT    NOT NULL,           -- '' = none
  outcome    TEXT    NOT NULL,           -- '' = before it was kept
  requests   INTEGER NOT NULL,
  tokens_in  INTEGER NOT NULL,
  tokens_out INTEGER NOT NULL,
  cost_nano  INTEGER NOT NULL,
  PRIMARY KEY (day, provider, model, intent, outcome)
) WITHOUT ROWID;
INSERT INTO llm_tries SELECT day, provider, '', intent, '', requests, tokens_in, tokens_out, cost_nano FROM llm_spent;
DROP TABLE llm_spent;
ALTER TABLE llm_tries RENAME TO llm_spent;
