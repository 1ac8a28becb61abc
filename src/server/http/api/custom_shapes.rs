//! Custom orders as the API writes them.

use super::amount::{decimal, moment};
use super::order_shapes::Shipment;
use crate::domain::commission::quote::StageAmount;
use crate::domain::commission::view::{
    BoardRow, EntryView, PrivatePictureView, QuoteView, StageView, ThreadView,
};
use crate::server::state::App;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct PrivatePicture {
    pub id: String,
    /// Only whoever has this address sees it.
    pub url: String,
    pub width: u32,
    pub height: u32,
}

fn pictures(app: &App, pictures: &[PrivatePictureView]) -> Vec<PrivatePicture> {
    let each = |picture: &PrivatePictureView| PrivatePicture {
        id: picture.id.clone(),
        url: app.url(&picture.src(u32::MAX)),
        width: picture.width,
        height: picture.height,
    };
    pictures.iter().map(each).collect()
}

#[derive(Serialize, ToSchema)]
pub struct CustomRequest {
    pub name: String,
    pub email: String,
    pub description: String,
    pub colours: String,
    pub size: String,
    pub budget: String,
    pub wanted_by: Option<String>,
    pub country: String,
    pub asked_at: String,
    pub pictures: Vec<PrivatePicture>,
}

/// Something that was said or happened.
#[derive(Serialize, ToSchema)]
pub struct ThreadEntry {
    pub id: String,
    /// `event`, `message`, `progress` or `finished`.
    pub kind: String,
    pub at: String,
    pub author: String,
    pub body: String,
    /// `none`, `asked` or `approved`.
    pub approval: String,
    pub pictures: Vec<PrivatePicture>,
}

fn entry(app: &App, entry: EntryView) -> ThreadEntry {
    ThreadEntry {
        kind: entry.kind.as_str().into(),
        at: moment(entry.at_ms),
        approval: entry.approval.as_str().into(),
        pictures: pictures(app, &entry.pictures),
        id: entry.id,
        author: entry.author,
        body: entry.body,
    }
}

#[derive(Serialize, ToSchema)]
pub struct QuotedLine {
    pub title: String,
    pub detail: String,
    pub quantity: i64,
    pub unit_price: String,
}

#[derive(Serialize, ToSchema)]
pub struct QuotedStage {
    pub label: String,
    pub amount: String,
    pub when: String,
}

impl From<&StageAmount> for QuotedStage {
    fn from(stage: &StageAmount) -> Self {
        QuotedStage {
            label: stage.label.clone(),
            amount: decimal(stage.amount),
            when: stage.when.clone(),
        }
    }
}

/// One version of the quote as it was sent.
#[derive(Serialize, ToSchema)]
pub struct SentQuote {
    pub version: i64,
    /// `open`, `accepted`, `superseded`, `declined` or `over`.
    pub state: String,
    pub currency: String,
    pub lines: Vec<QuotedLine>,
    pub subtotal: String,
    pub shipping: String,
    pub shipping_method: String,
    pub tax: String,
    pub tax_is_added: bool,
    /// Send it back as it is to accept the quote.
    pub total: String,
    pub stages: Vec<QuotedStage>,
    pub country: String,
    pub sent_at: String,
    pub valid_until: String,
    /// The day by which it would be ready.
    pub ready_by: String,
    pub terms: String,
    pub refund_rule: Vec<String>,
    pub note: String,
    /// What is different from the version before.
    pub changes: Vec<String>,
}

fn quote(sent: QuoteView) -> SentQuote {
    let quote = sent.quote;
    let price = |minor: i64| decimal(crate::domain::money::Money::new(minor, quote.currency));
    let lines = quote.lines.iter().map(|line| QuotedLine {
        title: line.title.clone(),
        detail: line.detail.clone(),
        quantity: line.quantity,
        unit_price: price(line.unit_price_minor),
    });
    let stages = sent.totals.stages.iter().map(QuotedStage::from);
    SentQuote {
        version: sent.version,
        state: sent.state.as_str().into(),
        currency: quote.currency.code().into(),
        lines: lines.collect(),
        stages: stages.collect(),
        subtotal: decimal(sent.totals.subtotal),
        shipping: decimal(sent.totals.shipping),
        tax: decimal(sent.totals.tax),
        tax_is_added: sent.totals.tax_is_added,
        total: decimal(sent.totals.total),
        sent_at: moment(sent.sent_at_ms),
        valid_until: moment(sent.valid_until_ms),
        ready_by: sent.due_date.to_string(),
        refund_rule: sent.refund_words,
        changes: sent.changes,
        shipping_method: quote.shipping_method,
        country: quote.country,
        terms: quote.terms,
        note: quote.note,
    }
}

/// One payment of the plan.
#[derive(Serialize, ToSchema)]
pub struct PlannedPayment {
    pub id: String,
    pub label: String,
    pub amount: String,
    pub currency: String,
    /// `open`, `paid`, `partially_refunded`, `refunded` or `cancelled`.
    pub state: String,
    /// It was asked for: before that it can’t be paid.
    pub asked: bool,
    pub due_at: Option<String>,
    pub paid_at: Option<String>,
    /// Where it is paid, while it can be.
    pub pay_url: Option<String>,
    /// The payment link at the provider, where the studio made one.
    pub link_url: Option<String>,
}

fn planned(app: &App, stage: StageView) -> PlannedPayment {
    PlannedPayment {
        amount: decimal(stage.amount),
        currency: stage.amount.currency.code().into(),
        state: stage.state.as_str().into(),
        due_at: stage.due_at_ms.map(moment),
        paid_at: stage.paid_at_ms.map(moment),
        pay_url: stage.pay_url.map(|path| app.url(&path)),
        link_url: stage.link.and_then(|link| link.url),
        asked: stage.asked,
        id: stage.id,
        label: stage.label,
    }
}

/// What withdrawing now comes to.
#[derive(Serialize, ToSchema)]
pub struct WithdrawalTerms {
    pub received: String,
    /// Send it back as it is to withdraw.
    pub back: String,
    pub kept: String,
    pub currency: String,
}

/// A custom order with everything in it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "ref": "9xT…", "number": "CUS-000007", "status": "requested", "status_label": "Requested", "version": 1,
    "next": "We answer by 24 November.",
    "request": {
        "name": "Ada Lovelace", "email": "ada@example.org", "description": "A collar of green beads for a wedding.",
        "colours": "", "size": "", "budget": "", "wanted_by": null, "country": "DE",
        "asked_at": "2026-11-21T12:00:00Z", "pictures": []
    },
    "entries": [], "quotes": [], "payments": [], "ready_by": null, "order": null, "parcels": [], "withdrawal": null,
    "url": "http://127.0.0.1:3000/custom/9xT…"
}))]
pub struct CustomOrder {
    /// How the caller names it: the token of its link, or its number for programs.
    #[serde(rename = "ref")]
    pub reference: String,
    pub number: String,
    /// `requested`, `quoted`, `changes_requested`, `accepted`, `in_production`, `ready`, `shipped`, `completed`,
    /// `declined`, `withdrawn`, `rejected` or `expired`.
    pub status: String,
    pub status_label: String,
    /// Grows with every change; send it as `If-Match`.
    pub version: i64,
    /// Whose turn it is and by when, in a sentence.
    pub next: String,
    pub request: CustomRequest,
    /// The oldest first.
    pub entries: Vec<ThreadEntry>,
    /// The newest first.
    pub quotes: Vec<SentQuote>,
    pub payments: Vec<PlannedPayment>,
    /// The day that was promised.
    pub ready_by: Option<String>,
    /// The number of its order, once the quote was accepted: transfers and cash are recorded there.
    pub order: Option<String>,
    /// How it left; empty until it has.
    pub parcels: Vec<Shipment>,
    /// Where money was paid: what goes back if the customer withdraws now.
    pub withdrawal: Option<WithdrawalTerms>,
    /// The customer’s own page; null for programs.
    pub url: Option<String>,
}

impl CustomOrder {
    pub fn of(app: &App, thread: ThreadView, reference: String, for_customer: bool) -> Self {
        let request = thread.request;
        let turn = thread.turn;
        CustomOrder {
            status: thread.status.as_str().into(),
            next: if for_customer {
                turn.for_customer
            } else {
                turn.for_studio
            },
            request: CustomRequest {
                wanted_by: request.wanted_by.map(|day| day.to_string()),
                asked_at: moment(request.asked_at_ms),
                pictures: pictures(app, &request.pictures),
                name: request.name,
                email: request.email,
                description: request.description,
                colours: request.colours,
                size: request.size,
                budget: request.budget,
                country: request.country,
            },
            entries: thread.entries.into_iter().map(|e| entry(app, e)).collect(),
            quotes: thread.quotes.into_iter().map(quote).collect(),
            payments: thread.stages.into_iter().map(|s| planned(app, s)).collect(),
            ready_by: thread.due_date.map(|day| day.to_string()),
            order: thread.order_number,
            parcels: thread.parcels.into_iter().map(Shipment::from).collect(),
            withdrawal: thread.settlement.map(|settlement| WithdrawalTerms {
                received: decimal(settlement.received),
                back: decimal(settlement.back),
                kept: decimal(settlement.kept),
                currency: settlement.back.currency.code().into(),
            }),
            url: for_customer.then(|| app.url(&format!("/custom/{reference}"))),
            reference,
            number: thread.number,
            status_label: thread.status_label,
            version: thread.revision,
        }
    }
}

/// A custom order in a list.
#[derive(Serialize, ToSchema)]
pub struct CustomSummary {
    pub id: String,
    pub number: String,
    pub name: String,
    pub email: String,
    /// The beginning of the description.
    pub summary: String,
    pub status: String,
    pub status_label: String,
    /// What the studio does next, in a sentence.
    pub next: String,
    pub overdue: bool,
    pub ready_by: Option<String>,
    pub total: Option<String>,
    pub currency: Option<String>,
    pub asked_at: String,
}

impl From<BoardRow> for CustomSummary {
    fn from(row: BoardRow) -> Self {
        CustomSummary {
            status: row.status.as_str().into(),
            ready_by: row.due_date.map(|day| day.to_string()),
            total: row.total.map(decimal),
            currency: row.total.map(|total| total.currency.code().into()),
            asked_at: moment(row.asked_at_ms),
            next: row.turn.for_studio,
            id: row.id,
            number: row.number,
            name: row.name,
            email: row.email,
            summary: row.summary,
            status_label: row.status_label,
            overdue: row.overdue,
        }
    }
}

/// A part of the list of custom orders.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "items": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a18", "number": "CUS-000007", "name": "Ada Lovelace",
        "email": "ada@example.org", "summary": "A collar of green beads for a wedding.", "status": "requested",
        "status_label": "Requested", "next": "Answer with a quote.", "overdue": false, "ready_by": null,
        "total": null, "currency": null, "asked_at": "2026-11-21T12:00:00Z"
    }],
    "page": 1, "page_size": 20, "total": 1, "total_is_capped": false, "next_cursor": null
}))]
pub struct CustomPage {
    pub items: Vec<CustomSummary>,
    pub page: i64,
    pub page_size: i64,
    pub total: i64,
    pub total_is_capped: bool,
    /// Send it as `cursor` for what follows.
    pub next_cursor: Option<String>,
}
