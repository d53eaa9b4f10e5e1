-- The first schema. Migrations are forward only: this file never changes after a release, the next one is 0002_….sql.
--
-- Conversations are known inside by a small integer `n`; their 16-byte id stands in one index. What a group commit costs is mostly
-- the number of pages it dirties. So messages are rows that grow at the table's end, found by an index: rows clustered by
-- conversation were tried and dirtied twice as many pages, since each one that fills up is split with its neighbours.
--
-- "sealed": passes gateway/store/seal.c on its way in and out. All other columns stay clear.

CREATE TABLE conversations (
  n          INTEGER PRIMARY KEY,
  id         BLOB    NOT NULL UNIQUE,    -- UUIDv7, 16 bytes
  state      INTEGER NOT NULL,           -- enum store_conv_state
  version    INTEGER NOT NULL,
  seq        INTEGER NOT NULL,           -- highest given
  last_ms    INTEGER NOT NULL,           -- of the last message, else of its making
  turn_until INTEGER,                    -- an unanswered turn is due then
  created_ms INTEGER NOT NULL,
  locale     TEXT    NOT NULL,
  owner      BLOB,                       -- agent id in state human
  owner_name TEXT    NOT NULL DEFAULT '',
  case_id    BLOB,                       -- the open case
  consent    TEXT    NOT NULL DEFAULT '',
  page       BLOB,                       -- sealed
  dialog     BLOB                        -- sealed JSON, only while it is newer than any message's
);
CREATE INDEX conversations_turn ON conversations (turn_until) WHERE turn_until IS NOT NULL;

CREATE TABLE tokens (
  hash      BLOB    PRIMARY KEY,         -- BLAKE2b-256 of the token
  conv      INTEGER NOT NULL REFERENCES conversations (n),
  issued_ms INTEGER NOT NULL,
  ends_ms   INTEGER                      -- NULL: lives as long as the conversation does
) WITHOUT ROWID;
CREATE INDEX tokens_conv ON tokens (conv);

CREATE TABLE messages (
  n         INTEGER PRIMARY KEY,
  conv      INTEGER NOT NULL REFERENCES conversations (n),
  seq       INTEGER NOT NULL,
  origin    INTEGER NOT NULL,            -- enum store_origin
  at_ms     INTEGER NOT NULL,
  sender    BLOB    NOT NULL,            -- agent id; empty for everybody else
  client_id TEXT,                        -- NULL for bot and system
  text      BLOB    NOT NULL,            -- sealed
  meta      BLOB,                        -- sealed JSON
  decision  BLOB,                        -- sealed JSON: the evidence that decided it
  dialog    BLOB                         -- sealed JSON: the dialog's memory after it; grows at the end of the table, so that
                                         -- the conversation's row stays small and many share a page
);
CREATE UNIQUE INDEX messages_seq ON messages (conv, seq);
CREATE UNIQUE INDEX messages_client ON messages (conv, sender, client_id) WHERE client_id IS NOT NULL;

CREATE TABLE cases (
  n           INTEGER PRIMARY KEY,
  id          BLOB    NOT NULL UNIQUE,
  conv        INTEGER NOT NULL REFERENCES conversations (n),
  reference   TEXT    NOT NULL UNIQUE,
  state       TEXT    NOT NULL,
  reason      TEXT    NOT NULL,
  outcome     TEXT    NOT NULL,
  team        TEXT    NOT NULL,
  priority    INTEGER NOT NULL,
  agent       BLOB,
  disposition TEXT,
  created_ms  INTEGER NOT NULL,
  changed_ms  INTEGER NOT NULL,
  evidence    BLOB,                      -- sealed JSON
  summary     BLOB,                      -- sealed
  contact     BLOB                       -- sealed
);
CREATE UNIQUE INDEX cases_open ON cases (conv) WHERE state <> 'closed';

CREATE TABLE timers (
  case_n INTEGER PRIMARY KEY REFERENCES cases (n),
  due_ms INTEGER NOT NULL
);
CREATE INDEX timers_due ON timers (due_ms);

CREATE TABLE agents (
  n           INTEGER PRIMARY KEY,
  id          BLOB    NOT NULL UNIQUE,
  name        TEXT    NOT NULL UNIQUE,
  role        TEXT    NOT NULL,
  password    TEXT    NOT NULL,          -- argon2id, libsodium's string
  created_ms  INTEGER NOT NULL,
  disabled_ms INTEGER
);

CREATE TABLE logins (
  hash       BLOB    PRIMARY KEY,
  agent      BLOB    NOT NULL REFERENCES agents (id),
  csrf       TEXT    NOT NULL,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX logins_agent ON logins (agent);
CREATE INDEX logins_expires ON logins (expires_ms);

CREATE TABLE consents (
  n       INTEGER PRIMARY KEY,
  conv    INTEGER NOT NULL REFERENCES conversations (n),
  version TEXT    NOT NULL,              -- of the text that was shown; '-' = refused
  at_ms   INTEGER NOT NULL
);
CREATE INDEX consents_conv ON consents (conv);

CREATE TABLE feedback (
  conv  INTEGER NOT NULL REFERENCES conversations (n),
  seq   INTEGER NOT NULL,
  up    INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (conv, seq)
) WITHOUT ROWID;

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value NOT NULL
) WITHOUT ROWID;
