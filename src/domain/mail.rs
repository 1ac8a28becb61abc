//! Mails: what became of one.

use atelier_derive::Named;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum MailState {
    Promised,
    Sent,
    /// Refused for good the last time it was tried.
    Failed,
}
