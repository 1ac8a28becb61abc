//! While it is made: begin, show how it grows, ask for the next part of the price, finish.

use super::messages::{add, read};
use super::{advance, agreed, audited, find, hold, mails, maker, record};
use crate::domain::audit::Action;
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::plan::StageDue;
use crate::domain::commission::status::{CommissionEvent, CommissionStatus};
use crate::domain::commission::thread_form::MessageForm;
use crate::domain::commission::view::MessageKind;
use crate::domain::payment::RequestState;
use crate::server::actor::Actor;
use crate::server::db;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::commissions::thread;
use crate::server::db::payments::RequestRow;
use crate::server::error::{Error, Result};
use crate::server::mail::CommissionNews;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::server::work::Work;
use crate::unit_of_work;

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
    unit_of_work!(app, actor, work => {
        let now = work.now;
        let mut row = db::commissions::lock(&mut work, id).await?;
        in_production(&row)?;
        if row.begun_at_ms.is_some() {
            return Err(Error::conflict("The making has begun already."));
        }
        db::commissions::set_begun(&mut work, id, now).await?;
        record(&mut work, &mut row, &CommissionFact::MakingBegun, false).await?;
        audited(&mut work, &row, Action::CommissionBegun).await
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
    unit_of_work!(app, actor, work => {
        let now = work.now;
        let mut row = db::commissions::lock(&mut work, id).await?;
        in_production(&row)?;
        db::commissions::set_begun(&mut work, id, now).await?;
        let pictures = add(&mut work, &mut row, MessageKind::Progress, ask_approval, &body, &form.upload_key).await?;
        audited(&mut work, &row, Action::ProgressShown).await?;
        let news = CommissionNews::Progress { body: body.clone(), approval: ask_approval };
        mails::to_customer(&mut work, &row, news, &pictures).await
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
    unit_of_work!(app, &Actor::Customer, work => {
        let mut row = db::commissions::lock(&mut work, id).await?;
        if row.status.is_over() || !thread::approve(&mut work, id, entry).await? {
            return Err(Error::conflict("There is nothing to say yes to here. Reload the page and look again."));
        }
        record(&mut work, &mut row, &CommissionFact::PicturesApproved, false).await?;
        mails::answered(&mut work, &row, "Your pictures were approved", "").await
    })
}

pub async fn ask_for_stage(visit: &Visit, number: &str) -> Result<()> {
    let (_, actor) = maker(visit).await?;
    let row = numbered(visit, number).await?;
    next_stage(&visit.app, &row.id, &actor).await
}

/// Asks for the next part of the price that is due while it is made.
pub async fn next_stage(app: &App, id: &str, actor: &Actor) -> Result<()> {
    unit_of_work!(app, actor, work => {
        let mut row = hold(&mut work, id).await?.row;
        in_production(&row)?;
        let agreed = agreed::of(&mut work, &row).await?;
        let waiting = agreed.as_ref().and_then(|a| {
            let stages = a.quote.quote.plan.stages.iter().zip(&a.requests);
            let mut due = stages.filter(|(stage, _)| stage.due == StageDue::OnProgress);
            due.find(|(_, request)| request.asked_at_ms.is_none()).map(|(_, request)| request)
        });
        let Some(request) = waiting else {
            return Err(Error::conflict("The plan has no further part that is due while it is made."));
        };
        let request = ask(&mut work, &row, request).await?;
        let fact = CommissionFact::PaymentDue { label: request.label.clone(), amount: request.amount };
        record(&mut work, &mut row, &fact, false).await?;
        let action = Action::StageAsked { part: request.label.clone(), amount: request.amount };
        audited(&mut work, &row, action).await?;
        let news = CommissionNews::PaymentDue { payment: mails::asked(work.shop, &row, &request, None) };
        mails::to_payer(&mut work, &row, news, &[], Some(&request)).await
    })
}

/// Asks for one amount, with its reminders. Returns it as it is then.
async fn ask(work: &mut Work<'_>, row: &CommissionRow, request: &RequestRow) -> Result<RequestRow> {
    let (now, zone) = (work.now, work.zone());
    let due = zone.whole_days_later(now, super::studio_settings::read(work).await?.pay_days);
    if db::payments::links::ask_for(work, &request.id, now, due).await? {
        super::deadlines::enqueue_reminders(work, &request.id, due).await?;
    }
    let found = db::payments::links::by_id(work, &request.id).await?;
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
    unit_of_work!(app, actor, work => {
        let mut row = hold(&mut work, id).await?.row;
        advance(&mut work, &mut row, CommissionEvent::Finish, &CommissionFact::Finished).await?;
        let pictures = match silent && waiting == 0 {
            true => Vec::new(),
            false => add(&mut work, &mut row, MessageKind::Finished, false, &body, &form.upload_key).await?,
        };
        let requests = agreed::of(&mut work, &row).await?.map_or(Vec::new(), |a| a.requests);
        let mut first = None;
        for request in requests.iter().filter(|r| r.state == RequestState::Open) {
            let asked = ask(&mut work, &row, request).await?;
            first.get_or_insert(asked);
        }
        let payment = first.as_ref().map(|request| mails::asked(work.shop, &row, request, None));
        audited(&mut work, &row, Action::CommissionFinished).await?;
        let news = CommissionNews::Ready { body: body.clone(), payment };
        mails::to_payer(&mut work, &row, news, &pictures, first.as_ref()).await
    })
}
