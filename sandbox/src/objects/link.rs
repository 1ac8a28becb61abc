//! The payment link: an address that opens a checkout session for each visitor, until it is closed or used up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::LineItem;

/// A payment link as the books keep it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentLink {
    pub id: String,
    pub sequence: u64,
    /// Unix seconds.
    pub created: i64,
    pub active: bool,
    pub currency: String,
    pub items: Vec<LineItem>,
    pub metadata: BTreeMap<String, String>,
    pub intent_metadata: BTreeMap<String, String>,
    pub intent_description: Option<String>,
    /// So many of its sessions may be completed; none for any number.
    pub limit: Option<i64>,
    pub completed: i64,
    /// Where its sessions may ship to; empty when they don't ask.
    pub shipping_countries: Vec<String>,
    /// Where a customer goes who has paid.
    pub redirect_url: String,
    pub inactive_message: Option<String>,
    pub methods: Vec<String>,
}

impl PaymentLink {
    /// As many of its sessions were completed as may be.
    pub fn is_used_up(&self) -> bool {
        self.limit.is_some_and(|limit| self.completed >= limit)
    }

    /// Whether a visitor gets a session.
    pub fn is_open(&self) -> bool {
        self.active && !self.is_used_up()
    }

    /// What a visitor reads when it is not.
    pub fn closed_message(&self) -> &str {
        let usual = "This link is no longer active. Nothing was charged.";
        self.inactive_message.as_deref().unwrap_or(usual)
    }

    /// The complete object.
    pub fn render(&self, public_base: &str) -> Value {
        let countries = &self.shipping_countries;
        json!({
            "id": self.id,
            "object": "payment_link",
            "active": self.is_open(),
            "after_completion": {"type": "redirect", "redirect": {"url": self.redirect_url}},
            "allow_promotion_codes": false,
            "application": null,
            "application_fee_amount": null,
            "application_fee_percent": null,
            "automatic_tax": {"enabled": false, "liability": null},
            "billing_address_collection": "auto",
            "consent_collection": null,
            "currency": self.currency,
            "custom_fields": [],
            "custom_text": {"after_submit": null, "shipping_address": null, "submit": null, "terms_of_service_acceptance": null},
            "customer_creation": "if_required",
            "inactive_message": self.inactive_message,
            "invoice_creation": null,
            "livemode": false,
            "metadata": self.metadata,
            "on_behalf_of": null,
            "payment_intent_data": {
                "capture_method": null,
                "description": self.intent_description,
                "metadata": self.intent_metadata,
                "setup_future_usage": null,
                "statement_descriptor": null,
                "statement_descriptor_suffix": null,
                "transfer_group": null,
            },
            "payment_method_collection": "always",
            "payment_method_types": null,
            "phone_number_collection": {"enabled": false},
            "restrictions": self.limit.map(|limit| json!({"completed_sessions": {"count": self.completed, "limit": limit}})),
            "shipping_address_collection": (!countries.is_empty()).then(|| json!({"allowed_countries": countries})),
            "shipping_options": [],
            "submit_type": "auto",
            "subscription_data": null,
            "tax_id_collection": {"enabled": false, "required": "never"},
            "transfer_data": null,
            "url": format!("{public_base}/sandbox/link/{}", self.id),
        })
    }
}
