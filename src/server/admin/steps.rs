//! What staff do with an order. Each step has its permission; the order's own use cases decide whether it is possible,
//! and write it into the audit log in the same transaction.

use crate::domain::form;
use crate::domain::form_values::FormNumber;
use crate::domain::parcel::DeliveryWay;
use crate::domain::staff::Permission;
use crate::server::actor::Actor;
use crate::server::error::{Error, Result};
use crate::server::orders::{self, parcels, staff as order};
use crate::server::payments::manual;
use crate::server::payments::settle::Outcome;
use crate::server::refunds::manual_refunds;
use crate::server::refunds::owed::{self, SentForm};
use crate::server::returns::steps::{self as returns, Which};
use crate::server::staff::{confirm_money_leaves, require};
use crate::server::visit::Visit;

/// One step, with what was typed for it.
#[derive(Clone, Debug)]
pub enum Step {
    StartMaking,
    Ready,
    Ship(order::ShipForm),
    AddParcel(order::ShipForm),
    RecordDelivery {
        parcel: FormNumber,
        delivered_on: String,
    },
    Complete,
    /// With a fresh code where money leaves.
    Cancel {
        reason: String,
        code: String,
    },
    ConfirmPayment {
        attempt: String,
        reference: String,
    },
    RecordLatePayment {
        attempt: String,
        reference: String,
    },
    RefundByHand {
        refund: String,
        reference: String,
        code: String,
    },
    /// The money of a refund that did not go through was sent another way; with a fresh code.
    SentAnotherWay {
        refund: String,
        form: SentForm,
        code: String,
    },
    /// Nothing is owed any more for a refund that did not go through.
    WaiveRefund {
        refund: String,
        why: String,
    },
    AddNote {
        note: String,
    },
    Return(Which, returns::Step),
}

impl Step {
    pub fn permission(&self) -> Permission {
        match self {
            Self::StartMaking
            | Self::Ready
            | Self::Ship(_)
            | Self::AddParcel(_)
            | Self::RecordDelivery { .. }
            | Self::Complete
            | Self::Return(..) => Permission::Fulfil,
            Self::Cancel { .. }
            | Self::ConfirmPayment { .. }
            | Self::RecordLatePayment { .. }
            | Self::RefundByHand { .. } => Permission::HandleMoney,
            Self::SentAnotherWay { .. } | Self::WaiveRefund { .. } => Permission::Refund,
            Self::AddNote { .. } => Permission::SeeOrders,
        }
    }
}

/// Takes a step with the order of this number, if whoever is signed in may. Returns the name of what was done, for the
/// flash message of the next page. 404, 403, 409 and 422 as usual.
pub async fn take(visit: &Visit, number: &str, step: Step) -> Result<&'static str> {
    let by = require(visit, step.permission()).await?;
    let app = &visit.app;
    let id = orders::id_by_number(visit, number).await?;
    let actor = Actor::at_work(visit, by);
    Ok(match step {
        Step::StartMaking => {
            order::start_making(app, &actor, &id).await?;
            "making"
        }
        Step::Ready => {
            order::ready(app, &actor, &id).await?;
            "ready"
        }
        Step::Ship(form) => {
            order::ship(app, &actor, &id, &form).await?;
            match form.chosen() {
                Some(DeliveryWay::Collected) => "collected",
                Some(DeliveryWay::HandedOver) => "handed_over",
                _ => "shipped",
            }
        }
        Step::AddParcel(form) => {
            parcels::add(app, &actor, &id, &form).await?;
            "parcel_added"
        }
        Step::RecordDelivery {
            parcel,
            delivered_on,
        } => {
            parcels::record_delivery(app, &actor, &id, &parcel, &delivered_on).await?;
            "delivery_recorded"
        }
        Step::Complete => {
            order::complete(app, &actor, &id).await?;
            "completed"
        }
        Step::Cancel { reason, code } => {
            order::cancel_by(visit, &actor, &id, &reason, &code).await?;
            "cancelled"
        }
        Step::ConfirmPayment { attempt, reference } => {
            manual::confirm(app, &actor, &id, &attempt, &reference).await?;
            "payment_confirmed"
        }
        Step::RecordLatePayment { attempt, reference } => {
            match manual::record_late(app, &actor, &id, &attempt, &reference).await? {
                Outcome::Paid => "payment_confirmed",
                _ => "late_payment_recorded",
            }
        }
        Step::RefundByHand {
            refund,
            reference,
            code,
        } => {
            manual_refunds::check(app, &id, &refund, &reference).await?;
            confirm_money_leaves(visit, &code).await?;
            manual_refunds::made(app, &actor, &id, &refund, &reference).await?;
            "money_given_back"
        }
        Step::SentAnotherWay { refund, form, code } => {
            owed::check_sent(app, &id, &refund, &form).await?;
            confirm_money_leaves(visit, &code).await?;
            owed::sent_another_way(app, &actor, &id, &refund, &form).await?;
            "sent_another_way"
        }
        Step::WaiveRefund { refund, why } => {
            owed::waive(app, &actor, &id, &refund, &why).await?;
            "refund_waived"
        }
        Step::AddNote { note } => {
            order::note(app, &actor, &id, &note).await?;
            "noted"
        }
        Step::Return(which, step) => {
            let done = match step {
                returns::Step::Approve { .. } => "return_approved",
                returns::Step::Refuse { .. } => "return_refused",
                returns::Step::Receive => "return_received",
                returns::Step::Withdraw => "return_withdrawn",
            };
            returns::take(app, &actor, &id, &which, step).await?;
            done
        }
    })
}

/// Reads a step from the fields of its form; the button that was pressed is among them.
pub fn read(fields: &[(String, String)]) -> Result<Step> {
    let field = |name: &str| form::text(fields, name);
    let which = || Which {
        id: field("return_id").into(),
        seen_version: field("seen_version").into(),
    };
    Ok(match field("action") {
        "approve_return" => {
            let instructions = field("instructions").into();
            Step::Return(which(), returns::Step::Approve { instructions })
        }
        "refuse_return" => {
            let reason = field("refusal").into();
            Step::Return(which(), returns::Step::Refuse { reason })
        }
        "receive_return" => Step::Return(which(), returns::Step::Receive),
        "start_making" => Step::StartMaking,
        "ready" => Step::Ready,
        "ship" => Step::Ship(form::known(fields)),
        "add_parcel" => Step::AddParcel(form::known(fields)),
        "record_delivery" => Step::RecordDelivery {
            parcel: field("parcel").into(),
            delivered_on: field("delivered_on").into(),
        },
        "complete" => Step::Complete,
        "cancel" => Step::Cancel {
            reason: field("reason").into(),
            code: field("code").into(),
        },
        "confirm_payment" => Step::ConfirmPayment {
            attempt: field("attempt").into(),
            reference: field("reference").into(),
        },
        "record_late_payment" => Step::RecordLatePayment {
            attempt: field("attempt").into(),
            reference: field("reference").into(),
        },
        "give_back" => Step::RefundByHand {
            refund: field("refund").into(),
            reference: field("reference").into(),
            code: field("code").into(),
        },
        "sent_another_way" => Step::SentAnotherWay {
            refund: field("refund").into(),
            form: SentForm {
                way: field("way").into(),
                day: field("sent_on").into(),
                reference: field("sent_reference").into(),
            },
            code: field("code").into(),
        },
        "waive_refund" => Step::WaiveRefund {
            refund: field("refund").into(),
            why: field("waived").into(),
        },
        "add_note" => Step::AddNote {
            note: field("note").into(),
        },
        _ => {
            let message = "The counter did not understand that. Reload the page and try again.";
            return Err(Error::invalid("invalid", message));
        }
    })
}
