//! Messages of a custom order, both ways, with pictures.

use super::{find, mails, maker, record, uploads};
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::thread_form::MessageForm;
use crate::domain::commission::view::{Approval, MessageKind};
use crate::server::actor::Actor;
use crate::server::db;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::commissions::thread::{self as thread, MessageRow, PrivatePictureRow};
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::limits::Limit;
use crate::server::mail::CommissionNews;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::server::work::Work;
use crate::unit_of_work;

/// The customer writes to the studio.
pub async fn customer(visit: &Visit, token: &str, form: MessageForm) -> Result<()> {
    let app = &visit.app;
    let row = {
        let mut conn = app.db.read().await?;
        find(app, &mut conn, token).await?
    };
    app.limits.count(Limit::ThreadMessage, &row.id)?;
    send(app, &row.id, &Actor::Customer, &form).await
}

/// The studio writes to the customer.
pub async fn studio(visit: &Visit, number: &str, form: MessageForm) -> Result<()> {
    let (_, actor) = maker(visit).await?;
    let app = &visit.app;
    let row = {
        let mut conn = app.db.read().await?;
        super::by_number(&mut conn, number).await?
    };
    send(app, &row.id, &actor, &form).await
}

/// Writes a message and notifies the other side.
pub async fn send(app: &App, id: &str, actor: &Actor, form: &MessageForm) -> Result<()> {
    let body = read(app, form).await?;
    unit_of_work!(app, actor, work => {
        let mut row = db::commissions::lock(&mut work, id).await?;
        if row.status.is_over() {
            return Err(Error::conflict("This custom order is over, so nothing can be added to it. Ask for a new one."));
        }
        let pictures = add(&mut work, &mut row, MessageKind::Message, false, &body, &form.upload_key).await?;
        let to_maker = *actor == Actor::Customer;
        let news = CommissionNews::Message { body: body.clone(), to_maker };
        if to_maker {
            mails::to_maker(&mut work, &row, news, &pictures).await
        } else {
            mails::to_customer(&mut work, &row, news, &pictures).await
        }
    })
}

/// The text of a form, which may be empty when pictures wait under its key.
pub(super) async fn read(app: &App, form: &MessageForm) -> Result<String> {
    let pictures = uploads::list(app, &form.upload_key).await?.len();
    Ok(form.read(pictures)?)
}

/// Writes an entry of the conversation with the pictures that wait under a key, and raises the version. Notifies nobody.
pub(super) async fn add(
    work: &mut Work<'_>,
    row: &mut CommissionRow,
    kind: MessageKind,
    ask_approval: bool,
    body: &str,
    upload_key: &str,
) -> Result<Vec<PrivatePictureRow>> {
    let now = work.now;
    let message = MessageRow {
        id: new_id(),
        kind,
        author: work.actor.who(),
        body: body.into(),
        approval: match ask_approval {
            true => Approval::Asked,
            false => Approval::None,
        },
        at_ms: now,
    };
    thread::insert_message(work, &row.id, &message).await?;
    let fact = match kind {
        MessageKind::Message => CommissionFact::MessageWritten,
        MessageKind::Progress => CommissionFact::ProgressShown,
        MessageKind::Finished => CommissionFact::FinishedShown,
    };
    // The entry itself is shown; its row of history keeps the versions without gaps.
    record(work, row, &fact, true).await?;
    if *work.actor == Actor::Customer && row.status.is_open() && !row.waitlisted {
        // A question is answered within the days that the studio gives itself.
        let settings = super::studio_settings::read(work).await?;
        let by = work.today().plus(settings.answer_days);
        db::commissions::set_answer_by(work, &row.id, by).await?;
    }
    uploads::attach(work, upload_key, &row.id, Some(&message.id)).await
}
