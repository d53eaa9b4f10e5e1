-- What was shown of a reply that a model is still writing, one a conversation. It goes away with the reply; what is found here after a
-- crash is what customers have read and the transcript does not have.
CREATE TABLE shown (
  conv INTEGER PRIMARY KEY REFERENCES conversations (n),
  said BLOB NOT NULL                     -- sealed JSON: the evidence of a reply that ends here
);
