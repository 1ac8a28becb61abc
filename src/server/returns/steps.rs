//! What becomes of a return until it is refunded: withdrawn by its customer; approved, refused and received by staff.

use super::{advance, changed_meanwhile, find, mails};
use crate::domain::audit::Action;
use crate::domain::order::history::OrderFact;
use crate::domain::problem::Problems;
use crate::domain::returns::history::ReturnFact;
use crate::domain::returns::{ReturnEvent, ReturnKind};
use crate::server::actor::Actor;
use crate::server::db::orders::OrderRow;
use crate::server::db::returns::ReturnRow;
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::orders::{audited, record};
use crate::server::state::App;
use crate::unit_of_work;

/// Longest instructions and longest reason, in characters.
pub const TOLD_MAX: usize = 500;

/// One step, with the message to the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// How and where to send it back.
    Approve {
        instructions: String,
    },
    Refuse {
        reason: String,
    },
    Receive,
    Withdraw,
}

/// Which return a step is for, and the version of it that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Which {
    pub id: String,
    pub seen_version: String,
}

impl Step {
    fn event(&self) -> ReturnEvent {
        match self {
            Self::Approve { .. } => ReturnEvent::Approve,
            Self::Refuse { .. } => ReturnEvent::Refuse,
            Self::Receive => ReturnEvent::Receive,
            Self::Withdraw => ReturnEvent::Withdraw,
        }
    }

    /// What the audit log keeps of it.
    fn action(&self, order: &OrderRow, row: &ReturnRow) -> Action {
        let (of, number) = (row.kind, row.number);
        match self {
            Self::Approve { .. } => Action::ReturnApproved { of, number },
            Self::Refuse { reason } => Action::ReturnRefused {
                of,
                number,
                reason: reason.clone(),
            },
            Self::Receive => Action::ReturnReceived {
                of,
                number,
                had_left: order.shipped_at_ms.is_some(),
            },
            Self::Withdraw => Action::ReturnWithdrawn { of, number },
        }
    }

    /// What the return's own history says; where it is told to the customer, in these words.
    fn fact(&self, row: &ReturnRow) -> ReturnFact {
        match (self.clone(), row.kind) {
            (Self::Approve { instructions }, ReturnKind::Return) => {
                ReturnFact::Approved { instructions }
            }
            (Self::Approve { instructions }, ReturnKind::Withdrawal) => {
                ReturnFact::WhereToSend { instructions }
            }
            (Self::Refuse { reason }, _) => ReturnFact::Refused { reason },
            (Self::Receive, _) => ReturnFact::Arrived,
            (Self::Withdraw, _) => ReturnFact::TakenBack,
        }
    }

    /// What the order's history says.
    fn in_history(&self, order: &OrderRow, row: &ReturnRow) -> OrderFact {
        let (what, number) = (row.kind, row.number);
        match (self.clone(), what) {
            (Self::Approve { .. }, ReturnKind::Return) => OrderFact::ReturnApproved { number },
            (Self::Approve { .. }, ReturnKind::Withdrawal) => {
                OrderFact::WithdrawalAnswered { number }
            }
            (Self::Refuse { reason }, _) => OrderFact::ReturnRefused {
                what,
                number,
                reason,
            },
            (Self::Receive, _) if order.shipped_at_ms.is_none() => {
                OrderFact::ReturnNotSent { what, number }
            }
            (Self::Receive, _) => OrderFact::ReturnArrived { what, number },
            (Self::Withdraw, _) => OrderFact::ReturnTakenBack { what, number },
        }
    }

    /// The same step with its words tidied; they may be neither missing nor endless.
    fn checked(self) -> Result<Step> {
        let told = |field: &str, words: &str, missing: &str| {
            let words = words.replace("\r\n", "\n").trim().to_string();
            let fits = (1..=TOLD_MAX).contains(&words.chars().count());
            let plain = !words.chars().any(|c| c.is_control() && c != '\n');
            match fits && plain {
                true => Ok(words),
                false => Err(Problems::one(field, "required", missing)),
            }
        };
        Ok(match self {
            Self::Approve { instructions } => Self::Approve {
                instructions: told(
                    "instructions",
                    &instructions,
                    "Write how and where to send it, in at most 500 characters: the customer reads it.",
                )?,
            },
            Self::Refuse { reason } => Self::Refuse {
                reason: told(
                    "refusal",
                    &reason,
                    "Write the reason in at most 500 characters: the customer reads it.",
                )?,
            },
            other => other,
        })
    }
}

/// Takes a step with a return of an order. Whoever sends the same step a second time finds it done; whoever looked at an
/// older version is refused with 409.
pub async fn take(
    app: &App,
    actor: &Actor,
    order_id: &str,
    which: &Which,
    step: Step,
) -> Result<()> {
    let step = step.checked()?;
    unit_of_work!(app, actor, work => {
        let mut order = db::orders::lock(&mut work, order_id).await?;
        let mut row = find(&mut work, &order, &which.id).await?;
        if is_done(&mut work, &row, actor, &step).await? {
            return Ok(());
        }
        if which.seen_version.trim() != row.version.to_string() {
            return Err(changed_meanwhile());
        }
        match &step {
            Step::Approve { instructions } => row.instructions.clone_from(instructions),
            Step::Refuse { reason } => row.refusal.clone_from(reason),
            Step::Receive | Step::Withdraw => {}
        }
        let fact = step.fact(&row);
        advance(&mut work, &mut row, step.event(), &fact).await?;
        let fact = step.in_history(&order, &row);
        record(&mut work, &mut order, &fact, false).await?;
        audited(&mut work, &order, step.action(&order, &row)).await?;
        mails::moved(&mut work, &order, &row).await
    })
}

/// Whether this very step was taken last, by the same hand and in the same words: it was sent twice.
async fn is_done(conn: &mut Conn, row: &ReturnRow, actor: &Actor, step: &Step) -> Result<bool> {
    let events = db::returns::events(conn, &row.order_id).await?;
    let last = events.iter().rfind(|event| event.return_id == row.id);
    Ok(last.is_some_and(|event| {
        event.version > 1 && event.who == actor.who() && event.fact == step.fact(row)
    }))
}
