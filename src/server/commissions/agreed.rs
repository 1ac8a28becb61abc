//! What was agreed on and paid: the accepted version, its order, the amounts due, and what ending it would come to.

use crate::domain::commission::refund::{EndedBy, Progress, Settlement};
use crate::domain::commission::status::CommissionStatus;
use crate::domain::commission::turn::{Due, TurnFacts, TurnView};
use crate::domain::commission::view::{StageLink, StageView};
use crate::domain::money::Money;
use crate::domain::order_status::OrderStatus;
use crate::domain::parcel::ParcelView;
use crate::domain::payment::{AttemptState, PaymentMethod, RequestState};
use crate::domain::shop::Shop;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::commissions::quotes::{AcceptanceRow, QuoteRow};
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::{AttemptRow, RequestRow};
use crate::server::db::refunds::RefundRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::links;
use crate::server::state::App;
use crate::server::time_zone;

/// An accepted version with everything that became of it.
pub struct Agreed {
    pub acceptance: AcceptanceRow,
    pub quote: QuoteRow,
    pub order: OrderRow,
    pub requests: Vec<RequestRow>,
    pub attempts: Vec<AttemptRow>,
    pub refunds: Vec<RefundRow>,
    pub parcels: Vec<ParcelView>,
    /// What the customer's bank took back of payments in disputes that were lost, in minor units.
    lost_minor: i64,
}

/// What holds of a custom order, if a version was accepted.
pub async fn of(conn: &mut Conn, row: &CommissionRow) -> Result<Option<Agreed>> {
    match db::commissions::quotes::acceptance(conn, &row.id).await? {
        Some(acceptance) => load(conn, acceptance).await.map(Some),
        None => Ok(None),
    }
}

async fn load(conn: &mut Conn, acceptance: AcceptanceRow) -> Result<Agreed> {
    let id = &acceptance.order_id;
    let lost = |what: &str| {
        Error::impossible(
            "commission_acceptances",
            "order_id",
            id,
            format!("no {what}"),
        )
    };
    let version = acceptance.version;
    let quote = db::commissions::quotes::version(conn, &acceptance.commission_id, version).await?;
    let order = db::orders::by_id(conn, id).await?;
    let attempts = db::payments::attempts(conn, id).await?;
    let mut lost_minor = 0;
    for attempt in attempts
        .iter()
        .filter(|a| a.state == AttemptState::Succeeded)
    {
        lost_minor += db::refunds::lost_of_attempt(conn, &attempt.id).await?;
    }
    Ok(Agreed {
        quote: quote.ok_or_else(|| lost("quote"))?,
        order: order.ok_or_else(|| lost("order"))?,
        requests: db::payments::requests(conn, id).await?,
        attempts,
        lost_minor,
        refunds: db::refunds::of_order(conn, id).await?,
        parcels: db::orders::parcels::of_order(conn, id).await?,
        acceptance,
    })
}

impl Agreed {
    /// The payment that brought in an amount due.
    pub fn paid_by(&self, request: &RequestRow) -> Option<&AttemptRow> {
        request.paid_by(&self.attempts)
    }

    /// How an amount is being paid.
    fn live(&self, request: &RequestRow) -> Option<&AttemptRow> {
        let of_it = |a: &&AttemptRow| a.request_id == request.id && a.state.is_live();
        self.attempts.iter().find(of_it)
    }

    /// What went back of a payment, or is going back.
    fn returned(&self, attempt: &AttemptRow) -> i64 {
        let counts = |r: &&RefundRow| r.attempt_id == attempt.id && r.state.counts();
        let of_it = self.refunds.iter().filter(counts);
        of_it.map(|r| r.amount.minor).sum()
    }

    /// What was received for the order and has not gone back.
    pub fn received(&self) -> Money {
        let paid = self.requests.iter().filter_map(|r| self.paid_by(r));
        let minor: i64 = paid.map(|a| a.amount.minor - self.returned(a)).sum();
        Money::new((minor - self.lost_minor).max(0), self.order.currency)
    }

    /// What is still to be paid, asked for or not.
    pub fn left(&self) -> Money {
        let open = self
            .requests
            .iter()
            .filter(|r| r.state == RequestState::Open);
        Money::new(open.map(|r| r.amount.minor).sum(), self.order.currency)
    }

    /// The first amount that was asked for and has not arrived.
    pub fn due(&self) -> Option<Due> {
        let payable =
            |r: &&RequestRow| r.is_payable() && self.order.status != OrderStatus::Cancelled;
        let request = self.requests.iter().find(payable)?;
        let processing = self
            .attempts
            .iter()
            .any(|a| a.request_id == request.id && a.state == AttemptState::Processing);
        Some(Due {
            label: request.label.clone(),
            amount: request.amount,
            until_ms: request.due_at_ms,
            processing,
        })
    }

    /// What ending it now comes to by the agreed rule; `None` while nothing was received.
    pub fn settlement(&self, row: &CommissionRow, by: EndedBy) -> Option<Settlement> {
        let received = self.received();
        let progress = match (row.status, row.begun_at_ms) {
            (CommissionStatus::Ready, _) => Progress::WhenReady,
            (_, Some(_)) => Progress::WhileMaking,
            (_, None) => Progress::BeforeStart,
        };
        let rule = self.quote.quote.refund;
        (received.minor > 0).then(|| rule.settle(received, by, progress))
    }

    /// What is going back since it ended.
    fn going_back(&self) -> Money {
        let counts = |r: &&RefundRow| r.state.counts();
        let minor = self
            .refunds
            .iter()
            .filter(counts)
            .map(|r| r.amount.minor)
            .sum();
        Money::new(minor, self.order.currency)
    }

    /// The parts of the payment as pages show them.
    pub fn stages(&self, app: &App) -> Vec<StageView> {
        let over = self.order.status == OrderStatus::Cancelled;
        let now = app.now_ms();
        let stage = |request: &RequestRow| {
            let payable = request.is_payable() && !over;
            let live = self.live(request).filter(|_| payable);
            let by_link = live.filter(|a| a.method == PaymentMethod::Link);
            let refunded = self.paid_by(request).map_or(0, |a| self.returned(a));
            StageView {
                id: request.id.clone(),
                label: request.label.clone(),
                amount: request.amount,
                state: request.state,
                asked: request.asked_at_ms.is_some(),
                due_at_ms: request.due_at_ms,
                paid_at_ms: request.paid_at_ms,
                refunded: Money::new(refunded, request.amount.currency),
                pay_url: payable.then(|| format!("/pay/{}", links::payment(app, &request.id))),
                overdue: payable && request.due_at_ms.is_some_and(|due| due < now),
                processing: live.is_some_and(|a| a.state == AttemptState::Processing),
                link: by_link.map(|a| StageLink {
                    url: a.hosted_url.clone(),
                }),
            }
        };
        self.requests.iter().map(stage).collect()
    }
}

/// Whose turn it is, for one custom order.
pub fn turn(
    app: &App,
    shop: &Shop,
    row: &CommissionRow,
    newest: Option<&QuoteRow>,
    agreed: Option<&Agreed>,
    progress_to_approve: bool,
) -> TurnView {
    let parcel = agreed.and_then(|a| a.parcels.last().cloned());
    TurnFacts {
        status: row.status,
        shop_name: shop.name.clone(),
        waitlisted: row.waitlisted,
        answer_by: row.answer_by,
        valid_until_ms: newest.map(|q| q.valid_until_ms),
        quote_total: newest.map(|q| q.total),
        due: agreed.and_then(Agreed::due),
        due_date: row.due_date,
        begun: row.begun_at_ms.is_some(),
        progress_to_approve,
        parcel,
        going_back: agreed.map(Agreed::going_back),
        now_ms: app.now_ms(),
        zone: time_zone::of(shop),
    }
    .turn()
}

/// The address of a custom order's page for its customer.
pub fn address(app: &App, row: &CommissionRow) -> String {
    format!("/custom/{}", links::commission(app, row))
}
