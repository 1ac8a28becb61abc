//! Events of the payment provider.

/// The little of an event that is read. Anything else may change its shape without a payment being refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderEvent {
    /// The provider's id of it: an event that is sent again carries the same one.
    pub id: String,
    /// The provider's name for what happened, for the record.
    pub name: String,
    /// Its object's id, for the record; empty where it has none.
    pub object_id: String,
    pub livemode: bool,
    pub subject: EventSubject,
    /// A card that was declined: the intent, and what names the decline.
    pub declined: Option<(String, String)>,
}

/// Where an event says to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventSubject {
    Intent {
        id: String,
    },
    Session {
        id: String,
        /// The payment link that opened it.
        link_id: Option<String>,
    },
    Refund {
        id: String,
    },
    /// Some refund of an intent, which one is not said.
    RefundsOf {
        intent_id: String,
    },
    Dispute {
        id: String,
    },
    /// Nothing that the shop acts upon.
    Other,
}

/// Why an event was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventError {
    /// No key of ours has signed it: anybody may have sent it.
    Unsigned,
    /// It is the provider's, and can't be read here.
    Unreadable,
}
