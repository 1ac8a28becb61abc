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

/// Wakes sleeping workers when something was enqueued.
#[derive(Debug, Default)]
pub struct Wake([Notify; Queue::ALL.len()]);

impl Wake {
    /// Wakes one worker of each queue: whoever enqueues need not know where a job waits.
    pub fn notify_one(&self) {
        for notify in &self.0 {
            notify.notify_one();
        }
    }

    /// The bell of one queue.
    pub fn of(&self, queue: Queue) -> &Notify {
        &self.0[queue as usize]
    }
}
