-- What was sent and what happened stays as it was written.
CREATE TRIGGER a_sent_quote_is_never_changed BEFORE UPDATE ON commission_quotes BEGIN SELECT RAISE(ABORT, 'commission_quotes is append-only'); END;
CREATE TRIGGER a_sent_quote_is_never_deleted BEFORE DELETE ON commission_quotes BEGIN SELECT RAISE(ABORT, 'commission_quotes is append-only'); END;
CREATE TRIGGER commission_events_are_never_changed BEFORE UPDATE ON commission_events BEGIN SELECT RAISE(ABORT, 'commission_events is append-only'); END;
CREATE TRIGGER commission_events_are_never_deleted BEFORE DELETE ON commission_events BEGIN SELECT RAISE(ABORT, 'commission_events is append-only'); END;
CREATE TRIGGER commissions_are_never_deleted BEFORE DELETE ON commissions BEGIN SELECT RAISE(ABORT, 'commissions are never deleted'); END;
