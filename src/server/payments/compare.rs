//! The provider's records compared with ours, of all time: payments, pages, refunds, disputes.

use super::reconcile::unreadable_key;
use crate::domain::payment::{AttemptState, Unusable};
use crate::domain::refund::RefundStatus;
use crate::server::db::payments::AttemptRow;
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::gateway::{
    HostedSession, Intent, IntentState, ProviderDispute, ProviderRefund, RefundState, Unreadable,
};
use crate::server::state::App;
use std::collections::HashMap;

/// Compares everything at the provider with our own records; each difference is a sentence.
pub async fn compare(app: &App) -> Result<Vec<String>> {
    let intents = app.gateway.intents_since(0).await?;
    let sessions = app.gateway.sessions_since(0).await?;
    let refunds = app.gateway.refunds_since(0).await?;
    let disputes = app.gateway.disputes_since(0).await?;
    let mut conn = app.db.read().await?;
    let mut differences = Vec::new();
    for intent in &intents.items {
        differences.extend(intent_differs(&mut conn, intent).await?);
    }
    for session in &sessions.items {
        differences.extend(session_differs(&mut conn, session).await?);
    }
    differences.extend(refunds_differ(&mut conn, &refunds.items).await?);
    differences.extend(disputes_differ(&mut conn, &disputes.items).await?);
    let lists = [
        intents.unreadable,
        sessions.unreadable,
        refunds.unreadable,
        disputes.unreadable,
    ];
    for object in lists.iter().flatten() {
        differences.extend(unreadable_differs(&mut conn, object).await?);
    }
    Ok(differences)
}

async fn intent_differs(conn: &mut Conn, intent: &Intent) -> Result<Option<String>> {
    let Some(attempt) = db::payments::attempt_by_intent(conn, &intent.id).await? else {
        return stands_beside(conn, intent).await;
    };
    let paid = intent.state == IntentState::Succeeded;
    Ok(match (paid, attempt.state == AttemptState::Succeeded) {
        (true, false) => Some(format!(
            "{} was paid at the provider and is {} here",
            intent.id,
            attempt.state.as_str()
        )),
        (false, true) => Some(format!(
            "{} is paid here and not at the provider",
            intent.id
        )),
        (true, true) if is_less(&attempt, intent) => Some(format!(
            "{} brought {} at the provider and {} here",
            intent.id, intent.received, attempt.amount
        )),
        _ => None,
    })
}

/// Whether an accepted payment is of another amount here. One that staff look at is booked as it came.
fn is_less(attempt: &AttemptRow, intent: &Intent) -> bool {
    attempt.refused_reason != Some(Unusable::Mismatch) && attempt.amount != intent.received
}

/// An intent that no attempt is paid by: it may be known all the same, as one that nobody was handed.
async fn stands_beside(conn: &mut Conn, intent: &Intent) -> Result<Option<String>> {
    let known = db::payments::objects::attempt_of(conn, &intent.id).await?;
    if intent.state == IntentState::Succeeded {
        let sentence = match known {
            Some(_) => "and stands here as one that was not",
            None => "and is not known here",
        };
        return Ok(Some(format!(
            "{} of {} was paid at the provider {sentence}",
            intent.id, intent.received
        )));
    }
    let Some(order_id) = intent.order_id.as_ref().filter(|_| known.is_none()) else {
        return Ok(None);
    };
    let ours = db::orders::by_id(conn, order_id).await?.is_some();
    // What is over and names nothing here is another shop's, or was deleted with its order.
    Ok((ours || intent.state != IntentState::Cancelled).then(|| {
        format!(
            "{} names the order {order_id} at the provider and stands nowhere here",
            intent.id
        )
    }))
}

async fn session_differs(conn: &mut Conn, session: &HostedSession) -> Result<Option<String>> {
    let (Some(attempt_id), None) = (&session.attempt_id, &session.link_id) else {
        return Ok(None);
    };
    let ours = db::payments::attempt(conn, attempt_id).await?.is_some();
    let known = db::payments::objects::attempt_of(conn, &session.id).await?;
    Ok((ours && known.is_none()).then(|| {
        format!(
            "{} names the attempt {attempt_id} at the provider and stands nowhere here",
            session.id
        )
    }))
}

async fn refunds_differ(conn: &mut Conn, told: &[ProviderRefund]) -> Result<Vec<String>> {
    let here = db::refunds::unsettled::states(conn).await?;
    let mut here: HashMap<String, (RefundStatus, i64)> = here
        .into_iter()
        .map(|(id, state, minor)| (id, (state, minor)))
        .collect();
    let mut differences = Vec::new();
    for refund in told {
        let booked = matches!(refund.state, RefundState::Pending | RefundState::Succeeded);
        match here.remove(&refund.id) {
            Some((state, minor)) if state.is_booked() != booked || minor != refund.amount.minor => {
                differences.push(format!(
                    "the refund {} of {} is {} here and otherwise at the provider",
                    refund.id,
                    refund.amount,
                    state.as_str()
                ));
            }
            Some(_) => {}
            None if booked && is_ours(conn, refund.intent_id.as_deref()).await? => {
                differences.push(format!(
                    "the refund {} of {} was made at the provider and is not known here",
                    refund.id, refund.amount
                ));
            }
            None => {}
        }
    }
    let missing = here.into_iter().filter(|(_, (state, _))| state.is_booked());
    differences
        .extend(missing.map(|(id, _)| {
            format!("the refund {id} stands here and is not known to the provider")
        }));
    Ok(differences)
}

async fn disputes_differ(conn: &mut Conn, told: &[ProviderDispute]) -> Result<Vec<String>> {
    let here = db::payments::unsettled::dispute_states(conn).await?;
    let here: HashMap<&str, (&str, i64)> = here
        .iter()
        .map(|(id, status, withdrawn)| (id.as_str(), (status.as_str(), *withdrawn)))
        .collect();
    let mut differences = Vec::new();
    for dispute in told {
        match here.get(dispute.id.as_str()) {
            Some(known) if *known != (dispute.status.as_str(), dispute.withdrawn.minor) => {
                differences.push(format!(
                    "the dispute {} of {} is {} here and {} at the provider",
                    dispute.id, dispute.amount, known.0, dispute.status
                ));
            }
            Some(_) => {}
            None if is_ours(conn, dispute.intent_id.as_deref()).await? => {
                differences.push(format!(
                    "the dispute {} of {} is open at the provider and is not known here",
                    dispute.id, dispute.amount
                ));
            }
            None => {}
        }
    }
    Ok(differences)
}

async fn is_ours(conn: &mut Conn, intent_id: Option<&str>) -> Result<bool> {
    match intent_id {
        Some(id) => Ok(db::payments::attempt_by_intent(conn, id).await?.is_some()),
        None => Ok(false),
    }
}

/// What can't be read is a difference until staff know of it.
async fn unreadable_differs(conn: &mut Conn, object: &Unreadable) -> Result<Option<String>> {
    let known = db::attention::is_known(conn, &unreadable_key(&object.id)).await?;
    Ok((!known).then(|| format!("{} can’t be read here: {}", object.id, object.why)))
}
