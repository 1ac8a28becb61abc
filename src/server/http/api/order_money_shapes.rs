//! The money of an order as the API writes it: what is due, what is refunded, what a bank disputes.

use super::amount::{decimal, moment};
use crate::domain::dispute::DisputeView;
use crate::domain::order::{RefundEntry, RequestView};
use serde::Serialize;
use utoipa::ToSchema;

/// An amount due and what came of it.
#[derive(Serialize, ToSchema)]
pub struct OrderPayment {
    pub id: String,
    pub label: String,
    pub amount: String,
    /// `open`, `paid`, `partially_refunded`, `refunded` or `cancelled`.
    pub state: String,
    pub method: Option<String>,
    pub refunded: String,
    pub paid_at: Option<String>,
    /// Why the last try failed, in the provider’s words.
    pub last_error: Option<String>,
}

impl From<RequestView> for OrderPayment {
    fn from(request: RequestView) -> Self {
        OrderPayment {
            id: request.id,
            label: request.label,
            amount: decimal(request.amount),
            state: request.state.as_str().into(),
            method: request.method.map(|method| method.as_str().into()),
            refunded: decimal(request.refunded),
            paid_at: request.paid_at_ms.map(moment),
            last_error: request.last_error,
        }
    }
}

/// Money of an order on its way back.
#[derive(Serialize, ToSchema)]
pub struct OrderRefund {
    pub id: String,
    pub amount: String,
    /// `requested`, `pending`, `succeeded`, `failed` or `cancelled`. One that succeeded can still fail days later.
    pub state: &'static str,
    pub reason: String,
    /// Once it was sent.
    pub refunded_at: Option<String>,
    /// How the provider calls it; for programs.
    pub provider_ref: Option<String>,
    /// `bank_transfer`, `cash` or `other`, where it was sent another way than it came.
    pub sent_way: Option<&'static str>,
    /// It did not go through, and nothing took its place.
    pub owed: bool,
}

impl From<RefundEntry> for OrderRefund {
    fn from(refund: RefundEntry) -> Self {
        let done = refund.state.is_booked();
        let at_ms = refund.sent.map_or(refund.updated_at_ms, |(_, at_ms)| at_ms);
        OrderRefund {
            amount: decimal(refund.amount),
            refunded_at: done.then(|| moment(at_ms)),
            sent_way: refund.sent.map(|(way, _)| way.as_str()),
            id: refund.id,
            state: refund.state.as_str(),
            reason: refund.reason,
            provider_ref: refund.provider_ref,
            owed: refund.owed,
        }
    }
}

/// A payment that the customer’s bank disputes.
#[derive(Serialize, ToSchema)]
pub struct OrderDispute {
    pub amount: String,
    /// `inquiry`, `running`, `won`, `lost` or `over`.
    pub standing: &'static str,
    pub reason: String,
    pub evidence_due_at: Option<String>,
    pub closed_at: Option<String>,
}

impl From<DisputeView> for OrderDispute {
    fn from(dispute: DisputeView) -> Self {
        OrderDispute {
            amount: decimal(dispute.amount),
            standing: dispute.standing.as_str(),
            reason: dispute.reason,
            evidence_due_at: dispute.evidence_due_at_ms.map(moment),
            closed_at: dispute.closed_at_ms.map(moment),
        }
    }
}
