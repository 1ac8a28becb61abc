//! The hosted checkout page: a plain form that needs no JavaScript.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::html::{self, BANNER, Page, escape};
use super::{calls, fields, link};
use crate::Sandbox;
use crate::errors::ApiError;
use crate::objects::{Intent, IntentStatus, Session, SessionStatus};
use crate::rules::cards::Method;
use crate::rules::{amounts, links, payments, sessions};
use crate::transaction::Cause;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    method: String,
    number: String,
    expiry: String,
    cvc: String,
    account: String,
    ship_name: String,
    ship_line1: String,
    ship_line2: String,
    ship_postal_code: String,
    ship_city: String,
    ship_country: String,
}

impl Typed {
    /// The name and address as the session keeps them.
    fn ship_to(&self) -> Value {
        let filled = |text: &String| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        json!({
            "name": self.ship_name.trim(),
            "address": {
                "line1": filled(&self.ship_line1),
                "line2": filled(&self.ship_line2),
                "postal_code": filled(&self.ship_postal_code),
                "city": filled(&self.ship_city),
                "state": null,
                "country": filled(&self.ship_country),
            },
        })
    }
}

pub async fn page(State(sandbox): State<Arc<Sandbox>>, Path(id): Path<String>) -> Response {
    match found(&sandbox, &id).await {
        Ok(Found {
            closed: Some(sentence),
            ..
        }) => link::closed(&sentence),
        Ok(Found { session, last, .. }) => show(
            &sandbox,
            &session,
            last.as_ref(),
            StatusCode::OK,
            &Typed::default(),
            None,
        ),
        Err(_) => html::not_found().await,
    }
}

pub async fn pay(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let Ok(Found {
        session, closed, ..
    }) = found(&sandbox, &id).await
    else {
        return html::not_found().await;
    };
    if let Some(sentence) = closed {
        return link::closed(&sentence);
    }
    if session.status != SessionStatus::Open {
        return show(&sandbox, &session, None, StatusCode::OK, &typed, None);
    }
    let method = match typed.method.as_str() {
        "sandbox_wallet" => Method::Wallet,
        "sandbox_bank_debit" => Method::BankDebit {
            account: typed.account.clone(),
        },
        _ => Method::Card(calls::card(
            typed.number.clone(),
            &typed.expiry,
            typed.cvc.clone(),
        )),
    };
    let paid = sandbox.transact(Cause::default(), |transaction| {
        let mut session = sessions::find(transaction, &id)?;
        if !session.shipping_countries.is_empty() {
            session = sessions::ship_to(transaction, session, typed.ship_to())?;
        }
        let intent = sessions::pay(transaction, &session, &method)?;
        match payments::decline(transaction, &intent) {
            Some(refused) => Ok(Err(refused)),
            None => Ok(Ok(intent)),
        }
    });
    match paid.await {
        Ok(Ok(intent)) => go_on(&sandbox, &session, &intent),
        Ok(Err(refused)) | Err(refused) => show(
            &sandbox,
            &session,
            None,
            StatusCode::UNPROCESSABLE_ENTITY,
            &typed,
            Some(&refused.message),
        ),
    }
}

/// A session as a visitor finds it.
struct Found {
    session: Session,
    last: Option<Intent>,
    /// Its payment link takes no money any more, and says so.
    closed: Option<String>,
}

async fn found(sandbox: &Sandbox, id: &str) -> Result<Found, ApiError> {
    let exceeds = sandbox.faults().exceed_links;
    let looked_up = sandbox.transact(Cause::default(), |transaction| {
        let session = sessions::find(transaction, id)?;
        let intent = session
            .payment_intent
            .as_ref()
            .and_then(|id| transaction.books.intents.get(id))
            .cloned();
        let used_up = links::used_up(transaction, &session).filter(|_| !exceeds);
        Ok(Found {
            closed: used_up.map(|link| link.closed_message().to_owned()),
            session,
            last: intent,
        })
    });
    looked_up.await
}

fn go_on(sandbox: &Sandbox, session: &Session, intent: &Intent) -> Response {
    match intent.status {
        IntentStatus::RequiresAction => {
            // A path of this origin, whichever of its addresses the browser is on.
            let page = intent
                .next_page("")
                .unwrap_or_else(|| format!("/sandbox/checkout/{}", session.id));
            html::see_other(&page)
        }
        IntentStatus::Succeeded | IntentStatus::Processing => {
            html::see_other(&sessions::success_address(session))
        }
        _ => show(
            sandbox,
            session,
            Some(intent),
            StatusCode::UNPROCESSABLE_ENTITY,
            &Typed::default(),
            None,
        ),
    }
}

fn show(
    sandbox: &Sandbox,
    session: &Session,
    last: Option<&Intent>,
    status: StatusCode,
    typed: &Typed,
    problem: Option<&str>,
) -> Response {
    match session.status {
        SessionStatus::Complete => return html::see_other(&sessions::success_address(session)),
        SessionStatus::Expired => {
            let sentence = "This checkout has expired. Nothing was charged. Please go back to the shop and start again.";
            return html::message(StatusCode::GONE, "Checkout expired", sentence);
        }
        SessionStatus::Open => {}
    }
    // Coming back from 3-D Secure or the wallet: what went wrong there.
    let before = last
        .and_then(|intent| intent.last_error.as_ref())
        .and_then(|error| error["message"].as_str());
    let total = amounts::shown(session.total(), &session.currency);
    let lines: String = session
        .items
        .iter()
        .map(|item| {
            line(
                &format!("{} × {}", item.quantity, item.name),
                &amounts::shown(item.total(), &session.currency),
            )
        })
        .chain((session.shipping_amount > 0).then(|| {
            line(
                "Shipping",
                &amounts::shown(session.shipping_amount, &session.currency),
            )
        }))
        .collect();
    let again = fields::Typed {
        method: &typed.method,
        expiry: &typed.expiry,
        account: &typed.account,
    };
    let back = session
        .cancel_url
        .as_ref()
        .map(|address| {
            format!(
                "<p><a href=\"{}\">Cancel and go back to the shop</a></p>",
                escape(address)
            )
        })
        .unwrap_or_default();
    let body = format!(
        "{BANNER}<h1>Checkout</h1><p class=\"amount\">{total}</p><ul class=\"lines\">{lines}</ul>\
         <form method=\"post\" action=\"/sandbox/checkout/{id}\">{address}{fields}\
         <button class=\"primary\">Pay {total}</button></form>{back}{cards}",
        id = escape(&session.id),
        address = address_fields(&session.shipping_countries, typed),
        fields = fields::render(
            &session.methods,
            &again,
            problem.or(before).unwrap_or_default()
        ),
        cards = fields::TEST_CARDS,
    );
    let mut leads_to = vec![
        sandbox.config.public_base.as_str(),
        session.success_url.as_str(),
    ];
    leads_to.extend(session.cancel_url.as_deref());
    Page {
        status,
        title: "Checkout",
        layout: "page",
        attributes: String::new(),
        body,
        script: None,
        leads_to,
        framed_by: None,
    }
    .send()
}

/// The fields for where it goes, if the session asks for that.
fn address_fields(countries: &[String], typed: &Typed) -> String {
    if countries.is_empty() {
        return String::new();
    }
    let field = |name: &str, label: &str, autocomplete: &str, value: &str| {
        let (name, value) = (escape(name), escape(value));
        format!(
            "<div class=\"field wide\"><label for=\"{name}\">{label}</label><input id=\"{name}\" name=\"{name}\" \
             type=\"text\" autocomplete=\"shipping {autocomplete}\" value=\"{value}\"></div>"
        )
    };
    let options: String = countries
        .iter()
        .map(|code| format!("<option>{}</option>", escape(code)))
        .collect();
    format!(
        "<fieldset class=\"panel\"><legend>Delivery address</legend>{}{}{}{}{}<div class=\"field wide\">\
         <label for=\"ship_country\">Country</label><select id=\"ship_country\" name=\"ship_country\" \
         autocomplete=\"shipping country\">{options}</select></div></fieldset>",
        field("ship_name", "Full name", "name", &typed.ship_name),
        field("ship_line1", "Address", "address-line1", &typed.ship_line1),
        field(
            "ship_line2",
            "Address, second line (optional)",
            "address-line2",
            &typed.ship_line2
        ),
        field(
            "ship_postal_code",
            "Postal code",
            "postal-code",
            &typed.ship_postal_code
        ),
        field("ship_city", "City", "address-level2", &typed.ship_city),
    )
}

fn line(label: &str, amount: &str) -> String {
    format!(
        "<li><span>{}</span><span>{amount}</span></li>",
        escape(label)
    )
}
