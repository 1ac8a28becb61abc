//! What staff type beside products: categories, pages of text, the banner and the shop's settings.

use super::form_values::FormNumber;
use serde::{Deserialize, Serialize};

/// A category as typed; the fields are the names of the form's inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CategoryForm {
    pub name: String,
    /// Empty: made of the name.
    pub slug: String,
    /// Slug of the category that this one is in; empty for the top.
    pub parent: String,
    pub description: String,
    /// The version that was read. Unused when creating.
    pub version: FormNumber,
}

/// A category in the admin's list, which is in the order of display.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryRowView {
    pub id: String,
    pub slug: String,
    pub name: String,
    pub depth: u8,
    /// Products in it, drafts and archived ones included, those of its children not.
    pub products: i64,
    /// Whether it is the first and the last among its siblings.
    pub first: bool,
    pub last: bool,
}

/// The page on which staff edit a category, or make one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryEditView {
    /// Empty for a new one.
    pub id: String,
    pub form: CategoryForm,
    /// Slug and name of every category that it may be in.
    pub parents: Vec<(String, String)>,
    /// Why it can't be deleted; empty when it can.
    pub in_use: String,
}

/// A page of text as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PageForm {
    pub title: String,
    /// Only asked for when a page is made: links to it lie about in mails and elsewhere. Empty: made of the title.
    pub slug: String,
    /// Markdown.
    pub body: String,
    pub meta_description: String,
    /// The version that was read. Unused when creating.
    pub version: FormNumber,
}

/// A page in the admin's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRowView {
    pub slug: String,
    pub title: String,
    pub published: bool,
    pub updated_at_ms: i64,
}

/// The pages of text, and the line across all pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagesView {
    pub pages: Vec<PageRowView>,
    pub banner: String,
}

/// The page on which staff edit a page of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageEditView {
    pub published: bool,
    pub form: PageForm,
    /// What was saved last, as sanitised HTML.
    pub body_html: String,
}

/// The shop's settings as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    pub name: String,
    pub tagline: String,
    pub about: String,
    pub contact_email: String,
    /// An IANA name; empty: UTC.
    pub time_zone: String,
    pub bank_details: String,
    pub invoice_details: String,
    pub collection_details: String,
    /// Whole units.
    pub max_quantity: FormNumber,
    /// Whole days.
    pub transfer_hold_days: FormNumber,
    pub collection_hold_days: FormNumber,
    pub return_days: FormNumber,
    /// Whole pieces.
    pub unpaid_pieces_per_visitor: FormNumber,
    pub unpaid_pieces_per_network: FormNumber,
    pub unpaid_pieces_per_email: FormNumber,
}

/// The page on which the owner edits the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    pub form: SettingsForm,
    /// The names of time zones that are offered.
    pub time_zones: Vec<String>,
    /// Whether a code was shown recently enough to change anything.
    pub confirmed: bool,
}
