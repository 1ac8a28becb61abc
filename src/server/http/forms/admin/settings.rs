//! The shop's settings. A code that was shown long ago is asked for in the form itself, so that nothing typed is lost.

use crate::domain::action_error::Kind;
use crate::domain::staff::Permission;
use crate::server::error::{Error, Result};
use crate::server::http::forms::Submission;
use crate::server::shop::settings;
use crate::server::staff::{require, signin};
use axum::response::Response;

pub async fn save(form: Submission) -> Response {
    let outcome = write(&form).await;
    match outcome {
        Err(Error::Refused {
            kind: Kind::NotSignedIn,
            ..
        }) => super::go(form, outcome).await,
        outcome => form.go(outcome).await,
    }
}

async fn write(form: &Submission) -> Result<String> {
    if !form.field("code").trim().is_empty() {
        require(&form.visit, Permission::RunShop).await?;
        signin::confirm_again(&form.visit, form.field("code")).await?;
    }
    settings::save(&form.visit, &form.read()?).await?;
    Ok("/admin/settings?done=saved".into())
}
