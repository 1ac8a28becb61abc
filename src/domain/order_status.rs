//! The order's state machine: every state, every event, and nothing in between.

use atelier_derive::Named;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Named)]
pub enum OrderStatus {
    Pending,
    Confirmed,
    InProduction,
    Shipped,
    Completed,
    Cancelled,
}

/// Why an order was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum CancelReason {
    Customer,
    Staff,
    HoldExpired,
    PaymentFailed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum OrderEvent {
    /// Money for the order arrived and was accepted; only settle fires it.
    Pay,
    StartMaking,
    Ship,
    Complete,
    Cancel,
}

impl OrderStatus {
    /// The state after an event, or `None` where the machine has no such step.
    pub fn after(self, event: OrderEvent) -> Option<OrderStatus> {
        use OrderEvent::*;
        use OrderStatus::*;
        match (self, event) {
            (Pending, Pay) => Some(Confirmed),
            // Late money for a cancelled order whose stock could be taken again.
            (Cancelled, Pay) => Some(Confirmed),
            (Confirmed, StartMaking) => Some(InProduction),
            (Confirmed | InProduction, Ship) => Some(Shipped),
            (Shipped, Complete) => Some(Completed),
            (Pending | Confirmed | InProduction, Cancel) => Some(Cancelled),
            (Pending, StartMaking | Ship | Complete) => None,
            (Confirmed, Pay | Complete) => None,
            (InProduction, Pay | StartMaking | Complete) => None,
            (Shipped, Pay | StartMaking | Ship | Cancel) => None,
            (Completed, Pay | StartMaking | Ship | Complete | Cancel) => None,
            (Cancelled, StartMaking | Ship | Complete | Cancel) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_the_published_one() {
        let mut matrix = String::new();
        for state in OrderStatus::ALL {
            for event in OrderEvent::ALL {
                let next = state.after(event).map_or("–", OrderStatus::as_str);
                matrix.push_str(&format!(
                    "{:<14}{:<13}{next}\n",
                    state.as_str(),
                    format!("{event:?}")
                ));
            }
        }
        insta::assert_snapshot!(matrix);
    }

    #[test]
    fn every_state_is_reached_by_something() {
        let events = [
            OrderEvent::Pay,
            OrderEvent::StartMaking,
            OrderEvent::Ship,
            OrderEvent::Complete,
            OrderEvent::Cancel,
        ];
        for state in OrderStatus::ALL
            .into_iter()
            .filter(|s| *s != OrderStatus::Pending)
        {
            assert!(
                OrderStatus::ALL
                    .iter()
                    .any(|from| events.iter().any(|e| from.after(*e) == Some(state))),
                "{state:?}"
            );
        }
    }

    #[test]
    fn words_are_read_back() {
        for state in OrderStatus::ALL {
            assert_eq!(OrderStatus::parse(state.as_str()), Some(state));
        }
        for reason in CancelReason::ALL {
            assert_eq!(CancelReason::parse(reason.as_str()), Some(reason));
        }
    }
}
