//! A customer's account: what is typed into it and what its pages show.

use super::contact::Address;
use super::money::Currency;
use super::order::OrderCard;
use super::passkey::PasskeysView;
use super::problem::Problems;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

/// Most addresses in one book.
pub const ADDRESSES_MAX: usize = 20;
/// Longest phone number, in characters.
const PHONE_MAX: usize = 40;

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerView {
    pub name: String,
    pub email: String,
}

/// The profile's form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileForm {
    pub name: String,
    pub phone: String,
    /// A currency's code; empty: whatever the visit shows.
    pub currency: String,
}

/// What the profile says once it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub name: String,
    pub phone: String,
    pub currency: Option<Currency>,
}

impl ProfileForm {
    /// Reads the form; every problem is reported at once. `currencies` are those that the shop sells in.
    pub fn read(&self, currencies: &[Currency]) -> Result<Profile, Problems> {
        let mut problems = Problems::default();
        let name = super::contact::person_name(&self.name);
        let name = name.unwrap_or_else(|told| {
            problems.0.extend(told.0);
            String::new()
        });
        let phone = self.phone.trim().to_string();
        if phone.chars().count() > PHONE_MAX || phone.chars().any(char::is_control) {
            let message = format!("Write the phone number in at most {PHONE_MAX} characters.");
            problems.add("phone", "too_long", message);
        }
        let currency = match self.currency.as_str() {
            "" => None,
            code => code
                .parse()
                .ok()
                .filter(|currency| currencies.contains(currency)),
        };
        if currency.is_none() && !self.currency.is_empty() {
            let message = "Choose one of the currencies that the shop sells in.";
            problems.add("currency", "unknown_currency", message);
        }
        problems.or(Profile {
            name,
            phone,
            currency,
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileView {
    pub email: String,
    pub form: ProfileForm,
    /// What the shop sells in.
    pub currencies: Vec<Currency>,
}

/// An address of the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedAddress {
    pub id: String,
    pub address: Address,
    /// A checkout begins with it.
    pub ships: bool,
    /// The bill goes there, if it goes elsewhere than the parcel.
    pub bills: bool,
}

impl SavedAddress {
    /// On one line, for a list.
    pub fn line(&self) -> String {
        self.address.lines().join(", ")
    }
}

/// One address in its form, and where parcels can go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressFormView {
    pub address: Address,
    /// Codes of the countries that the shop ships to.
    pub countries: Vec<String>,
}

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    pub id: String,
    /// In words: "Firefox on Linux".
    pub device: String,
    pub signed_in_at_ms: i64,
    pub seen_at_ms: i64,
    /// The one that looks.
    pub this: bool,
}

/// An account elsewhere that signs in here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenIdView {
    pub id: String,
    /// What its provider is called.
    pub provider: String,
    pub email: String,
    pub added_at_ms: i64,
    pub used_at_ms: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityView {
    pub email: String,
    pub has_password: bool,
    /// A password or a code was shown a short while ago.
    pub confirmed: bool,
    /// A mailbox that the account changes to once its link is opened.
    pub email_waiting: Option<String>,
    pub sessions: Vec<SessionView>,
    pub passkeys: PasskeysView,
    /// Accounts elsewhere that sign in here.
    pub openids: Vec<OpenIdView>,
    /// Numbers of orders and custom orders that are still on their way.
    pub under_way: Vec<String>,
}

/// What the page asks that confirms who it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmView {
    pub email: String,
    pub has_password: bool,
    /// A code was sent, and its digits are awaited.
    pub code_sent: bool,
}

/// What an open link to a mailbox is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum LinkKind {
    Register,
    ChangeEmail,
    Reset,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkView {
    pub kind: LinkKind,
    pub email: String,
    /// The link was opened elsewhere than where somebody registered: the password shows that it is the same person.
    pub asks_password: bool,
}

/// A custom order in a customer's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionCard {
    pub id: String,
    /// As people read it: `CUS-000042`.
    pub number: String,
    /// The first words of what was asked for.
    pub description: String,
    pub status: String,
    pub status_label: String,
    pub asked_at_ms: i64,
    pub url: String,
}

/// What a list of orders shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BelongingsView {
    pub orders: Vec<OrderCard>,
    pub commissions: Vec<CommissionCard>,
}

impl BelongingsView {
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty() && self.commissions.is_empty()
    }
}

/// A row of a customer's list of orders, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderInWords {
    pub url: String,
    pub number: String,
    /// The day it was placed on, for machines.
    pub day: String,
    pub placed_on: String,
    pub units: String,
    pub status: String,
    pub status_label: String,
    pub total: String,
}

/// A part of a customer's list of orders, and what leads to the next one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OlderOrders {
    pub rows: Vec<OrderInWords>,
    pub older: Option<String>,
}

/// `/orders`: for whoever is signed in the account's, and what could be added to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryView {
    /// The account's address, if somebody is signed in.
    pub email: Option<String>,
    pub own: BelongingsView,
    /// What leads to the orders below these, if there are any.
    pub older: Option<String>,
    /// Placed with the account's address without being signed in.
    pub to_claim: BelongingsView,
}

/// What a browser calls itself, in words that a person recognises it by.
pub fn device(user_agent: &str) -> String {
    let has = |word: &str| user_agent.contains(word);
    let browsers = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let systems = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ];
    let named = |list: &[(&str, &'static str)]| list.iter().find(|(w, _)| has(w)).map(|(_, n)| *n);
    match (named(&browsers), named(&systems)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_string(),
        (None, None) => "A browser".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_as_people_call_it() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(device(firefox), "Firefox on Linux");
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Mobile Safari/604.1";
        assert_eq!(device(safari), "Safari on iPhone");
        assert_eq!(device("curl/8 <script>"), "A browser");
    }

    #[test]
    fn every_problem_of_a_profile_is_told_at_once() {
        let form = ProfileForm {
            name: " ".into(),
            phone: "1".repeat(41),
            currency: "XXX".into(),
        };
        let problems = form.read(&[Currency::EUR]).unwrap_err();
        for field in ["name", "phone", "currency"] {
            assert!(problems.of(field).is_some(), "{field}");
        }
        let form = ProfileForm {
            name: " Ada ".into(),
            currency: "EUR".into(),
            ..ProfileForm::default()
        };
        let read = form.read(&[Currency::EUR]).unwrap();
        assert_eq!(
            (read.name.as_str(), read.currency),
            ("Ada", Some(Currency::EUR))
        );
    }
}
