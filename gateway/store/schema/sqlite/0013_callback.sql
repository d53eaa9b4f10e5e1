-- Of a contact that a customer left: when, and when the team opens that the customer was told then. NULL: none, or nothing was told.
ALTER TABLE cases ADD COLUMN contact_ms INTEGER;
ALTER TABLE cases ADD COLUMN contact_due_ms INTEGER;
