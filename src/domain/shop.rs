//! What every page knows about the shop itself.

use super::money::Currency;
use serde::{Deserialize, Serialize};

/// The shop's own settings that pages show. Kept in the database, edited in the admin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shop {
    pub name: String,
    /// One line under the name: what is made here.
    pub tagline: String,
    /// A line across every page; empty hides it.
    pub banner: String,
    /// Where the maker reads mail: each new order is announced there.
    pub contact_email: String,
    /// ISO country code of the studio.
    pub country: String,
    /// The zone that its days and times are shown in, by its IANA name.
    pub time_zone: String,
    /// The currency shown to a visitor who has not chosen one.
    pub currency: Currency,
    /// Currencies a visitor may choose from.
    pub currencies: Vec<Currency>,
    /// Payment instructions for a transfer: account holder, account number, bank.
    pub bank_details: String,
    /// Who sells, as it stands on invoices below the shop's name: address and tax number.
    pub invoice_details: String,
    /// Where and when an order can be collected; empty: collection is not offered.
    pub collection_details: String,
    /// Most units of one variant in one cart.
    pub max_quantity: i64,
    /// Days that a bank transfer and a collection keep their hold.
    pub transfer_hold_days: i64,
    pub collection_hold_days: i64,
    /// One-of-a-kind pieces that may be held at once in orders that are not paid: by one browser, from one network address,
    /// for one e-mail address.
    pub unpaid_pieces_per_visitor: i64,
    pub unpaid_pieces_per_network: i64,
    pub unpaid_pieces_per_email: i64,
    /// Days after an order was received in which its customer may withdraw from the contract.
    pub return_days: i64,
    /// A paragraph about the maker for the home page, in plain text.
    pub about: String,
    /// The picture at the top of the home page, if there is one.
    pub hero: Option<super::catalogue::PictureView>,
}

impl Default for Shop {
    fn default() -> Self {
        Shop {
            name: "Atelier".into(),
            tagline: String::new(),
            banner: String::new(),
            contact_email: "studio@localhost.localdomain".into(),
            country: "DE".into(),
            time_zone: "UTC".into(),
            currency: Currency::EUR,
            currencies: vec![Currency::EUR],
            bank_details: String::new(),
            invoice_details: String::new(),
            collection_details: String::new(),
            max_quantity: 20,
            transfer_hold_days: 7,
            collection_hold_days: 14,
            unpaid_pieces_per_visitor: 6,
            unpaid_pieces_per_network: 12,
            unpaid_pieces_per_email: 6,
            return_days: 14,
            about: String::new(),
            hero: None,
        }
    }
}

/// What the layout of every page needs beside the shop: whose visit this is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    pub shop: Shop,
    pub currency: Currency,
    pub cart_count: i64,
    /// A customer is signed in.
    pub signed_in: bool,
    /// What became of the cart at sign-in, shown once.
    pub told: Option<String>,
    /// Top-level categories for the navigation: slug and name.
    pub categories: Vec<(String, String)>,
    /// Pages for the footer: slug and title.
    pub pages: Vec<(String, String)>,
    /// The shop's own address without a trailing slash, for links that leave the page.
    pub public_url: String,
}

/// A page of text that staff wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextPageView {
    pub slug: String,
    pub title: String,
    /// Sanitised HTML.
    pub body_html: String,
    pub meta_description: String,
}
