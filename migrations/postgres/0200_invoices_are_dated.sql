-- An invoice is dated by the shop's own calendar, and numbered in the year of that date. The date is kept (as days since
-- 1 January 1970), so that a change of the shop's time zone dates nothing anew. What was issued before was dated in UTC.
ALTER TABLE invoices ADD COLUMN issued_on BIGINT;
DROP TRIGGER invoices_are_never_changed ON invoices;
UPDATE invoices SET issued_on = issued_at_ms / 86400000;
CREATE TRIGGER invoices_are_never_changed BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE invoices ALTER COLUMN issued_on SET NOT NULL;
-- From its 1 January to the day before the next: years have 365 days, and one more for each leap year before them.
ALTER TABLE invoices ADD CONSTRAINT a_number_is_of_the_year_of_its_date CHECK (
    issued_on >= 365 * (year - 1970) + (year - 1969) / 4 - (year - 1901) / 100 + (year - 1601) / 400
    AND issued_on < 365 * (year - 1969) + (year - 1968) / 4 - (year - 1900) / 100 + (year - 1600) / 400);
-- The date of the newest document: none is dated before it.
INSERT INTO counters (name, value) SELECT 'invoices dated', MAX(issued_on) FROM invoices HAVING COUNT(*) > 0;
