//! The queues that jobs wait in. Each has workers of its own, so that a mail server or another program that stays silent
//! holds up no money.

use atelier_derive::Named;
use tokio::sync::Notify;

/// Where a job waits, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum Queue {
    /// Settling, holds, refunds, disputes, and comparing with the provider.
    Money,
    /// The shop's own work on its own database.
    Shop,
    Mail,
    /// Webhooks to other programs.
    Outgoing,
}

impl Queue {
    /// Jobs of this queue that run side by side in one process.
    pub fn workers(self) -> usize {
        match self {
            Self::Shop => 2,
            Self::Money | Self::Mail | Self::Outgoing => 4,
        }
    }
}

/// What wakes the sleeping workers of each queue.
#[derive(Debug, Default)]
pub struct Wake([Notify; Queue::ALL.len()]);

impl Wake {
    /// The bell of one queue.
    pub fn of(&self, queue: Queue) -> &Notify {
        &self.0[queue as usize]
    }
}

/// The queues in which a transaction put something that is due.
#[derive(Clone, Copy, Debug, Default)]
pub struct Due([bool; Queue::ALL.len()]);

impl Due {
    pub fn add(&mut self, queue: Queue) {
        self.0[queue as usize] = true;
    }

    pub fn queues(self) -> impl Iterator<Item = Queue> {
        Queue::ALL
            .into_iter()
            .filter(move |queue| self.0[*queue as usize])
    }
}
