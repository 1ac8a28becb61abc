//! Outgoing webhooks: the events that other programs can subscribe to, and when a failed delivery is tried again.

use super::commission::status::CommissionStatus;
use super::order_status::OrderStatus;
use super::problem::Problems;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

/// Something that happened in the shop. A new state of an order or a custom order is a new event by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Order(OrderStatus),
    Payment(PaymentNews),
    Refund(RefundNews),
    Commission(CommissionStatus),
    Stock(StockNews),
    /// Sent from the admin, to see whether anybody listens.
    Test,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentNews {
    Received,
    Failed,
    Unusable,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundNews {
    Succeeded,
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StockNews {
    Changed,
    SoldOut,
}

impl Event {
    /// Everything that an endpoint can choose, in the order in which it is shown.
    pub fn choosable() -> Vec<Event> {
        use Event::*;
        let orders = OrderStatus::ALL.map(Order);
        let money = [
            Payment(PaymentNews::Received),
            Payment(PaymentNews::Failed),
            Payment(PaymentNews::Unusable),
            Refund(RefundNews::Succeeded),
            Refund(RefundNews::Failed),
        ];
        let commissions = CommissionStatus::ALL.map(Commission);
        let stock = [Stock(StockNews::Changed), Stock(StockNews::SoldOut)];
        [&orders[..], &money, &commissions, &stock].concat()
    }

    /// The name in the database, in the body and in the API.
    pub fn name(self) -> String {
        match self {
            Self::Order(OrderStatus::Pending) => "order.placed".into(),
            Self::Order(status) => format!("order.{}", status.as_str()),
            Self::Payment(PaymentNews::Received) => "payment.received".into(),
            Self::Payment(PaymentNews::Failed) => "payment.failed".into(),
            Self::Payment(PaymentNews::Unusable) => "payment.unusable".into(),
            Self::Refund(RefundNews::Succeeded) => "refund.succeeded".into(),
            Self::Refund(RefundNews::Failed) => "refund.failed".into(),
            Self::Commission(status) => format!("commission.{}", status.as_str()),
            Self::Stock(StockNews::Changed) => "stock.changed".into(),
            Self::Stock(StockNews::SoldOut) => "stock.sold_out".into(),
            Self::Test => "webhook.test".into(),
        }
    }

    /// When it happens, for whoever chooses it.
    pub fn description(self) -> &'static str {
        match self {
            Self::Order(OrderStatus::Pending) => "An order was placed; it is not paid yet.",
            Self::Order(OrderStatus::Confirmed) => "An order was paid.",
            Self::Order(OrderStatus::InProduction) => "The studio has begun to make it.",
            Self::Order(OrderStatus::Shipped) => "An order was sent off, or collected.",
            Self::Order(OrderStatus::Completed) => "An order is completed.",
            Self::Order(OrderStatus::Cancelled) => "An order was cancelled.",
            Self::Payment(PaymentNews::Received) => "Money arrived and was accepted.",
            Self::Payment(PaymentNews::Failed) => {
                "A payment was declined; the customer may try again."
            }
            Self::Payment(PaymentNews::Unusable) => {
                "Money arrived that can’t be used, such as a second payment."
            }
            Self::Refund(RefundNews::Succeeded) => "Money was given back.",
            Self::Refund(RefundNews::Failed) => "A refund did not go through.",
            Self::Commission(status) => match status {
                CommissionStatus::Requested => "A custom order was asked for.",
                CommissionStatus::Quoted => "A quote was sent.",
                CommissionStatus::ChangesRequested => "The customer wants changes to a quote.",
                CommissionStatus::Accepted => "A quote was accepted.",
                CommissionStatus::InProduction => "The first payment arrived; it is being made.",
                CommissionStatus::Ready => "The piece is made.",
                CommissionStatus::Shipped => "The piece was sent off, or collected.",
                CommissionStatus::Completed => "A custom order is completed.",
                CommissionStatus::Declined => "The customer said no to a quote.",
                CommissionStatus::Withdrawn => "The customer stepped back.",
                CommissionStatus::Rejected => "The studio does not take it on.",
                CommissionStatus::Expired => "A quote was not answered, or not paid, in time.",
            },
            Self::Stock(StockNews::Changed) => "Units were held, sold, released or counted.",
            Self::Stock(StockNews::SoldOut) => "The last free unit was taken.",
            Self::Test => "Sent from the counter, to see whether anybody listens.",
        }
    }

    /// The event of a name, if an endpoint can choose it.
    pub fn parse(name: &str) -> Option<Event> {
        Self::choosable()
            .into_iter()
            .find(|event| event.name() == name)
    }
}

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum DeliveryState {
    /// Not taken yet: it is tried, or tried again.
    Pending,
    Delivered,
    /// Given up.
    Failed,
}

/// Pauses after the first, second … try that failed, in seconds: ten tries over about three days.
const PAUSES_SECS: [i64; 9] = [
    60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
];

/// How long to wait after so many tries (1 is the first), in milliseconds; `None`: give it up. `chance` (0 to 1) spreads
/// the pause by a tenth to both sides, so that what failed together does not come back together.
pub fn pause_ms(tries: i64, chance: f64) -> Option<i64> {
    let place = usize::try_from(tries).ok()?.checked_sub(1)?;
    let full = PAUSES_SECS.get(place)? * 1000;
    let spread = (chance.clamp(0.0, 1.0) - 0.5) / 5.0;
    Some(full + (full as f64 * spread) as i64)
}

/// Longest address of an endpoint, in characters.
pub const URL_MAX: usize = 500;
/// Longest description of an endpoint, in characters.
pub const DESCRIPTION_MAX: usize = 200;
/// Most endpoints of one shop: each order is delivered to every one of them.
pub const MOST_ENDPOINTS: usize = 20;

/// Reads what was chosen for an endpoint: its description, and at least one event that there is.
pub fn read(description: &str, events: &[&str], problems: &mut Problems) -> (String, Vec<String>) {
    let description = description.trim();
    if description.chars().count() > DESCRIPTION_MAX || description.chars().any(char::is_control) {
        let message = format!("Say in at most {DESCRIPTION_MAX} characters who listens there.");
        problems.add("description", "too_long", message);
    }
    let chosen: Vec<String> = Event::choosable()
        .into_iter()
        .map(Event::name)
        .filter(|name| events.contains(&name.as_str()))
        .collect();
    if let Some(unknown) = events.iter().find(|name| Event::parse(name).is_none()) {
        let unknown: String = unknown.chars().take(60).collect();
        problems.add("events", "unknown", format!("There is no event {unknown}."));
    } else if chosen.is_empty() {
        problems.add("events", "required", "Choose what it is told of.");
    }
    (description.to_string(), chosen)
}

/// An endpoint as its owner sees it: never its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointView {
    pub id: String,
    pub url: String,
    pub description: String,
    pub events: Vec<String>,
    pub enabled: bool,
    /// Why the shop disabled it; empty where staff did.
    pub disabled_because: String,
    /// Until when the secret before signs too.
    pub old_secret_until_ms: Option<i64>,
    pub last_delivered_at_ms: Option<i64>,
    pub created_at_ms: i64,
}

/// One delivery to one endpoint, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryView {
    pub id: String,
    pub endpoint_id: String,
    pub event: String,
    pub state: DeliveryState,
    pub tries: i64,
    pub created_at_ms: i64,
    pub next_try_at_ms: Option<i64>,
    pub last_try_at_ms: Option<i64>,
    /// The HTTP status of the last answer, if there was one.
    pub status: Option<i64>,
    /// The beginning of the last answer, or what went wrong.
    pub answer: String,
}

/// The page of all endpoints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointsView {
    pub endpoints: Vec<EndpointView>,
    /// Whether a code was shown recently enough to change anything.
    pub confirmed: bool,
}

/// The page of one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointPageView {
    pub endpoint: EndpointView,
    /// The secret that was made a moment ago: it is shown once.
    pub new_secret: Option<String>,
    pub deliveries: Vec<DeliveryView>,
    /// Where the older ones begin.
    pub older: Option<String>,
    pub confirmed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_events_are_the_published_ones() {
        let names: Vec<String> = Event::choosable().into_iter().map(Event::name).collect();
        insta::assert_snapshot!(names.join("\n"));
        for event in Event::choosable() {
            assert_eq!(Event::parse(&event.name()), Some(event));
            assert!(event.description().ends_with('.'), "{event:?}");
        }
        assert_eq!(
            Event::parse("webhook.test"),
            None,
            "nobody subscribes to tests"
        );
    }

    #[test]
    fn tries_go_on_for_three_days_and_end() {
        let full: i64 = (1..=9).map(|tries| pause_ms(tries, 0.5).unwrap()).sum();
        let days = full as f64 / 86_400_000.0;
        assert!((3.0..3.5).contains(&days), "{days}");
        assert_eq!(pause_ms(10, 0.5), None);
        assert_eq!(pause_ms(0, 0.5), None);
    }

    #[test]
    fn a_pause_is_spread_by_a_tenth_to_both_sides() {
        for tries in 1..=9 {
            let full = pause_ms(tries, 0.5).unwrap();
            assert_eq!(pause_ms(tries, 0.0), Some(full - full / 10));
            assert_eq!(pause_ms(tries, 1.0), Some(full + full / 10));
        }
    }

    #[test]
    fn an_endpoint_hears_of_something_that_there_is() {
        let problems_of = |events: &[&str]| {
            let mut problems = Problems::default();
            read("", events, &mut problems);
            problems.of("events").map(str::to_string)
        };
        assert_eq!(problems_of(&["order.placed", "stock.changed"]), None);
        assert!(problems_of(&[]).is_some());
        assert!(problems_of(&["order.eaten"]).is_some());
        let mut problems = Problems::default();
        let twice = ["stock.changed", "order.placed", "stock.changed"];
        let (_, chosen) = read(" The scale ", &twice, &mut problems);
        assert_eq!(chosen, ["order.placed", "stock.changed"]);
    }
}
