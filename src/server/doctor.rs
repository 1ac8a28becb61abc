//! Recomputes every invariant from the database.
