//! What staff read of a job that was given up: what it was, about which order, and why.

use super::Job;
use crate::domain::order::order_number;
use crate::server::db::{self, Conn};
use crate::server::error::Result;

/// The attention item that a job leaves when it is given up.
pub struct GivenUp {
    pub kind: &'static str,
    pub order_id: Option<String>,
    pub sentence: String,
}

/// What the attention queue knows a job by.
pub fn attention_key(job_id: &str) -> String {
    format!("job {job_id}")
}

/// What a kind of job does, in a shopkeeper's words; an unknown kind speaks for itself.
pub fn title(kind: &str) -> &str {
    match kind {
        "deliver_mail" => "Send a mail",
        "send_link" => "Send the link to an order",
        "expire_hold" => "Release what was held for an unpaid order",
        "settle" => "Ask the payment provider how a payment stands",
        "meet_intent" => "Find the order that a payment belongs to",
        "meet_session" => "Find the order that a payment page belongs to",
        "declare_withdrawal" => "Record a withdrawal from the contract",
        "cancel_withdrawn" => "Cancel an order that was withdrawn from",
        "close_attempt" => "Close a payment at the provider",
        "send_refund" => "Ask the provider for a refund",
        "sync_refund" => "Bring a refund in line with the provider",
        "sync_refunds_of" => "Bring the refunds of a payment in line with the provider",
        "sync_dispute" => "Bring a dispute in line with the provider",
        "complete_order" => "Complete a shipped order",
        "expire_commission" => "End a custom order whose time ran out",
        "remind_of_quote" => "Remind a customer of a quote",
        "remind_of_payment" => "Remind a customer of a payment",
        "complete_commission" => "Complete a shipped custom order",
        "deliver_webhook" => "Tell another program what happened",
        "reconcile" => "Compare with the payment provider",
        "gather_chain_ends" => "Seal where histories and logs end",
        "housekeeping" => "Clear away what has had its time",
        other => other,
    }
}

/// Describes a job for the attention queue. `reason` is the last error.
pub async fn describe(
    conn: &mut Conn,
    kind: &str,
    payload: &str,
    tries: i64,
    reason: &str,
) -> Result<GivenUp> {
    let job = serde_json::from_str::<Job>(payload).ok();
    if let Some(Job::DeliverMail { mail_id }) = &job
        && let Some(mail) = db::mails::addressed(conn, mail_id).await?
    {
        let about = mail
            .order_number
            .map(order_number)
            .map(|number| format!(" for {number}"));
        return Ok(GivenUp {
            kind: "undelivered_mail",
            order_id: mail.order_id,
            sentence: format!(
                "The mail “{}”{} to {} could not be sent: {reason}. Write another way, or mend it and send it again under Jobs.",
                mail.template.replace('_', " "),
                about.unwrap_or_default(),
                mail.recipient,
            ),
        });
    }
    let order_id = match &job {
        Some(job) => order_of(conn, job).await?,
        None => None,
    };
    let order = match &order_id {
        Some(id) => db::orders::by_id(conn, id).await?,
        None => None,
    };
    let about = order.map(|order| format!("{}: ", order_number(order.number)));
    Ok(GivenUp {
        kind: "dead_job",
        order_id,
        sentence: format!(
            "{}“{}” was given up after {tries} tries: {reason}. Try it again under Jobs.",
            about.unwrap_or_default(),
            title(kind),
        ),
    })
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
