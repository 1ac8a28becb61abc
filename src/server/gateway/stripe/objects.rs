//! Stripe's objects read into the gateway's types.

use crate::domain::money::{Currency, Money};
use crate::server::gateway::{
    BalanceEntry, GatewayError, GatewayResult, HostedSession, Intent, IntentState, PaymentLink,
    ProviderDispute, ProviderRefund, RefundState,
};
use stripe_shared::{
    Address, BalanceTransaction, CheckoutSession, CheckoutSessionStatus, Dispute, PaymentIntent,
    PaymentIntentStatus, Refund,
};

fn strange(what: &str, value: impl std::fmt::Display) -> GatewayError {
    GatewayError::Unreadable(format!("{what} {value} is not known here"))
}

/// Our currency as Stripe's.
pub fn currency_of(money: Money) -> GatewayResult<stripe_types::Currency> {
    let code = money.currency.code().to_lowercase();
    code.parse().map_err(|_| strange("currency", code))
}

fn money_of(amount: i64, currency: &stripe_types::Currency) -> GatewayResult<Money> {
    let currency: Currency = currency
        .to_string()
        .parse()
        .map_err(|_| strange("currency", currency.to_string().to_uppercase()))?;
    Ok(Money::from_stripe(amount, currency))
}

pub fn intent_of(intent: PaymentIntent) -> GatewayResult<Intent> {
    let state = match &intent.status {
        PaymentIntentStatus::RequiresPaymentMethod | PaymentIntentStatus::RequiresConfirmation => {
            IntentState::Open
        }
        PaymentIntentStatus::RequiresAction => IntentState::RequiresAction,
        PaymentIntentStatus::Processing | PaymentIntentStatus::RequiresCapture => {
            IntentState::Processing
        }
        PaymentIntentStatus::Succeeded => IntentState::Succeeded,
        PaymentIntentStatus::Canceled => IntentState::Cancelled,
        other => return Err(strange("intent status", other.as_str())),
    };
    Ok(Intent {
        state,
        amount: money_of(intent.amount, &intent.currency)?,
        received: money_of(intent.amount_received, &intent.currency)?,
        livemode: intent.livemode,
        client_secret: intent.client_secret,
        last_error: intent.last_payment_error.and_then(|e| e.message),
        order_id: intent.metadata.get("order_id").cloned(),
        attempt_id: intent.metadata.get("attempt_id").cloned(),
        created_s: intent.created,
        id: intent.id.to_string(),
    })
}

pub fn session_of(session: CheckoutSession) -> HostedSession {
    HostedSession {
        open: matches!(session.status, Some(CheckoutSessionStatus::Open)),
        expired: matches!(session.status, Some(CheckoutSessionStatus::Expired)),
        url: session.url,
        intent_id: session
            .payment_intent
            .map(|intent| intent.into_id().to_string()),
        expires_at_ms: session.expires_at * 1000,
        ship_to: session
            .collected_information
            .and_then(|collected| collected.shipping_details)
            .map(|to| in_one_line(&to.name, &to.address)),
        link_id: session.payment_link.map(|link| link.into_id().to_string()),
        attempt_id: session.metadata.and_then(|m| m.get("attempt_id").cloned()),
        id: session.id.to_string(),
    }
}

/// A name and an address in the order in which an envelope has them.
fn in_one_line(name: &str, address: &Address) -> String {
    let town =
        [&address.postal_code, &address.city].map(|part| part.as_deref().unwrap_or_default());
    let town = town.join(" ");
    let parts = [
        Some(name),
        address.line1.as_deref(),
        address.line2.as_deref(),
        Some(town.trim()),
        address.state.as_deref(),
        address.country.as_deref(),
    ];
    let filled: Vec<&str> = parts
        .into_iter()
        .flatten()
        .filter(|p| !p.is_empty())
        .collect();
    filled.join(", ")
}

pub fn link_of(link: stripe_shared::PaymentLink) -> PaymentLink {
    PaymentLink {
        id: link.id.to_string(),
        url: link.url,
        active: link.active,
        attempt_id: link.metadata.get("attempt_id").cloned(),
    }
}

pub fn refund_of(refund: Refund) -> GatewayResult<ProviderRefund> {
    let state = match refund.status.as_deref() {
        Some("succeeded") => RefundState::Succeeded,
        Some("failed") => RefundState::Failed,
        Some("canceled") => RefundState::Cancelled,
        Some("pending" | "requires_action") | None => RefundState::Pending,
        Some(other) => return Err(strange("refund status", other)),
    };
    Ok(ProviderRefund {
        id: refund.id.to_string(),
        intent_id: refund
            .payment_intent
            .map(|intent| intent.into_id().to_string()),
        amount: money_of(refund.amount, &refund.currency)?,
        state,
        refund_id: refund.metadata.and_then(|m| m.get("refund_id").cloned()),
    })
}

pub fn dispute_of(dispute: Dispute) -> GatewayResult<ProviderDispute> {
    // Balance transactions of a dispute are negative when money is withdrawn and positive when it is given back. They are
    // in the currency of our balance. Where that is another than the dispute's, their figures say nothing about what the
    // customer paid, and what comes back may differ from what went by the rate of the day: each moves the whole dispute.
    let moved = |entry: &BalanceTransaction| match entry.currency == dispute.currency {
        true => entry.amount,
        false => entry.amount.signum() * dispute.amount,
    };
    let moved: i64 = dispute.balance_transactions.iter().map(moved).sum();
    let entries = dispute
        .balance_transactions
        .iter()
        .map(|entry| BalanceEntry {
            id: entry.id.to_string(),
            amount_minor: entry.amount,
            fee_minor: entry.fee,
            currency: entry.currency.to_string().to_uppercase(),
            booked_at_ms: entry.created * 1000,
        });
    Ok(ProviderDispute {
        entries: entries.collect(),
        id: dispute.id.to_string(),
        intent_id: dispute
            .payment_intent
            .map(|intent| intent.into_id().to_string()),
        amount: money_of(dispute.amount, &dispute.currency)?,
        status: dispute.status.as_str().to_string(),
        reason: dispute.reason,
        evidence_due_at_ms: dispute.evidence_details.due_by.map(|s| s * 1000),
        withdrawn: money_of((-moved).clamp(0, dispute.amount), &dispute.currency)?,
    })
}
