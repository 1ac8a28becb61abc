-- What the shop already knows of somebody whom it invited; it goes over into the account.
ALTER TABLE customer_proofs ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE customer_proofs ADD COLUMN currency TEXT;
