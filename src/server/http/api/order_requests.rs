//! Orders as they are sent in.

use super::amount::Amount;
use crate::domain::checkout::CheckoutForm;
use crate::domain::contact::LINE_MAX;
use crate::server::catalogue::questions::Personalisation;
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A postal address as it is sent in. What it needs beside street, town and country follows the country.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "full_name": "Ada Lovelace", "line1": "Ringstraße 1", "city": "Berlin", "postal_code": "10115", "country": "DE"
}))]
pub struct NewAddress {
    /// `customer_name`, or the account’s name, unless said. Where nobody is named the e-mail address stands in.
    pub full_name: Option<String>,
    // What is missing is told with everything else that is wrong with the address.
    #[serde(default)]
    #[schema(required)]
    pub line1: String,
    pub line2: Option<String>,
    #[serde(default)]
    #[schema(required)]
    pub city: String,
    /// Where the country’s post asks for one, such as a state of the US.
    pub region: Option<String>,
    /// Where the country has them.
    pub postal_code: Option<String>,
    /// ISO 3166-1 alpha-2, such as `DE`.
    #[serde(default)]
    #[schema(required)]
    pub country: String,
    pub phone: Option<String>,
}

/// Texts that a thing is personalised with: the text alone where the product asks for one, or by label.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(example = json!("Ada"))]
pub enum NewPersonalisation {
    Only(String),
    Named(BTreeMap<String, String>),
}

impl From<NewPersonalisation> for Personalisation {
    fn from(sent: NewPersonalisation) -> Self {
        match sent {
            NewPersonalisation::Only(text) => Personalisation::Only(text),
            NewPersonalisation::Named(texts) => Personalisation::Named(texts),
        }
    }
}

/// One line that is ordered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewItem {
    pub product_sku: String,
    #[schema(minimum = 1)]
    pub quantity: i64,
    /// Only compared with the catalogue: another price is answered with 409 `price_changed`, and nothing is ordered.
    pub unit_price: Option<Amount>,
    /// What is chosen of the product’s `options`: by label the name of a choice.
    pub options: Option<BTreeMap<String, String>>,
    pub personalisation: Option<NewPersonalisation>,
    /// For people who read the request; the title comes from the catalogue.
    #[serde(rename = "product_title")]
    pub _product_title: Option<String>,
}

/// An order as it is sent in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "guest_email": "ada@example.org", "customer_name": "Ada Lovelace",
    "shipping_address": {"line1": "Ringstraße 1", "city": "Berlin", "postal_code": "10115", "country": "DE"},
    "payment_method": "card", "items": [{"product_sku": "BOWL", "quantity": 1, "unit_price": "45.00"}]
}))]
pub struct NewOrder {
    /// Where the order’s link is sent; the account’s own address unless said.
    pub guest_email: Option<String>,
    /// The shop’s own unless said.
    #[schema(pattern = "^[A-Z]{3}$")]
    pub currency: Option<String>,
    pub customer_name: Option<String>,
    pub customer_phone: Option<String>,
    /// An order without one is collected, where the shop offers that.
    pub shipping_address: Option<NewAddress>,
    /// The shipping address unless said.
    pub billing_address: Option<NewAddress>,
    /// Id of a way to ship; the first that is offered unless said.
    pub shipping_method: Option<String>,
    /// `card` unless said.
    #[schema(pattern = "^(card|hosted|bank_transfer|cash_on_collection)$")]
    pub payment_method: Option<String>,
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<NewItem>,
    #[schema(max_length = 1000)]
    pub note: Option<String>,
    #[schema(max_length = 500)]
    pub gift_message: Option<String>,
}

/// How the checkout form's fields are called here.
pub const FIELDS: [(&str, &str); 18] = [
    ("email", "guest_email"),
    ("full_name", "shipping_address.full_name"),
    ("line1", "shipping_address.line1"),
    ("line2", "shipping_address.line2"),
    ("city", "shipping_address.city"),
    ("region", "shipping_address.region"),
    ("postal_code", "shipping_address.postal_code"),
    ("country", "shipping_address.country"),
    ("phone", "shipping_address.phone"),
    ("billing_full_name", "billing_address.full_name"),
    ("billing_line1", "billing_address.line1"),
    ("billing_line2", "billing_address.line2"),
    ("billing_city", "billing_address.city"),
    ("billing_region", "billing_address.region"),
    ("billing_postal_code", "billing_address.postal_code"),
    ("billing_country", "billing_address.country"),
    ("billing_phone", "billing_address.phone"),
    ("method", "payment_method"),
];

/// Who stands on a parcel when nobody was named: the e-mail address, which is all that is known of them.
pub fn stand_in(email: &str) -> String {
    email.trim().chars().take(LINE_MAX).collect()
}

impl NewOrder {
    /// The same as the checkout form has it, so that it is read by the same rules. `account` is the e-mail address and
    /// name of whoever is signed in.
    pub fn form(&self, account: Option<(&str, &str)>) -> CheckoutForm {
        let text = |given: &Option<String>| given.clone().unwrap_or_default();
        let said = |given: &Option<String>| given.clone().filter(|text| !text.trim().is_empty());
        let email = self.guest_email.clone();
        let email = email.or(account.map(|(email, _)| email.into()));
        let email = email.unwrap_or_default();
        let name = |address: Option<&NewAddress>| {
            let own = address.and_then(|address| said(&address.full_name));
            own.or_else(|| said(&self.customer_name))
                .or_else(|| account.map(|(_, name)| name.to_string()))
                .unwrap_or_else(|| stand_in(&email))
        };
        let mut form = CheckoutForm {
            full_name: name(self.shipping_address.as_ref()),
            phone: text(&self.customer_phone),
            shipping_method: text(&self.shipping_method),
            payment_method: text(&self.payment_method),
            note: text(&self.note),
            gift_message: text(&self.gift_message),
            ..CheckoutForm::default()
        };
        if let Some(to) = &self.shipping_address {
            form.line1 = to.line1.clone();
            form.line2 = text(&to.line2);
            form.city = to.city.clone();
            form.region = text(&to.region);
            form.postal_code = text(&to.postal_code);
            form.country = to.country.clone();
            if let Some(phone) = &to.phone {
                form.phone = phone.clone();
            }
        }
        if let Some(bill) = &self.billing_address {
            form.billing_differs = "on".into();
            form.billing_full_name = name(Some(bill));
            form.billing_line1 = bill.line1.clone();
            form.billing_line2 = text(&bill.line2);
            form.billing_city = bill.city.clone();
            form.billing_region = text(&bill.region);
            form.billing_postal_code = text(&bill.postal_code);
            form.billing_country = bill.country.clone();
        }
        form.email = email;
        form
    }
}
