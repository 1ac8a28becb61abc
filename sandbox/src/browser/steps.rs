//! The pages where the customer takes a step: 3-D Secure and the redirect wallet. Plain forms with two buttons.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::html::{self, BANNER, Page, escape};
use crate::Sandbox;
use crate::errors::ApiError;
use crate::objects::{Intent, IntentStatus, NextStep, SessionStatus};
use crate::rules::{amounts, payments, sessions};
use crate::transaction::Cause;

/// The intent's client secret, and whether the page is shown in a dialog of the shop's page.
#[derive(Deserialize)]
pub struct Permission {
    key: String,
    #[serde(default)]
    embedded: Option<String>,
}

#[derive(Deserialize)]
pub struct Answer {
    answer: String,
}

struct Step {
    next: NextStep,
    path: &'static str,
    title: &'static str,
    explanation: &'static str,
    yes: &'static str,
    no: &'static str,
}

const AUTHENTICATION: Step = Step {
    next: NextStep::Authenticate,
    path: "3ds",
    title: "3-D Secure",
    explanation: "This is where the cardholder's bank would ask for confirmation. Choose what the bank says.",
    yes: "Complete",
    no: "Fail",
};
const WALLET: Step = Step {
    next: NextStep::Authorise,
    path: "wallet",
    title: "Sandbox redirect wallet",
    explanation: "This is where a wallet would ask for consent. Choose what the customer does.",
    yes: "Authorize",
    no: "Fail",
};

pub async fn authentication(
    sandbox: State<Arc<Sandbox>>,
    id: Path<String>,
    permission: Query<Permission>,
) -> Response {
    page(&sandbox, &id, &permission, &AUTHENTICATION).await
}

pub async fn answer_authentication(
    sandbox: State<Arc<Sandbox>>,
    id: Path<String>,
    permission: Query<Permission>,
    Form(answer): Form<Answer>,
) -> Response {
    take(
        &sandbox,
        &id,
        &permission,
        &AUTHENTICATION,
        answer.answer == "yes",
    )
    .await
}

pub async fn wallet(
    sandbox: State<Arc<Sandbox>>,
    id: Path<String>,
    permission: Query<Permission>,
) -> Response {
    page(&sandbox, &id, &permission, &WALLET).await
}

pub async fn answer_wallet(
    sandbox: State<Arc<Sandbox>>,
    id: Path<String>,
    permission: Query<Permission>,
    Form(answer): Form<Answer>,
) -> Response {
    take(&sandbox, &id, &permission, &WALLET, answer.answer == "yes").await
}

async fn page(sandbox: &Sandbox, id: &str, permission: &Permission, step: &Step) -> Response {
    let found = sandbox.transact(Cause::default(), |transaction| {
        payments::find_with_secret(transaction, id, &permission.key)
    });
    let intent = match found.await {
        Ok(intent) => intent,
        Err(_) => return html::not_found().await,
    };
    let waiting = intent.attempt.as_ref().filter(|attempt| {
        intent.status == IntentStatus::RequiresAction && attempt.next == step.next
    });
    let Some(attempt) = waiting else {
        return leave(sandbox, &intent, permission, None);
    };
    let embedded = permission.embedded.is_some();
    let body = format!(
        "{BANNER}<h1>{title}</h1><p>{explanation}</p><p class=\"amount\">{amount}</p>\
         <form method=\"post\" action=\"/sandbox/{path}/{id}?key={key}{suffix}\">\
         <button class=\"primary\" name=\"answer\" value=\"yes\">{yes}</button>\
         <button class=\"quiet\" name=\"answer\" value=\"no\">{no}</button></form>",
        title = step.title,
        explanation = step.explanation,
        amount = amounts::shown(intent.amount, &intent.currency),
        path = step.path,
        id = escape(&intent.id),
        key = escape(&intent.client_secret),
        suffix = if embedded { "&amp;embedded=1" } else { "" },
        yes = step.yes,
        no = step.no,
    );
    let public_base = sandbox.config.public_base.as_str();
    let mut leads_to = vec![public_base];
    leads_to.extend(attempt.return_url.as_deref());
    let session = intent
        .session
        .as_ref()
        .and_then(|id| sandbox.books().sessions.get(id).cloned());
    leads_to.extend(session.as_ref().map(|session| session.success_url.as_str()));
    Page {
        status: StatusCode::OK,
        title: step.title,
        layout: if embedded { "page embedded" } else { "page" },
        attributes: format!("data-intent=\"{}\"", escape(&intent.id)),
        body,
        script: embedded.then_some(include_str!("step.js")),
        leads_to,
        framed_by: embedded.then_some(public_base),
    }
    .send()
}

async fn take(
    sandbox: &Sandbox,
    id: &str,
    permission: &Permission,
    step: &Step,
    agreed: bool,
) -> Response {
    let taken = sandbox.transact(Cause::default(), |transaction| {
        let intent = payments::find_with_secret(transaction, id, &permission.key)?;
        let return_url = intent
            .attempt
            .as_ref()
            .and_then(|attempt| attempt.return_url.clone());
        let expected = intent
            .attempt
            .as_ref()
            .is_some_and(|attempt| attempt.next == step.next);
        let intent = if expected {
            payments::answer_step(transaction, intent, agreed)
        } else {
            intent
        };
        Ok::<_, ApiError>((intent, return_url))
    });
    match taken.await {
        Ok((intent, return_url)) => leave(sandbox, &intent, permission, return_url),
        Err(_) => html::not_found().await,
    }
}

/// On from a step that is taken: the dialog tells the shop's page, a checkout session goes to its end, all else goes back to the shop.
fn leave(
    sandbox: &Sandbox,
    intent: &Intent,
    permission: &Permission,
    return_url: Option<String>,
) -> Response {
    if permission.embedded.is_some() {
        return Page {
            status: StatusCode::OK,
            title: "3-D Secure: done",
            layout: "page embedded",
            attributes: format!("data-taken=\"yes\" data-intent=\"{}\"", escape(&intent.id)),
            body: format!("{BANNER}<h1>Thank you</h1><p>Going back to the shop …</p>"),
            script: Some(include_str!("step.js")),
            leads_to: Vec::new(),
            framed_by: Some(&sandbox.config.public_base),
        }
        .send();
    }
    if let Some(id) = &intent.session {
        let session = sandbox.books().sessions.get(id).cloned();
        if let Some(session) = session {
            return match session.status {
                SessionStatus::Complete => html::see_other(&sessions::success_address(&session)),
                _ => html::see_other(&format!("/sandbox/checkout/{}", session.id)),
            };
        }
    }
    match return_url.and_then(|address| with_outcome(&address, intent)) {
        Some(address) => html::see_other(&address),
        None => html::message(
            StatusCode::OK,
            "Nothing to do here",
            "This step has already been taken. Please go back to the shop.",
        ),
    }
}

/// The return address with what Stripe appends to it.
fn with_outcome(address: &str, intent: &Intent) -> Option<String> {
    let mut url = url::Url::parse(address).ok()?;
    let outcome = match intent.status {
        IntentStatus::Succeeded => "succeeded",
        IntentStatus::Processing => "pending",
        _ => "failed",
    };
    url.query_pairs_mut()
        .append_pair("payment_intent", &intent.id)
        .append_pair("payment_intent_client_secret", &intent.client_secret)
        .append_pair("redirect_status", outcome);
    Some(url.into())
}
