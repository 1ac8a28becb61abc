//! The checkout form: what is asked, how it is read, and what it costs so far.

use super::cart::CartView;
use super::contact::{Address, Email};
use super::customer::SavedAddress;
use super::money::Money;
use super::payment::PaymentMethod;
use super::pricing::Totals;
use super::problem::Problems;
use super::shipping::Offer;
use super::tax::TaxMode;
use super::text;
use serde::{Deserialize, Serialize};

/// The checkout form exactly as typed; every field is text so that nothing is lost on the way back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CheckoutForm {
    pub email: String,
    pub full_name: String,
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    pub country: String,
    pub phone: String,
    /// `on` when the bill goes to another address.
    pub billing_differs: String,
    pub billing_full_name: String,
    pub billing_line1: String,
    pub billing_line2: String,
    pub billing_city: String,
    pub billing_region: String,
    pub billing_postal_code: String,
    pub billing_country: String,
    pub shipping_method: String,
    pub payment_method: String,
    pub note: String,
    pub gift_message: String,
    /// An address of the customer's book, by its id.
    pub saved_address: String,
    /// The one of the book that was put into the fields last: where it is another, the fields are behind the choice.
    pub saved_address_shown: String,
    /// The total that the customer saw, in minor units: a different one is shown before anything is placed.
    pub seen_total: String,
    /// A line of the cart to take out, or whose new price is agreed to.
    pub remove_line: String,
    pub accept_line: String,
    /// `review` shows the costs, `use_address` puts the saved address in, `place` places the order; `enter`, from the
    /// key in any field, places it too where the total was seen, else shows it.
    pub step: String,
}

/// What the form says once it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckoutInput {
    pub email: Email,
    pub shipping: Address,
    pub billing: Option<Address>,
    pub shipping_method: Option<String>,
    pub payment_method: PaymentMethod,
    pub note: String,
    pub gift_message: String,
}

/// Longest note and gift message, in characters.
pub const NOTE_MAX: usize = 1000;
pub const GIFT_MESSAGE_MAX: usize = 500;

impl CheckoutForm {
    /// What was typed and chosen, without what a press of a button said.
    pub fn as_typed(&self) -> CheckoutForm {
        CheckoutForm {
            seen_total: String::new(),
            remove_line: String::new(),
            accept_line: String::new(),
            step: String::new(),
            ..self.clone()
        }
    }

    /// An address of the book is chosen whose lines are not in the fields yet.
    pub fn chose_from_book(&self) -> bool {
        !self.saved_address.is_empty() && self.saved_address != self.saved_address_shown
    }

    pub fn shipping_address(&self) -> Address {
        Address {
            full_name: self.full_name.clone(),
            line1: self.line1.clone(),
            line2: self.line2.clone(),
            city: self.city.clone(),
            region: self.region.clone(),
            postal_code: self.postal_code.clone(),
            country: self.country.clone(),
            phone: self.phone.clone(),
        }
    }

    pub fn set_shipping_address(&mut self, address: &Address) {
        let address = address.clone();
        self.full_name = address.full_name;
        self.line1 = address.line1;
        self.line2 = address.line2;
        self.city = address.city;
        self.region = address.region;
        self.postal_code = address.postal_code;
        self.country = address.country;
        self.phone = address.phone;
    }

    pub fn set_billing_address(&mut self, address: &Address) {
        let address = address.clone();
        self.billing_differs = "on".into();
        self.billing_full_name = address.full_name;
        self.billing_line1 = address.line1;
        self.billing_line2 = address.line2;
        self.billing_city = address.city;
        self.billing_region = address.region;
        self.billing_postal_code = address.postal_code;
        self.billing_country = address.country;
    }

    pub fn billing_address(&self) -> Option<Address> {
        (!self.billing_differs.is_empty()).then(|| Address {
            full_name: self.billing_full_name.clone(),
            line1: self.billing_line1.clone(),
            line2: self.billing_line2.clone(),
            city: self.billing_city.clone(),
            region: self.billing_region.clone(),
            postal_code: self.billing_postal_code.clone(),
            country: self.billing_country.clone(),
            phone: String::new(),
        })
    }

    /// Reads the form; every problem is reported at once.
    pub fn read(&self) -> Result<CheckoutInput, Problems> {
        self.read_for(self.shipping_address().check(""))
    }

    /// The same for an order that is collected: of its address only the name counts.
    pub fn read_collected(&self) -> Result<CheckoutInput, Problems> {
        self.read_for(self.shipping_address().check_collector())
    }

    fn read_for(&self, shipping: Result<Address, Problems>) -> Result<CheckoutInput, Problems> {
        let mut problems = Problems::default();
        let email = Email::parse(&self.email);
        if email.is_none() {
            let message =
                "Write an e-mail address such as name@example.org: the order’s link is sent there.";
            problems.add("email", "invalid", message);
        }
        let shipping = shipping.map_err(|p| problems.0.extend(p.0)).ok();
        let billing = self
            .billing_address()
            .map(|a| a.check("billing_").map_err(|p| problems.0.extend(p.0)).ok());
        let payment_method = match self.payment_method.as_str() {
            "" => Some(PaymentMethod::Card),
            word => PaymentMethod::parse(word),
        };
        if payment_method.is_none() {
            problems.add("payment_method", "invalid", "Choose how to pay.");
        }
        let (note, gift_message) = (text::line(&self.note), text::line(&self.gift_message));
        for (field, text, max) in [
            ("note", &note, NOTE_MAX),
            ("gift_message", &gift_message, GIFT_MESSAGE_MAX),
        ] {
            if text.chars().count() > max {
                problems.add(
                    field,
                    "too_long",
                    format!("Use at most {max} characters here."),
                );
            }
        }
        match (email, shipping, billing, payment_method) {
            (Some(email), Some(shipping), billing, Some(payment_method)) if problems.is_empty() => {
                Ok(CheckoutInput {
                    email,
                    shipping,
                    billing: billing.flatten(),
                    shipping_method: Some(self.shipping_method.trim().to_string())
                        .filter(|m| !m.is_empty()),
                    payment_method,
                    note,
                    gift_message,
                })
            }
            _ => Err(problems),
        }
    }
}

/// The checkout page: the cart, what was typed, and what it costs with the choices made so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckoutView {
    pub cart: CartView,
    pub form: CheckoutForm,
    /// Ways to ship to the chosen country; empty when the shop doesn't ship there.
    pub offers: Vec<Offer>,
    pub ships_to_country: bool,
    /// Totals with the chosen (or only) shipping method and the country's tax.
    pub totals: Option<Totals>,
    /// Why this can't be ordered as it stands, in a sentence that says what to do.
    #[serde(default)]
    pub problem: Option<String>,
    pub payment_methods: Vec<PaymentMethod>,
    /// Why a way to pay that is usually there is not offered now, in a sentence.
    #[serde(default)]
    pub payment_note: Option<String>,
    /// Countries that the shop ships to: code and name.
    pub countries: Vec<(String, String)>,
    pub bank_transfer_days: i64,
    /// Addresses of the customer's book, if somebody is signed in.
    #[serde(default)]
    pub saved: Vec<SavedAddress>,
    #[serde(default)]
    pub signed_in: bool,
}

/// What changes while a checkout form is filled in, and nothing more: what the browser asks for at each change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostsView {
    pub offers: Vec<Offer>,
    /// The method the costs are for: the one asked for, else the first.
    pub shipping_method: String,
    pub has_country: bool,
    /// Nothing in the cart stands in the way: else there are no totals yet.
    pub settled: bool,
    pub ships_to_country: bool,
    pub payment_methods: Vec<PaymentMethod>,
    pub payment_method: Option<PaymentMethod>,
    /// Why a way to pay that is usually there is not offered now, in a sentence.
    #[serde(default)]
    pub payment_note: Option<String>,
    pub subtotal: Money,
    pub costs: Option<Costs>,
    /// Why this can't be ordered as it stands, in a sentence that says what to do.
    #[serde(default)]
    pub problem: Option<String>,
    pub can_place: bool,
}

/// The amounts that a customer is shown before placing an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Costs {
    pub shipping: Money,
    pub tax: Money,
    /// The tax comes on top of the prices; else it is contained in them.
    pub tax_is_added: bool,
    pub total: Money,
}

impl CostsView {
    pub fn of(view: &CheckoutView) -> Self {
        let asked = view
            .offers
            .iter()
            .find(|o| o.method_id == view.form.shipping_method);
        let method = asked.or(view.offers.first()).map(|o| o.method_id.clone());
        let way = PaymentMethod::parse(&view.form.payment_method);
        CostsView {
            shipping_method: method.unwrap_or_default(),
            offers: view.offers.clone(),
            has_country: !view.form.country.is_empty(),
            settled: view.cart.can_check_out,
            ships_to_country: view.ships_to_country,
            payment_method: way
                .filter(|way| view.payment_methods.contains(way))
                .or(view.payment_methods.first().copied()),
            payment_methods: view.payment_methods.clone(),
            payment_note: view.payment_note.clone(),
            subtotal: view.cart.subtotal,
            costs: view.totals.as_ref().map(|totals| Costs {
                shipping: totals.shipping(),
                tax: totals.tax(),
                tax_is_added: totals.mode == TaxMode::Exclusive,
                total: totals.total(),
            }),
            problem: view.problem.clone(),
            can_place: view.cart.can_check_out && view.totals.is_some() && view.problem.is_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told_at_once() {
        let problems = CheckoutForm {
            billing_differs: "on".into(),
            ..Default::default()
        }
        .read()
        .unwrap_err();
        for field in [
            "email",
            "full_name",
            "line1",
            "city",
            "country",
            "billing_line1",
        ] {
            assert!(problems.of(field).is_some(), "{field}");
        }
    }
}
