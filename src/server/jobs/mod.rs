//! Background work: one visible registry of jobs, enqueued in the transaction that needs them.

mod dead_letters;
pub mod health;
pub mod worker;

pub use dead_letters::attention_key;

use super::db::jobs::{NewJob, Queue};
use super::db::{self, Conn};
use super::error::Result;
use super::keys::new_id;
use serde::{Deserialize, Serialize};

/// Every job there is. Each is idempotent: it may run again after a crash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    DeliverMail {
        mail_id: String,
    },
    /// Ends the hold of an order that was not paid in time.
    ExpireHold {
        order_id: String,
    },
    /// Asks the provider how an attempt stands and settles it.
    Settle {
        attempt_id: String,
    },
    /// Finds out whose an intent is that is not known here.
    MeetIntent {
        intent_id: String,
    },
    /// The same for a hosted session.
    MeetSession {
        session_id: String,
    },
    /// Makes sure that an attempt which is over here is over at the provider too.
    CloseAttempt {
        attempt_id: String,
    },
    /// Asks the provider for a refund that was enqueued.
    SendRefund {
        refund_id: String,
    },
    /// Brings a refund or a dispute in line with the provider.
    SyncRefund {
        provider_ref: String,
    },
    SyncRefundsOf {
        intent_id: String,
    },
    SyncDispute {
        provider_ref: String,
    },
    /// Mails an order's link again, if the address that was asked for is the order's. Only its hash is kept.
    SendLink {
        number: i64,
        email_hash: String,
    },
    /// Records a withdrawal that was declared on the tracking page, if the address that was given is the order's. Only its
    /// hash is kept.
    DeclareWithdrawal {
        number: i64,
        email_hash: String,
        declared_at_ms: i64,
    },
    /// Cancels an order that its customer has withdrawn from before it left.
    CancelWithdrawn {
        order_id: String,
    },
    /// Completes an order some days after it was shipped.
    CompleteOrder {
        order_id: String,
    },
    /// Ends a custom order whose quote of this version was not answered, or not paid, in time.
    ExpireCommission {
        commission_id: String,
        version: i64,
    },
    /// Reminds a customer of a quote of this version that is about to end.
    RemindOfQuote {
        commission_id: String,
        version: i64,
    },
    /// Reminds a customer of a payment that is due, or overdue.
    RemindOfPayment {
        request_id: String,
        overdue: bool,
    },
    /// Completes a custom order some days after it was shipped.
    CompleteCommission {
        commission_id: String,
    },
    /// Delivers an event to an endpoint. A try that failed enqueues the next one itself.
    DeliverWebhook {
        delivery_id: String,
    },
    /// Asks the provider for everything since the last checkpoint; repeats itself.
    Reconcile,
    /// Gathers the ends of sealed histories and logs under one digest; repeats itself.
    GatherChainEnds,
    /// Deletes what has had its time: sessions, old carts, finished jobs; repeats itself.
    Housekeeping,
}

impl Job {
    /// The name in the database and in the logs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::DeliverMail { .. } => "deliver_mail",
            Self::ExpireHold { .. } => "expire_hold",
            Self::Settle { .. } => "settle",
            Self::MeetIntent { .. } => "meet_intent",
            Self::MeetSession { .. } => "meet_session",
            Self::CloseAttempt { .. } => "close_attempt",
            Self::SendRefund { .. } => "send_refund",
            Self::SyncRefund { .. } => "sync_refund",
            Self::SyncRefundsOf { .. } => "sync_refunds_of",
            Self::SyncDispute { .. } => "sync_dispute",
            Self::SendLink { .. } => "send_link",
            Self::DeclareWithdrawal { .. } => "declare_withdrawal",
            Self::CancelWithdrawn { .. } => "cancel_withdrawn",
            Self::CompleteOrder { .. } => "complete_order",
            Self::ExpireCommission { .. } => "expire_commission",
            Self::RemindOfQuote { .. } => "remind_of_quote",
            Self::RemindOfPayment { .. } => "remind_of_payment",
            Self::CompleteCommission { .. } => "complete_commission",
            Self::DeliverWebhook { .. } => "deliver_webhook",
            Self::Reconcile => "reconcile",
            Self::GatherChainEnds => "gather_chain_ends",
            Self::Housekeeping => "housekeeping",
        }
    }

    /// Where it waits.
    fn queue(&self) -> Queue {
        match self {
            Self::DeliverWebhook { .. } => Queue::Outgoing,
            Self::DeliverMail { .. } | Self::SendLink { .. } => Queue::Mail,
            Self::CompleteOrder { .. }
            | Self::CompleteCommission { .. }
            | Self::ExpireCommission { .. }
            | Self::RemindOfQuote { .. }
            | Self::RemindOfPayment { .. }
            | Self::GatherChainEnds
            | Self::Housekeeping => Queue::Shop,
            Self::ExpireHold { .. }
            | Self::Settle { .. }
            | Self::MeetIntent { .. }
            | Self::MeetSession { .. }
            | Self::DeclareWithdrawal { .. }
            | Self::CancelWithdrawn { .. }
            | Self::CloseAttempt { .. }
            | Self::SendRefund { .. }
            | Self::SyncRefund { .. }
            | Self::SyncRefundsOf { .. }
            | Self::SyncDispute { .. }
            | Self::Reconcile => Queue::Money,
        }
    }

    /// Jobs with the same key wait only once.
    fn dedupe_key(&self) -> Option<String> {
        match self {
            Self::Settle { attempt_id } => Some(format!("settle {attempt_id}")),
            Self::MeetIntent { intent_id } => Some(format!("meet {intent_id}")),
            Self::MeetSession { session_id } => Some(format!("meet {session_id}")),
            Self::SyncRefundsOf { intent_id } => Some(format!("refunds of {intent_id}")),
            Self::CloseAttempt { attempt_id } => Some(format!("close {attempt_id}")),
            Self::ExpireHold { order_id } => Some(format!("expire {order_id}")),
            Self::SyncRefund { provider_ref } | Self::SyncDispute { provider_ref } => {
                Some(format!("{} {provider_ref}", self.kind()))
            }
            Self::ExpireCommission {
                commission_id,
                version,
            }
            | Self::RemindOfQuote {
                commission_id,
                version,
            } => Some(format!("{} {commission_id} {version}", self.kind())),
            Self::RemindOfPayment {
                request_id,
                overdue,
            } => Some(format!("remind {request_id} {overdue}")),
            Self::CompleteCommission { commission_id } => Some(format!("complete {commission_id}")),
            Self::DeliverWebhook { delivery_id } => Some(format!("webhook {delivery_id}")),
            Self::Reconcile | Self::GatherChainEnds | Self::Housekeeping => {
                Some(self.kind().into())
            }
            Self::DeliverMail { .. }
            | Self::SendRefund { .. }
            | Self::SendLink { .. }
            | Self::DeclareWithdrawal { .. }
            | Self::CancelWithdrawn { .. }
            | Self::CompleteOrder { .. } => None,
        }
    }
}

/// Enqueues a job within the caller's transaction: it will run at `run_at_ms` or later, at least once.
pub async fn enqueue(conn: &mut Conn, job: &Job, run_at_ms: i64, now_ms: i64) -> Result<()> {
    enqueue_each(conn, std::slice::from_ref(job), run_at_ms, now_ms).await
}

/// The same for several jobs that are not enqueued already, in one statement.
pub async fn enqueue_each(
    conn: &mut Conn,
    jobs: &[Job],
    run_at_ms: i64,
    now_ms: i64,
) -> Result<()> {
    let new = jobs.iter().map(|job| {
        Ok(NewJob {
            id: new_id(),
            kind: job.kind(),
            payload: serde_json::to_string(job)?,
            dedupe_key: job.dedupe_key(),
            queue: job.queue(),
        })
    });
    let new = new.collect::<Result<Vec<NewJob>>>()?;
    db::jobs::insert(conn, &new, run_at_ms, now_ms).await
}
