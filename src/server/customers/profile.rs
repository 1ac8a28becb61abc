//! What a customer is called, and how they like to see the shop.

use super::require;
use crate::domain::customer::{ProfileForm, ProfileView};
use crate::server::db;
use crate::server::error::Result;
use crate::server::search::records;
use crate::server::visit::Visit;
use crate::transact;

pub async fn view(visit: &Visit) -> Result<ProfileView> {
    let row = require(visit).await?.row;
    Ok(ProfileView {
        form: ProfileForm {
            name: row.name,
            phone: row.phone,
            currency: row.currency.unwrap_or_default(),
        },
        email: row.email,
        currencies: visit.app.shop().await?.currencies.clone(),
    })
}

pub async fn save(visit: &Visit, form: &ProfileForm) -> Result<()> {
    let customer = require(visit).await?;
    let profile = form.read(&visit.app.shop().await?.currencies)?;
    let currency = profile.currency.map(|currency| currency.code());
    transact!(visit.app.db, tx => {
        let (id, name, phone) = (&customer.row.id, &profile.name, &profile.phone);
        db::customers::set_profile(&mut tx, id, name, phone, currency).await?;
        records::customer(&mut tx, id).await
    })?;
    match profile.currency {
        Some(currency) => visit.choose_currency(currency).await,
        None => Ok(()),
    }
}
