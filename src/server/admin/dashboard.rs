//! The layout of the admin, and its dashboard: what to do now, and what was earned.

use super::attention;
use super::orders::{cards, to_ship};
use crate::domain::admin::{AdminLayoutView, DashboardView};
use crate::domain::catalogue::COUNT_CAP;
use crate::domain::money::{Currency, Money};
use crate::domain::order::Takings;
use crate::domain::returns::{ReturnStatus, Turn};
use crate::domain::staff::{Permission, StaffView};
use crate::server::commissions::board;
use crate::server::db::keyset::Window;
use crate::server::db::orders::list::OrderFilter;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::visit::Visit;

/// Entries of each list on the front page.
const FEW: i64 = 8;
/// Badges count no further than this.
const BADGE_CAP: i64 = 100;

/// What stands around every page.
pub async fn layout(visit: &Visit, staff: StaffView) -> Result<AdminLayoutView> {
    let shop_name = visit.app.shop().await?.name.clone();
    let (mut commissions, mut attention, mut dead_jobs) = (0, 0, 0);
    if staff.role.may(Permission::AnswerCommissions) {
        let mut conn = visit.app.db.read().await?;
        commissions = board::count_for_the_studio(&mut conn, BADGE_CAP).await?;
    }
    if staff.role.may(Permission::ClearAttention) {
        let mut conn = visit.app.db.read().await?;
        attention = db::attention::count_open(&mut conn, BADGE_CAP).await?;
        dead_jobs = db::jobs::count_dead(&mut conn, BADGE_CAP).await?;
    }
    Ok(AdminLayoutView {
        staff,
        shop_name,
        commissions,
        attention,
        dead_jobs,
    })
}

/// The front page; what a role may not see is left out.
pub async fn dashboard(visit: &Visit, staff: &StaffView) -> Result<DashboardView> {
    let mut view = DashboardView::default();
    if staff.role.may(Permission::ClearAttention) {
        view.attention = attention::open(visit, staff, FEW).await?;
    }
    if !staff.role.may(Permission::SeeOrders) {
        return Ok(view);
    }
    if staff.role.may(Permission::AnswerCommissions) {
        let mut conn = visit.app.db.read().await?;
        view.commissions = board::for_the_studio(&visit.app, &mut conn, FEW).await?;
        view.commissions_total = board::count_for_the_studio(&mut conn, COUNT_CAP + 1).await?;
    }
    let (now, zone) = (visit.app.now_ms(), visit.app.time_zone().await?);
    let mut conn = visit.app.db.read().await?;
    let ready = OrderFilter {
        statuses: to_ship(),
        left_to_send: true,
        ready_made: true,
        oldest_first: true,
        ..Default::default()
    };
    let rows = db::orders::list::page(&mut conn, &ready, &Window::first(FEW)).await?;
    view.to_ship = cards(&mut conn, rows).await?;
    view.to_ship_total = db::orders::list::count(&mut conn, &ready, COUNT_CAP + 1).await?;
    let promised = OrderFilter {
        pending_by_hand: true,
        oldest_first: true,
        ..Default::default()
    };
    let rows = db::orders::list::page(&mut conn, &promised, &Window::first(FEW)).await?;
    view.to_confirm = cards(&mut conn, rows).await?;
    let returns = OrderFilter {
        returns: waiting_for_the_studio(),
        oldest_first: true,
        ..Default::default()
    };
    let rows = db::orders::list::page(&mut conn, &returns, &Window::first(FEW)).await?;
    view.returns = cards(&mut conn, rows).await?;
    let today = zone.day_of(now);
    view.today = takings(&mut conn, zone.start_of(today)).await?;
    view.thirty_days = takings(&mut conn, zone.start_of(today.plus(-29))).await?;
    Ok(view)
}

/// The states of a return in which it is the studio's turn.
fn waiting_for_the_studio() -> Vec<&'static str> {
    let waiting = ReturnStatus::ALL.into_iter();
    let waiting = waiting.filter(|status| status.turn() == Turn::Studio);
    waiting.map(ReturnStatus::as_str).collect()
}

async fn takings(conn: &mut Conn, since_ms: i64) -> Result<Vec<Takings>> {
    let rows = db::orders::list::takings(conn, since_ms).await?;
    let taken = |(code, orders, minor): (String, i64, i64)| {
        let currency: Currency = code
            .parse()
            .map_err(|_| Error::impossible("ledger", "currency", &code, code.as_str()))?;
        Ok(Takings {
            currency,
            orders,
            total: Money { minor, currency },
        })
    };
    rows.into_iter().map(taken).collect()
}
