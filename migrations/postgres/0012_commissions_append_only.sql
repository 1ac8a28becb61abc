-- What was sent and what happened stays as it was written.
CREATE TRIGGER a_sent_quote_is_never_changed BEFORE UPDATE OR DELETE ON commission_quotes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER commission_events_are_never_changed BEFORE UPDATE OR DELETE ON commission_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER commissions_are_never_deleted BEFORE DELETE ON commissions FOR EACH ROW EXECUTE FUNCTION refuse_change();
