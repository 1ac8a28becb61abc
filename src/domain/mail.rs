//! Mails: what became of one.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    Promised,
    Sent,
    /// Refused for good the last time it was tried.
    Failed,
}

impl MailState {
    pub const ALL: [MailState; 3] = [Self::Promised, Self::Sent, Self::Failed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Promised => "promised",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}
