//! Custom orders: from a request to a shipped piece. Each file is something that one of the two sides does.

pub mod accept;
pub mod agreed;
pub mod answer;
pub mod ask;
pub mod board;
pub mod bulk;
pub mod deadlines;
pub mod draft;
pub mod end;
pub mod mails;
pub mod making;
pub mod messages;
pub mod pay;
pub mod payment_links;
pub mod payment_received;
pub mod pictures;
pub mod request_page;
pub mod resend_link;
pub mod send;
pub mod shipping;
pub mod studio;
pub mod studio_settings;
pub mod thread;
pub mod uploads;

use super::actor::Actor;
use super::announce;
use super::db::commissions::quotes::AcceptanceRow;
use super::db::commissions::{CommissionRow, NewEvent};
use super::db::orders::OrderRow;
use super::db::{self, Conn};
use super::error::{Error, Result};
use super::keys::token_hash;
use super::staff;
use super::state::App;
use super::visit::Visit;
use crate::domain::audit::Action;
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::status::CommissionEvent;
use crate::domain::commission::{commission_number, parse_commission_number};
use crate::domain::staff::{Permission, StaffView};
use crate::server::links;
use crate::server::work::Work;

/// The custom order behind a link, or 404.
pub async fn find(app: &App, conn: &mut Conn, token: &str) -> Result<CommissionRow> {
    let row = db::commissions::by_link(conn, &token_hash(token)).await?;
    row.filter(|row| links::commission(app, row) == token).ok_or_else(|| {
        Error::not_found("There is no custom order behind this link. It may have been replaced by a newer one: ask for it again.")
    })
}

/// The custom order of a number, as people write it, or 404.
pub async fn by_number(conn: &mut Conn, number: &str) -> Result<CommissionRow> {
    let unknown = || Error::not_found(format!("There is no custom order {number}."));
    let parsed = parse_commission_number(number).ok_or_else(unknown)?;
    db::commissions::by_number(conn, parsed)
        .await?
        .ok_or_else(unknown)
}

/// The member of staff who answers custom orders, and who that is in histories.
pub async fn maker(visit: &Visit) -> Result<(StaffView, Actor)> {
    let by = staff::require(visit, Permission::AnswerCommissions).await?;
    let actor = Actor::at_work(visit, by.clone());
    Ok((by, actor))
}

/// Writes a row of a custom order's history. Whoever listens hears of a new status.
pub async fn write_event(conn: &mut Conn, event: &NewEvent<'_>) -> Result<()> {
    db::commissions::insert_event(conn, event).await?;
    match event.to {
        Some(to) => announce::commission_moved(conn, event.commission_id, to, event.at_ms).await,
        None => Ok(()),
    }
}

/// Moves a custom order along its machine, with its row of history. A change that the machine doesn't have, or that
/// another one came before, is refused with 409 and writes nothing.
pub async fn advance(
    work: &mut Work<'_>,
    row: &mut CommissionRow,
    event: CommissionEvent,
    fact: &CommissionFact,
) -> Result<()> {
    let now = work.now;
    let from = row.status;
    let Some(to) = from.after(event) else {
        return Err(Error::conflict(format!(
            "That can’t be done now: this custom order is “{}”. Reload the page and look again.",
            from.label().to_lowercase()
        )));
    };
    if !db::commissions::set_status(work, row, to, now).await? {
        return Err(changed_meanwhile());
    }
    (row.status, row.version) = (to, row.version + 1);
    let event = NewEvent {
        commission_id: &row.id,
        version: row.version,
        at_ms: now,
        who: &work.actor.who(),
        from: Some(from),
        to: Some(to),
        fact,
        internal: false,
    };
    write_event(work, &event).await
}

/// Writes a fact into the history without changing the state.
pub async fn record(
    work: &mut Work<'_>,
    row: &mut CommissionRow,
    fact: &CommissionFact,
    internal: bool,
) -> Result<()> {
    let now = work.now;
    if !db::commissions::raise_version(work, row, now).await? {
        return Err(changed_meanwhile());
    }
    row.version += 1;
    let event = NewEvent {
        commission_id: &row.id,
        version: row.version,
        at_ms: now,
        who: &work.actor.who(),
        from: None,
        to: None,
        fact,
        internal,
    };
    write_event(work, &event).await
}

/// Writes a step that staff took into the audit log, in the step's own transaction.
pub async fn audited(work: &mut Work<'_>, row: &CommissionRow, action: Action) -> Result<()> {
    staff::audit::step(work, &action, &commission_number(row.number)).await
}

fn changed_meanwhile() -> Error {
    Error::conflict("The other side changed this a moment ago. Reload the page and look again.")
}

/// A custom order with what was agreed, locked until the transaction ends.
pub struct Held {
    pub row: CommissionRow,
    pub order: Option<OrderRow>,
    pub acceptance: Option<AcceptanceRow>,
}

/// Locks a custom order and the order it became: the order first, as everyone does.
pub async fn hold(conn: &mut Conn, id: &str) -> Result<Held> {
    let known = db::commissions::quotes::acceptance(conn, id).await?;
    let order = match &known {
        Some(acceptance) => Some(db::orders::lock(conn, &acceptance.order_id).await?),
        None => None,
    };
    let row = db::commissions::lock(conn, id).await?;
    let acceptance = db::commissions::quotes::acceptance(conn, id).await?;
    let order_of = |a: &Option<AcceptanceRow>| a.as_ref().map(|a| a.order_id.clone());
    if order_of(&known) != order_of(&acceptance) {
        // It was accepted or replaced between the two looks.
        return Err(changed_meanwhile());
    }
    Ok(Held {
        row,
        order,
        acceptance,
    })
}
