-- How a customer rated a chat, one rating a conversation: the last one counts. Who was rated is what the chat ended with when it was said.
CREATE TABLE ratings (
  conv    INTEGER PRIMARY KEY REFERENCES conversations (n),
  score   INTEGER NOT NULL,              -- 1 to 5
  comment BLOB,                          -- sealed; NULL = none
  at_ms   INTEGER NOT NULL,
  agent   BLOB,                          -- NULL: the assistant
  team    TEXT    NOT NULL,              -- the agent's, of that case; '' = the assistant
  intent  TEXT    NOT NULL               -- what the customer was about last; '' = nothing known
);
