//! What pages show of returns.

use super::{ReturnReason, ReturnStatus};
use crate::domain::commission::view::PrivatePictureView;
use serde::{Deserialize, Serialize};

/// A line of an order and how much of it can go back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnableLine {
    pub line_id: String,
    pub sku: String,
    pub title: String,
    pub variant_name: String,
    /// Units that were bought.
    pub units: i64,
    /// Units that can be asked to go back.
    pub left: i64,
}

/// What can be sent back of an order, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returnable {
    pub lines: Vec<ReturnableLine>,
    pub sent_at_ms: i64,
    /// Until when somebody may change their mind; `None` where that is over.
    pub until_ms: Option<i64>,
    /// Until when something that is broken or wrong can be sent back.
    pub faults_until_ms: i64,
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
    /// What comes back, in words.
    pub fn pieces(&self) -> String {
        let words: Vec<String> = self.lines.iter().map(ReturnLineView::words).collect();
        words.join(", ")
    }
}
