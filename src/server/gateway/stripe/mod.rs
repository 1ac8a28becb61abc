//! The adapter to Stripe: translates into the gateway's types and decides nothing.

mod events;
mod intents;
mod links;
mod lists;
mod made;
mod objects;
mod refunds;
mod sessions;
mod signature;

use super::{
    Charge, EventError, GatewayError, GatewayResult, GatewaySettings, PayOrigins, PaymentProvider,
    ProviderEvent,
};
use crate::server::keys::new_id;
use axum::http::HeaderMap;
use metrics::{counter, histogram};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use stripe::{Client, ClientBuilder, IdempotencyKey, RequestStrategy, StripeError, StripeRequest};

/// How long one call may take before the provider counts as unavailable.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often a call is tried while the provider is unavailable.
const TRIES: u32 = 3;

/// The adapter, with the account that its key belongs to.
pub struct Stripe {
    client: Client,
    secrets: Vec<String>,
    publishable_key: String,
    script_url: String,
    livemode: bool,
}

/// A call to the payment provider: which, how it ended (`ok` or the error's code), how long it took.
fn count_call(operation: &'static str, outcome: &'static str, took: Duration) {
    counter!("atelier_provider_calls_total", "operation" => operation, "outcome" => outcome)
        .increment(1);
    histogram!("atelier_provider_call_seconds", "operation" => operation)
        .record(took.as_secs_f64());
}

impl Stripe {
    /// What is not set falls back to the provider's own, or to the stand-in's where that takes its place.
    pub fn new(settings: GatewaySettings) -> GatewayResult<Stripe> {
        let sandbox = settings.sandbox;
        let given = |value: Option<String>| value.filter(|value| !value.is_empty());
        let either = |sandboxed: &str, real: &str| match sandbox {
            true => sandboxed.to_string(),
            false => real.to_string(),
        };
        let key = given(settings.secret_key).unwrap_or_else(|| "sk_test_sandbox".into());
        let mut builder = ClientBuilder::new(key.clone())
            .timeout(PATIENCE)
            .request_strategy(RequestStrategy::Once);
        if let Some(base) = &settings.api_base {
            builder = builder.url(format!("{}/", base.trim_end_matches('/')));
        }
        let unusable =
            |error: &dyn std::fmt::Display| GatewayError::Misconfigured(error.to_string());
        let client = builder.build().map_err(|error| unusable(&error))?;
        let mut secrets = settings.webhook_secrets;
        if sandbox && secrets.is_empty() {
            secrets.push(SANDBOX_WEBHOOK_SECRET.into());
        }
        Ok(Stripe {
            client,
            secrets,
            publishable_key: given(settings.publishable_key)
                .unwrap_or_else(|| either("pk_test_sandbox", "")),
            script_url: given(settings.script_url)
                .unwrap_or_else(|| either("/sandbox/stripe.js", "https://js.stripe.com/v3/")),
            livemode: key.contains("_live_"),
        })
    }

    /// Signs a body as the provider would, for the development command.
    pub fn sign(&self, body: &[u8], now_s: i64) -> Option<String> {
        signature::sign(body, self.secrets.first()?, now_s)
    }

    /// Sends a request that makes nothing, again while the provider is unavailable.
    async fn send<R>(&self, request: &R) -> GatewayResult<R::Output>
    where
        R: StripeRequest + Sync,
        R::Output: miniserde::Deserialize,
    {
        for attempt in 1.. {
            match self.once(request, None).await {
                Ok(answer) => return Ok(answer),
                Err(missed) if !missed.worth_another(attempt) => return Err(missed.error),
                Err(_) => tokio::time::sleep(pause(attempt)).await,
            }
        }
        Err(GatewayError::Unavailable("no answer".into()))
    }

    /// Sends a request once.
    async fn once<R>(&self, request: &R, key: Option<&str>) -> Result<R::Output, Missed>
    where
        R: StripeRequest + Sync,
        R::Output: miniserde::Deserialize,
    {
        let operation = operation_of::<R>();
        let mut call = request.customize();
        if let Some(key) = key {
            let key = IdempotencyKey::new(key).map_err(|e| Missed {
                error: GatewayError::Misconfigured(e.to_string()),
                answered_5xx: false,
            })?;
            call = call.request_strategy(RequestStrategy::Idempotent(key));
        }
        let began = Instant::now();
        let answer = call.send(&self.client).await.map_err(|error| Missed {
            answered_5xx: matches!(&error, StripeError::Stripe(_, 500..)),
            error: translate(error),
        });
        let outcome = answer
            .as_ref()
            .map_or_else(|missed| missed.error.code(), |_| "ok");
        count_call(operation, outcome, began.elapsed());
        answer
    }
}

impl PaymentProvider for Stripe {
    fn livemode(&self) -> bool {
        self.livemode
    }

    fn publishable_key(&self) -> &str {
        &self.publishable_key
    }

    fn script_url(&self) -> &str {
        &self.script_url
    }

    fn origins(&self) -> PayOrigins {
        let elsewhere = url::Url::parse(&self.script_url)
            .ok()
            .map(|u| u.origin().ascii_serialization());
        match elsewhere {
            Some(origin) if origin == "https://js.stripe.com" => PayOrigins {
                script: origin,
                frames: "https://js.stripe.com https://hooks.stripe.com".into(),
                connect: "https://api.stripe.com".into(),
                forms: "https://checkout.stripe.com https://hooks.stripe.com".into(),
            },
            Some(origin) => PayOrigins {
                script: origin.clone(),
                frames: origin.clone(),
                connect: origin.clone(),
                forms: origin,
            },
            None => PayOrigins {
                script: "'self'".into(),
                frames: "'self'".into(),
                connect: "".into(),
                forms: "".into(),
            },
        }
    }

    fn read_event(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now_s: i64,
    ) -> Result<ProviderEvent, EventError> {
        let signature = headers
            .get(SIGNATURE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        match signature::holds(body, signature, &self.secrets, now_s) {
            true => events::read(body).ok_or(EventError::Unreadable),
            false => Err(EventError::Unsigned),
        }
    }
}

/// The header that an event's signature comes in.
pub const SIGNATURE: &str = "stripe-signature";

/// A call that brought no answer to go on with.
struct Missed {
    error: GatewayError,
    /// The provider keeps such an answer under the call's key and would give it again.
    answered_5xx: bool,
}

impl Missed {
    fn worth_another(&self, attempt: u32) -> bool {
        matches!(self.error, GatewayError::Unavailable(_)) && attempt < TRIES
    }

    fn next_key(&self, key: String) -> String {
        if self.answered_5xx {
            format!("{}-{}", key.chars().take(200).collect::<String>(), new_id())
        } else {
            key
        }
    }
}

fn pause(attempt: u32) -> Duration {
    Duration::from_millis(200 * u64::from(attempt))
}

/// The request's own name, such as `CreatePaymentIntent`.
fn operation_of<R>() -> &'static str {
    let name = std::any::type_name::<R>();
    // A list that is read object by object is a request within one.
    name.rsplit("::")
        .next()
        .unwrap_or(name)
        .trim_end_matches('>')
}

/// The stand-in signs with this when no secret is set; production refuses the stand-in.
pub const SANDBOX_WEBHOOK_SECRET: &str = "whsec_sandbox";

fn metadata(charge: &Charge) -> HashMap<String, String> {
    HashMap::from([
        ("order_id".to_string(), charge.order_id.clone()),
        ("order_number".to_string(), charge.order_number.clone()),
        ("attempt_id".to_string(), charge.attempt_id.clone()),
    ])
}

/// Stripe's errors in our words. The provider's sentence for a card is meant for the customer and handed on.
fn translate(error: StripeError) -> GatewayError {
    match error {
        StripeError::Stripe(api, status) => {
            let text = api.message.clone().unwrap_or_default();
            let code = api
                .code
                .as_ref()
                .map(|c| c.as_str().to_string())
                .unwrap_or_default();
            match status {
                402 => GatewayError::Declined(text),
                404 => GatewayError::Unknown(text),
                409 | 429 | 500.. => GatewayError::Unavailable(format!("{status} {code} {text}")),
                400 if matches!(code.as_str(), "amount_too_small" | "amount_too_large") => {
                    GatewayError::AmountRefused(text)
                }
                400 if code.ends_with("_unexpected_state") || code == "charge_already_refunded" => {
                    GatewayError::OutOfStep(text)
                }
                _ => GatewayError::Misconfigured(format!("{status} {code} {text}")),
            }
        }
        StripeError::ClientError(text) => GatewayError::Unavailable(text),
        StripeError::Timeout => GatewayError::Unavailable("timeout".into()),
        StripeError::JSONDeserialize(text) => {
            GatewayError::Unreadable(format!("an answer could not be read: {text}"))
        }
        StripeError::ConfigError(text) => GatewayError::Misconfigured(text),
    }
}
