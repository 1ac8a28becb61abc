//! How a call to the payment provider may fail, by what helps.

use crate::domain::action_error::Kind;

/// What a call to the provider answers.
pub type GatewayResult<T> = Result<T, GatewayError>;

#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// The provider refused for a reason the customer can act on.
    #[error("declined: {0}")]
    Declined(String),
    /// The provider can't be reached, is too slow or answered 5xx: the same call with the same key may be repeated.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// The request is wrong for the state the object is in (already paid, already cancelled).
    #[error("out of step: {0}")]
    OutOfStep(String),
    /// The amount is one that the provider does not charge, at today's exchange rate or at all.
    #[error("the amount is refused: {0}")]
    AmountRefused(String),
    /// Our keys or parameters are wrong: staff must look.
    #[error("misconfigured: {0}")]
    Misconfigured(String),
    #[error("unknown to the provider: {0}")]
    Unknown(String),
    /// The provider answered with something that can't be read here, such as a payment in a currency that is not known.
    #[error("can’t be read: {0}")]
    Unreadable(String),
}

impl GatewayError {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Declined(_) => Kind::Declined,
            Self::AmountRefused(_) => Kind::Invalid,
            Self::Unavailable(_) => Kind::Unavailable,
            Self::OutOfStep(_) => Kind::Conflict,
            Self::Misconfigured(_) | Self::Unknown(_) | Self::Unreadable(_) => Kind::Upstream,
        }
    }

    pub fn code(&self) -> &'static str {
        match self {
            Self::Declined(_) => "declined",
            Self::AmountRefused(_) => "payment_not_available",
            Self::Unavailable(_) => "provider_unavailable",
            Self::OutOfStep(_) => "provider_out_of_step",
            Self::Misconfigured(_) | Self::Unknown(_) => "provider_refused",
            Self::Unreadable(_) => "provider_unreadable",
        }
    }

    /// What the customer is notified.
    pub fn sentence(&self) -> String {
        match self {
            Self::Declined(why) => why.clone(),
            Self::AmountRefused(_) => {
                "The payment service does not take this amount. Please pay another way, or write to us.".into()
            }
            Self::Unavailable(_) => {
                "The payment service can’t be reached just now. Your order is kept; please try again in a moment.".into()
            }
            Self::OutOfStep(_) => "This payment has moved on meanwhile. Reload the page to see where it stands.".into(),
            Self::Misconfigured(_) | Self::Unknown(_) | Self::Unreadable(_) => {
                "The payment service refused this request. Your order is kept; please write to us, or pay another way.".into()
            }
        }
    }
}
