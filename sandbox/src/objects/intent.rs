//! The payment intent: one amount to be paid, and how far that has come.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::charge::Instrument;

/// A payment intent as the books keep it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Intent {
    pub id: String,
    pub sequence: u64,
    /// Unix seconds.
    pub created: i64,
    pub client_secret: String,
    pub amount: i64,
    pub amount_received: i64,
    pub currency: String,
    pub status: IntentStatus,
    pub metadata: BTreeMap<String, String>,
    pub description: Option<String>,
    pub receipt_email: Option<String>,
    pub statement_descriptor: Option<String>,
    pub shipping: Option<Value>,
    pub methods: Vec<String>,
    pub last_error: Option<Value>,
    pub latest_charge: Option<String>,
    pub payment_method: Option<String>,
    pub canceled_at: Option<i64>,
    pub cancellation_reason: Option<String>,
    /// The confirmation under way, when one waits for the customer or the bank.
    pub attempt: Option<Attempt>,
    /// The checkout session that made it, if one did.
    pub session: Option<String>,
    /// When it settles, or when a dispute against it comes in (unix milliseconds).
    pub due_at_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentStatus {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    Succeeded,
    Canceled,
}

impl IntentStatus {
    /// The word Stripe uses.
    pub fn word(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::RequiresConfirmation => "requires_confirmation",
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }

    /// Still to be paid: it may be changed, confirmed or cancelled.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::RequiresPaymentMethod | Self::RequiresConfirmation | Self::RequiresAction
        )
    }
}

/// One confirmation that waits for something.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attempt {
    pub instrument: Instrument,
    pub next: NextStep,
    pub return_url: Option<String>,
}

/// What the confirmation waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// The customer, on the 3-D Secure page.
    Authenticate,
    /// The customer, on the wallet's page.
    Authorise,
    /// The bank, which takes its time.
    Settle,
}

impl Intent {
    /// The page where the customer takes the next step, when there is one to take.
    pub fn next_page(&self, public_base: &str) -> Option<String> {
        let page = match self.attempt.as_ref()?.next {
            NextStep::Authenticate => "3ds",
            NextStep::Authorise => "wallet",
            NextStep::Settle => return None,
        };
        Some(format!(
            "{public_base}/sandbox/{page}/{}?key={}",
            self.id, self.client_secret
        ))
    }

    fn next_action(&self, public_base: &str) -> Value {
        match (self.next_page(public_base), &self.attempt) {
            (Some(url), Some(attempt)) if self.status == IntentStatus::RequiresAction => {
                json!({"type": "redirect_to_url", "redirect_to_url": {"url": url, "return_url": attempt.return_url}})
            }
            _ => Value::Null,
        }
    }

    /// What the publishable key may see: no metadata.
    pub fn render_public(&self, public_base: &str) -> Value {
        json!({
            "id": self.id,
            "object": "payment_intent",
            "amount": self.amount,
            "automatic_payment_methods": {"enabled": true},
            "canceled_at": self.canceled_at,
            "cancellation_reason": self.cancellation_reason,
            "capture_method": "automatic",
            "client_secret": self.client_secret,
            "confirmation_method": "automatic",
            "created": self.created,
            "currency": self.currency,
            "description": self.description,
            "last_payment_error": self.last_error,
            "livemode": false,
            "next_action": self.next_action(public_base),
            "payment_method": self.payment_method,
            "payment_method_types": self.methods,
            "receipt_email": self.receipt_email,
            "shipping": self.shipping,
            "status": self.status.word(),
        })
    }

    /// The complete object.
    pub fn render(&self, public_base: &str) -> Value {
        let mut object = self.render_public(public_base);
        let private = json!({
            "amount_capturable": 0,
            "amount_details": {"tip": {}},
            "amount_received": self.amount_received,
            "application": null,
            "application_fee_amount": null,
            "customer": null,
            "customer_account": null,
            "excluded_payment_method_types": null,
            "latest_charge": self.latest_charge,
            "metadata": self.metadata,
            "on_behalf_of": null,
            "payment_method_configuration_details": null,
            "payment_method_options": {},
            "processing": null,
            "review": null,
            "setup_future_usage": null,
            "source": null,
            "statement_descriptor": self.statement_descriptor,
            "statement_descriptor_suffix": null,
            "transfer_data": null,
            "transfer_group": null,
        });
        if let (Value::Object(object), Value::Object(private)) = (&mut object, private) {
            object.extend(private);
        }
        object
    }
}
