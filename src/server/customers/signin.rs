//! Signing in: with the password, or with six digits that are sent to the mailbox.

use super::{Customer, begin, proofs, require};
use crate::domain::contact::Email;
use crate::domain::customer::ConfirmView;
use crate::domain::problem::Problems;
use crate::server::clock::MINUTE_MS;
use crate::server::db;
use crate::server::db::customers::proofs as stored;
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::known_browser::{self, Owner};
use crate::server::mail::AccountNews;
use crate::server::password;
use crate::server::visit::Visit;
use crate::server::wrong_tries::{self, Account, Who, account_key};
use crate::transact;
use serde::{Deserialize, Serialize};

/// Where a session keeps that a code is on its way.
const HALF_WAY: &str = "customer_half_way";
/// Tries at one code.
const TRIES: i64 = 5;
/// How long the page waits for the digits.
const WAITS_MS: i64 = 10 * MINUTE_MS;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct HalfWay {
    proof_id: String,
    /// The key of the address that the code was asked for.
    #[serde(default)]
    key: String,
    at_ms: i64,
}

/// Signs in with the password. The answer and its time are the same whether there is such an account or not.
pub async fn by_password(visit: &Visit, email: &str, typed: &str) -> Result<()> {
    let app = &visit.app;
    let key = account_key(email);
    let row = {
        let mut conn = app.db.read().await?;
        db::customers::by_email_key(&mut conn, &key).await?
    };
    let mark = known_browser::known_to(visit, row.as_ref().map(Owner::Customer));
    let who = mark.as_deref().map_or(Who::Stranger, Who::Known);
    let tried = wrong_tries::count(visit, Account::Customer(&key), who).await?;
    let stored = row.as_ref().map_or("", |row| row.password_hash.as_str());
    let right = password::verify(app, typed, stored).await?;
    let Some(row) = row.filter(|_| right) else {
        tracing::info!("a customer's sign-in was refused");
        let message = "This e-mail address and this password do not belong together. Check both and try again, or have a code sent to you.";
        return Err(Error::invalid("sign_in", message));
    };
    tried.was_right(app).await?;
    begin(visit, &row.id).await
}

/// Sends six digits to a mailbox. Where there is no account a mail says so; the answer is the same.
pub async fn send_code(visit: &Visit, email: &str) -> Result<()> {
    let app = &visit.app;
    let email = Email::parse(email).ok_or_else(|| {
        let message = "Write the e-mail address of your account: the code is sent there.";
        Problems::one("email", "invalid", message)
    })?;
    let holder = proofs::holder(app, &email).await?;
    proofs::count(visit, &email, holder.as_ref())?;
    // The newest code of this browser counts. What somebody else asked for takes nobody's code away.
    let before = half_way(visit).await?.map(|half_way| half_way.proof_id);
    let proof_id = new_id();
    let digits = format!("{:06}", rand::random_range(0..1_000_000_u32));
    transact!(app.db, tx => {
        if let Some(before) = &before {
            stored::take(&mut tx, before).await?;
        }
        match &holder {
            Some(row) => {
                proofs::code(&mut tx, app, &proof_id, row, &digits).await?;
                let link = app.url("/account/login/code");
                let code = format!("{} {}", &digits[..3], &digits[3..]);
                proofs::write(&mut tx, app, &row.name, &row.email, AccountNews::Code { code, link }).await
            }
            None => {
                let link = app.url("/account/register");
                proofs::write(&mut tx, app, "", email.as_str(), AccountNews::Unknown { link }).await
            }
        }
    })?;
    let half_way = HalfWay {
        proof_id,
        key: email.key(),
        at_ms: app.now_ms(),
    };
    Ok(visit.session.insert(HALF_WAY, half_way).await?)
}

/// Signs in with the digits of the code that was sent in this visit.
pub async fn by_code(visit: &Visit, typed: &str) -> Result<()> {
    let customer_id = check_code(visit, typed).await?;
    begin(visit, &customer_id).await
}

async fn half_way(visit: &Visit) -> Result<Option<HalfWay>> {
    let known = visit.session.get::<HalfWay>(HALF_WAY).await?;
    let now = visit.app.now_ms();
    Ok(known.filter(|half_way| now - half_way.at_ms <= WAITS_MS))
}

/// Whose the code of this visit is; each try is counted, and a right one uses it up.
async fn check_code(visit: &Visit, typed: &str) -> Result<String> {
    let app = &visit.app;
    let again = || Error::not_signed_in("sign_in", "Ask for a new code.");
    let half_way = half_way(visit).await?.ok_or_else(again)?;
    let row = {
        let mut conn = app.db.read().await?;
        db::customers::by_email_key(&mut conn, &half_way.key).await?
    };
    let mark = known_browser::known_to(visit, row.as_ref().map(Owner::Customer));
    let who = mark.as_deref().map_or(Who::Stranger, Who::Known);
    let counted = wrong_tries::count(visit, Account::CustomerCode(&half_way.key), who).await?;
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let hash = proofs::code_hash(&app.keys, &half_way.proof_id, &digits);
    // A wrong try is written down too, so it is no error in here.
    let owner = transact!(app.db, tx => {
        let (id, now) = (&half_way.proof_id, app.now_ms());
        let tried = stored::count_try(&mut tx, id, TRIES, now).await?;
        match tried.filter(|proof| proof.secret_hash == hash) {
            Some(proof) => {
                let taken = stored::take(&mut tx, id).await?;
                Ok(proof.customer_id.filter(|_| taken))
            }
            None => Ok(None),
        }
    })?;
    let Some(customer_id) = owner else {
        let message = "This code is not right, or it was tried too often. Look at the newest mail, or ask for a new code.";
        return Err(Problems::one("code", "wrong_code", message).into());
    };
    counted.was_right(app).await?;
    visit.session.remove::<HalfWay>(HALF_WAY).await?;
    Ok(customer_id)
}

/// What the page asks that confirms who it is.
pub async fn confirm_view(visit: &Visit) -> Result<ConfirmView> {
    let customer = require(visit).await?;
    Ok(ConfirmView {
        code_sent: half_way(visit).await?.is_some(),
        has_password: !customer.row.password_hash.is_empty(),
        email: customer.row.email,
    })
}

/// Sends a code to whoever is signed in.
pub async fn send_own_code(visit: &Visit) -> Result<()> {
    let customer = require(visit).await?;
    send_code(visit, &customer.row.email).await
}

/// Shows the password again, for what can't be taken back.
pub async fn confirm_by_password(visit: &Visit, typed: &str) -> Result<()> {
    let customer = require(visit).await?;
    check_password(visit, &customer, "password", typed).await?;
    proved(visit, &customer).await
}

/// Shows a code instead.
pub async fn confirm_by_code(visit: &Visit, typed: &str) -> Result<()> {
    let customer = require(visit).await?;
    if check_code(visit, typed).await? != customer.row.id {
        return Err(Error::conflict(
            "This code belongs to another account. Ask for a new one.",
        ));
    }
    proved(visit, &customer).await
}

pub(super) async fn proved(visit: &Visit, customer: &Customer) -> Result<()> {
    let now = visit.app.now_ms();
    transact!(visit.app.db, tx => { db::customers::set_proved(&mut tx, &customer.session_id, now).await })
}

/// Checks the own password, typed into `field`; tries are counted, and no stranger's among them.
pub(super) async fn check_password(
    visit: &Visit,
    customer: &Customer,
    field: &str,
    typed: &str,
) -> Result<()> {
    let app = &visit.app;
    let account = Account::Customer(&customer.row.email_key);
    let tried = wrong_tries::count(visit, account, Who::Holder).await?;
    if !password::verify(app, typed, &customer.row.password_hash).await? {
        let message = "This is not your password now. Type it again.";
        return Err(Problems::one(field, "wrong", message).into());
    }
    tried.was_right(app).await
}
