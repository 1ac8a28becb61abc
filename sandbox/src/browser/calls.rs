//! What the card frame asks the sandbox: show an intent, confirm it. The client secret is the permission.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Sandbox;
use crate::errors::ApiError;
use crate::rules::cards::{Card, Method};
use crate::rules::payments;
use crate::transaction::{Cause, Transaction};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Show {
    key: String,
    client_secret: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    key: String,
    client_secret: String,
    return_url: Option<String>,
    method: Typed,
}

/// What was typed into the frame.
#[derive(Deserialize)]
#[serde(tag = "type", deny_unknown_fields)]
enum Typed {
    #[serde(rename = "card")]
    Card {
        number: String,
        expiry: String,
        cvc: String,
    },
    #[serde(rename = "sandbox_wallet")]
    Wallet,
    #[serde(rename = "sandbox_bank_debit")]
    BankDebit { account: String },
}

pub async fn show(State(sandbox): State<Arc<Sandbox>>, Json(call): Json<Show>) -> Json<Value> {
    let answer = match check_key(&sandbox, &call.key) {
        Err(refused) => Err(refused),
        Ok(()) => {
            let shown = sandbox.transact(Cause::default(), |transaction| {
                let id = intent_id(&call.client_secret);
                payments::find_with_secret(transaction, id, &call.client_secret)
                    .map(|intent| intent.render_public(transaction.public_base))
            });
            shown.await
        }
    };
    respond(answer)
}

pub async fn confirm(
    State(sandbox): State<Arc<Sandbox>>,
    Json(call): Json<Confirm>,
) -> Json<Value> {
    let answer = match check_key(&sandbox, &call.key) {
        Err(refused) => Err(refused),
        Ok(()) => {
            sandbox
                .transact(Cause::default(), |transaction| {
                    confirm_now(transaction, call)
                })
                .await
        }
    };
    respond(answer)
}

fn confirm_now(transaction: &mut Transaction, call: Confirm) -> Result<Value, ApiError> {
    let intent = payments::find_with_secret(
        transaction,
        intent_id(&call.client_secret),
        &call.client_secret,
    )?;
    let method = match call.method {
        Typed::Card {
            number,
            expiry,
            cvc,
        } => Method::Card(card(number, &expiry, cvc)),
        Typed::Wallet => Method::Wallet,
        Typed::BankDebit { account } => Method::BankDebit { account },
    };
    let intent = payments::confirm(transaction, intent, &method, call.return_url)?;
    match payments::decline(transaction, &intent) {
        Some(mut refused) => {
            refused.payment_intent = Some(intent.render_public(transaction.public_base));
            Err(refused)
        }
        None => Ok(intent.render_public(transaction.public_base)),
    }
}

/// A card as typed into one expiry field, `MM / YY`.
pub fn card(number: String, expiry: &str, cvc: String) -> Card {
    let (exp_month, exp_year) = match expiry.split_once('/') {
        Some((month, year)) => (month.trim().to_owned(), year.trim().to_owned()),
        None => {
            let digits: String = expiry.chars().filter(char::is_ascii_digit).collect();
            let (month, year) = digits.split_at(digits.len().min(2));
            (month.to_owned(), year.to_owned())
        }
    };
    Card {
        number,
        exp_month,
        exp_year,
        cvc,
    }
}

fn check_key(sandbox: &Sandbox, key: &str) -> Result<(), ApiError> {
    if key == sandbox.config.publishable_key {
        Ok(())
    } else {
        Err(ApiError::unauthorised(
            "Invalid publishable key: the sandbox has another one.",
        ))
    }
}

/// `pi_…` out of `pi_…_secret_…`.
fn intent_id(client_secret: &str) -> &str {
    client_secret.split("_secret_").next().unwrap_or_default()
}

/// Always 200, a refusal too: it is an answer to the frame, not a fault that a browser's console should report.
fn respond(answer: Result<Value, ApiError>) -> Json<Value> {
    match answer {
        Ok(intent) => Json(json!({ "paymentIntent": intent })),
        Err(mut error) => {
            // The frame was given an intent's secret: it learns the public part only.
            let private = error
                .payment_intent
                .as_ref()
                .is_some_and(|intent| intent.get("metadata").is_some());
            if private {
                error.payment_intent = None;
            }
            Json(json!({ "error": error.body() }))
        }
    }
}
