//! What a customer can say to a quote besides yes.

use super::say::{add, read};
use super::{advance, desk, find, letters};
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::status::CommissionEvent;
use crate::domain::commission::thread_form::{MessageForm, reason};
use crate::domain::commission::view::MessageKind;
use crate::server::db;
use crate::server::error::Result;
use crate::server::limits::Limit;
use crate::server::orders::Actor;
use crate::server::orders::letters::Desk;
use crate::server::state::App;
use crate::server::time_zone;
use crate::server::visit::Visit;
use crate::transact;

pub async fn ask_for_changes(visit: &Visit, token: &str, form: MessageForm) -> Result<()> {
    let id = id_of(visit, token).await?;
    changes(&visit.app, &id, &form).await
}

/// The quote is answered with wishes; the studio sends another.
pub async fn changes(app: &App, id: &str, form: &MessageForm) -> Result<()> {
    let body = read(app, form).await?;
    let shop = app.shop().await?;
    let letters_desk = Desk { app, shop: &shop };
    let (now, zone) = (app.now_ms(), time_zone::of(&shop));
    transact!(app.db, tx => {
        let mut row = db::commissions::lock(&mut tx, id).await?;
        let actor = &Actor::Customer;
        advance(&mut tx, &mut row, CommissionEvent::AskForChanges, actor, &CommissionFact::ChangesWanted, now).await?;
        let pictures = add(&mut tx, &zone, &mut row, actor, MessageKind::Message, false, &body, &form.upload_key, now).await?;
        let days = desk::read(&mut tx).await?.answer_days;
        db::commissions::set_answer_by(&mut tx, id, zone.day_of(now).plus(days)).await?;
        let news = crate::server::mail::CommissionNews::Answered {
            sentence: "Changes are wanted".into(),
            body: body.clone(),
        };
        letters::to_maker(&mut tx, letters_desk, &row, news, &pictures).await
    })
}

pub async fn decline(visit: &Visit, token: &str, why: &str) -> Result<()> {
    let id = id_of(visit, token).await?;
    no(&visit.app, &id, why).await
}

/// The quote is declined, and with it the request.
pub async fn no(app: &App, id: &str, why: &str) -> Result<()> {
    let why = reason("reason", why, 0)?;
    let shop = app.shop().await?;
    let desk = Desk { app, shop: &shop };
    let now = app.now_ms();
    transact!(app.db, tx => {
        let mut row = db::commissions::lock(&mut tx, id).await?;
        let fact = CommissionFact::QuoteDeclined { why: why.clone() };
        advance(&mut tx, &mut row, CommissionEvent::Decline, &Actor::Customer, &fact, now).await?;
        letters::answered(&mut tx, desk, &row, "The quote was declined", &why).await
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
