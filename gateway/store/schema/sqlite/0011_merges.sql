-- Two open conversations of one customer (tabs of one browser) become one: the messages of the younger follow those of the older. They
-- keep everything but their number: what is message `seq` of `conv` now was message `seq - shift` where its evidence was written.

CREATE TABLE merges (
  n         INTEGER PRIMARY KEY,
  conv      INTEGER NOT NULL REFERENCES conversations (n),  -- where the messages are
  source    INTEGER NOT NULL REFERENCES conversations (n),  -- where they were said
  first_seq INTEGER NOT NULL,
  last_seq  INTEGER NOT NULL,
  shift     INTEGER NOT NULL,
  at_ms     INTEGER NOT NULL,
  agent     BLOB                                            -- who did it; NULL: the customer's own browser
);
CREATE INDEX merges_conv ON merges (conv);

ALTER TABLE conversations ADD COLUMN twin INTEGER REFERENCES conversations (n);  -- another one that is proven to be the same customer's
