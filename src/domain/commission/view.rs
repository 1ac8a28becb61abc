//! What pages show of custom orders.

use super::capacity::Openness;
use super::quote::{Quote, QuoteTotalsView};
use super::quote_form::QuoteForm;
use super::refund::Settlement;
use super::request::CommissionForm;
use super::status::CommissionStatus;
use super::studio_settings::StudioSettingsForm;
use super::thread_form::BoardQuery;
use super::turn::TurnView;
use crate::domain::day::Day;
use crate::domain::money::{Currency, Money};
use crate::domain::order::OrderView;
use crate::domain::parcel::ParcelView;
use crate::domain::payment::{PayView, PaymentMethod, RequestState};
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

/// A picture that only the two sides of a custom order may see. Its address begins with the custom order's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivatePictureView {
    pub id: String,
    /// Address of its folder, without a slash at the end.
    pub folder: String,
    pub width: u32,
    pub height: u32,
    /// Widths that exist, ascending.
    pub sizes: Vec<u32>,
    /// A tiny `data:` picture shown, blurred, until the real one is there.
    pub placeholder: String,
    pub alt: String,
}

impl PrivatePictureView {
    /// The smallest size that is at least so wide.
    pub fn src(&self, width: u32) -> String {
        let found = self.sizes.iter().copied().find(|s| *s >= width);
        let size = found.or(self.sizes.last().copied()).unwrap_or(width);
        format!("{}/{size}.webp", self.folder)
    }

    pub fn srcset(&self) -> String {
        let each = |size: &u32| format!("{}/{size}.webp {size}w", self.folder);
        self.sizes.iter().map(each).collect::<Vec<_>>().join(", ")
    }
}

/// `/custom`: what the studio takes on, when, and the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionPageView {
    pub openness: Openness,
    pub free_slots: Option<i64>,
    /// One sentence: whether requests are taken, and by when something asked for today would be ready.
    pub lead_sentence: String,
    pub due_date: Day,
    pub answer_days: i64,
    /// Paragraphs of plain text.
    pub takes_on: Vec<String>,
    pub examples: Vec<String>,
    pub budgets: Vec<String>,
    /// Countries that the shop ships to: code and name.
    pub countries: Vec<(String, String)>,
    /// The form as typed so far, with its upload key.
    pub form: CommissionForm,
    /// Pictures that were taken already and wait under the upload key.
    pub pictures: Vec<PrivatePictureView>,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestFacts {
    pub name: String,
    pub email: String,
    pub description: String,
    pub colours: String,
    pub size: String,
    pub budget: String,
    pub wanted_by: Option<Day>,
    pub country: String,
    pub country_name: String,
    pub asked_at_ms: i64,
    pub pictures: Vec<PrivatePictureView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum QuoteState {
    /// Waits for the customer's answer.
    Open,
    Accepted,
    Superseded,
    Declined,
    /// Its time ran out, or the request ended otherwise.
    Over,
}

/// One version of the quote as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteView {
    pub version: i64,
    pub state: QuoteState,
    pub quote: Quote,
    pub totals: QuoteTotalsView,
    pub country_name: String,
    pub sent_at_ms: i64,
    pub valid_until_ms: i64,
    /// The due date, as it was when the quote was sent.
    pub due_date: Day,
    /// What is different from the version before, in sentences.
    pub changes: Vec<String>,
    /// The refund rule, one sentence a line.
    pub refund_words: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum Approval {
    /// Nothing to approve.
    None,
    Asked,
    Approved,
}

/// What one side says or shows to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum MessageKind {
    Message,
    Progress,
    Finished,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum EntryKind {
    /// Something happened: a sentence of the shop's.
    Event,
    Message,
    /// Pictures of the work, perhaps to be approved.
    Progress,
    /// Pictures of the finished piece.
    Finished,
}

/// One entry of the conversation, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    pub id: String,
    pub kind: EntryKind,
    pub at_ms: i64,
    /// `customer`, `studio` or `shop`; staff see the name of who it was.
    pub author: String,
    pub by_customer: bool,
    pub body: String,
    pub pictures: Vec<PrivatePictureView>,
    pub approval: Approval,
}

/// One payment of the plan, once the quote was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageView {
    pub id: String,
    pub label: String,
    pub amount: Money,
    pub state: RequestState,
    /// It was asked for: before that it can't be paid.
    pub asked: bool,
    pub due_at_ms: Option<i64>,
    pub paid_at_ms: Option<i64>,
    pub refunded: Money,
    /// Where it is paid, while it can be.
    pub pay_url: Option<String>,
    pub overdue: bool,
    /// The bank is confirming it.
    pub processing: bool,
    /// The payment link that the studio made: while there is one, it is the one way to pay this.
    pub link: Option<StageLink>,
}

/// A payment link at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageLink {
    /// Its address; `None` while the provider could not be reached.
    pub url: Option<String>,
}

/// What the customer may do now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerMay {
    pub write: bool,
    pub accept: bool,
    pub ask_for_changes: bool,
    pub decline: bool,
    pub withdraw: bool,
    pub approve: bool,
    /// Take it into the account that is signed in.
    pub keep: bool,
}

/// `/custom/{token}`: the custom order as its customer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadView {
    pub number: String,
    pub status: CommissionStatus,
    pub status_label: String,
    pub turn: TurnView,
    /// Grows with every change: a page that shows an older one is out of date.
    pub revision: i64,
    pub request: RequestFacts,
    pub entries: Vec<EntryView>,
    /// Every version that was sent, the newest first.
    pub quotes: Vec<QuoteView>,
    pub stages: Vec<StageView>,
    pub due_date: Option<Day>,
    pub parcels: Vec<ParcelView>,
    /// The number of its order, once the quote was accepted.
    pub order_number: Option<String>,
    pub care: String,
    /// The order's own page with its documents, once the quote was accepted.
    pub order_url: Option<String>,
    pub may: CustomerMay,
    /// What withdrawing now comes to, where money was paid.
    pub settlement: Option<Settlement>,
    pub payment_methods: Vec<PaymentMethod>,
    /// Under which further pictures of a message are kept until it is sent.
    pub upload_key: String,
    pub waiting_pictures: Vec<PrivatePictureView>,
    /// It belongs to the account that is signed in.
    pub kept: bool,
}

/// What staff may do now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudioMay {
    pub write: bool,
    pub quote: bool,
    pub reject: bool,
    pub begin: bool,
    pub show_progress: bool,
    /// The next stage that is due while it is made can be asked for.
    pub ask_for_stage: bool,
    pub finish: bool,
    pub ship: bool,
    pub complete: bool,
}

/// One custom order as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudioThreadView {
    pub id: String,
    /// The custom order as its customer sees it, with pictures under the admin's addresses.
    pub thread: ThreadView,
    pub waitlisted: bool,
    /// The quote as it was typed last, sent or not.
    pub draft: QuoteForm,
    pub draft_saved_at_ms: Option<i64>,
    /// What the draft comes to, where it can be read.
    pub draft_totals: Option<QuoteTotalsView>,
    /// Ways that the shop ships to the country, with what they cost: suggestions for the quote.
    pub shipping_offers: Vec<(String, Money)>,
    pub currencies: Vec<Currency>,
    pub tax_percent: String,
    pub may: StudioMay,
    /// What rejecting now comes to, where money was paid.
    pub settlement: Option<Settlement>,
    pub order: Option<OrderView>,
    /// The customer's link, to be copied.
    pub customer_url: String,
}

/// One row of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardRow {
    pub id: String,
    pub number: String,
    pub name: String,
    pub email: String,
    /// The beginning of the description.
    pub summary: String,
    pub status: CommissionStatus,
    pub status_label: String,
    pub turn: TurnView,
    pub due_date: Option<Day>,
    pub wanted_by: Option<Day>,
    pub total: Option<Money>,
    pub asked_at_ms: i64,
    pub waitlisted: bool,
    pub overdue: bool,
    pub picture: Option<PrivatePictureView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardView {
    pub query: BoardQuery,
    pub rows: Vec<BoardRow>,
    /// Counted no further than one past the cap, as all counts here.
    pub total: i64,
    /// Cursors to the pages beside this one.
    pub before: Option<String>,
    pub after: Option<String>,
    /// How many there are in each state, in the order of the machine.
    pub counts: Vec<(CommissionStatus, i64)>,
    pub overdue: i64,
    pub openness: Openness,
    /// Pieces agreed and not finished, and the day a request of today would be ready.
    pub queue: i64,
    pub due_date: Day,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudioSettingsView {
    pub form: StudioSettingsForm,
    pub queue: i64,
    pub due_date: Day,
}

/// What a bulk action did with one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkResult {
    pub number: String,
    pub done: bool,
    pub sentence: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum PayLinkState {
    Payable,
    /// The bank is confirming it.
    Processing,
    NotYetDue,
    Paid,
    /// A newer quote took its place.
    Superseded,
    Expired,
    Cancelled,
}

/// `/pay/{token}`: one payment of a custom order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PayLinkView {
    pub state: PayLinkState,
    /// Why it can or can't be paid, and what to do.
    pub sentence: String,
    pub label: String,
    pub amount: Money,
    pub due_at_ms: Option<i64>,
    pub thread_url: String,
    pub number: String,
    /// What the payment fields need, while it can be paid.
    pub pay: Option<PayView>,
}
