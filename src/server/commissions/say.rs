//! Messages, both ways, with pictures.

use super::{find, letters, maker, record, uploads};
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::thread_form::MessageForm;
use crate::domain::commission::view::{Approval, MessageKind};
use crate::domain::time_zone::TimeZone;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::commissions::thread::{self as thread, MessageRow, PrivatePictureRow};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::limits::Limit;
use crate::server::mail::CommissionNews;
use crate::server::orders::Actor;
use crate::server::orders::letters::Desk;
use crate::server::state::App;
use crate::server::time_zone;
use crate::server::visit::Visit;
use crate::transact;

/// The customer writes to the studio.
pub async fn customer(visit: &Visit, token: &str, form: MessageForm) -> Result<()> {
    let app = &visit.app;
    let row = {
        let mut conn = app.db.read().await?;
        find(app, &mut conn, token).await?
    };
    app.limits.count(Limit::ThreadMessage, &row.id)?;
    say(app, &row.id, &Actor::Customer, &form).await
}

/// The studio writes to the customer.
pub async fn studio(visit: &Visit, number: &str, form: MessageForm) -> Result<()> {
    let (_, actor) = maker(visit).await?;
    let app = &visit.app;
    let row = {
        let mut conn = app.db.read().await?;
        super::by_number(&mut conn, number).await?
    };
    say(app, &row.id, &actor, &form).await
}

/// Writes a message and tells the other side.
pub async fn say(app: &App, id: &str, actor: &Actor, form: &MessageForm) -> Result<()> {
    let body = read(app, form).await?;
    let shop = app.shop().await?;
    let desk = Desk { app, shop: &shop };
    let now = app.now_ms();
    transact!(app.db, tx => {
        let mut row = db::commissions::lock(&mut tx, id).await?;
        if row.status.is_over() {
            return Err(Error::conflict("This custom order is over, so nothing can be added to it. Ask for a new one."));
        }
        let pictures = add(&mut tx, &time_zone::of(&shop), &mut row, actor, MessageKind::Message, false, &body, &form.upload_key, now).await?;
        let to_maker = *actor == Actor::Customer;
        let news = CommissionNews::Message { body: body.clone(), to_maker };
        if to_maker {
            letters::to_maker(&mut tx, desk, &row, news, &pictures).await
        } else {
            letters::to_customer(&mut tx, desk, &row, news, &pictures).await
        }
    })
}

/// The words of a form, which may be empty when pictures wait under its key.
pub(super) async fn read(app: &App, form: &MessageForm) -> Result<String> {
    let pictures = uploads::list(app, &form.upload_key).await?.len();
    Ok(form.read(pictures)?)
}

/// Writes an entry of the thread with the pictures that wait under a key, and raises the version. Tells nobody.
pub(super) async fn add(
    conn: &mut Conn,
    zone: &TimeZone,
    row: &mut CommissionRow,
    actor: &Actor,
    kind: MessageKind,
    ask_approval: bool,
    body: &str,
    upload_key: &str,
    now: i64,
) -> Result<Vec<PrivatePictureRow>> {
    let message = MessageRow {
        id: new_id(),
        kind,
        author: actor.who(),
        body: body.into(),
        approval: match ask_approval {
            true => Approval::Asked,
            false => Approval::None,
        },
        at_ms: now,
    };
    thread::insert_message(conn, &row.id, &message).await?;
    let fact = match kind {
        MessageKind::Message => CommissionFact::MessageWritten,
        MessageKind::Progress => CommissionFact::ProgressShown,
        MessageKind::Finished => CommissionFact::FinishedShown,
    };
    // The entry itself is shown; its row of history keeps the versions without gaps.
    record(conn, row, actor, &fact, true, now).await?;
    if *actor == Actor::Customer && row.status.is_open() && !row.waitlisted {
        // A question is answered within the days that the studio gives itself.
        let desk = super::desk::read(conn).await?;
        let by = zone.day_of(now).plus(desk.answer_days);
        db::commissions::set_answer_by(conn, &row.id, by).await?;
    }
    uploads::attach(conn, upload_key, &row.id, Some(&message.id)).await
}
