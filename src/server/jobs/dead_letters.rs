//! Jobs in the dead letters, as staff see them: what it was, about which order, and why.

use super::Job;
use crate::domain::attention::Matter;
use crate::server::db::{self, Conn};
use crate::server::error::Result;

/// What the attention queue knows a job by.
pub fn attention_key(job_id: &str) -> String {
    format!("job {job_id}")
}

/// Describes a job for the attention queue, with the id of its order. `reason` is the last error.
pub async fn describe(
    conn: &mut Conn,
    kind: &str,
    payload: &str,
    tries: i64,
    reason: &str,
) -> Result<(Option<String>, Matter)> {
    let job = serde_json::from_str::<Job>(payload).ok();
    if let Some(Job::DeliverMail { mail_id }) = &job
        && let Some(mail) = db::mails::addressed(conn, mail_id).await?
    {
        let matter = Matter::UndeliveredMail {
            order: mail.order_number,
            template: mail.template,
            recipient: mail.recipient,
            reason: reason.into(),
        };
        return Ok((mail.order_id, matter));
    }
    let order_id = match &job {
        Some(job) => order_of(conn, job).await?,
        None => None,
    };
    let order = match &order_id {
        Some(id) => db::orders::by_id(conn, id).await?,
        None => None,
    };
    let matter = Matter::DeadJob {
        order: order.map(|order| order.number),
        job: kind.into(),
        tries,
        reason: reason.into(),
    };
    Ok((order_id, matter))
}

/// The order that a job works on, if there is one.
async fn order_of(conn: &mut Conn, job: &Job) -> Result<Option<String>> {
    Ok(match job {
        Job::ExpireHold { order_id }
        | Job::CompleteOrder { order_id }
        | Job::CancelWithdrawn { order_id } => Some(order_id.clone()),
        Job::Settle { attempt_id } | Job::CloseAttempt { attempt_id } => {
            db::payments::attempt(conn, attempt_id)
                .await?
                .map(|attempt| attempt.order_id)
        }
        Job::MeetIntent { intent_id } | Job::SyncRefundsOf { intent_id } => {
            db::payments::attempt_by_intent(conn, intent_id)
                .await?
                .map(|attempt| attempt.order_id)
        }
        Job::SendRefund { refund_id } => db::refunds::by_id(conn, refund_id)
            .await?
            .map(|refund| refund.order_id),
        Job::SyncRefund { provider_ref } => db::refunds::by_provider_ref(conn, provider_ref)
            .await?
            .map(|refund| refund.order_id),
        _ => None,
    })
}
