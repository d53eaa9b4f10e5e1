-- Conversations of one customer hang together: a new one under a token remembers the one that the token led to before.
ALTER TABLE conversations ADD COLUMN previous INTEGER REFERENCES conversations (n);
