//! What the mails about customers' accounts contain.

use super::content::Panel;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The templates about customers' accounts.
pub const TEMPLATES: [(&str, &str); 11] = [
    (
        "account_verify",
        include_str!("templates/account_verify.txt"),
    ),
    (
        "account_invited",
        include_str!("templates/account_invited.txt"),
    ),
    (
        "account_exists",
        include_str!("templates/account_exists.txt"),
    ),
    (
        "account_unknown",
        include_str!("templates/account_unknown.txt"),
    ),
    ("account_code", include_str!("templates/account_code.txt")),
    ("account_reset", include_str!("templates/account_reset.txt")),
    (
        "account_password_changed",
        include_str!("templates/account_password_changed.txt"),
    ),
    (
        "account_confirm_email",
        include_str!("templates/account_confirm_email.txt"),
    ),
    (
        "account_email_changed",
        include_str!("templates/account_email_changed.txt"),
    ),
    (
        "account_ways_in",
        include_str!("templates/account_ways_in.txt"),
    ),
    (
        "account_deleted",
        include_str!("templates/account_deleted.txt"),
    ),
];

/// The news itself. Links are absolute addresses; they and codes are sealed while they are stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum AccountNews {
    /// Somebody registers: the link proves the mailbox.
    Verify { link: String },
    /// The shop made an account for somebody: the link proves the mailbox.
    Invited { link: String },
    /// Somebody registers, or moves to this address, which has an account.
    Exists { link: String },
    /// Somebody asked for a code or a new password, and there is no account.
    Unknown { link: String },
    /// The digits that sign in.
    Code { code: String, link: String },
    /// The link that sets a new password.
    Reset { link: String },
    /// The account's password is another one now.
    PasswordChanged { link: String },
    /// To the new address: the link proves it.
    ConfirmEmail { link: String },
    /// To the old address: the account has moved.
    EmailChanged { new_email: String, link: String },
    /// A passkey or an account of the OpenID Connect provider was added or taken away, or refused: `told` is the sentence.
    WaysIn { told: String, link: String },
    /// The account is gone.
    Deleted { link: String },
}

impl AccountNews {
    /// The name of its template.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Verify { .. } => "account_verify",
            Self::Invited { .. } => "account_invited",
            Self::Exists { .. } => "account_exists",
            Self::Unknown { .. } => "account_unknown",
            Self::Code { .. } => "account_code",
            Self::Reset { .. } => "account_reset",
            Self::PasswordChanged { .. } => "account_password_changed",
            Self::ConfirmEmail { .. } => "account_confirm_email",
            Self::EmailChanged { .. } => "account_email_changed",
            Self::WaysIn { .. } => "account_ways_in",
            Self::Deleted { .. } => "account_deleted",
        }
    }

    /// Where the mail's one button leads.
    pub fn link(&self) -> &str {
        match self {
            Self::Verify { link }
            | Self::Invited { link }
            | Self::Exists { link }
            | Self::Unknown { link }
            | Self::Code { link, .. }
            | Self::Reset { link }
            | Self::PasswordChanged { link }
            | Self::ConfirmEmail { link }
            | Self::EmailChanged { link, .. }
            | Self::WaysIn { link, .. }
            | Self::Deleted { link } => link,
        }
    }

    /// What is never stored readable.
    pub fn secrets_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::Code { code, link } => vec![code, link],
            Self::Verify { link }
            | Self::Invited { link }
            | Self::Exists { link }
            | Self::Unknown { link }
            | Self::Reset { link }
            | Self::PasswordChanged { link }
            | Self::ConfirmEmail { link }
            | Self::EmailChanged { link, .. }
            | Self::WaysIn { link, .. }
            | Self::Deleted { link } => vec![link],
        }
    }

    pub fn panel(&self) -> Option<Panel> {
        match self {
            Self::Code { code, .. } => Some(Panel {
                title: "Your code".into(),
                lines: vec![code.clone()],
            }),
            _ => None,
        }
    }

    /// The values that its words may name beside the shop's.
    pub fn values(&self, name: &str) -> Vec<(&'static str, Value)> {
        let new_email = match self {
            Self::EmailChanged { new_email, .. } => new_email.as_str(),
            _ => "",
        };
        let told = match self {
            Self::WaysIn { told, .. } => told.as_str(),
            _ => "",
        };
        vec![
            ("name", json!(name)),
            ("new_email", json!(new_email)),
            ("told", json!(told)),
        ]
    }
}
