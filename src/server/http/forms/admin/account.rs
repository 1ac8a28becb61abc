//! The signed-in person's own account.

use super::{go, not_understood};
use crate::server::error::Result;
use crate::server::http::forms::Submission;
use crate::server::http::forms::account::named;
use crate::server::http::privacy::STAFF_LEFT;
use crate::server::sign_out;
use crate::server::staff::{accounts, passkeys, signed_in, signin};
use axum::response::Response;

pub async fn post(form: Submission) -> Response {
    let outcome = carry_out(&form).await;
    go(form, outcome).await
}

async fn carry_out(form: &Submission) -> Result<String> {
    let visit = &form.visit;
    signed_in(visit).await?;
    Ok(match form.field("action") {
        "codes_kept" => {
            signin::codes_are_kept(visit).await?;
            "/admin"
        }
        "renew_codes" => {
            accounts::renew_codes(visit).await?;
            "/admin/account"
        }
        "change_password" => {
            let (old, new) = (form.field("old_password"), form.field("new_password"));
            accounts::change_password(visit, old, new).await?;
            "/admin/account?done=password"
        }
        "add_passkey" => {
            passkeys::add(visit, form.field("passkey")).await?;
            "/admin/account?done=passkey_added"
        }
        "rename_passkey" => {
            let (id, name) = named(form);
            passkeys::rename(visit, id, name).await?;
            "/admin/account?done=passkey_renamed"
        }
        "remove_passkey" => {
            passkeys::remove(visit, form.field("id")).await?;
            "/admin/account?done=passkey_removed"
        }
        "sign_out_everywhere" => {
            accounts::sign_out_everywhere(visit).await?;
            sign_out::everybody(visit).await?;
            STAFF_LEFT
        }
        _ => return Err(not_understood()),
    }
    .into())
}
