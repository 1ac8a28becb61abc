//! Another address for an account: confirmed at the new one, with a notice to the old one.

use super::proofs::{self, Registrant};
use super::require_recent;
use crate::domain::contact::Email;
use crate::domain::problem::Problems;
use crate::server::db;
use crate::server::db::customers::proofs::{self as stored, ProofRow, Purpose};
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::mail::AccountNews;
use crate::server::search::records;
use crate::server::visit::Visit;
use crate::transact;

/// Sends a link to the new address. Where that has an account already its holder gets a mail instead; the answer is the
/// same.
pub async fn ask(visit: &Visit, email: &str) -> Result<()> {
    let app = &visit.app;
    let customer = require_recent(visit).await?;
    let email = Email::parse(email).ok_or_else(|| {
        let message = "Write the new e-mail address: a link is sent there.";
        Problems::one("email", "invalid", message)
    })?;
    let row = &customer.row;
    if email.key() == row.email_key && email.as_str() == row.email {
        let message = "This is the address that your account has now.";
        return Err(Problems::one("email", "same", message).into());
    }
    proofs::count(visit, &email, None)?;
    let holder = proofs::holder(app, &email).await?;
    let holder = holder.filter(|holder| holder.id != row.id);
    let proof_id = new_id();
    transact!(app.db, tx => {
        stored::end(&mut tx, &row.id, Purpose::ChangeEmail).await?;
        // Also where the address is taken: the page shows that a link is awaited.
        let nobody = Registrant { name: "", password_hash: "" };
        let owner = Some(row.id.as_str());
        let link = proofs::link(&mut tx, app, &proof_id, Purpose::ChangeEmail, &email, owner, nobody).await?;
        match &holder {
            Some(holder) => {
                let link = app.url("/account/login");
                proofs::write(&mut tx, app, &holder.name, &holder.email, AccountNews::Exists { link }).await
            }
            None => proofs::write(&mut tx, app, &row.name, email.as_str(), AccountNews::ConfirmEmail { link }).await,
        }
    })
}

/// The link was opened: the account moves, and the old address is notified.
pub(super) async fn change(visit: &Visit, proof: &ProofRow) -> Result<()> {
    let app = &visit.app;
    let odd = || Error::impossible("customer_proofs", "email", &proof.id, "not an address");
    let email = Email::parse(&proof.email).ok_or_else(odd)?;
    let customer_id = proof.customer_id.as_deref().ok_or_else(proofs::used)?;
    let changed: Result<()> = async {
        transact!(app.db, tx => {
            if !stored::take(&mut tx, &proof.id).await? {
                return Err(proofs::used());
            }
            let row = db::customers::lock(&mut tx, customer_id).await?.ok_or_else(super::gone)?;
            db::customers::set_email(&mut tx, &row.id, &email).await?;
            records::customer(&mut tx, &row.id).await?;
            // Links that went to the old address open nothing any more.
            stored::end_of_customer(&mut tx, &row.id).await?;
            stored::end_registrations(&mut tx, &email.key()).await?;
            let link = app.url("/account");
            let news = AccountNews::EmailChanged { new_email: email.to_string(), link };
            proofs::write(&mut tx, app, &row.name, &row.email, news).await
        })
    }
    .await;
    changed.map_err(|error| match error.violated("email_key") {
        true => Error::conflict("Another account has this address by now. Choose another one."),
        false => error,
    })
}
