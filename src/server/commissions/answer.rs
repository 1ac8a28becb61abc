//! A customer's other answers to a quote: asking for changes, declining, withdrawing.

use super::messages::{add, read};
use super::{advance, find, mails, studio_settings};
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::status::CommissionEvent;
use crate::domain::commission::thread_form::{MessageForm, reason};
use crate::domain::commission::view::MessageKind;
use crate::server::actor::Actor;
use crate::server::db;
use crate::server::error::Result;
use crate::server::limits::Limit;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::unit_of_work;

pub async fn ask_for_changes(visit: &Visit, token: &str, form: MessageForm) -> Result<()> {
    let id = id_of(visit, token).await?;
    changes(&visit.app, &id, &form).await
}

/// The customer asks for changes to the quote; the studio sends another.
pub async fn changes(app: &App, id: &str, form: &MessageForm) -> Result<()> {
    let body = read(app, form).await?;
    unit_of_work!(app, &Actor::Customer, work => {
        let mut row = db::commissions::lock(&mut work, id).await?;
        advance(&mut work, &mut row, CommissionEvent::AskForChanges, &CommissionFact::ChangesWanted).await?;
        let pictures = add(&mut work, &mut row, MessageKind::Message, false, &body, &form.upload_key).await?;
        let days = studio_settings::read(&mut work).await?.answer_days;
        let by = work.today().plus(days);
        db::commissions::set_answer_by(&mut work, id, by).await?;
        let news = crate::server::mail::CommissionNews::Answered {
            sentence: "Changes are wanted".into(),
            body: body.clone(),
        };
        mails::to_maker(&mut work, &row, news, &pictures).await
    })
}

pub async fn decline(visit: &Visit, token: &str, why: &str) -> Result<()> {
    let id = id_of(visit, token).await?;
    no(&visit.app, &id, why).await
}

/// The quote is declined, and with it the request.
pub async fn no(app: &App, id: &str, why: &str) -> Result<()> {
    let why = reason("reason", why, 0)?;
    unit_of_work!(app, &Actor::Customer, work => {
        let mut row = db::commissions::lock(&mut work, id).await?;
        let fact = CommissionFact::QuoteDeclined { why: why.clone() };
        advance(&mut work, &mut row, CommissionEvent::Decline, &fact).await?;
        mails::answered(&mut work, &row, "The quote was declined", &why).await
    })
}

async fn id_of(visit: &Visit, token: &str) -> Result<String> {
    let app = &visit.app;
    let row = {
        let mut conn = app.db.read().await?;
        find(app, &mut conn, token).await?
    };
    app.limits.count(Limit::ThreadMessage, &row.id)?;
    Ok(row.id)
}
