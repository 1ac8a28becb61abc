//! What staff do with an order. Each step has its permission and leaves a row in the audit log; the order's own
//! use cases decide whether it is possible.

use super::orders::id_of;
use super::queue::sentence;
use crate::domain::staff::Permission;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;
use crate::server::orders::{Actor, staff as order};
use crate::server::payments::manual;
use crate::server::staff::{audit, require};

/// One step, with what was typed for it.
#[derive(Clone, Debug)]
pub enum Step {
    StartMaking,
    Ship(order::ShipForm),
    Complete,
    Cancel { reason: String },
    ConfirmPayment { reference: String },
    AddNote { note: String },
}

impl Step {
    pub fn permission(&self) -> Permission {
        match self {
            Self::StartMaking | Self::Ship(_) | Self::Complete => Permission::Fulfil,
            Self::Cancel { .. } | Self::ConfirmPayment { .. } => Permission::HandleMoney,
            Self::AddNote { .. } => Permission::SeeOrders,
        }
    }

    /// The word in the audit log and in the address of the page afterwards.
    pub fn word(&self) -> &'static str {
        match self {
            Self::StartMaking => "making",
            Self::Ship(_) => "shipped",
            Self::Complete => "completed",
            Self::Cancel { .. } => "cancelled",
            Self::ConfirmPayment { .. } => "payment_confirmed",
            Self::AddNote { .. } => "noted",
        }
    }

    /// What the audit log says beside the word.
    fn detail(&self) -> String {
        match self {
            Self::StartMaking | Self::Complete | Self::AddNote { .. } => String::new(),
            Self::Ship(form) if !form.collected.is_empty() => "collected".into(),
            Self::Ship(form) => format!("{} {}", form.carrier.trim(), form.tracking_number.trim()),
            Self::Cancel { reason } => reason.trim().into(),
            Self::ConfirmPayment { reference } => reference.trim().into(),
        }
    }
}

/// Takes a step with the order of this number, if whoever is signed in may. 404, 403, 409 and 422 as usual.
pub async fn take(visit: &Visit, number: &str, step: Step) -> Result<()> {
    let by = require(visit, step.permission()).await?;
    let app = &visit.app;
    let id = id_of(visit, number).await?;
    let actor = Actor::Staff {
        id: by.id.clone(),
        name: by.name.clone(),
    };
    let (word, detail) = (step.word(), step.detail());
    match step {
        Step::StartMaking => order::start_making(app, &actor, &id).await?,
        Step::Ship(form) => order::ship(app, &actor, &id, &form).await?,
        Step::Complete => order::complete(app, &actor, &id).await?,
        Step::Cancel { reason } => order::cancel(app, &actor, &id, &reason).await?,
        Step::ConfirmPayment { reference } => {
            let missing = "Write where the money was seen, such as the line of the bank statement.";
            let reference = sentence("reference", &reference, missing)?;
            manual::confirm(app, &actor, &id, &reference).await?;
        }
        Step::AddNote { note } => order::note(app, &actor, &id, &note).await?,
    }
    audit::record(visit, &by.name, word, number, &detail).await
}

/// Reads a step from the name of the button that was pressed and the fields of its form.
pub fn read<'a>(action: &str, field: impl Fn(&str) -> &'a str) -> Result<Step> {
    Ok(match action {
        "start_making" => Step::StartMaking,
        "ship" => Step::Ship(order::ShipForm {
            carrier: field("carrier").into(),
            tracking_number: field("tracking_number").into(),
            tracking_url: field("tracking_url").into(),
            collected: field("collected").into(),
        }),
        "complete" => Step::Complete,
        "cancel" => Step::Cancel {
            reason: field("reason").into(),
        },
        "confirm_payment" => Step::ConfirmPayment {
            reference: field("reference").into(),
        },
        "add_note" => Step::AddNote {
            note: field("note").into(),
        },
        _ => {
            let message = "The counter did not understand that. Reload the page and try again.";
            return Err(Error::refused(422, "invalid", message));
        }
    })
}
