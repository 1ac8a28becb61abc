//! Passkeys of staff. One stands in for a code of the authenticator app, which stays: nobody is locked out by a lost key.

use super::{audit, current_or_refused, own_recent, signin};
use crate::domain::audit::{Action, Factor};
use crate::domain::passkey::{PasskeyAsk, PasskeysView, passkey_name};
use crate::server::db;
use crate::server::db::sign_in::passkeys::{self as stored, Owner};
use crate::server::db::staff::StaffRow;
use crate::server::error::{Error, Result};
use crate::server::passkeys::{self, Holder, Shown};
use crate::server::visit::Visit;
use crate::transact;
use serde_json::Value;

/// What a question in place of a code is bound to: an answer for one account is none for another.
fn instead_of_code(row: &StaffRow) -> String {
    format!("passkey instead of a code of {}", row.id)
}

fn to_add(row: &StaffRow) -> String {
    format!("new passkey of staff {}", row.id)
}

/// Whoever is asked: signed in, or half-way there.
async fn whom(visit: &Visit, ask: PasskeyAsk) -> Result<StaffRow> {
    Ok(match ask {
        PasskeyAsk::CounterSignIn => signin::half_way_in(visit).await?.1,
        _ => current_or_refused(visit).await?.1,
    })
}

/// What the browser is asked.
pub async fn ask(visit: &Visit, ask: PasskeyAsk) -> Result<Value> {
    let row = whom(visit, ask).await?;
    let owner = Owner::Staff(&row.id);
    if !ask.makes_one() {
        return passkeys::question(visit, &instead_of_code(&row), Some(owner)).await;
    }
    own_recent(visit).await?;
    let holder = Holder {
        owner,
        email: &row.email,
        name: &row.name,
        finds_itself: false,
    };
    passkeys::question_for_new(visit, &to_add(&row), &holder).await
}

/// The own passkeys.
pub async fn list(visit: &Visit) -> Result<PasskeysView> {
    list_for(visit, PasskeyAsk::CounterConfirm).await
}

/// The passkeys of whoever would be asked.
pub async fn list_for(visit: &Visit, ask: PasskeyAsk) -> Result<PasskeysView> {
    let row = whom(visit, ask).await?;
    passkeys::list(visit, Owner::Staff(&row.id)).await
}

/// Checks what a passkey answered in place of a code; the log has it, whatever comes of it.
pub(super) async fn check(
    visit: &Visit,
    row: &StaffRow,
    answer: &str,
    action: fn(Factor) -> Action,
) -> Result<()> {
    let app = &visit.app;
    let answered = passkeys::answered(visit, &instead_of_code(row), answer).await?;
    let (right, copied) = transact!(app.db, tx => {
        let shown = answered.check(&mut tx, app.now_ms()).await?;
        let (right, copied, how) = match shown {
            Shown::Right(key) if key.staff_id.as_ref() == Some(&row.id) && !row.totp_secret.is_empty() => {
                (true, false, Factor::Passkey { name: key.name })
            }
            Shown::Copied(key) => (false, true, Factor::CopiedPasskey { name: key.name }),
            _ => (false, false, Factor::UnknownPasskey),
        };
        if right {
            db::staff::touch_signed_in(&mut tx, &row.id, app.now_ms()).await?;
        }
        let action = if right { action(how) } else { Action::SecondFactorRefused { how } };
        audit::record_in(&mut tx, visit, &row.name, &action, &row.email).await?;
        Ok((right, copied))
    })?;
    right.then_some(()).ok_or_else(|| passkeys::refused(copied))
}

/// Keeps a new passkey.
pub async fn add(visit: &Visit, answer: &str) -> Result<()> {
    let row = own_recent(visit).await?;
    let made = passkeys::made(visit, &to_add(&row), answer).await?;
    transact!(visit.app.db, tx => {
        passkeys::keep(&mut tx, visit, Owner::Staff(&row.id), &made).await?;
        let action = Action::PasskeyAdded { device: visit.device.clone() };
        audit::record_in(&mut tx, visit, &row.name, &action, &row.email).await
    })
}

/// Names one of the own passkeys.
pub async fn rename(visit: &Visit, id: &str, typed: &str) -> Result<()> {
    let (_, row) = current_or_refused(visit).await?;
    let name = passkey_name(id, typed)?;
    let done = transact!(visit.app.db, tx => {
        stored::rename(&mut tx, Owner::Staff(&row.id), id, &name).await
    })?;
    done.then_some(()).ok_or_else(missing)
}

/// Takes one of the own passkeys away.
pub async fn remove(visit: &Visit, id: &str) -> Result<()> {
    let row = own_recent(visit).await?;
    transact!(visit.app.db, tx => {
        let name = stored::delete(&mut tx, Owner::Staff(&row.id), id).await?;
        let name = name.ok_or_else(missing)?;
        audit::record_in(&mut tx, visit, &row.name, &Action::PasskeyRemoved { name }, &row.email).await
    })
}

fn missing() -> Error {
    Error::not_found("This passkey is not there any more. Reload the page.")
}
