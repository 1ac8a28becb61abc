//! Staff: who is signed in, what each may do, and what they did.

pub mod accounts;
pub mod audit;
pub mod demo;
pub mod passkeys;
pub mod programs;
pub mod recovery;
pub mod rescue;
pub mod signin;
pub mod totp;

pub use accounts::create_admin;
pub use demo::seed_demo;

use super::clock::{HOUR_MS, MINUTE_MS};
use super::db;
use super::db::staff::StaffRow;
use super::error::{Error, Result};
use super::visit::Visit;
use crate::domain::audit::Action;
use crate::domain::problem::Problems;
use crate::domain::staff::{Permission, StaffView};
use serde::{Deserialize, Serialize};

/// Where a session keeps who has shown both factors.
const SIGNED_IN: &str = "staff";
/// A sign-in lasts this long; then both factors are asked for again.
const LASTS_MS: i64 = 12 * HOUR_MS;
/// What runs the shop asks for a code no older than this.
const RECENT_MS: i64 = 15 * MINUTE_MS;

/// What a session remembers of a sign-in.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct SignedIn {
    staff_id: String,
    /// The account's epoch at sign-in: raised there, this sign-in is over.
    epoch: i64,
    at_ms: i64,
    /// When the second factor was last shown.
    factor_at_ms: i64,
}

fn view(row: &StaffRow) -> Result<StaffView> {
    Ok(StaffView {
        id: row.id.clone(),
        name: row.name.clone(),
        email: row.email.clone(),
        role: row.role,
    })
}

/// The sign-in of this visit with its account, if it is still good.
async fn current(visit: &Visit) -> Result<Option<(SignedIn, StaffRow)>> {
    let Some(signed_in) = visit.session.get::<SignedIn>(SIGNED_IN).await? else {
        return Ok(None);
    };
    if visit.app.now_ms() - signed_in.at_ms > LASTS_MS {
        return Ok(None);
    }
    let row = {
        let mut conn = visit.app.db.read().await?;
        db::staff::by_id(&mut conn, &signed_in.staff_id).await?
    };
    let still_good = row.filter(|row| row.active && row.session_epoch == signed_in.epoch);
    Ok(still_good.map(|row| (signed_in, row)))
}

async fn current_or_refused(visit: &Visit) -> Result<(SignedIn, StaffRow)> {
    current(visit)
        .await?
        .ok_or_else(|| Error::not_signed_in("sign_in", "Sign in at the counter first."))
}

/// Who is signed in; 401 when nobody is.
pub async fn signed_in(visit: &Visit) -> Result<StaffView> {
    view(&current_or_refused(visit).await?.1)
}

/// The member of staff, if signed in (else 401) and allowed to (else 403, and the audit log has it). A program that
/// calls with an API token may do what the token's scopes say.
pub async fn require(visit: &Visit, permission: Permission) -> Result<StaffView> {
    if let Some(program) = &visit.program {
        return programs::allowed(visit, program, permission).await;
    }
    let (_, row) = current_or_refused(visit).await?;
    let staff = view(&row)?;
    allowed(visit, staff, permission).await
}

/// Like [`require`], and the second factor was shown in the last quarter of an hour (else 403 with the code
/// `confirm_code`). For what runs the shop itself.
pub async fn require_recent(visit: &Visit, permission: Permission) -> Result<StaffView> {
    // No program has a second factor to show.
    let (signed_in, row) = current_or_refused(visit).await?;
    let staff = allowed(visit, view(&row)?, permission).await?;
    if visit.app.now_ms() - signed_in.factor_at_ms > RECENT_MS {
        let message = "This changes the shop itself: confirm it with a new code first.";
        return Err(Error::forbidden("confirm_code", message));
    }
    Ok(staff)
}

/// Whoever is signed in, who showed the second factor in the last quarter of an hour: for changing how one signs in.
async fn own_recent(visit: &Visit) -> Result<StaffRow> {
    let (signed_in, row) = current_or_refused(visit).await?;
    if visit.app.now_ms() - signed_in.factor_at_ms > RECENT_MS {
        let message = "Confirm with a new code first.";
        return Err(Error::forbidden("confirm_code", message));
    }
    Ok(row)
}

/// Whether the second factor was shown in the last quarter of an hour.
pub async fn is_recent(visit: &Visit) -> Result<bool> {
    let now = visit.app.now_ms();
    Ok(current(visit)
        .await?
        .is_some_and(|(signed_in, _)| now - signed_in.factor_at_ms <= RECENT_MS))
}

/// What is shown before a press by which money leaves: a fresh code of whoever is signed in, good for this press alone. A
/// program has none to show: it needs the scope for refunds, which an owner gave it with a code of their own.
pub async fn confirm_money_leaves(visit: &Visit, code: &str) -> Result<()> {
    if let Some(program) = &visit.program {
        let allowed = programs::allowed(visit, program, Permission::Refund).await;
        return allowed.map(drop);
    }
    if code.trim().is_empty() {
        let message = "Money leaves with this: type the code that your authenticator shows now.";
        return Err(Problems::one("code", "required", message).into());
    }
    signin::confirm_again(visit, code).await
}

async fn allowed(visit: &Visit, staff: StaffView, permission: Permission) -> Result<StaffView> {
    if staff.role.may(permission) {
        return Ok(staff);
    }
    let subject = permission.as_str();
    let role = Some(staff.role);
    audit::record(visit, &staff.name, Action::Refused { role }, subject).await?;
    let message = format!(
        "Your role here is {}, which does not include this. Ask the owner if you need it.",
        staff.role.label().to_lowercase()
    );
    Err(Error::forbidden("forbidden", message))
}
