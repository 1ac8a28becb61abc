//! One transaction on the books: read, decide, put; all of it becomes one line of the journal.

use axum::http::StatusCode;
use serde_json::Value;

use crate::books::{Books, Record};
use crate::errors::ApiError;
use crate::objects::{EventRecord, seconds};
use crate::{Sandbox, ids};

/// The books as one transaction sees them. Decide first, then put: an error after a put would leave half of it.
pub struct Transaction<'a> {
    pub books: &'a mut Books,
    pub now_ms: i64,
    /// The address the browser reaches `/sandbox/` under, without a slash at the end.
    pub public_base: &'a str,
    /// How long a delayed method takes to settle.
    pub settle_after_ms: i64,
    cause: Cause,
    changes: Vec<Record>,
}

/// The request that an event names as its cause; empty for what happens by itself.
#[derive(Clone, Debug, Default)]
pub struct Cause {
    pub request: Option<String>,
    pub idempotency_key: Option<String>,
}

impl<'a> Transaction<'a> {
    /// Begins with nothing changed yet.
    pub fn begin(
        books: &'a mut Books,
        now_ms: i64,
        public_base: &'a str,
        settle_after_ms: i64,
        cause: Cause,
    ) -> Self {
        Self {
            books,
            now_ms,
            public_base,
            settle_after_ms,
            cause,
            changes: Vec::new(),
        }
    }

    /// What was put, in order.
    pub fn changes(&self) -> &[Record] {
        &self.changes
    }

    /// Keeps a record as it now stands.
    pub fn put(&mut self, record: impl Into<Record>) {
        let record = record.into();
        self.changes.push(record.clone());
        self.books.put(record);
    }

    /// Unix seconds.
    pub fn now(&self) -> i64 {
        seconds(self.now_ms)
    }

    pub fn next_sequence(&mut self) -> u64 {
        self.books.next_sequence()
    }

    /// Queues an event about `object`, as rendered now.
    pub fn emit(&mut self, kind: &str, object: Value) {
        let event = EventRecord {
            id: ids::fresh("evt"),
            sequence: self.next_sequence(),
            created: self.now(),
            kind: kind.to_owned(),
            object: object.to_string(),
            request: self.cause.request.clone(),
            idempotency_key: self.cause.idempotency_key.clone(),
        };
        self.put(Record::Event(event));
    }
}

impl Sandbox {
    /// Runs `work` alone on the books and returns when its changes are on disk.
    pub(crate) async fn transact<T>(
        &self,
        cause: Cause,
        work: impl FnOnce(&mut Transaction) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let settle_after_ms = self.faults().settle_after_ms;
        let (outcome, appended) = {
            let mut books = self.books();
            let public_base = self.config.public_base.trim_end_matches('/');
            let mut transaction = Transaction::begin(
                &mut books,
                ids::now_ms(),
                public_base,
                settle_after_ms,
                cause,
            );
            let outcome = work(&mut transaction);
            let appended = self.journal.append(transaction.changes());
            (outcome, appended)
        };
        let lost = |error: std::io::Error| {
            ApiError::internal(
                StatusCode::INTERNAL_SERVER_ERROR,
                format!("The sandbox cannot write its books: {error}"),
            )
        };
        self.journal
            .on_disk(appended.map_err(lost)?)
            .await
            .map_err(lost)?;
        self.wake.notify_one();
        outcome
    }
}
