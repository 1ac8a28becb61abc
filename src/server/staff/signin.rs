//! Signing in: the password first, then the second factor; whoever has none yet sets it up before anything else.

use super::{SIGNED_IN, SignedIn, audit, current_or_refused, passkeys, recovery, totp};
use crate::domain::audit::{Action, Actor, Factor};
use crate::domain::problem::Problems;
use crate::domain::staff::{EnrolmentView, StaffView};
use crate::server::clock::MINUTE_MS;
use crate::server::db::{self, staff::StaffRow};
use crate::server::error::{Error, Result};
use crate::server::known_browser::{self, Owner};
use crate::server::password;
use crate::server::visit::Visit;
use crate::server::wrong_tries::{self, Account, Try, Who, account_key};
use crate::transact;
use serde::{Deserialize, Serialize};

/// Where a session keeps who has shown the password but not the second factor yet.
const HALF_WAY: &str = "staff_half_way";
/// Where a session keeps recovery codes until they were seen.
const NEW_CODES: &str = "staff_new_codes";
const CODES_PURPOSE: &str = "new recovery codes";
/// How long the second factor may be late, and new recovery codes stay readable.
const HALF_WAY_MS: i64 = 10 * MINUTE_MS;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct HalfWay {
    staff_id: String,
    epoch: i64,
    at_ms: i64,
    /// The sealed secret of a second factor that is being set up.
    enrolment: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct NewCodes {
    sealed: String,
    at_ms: i64,
}

/// What comes after the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Code,
    SetUp,
}

/// Checks a password. The answer and its time are the same whether there is such an account or not.
pub async fn sign_in(visit: &Visit, email: &str, typed: &str) -> Result<Next> {
    let app = &visit.app;
    let key = account_key(email);
    let row = {
        let mut conn = app.db.read().await?;
        db::staff::by_email_key(&mut conn, &key).await?
    };
    let row = row.filter(|row| row.active);
    let mark = known_browser::known_to(visit, row.as_ref().map(Owner::Staff));
    let who = mark.as_deref().map_or(Who::Stranger, Who::Known);
    let tried = wrong_tries::count(visit, Account::Staff(&key), who).await?;
    let stored = row.as_ref().map_or("", |row| row.password_hash.as_str());
    let right = password::verify(app, typed, stored).await?;
    let Some(row) = row.filter(|_| right) else {
        let (now, ip) = (app.now_ms(), visit.ip.to_string());
        transact!(app.db, tx => { audit::write(&mut tx, now, &Actor::Anybody, &Action::SignInRefused, &key, &ip).await })?;
        let message = "This e-mail address and this password do not belong together. Check both and try again.";
        return Err(Error::invalid("sign_in", message));
    };
    tried.was_right(app).await?;
    half_way(visit, &row).await
}

/// Remembers that the password was right, under a new session id.
pub(super) async fn half_way(visit: &Visit, row: &StaffRow) -> Result<Next> {
    let set_up = row.totp_secret.is_empty();
    let enrolment = set_up
        .then(|| visit.app.keys.seal(totp::PURPOSE, &totp::new_secret()))
        .transpose()?;
    let half_way = HalfWay {
        staff_id: row.id.clone(),
        epoch: row.session_epoch,
        at_ms: visit.app.now_ms(),
        enrolment,
    };
    visit.session.cycle_id().await?;
    visit.session.insert(HALF_WAY, half_way).await?;
    Ok(if set_up { Next::SetUp } else { Next::Code })
}

/// The password was shown in this visit, not long ago, and the account still stands.
pub(super) async fn half_way_in(visit: &Visit) -> Result<(HalfWay, StaffRow)> {
    let again = || {
        Error::not_signed_in(
            "sign_in",
            "Your sign-in took too long. Start again with your password.",
        )
    };
    let half_way = visit
        .session
        .get::<HalfWay>(HALF_WAY)
        .await?
        .ok_or_else(again)?;
    if visit.app.now_ms() - half_way.at_ms > HALF_WAY_MS {
        return Err(again());
    }
    let mut conn = visit.app.db.read().await?;
    let row = db::staff::by_id(&mut conn, &half_way.staff_id).await?;
    let row = row.filter(|row| row.active && row.session_epoch == half_way.epoch);
    Ok((half_way, row.ok_or_else(again)?))
}

/// Takes the second factor: six digits from the app, a recovery code, or what a passkey answered in their place.
pub async fn second_factor(visit: &Visit, code: &str) -> Result<StaffView> {
    let (_, row) = half_way_in(visit).await?;
    check_factor(visit, &row, code, |how| Action::SignedIn { how }).await?;
    finish(visit, &row).await
}

/// Shows the second factor again, for what asks for a recent one.
pub async fn confirm_again(visit: &Visit, code: &str) -> Result<()> {
    let (mut signed_in, row) = current_or_refused(visit).await?;
    check_factor(visit, &row, code, |how| Action::ConfirmedAgain { how }).await?;
    signed_in.factor_at_ms = visit.app.now_ms();
    Ok(visit.session.insert(SIGNED_IN, signed_in).await?)
}

/// `action` is what the log keeps when the factor is right.
async fn check_factor(
    visit: &Visit,
    row: &StaffRow,
    code: &str,
    action: fn(Factor) -> Action,
) -> Result<()> {
    let app = &visit.app;
    let tried = count_factor(visit, row).await?;
    if code.starts_with('{') {
        passkeys::check(visit, row, code, action).await?;
        return tried.was_right(app).await;
    }
    let now = app.now_ms();
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let is_totp = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
    let step = if is_totp && !row.totp_secret.is_empty() {
        let secret = app.keys.open(totp::PURPOSE, &row.totp_secret)?;
        totp::step_of(&secret, &digits, now)?
    } else {
        None
    };
    let right = transact!(app.db, tx => {
        let right = match step {
            Some(step) => db::staff::use_totp_step(&mut tx, &row.id, step).await?,
            None if is_totp => false,
            None => recovery::redeem(&mut tx, &app.keys, &row.id, code, now).await?,
        };
        if right {
            db::staff::touch_signed_in(&mut tx, &row.id, now).await?;
        }
        let how = if is_totp { Factor::App } else { Factor::RecoveryCode };
        let action = if right { action(how) } else { Action::SecondFactorRefused { how } };
        audit::record_in(&mut tx, visit, &row.name, &action, &row.email).await?;
        Ok(right)
    })?;
    if !right {
        let message =
            "This code is not right, or it was used before. Wait for the next one and try again.";
        return Err(Problems::one("code", "wrong_code", message).into());
    }
    tried.was_right(app).await
}

/// The second factor is counted strictly, whoever shows it: whoever gets so far has the password.
async fn count_factor(visit: &Visit, row: &StaffRow) -> Result<Try> {
    let key = account_key(&row.email);
    wrong_tries::count(visit, Account::Staff(&key), Who::SecondFactor).await
}

/// Both factors were shown: from here on this visit is signed in, under a new session id.
async fn finish(visit: &Visit, row: &StaffRow) -> Result<StaffView> {
    let now = visit.app.now_ms();
    visit.session.remove::<HalfWay>(HALF_WAY).await?;
    visit.session.cycle_id().await?;
    let signed_in = SignedIn {
        staff_id: row.id.clone(),
        epoch: row.session_epoch,
        at_ms: now,
        factor_at_ms: now,
    };
    visit.session.insert(SIGNED_IN, signed_in).await?;
    known_browser::remember(visit, Owner::Staff(row));
    super::view(row)
}

/// What somebody without a second factor needs to set one up.
pub async fn enrolment(visit: &Visit) -> Result<EnrolmentView> {
    let (half_way, row) = half_way_in(visit).await?;
    let secret = enrolment_secret(visit, &half_way)?;
    totp::enrolment(&visit.app, &row.email, &secret).await
}

fn enrolment_secret(visit: &Visit, half_way: &HalfWay) -> Result<String> {
    let sealed = half_way.enrolment.as_deref().ok_or_else(|| {
        Error::conflict("Your second factor is set up already. Sign in with a code from your app.")
    })?;
    visit.app.keys.open(totp::PURPOSE, sealed)
}

/// Sets the second factor up, once a first code shows that the app has it, and signs in. The recovery codes wait
/// in the session until they were seen.
pub async fn set_up(visit: &Visit, code: &str) -> Result<StaffView> {
    let app = &visit.app;
    let (half_way, row) = half_way_in(visit).await?;
    let secret = enrolment_secret(visit, &half_way)?;
    let tried = count_factor(visit, &row).await?;
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(step) = totp::step_of(&secret, &digits, app.now_ms())? else {
        let message = "This code does not belong to the picture above. Scan it again, then type the six digits your app shows.";
        return Err(Problems::one("code", "wrong_code", message).into());
    };
    let sealed = app.keys.seal(totp::PURPOSE, &secret)?;
    let codes = transact!(app.db, tx => {
        if !db::staff::set_totp(&mut tx, &row.id, &sealed, step).await? {
            return Err(Error::conflict("Your second factor is set up already. Sign in with a code from your app."));
        }
        let codes = recovery::renew(&mut tx, &app.keys, &row.id).await?;
        db::staff::touch_signed_in(&mut tx, &row.id, app.now_ms()).await?;
        audit::record_in(&mut tx, visit, &row.name, &Action::SecondFactorSetUp, &row.email).await?;
        Ok(codes)
    })?;
    tried.was_right(app).await?;
    let staff = finish(visit, &row).await?;
    keep_new_codes(visit, &codes).await?;
    Ok(staff)
}

pub(super) async fn keep_new_codes(visit: &Visit, codes: &[String]) -> Result<()> {
    let new = NewCodes {
        sealed: visit.app.keys.seal(CODES_PURPOSE, &codes.join("\n"))?,
        at_ms: visit.app.now_ms(),
    };
    Ok(visit.session.insert(NEW_CODES, new).await?)
}

/// Recovery codes that were just made, until the person says that they are kept or ten minutes have passed.
pub async fn new_codes(visit: &Visit) -> Result<Vec<String>> {
    let new = visit.session.get::<NewCodes>(NEW_CODES).await?;
    let now = visit.app.now_ms();
    match new.filter(|new| now - new.at_ms <= HALF_WAY_MS) {
        Some(new) => {
            let codes = visit.app.keys.open(CODES_PURPOSE, &new.sealed)?;
            Ok(codes.lines().map(String::from).collect())
        }
        None => Ok(Vec::new()),
    }
}

/// The new recovery codes were kept: they are not shown again.
pub async fn codes_are_kept(visit: &Visit) -> Result<()> {
    visit.session.remove::<NewCodes>(NEW_CODES).await?;
    Ok(())
}

/// Ends this sign-in, and one that is half-way.
pub async fn leave(visit: &Visit) -> Result<()> {
    if let Some((_, row)) = super::current(visit).await? {
        audit::record(visit, &row.name, Action::SignedOut, &row.email).await?;
    }
    visit.session.remove::<SignedIn>(SIGNED_IN).await?;
    visit.session.remove::<HalfWay>(HALF_WAY).await?;
    visit.session.remove::<NewCodes>(NEW_CODES).await?;
    Ok(())
}
