//! What pages show of returns.

use super::{ReturnEvent, ReturnKind, ReturnReason, ReturnStatus};
use crate::domain::commission::view::PrivatePictureView;
use crate::domain::day::Day;
use serde::{Deserialize, Serialize};

/// A line of an order and how much of it can be returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnableLine {
    pub line_id: String,
    pub sku: String,
    pub title: String,
    pub variant_name: String,
    /// Units that were bought.
    pub units: i64,
    /// Units that can be returned.
    pub left: i64,
    /// It is personalised: nobody can withdraw from it, though it can be sent back where it is at fault.
    pub personal: bool,
}

impl ReturnableLine {
    /// Units that can be withdrawn from.
    pub fn withdrawable(&self) -> i64 {
        match self.personal {
            true => 0,
            false => self.left,
        }
    }
}

/// What can be sent back of an order, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returnable {
    pub lines: Vec<ReturnableLine>,
    /// The last day on which something that is broken or wrong can be sent back; `None` while nobody knows when the order
    /// was received.
    pub faults_until: Option<Day>,
}

/// The form's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnPageView {
    pub order_number: String,
    /// `None`: nothing can be sent back now.
    pub returnable: Option<Returnable>,
    pub upload_key: String,
    /// Pictures that wait under the key.
    pub pictures: Vec<PrivatePictureView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnLineView {
    pub line_id: String,
    pub sku: String,
    pub title: String,
    pub variant_name: String,
    pub units: i64,
}

impl ReturnLineView {
    /// `2 × A mug (blue)`.
    pub fn words(&self) -> String {
        match self.variant_name.as_str() {
            "" => format!("{} × {}", self.units, self.title),
            variant => format!("{} × {} ({variant})", self.units, self.title),
        }
    }
}

/// One step of a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnEntry {
    pub at_ms: i64,
    /// `customer`, `provider`, `shop`, `studio`, or for staff a name.
    pub actor: String,
    pub to: ReturnStatus,
    pub sentence: String,
}

/// A return of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnView {
    pub id: String,
    /// Counts from 1 within its order.
    pub number: i64,
    pub kind: ReturnKind,
    pub status: ReturnStatus,
    pub version: i64,
    pub reason: ReturnReason,
    /// What the customer wrote about it.
    pub words: String,
    /// How to send it back; empty until it is approved.
    pub instructions: String,
    /// Why it was refused; empty otherwise.
    pub refusal: String,
    pub asked_at_ms: i64,
    pub lines: Vec<ReturnLineView>,
    pub pictures: Vec<PrivatePictureView>,
    /// The oldest first.
    pub history: Vec<ReturnEntry>,
}

impl ReturnView {
    /// `Return 2`, `Withdrawal 1`.
    pub fn title(&self) -> String {
        format!("{} {}", self.kind.label(), self.number)
    }

    /// The state after a step, where there is such a step.
    pub fn after(&self, event: ReturnEvent) -> Option<ReturnStatus> {
        self.status.after(self.kind, event)
    }

    /// What comes back, in words.
    pub fn pieces(&self) -> String {
        let words: Vec<String> = self.lines.iter().map(ReturnLineView::words).collect();
        words.join(", ")
    }
}
