//! The hosted checkout page: a plain form that needs no JavaScript.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::super::Sandbox;
use super::super::errors::ApiError;
use super::super::objects::{Intent, IntentStatus, Session, SessionStatus};
use super::super::rules::cards::Method;
use super::super::rules::{amounts, payments, sessions};
use super::super::transaction::Cause;
use super::html::{self, BANNER, Page, escape};
use super::{calls, fields};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    method: String,
    number: String,
    expiry: String,
    cvc: String,
    account: String,
}

pub async fn page(State(sandbox): State<Arc<Sandbox>>, Path(id): Path<String>) -> Response {
    match found(&sandbox, &id).await {
        Ok((session, last)) => show(
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
    let Ok((session, _)) = found(&sandbox, &id).await else {
        return html::not_found().await;
    };
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
        let session = sessions::find(transaction, &id)?;
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

async fn found(sandbox: &Sandbox, id: &str) -> Result<(Session, Option<Intent>), ApiError> {
    let looked_up = sandbox.transact(Cause::default(), |transaction| {
        let session = sessions::find(transaction, id)?;
        let intent = session
            .payment_intent
            .as_ref()
            .and_then(|id| transaction.books.intents.get(id))
            .cloned();
        Ok((session, intent))
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
         <form method=\"post\" action=\"/sandbox/checkout/{id}\">{fields}\
         <button class=\"primary\">Pay {total}</button></form>{back}{cards}",
        id = escape(&session.id),
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

fn line(label: &str, amount: &str) -> String {
    format!(
        "<li><span>{}</span><span>{amount}</span></li>",
        escape(label)
    )
}
