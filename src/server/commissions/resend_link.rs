//! Mails the link of a custom order again, to the address that asked for it.

use super::mails;
use crate::domain::contact::Email;
use crate::domain::problem::Problems;
use crate::server::actor::Actor;
use crate::server::db;
use crate::server::error::Result;
use crate::server::limits::{Limit, address_key};
use crate::server::mail::CommissionNews;
use crate::server::visit::Visit;
use crate::unit_of_work;

/// Sends the links of somebody's custom orders that are not over, or of the newest. Responds alike for hit and miss.
pub async fn send_again(visit: &Visit, email: &str) -> Result<()> {
    let app = &visit.app;
    let email = Email::parse(email).ok_or_else(|| {
        let message = "Write the e-mail address that you asked with.";
        Problems::one("email", "invalid", message)
    })?;
    app.limits
        .count(Limit::LinkAddress, &address_key(visit.ip))?;
    app.limits.count(Limit::LinkMailbox, &email.key())?;
    unit_of_work!(app, &Actor::Customer, work => {
        let rows = db::commissions::of_email(&mut work, &email.key()).await?;
        let running = rows.iter().any(|row| !row.status.is_over());
        for (index, row) in rows.iter().enumerate() {
            if !row.status.is_over() || (!running && index == 0) {
                mails::to_customer(&mut work, row, CommissionNews::Link, &[]).await?;
            }
        }
        Ok(())
    })
}
