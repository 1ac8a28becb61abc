//! Payment links at the provider: what one says, how it stands, and payments that it should not have taken. A link opens
//! a session for each visitor and closes when one of them is completed; the session's intent is what is settled.

use super::provider_objects;
use super::settle::{ProviderReport, Told};
use crate::domain::attention::Matter;
use crate::domain::contact::Address;
use crate::domain::order::order_number;
use crate::server::db;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::AttemptRow;
use crate::server::db::payments::objects::{NewObject, ObjectKind, ObjectState};
use crate::server::error::{Error, Result};
use crate::server::gateway::{HostedSession, IntentState, LinkWords};
use crate::server::links;
use crate::server::search::records;
use crate::server::state::App;
use crate::server::work::Work;
use crate::transact;

/// What the provider's page says and does around the link of an attempt.
pub async fn words(app: &App, order: &OrderRow, attempt: &AttemptRow) -> Result<LinkWords> {
    let mut conn = app.db.read().await?;
    let request = db::payments::links::by_id(&mut conn, &attempt.request_id).await?;
    let addresses = db::orders::addresses(&mut conn, &order.id).await?;
    let shipping = addresses.into_iter().find(|a| a.role == "shipping");
    let (Some(request), Some(shipping)) = (request, shipping) else {
        let odd = |what| Error::impossible("payment_attempts", "request_id", &attempt.id, what);
        return Err(odd("no request with an address"));
    };
    Ok(LinkWords {
        title: format!("{}, order {}", request.label, order_number(order.number)),
        country: shipping.address.country,
        back: app.url(&links::payment_paths(app, order, &request.id).back),
        closed: "This payment link is closed, and nothing was charged. The page of your custom order says what is due."
            .into(),
    })
}

/// Why no other way can be chosen while there is a link.
pub fn is_the_only_way() -> Error {
    let message = "This part is paid by the payment link that the studio made, on Stripe’s page, and in no other way. Write to us if you can’t use it.";
    Error::conflict_of("paid_by_link", message)
}

/// The provider's word on an attempt that was made for a link.
pub(super) async fn ask(app: &App, attempt: &AttemptRow) -> Result<Told> {
    let gateway = &app.gateway;
    let Some(link_id) = &attempt.link_id else {
        // A payment beside the one that the link was made for is known by its intent alone.
        return Ok(Told::plain(match &attempt.intent_id {
            Some(intent) => ProviderReport::Intent(Box::new(gateway.fetch_intent(intent).await?)),
            None => ProviderReport::Nothing,
        }));
    };
    let active = gateway.fetch_link(link_id).await?.active;
    // Looked for before those that are complete: what is in neither list was not paid and can't be.
    let may_be_paid = active || !gateway.sessions_of_link(link_id, true).await?.is_empty();
    let complete = gateway.sessions_of_link(link_id, false).await?;
    note(app, attempt, &complete).await?;
    let of_ours = |session: &&HostedSession| match &attempt.intent_id {
        Some(known) => session.intent_id.as_ref() == Some(known),
        None => session.intent_id.is_some(),
    };
    let session = complete.iter().rev().find(of_ours);
    let intent_id = session.and_then(|s| s.intent_id.as_ref());
    let Some(intent_id) = intent_id.or(attempt.intent_id.as_ref()) else {
        return Ok(Told::plain(match may_be_paid {
            true => ProviderReport::Nothing,
            // Closed at the provider, by us or in its dashboard.
            false => ProviderReport::SessionExpired,
        }));
    };
    let intent = Box::new(gateway.fetch_intent(intent_id).await?);
    let failed = session.is_some() && intent.state == IntentState::Open;
    Ok(Told {
        word: match failed {
            true => ProviderReport::SessionFailed(intent),
            false => ProviderReport::Intent(intent),
        },
        ship_to: session.and_then(|s| s.ship_to.clone()),
    })
}

/// Writes down the sessions of a link that were completed, and their intents.
async fn note(app: &App, attempt: &AttemptRow, sessions: &[HostedSession]) -> Result<()> {
    let known = {
        let mut conn = app.db.read().await?;
        db::payments::objects::of_attempt(&mut conn, &attempt.id).await?
    };
    let new = sessions
        .iter()
        .filter(|s| known.iter().all(|k| k.id != s.id));
    let new: Vec<&HostedSession> = new.collect();
    if new.is_empty() {
        return Ok(());
    }
    let now = app.now_ms();
    transact!(app.db, tx => {
        for session in &new {
            let object = provider_objects::of_session(session);
            db::payments::objects::save(&mut tx, &attempt.id, &object, now).await?;
            db::payments::objects::close(&mut tx, &session.id, ObjectState::Closed, now).await?;
            if let Some(intent_id) = &session.intent_id {
                let object = NewObject::plain(ObjectKind::Intent, intent_id);
                db::payments::objects::save(&mut tx, &attempt.id, &object, now).await?;
            }
        }
        records::order(&mut tx, &attempt.order_id).await
    })
}

/// The provider's page asked where the piece goes. What was agreed on stays; an attention item says where it differs.
pub async fn compare_address(work: &mut Work<'_>, order: &OrderRow, ship_to: &str) -> Result<()> {
    let now = work.now;
    let addresses = db::orders::addresses(work, &order.id).await?;
    let Some(agreed) = addresses.iter().find(|a| a.role == "shipping") else {
        return Ok(());
    };
    let agreed = in_one_line(&agreed.address);
    if normalized(&agreed) == normalized(ship_to) {
        return Ok(());
    }
    let matter = Matter::OtherAddress {
        order: order.number,
        entered: ship_to.into(),
        agreed,
    };
    let key = format!("other address {}", order.id);
    db::attention::open(work, &matter, &key, Some(&order.id), now).await
}

fn in_one_line(a: &Address) -> String {
    let town = format!("{} {}", a.postal_code, a.city);
    let parts = [
        &a.full_name,
        &a.line1,
        &a.line2,
        &town,
        &a.region,
        &a.country,
    ];
    let filled: Vec<&str> = parts
        .into_iter()
        .map(|p| p.trim())
        .filter(|p| !p.is_empty())
        .collect();
    filled.join(", ")
}

/// An address in lower case, without spaces and punctuation.
fn normalized(address: &str) -> String {
    let kept = address.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::normalized;

    #[test]
    fn the_same_address_may_be_written_in_two_ways() {
        let agreed = "Ada Lovelace, Ringstraße 1, 10115 Berlin, DE";
        assert_eq!(
            normalized(agreed),
            normalized("ada lovelace,Ringstraße 1.,10115 BERLIN, DE")
        );
        assert_ne!(
            normalized(agreed),
            normalized("Ada Lovelace, Ringstraße 11, 10115 Berlin, DE")
        );
    }
}
