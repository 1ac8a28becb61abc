//! What the shop could not settle by itself: what it is called, who settles it, and whether it can come again.

use super::staff::Permission;
use serde::{Deserialize, Serialize};

/// Something that a person must look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttentionView {
    pub id: String,
    pub kind: String,
    pub sentence: String,
    pub order_number: Option<String>,
    pub opened_at_ms: i64,
    /// Whether whoever looks may say that it is settled.
    pub may_settle: bool,
}

/// What staff must be allowed to do to settle an item of this kind: money is settled by those who handle it.
pub fn settled_by(kind: &str) -> Permission {
    match kind {
        "undelivered_mail" => Permission::ClearAttention,
        "stock_shortage" | "other_address" => Permission::Fulfil,
        "webhook_disabled" => Permission::ManageWebhooks,
        _ => Permission::HandleMoney,
    }
}

/// Who that is, for a reader who may not.
pub fn settlers(kind: &str) -> &'static str {
    match settled_by(kind) {
        Permission::Fulfil => "Those who make and ship settle this.",
        Permission::ManageWebhooks => "The owner settles this.",
        _ => "The owner or finance settles this.",
    }
}

/// What a kind is called on pages; an unknown one speaks for itself.
pub fn label(kind: &str) -> String {
    let label = match kind {
        "dead_job" => "work given up",
        "undelivered_mail" => "mail not delivered",
        "manual_refund" => "refund by hand",
        "other_address" => "another address",
        other => return other.replace('_', " "),
    };
    label.to_string()
}

/// Whether an item of this kind is opened again when the same trouble comes after it was settled. Those that are about
/// one object at the provider that will never be ours, and is listed again and again, are not.
pub fn may_reopen(kind: &str) -> bool {
    !kind.starts_with("unknown_") && !kind.starts_with("unreadable_") && kind != "other_address"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::staff::Role;

    #[test]
    fn money_is_settled_by_those_who_handle_it_and_parcels_by_those_who_pack() {
        for kind in [
            "refund_failed",
            "manual_refund",
            "payment_mismatch",
            "dispute",
            "unknown_payment",
            "dead_job",
        ] {
            assert!(!Role::Fulfilment.may(settled_by(kind)), "{kind}");
            assert!(Role::Finance.may(settled_by(kind)), "{kind}");
        }
        assert!(Role::Fulfilment.may(settled_by("stock_shortage")));
        assert!(!Role::Finance.may(settled_by("stock_shortage")));
        assert!(Role::Fulfilment.may(settled_by("undelivered_mail")));
        assert!(!Role::Artisan.may(settled_by("webhook_disabled")));
    }
}
