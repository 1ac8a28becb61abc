//! While it is made: begin, show how it grows, ask for the next part of the price, finish.

use super::say::{add, read};
use super::{advance, agreed, audited, find, hold, letters, maker, record};
use crate::domain::audit::Action;
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::plan::StageDue;
use crate::domain::commission::status::{CommissionEvent, CommissionStatus};
use crate::domain::commission::thread_form::MessageForm;
use crate::domain::commission::view::MessageKind;
use crate::domain::payment::RequestState;
use crate::domain::time_zone::TimeZone;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::commissions::thread;
use crate::server::db::payments::RequestRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::mail::CommissionNews;
use crate::server::orders::Actor;
use crate::server::orders::letters::Desk;
use crate::server::state::App;
use crate::server::time_zone;
use crate::server::visit::Visit;
use crate::transact;

async fn numbered(visit: &Visit, number: &str) -> Result<CommissionRow> {
    let mut conn = visit.app.db.read().await?;
    super::by_number(&mut conn, number).await
}

fn in_production(row: &CommissionRow) -> Result<()> {
    match row.status {
        CommissionStatus::InProduction => Ok(()),
        other => Err(Error::conflict(format!(
            "This can be done while it is in production; this custom order is “{}”.",
            other.label().to_lowercase()
        ))),
    }
}

pub async fn begin(visit: &Visit, number: &str) -> Result<()> {
    let (_, actor) = maker(visit).await?;
    let row = numbered(visit, number).await?;
    start(&visit.app, &row.id, &actor).await
}

/// The making begins: from now on the agreed rule for this stage holds.
pub async fn start(app: &App, id: &str, actor: &Actor) -> Result<()> {
    let now = app.now_ms();
    transact!(app.db, tx => {
        let mut row = db::commissions::lock(&mut tx, id).await?;
        in_production(&row)?;
        if row.begun_at_ms.is_some() {
            return Err(Error::conflict("The making has begun already."));
        }
        db::commissions::set_begun(&mut tx, id, now).await?;
        record(&mut tx, &mut row, actor, &CommissionFact::MakingBegun, false, now).await?;
        audited(&mut tx, &row, actor, Action::CommissionBegun, now).await
    })
}

pub async fn show_progress(
    visit: &Visit,
    number: &str,
    form: MessageForm,
    ask_approval: bool,
) -> Result<()> {
    let (_, actor) = maker(visit).await?;
    let row = numbered(visit, number).await?;
    progress(&visit.app, &row.id, &actor, &form, ask_approval).await
}

/// Shows how it grows. Who shows that has begun.
pub async fn progress(
    app: &App,
    id: &str,
    actor: &Actor,
    form: &MessageForm,
    ask_approval: bool,
) -> Result<()> {
    let body = read(app, form).await?;
    let shop = app.shop().await?;
    let desk = Desk { app, shop: &shop };
    let now = app.now_ms();
    transact!(app.db, tx => {
        let mut row = db::commissions::lock(&mut tx, id).await?;
        in_production(&row)?;
        db::commissions::set_begun(&mut tx, id, now).await?;
        let pictures = add(&mut tx, &time_zone::of(&shop), &mut row, actor, MessageKind::Progress, ask_approval, &body, &form.upload_key, now).await?;
        audited(&mut tx, &row, actor, Action::ProgressShown, now).await?;
        let news = CommissionNews::Progress { body: body.clone(), approval: ask_approval };
        letters::to_customer(&mut tx, desk, &row, news, &pictures).await
    })
}

/// The customer says yes to pictures of the work.
pub async fn approve(visit: &Visit, token: &str, entry: &str) -> Result<()> {
    let app = &visit.app;
    let row = {
        let mut conn = app.db.read().await?;
        find(app, &mut conn, token).await?
    };
    approved(app, &row.id, entry).await
}

pub async fn approved(app: &App, id: &str, entry: &str) -> Result<()> {
    let shop = app.shop().await?;
    let desk = Desk { app, shop: &shop };
    let now = app.now_ms();
    transact!(app.db, tx => {
        let mut row = db::commissions::lock(&mut tx, id).await?;
        if row.status.is_over() || !thread::approve(&mut tx, id, entry).await? {
            return Err(Error::conflict("There is nothing to say yes to here. Reload the page and look again."));
        }
        record(&mut tx, &mut row, &Actor::Customer, &CommissionFact::PicturesApproved, false, now).await?;
        letters::answered(&mut tx, desk, &row, "Your pictures were approved", "").await
    })
}

pub async fn ask_for_stage(visit: &Visit, number: &str) -> Result<()> {
    let (_, actor) = maker(visit).await?;
    let row = numbered(visit, number).await?;
    next_stage(&visit.app, &row.id, &actor).await
}

/// Asks for the next part of the price that is due while it is made.
pub async fn next_stage(app: &App, id: &str, actor: &Actor) -> Result<()> {
    let shop = app.shop().await?;
    let desk = Desk { app, shop: &shop };
    let now = app.now_ms();
    transact!(app.db, tx => {
        let mut row = hold(&mut tx, id).await?.row;
        in_production(&row)?;
        let agreed = agreed::of(&mut tx, &row).await?;
        let waiting = agreed.as_ref().and_then(|a| {
            let stages = a.quote.quote.plan.stages.iter().zip(&a.requests);
            let mut due = stages.filter(|(stage, _)| stage.due == StageDue::OnProgress);
            due.find(|(_, request)| request.asked_at_ms.is_none()).map(|(_, request)| request)
        });
        let Some(request) = waiting else {
            return Err(Error::conflict("The plan has no further part that is due while it is made."));
        };
        let request = ask(&mut tx, &time_zone::of(&shop), &row, request, now).await?;
        let fact = CommissionFact::PaymentDue { label: request.label.clone(), amount: request.amount };
        record(&mut tx, &mut row, actor, &fact, false, now).await?;
        let action = Action::StageAsked { part: request.label.clone(), amount: request.amount };
        audited(&mut tx, &row, actor, action, now).await?;
        let news = CommissionNews::PaymentDue { payment: letters::asked(desk, &row, &request, None) };
        letters::to_payer(&mut tx, desk, &row, news, &[], Some(&request)).await
    })
}

/// Asks for one amount, with its reminders. Answers it as it is then.
async fn ask(
    conn: &mut Conn,
    zone: &TimeZone,
    row: &CommissionRow,
    request: &RequestRow,
    now: i64,
) -> Result<RequestRow> {
    let due = zone.whole_days_later(now, super::desk::read(conn).await?.pay_days);
    if db::payments::links::ask_for(conn, &request.id, now, due).await? {
        super::time::enqueue_reminders(conn, zone, &request.id, due, now).await?;
    }
    let found = db::payments::links::by_id(conn, &request.id).await?;
    found.ok_or_else(|| Error::impossible("commissions", "payment_requests", &row.id, "gone"))
}

pub async fn finish(visit: &Visit, number: &str, form: MessageForm) -> Result<()> {
    let (_, actor) = maker(visit).await?;
    let row = numbered(visit, number).await?;
    finished(&visit.app, &row.id, &actor, &form).await
}

/// It is finished: everything that is left of the price is asked for. Words and pictures may be empty.
pub async fn finished(app: &App, id: &str, actor: &Actor, form: &MessageForm) -> Result<()> {
    let silent = form.body.trim().is_empty();
    let waiting = super::uploads::list(app, &form.upload_key).await?.len();
    let body = form.read(waiting.max(usize::from(silent)))?;
    let shop = app.shop().await?;
    let desk = Desk { app, shop: &shop };
    let now = app.now_ms();
    transact!(app.db, tx => {
        let mut row = hold(&mut tx, id).await?.row;
        advance(&mut tx, &mut row, CommissionEvent::Finish, actor, &CommissionFact::Finished, now).await?;
        let pictures = match silent && waiting == 0 {
            true => Vec::new(),
            false => add(&mut tx, &time_zone::of(&shop), &mut row, actor, MessageKind::Finished, false, &body, &form.upload_key, now).await?,
        };
        let requests = agreed::of(&mut tx, &row).await?.map_or(Vec::new(), |a| a.requests);
        let mut first = None;
        for request in requests.iter().filter(|r| r.state == RequestState::Open) {
            let asked = ask(&mut tx, &time_zone::of(&shop), &row, request, now).await?;
            first.get_or_insert(asked);
        }
        let payment = first.as_ref().map(|request| letters::asked(desk, &row, request, None));
        audited(&mut tx, &row, actor, Action::CommissionFinished, now).await?;
        let news = CommissionNews::Ready { body: body.clone(), payment };
        letters::to_payer(&mut tx, desk, &row, news, &pictures, first.as_ref()).await
    })
}
