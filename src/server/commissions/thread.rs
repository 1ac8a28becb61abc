//! A custom order's conversation as its two sides see it.

use super::agreed::{self, Agreed};
use super::{find, pictures, studio_settings};
use crate::domain::commission::changes::changes;
use crate::domain::commission::commission_number;
use crate::domain::commission::quote::QuoteTotalsView;
use crate::domain::commission::refund::EndedBy;
use crate::domain::commission::status::{CommissionEvent, CommissionStatus};
use crate::domain::commission::view::{
    Approval, CustomerMay, EntryKind, EntryView, MessageKind, PrivatePictureView, QuoteState,
    QuoteView, RequestFacts, ThreadView,
};
use crate::domain::country::Country;
use crate::domain::history::Who;
use crate::domain::order::order_number;
use crate::server::customers;
use crate::server::customers::account_orders::{self, Ownership};
use crate::server::db::commissions::quotes::{self as quotes, QuoteRow};
use crate::server::db::commissions::thread::{self as stored, MessageRow, PrivatePictureRow};
use crate::server::db::commissions::{CommissionRow, EventRow};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::keys::random_token;
use crate::server::links;
use crate::server::payments::methods;
use crate::server::state::App;
use crate::server::visit::Visit;

/// The custom order, for whoever holds its link.
pub async fn by_link(visit: &Visit, token: &str) -> Result<ThreadView> {
    let app = &visit.app;
    let customer = customers::current(visit).await?;
    let (row, kept) = {
        let mut conn = app.db.read().await?;
        let row = find(app, &mut conn, token).await?;
        let kept = account_orders::ownership(&mut conn, customer.as_ref(), &row).await?;
        (row, kept)
    };
    let mut thread = view(app, row, false).await?;
    thread.may.keep = kept == Ownership::Offered;
    thread.kept = kept == Ownership::Here;
    Ok(thread)
}

/// A custom order as one of its sides sees it. Staff see internal rows and who wrote.
pub async fn view(app: &App, row: CommissionRow, for_staff: bool) -> Result<ThreadView> {
    let shop = app.shop().await?;
    let mut conn = app.db.read().await?;
    let conn = &mut conn;
    let sent = quotes::all(conn, &row.id).await?;
    let agreed = agreed::of(conn, &row).await?;
    let messages = stored::messages(conn, &row.id).await?;
    let pictures = stored::of_commission(conn, &row.id).await?;
    let events = db::commissions::events(conn, &row.id).await?;
    let care = studio_settings::read(conn).await?.care;
    let to_approve = messages.iter().any(|m| m.approval == Approval::Asked);
    let shown = Shown {
        folder: pictures::folder(app, &row, for_staff),
        pictures: &pictures,
        for_staff,
    };
    let has = |event| row.status.after(event).is_some();
    let may = CustomerMay {
        write: !row.status.is_over(),
        accept: has(CommissionEvent::Accept),
        ask_for_changes: has(CommissionEvent::AskForChanges),
        decline: has(CommissionEvent::Decline),
        withdraw: has(CommissionEvent::Withdraw),
        approve: to_approve && !row.status.is_over(),
        keep: false,
    };
    let order = agreed.as_ref().map(|a| &a.order);
    let first_part = match sent.first() {
        Some(newest) => newest.quote.stages()?.first().map(|(_, amount)| *amount),
        None => None,
    };
    Ok(ThreadView {
        number: commission_number(row.number),
        status: row.status,
        status_label: row.status.label().into(),
        turn: agreed::turn(app, &shop, &row, sent.first(), agreed.as_ref(), to_approve),
        revision: row.version,
        request: shown.request(&row),
        entries: shown.entries(events, messages),
        quotes: quote_views(&row, &sent, agreed.as_ref())?,
        stages: agreed.as_ref().map_or(Vec::new(), |a| a.stages(app)),
        due_date: row.due_date,
        parcels: agreed.as_ref().map_or(Vec::new(), |a| a.parcels.clone()),
        order_number: order.map(|order| order_number(order.number)),
        care,
        order_url: order.map(|order| format!("/o/{}", links::order(app, order))),
        may,
        settlement: agreed
            .as_ref()
            .filter(|_| may.withdraw)
            .and_then(|a| a.settlement(&row, EndedBy::Customer)),
        payment_methods: match first_part {
            Some(amount) => methods::methods_for(&shop, false, amount),
            None => methods::methods(&shop, false),
        },
        upload_key: random_token(),
        waiting_pictures: Vec::new(),
        kept: false,
    })
}

/// What the entries of a conversation are shown from.
struct Shown<'a> {
    folder: String,
    pictures: &'a [PrivatePictureRow],
    for_staff: bool,
}

impl Shown<'_> {
    /// The pictures of a message, or of the request itself.
    fn pictures_of(&self, message: Option<&str>, alt: &str) -> Vec<PrivatePictureView> {
        let of_it = |p: &&PrivatePictureRow| p.message_id.as_deref() == message;
        let view = |p| pictures::view(p, format!("{}/{}", self.folder, p.id), alt);
        self.pictures.iter().filter(of_it).map(view).collect()
    }

    fn request(&self, row: &CommissionRow) -> RequestFacts {
        RequestFacts {
            name: row.name.clone(),
            email: row.email.clone(),
            description: row.description.clone(),
            colours: row.colours.clone(),
            size: row.size.clone(),
            budget: row.budget.clone(),
            wanted_by: row.wanted_by,
            country: row.country.clone(),
            country_name: country_name(&row.country),
            asked_at_ms: row.asked_at_ms,
            pictures: self.pictures_of(None, "A picture with the request"),
        }
    }

    /// Events and messages in the order in which they happened.
    fn entries(&self, events: Vec<EventRow>, messages: Vec<MessageRow>) -> Vec<EntryView> {
        let told = events
            .into_iter()
            .filter(|event| !event.internal)
            .map(|event| EntryView {
                id: format!("event-{}", event.version),
                kind: EntryKind::Event,
                at_ms: event.at_ms,
                by_customer: event.who == Who::Customer,
                author: event.who.label(self.for_staff).into(),
                body: event.fact.sentence(),
                pictures: Vec::new(),
                approval: Approval::None,
            });
        let mut entries: Vec<EntryView> = told.collect();
        for message in messages {
            let (kind, alt) = match message.kind {
                MessageKind::Message => (EntryKind::Message, "A picture with the message"),
                MessageKind::Progress => (EntryKind::Progress, "How the piece grows"),
                MessageKind::Finished => (EntryKind::Finished, "The finished piece"),
            };
            entries.push(EntryView {
                kind,
                approval: message.approval,
                at_ms: message.at_ms,
                author: message.author.label(self.for_staff).into(),
                by_customer: message.author == Who::Customer,
                pictures: self.pictures_of(Some(&message.id), alt),
                body: message.body,
                id: message.id,
            });
        }
        entries.sort_by_key(|entry| entry.at_ms);
        entries
    }
}

pub(super) fn country_name(code: &str) -> String {
    Country::find(code).map_or(code.to_string(), |c| c.name().to_string())
}

/// Every version, the newest first, each with what changed since the one before.
fn quote_views(
    row: &CommissionRow,
    sent: &[QuoteRow],
    agreed: Option<&Agreed>,
) -> Result<Vec<QuoteView>> {
    let accepted = agreed.map(|a| a.acceptance.version);
    let view = |(index, quote): (usize, &QuoteRow)| {
        let state = match (accepted == Some(quote.version), index, row.status) {
            (true, ..) => QuoteState::Accepted,
            (false, 0, CommissionStatus::Quoted) => QuoteState::Open,
            (false, 0, CommissionStatus::Declined) => QuoteState::Declined,
            (false, 0, CommissionStatus::ChangesRequested) => QuoteState::Superseded,
            (false, 0, _) => QuoteState::Over,
            (false, ..) => QuoteState::Superseded,
        };
        let before = sent.get(index + 1);
        Ok(QuoteView {
            version: quote.version,
            state,
            totals: QuoteTotalsView::of(&quote.quote)?,
            country_name: country_name(&quote.quote.country),
            sent_at_ms: quote.sent_at_ms,
            valid_until_ms: quote.valid_until_ms,
            due_date: quote.due_date,
            changes: before.map_or(Vec::new(), |b| changes(&b.quote, &quote.quote)),
            refund_words: quote.quote.refund.words(),
            quote: quote.quote.clone(),
        })
    };
    sent.iter().enumerate().map(view).collect()
}

/// The version that is meant by its number, or a refusal.
pub(super) async fn version(
    conn: &mut Conn,
    row: &CommissionRow,
    version: i64,
) -> Result<QuoteRow> {
    quotes::version(conn, &row.id, version)
        .await?
        .ok_or_else(|| {
            Error::conflict_of(
                "quote_changed",
                "There is another quote by now. Reload the page and read it again.",
            )
        })
}
