//! The state in memory: requests, payments, refunds, disputes and sent events, newest last.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

pub use crate::objects::{Charge, Dispute, EventRecord, Intent, PaymentLink, Refund, Session};

/// One line entry of the journal: a record as it now stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    Intent(Intent),
    Charge(Charge),
    Refund(Refund),
    Session(Session),
    PaymentLink(PaymentLink),
    Dispute(Dispute),
    Event(EventRecord),
    Delivery(Delivery),
    Answer(Answer),
}

/// How far the delivery of one event has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    pub event: String,
    pub attempts: u32,
    /// Not before this time (unix milliseconds).
    pub next_at_ms: i64,
    /// Answered 2xx, dropped by a fault switch, or given up.
    pub done: bool,
}

/// The first answer to an idempotency key, for whoever asks again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answer {
    pub key: String,
    pub request: String,
    pub status: u16,
    #[serde(with = "crate::objects::text")]
    pub body: String,
    pub at_ms: i64,
}

/// Something with an id, a place in the order of creation and a time.
pub trait Kept {
    fn id(&self) -> &str;
    fn sequence(&self) -> u64;
    fn created(&self) -> i64;
}

macro_rules! kept {
    ($($kind:ident),*) => {$(
        impl Kept for $kind {
            fn id(&self) -> &str { &self.id }
            fn sequence(&self) -> u64 { self.sequence }
            fn created(&self) -> i64 { self.created }
        }
        impl From<$kind> for Record {
            fn from(value: $kind) -> Self { Record::$kind(value) }
        }
    )*};
}
kept!(Intent, Charge, Refund, Session, PaymentLink, Dispute);

impl Kept for EventRecord {
    fn id(&self) -> &str {
        &self.id
    }
    fn sequence(&self) -> u64 {
        self.sequence
    }
    fn created(&self) -> i64 {
        self.created
    }
}

/// Records of one kind, by id and in the order they were made.
#[derive(Debug)]
pub struct Shelf<T> {
    by_id: HashMap<String, T>,
    order: BTreeMap<u64, String>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self {
            by_id: HashMap::new(),
            order: BTreeMap::new(),
        }
    }
}

impl<T: Kept> Shelf<T> {
    pub fn get(&self, id: &str) -> Option<&T> {
        self.by_id.get(id)
    }

    pub fn newest_first(&self) -> impl Iterator<Item = &T> {
        self.order
            .values()
            .rev()
            .filter_map(|id| self.by_id.get(id))
    }

    pub fn oldest_first(&self) -> impl Iterator<Item = &T> {
        self.order.values().filter_map(|id| self.by_id.get(id))
    }

    fn put(&mut self, record: T) {
        self.order.insert(record.sequence(), record.id().to_owned());
        self.by_id.insert(record.id().to_owned(), record);
    }
}

/// Everything the sandbox knows.
#[derive(Debug, Default)]
pub struct Books {
    pub intents: Shelf<Intent>,
    pub charges: Shelf<Charge>,
    pub refunds: Shelf<Refund>,
    pub sessions: Shelf<Session>,
    pub links: Shelf<PaymentLink>,
    pub disputes: Shelf<Dispute>,
    pub events: Shelf<EventRecord>,
    pub answers: HashMap<String, Answer>,
    pub deliveries: HashMap<String, Delivery>,
    /// Events whose delivery is not done, oldest first.
    pub undelivered: BTreeSet<(u64, String)>,
    /// What happens by itself: (unix milliseconds, id of an intent, refund or session).
    pub due: BTreeSet<(i64, String)>,
    last_sequence: u64,
}

impl Books {
    /// The next place in the order of creation.
    pub fn next_sequence(&mut self) -> u64 {
        self.last_sequence += 1;
        self.last_sequence
    }

    /// Takes one record in, replacing an older one with the same id.
    pub fn put(&mut self, record: Record) {
        let timed = match &record {
            Record::Intent(new) => Some((
                new.id.clone(),
                self.intents.get(&new.id).and_then(|old| old.due_at_ms),
                new.due_at_ms,
            )),
            Record::Refund(new) => Some((
                new.id.clone(),
                self.refunds.get(&new.id).and_then(|old| old.due_at_ms),
                new.due_at_ms,
            )),
            Record::Session(new) => Some((
                new.id.clone(),
                self.sessions.get(&new.id).and_then(Session::due_at_ms),
                new.due_at_ms(),
            )),
            _ => None,
        };
        if let Some((id, before, after)) = timed {
            if let Some(before) = before {
                self.due.remove(&(before, id.clone()));
            }
            if let Some(after) = after {
                self.due.insert((after, id));
            }
        }
        match record {
            Record::Intent(intent) => self.keep(|books| &mut books.intents, intent),
            Record::Charge(charge) => self.keep(|books| &mut books.charges, charge),
            Record::Refund(refund) => self.keep(|books| &mut books.refunds, refund),
            Record::Session(session) => self.keep(|books| &mut books.sessions, session),
            Record::PaymentLink(link) => self.keep(|books| &mut books.links, link),
            Record::Dispute(dispute) => self.keep(|books| &mut books.disputes, dispute),
            Record::Event(event) => {
                if !self
                    .deliveries
                    .get(&event.id)
                    .is_some_and(|delivery| delivery.done)
                {
                    self.undelivered.insert((event.sequence, event.id.clone()));
                }
                self.keep(|books| &mut books.events, event);
            }
            Record::Delivery(delivery) => self.note_delivery(delivery),
            Record::Answer(answer) => {
                self.answers.insert(answer.key.clone(), answer);
            }
        }
    }

    fn keep<T: Kept>(&mut self, shelf: impl Fn(&mut Books) -> &mut Shelf<T>, record: T) {
        self.last_sequence = self.last_sequence.max(record.sequence());
        shelf(self).put(record);
    }

    fn note_delivery(&mut self, delivery: Delivery) {
        let sequence = self.events.get(&delivery.event).map(|event| event.sequence);
        if let Some(sequence) = sequence {
            let entry = (sequence, delivery.event.clone());
            if delivery.done {
                self.undelivered.remove(&entry);
            } else {
                self.undelivered.insert(entry);
            }
        }
        self.deliveries.insert(delivery.event.clone(), delivery);
    }

    /// Every record worth carrying into a fresh journal: answers for 24 hours, delivered events for 30 days.
    pub fn records(&self, now_ms: i64) -> Vec<Record> {
        let day_ms = 86_400_000;
        let mut records: Vec<Record> = Vec::new();
        records.extend(self.intents.oldest_first().cloned().map(Record::Intent));
        records.extend(self.charges.oldest_first().cloned().map(Record::Charge));
        records.extend(self.refunds.oldest_first().cloned().map(Record::Refund));
        records.extend(self.sessions.oldest_first().cloned().map(Record::Session));
        records.extend(self.links.oldest_first().cloned().map(Record::PaymentLink));
        records.extend(self.disputes.oldest_first().cloned().map(Record::Dispute));
        for event in self.events.oldest_first() {
            let delivery = self.deliveries.get(&event.id);
            let old = event.created * 1000 < now_ms - 30 * day_ms;
            if old && delivery.is_some_and(|delivery| delivery.done) {
                continue;
            }
            records.push(Record::Event(event.clone()));
            records.extend(delivery.cloned().map(Record::Delivery));
        }
        records.extend(
            self.answers
                .values()
                .filter(|answer| answer.at_ms > now_ms - day_ms)
                .cloned()
                .map(Record::Answer),
        );
        records
    }
}
