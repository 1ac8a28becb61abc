//! The checkout session: a hosted page that takes one payment, until it is done or expires.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A checkout session as the books keep it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    pub id: String,
    pub sequence: u64,
    /// Unix seconds.
    pub created: i64,
    /// Unix seconds.
    pub expires_at: i64,
    pub status: SessionStatus,
    pub payment_status: PaymentStatus,
    pub currency: String,
    pub items: Vec<LineItem>,
    pub shipping_amount: i64,
    pub success_url: String,
    pub cancel_url: Option<String>,
    pub client_reference_id: Option<String>,
    pub customer_email: Option<String>,
    pub locale: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub intent_metadata: BTreeMap<String, String>,
    pub intent_description: Option<String>,
    pub intent_receipt_email: Option<String>,
    pub intent_shipping: Option<Value>,
    pub methods: Vec<String>,
    /// Made when the customer first tries to pay, as Stripe does.
    pub payment_intent: Option<String>,
    /// The payment link that a visitor opened it by.
    #[serde(default)]
    pub payment_link: Option<String>,
    /// Where it may ship to; empty when it does not ask.
    #[serde(default)]
    pub shipping_countries: Vec<String>,
    /// Where the customer wants it sent: a name and an address.
    #[serde(default)]
    pub shipping_details: Option<Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LineItem {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub unit_amount: i64,
    pub quantity: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    Open,
    Complete,
    Expired,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    Paid,
    Unpaid,
}

impl SessionStatus {
    /// The word Stripe uses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Expired => "expired",
        }
    }
}

impl LineItem {
    pub fn total(&self) -> i64 {
        self.unit_amount.saturating_mul(self.quantity)
    }

    /// The line as the session's `line_items` list shows it.
    pub fn render(&self, currency: &str) -> Value {
        json!({
            "id": self.id,
            "object": "item",
            "amount_discount": 0,
            "amount_subtotal": self.total(),
            "amount_tax": 0,
            "amount_total": self.total(),
            "currency": currency,
            "description": self.name,
            "price": null,
            "quantity": self.quantity,
        })
    }
}

impl Session {
    pub fn subtotal(&self) -> i64 {
        self.items.iter().map(LineItem::total).sum()
    }

    pub fn total(&self) -> i64 {
        self.subtotal() + self.shipping_amount
    }

    /// When it expires by itself (unix milliseconds); `None` once it is no longer open.
    pub fn due_at_ms(&self) -> Option<i64> {
        (self.status == SessionStatus::Open).then_some(self.expires_at.saturating_mul(1000))
    }

    /// The complete object.
    pub fn render(&self, public_base: &str) -> Value {
        let open = self.status == SessionStatus::Open;
        json!({
            "id": self.id,
            "object": "checkout.session",
            "adaptive_pricing": {"enabled": false},
            "after_expiration": null,
            "allow_promotion_codes": null,
            "amount_subtotal": self.subtotal(),
            "amount_total": self.total(),
            "automatic_tax": {"enabled": false, "liability": null, "provider": null, "status": null},
            "billing_address_collection": null,
            "cancel_url": self.cancel_url,
            "client_reference_id": self.client_reference_id,
            "client_secret": null,
            "collected_information": self.shipping_details.as_ref().map(|to| json!({
                "business_name": null,
                "individual_name": null,
                "shipping_details": to,
            })),
            "consent": null,
            "consent_collection": null,
            "created": self.created,
            "currency": self.currency,
            "currency_conversion": null,
            "custom_fields": [],
            "custom_text": {"after_submit": null, "shipping_address": null, "submit": null, "terms_of_service_acceptance": null},
            "customer": null,
            "customer_account": null,
            "customer_creation": "if_required",
            "customer_details": self.customer_email.as_ref().map(|email| json!({
                "address": null,
                "business_name": null,
                "email": email,
                "individual_name": null,
                "name": null,
                "phone": null,
                "tax_exempt": "none",
                "tax_ids": null,
            })),
            "customer_email": self.customer_email,
            "discounts": null,
            "expires_at": self.expires_at,
            "invoice": null,
            "invoice_creation": null,
            "livemode": false,
            "locale": self.locale,
            "metadata": self.metadata,
            "mode": "payment",
            "origin_context": null,
            "payment_intent": self.payment_intent,
            "payment_link": self.payment_link,
            "payment_method_collection": "if_required",
            "payment_method_configuration_details": null,
            "payment_method_options": {},
            "payment_method_types": self.methods,
            "payment_status": match self.payment_status {
                PaymentStatus::Paid => "paid",
                PaymentStatus::Unpaid => "unpaid",
            },
            "permissions": null,
            "phone_number_collection": {"enabled": false},
            "recovered_from": null,
            "saved_payment_method_options": null,
            "setup_intent": null,
            "shipping_address_collection": (!self.shipping_countries.is_empty())
                .then(|| json!({"allowed_countries": self.shipping_countries})),
            "shipping_cost": (self.shipping_amount > 0).then(|| json!({
                "amount_subtotal": self.shipping_amount,
                "amount_tax": 0,
                "amount_total": self.shipping_amount,
                "shipping_rate": null,
            })),
            "shipping_options": [],
            "status": self.status.word(),
            "submit_type": null,
            "subscription": null,
            "success_url": self.success_url,
            "total_details": {"amount_discount": 0, "amount_shipping": self.shipping_amount, "amount_tax": 0},
            "ui_mode": "hosted_page",
            "url": open.then(|| format!("{public_base}/sandbox/checkout/{}", self.id)),
            "wallet_options": null,
        })
    }
}
