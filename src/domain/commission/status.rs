//! The state machine of a custom order: each state says whose turn it is.

use atelier_derive::Named;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Named)]
pub enum CommissionStatus {
    /// The customer asked; the studio answers with a quote.
    Requested,
    /// A quote was sent; the customer accepts, asks for changes or declines.
    Quoted,
    /// The customer asked for changes; the studio quotes again.
    ChangesRequested,
    /// Accepted and not paid: an order waits for its first payment.
    Accepted,
    /// The first payment arrived; the studio makes it.
    InProduction,
    /// Made: what is left is paid, then it is shipped.
    Ready,
    Shipped,
    Completed,
    /// The customer said no to a quote.
    Declined,
    /// The customer stepped back.
    Withdrawn,
    /// The studio said no.
    Rejected,
    /// A quote was not answered in time, or an accepted one not paid.
    Expired,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum CommissionEvent {
    SendQuote,
    AskForChanges,
    Accept,
    Decline,
    Withdraw,
    Reject,
    Expire,
    /// The first payment was accepted; only settle fires it.
    Pay,
    Finish,
    Ship,
    Complete,
}

impl CommissionStatus {
    /// The state after an event, or `None` where the machine has no such step.
    pub fn after(self, event: CommissionEvent) -> Option<CommissionStatus> {
        use CommissionEvent::*;
        use CommissionStatus::*;
        match (self, event) {
            // An accepted quote can be replaced until money has arrived for it, which moves it on.
            (Requested | Quoted | ChangesRequested | Accepted, SendQuote) => Some(Quoted),
            (Quoted, AskForChanges) => Some(ChangesRequested),
            (Quoted, Accept) => Some(Accepted),
            (Quoted, Decline) => Some(Declined),
            (Quoted | Accepted, Expire) => Some(Expired),
            (Requested | Quoted | ChangesRequested | Accepted | InProduction | Ready, Withdraw) => {
                Some(Withdrawn)
            }
            (Requested | Quoted | ChangesRequested | Accepted | InProduction | Ready, Reject) => {
                Some(Rejected)
            }
            (Accepted, Pay) => Some(InProduction),
            (InProduction, Finish) => Some(Ready),
            (Ready, Ship) => Some(Shipped),
            (Shipped, Complete) => Some(Completed),
            (Requested | ChangesRequested, _) => None,
            (Quoted, Pay | Finish | Ship | Complete) => None,
            (Accepted, AskForChanges | Accept | Decline | Finish | Ship | Complete) => None,
            (InProduction | Ready, _) => None,
            (Shipped | Completed | Declined | Withdrawn | Rejected | Expired, _) => None,
        }
    }

    /// Still a conversation: the studio may send a quote.
    pub fn is_open(self) -> bool {
        self.after(CommissionEvent::SendQuote).is_some()
    }

    /// Nothing can follow any more.
    pub fn is_over(self) -> bool {
        CommissionEvent::ALL
            .iter()
            .all(|event| self.after(*event).is_none())
    }

    /// Agreed and not finished: it takes up the studio's time.
    pub fn is_in_the_queue(self) -> bool {
        matches!(self, Self::Accepted | Self::InProduction)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Requested => "New request",
            Self::Quoted => "Quote sent",
            Self::ChangesRequested => "Changes wanted",
            Self::Accepted => "Accepted, to be paid",
            Self::InProduction => "In production",
            Self::Ready => "Ready",
            Self::Shipped => "Shipped",
            Self::Completed => "Completed",
            Self::Declined => "Declined",
            Self::Withdrawn => "Withdrawn",
            Self::Rejected => "Not taken on",
            Self::Expired => "Expired",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_the_published_one() {
        let mut matrix = String::new();
        for state in CommissionStatus::ALL {
            for event in CommissionEvent::ALL {
                if let Some(next) = state.after(event) {
                    matrix.push_str(&format!(
                        "{:<18}{:<15}{}\n",
                        state.as_str(),
                        format!("{event:?}"),
                        next.as_str()
                    ));
                }
            }
        }
        insta::assert_snapshot!(matrix);
    }

    #[test]
    fn every_state_is_reached_from_a_request() {
        let mut reached = vec![CommissionStatus::Requested];
        let mut next = 0;
        while let Some(state) = reached.get(next).copied() {
            for event in CommissionEvent::ALL {
                if let Some(after) = state.after(event).filter(|s| !reached.contains(s)) {
                    reached.push(after);
                }
            }
            next += 1;
        }
        assert_eq!(reached.len(), CommissionStatus::ALL.len());
    }

    #[test]
    fn what_is_over_stays_over_and_words_are_read_back() {
        use CommissionStatus::*;
        for state in CommissionStatus::ALL {
            assert_eq!(CommissionStatus::parse(state.as_str()), Some(state));
            let over = matches!(state, Completed | Declined | Withdrawn | Rejected | Expired);
            assert_eq!(state.is_over(), over, "{state:?}");
        }
    }
}
