//! The charge: one try at taking the money, failed, pending or taken.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A charge as the books keep it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Charge {
    pub id: String,
    pub sequence: u64,
    /// Unix seconds.
    pub created: i64,
    pub intent: String,
    pub amount: i64,
    pub amount_refunded: i64,
    pub currency: String,
    pub status: ChargeStatus,
    pub disputed: bool,
    pub failure_code: Option<String>,
    pub failure_message: Option<String>,
    pub payment_method: String,
    pub instrument: Instrument,
    pub metadata: BTreeMap<String, String>,
    pub description: Option<String>,
    pub receipt_email: Option<String>,
    pub shipping: Option<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeStatus {
    Pending,
    Succeeded,
    Failed,
}

/// What was paid with. Of a card only what a receipt may show is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum Instrument {
    Card {
        brand: String,
        last4: String,
        exp_month: i64,
        exp_year: i64,
        effect: Effect,
    },
    Wallet,
    BankDebit {
        last4: String,
        fails: bool,
    },
}

/// What the published test card does once it is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Plain,
    Disputed,
    RefundFails,
    DeclinedAfterAuthentication,
}

impl Instrument {
    /// The name in `payment_method_types`.
    pub fn method(&self) -> &'static str {
        match self {
            Self::Card { .. } => "card",
            Self::Wallet => "sandbox_wallet",
            Self::BankDebit { .. } => "sandbox_bank_debit",
        }
    }

    fn render(&self) -> Value {
        match self {
            Self::Card {
                brand,
                last4,
                exp_month,
                exp_year,
                ..
            } => json!({
                "type": "card",
                "card": {
                    "amount_authorized": null,
                    "authorization_code": null,
                    "brand": brand,
                    "checks": {"address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass"},
                    "country": "US",
                    "exp_month": exp_month,
                    "exp_year": exp_year,
                    "fingerprint": format!("sandbox{last4}"),
                    "funding": "credit",
                    "installments": null,
                    "last4": last4,
                    "mandate": null,
                    "network": brand,
                    "three_d_secure": null,
                    "wallet": null,
                },
            }),
            other => json!({"type": other.method()}),
        }
    }

    /// The card's brand, for a dispute's details.
    pub fn brand(&self) -> Option<&str> {
        match self {
            Self::Card { brand, .. } => Some(brand),
            _ => None,
        }
    }
}

impl Charge {
    /// What may still be given back.
    pub fn refundable(&self) -> i64 {
        if self.status == ChargeStatus::Succeeded {
            self.amount - self.amount_refunded
        } else {
            0
        }
    }

    /// The complete object.
    pub fn render(&self) -> Value {
        let succeeded = self.status == ChargeStatus::Succeeded;
        let failed = self.status == ChargeStatus::Failed;
        json!({
            "id": self.id,
            "object": "charge",
            "amount": self.amount,
            "amount_captured": if succeeded { self.amount } else { 0 },
            "amount_refunded": self.amount_refunded,
            "application": null,
            "application_fee": null,
            "application_fee_amount": null,
            "balance_transaction": null,
            "billing_details": {
                "address": {"city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null},
                "email": self.receipt_email,
                "name": null,
                "phone": null,
                "tax_id": null,
            },
            "calculated_statement_descriptor": null,
            "captured": succeeded,
            "created": self.created,
            "currency": self.currency,
            "customer": null,
            "description": self.description,
            "disputed": self.disputed,
            "failure_balance_transaction": null,
            "failure_code": self.failure_code,
            "failure_message": self.failure_message,
            "fraud_details": {},
            "livemode": false,
            "metadata": self.metadata,
            "on_behalf_of": null,
            "outcome": {
                "advice_code": null,
                "network_advice_code": null,
                "network_decline_code": null,
                "network_status": if failed { "declined_by_network" } else { "approved_by_network" },
                "reason": self.failure_code,
                "risk_level": "normal",
                "seller_message": if failed { "The bank did not accept the payment." } else { "Payment complete." },
                "type": if failed { "issuer_declined" } else { "authorized" },
            },
            "paid": !failed,
            "payment_intent": self.intent,
            "payment_method": self.payment_method,
            "payment_method_details": self.instrument.render(),
            "receipt_email": self.receipt_email,
            "receipt_number": null,
            "receipt_url": null,
            "refunded": succeeded && self.amount_refunded == self.amount,
            "review": null,
            "shipping": self.shipping,
            "source": null,
            "source_transfer": null,
            "statement_descriptor": null,
            "statement_descriptor_suffix": null,
            "status": match self.status {
                ChargeStatus::Pending => "pending",
                ChargeStatus::Succeeded => "succeeded",
                ChargeStatus::Failed => "failed",
            },
            "transfer_data": null,
            "transfer_group": null,
        })
    }
}
