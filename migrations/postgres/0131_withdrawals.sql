-- A withdrawal from the contract is a declaration: it begins as declared, and nobody can refuse it. It is kept where
-- returns are, since it is about goods and money in the same way.
ALTER TABLE returns ADD COLUMN kind TEXT NOT NULL DEFAULT 'return' CHECK (kind IN ('return', 'withdrawal'));
ALTER TABLE returns DROP CONSTRAINT returns_status_check;
ALTER TABLE returns ADD CONSTRAINT returns_status_check CHECK (status IN
    ('requested', 'approved', 'received', 'refunded', 'refused', 'withdrawn', 'declared', 'closed'));
ALTER TABLE returns ADD CONSTRAINT a_withdrawal_is_never_refused CHECK (kind = 'return' OR status <> 'refused');
