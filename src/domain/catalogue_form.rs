//! What staff type about products, and what the admin shows them of it.

use super::catalogue::{PictureView, ProductStatus};
use super::commission::view::PrivatePictureView;
use super::form_values::{FormAmount, FormNumber};
use super::stock::PieceState;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Products on one page of the admin's list.
pub const STAFF_PAGE_SIZE: i64 = 50;

/// Amounts of a form by the names of its fields, `price_EUR`; an empty one is none.
pub type Prices = BTreeMap<String, FormAmount>;

/// A product as typed, or as a program sent it; the fields are the names of the form's inputs. Checkboxes have the value
/// `true`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductForm {
    pub title: String,
    /// Empty: made of the title.
    pub slug: String,
    pub kind: String,
    /// Slug of the category; empty for none.
    pub category: String,
    /// Markdown.
    pub story: String,
    pub featured: bool,
    pub one_of_a_kind: bool,
    /// `standard` or `reduced`; empty is standard.
    pub tax_class: String,
    pub medium: String,
    pub materials: String,
    pub size: String,
    pub year: String,
    pub provenance: String,
    pub exhibitions: String,
    /// Whole grams.
    pub weight_grams: FormNumber,
    /// One `Name: value` a line.
    pub attributes: String,
    pub meta_title: String,
    pub meta_description: String,
    /// The version that was read, so that nobody overwrites what another saved meanwhile. Unused when creating.
    pub version: FormNumber,
}

/// A variant as typed. `prices` has one entry per currency, named `price_EUR`; an empty one means that it is not
/// sold in that currency. Other entries are not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VariantForm {
    /// Empty for a new variant.
    pub id: String,
    /// Empty: made of the product's slug.
    pub sku: String,
    /// What is chosen, such as `Large`; empty where there is nothing to choose.
    pub name: String,
    /// Whether it is on offer.
    pub active: bool,
    #[serde(flatten)]
    pub prices: Prices,
}

/// What a product asks its buyer, as typed. `prices` are what a text costs on top, named as those of a variant; where
/// all are empty it is free.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuestionForm {
    /// Empty for a new one.
    pub id: String,
    /// `choice` or `text`; only looked at when it is new.
    pub kind: String,
    pub label: String,
    pub required: bool,
    /// Most characters of a text.
    pub max_length: FormNumber,
    #[serde(flatten)]
    pub prices: Prices,
}

/// One of the things to choose from, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChoiceForm {
    /// Empty for a new one.
    pub id: String,
    pub question: String,
    pub name: String,
    #[serde(flatten)]
    pub prices: Prices,
}

/// A question with its choices, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffQuestionView {
    pub form: QuestionForm,
    pub choices: Vec<ChoiceForm>,
}

/// A change of stock as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StockForm {
    pub variant: String,
    /// `receive`: units came in. `adjust`: a count found more (`3`) or fewer (`-2`).
    pub change: String,
    pub quantity: FormNumber,
    /// Needed for `adjust`.
    pub reason: String,
}

/// The alternative text of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PictureForm {
    /// The alternative text of the picture. Required.
    pub alt: String,
    pub caption: String,
    pub credit: String,
    pub licence: String,
}

/// What the admin's product list was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffListQuery {
    /// Words of the title, the kind, a SKU …
    pub q: String,
    /// `draft`, `published`, `archived`, or empty for all.
    pub status: String,
    /// Where the page begins, as `before` or `after` of another one has it; the first unless said.
    pub cursor: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffListRow {
    pub id: String,
    pub slug: String,
    pub title: String,
    pub kind: String,
    pub status: ProductStatus,
    pub one_of_a_kind: bool,
    pub variants: i64,
    /// Units over all active variants.
    pub available: i64,
    pub held: i64,
    pub picture: Option<PictureView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffListView {
    pub query: StaffListQuery,
    pub rows: Vec<StaffListRow>,
    pub total: i64,
    pub total_is_capped: bool,
    /// Cursors to the pages beside this one.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A variant with its stock, as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffVariantView {
    pub id: String,
    pub form: VariantForm,
    pub piece: Option<PieceState>,
    /// Nothing was ever booked of it.
    pub is_new: bool,
    pub available: i64,
    pub held: i64,
    pub sold: i64,
    pub sold_short: i64,
}

/// The page on which staff edit a product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffProductView {
    pub id: String,
    pub status: ProductStatus,
    pub form: ProductForm,
    pub variants: Vec<StaffVariantView>,
    pub questions: Vec<StaffQuestionView>,
    /// Id and picture, in order.
    pub pictures: Vec<(String, PictureView)>,
    /// Slug and name of every category, children after their parent and indented with `– `.
    pub categories: Vec<(String, String)>,
    /// Codes of the currencies that the shop sells in.
    pub currencies: Vec<String>,
    /// The form's own key, under which a picture waits that arrived and was not added yet.
    pub upload_key: String,
    pub waiting: Option<PrivatePictureView>,
}
