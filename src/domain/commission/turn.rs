//! Whose turn it is and by when, in one sentence for each side, with the one step that comes next.

use super::status::CommissionStatus;
use crate::domain::day::Day;
use crate::domain::money::Money;
use crate::domain::parcel::{DeliveryWay, ParcelView};
use crate::domain::time_zone::TimeZone;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum Side {
    Customer,
    Studio,
    Nobody,
}

/// The one step that a side's primary button takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum NextAct {
    Accept,
    Pay,
    ApproveProgress,
    Track,
    /// Write or revise the quote.
    Quote,
    BeginMaking,
    ShowProgress,
    Finish,
    Ship,
    Complete,
}

/// What a turn is worked out from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnFacts {
    pub status: CommissionStatus,
    pub shop_name: String,
    pub waitlisted: bool,
    /// When the studio means to have answered.
    pub answer_by: Day,
    pub valid_until_ms: Option<i64>,
    pub quote_total: Option<Money>,
    /// The payment that was asked for and has not arrived: what for, how much, until when.
    pub due: Option<Due>,
    pub due_date: Option<Day>,
    pub begun: bool,
    pub progress_to_approve: bool,
    /// How it left, once it has.
    pub parcel: Option<ParcelView>,
    /// The refund, where it ended after money was paid.
    pub going_back: Option<Money>,
    pub now_ms: i64,
    pub zone: TimeZone,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub label: String,
    pub amount: Money,
    pub until_ms: Option<i64>,
    /// The bank is still confirming it.
    pub processing: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnView {
    pub whose: Side,
    pub for_customer: String,
    pub for_studio: String,
    pub by_ms: Option<i64>,
    /// The time to act has passed.
    pub overdue: bool,
    pub customer_step: Option<NextAct>,
    pub studio_step: Option<NextAct>,
}

impl TurnFacts {
    pub fn turn(&self) -> TurnView {
        use CommissionStatus::*;
        let shop = &self.shop_name;
        match self.status {
            Requested if self.waitlisted => self.studio(
                format!("It is {shop}’s turn: you are on the waiting list, and we write to you as soon as there is time."),
                "Your turn: on the waiting list. Send a quote when there is time.".into(),
                None,
                NextAct::Quote,
            ),
            Requested => self.answer("we read your request and answer", "answer with a quote"),
            ChangesRequested => {
                self.answer("we change the quote and send it again", "change the quote and send it again")
            }
            Quoted => {
                let (total, by) = (
                    self.quote_total.map_or(String::new(), |m| format!(" of {m}")),
                    self.until(self.valid_until_ms),
                );
                self.customer(
                    format!("It is your turn: accept the quote{total}{by}, ask for changes or decline."),
                    format!("The customer’s turn: the quote{total} waits for an answer{by}."),
                    self.valid_until_ms,
                    NextAct::Accept,
                )
            }
            Accepted => self.payment("We begin as soon as it has arrived."),
            InProduction | Ready if self.due.is_some() => {
                let after = match self.status {
                    Ready => "It is finished; we send it as soon as the payment has arrived.",
                    _ => "Then we go on.",
                };
                self.payment(after)
            }
            InProduction if self.progress_to_approve => self.customer(
                "It is your turn: look at the new pictures and say whether you like what you see.".into(),
                "The customer’s turn: your progress pictures wait for a yes.".into(),
                None,
                NextAct::ApproveProgress,
            ),
            InProduction => {
                let by = self.due_date.map(|day| format!(" by {}", day.words())).unwrap_or_default();
                let (doing, step) = match self.begun {
                    true => (format!("we are making it and mean to have it ready{by}"), NextAct::Finish),
                    false => (format!("it is in our queue, and we mean to have it ready{by}"), NextAct::BeginMaking),
                };
                self.studio(
                    format!("It is {shop}’s turn: {doing}."),
                    format!("Your turn: it is promised{}.", if by.is_empty() { " soon".into() } else { by }),
                    self.due_date.map(|day| self.zone.end_of(day)),
                    step,
                )
            }
            Ready => self.studio(
                format!("It is {shop}’s turn: it is finished and paid, and reaches you within a few days."),
                "Your turn: it is paid. Ship it, or hand it over.".into(),
                None,
                NextAct::Ship,
            ),
            Shipped => self.left(),
            Completed => nobody(
                "It has arrived and all is done. We hope that it gives you joy.".into(),
                "All is done.".into(),
            ),
            Declined => nobody(
                "You declined the quote. You are welcome to ask for something else.".into(),
                "The customer declined the quote.".into(),
            ),
            Withdrawn => {
                let back = self.back();
                nobody(format!("You withdrew this.{back}"), format!("The customer withdrew it.{back}"))
            }
            Rejected => {
                let back = self.back();
                nobody(
                    format!("{shop} could not take this on.{back}"),
                    format!("You did not take this on.{back}"),
                )
            }
            Expired => nobody(
                "The time for this ran out, and nothing was charged. You are welcome to ask again.".into(),
                "The time for this ran out.".into(),
            ),
        }
    }

    fn until(&self, at_ms: Option<i64>) -> String {
        at_ms.map_or(String::new(), |ms| format!(" by {}", self.zone.date(ms)))
    }

    /// A quote is to be written.
    fn answer(&self, for_customer: &str, for_studio: &str) -> TurnView {
        let (shop, by) = (&self.shop_name, self.answer_by.words());
        self.studio(
            format!("It is {shop}’s turn: {for_customer} by {by}."),
            format!("Your turn: {for_studio} by {by}."),
            Some(self.zone.end_of(self.answer_by)),
            NextAct::Quote,
        )
    }

    /// It has left: on its way under its number, or in the customer's hands already.
    fn left(&self) -> TurnView {
        let by = match self
            .parcel
            .as_ref()
            .map(|p| (p.carrier.as_str(), p.tracking_number.as_str()))
        {
            None | Some(("", _)) => String::new(),
            Some((carrier, "")) => format!(" with {carrier}"),
            Some((carrier, number)) => format!(" with {carrier}, tracking number {number}"),
        };
        let (customer, studio) = match self.parcel.as_ref().map(|parcel| parcel.way) {
            Some(DeliveryWay::Collected) => (
                "You collected it. We hope that it gives you joy.".into(),
                "The customer collected it.".into(),
            ),
            Some(DeliveryWay::HandedOver) => (
                "It was handed over to you. We hope that it gives you joy.".into(),
                "It was handed over.".into(),
            ),
            _ => (
                format!("It is on its way to you{by}."),
                format!("It is on its way{by}."),
            ),
        };
        TurnView {
            studio_step: Some(NextAct::Complete),
            customer_step: Some(NextAct::Track),
            ..nobody(customer, studio)
        }
    }

    fn back(&self) -> String {
        self.going_back
            .filter(|m| m.minor > 0)
            .map_or(String::new(), |money| format!(" {money} goes back."))
    }

    fn payment(&self, after: &str) -> TurnView {
        let Some(due) = &self.due else {
            return nobody(
                "Nothing is due at the moment.".into(),
                "Nothing is due.".into(),
            );
        };
        let (label, amount, by) = (
            due.label.to_lowercase(),
            due.amount,
            self.until(due.until_ms),
        );
        if due.processing {
            return nobody(
                format!("Your bank is confirming the {label} of {amount}. {after}"),
                format!("The bank is confirming the {label} of {amount}."),
            );
        }
        self.customer(
            format!("It is your turn: pay the {label} of {amount}{by}. {after}"),
            format!("The customer’s turn: the {label} of {amount} is due{by}."),
            due.until_ms,
            NextAct::Pay,
        )
    }

    fn customer(
        &self,
        for_customer: String,
        for_studio: String,
        by_ms: Option<i64>,
        step: NextAct,
    ) -> TurnView {
        TurnView {
            whose: Side::Customer,
            by_ms,
            overdue: by_ms.is_some_and(|by| by < self.now_ms),
            customer_step: Some(step),
            ..nobody(for_customer, for_studio)
        }
    }

    fn studio(
        &self,
        for_customer: String,
        for_studio: String,
        by_ms: Option<i64>,
        step: NextAct,
    ) -> TurnView {
        TurnView {
            whose: Side::Studio,
            by_ms,
            overdue: by_ms.is_some_and(|by| by < self.now_ms),
            studio_step: Some(step),
            ..nobody(for_customer, for_studio)
        }
    }
}

fn nobody(for_customer: String, for_studio: String) -> TurnView {
    TurnView {
        whose: Side::Nobody,
        for_customer,
        for_studio,
        by_ms: None,
        overdue: false,
        customer_step: None,
        studio_step: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    fn parcel(way: DeliveryWay) -> ParcelView {
        let is_tracked = way == DeliveryWay::Tracked;
        let tracked = |text: &str| text.repeat(usize::from(is_tracked));
        ParcelView {
            number: 1,
            way,
            carrier: tracked("DHL"),
            tracking_number: tracked("0034"),
            tracking_url: None,
            sent_at_ms: 0,
            delivered: None,
        }
    }

    #[test]
    fn what_is_in_the_customers_hands_is_not_on_its_way() {
        for (way, sentence) in [
            (
                DeliveryWay::Tracked,
                "It is on its way to you with DHL, tracking number 0034.",
            ),
            (DeliveryWay::Untracked, "It is on its way to you."),
            (
                DeliveryWay::Collected,
                "You collected it. We hope that it gives you joy.",
            ),
            (
                DeliveryWay::HandedOver,
                "It was handed over to you. We hope that it gives you joy.",
            ),
        ] {
            let mut facts = facts(CommissionStatus::Shipped);
            facts.parcel = Some(parcel(way));
            assert_eq!(facts.turn().for_customer, sentence);
        }
    }

    fn facts(status: CommissionStatus) -> TurnFacts {
        TurnFacts {
            status,
            shop_name: "Fern".into(),
            waitlisted: false,
            answer_by: "2026-11-26".parse().unwrap(),
            valid_until_ms: Some(1_796_400_000_000),
            quote_total: Some(Money::new(25_590, Currency::EUR)),
            due: None,
            due_date: "2026-12-20".parse().ok(),
            begun: false,
            progress_to_approve: false,
            parcel: Some(parcel(DeliveryWay::Tracked)),
            going_back: Some(Money::new(5_000, Currency::EUR)),
            now_ms: 1_795_262_400_000,
            zone: TimeZone::default(),
        }
    }

    #[test]
    fn every_state_says_whose_turn_it_is() {
        let mut told = String::new();
        for status in CommissionStatus::ALL {
            let mut facts = facts(status);
            if status == CommissionStatus::Accepted {
                facts.due = Some(Due {
                    label: "Deposit".into(),
                    amount: Money::new(7_677, Currency::EUR),
                    until_ms: Some(1_796_400_000_000),
                    processing: false,
                });
            }
            let turn = facts.turn();
            told.push_str(&format!(
                "{}: {:?}\n  {}\n  {}\n",
                status.as_str(),
                turn.whose,
                turn.for_customer,
                turn.for_studio
            ));
            assert_eq!(
                turn.whose == Side::Customer,
                turn.customer_step.is_some() && status != CommissionStatus::Shipped
            );
        }
        insta::assert_snapshot!(told);
    }

    #[test]
    fn a_balance_comes_before_shipping_and_lateness_shows() {
        let mut facts = facts(CommissionStatus::Ready);
        assert_eq!(facts.turn().studio_step, Some(NextAct::Ship));
        let due = |processing| {
            Some(Due {
                label: "Balance".into(),
                amount: Money::new(1, Currency::EUR),
                until_ms: Some(1),
                processing,
            })
        };
        facts.due = due(false);
        let turn = facts.turn();
        assert_eq!((turn.whose, turn.overdue), (Side::Customer, true));
        assert_eq!(turn.studio_step, None);
        facts.due = due(true);
        assert_eq!(facts.turn().whose, Side::Nobody);
    }
}
