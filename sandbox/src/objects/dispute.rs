//! The dispute: a cardholder who wants the money back through the bank.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A dispute as the books keep it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Dispute {
    pub id: String,
    pub sequence: u64,
    /// Unix seconds.
    pub created: i64,
    pub charge: String,
    pub intent: String,
    pub amount: i64,
    pub currency: String,
    pub reason: String,
    pub status: DisputeStatus,
    pub brand: Option<String>,
    /// Until when evidence may be given (unix seconds).
    pub due_by: i64,
    pub evidence: BTreeMap<String, String>,
    pub submissions: u64,
    pub metadata: BTreeMap<String, String>,
    /// Where the account's balance is in another currency: that currency, and what the dispute comes to in it.
    #[serde(default)]
    pub settled_as: Option<(String, i64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    NeedsResponse,
    UnderReview,
    Won,
    Lost,
}

/// The evidence fields that hold text; files are not kept here.
const EVIDENCE: [&str; 27] = [
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
];

impl Dispute {
    /// Won or lost.
    pub fn is_closed(&self) -> bool {
        matches!(self.status, DisputeStatus::Won | DisputeStatus::Lost)
    }

    /// What the dispute has moved on the account: the amount out when it was opened, and back when it was won.
    fn balance_transactions(&self) -> Vec<Value> {
        let whole = (self.currency.clone(), self.amount);
        let (currency, whole) = self.settled_as.clone().unwrap_or(whole);
        let moved = |name: &str, amount: i64| {
            json!({
                "id": format!("txn_{}_{name}", self.id),
                "object": "balance_transaction",
                "amount": amount,
                "available_on": self.created,
                "balance_type": "payments",
                "created": self.created,
                "currency": currency,
                "description": null,
                "exchange_rate": null,
                "fee": 0,
                "fee_details": [],
                "net": amount,
                "reporting_category": if amount < 0 { "dispute" } else { "dispute_reversal" },
                "source": self.id,
                "status": "available",
                "type": "adjustment",
            })
        };
        let mut all = vec![moved("withdrawn", -whole)];
        if self.status == DisputeStatus::Won {
            // The rate has moved on meanwhile.
            let back = match self.settled_as {
                Some(_) => whole + whole / 100,
                None => whole,
            };
            all.push(moved("reinstated", back));
        }
        all
    }

    /// The complete object.
    pub fn render(&self) -> Value {
        let mut evidence = json!({"enhanced_evidence": {}});
        for field in EVIDENCE {
            evidence[field] = json!(self.evidence.get(field));
        }
        json!({
            "id": self.id,
            "object": "dispute",
            "amount": self.amount,
            "balance_transactions": self.balance_transactions(),
            "charge": self.charge,
            "created": self.created,
            "currency": self.currency,
            "enhanced_eligibility_types": [],
            "evidence": evidence,
            "evidence_details": {
                "due_by": self.due_by,
                "enhanced_eligibility": {},
                "has_evidence": !self.evidence.is_empty(),
                "past_due": false,
                "submission_count": self.submissions,
            },
            "is_charge_refundable": false,
            "livemode": false,
            "metadata": self.metadata,
            "payment_intent": self.intent,
            "payment_method_details": self.brand.as_ref().map(|brand| json!({
                "type": "card",
                "card": {"brand": brand, "case_type": "chargeback", "network": brand, "network_reason_code": "10.4"},
            })),
            "reason": self.reason,
            "status": match self.status {
                DisputeStatus::NeedsResponse => "needs_response",
                DisputeStatus::UnderReview => "under_review",
                DisputeStatus::Won => "won",
                DisputeStatus::Lost => "lost",
            },
        })
    }
}
