//! What work in the background is called.

/// What a kind of job does, in a shopkeeper's words; an unknown kind speaks for itself.
pub fn title(kind: &str) -> &str {
    match kind {
        "deliver_mail" => "Send a mail",
        "send_link" => "Send the link to an order",
        "expire_hold" => "Release what was held for an unpaid order",
        "settle" => "Ask the payment provider how a payment stands",
        "meet_intent" => "Find the order that a payment belongs to",
        "meet_session" => "Find the order that a payment page belongs to",
        "declare_withdrawal" => "Record a withdrawal from the contract",
        "cancel_withdrawn" => "Cancel an order that was withdrawn from",
        "close_attempt" => "Close a payment at the provider",
        "send_refund" => "Ask the provider for a refund",
        "sync_refund" => "Bring a refund in line with the provider",
        "sync_refunds_of" => "Bring the refunds of a payment in line with the provider",
        "sync_dispute" => "Bring a dispute in line with the provider",
        "complete_order" => "Complete a shipped order",
        "expire_commission" => "End a custom order whose time ran out",
        "remind_of_quote" => "Remind a customer of a quote",
        "remind_of_payment" => "Remind a customer of a payment",
        "complete_commission" => "Complete a shipped custom order",
        "deliver_webhook" => "Tell another program what happened",
        "reconcile" => "Compare with the payment provider",
        "gather_chain_ends" => "Seal where histories and logs end",
        "housekeeping" => "Clear away what has had its time",
        other => other,
    }
}
