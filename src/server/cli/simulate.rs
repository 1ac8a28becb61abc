//! `simulate-webhook`: a signed provider event for an order, sent to the running shop.

use super::serve::local;
use super::{Order, Outcome};
use crate::domain::order::parse_order_number;
use crate::server::config::Settings;
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::gateway::Stripe;
use crate::server::keys::new_id;
use crate::server::state::App;
use clap::Args;
use serde_json::{Value, json};

#[derive(Args)]
pub struct Simulation {
    /// The kind of event, such as payment_intent.succeeded, checkout.session.completed, refund.updated or
    /// charge.dispute.closed.
    event: String,
    #[command(flatten)]
    order: Order,
}

/// Sends the event and says what the shop answered. The shop asks the provider how things stand, as it does for a
/// real event: an event alone marks nothing as paid.
pub async fn run(settings: Settings, simulation: Simulation) -> Result<Outcome> {
    settings.check()?;
    if settings.is_production() {
        return Err(Error::fault("simulate-webhook is for development only."));
    }
    let number = parse_order_number(&simulation.order.number).ok_or_else(|| {
        Error::fault(format!(
            "{:?} is not an order number such as ORD-000042.",
            simulation.order.number
        ))
    })?;
    let app = App::new(settings).await?;
    let now_s = app.now_ms() / 1000;
    let object = object(&app, &simulation.event, number).await?;
    let event = json!({
        "id": format!("evt_simulated_{}", new_id().replace('-', "")),
        "object": "event",
        "type": simulation.event,
        "created": now_s,
        "livemode": app.gateway.livemode(),
        "pending_webhooks": 1,
        "data": { "object": object },
    });
    let body = serde_json::to_vec(&event)?;
    let signature = Stripe::new(app.settings.gateway())?.sign(&body, now_s);
    let signature = signature.ok_or_else(|| {
        Error::fault("STRIPE_WEBHOOK_SECRET is not set, so nothing can be signed.")
    })?;
    let url = format!("http://{}/webhooks/stripe", local(app.settings.addr));
    let call = reqwest::Client::new()
        .post(&url)
        .header("stripe-signature", signature);
    let answer = call
        .header("content-type", "application/json")
        .body(body)
        .send()
        .await;
    let answer = answer.map_err(|_| {
        Error::fault(format!(
            "No shop answers at {url}. Start it with `atelier serve`."
        ))
    })?;
    let status = answer.status();
    println!(
        "{} for ORD-{number:06}: {status} {}",
        simulation.event,
        answer.text().await.unwrap_or_default()
    );
    Ok(if status.is_success() {
        Outcome::Held
    } else {
        Outcome::Failed
    })
}

/// What an order has at the provider that an event can be about.
struct AtProvider {
    intent: Option<String>,
    session: Option<String>,
    refund: Option<String>,
    dispute: Option<String>,
}

/// The live attempt of an order, else its last one; its newest refund and dispute.
async fn at_provider(app: &App, number: i64) -> Result<AtProvider> {
    let mut conn = app.db.read().await?;
    let order = db::orders::by_number(&mut conn, number).await?;
    let order = order.ok_or_else(|| Error::fault(format!("There is no order ORD-{number:06}.")))?;
    let attempts = db::payments::attempts(&mut conn, &order.id).await?;
    let attempt = attempts
        .iter()
        .find(|a| a.state.is_live())
        .or(attempts.last());
    let refunds = db::refunds::of_order(&mut conn, &order.id).await?;
    Ok(AtProvider {
        intent: attempt.and_then(|a| a.intent_id.clone()),
        session: attempt.and_then(|a| a.session_id.clone()),
        refund: refunds.into_iter().rev().find_map(|r| r.provider_ref),
        dispute: db::payments::unsettled::newest_dispute(&mut conn, &order.id).await?,
    })
}

/// The object that an event of this kind is about.
async fn object(app: &App, event: &str, number: i64) -> Result<Value> {
    let known = at_provider(app, number).await?;
    let id = |id: Option<String>, what: &str| {
        id.ok_or_else(|| {
            Error::fault(format!(
                "ORD-{number:06} has no {what} at the provider, so no event can be about it."
            ))
        })
    };
    let noun = event.rsplit_once('.').map_or(event, |(noun, _)| noun);
    Ok(match noun {
        "payment_intent" => {
            json!({ "id": id(known.intent, "payment")?, "object": "payment_intent" })
        }
        "checkout.session" => {
            json!({ "id": id(known.session, "payment page")?, "object": "checkout.session" })
        }
        "charge" => {
            let intent = id(known.intent, "payment")?;
            json!({ "id": "ch_simulated", "object": "charge", "payment_intent": intent })
        }
        "refund" | "charge.refund" => json!({
            "id": id(known.refund, "refund")?, "object": "refund", "payment_intent": known.intent,
        }),
        "charge.dispute" => json!({
            "id": id(known.dispute, "dispute")?, "object": "dispute", "payment_intent": known.intent,
        }),
        _ => {
            return Err(Error::fault(format!(
                "{event} can't be simulated: use payment_intent.…, checkout.session.…, charge.…, refund.… or \
                 charge.dispute.…"
            )));
        }
    })
}
