//! The list of orders with its filters, and one order with everything that staff may see.

use crate::domain::catalogue::{COUNT_CAP, PAGE_SIZE};
use crate::domain::day::Day;
use crate::domain::dispute::DisputeStanding;
use crate::domain::order::{
    OrderCard, OrderListView, OrderQuery, OrderView, order_number, parse_order_number,
    status_label_by,
};
use crate::domain::order_status::OrderStatus;
use crate::domain::parcel::DeliveryWay;
use crate::domain::payment::{PaymentState, RequestState};
use crate::domain::returns::ReturnStatus;
use crate::domain::search::SearchTerms;
use crate::domain::time_zone::TimeZone;
use crate::server::db::keyset::{Mark, Window};
use crate::server::db::orders::list::{OrderFilter, OrderListRow};
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::orders::staff;
use crate::server::paging::{Order, Turning};
use crate::server::visit::Visit;
use std::collections::HashMap;

/// The order that the list is in.
pub const NEWEST: Order<'_> = Order::by_number("orders");

/// One page of the list. `total` stops at [`COUNT_CAP`].
pub async fn orders(visit: &Visit, query: OrderQuery) -> Result<OrderListView> {
    let mut filter = filter_of(&query, &visit.app.time_zone().await?);
    let mut conn = visit.app.db.read().await?;
    number_or_words(&mut conn, &mut filter).await?;
    let counted = db::orders::list::count(&mut conn, &filter, COUNT_CAP + 1).await?;
    let mut turning = Turning::to(NEWEST, PAGE_SIZE, &query.cursor);
    let mut rows = db::orders::list::page(&mut conn, &filter, &turning.window).await?;
    if turning.is_at_the_top(&rows) {
        rows = db::orders::list::page(&mut conn, &filter, &turning.window).await?;
    }
    let beside = turning.turn(&mut rows, |row| Mark::number(row.placed_at_ms, &row.id));
    Ok(OrderListView {
        orders: cards(&mut conn, rows).await?,
        total: counted.min(COUNT_CAP),
        total_is_capped: counted > COUNT_CAP,
        newer: beside.before,
        older: beside.after,
        query,
    })
}

/// A part of the list, of any size and however deep: its cards, how many there are in all, and whether that is capped.
/// With an `owner` it is that account's own list, which has no custom orders.
pub async fn part(
    visit: &Visit,
    query: &OrderQuery,
    owner: Option<&str>,
    window: &Window,
) -> Result<(Vec<OrderCard>, i64, bool)> {
    let mut filter = filter_of(query, &visit.app.time_zone().await?);
    if let Some(owner) = owner {
        (filter.customer_id, filter.ready_made) = (Some(owner.to_string()), true);
    }
    let mut conn = visit.app.db.read().await?;
    number_or_words(&mut conn, &mut filter).await?;
    let counted = db::orders::list::count(&mut conn, &filter, COUNT_CAP + 1).await?;
    let rows = db::orders::list::page(&mut conn, &filter, window).await?;
    let capped = counted > COUNT_CAP;
    Ok((
        cards(&mut conn, rows).await?,
        counted.min(COUNT_CAP),
        capped,
    ))
}

/// One order by its number, as people write it.
pub async fn order(visit: &Visit, number: &str) -> Result<OrderView> {
    staff::view(&visit.app, number).await
}

/// What an [`OrderQuery`] means. `status` is one of the states, or `to_ship`, `to_confirm` or `returns`. Its days are
/// whole days of the shop's zone.
fn filter_of(query: &OrderQuery, zone: &TimeZone) -> OrderFilter {
    let word = query.status.as_deref().unwrap_or_default();
    let statuses = match word {
        "to_ship" => to_ship(),
        // A later part of a custom order is awaited while it is being made.
        "to_confirm" | "returns" => Vec::new(),
        word => OrderStatus::parse(word)
            .map(OrderStatus::as_str)
            .into_iter()
            .collect(),
    };
    let q = query.q.as_deref().unwrap_or_default().trim();
    OrderFilter {
        statuses,
        pending_by_hand: word == "to_confirm",
        ready_made: word == "to_ship",
        left_to_send: word == "to_ship",
        returns: match word {
            "returns" => ReturnStatus::OPEN.map(ReturnStatus::as_str).to_vec(),
            _ => Vec::new(),
        },
        number: parse_order_number(q),
        customer_id: None,
        asked: SearchTerms::read(q),
        shortage: query.shortage,
        from_ms: day_of(&query.from).map(|day| zone.start_of(day)),
        until_ms: day_of(&query.to).map(|day| zone.end_of(day)),
        oldest_first: false,
    }
}

/// Figures are the number of an order where there is such a one, and words like any other where not: a tracking number.
async fn number_or_words(conn: &mut Conn, filter: &mut OrderFilter) -> Result<()> {
    if let Some(number) = filter.number {
        match db::orders::by_number(conn, number).await? {
            Some(_) => filter.asked = None,
            None => filter.number = None,
        }
    }
    Ok(())
}

/// The states of an order that is paid and has not left.
pub(super) fn to_ship() -> Vec<&'static str> {
    vec![
        OrderStatus::Confirmed.as_str(),
        OrderStatus::InProduction.as_str(),
    ]
}

/// A day written as `2026-11-21`; `None` for anything else.
fn day_of(text: &Option<String>) -> Option<Day> {
    text.as_deref().and_then(|text| text.parse().ok())
}

/// Adds what a card says beside the row: payment state and units.
pub(super) async fn cards(conn: &mut Conn, rows: Vec<OrderListRow>) -> Result<Vec<OrderCard>> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let units: HashMap<String, i64> = db::orders::list::units(conn, &ids)
        .await?
        .into_iter()
        .collect();
    let mut requests: HashMap<String, (Vec<RequestState>, bool)> = HashMap::new();
    for (order_id, state, processing) in db::orders::list::request_states(conn, &ids).await? {
        let state = db::columns::parse("payment_requests", "state", &order_id, &state)?;
        let of_order = requests.entry(order_id).or_default();
        of_order.0.push(state);
        of_order.1 |= processing;
    }
    let mut standing: HashMap<String, DisputeStanding> = HashMap::new();
    for (order_id, status) in db::payments::disputes::of_orders(conn, &ids).await? {
        let one = DisputeStanding::of(&status);
        let of_order = standing.entry(order_id).or_insert(one);
        *of_order = one.max(*of_order);
    }
    let owing = db::refunds::owing(conn, &ids).await?;
    let ways: HashMap<String, DeliveryWay> = db::orders::parcels::ways(conn, &ids)
        .await?
        .into_iter()
        .collect();
    let card = |row: OrderListRow| {
        let way = ways.get(&row.id).copied();
        let (states, processing) = requests.remove(&row.id).unwrap_or_default();
        let payment_state = PaymentState::of(&states, processing);
        OrderCard {
            number: order_number(row.number),
            placed_at_ms: row.placed_at_ms,
            email: row.email,
            customer_name: row.customer_name,
            status: row.status,
            payment_state,
            status_label: status_label_by(row.status, payment_state, way).into(),
            total: row.total,
            units: units.get(&row.id).copied().unwrap_or_default(),
            stock_shortage: row.stock_shortage,
            dispute: standing.get(&row.id).copied(),
            refund_failed: owing.contains(&row.id),
            url: String::new(),
            id: row.id,
        }
    };
    Ok(rows.into_iter().map(card).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::clock::HOUR_MS;

    #[test]
    fn what_is_typed_into_the_search_is_a_number_or_words() {
        let of = |q: &str| {
            let query = OrderQuery {
                q: Some(q.into()),
                ..Default::default()
            };
            filter_of(&query, &TimeZone::default())
        };
        assert_eq!(of(" ord-42 ").number, Some(42));
        assert_eq!(of("Ada Lovelace").asked, SearchTerms::read("ada lovelace"));
        assert_eq!(of("  ").asked, None);
    }

    #[test]
    fn a_day_is_whole_and_nonsense_narrows_nothing() {
        let berlin = crate::server::time_zone::named("Europe/Berlin").unwrap();
        let of = |day: &str| {
            let query = OrderQuery {
                from: Some(day.into()),
                to: Some(day.into()),
                status: Some("nonsense".into()),
                ..Default::default()
            };
            filter_of(&query, &berlin)
        };
        for (day, hours) in [("2026-11-21", 24), ("2026-10-25", 25), ("2027-03-28", 23)] {
            let filter = of(day);
            let long = filter.until_ms.unwrap() - filter.from_ms.unwrap();
            assert_eq!(long, hours * HOUR_MS, "{day}");
            assert!(filter.statuses.is_empty());
        }
        assert_eq!(of("21.11.2026").from_ms, None);
    }
}
