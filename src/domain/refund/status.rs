//! A refund's state machine: every state and every step.

use atelier_derive::Named;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Named)]
pub enum RefundStatus {
    /// Written down with whatever carries it out: a job, or staff.
    Requested,
    /// The provider has taken it on.
    Pending,
    Succeeded,
    Failed,
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum RefundEvent {
    /// The provider takes it on.
    Submit,
    Succeed,
    /// It can't be made, which a bank may say days after it succeeded.
    Fail,
    /// It is called off, here or at the provider.
    Cancel,
}

impl RefundStatus {
    /// The state after a step, or `None` where the machine has no such step: news that comes twice, or late.
    pub fn after(self, event: RefundEvent) -> Option<RefundStatus> {
        use RefundEvent::*;
        use RefundStatus::*;
        match (self, event) {
            (Requested, Submit) => Some(Pending),
            (Requested | Pending, Succeed) => Some(Succeeded),
            (Requested | Pending | Succeeded, Fail) => Some(Failed),
            (Requested | Pending | Succeeded, Cancel) => Some(Cancelled),
            (_, Submit | Succeed | Fail | Cancel) => None,
        }
    }

    /// Whether its money counts as refunded: requested, on its way or done.
    pub fn counts(self) -> bool {
        matches!(self, Self::Requested | Self::Pending | Self::Succeeded)
    }

    /// Whether it stands in the ledger, which it does once the provider has taken it on.
    pub fn is_booked(self) -> bool {
        matches!(self, Self::Pending | Self::Succeeded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_the_published_one() {
        let mut matrix = String::new();
        for state in RefundStatus::ALL {
            for event in RefundEvent::ALL {
                if let Some(next) = state.after(event) {
                    let (state, event) = (state.as_str(), format!("{event:?}"));
                    matrix.push_str(&format!("{state:<11}{event:<9}{}\n", next.as_str()));
                }
            }
        }
        insta::assert_snapshot!(matrix);
    }

    #[test]
    fn what_did_not_go_through_stays_so_and_words_are_read_back() {
        for state in RefundStatus::ALL {
            let is_over = RefundEvent::ALL
                .into_iter()
                .all(|event| state.after(event).is_none());
            assert_eq!(is_over, !state.counts(), "{state:?}");
            assert!(state.counts() || !state.is_booked(), "{state:?}");
            assert_eq!(RefundStatus::parse(state.as_str()), Some(state));
        }
    }
}
