//! Every path of the API and what it does, read top to bottom.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Request;
use crate::errors::ApiError;
use crate::form::Form;
use crate::objects::{ChargeStatus, Intent, Page, Session, balance, list};
use crate::rules::cards::{self, Card, Method};
use crate::rules::{disputes, intents, links, payments, refunds, sessions};
use crate::transaction::Transaction;

/// Answers one request.
pub fn dispatch(t: &mut Transaction, request: &Request) -> Result<Value, ApiError> {
    let form = &request.form;
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    match (request.method.as_str(), path.as_slice()) {
        ("POST", ["payment_intents"]) => create_intent(t, form),
        ("GET", ["payment_intents"]) => list(
            &t.books.intents,
            &Page::from_form(form)?,
            "/v1/payment_intents",
            |_| true,
            |intent| intent.render(t.public_base),
        ),
        ("GET", ["payment_intents", id]) => {
            payments::find(t, id).map(|intent| shown(t, &intent, form))
        }
        ("POST", ["payment_intents", id]) => {
            intents::update(t, id, form).map(|intent| shown(t, &intent, form))
        }
        ("POST", ["payment_intents", id, "cancel"]) => {
            intents::cancel(t, id, form).map(|intent| shown(t, &intent, form))
        }
        ("POST", ["payment_intents", id, "confirm"]) => {
            let intent = payments::find(t, id)?;
            confirm(t, intent, form)
        }

        ("GET", ["charges"]) => list_charges(t, form),
        ("GET", ["charges", id]) => t
            .books
            .charges
            .get(id)
            .map(|charge| charge.render())
            .ok_or_else(|| ApiError::missing("charge", id)),

        ("POST", ["refunds"]) => refunds::create(t, form).map(|refund| refund.render()),
        ("GET", ["refunds"]) => {
            let (intent, charge) = (form.filled("payment_intent"), form.filled("charge"));
            let fits =
                |about: &str, wanted: Option<&str>| wanted.is_none_or(|wanted| wanted == about);
            list(
                &t.books.refunds,
                &Page::from_form(form)?,
                "/v1/refunds",
                |r| fits(&r.intent, intent) && fits(&r.charge, charge),
                |r| r.render(),
            )
        }
        ("GET", ["refunds", id]) => refunds::find(t, id).map(|refund| refund.render()),
        ("POST", ["refunds", id]) => refunds::update(t, id, form).map(|refund| refund.render()),
        ("POST", ["refunds", id, "cancel"]) => refunds::cancel(t, id).map(|refund| refund.render()),

        ("POST", ["checkout", "sessions"]) => {
            sessions::create(t, form).map(|session| session_shown(t, &session, form))
        }
        ("GET", ["checkout", "sessions"]) => list_sessions(t, form),
        ("GET", ["checkout", "sessions", id]) => {
            sessions::find(t, id).map(|session| session_shown(t, &session, form))
        }
        ("GET", ["checkout", "sessions", id, "line_items"]) => {
            sessions::find(t, id).map(|session| line_items(&session))
        }
        ("POST", ["checkout", "sessions", id, "expire"]) => {
            sessions::expire(t, id).map(|session| session_shown(t, &session, form))
        }

        ("POST", ["payment_links"]) => {
            links::create(t, form).map(|link| link.render(t.public_base))
        }
        ("GET", ["payment_links"]) => {
            let active = form.filled("active");
            list(
                &t.books.links,
                &Page::from_form(form)?,
                "/v1/payment_links",
                |link| active.is_none_or(|wanted| wanted == link.is_open().to_string()),
                |link| link.render(t.public_base),
            )
        }
        ("GET", ["payment_links", id]) => links::find(t, id).map(|link| link.render(t.public_base)),
        ("POST", ["payment_links", id]) => {
            links::update(t, id, form).map(|link| link.render(t.public_base))
        }

        ("GET", ["disputes"]) => {
            let (intent, charge) = (form.filled("payment_intent"), form.filled("charge"));
            let fits =
                |about: &str, wanted: Option<&str>| wanted.is_none_or(|wanted| wanted == about);
            list(
                &t.books.disputes,
                &Page::from_form(form)?,
                "/v1/disputes",
                |d| fits(&d.intent, intent) && fits(&d.charge, charge),
                |d| d.render(),
            )
        }
        ("GET", ["disputes", id]) => t
            .books
            .disputes
            .get(id)
            .map(|dispute| dispute.render())
            .ok_or_else(|| ApiError::missing("dispute", id)),
        ("POST", ["disputes", id]) => disputes::update(t, id, form).map(|dispute| dispute.render()),
        ("POST", ["disputes", id, "close"]) => {
            disputes::close(t, id, false).map(|dispute| dispute.render())
        }

        ("GET", ["events"]) => list_events(t, form),
        ("GET", ["events", id]) => {
            let event = t
                .books
                .events
                .get(id)
                .ok_or_else(|| ApiError::missing("event", id))?;
            Ok(event.render(delivered(t, id)))
        }
        ("GET", ["balance"]) => Ok(balance(available(t))),
        (method, _) => Err(ApiError::unknown_path(
            method,
            &format!("/v1/{}", request.path.join("/")),
        )),
    }
}

fn create_intent(t: &mut Transaction, form: &Form) -> Result<Value, ApiError> {
    if !form.flag("confirm") {
        return intents::create(t, form).map(|intent| shown(t, &intent, form));
    }
    // Checked first, so that a mistake leaves no intent behind.
    cards::examine(&method(form)?, t.now_ms)?;
    let intent = intents::create(t, form)?;
    confirm(t, intent, form)
}

fn confirm(t: &mut Transaction, intent: Intent, form: &Form) -> Result<Value, ApiError> {
    let method = method(form)?;
    let intent = payments::confirm(
        t,
        intent,
        &method,
        form.filled("return_url").map(str::to_owned),
    )?;
    match payments::decline(t, &intent) {
        Some(refused) => Err(refused),
        None => Ok(shown(t, &intent, form)),
    }
}

/// `payment_method` (one of Stripe's test tokens) or `payment_method_data`.
fn method(form: &Form) -> Result<Method, ApiError> {
    if let Some(token) = form.filled("payment_method") {
        return cards::from_token(token)
            .ok_or_else(|| ApiError::missing("PaymentMethod", token).param("payment_method"));
    }
    let data = |name: &str| {
        form.text(&format!("payment_method_data.{name}"))
            .unwrap_or_default()
            .to_owned()
    };
    match form.filled("payment_method_data.type") {
        Some("card") => Ok(Method::Card(Card {
            number: data("card.number"),
            exp_month: data("card.exp_month"),
            exp_year: data("card.exp_year"),
            cvc: data("card.cvc"),
        })),
        Some("sandbox_wallet") => Ok(Method::Wallet),
        Some("sandbox_bank_debit") => Ok(Method::BankDebit {
            account: data("sandbox_bank_debit.account_number"),
        }),
        _ => Err(ApiError::invalid(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
        )
        .code("parameter_missing")
        .param("payment_method")),
    }
}

fn expands(form: &Form, what: &str) -> bool {
    form.children("expand")
        .values()
        .any(|path| path == what || path.starts_with(&format!("{what}.")))
}

fn shown(t: &Transaction, intent: &Intent, form: &Form) -> Value {
    let mut object = intent.render(t.public_base);
    if expands(form, "latest_charge")
        && let Some(charge) = intent
            .latest_charge
            .as_ref()
            .and_then(|id| t.books.charges.get(id))
    {
        object["latest_charge"] = charge.render();
    }
    object
}

fn session_shown(t: &Transaction, session: &Session, form: &Form) -> Value {
    let mut object = session.render(t.public_base);
    if expands(form, "payment_intent")
        && let Some(intent) = session
            .payment_intent
            .as_ref()
            .and_then(|id| t.books.intents.get(id))
    {
        object["payment_intent"] = intent.render(t.public_base);
    }
    if expands(form, "line_items") {
        object["line_items"] = line_items(session);
    }
    object
}

fn line_items(session: &Session) -> Value {
    let data: Vec<Value> = session
        .items
        .iter()
        .map(|item| item.render(&session.currency))
        .collect();
    json!({"object": "list", "data": data, "has_more": false, "url": format!("/v1/checkout/sessions/{}/line_items", session.id)})
}

fn list_charges(t: &Transaction, form: &Form) -> Result<Value, ApiError> {
    let wanted = form.filled("payment_intent");
    let fits =
        |charge: &crate::objects::Charge| wanted.is_none_or(|wanted| wanted == charge.intent);
    list(
        &t.books.charges,
        &Page::from_form(form)?,
        "/v1/charges",
        fits,
        |charge| charge.render(),
    )
}

fn list_sessions(t: &Transaction, form: &Form) -> Result<Value, ApiError> {
    let (intent, status) = (form.filled("payment_intent"), form.filled("status"));
    let link = form.filled("payment_link");
    let fits = |session: &Session| {
        let of_link = link.is_none_or(|wanted| session.payment_link.as_deref() == Some(wanted));
        let about = intent.is_none_or(|wanted| session.payment_intent.as_deref() == Some(wanted));
        about && of_link && status.is_none_or(|wanted| session.status.word() == wanted)
    };
    list(
        &t.books.sessions,
        &Page::from_form(form)?,
        "/v1/checkout/sessions",
        fits,
        |session| session.render(t.public_base),
    )
}

fn list_events(t: &Transaction, form: &Form) -> Result<Value, ApiError> {
    let mut kinds: Vec<String> = form.children("types").into_values().collect();
    kinds.extend(form.filled("type").map(str::to_owned));
    let fits = |kind: &str| {
        kinds.is_empty()
            || kinds.iter().any(|wanted| {
                wanted
                    .strip_suffix('*')
                    .map_or(wanted == kind, |start| kind.starts_with(start))
            })
    };
    list(
        &t.books.events,
        &Page::from_form(form)?,
        "/v1/events",
        |event| fits(&event.kind),
        |event| event.render(delivered(t, &event.id)),
    )
}

fn delivered(t: &Transaction, event: &str) -> bool {
    t.books
        .deliveries
        .get(event)
        .is_some_and(|delivery| delivery.done)
}

fn available(t: &Transaction) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for charge in t
        .books
        .charges
        .oldest_first()
        .filter(|charge| charge.status == ChargeStatus::Succeeded)
    {
        *sums.entry(charge.currency.clone()).or_insert(0) += charge.refundable();
    }
    sums
}
