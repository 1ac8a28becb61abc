//! Why a refund is made.

use atelier_derive::Named;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Named)]
pub enum RefundCause {
    /// Staff, or a program in their place, asked for it and wrote why.
    Staff,
    /// A paid order was cancelled, or money came for one that had been.
    OrderCancelled,
    /// A custom order was ended: what its agreed rule refunds.
    CustomOrderEnded,
    /// An amount was paid twice.
    SecondPayment,
    /// Money came late, and a one-of-a-kind piece had been sold meanwhile.
    PieceGone,
    /// It was made in the provider's dashboard.
    Dashboard,
}

impl RefundCause {
    /// What staff and programs read: `reason` is what staff wrote.
    pub fn label(self, reason: &str) -> &str {
        match self {
            Self::Staff => reason,
            Self::OrderCancelled => "order cancelled",
            Self::CustomOrderEnded => "custom order ended",
            Self::SecondPayment => "second payment",
            Self::PieceGone => "piece gone",
            Self::Dashboard => "refunded at the provider",
        }
    }

    /// Whether the refund itself is the news. The customer has been notified of whatever else it follows from.
    pub fn is_news(self) -> bool {
        match self {
            Self::Staff | Self::Dashboard => true,
            Self::OrderCancelled
            | Self::CustomOrderEnded
            | Self::SecondPayment
            | Self::PieceGone => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_and_staff_speak_for_themselves() {
        for cause in RefundCause::ALL {
            assert_eq!(RefundCause::parse(cause.as_str()), Some(cause));
            let said = cause.label("A chip") == "A chip";
            assert_eq!(said, cause == RefundCause::Staff, "{cause:?}");
        }
    }
}
