//! The owner's list of staff: invite, change, end, start afresh. Each asks for a recent code.

use super::{go, not_understood};
use crate::server::error::Result;
use crate::server::http::forms::Submission;
use crate::server::staff::accounts;
use axum::response::Response;

pub async fn post(form: Submission) -> Response {
    let outcome = carry_out(&form).await;
    go(form, outcome).await
}

async fn carry_out(form: &Submission) -> Result<String> {
    let (visit, id, role) = (&form.visit, form.field("member"), form.field("role"));
    let done = match form.field("action") {
        "invite" => {
            accounts::invite(visit, form.field("email"), form.field("name"), role).await?;
            "invited"
        }
        "change" => {
            accounts::change(visit, id, role, true).await?;
            "changed"
        }
        "deactivate" => {
            accounts::change(visit, id, role, false).await?;
            "deactivated"
        }
        "start_afresh" => {
            accounts::start_afresh(visit, id).await?;
            "started_afresh"
        }
        _ => return Err(not_understood()),
    };
    Ok(format!("/admin/staff?done={done}"))
}
