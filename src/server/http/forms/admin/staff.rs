//! The owner's list of staff: invite, change, end, start afresh. Each asks for a recent code.

use super::{go, not_understood};
use crate::domain::staff::Permission;
use crate::server::error::Result;
use crate::server::http::forms::Submission;
use crate::server::staff::{accounts, require_recent};
use axum::response::Response;

pub async fn post(form: Submission) -> Response {
    let outcome = carry_out(&form).await;
    go(form, outcome).await
}

async fn carry_out(form: &Submission) -> Result<String> {
    let by = require_recent(&form.visit, Permission::RunShop).await?;
    let (visit, id, role) = (&form.visit, form.field("member"), form.field("role"));
    let done = match form.field("action") {
        "invite" => {
            accounts::invite(visit, &by, form.field("email"), form.field("name"), role).await?;
            "invited"
        }
        "change" => {
            accounts::change(visit, &by, id, role, true).await?;
            "changed"
        }
        "deactivate" => {
            accounts::change(visit, &by, id, role, false).await?;
            "deactivated"
        }
        "start_afresh" => {
            accounts::start_afresh(visit, &by, id).await?;
            "started_afresh"
        }
        _ => return Err(not_understood()),
    };
    Ok(format!("/admin/staff?done={done}"))
}
