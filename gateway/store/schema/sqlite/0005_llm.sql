-- Language models: what was spent, and who switched them off and on.

CREATE TABLE llm_spent (
  day        INTEGER NOT NULL,           -- since 1970, UTC
  provider   TEXT    NOT NULL,
  intent     TEXT    NOT NULL,           -- '' = none
  requests   INTEGER NOT NULL,
  tokens_in  INTEGER NOT NULL,
  tokens_out INTEGER NOT NULL,
  cost_nano  INTEGER NOT NULL,           -- billionths of the currency that prices are in
  PRIMARY KEY (day, provider, intent)
) WITHOUT ROWID;

CREATE TABLE llm_conversations (
  conv      INTEGER PRIMARY KEY REFERENCES conversations (n),
  tokens    INTEGER NOT NULL,
  cost_nano INTEGER NOT NULL
);

CREATE TABLE llm_switches (              -- every one, as the audit; the last one counts
  n     INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  is_on INTEGER NOT NULL,
  who   TEXT    NOT NULL
);
