//! The shop's settings. A code that was shown long ago is asked for in the form itself, so that nothing typed is lost.

use crate::domain::audit::Action;
use crate::domain::shop_form::SettingsForm;
use crate::domain::staff::Permission;
use crate::server::error::{Error, Result};
use crate::server::http::forms::Submission;
use crate::server::shop::settings;
use crate::server::staff::{audit, require, require_recent, signin};
use axum::response::Response;

pub async fn save(form: Submission) -> Response {
    let outcome = write(&form).await;
    match outcome {
        Err(Error::Refused { status: 401, .. }) => super::go(form, outcome).await,
        outcome => form.go(outcome).await,
    }
}

async fn write(form: &Submission) -> Result<String> {
    require(&form.visit, Permission::RunShop).await?;
    if !form.field("code").trim().is_empty() {
        signin::confirm_again(&form.visit, form.field("code")).await?;
    }
    let by = require_recent(&form.visit, Permission::RunShop).await?;
    let wanted: SettingsForm = form.read()?;
    settings::save(&form.visit.app, &wanted).await?;
    let name = wanted.name;
    audit::record(
        &form.visit,
        &by.name,
        Action::SettingsSaved { name },
        "shop",
    )
    .await?;
    Ok("/admin/settings?done=saved".into())
}
