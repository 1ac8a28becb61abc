//! How an order reaches its customer: by a parcel with or without a tracking number, collected, or handed over.

use super::day::Day;
use super::problem::Problems;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

/// Longest carrier and longest tracking number, in characters.
pub const NAME_MAX: usize = 80;
/// Longest tracking link, in characters.
pub const URL_MAX: usize = 500;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Named)]
pub enum DeliveryWay {
    /// A parcel that its carrier tracks.
    #[default]
    Tracked,
    /// Letter post, or a parcel without a number.
    Untracked,
    /// The customer came for it.
    Collected,
    /// The studio brought it, or gave it at a market.
    HandedOver,
}

impl DeliveryWay {
    /// What staff choose.
    pub fn label(self) -> &'static str {
        match self {
            Self::Tracked => "A tracked parcel",
            Self::Untracked => "Letter post, or a parcel without a number",
            Self::Collected => "Collected by the customer",
            Self::HandedOver => "Handed over in person",
        }
    }

    /// Nothing is on its way: it is in the customer's hands at once.
    pub fn in_person(self) -> bool {
        matches!(self, Self::Collected | Self::HandedOver)
    }

    /// The label of an order that has left this way, where people read its state.
    pub fn status_label(self) -> &'static str {
        match self {
            Self::Tracked | Self::Untracked => "shipped",
            Self::Collected => "collected",
            Self::HandedOver => "handed over",
        }
    }
}

/// How an order leaves, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShipForm {
    /// A word of [`DeliveryWay`]; a tracked parcel unless said.
    pub way: String,
    pub carrier: String,
    pub tracking_number: String,
    pub tracking_url: String,
    /// It is sent though its payment is disputed.
    pub despite_dispute: bool,
}

/// How an order leaves, once the form is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatch {
    pub way: DeliveryWay,
    /// Empty where nobody carries it, or where nobody said who does.
    pub carrier: String,
    /// Empty for everything that is not tracked.
    pub tracking_number: String,
    pub tracking_url: Option<String>,
}

impl ShipForm {
    /// The way that was chosen; an unknown word is none.
    pub fn chosen(&self) -> Option<DeliveryWay> {
        match self.way.trim() {
            "" => Some(DeliveryWay::Tracked),
            word => DeliveryWay::parse(word),
        }
    }

    /// Reads the form. A tracked parcel needs its carrier and its number: a dash is neither. What belongs to a parcel
    /// alone is refused where there is none, so that nothing typed is lost without a word.
    pub fn read(&self) -> Result<Dispatch, Problems> {
        let mut problems = Problems::default();
        let Some(way) = self.chosen() else {
            let message = "Choose how it reaches the customer.";
            return Err(Problems::one("way", "invalid", message));
        };
        let fields = [
            ("carrier", self.carrier.trim()),
            ("tracking_number", self.tracking_number.trim()),
        ];
        for (field, text) in fields {
            let says_something = text.chars().any(char::is_alphanumeric);
            if text.chars().count() > NAME_MAX || text.chars().any(char::is_control) {
                let message = format!("Use at most {NAME_MAX} characters on one line.");
                problems.add(field, "invalid", message);
            } else if way == DeliveryWay::Tracked && !says_something {
                let message = match field {
                    "carrier" => "Write the carrier, or choose another way.",
                    _ => {
                        "Write the tracking number. Where there is none, choose letter post or a parcel without a number."
                    }
                };
                problems.add(field, "required", message);
            } else if !text.is_empty() && !says_something {
                problems.add(field, "invalid", "Leave it empty where there is none.");
            }
        }
        let not_here = |wanted: bool, field: &str, message: &str, problems: &mut Problems| {
            if wanted && problems.of(field).is_none() {
                problems.add(field, "not_allowed", message);
            }
        };
        let [(_, carrier), (_, tracking_number)] = fields;
        let url = self.tracking_url.trim();
        if !url.is_empty() && !is_web_address(url) {
            let message = "Write the whole address, beginning with https://.";
            problems.add("tracking_url", "invalid", message);
        }
        if way != DeliveryWay::Tracked {
            let message = "Only a tracked parcel has this: choose that way, or leave it empty.";
            not_here(
                !tracking_number.is_empty(),
                "tracking_number",
                message,
                &mut problems,
            );
            not_here(!url.is_empty(), "tracking_url", message, &mut problems);
        }
        if way.in_person() {
            let message = "Nobody carries it: choose another way, or leave it empty.";
            not_here(!carrier.is_empty(), "carrier", message, &mut problems);
        }
        problems.or(Dispatch {
            way,
            carrier: carrier.to_string(),
            tracking_number: tracking_number.to_string(),
            tracking_url: Some(url.to_string()).filter(|url| !url.is_empty()),
        })
    }
}

impl Dispatch {
    /// What the history says of it.
    pub fn sentence(&self) -> String {
        let Dispatch {
            carrier,
            tracking_number,
            ..
        } = self;
        match (self.way, carrier.as_str()) {
            (DeliveryWay::Tracked, _) => {
                format!("Shipped with {carrier}, tracking number {tracking_number}.")
            }
            (DeliveryWay::Untracked, "") => "Sent without a tracking number.".into(),
            (DeliveryWay::Untracked, carrier) => {
                format!("Sent with {carrier}, without a tracking number.")
            }
            (DeliveryWay::Collected, _) => "Collected in person.".into(),
            (DeliveryWay::HandedOver, _) => "Handed over in person.".into(),
        }
    }
}

/// Whether something can be linked to: enough of a check for what staff paste from a carrier's page.
fn is_web_address(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .unwrap_or_default();
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '"';
    host.starts_with(char::is_alphanumeric)
        && text.chars().count() <= URL_MAX
        && text.chars().all(plain)
}

/// One parcel of an order, or that it was collected or handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelView {
    /// Counts from 1 within its order.
    pub number: i64,
    pub way: DeliveryWay,
    pub carrier: String,
    pub tracking_number: String,
    pub tracking_url: Option<String>,
    pub sent_at_ms: i64,
    /// `None` while nobody knows when it arrived.
    pub delivered: Option<Day>,
}

/// The way that an order left, for sentences about the whole of it: in person only where nothing was sent.
pub fn left_by(parcels: &[ParcelView]) -> Option<DeliveryWay> {
    let sent = parcels.iter().rev().find(|parcel| !parcel.way.in_person());
    sent.or(parcels.last()).map(|parcel| parcel.way)
}

/// The day on which the customer had all of an order: the delivery of the last parcel. `None` while any of them is
/// unknown, or nothing has left.
pub fn received_on(parcels: &[ParcelView]) -> Option<Day> {
    let days: Option<Vec<Day>> = parcels.iter().map(|parcel| parcel.delivered).collect();
    days?.into_iter().max()
}

/// Reads the day on which a parcel was delivered, as typed: not before it was sent, and not in the future. Empty means
/// that it is not known after all.
pub fn read_delivery(
    typed: &str,
    parcel: &ParcelView,
    sent: Day,
    today: Day,
) -> Result<Option<Day>, Problems> {
    let wrong = |message: &str| Err(Problems::one("delivered_on", "invalid", message));
    let typed = typed.trim();
    if typed.is_empty() {
        return match parcel.way.in_person() {
            true => wrong("It was given in person, so its day is known: write it as 2026-11-21."),
            false => Ok(None),
        };
    }
    let Ok(day) = typed.parse::<Day>() else {
        return wrong("Write the day as 2026-11-21.");
    };
    if day < sent && !parcel.way.in_person() {
        return wrong("It can’t have arrived before it was sent.");
    }
    if day > today {
        return wrong("This day has not come yet: record the delivery once it is here.");
    }
    Ok(Some(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(way: &str, carrier: &str, number: &str, url: &str) -> ShipForm {
        ShipForm {
            way: way.into(),
            carrier: carrier.into(),
            tracking_number: number.into(),
            tracking_url: url.into(),
            despite_dispute: false,
        }
    }

    fn codes(form: &ShipForm) -> Vec<(String, String)> {
        let problems = form.read().unwrap_err().0;
        problems.into_iter().map(|p| (p.field, p.code)).collect()
    }

    #[test]
    fn each_way_is_recorded_as_it_is() {
        for (typed, sentence) in [
            (
                form("", " DHL ", " 0034 ", ""),
                "Shipped with DHL, tracking number 0034.",
            ),
            (
                form("tracked", "DHL", "0034", "https://dhl.example/0034"),
                "Shipped with DHL, tracking number 0034.",
            ),
            (
                form("untracked", "", "", ""),
                "Sent without a tracking number.",
            ),
            (
                form("untracked", "Post", "", ""),
                "Sent with Post, without a tracking number.",
            ),
            (form("collected", "", "", ""), "Collected in person."),
            (form("handed_over", "", "", ""), "Handed over in person."),
        ] {
            assert_eq!(typed.read().unwrap().sentence(), sentence);
        }
    }

    #[test]
    fn what_a_way_does_not_have_is_refused_and_a_dash_is_no_number() {
        for (typed, field, code) in [
            (
                form("tracked", "DHL", "-", ""),
                "tracking_number",
                "required",
            ),
            (form("tracked", "–", "0034", ""), "carrier", "required"),
            (form("untracked", "-", "", ""), "carrier", "invalid"),
            (
                form("untracked", "Post", "0034", ""),
                "tracking_number",
                "not_allowed",
            ),
            (
                form("untracked", "", "", "https://x.example"),
                "tracking_url",
                "not_allowed",
            ),
            (form("collected", "DHL", "", ""), "carrier", "not_allowed"),
            (
                form("tracked", "DHL", "0034", "x.example"),
                "tracking_url",
                "invalid",
            ),
            (form("tracked", "D\nL", "0034", ""), "carrier", "invalid"),
            (form("pigeon", "", "", ""), "way", "invalid"),
        ] {
            assert_eq!(
                codes(&typed),
                [(field.to_string(), code.to_string())],
                "{typed:?}"
            );
        }
        assert_eq!(codes(&form("tracked", "", "", "")).len(), 2, "both at once");
    }

    fn parcel(number: i64, way: DeliveryWay, delivered: Option<i64>) -> ParcelView {
        ParcelView {
            number,
            way,
            carrier: String::new(),
            tracking_number: String::new(),
            tracking_url: None,
            sent_at_ms: 0,
            delivered: delivered.map(Day),
        }
    }

    #[test]
    fn an_order_is_received_with_its_last_parcel() {
        let known = [
            parcel(1, DeliveryWay::Tracked, Some(105)),
            parcel(2, DeliveryWay::Untracked, Some(103)),
        ];
        assert_eq!(received_on(&known), Some(Day(105)));
        let waiting = [known[0].clone(), parcel(2, DeliveryWay::Tracked, None)];
        assert_eq!(
            received_on(&waiting),
            None,
            "the second one is still on its way"
        );
        assert_eq!(received_on(&[]), None);
        assert_eq!(left_by(&waiting), Some(DeliveryWay::Tracked));
        let mixed = [
            parcel(1, DeliveryWay::Untracked, None),
            parcel(2, DeliveryWay::Collected, Some(101)),
        ];
        assert_eq!(left_by(&mixed), Some(DeliveryWay::Untracked));
        assert_eq!(left_by(&mixed[1..]), Some(DeliveryWay::Collected));
    }

    #[test]
    fn a_delivery_lies_between_sending_and_today() {
        let sent = parcel(1, DeliveryWay::Tracked, None);
        let read = |typed: &str| read_delivery(typed, &sent, Day(100), Day(110));
        assert_eq!(read(&Day(100).to_string()), Ok(Some(Day(100))));
        assert_eq!(read(&format!(" {} ", Day(110))), Ok(Some(Day(110))));
        assert_eq!(read(""), Ok(None), "it is not known after all");
        for wrong in [Day(99).to_string(), Day(111).to_string(), "soon".into()] {
            assert!(read(&wrong).is_err(), "{wrong}");
        }
        let given = parcel(1, DeliveryWay::Collected, Some(100));
        assert!(read_delivery("", &given, Day(100), Day(110)).is_err());
    }

    #[test]
    fn words_are_read_back() {
        for way in DeliveryWay::ALL {
            assert_eq!(DeliveryWay::parse(way.as_str()), Some(way));
        }
    }
}
