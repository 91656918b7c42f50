-- audit: the chain, and the rows that nobody may change.
ALTER TABLE audit ADD COLUMN purpose TEXT;
