//! Making an account: nothing is one before its mailbox is proven.

use super::proofs::{self, REGISTERED, Registrant};
use super::{begin, email};
use crate::domain::contact::{Email, person};
use crate::domain::problem::Problems;
use crate::server::db;
use crate::server::db::customers::proofs::{self as stored, ProofRow, Purpose};
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::mail::AccountNews;
use crate::server::password;
use crate::server::search::records;
use crate::server::visit::Visit;
use crate::transact;

/// What opening a link came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proven {
    /// There is a new account, and it is signed in.
    Account,
    /// The account has a new address.
    Email,
}

/// Begins an account: a link goes to the mailbox. For an address that has one its holder gets a mail instead; the answer
/// and its time are the same.
pub async fn register(visit: &Visit, name: &str, address: &str, typed: &str) -> Result<()> {
    let app = &visit.app;
    // Before anything that costs work.
    proofs::count_address(visit)?;
    let shop = app.shop().await?.name.clone();
    let strength = match password::check(app, "password", typed, &[address, name, &shop]).await {
        Ok(()) => Ok(()),
        Err(Error::Invalid(problems)) => Err(problems),
        Err(error) => return Err(error),
    };
    let (email, name) = match (person(address, name), strength) {
        (Ok(who), Ok(())) => who,
        (who, strength) => {
            let told = who.err().into_iter().chain(strength.err());
            return Err(Problems(told.flat_map(|p| p.0).collect()).into());
        }
    };
    proofs::count_mailbox(visit, &email)?;
    let password_hash = password::hash(app, typed).await?;
    let holder = proofs::holder(app, &email).await?;
    let proof_id = new_id();
    transact!(app.db, tx => {
        match &holder {
            Some(row) => {
                let link = app.url("/account/login");
                proofs::write(&mut tx, app, &row.name, &row.email, AccountNews::Exists { link }).await
            }
            None => {
                let who = Registrant { name: &name, password_hash: &password_hash };
                let link = proofs::link(&mut tx, app, &proof_id, Purpose::Register, &email, None, who).await?;
                proofs::write(&mut tx, app, &name, email.as_str(), AccountNews::Verify { link }).await
            }
        }
    })?;
    // In both cases, or the cookie would tell.
    Ok(visit.session.insert(REGISTERED, proof_id).await?)
}

/// Opens a link that proves a mailbox. In another browser than the one that registered the password is asked for: a
/// stranger who registers somebody else's address must not end up with an account that its owner confirmed.
pub async fn prove(visit: &Visit, token: &str, typed: &str) -> Result<Proven> {
    let proof = proofs::find_counted(visit, token).await?;
    match proof.purpose {
        Purpose::Register => {
            let here: Option<String> = visit.session.get(REGISTERED).await?;
            // Whom the shop invited has no password yet: the mailbox is all there is to show.
            if here.as_ref() != Some(&proof.id) && !proof.password_hash.is_empty() {
                show_password(visit, &proof, typed).await?;
            }
            let id = open_account(visit, &proof).await?;
            visit.session.remove::<String>(REGISTERED).await?;
            begin(visit, &id).await?;
            Ok(Proven::Account)
        }
        Purpose::ChangeEmail => {
            email::change(visit, &proof).await?;
            Ok(Proven::Email)
        }
        Purpose::Reset | Purpose::SignIn => Err(proofs::used()),
    }
}

async fn show_password(visit: &Visit, proof: &ProofRow, typed: &str) -> Result<()> {
    let app = &visit.app;
    if password::verify(app, typed, &proof.password_hash).await? {
        return Ok(());
    }
    let message = "This is not the password that was chosen with this registration. Type it again; if you chose none, leave the link alone and make an account of your own.";
    Err(Problems::one("password", "wrong", message).into())
}

async fn open_account(visit: &Visit, proof: &ProofRow) -> Result<String> {
    let app = &visit.app;
    let odd = || Error::impossible("customer_proofs", "email", &proof.id, "not an address");
    let email = Email::parse(&proof.email).ok_or_else(odd)?;
    let now = app.now_ms();
    let made: Result<String> = async {
        transact!(app.db, tx => {
            // Whom the shop invited is known by the invitation's id already.
            let invited = stored::invited_at(&mut tx, &proof.email_key, now).await?;
            if !stored::take(&mut tx, &proof.id).await? {
                return Err(proofs::used());
            }
            stored::end_registrations(&mut tx, &proof.email_key).await?;
            let id = invited.as_ref().map_or_else(new_id, |invited| invited.id.clone());
            db::customers::insert(&mut tx, &id, &email, &proof.name, &proof.password_hash, now).await?;
            if let Some(invited) = invited {
                let currency = invited.currency.as_deref();
                db::customers::set_profile(&mut tx, &id, &proof.name, &invited.phone, currency).await?;
            }
            records::customer(&mut tx, &id).await?;
            Ok(id)
        })
    }
    .await;
    match made {
        Ok(id) => {
            tracing::info!(customer_id = id, "an account was made");
            Ok(id)
        }
        Err(error) if error.violated("email_key") => Err(Error::conflict(
            "There is an account with this address already. Sign in, or have a code sent to you.",
        )),
        Err(error) => Err(error),
    }
}
