//! The board: custom orders by state and by due date, the overdue ones apart, and the due date that today's queue gives.

use super::{maker, pictures, studio_settings};
use crate::domain::catalogue::COUNT_CAP;
use crate::domain::commission::status::CommissionStatus;
use crate::domain::commission::thread_form::BoardQuery;
use crate::domain::commission::turn::{Due, TurnFacts};
use crate::domain::commission::view::{BoardRow, BoardView};
use crate::domain::commission::{commission_number, parse_commission_number};
use crate::domain::day::Day;
use crate::domain::search::SearchTerms;
use crate::domain::shop::Shop;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::commissions::board::{self as stored, BoardFact, BoardFilter, OpenPayment};
use crate::server::db::commissions::thread::{PrivatePictureRow, first_pictures};
use crate::server::db::keyset::Window;
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::paging::{Order, Turning};
use crate::server::state::App;
use crate::server::time_zone;
use crate::server::visit::Visit;

/// Rows on one page.
const PAGE: i64 = 50;
/// Characters of a description that a row shows.
const SUMMARY: usize = 140;

pub async fn board(visit: &Visit, query: BoardQuery) -> Result<BoardView> {
    maker(visit).await?;
    list(&visit.app, query).await
}

/// The orders that the board is in; programs see the newest first.
pub const NEWEST: Order<'_> = Order::by_number("newest custom orders");
const BY_PROMISE: Order<'_> = Order::by_number("custom orders");

fn order_of(filter: &BoardFilter) -> Order<'static> {
    match filter.newest_first {
        true => NEWEST,
        false => BY_PROMISE,
    }
}

/// The board, for whoever may see it.
pub async fn list(app: &App, query: BoardQuery) -> Result<BoardView> {
    let shop = app.shop().await?;
    let today = time_zone::of(&shop).day_of(app.now_ms());
    let mut conn = app.db.read().await?;
    let conn = &mut conn;
    let mut filter = filter_of(&query, today);
    number_or_words(conn, &mut filter).await?;
    let most = COUNT_CAP + 1;
    let total = stored::count(conn, &filter, most).await?;
    let mut turning = Turning::to(order_of(&filter), PAGE, &query.cursor);
    let mut found = stored::page(conn, &filter, &turning.window).await?;
    if turning.is_at_the_top(&found) {
        found = stored::page(conn, &filter, &turning.window).await?;
    }
    let beside = turning.turn(&mut found, |row| filter.mark(row));
    let rows = rows(app, &shop, conn, found).await?;
    let known = stored::counts(conn, most).await?;
    let count = |status: &CommissionStatus| {
        let found = known.iter().find(|(word, _)| word == status);
        (*status, found.map_or(0, |(_, count)| *count))
    };
    let late = BoardFilter {
        statuses: running(),
        overdue_on_day: Some(today.0),
        ..BoardFilter::default()
    };
    let studio = studio_settings::read(conn).await?;
    let (queue, busy) = db::commissions::load(conn).await?;
    Ok(BoardView {
        rows,
        total,
        before: beside.before,
        after: beside.after,
        counts: CommissionStatus::ALL.iter().map(count).collect(),
        overdue: stored::count(conn, &late, most).await?,
        openness: studio.standing(busy),
        queue,
        due_date: studio.workload(today, queue).due_date(studio.lead_days),
        query,
    })
}

/// A part of the board, of any size and however deep: its rows, how many there are in all, and whether that is capped.
pub async fn part(
    visit: &Visit,
    query: &BoardQuery,
    window: &Window,
) -> Result<(Vec<BoardRow>, i64, bool)> {
    maker(visit).await?;
    let app = &visit.app;
    let shop = app.shop().await?;
    let mut filter = filter_of(query, time_zone::of(&shop).day_of(app.now_ms()));
    let mut conn = app.db.read().await?;
    number_or_words(&mut conn, &mut filter).await?;
    let total = stored::count(&mut conn, &filter, COUNT_CAP + 1).await?;
    let found = stored::page(&mut conn, &filter, window).await?;
    let found = rows(app, &shop, &mut conn, found).await?;
    Ok((found, total.min(COUNT_CAP), total > COUNT_CAP))
}

/// The first of those that wait for the studio.
pub async fn for_the_studio(app: &App, conn: &mut Conn, most: i64) -> Result<Vec<BoardRow>> {
    let shop = app.shop().await?;
    let found = stored::page(conn, &studios_turn(), &Window::first(most)).await?;
    rows(app, &shop, conn, found).await
}

/// How many wait for the studio, counted no further than `cap`.
pub async fn count_for_the_studio(conn: &mut Conn, cap: i64) -> Result<i64> {
    stored::count(conn, &studios_turn(), cap).await
}

fn studios_turn() -> BoardFilter {
    let query = BoardQuery {
        show: "mine".into(),
        ..BoardQuery::default()
    };
    // The day matters to those that are overdue alone.
    filter_of(&query, Day(0))
}

async fn rows(
    app: &App,
    shop: &Shop,
    conn: &mut Conn,
    rows: Vec<CommissionRow>,
) -> Result<Vec<BoardRow>> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let facts = Facts {
        quotes: stored::newest_quotes(conn, &ids).await?,
        payments: stored::open_payments(conn, &ids).await?,
        to_approve: stored::awaiting_approval(conn, &ids).await?,
        pictures: first_pictures(conn, &ids).await?,
    };
    Ok(rows
        .into_iter()
        .map(|row| facts.row(app, shop, row))
        .collect())
}

/// The states of what is not over.
fn running() -> Vec<&'static str> {
    let open = CommissionStatus::ALL.into_iter().filter(|s| !s.is_over());
    open.map(CommissionStatus::as_str).collect()
}

/// What a [`BoardQuery`] means.
fn filter_of(query: &BoardQuery, today: Day) -> BoardFilter {
    let mine = [
        CommissionStatus::Requested,
        CommissionStatus::ChangesRequested,
        CommissionStatus::InProduction,
        CommissionStatus::Ready,
    ];
    let words = query.q.trim();
    let statuses = match query.show.as_str() {
        "all" => CommissionStatus::ALL.map(CommissionStatus::as_str).to_vec(),
        "mine" => mine.map(CommissionStatus::as_str).to_vec(),
        word => match CommissionStatus::parse(word) {
            Some(status) => vec![status.as_str()],
            // Whoever looks for somebody finds what is over, too.
            None if !words.is_empty() => {
                CommissionStatus::ALL.map(CommissionStatus::as_str).to_vec()
            }
            None => running(),
        },
    };
    BoardFilter {
        statuses,
        number: parse_commission_number(words),
        asked: SearchTerms::read(words),
        for_the_studio: query.show == "mine",
        overdue_on_day: (query.show == "overdue").then_some(today.0),
        newest_first: query.sort == "newest",
    }
}

/// Figures are the number of a request where there is such a one, and words like any other where not.
async fn number_or_words(conn: &mut Conn, filter: &mut BoardFilter) -> Result<()> {
    if let Some(number) = filter.number {
        match db::commissions::by_number(conn, number).await? {
            Some(_) => filter.asked = None,
            None => filter.number = None,
        }
    }
    Ok(())
}

/// What the rows say beside the requests themselves, read for all of them at once.
struct Facts {
    quotes: Vec<BoardFact>,
    payments: Vec<OpenPayment>,
    to_approve: Vec<String>,
    pictures: Vec<PrivatePictureRow>,
}

impl Facts {
    fn row(&self, app: &App, shop: &Shop, row: CommissionRow) -> BoardRow {
        let quote = self.quotes.iter().find(|q| q.commission_id == row.id);
        let payment = self.payments.iter().find(|p| p.commission_id == row.id);
        let of_it = |p: &&PrivatePictureRow| p.commission_id.as_ref() == Some(&row.id);
        let picture = self.pictures.iter().find(of_it).map(|picture| {
            let folder = pictures::folder(app, &row, true);
            let alt = "The first picture with the request";
            pictures::view(picture, format!("{folder}/{}", picture.id), alt)
        });
        let turn = TurnFacts {
            status: row.status,
            shop_name: shop.name.clone(),
            waitlisted: row.waitlisted,
            answer_by: row.answer_by,
            valid_until_ms: quote.map(|q| q.valid_until_ms),
            quote_total: quote.and_then(|q| q.total),
            due: payment.map(|p| Due {
                label: p.label.clone(),
                amount: p.amount,
                until_ms: p.due_at_ms,
                processing: p.processing,
            }),
            due_date: row.due_date,
            begun: row.begun_at_ms.is_some(),
            progress_to_approve: self.to_approve.contains(&row.id),
            parcel: None,
            going_back: None,
            now_ms: app.now_ms(),
            zone: time_zone::of(shop),
        }
        .turn();
        BoardRow {
            number: commission_number(row.number),
            summary: summary(&row.description),
            status: row.status,
            status_label: row.status.label().into(),
            overdue: turn.overdue,
            turn,
            due_date: row.due_date,
            wanted_by: row.wanted_by,
            total: quote.and_then(|q| q.total),
            asked_at_ms: row.asked_at_ms,
            waitlisted: row.waitlisted,
            picture,
            id: row.id,
            name: row.name,
            email: row.email,
        }
    }
}

/// The beginning of a text, cut between words.
fn summary(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SUMMARY {
        return line;
    }
    let cut: String = line.chars().take(SUMMARY).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{} …", &cut[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_finds_what_is_over_too_and_a_state_narrows() {
        let of = |show: &str, q: &str| {
            let query = BoardQuery {
                show: show.into(),
                q: q.into(),
                ..BoardQuery::default()
            };
            filter_of(&query, Day(0))
        };
        assert_eq!(of("", "").statuses.len(), 7);
        assert_eq!(of("", "Ada").asked, SearchTerms::read("ada"));
        assert_eq!(of("", "Ada").statuses.len(), 12);
        assert_eq!(of("", "cus-7").number, Some(7));
        assert_eq!(of("ready", "").statuses, ["ready"]);
        assert_eq!(of("overdue", "").overdue_on_day, Some(0));
    }

    #[test]
    fn a_summary_ends_between_words() {
        assert_eq!(summary("A\n bowl"), "A bowl");
        let long = summary(&"word ".repeat(60));
        assert!(long.ends_with("word …") && long.chars().count() <= SUMMARY + 2);
    }
}
