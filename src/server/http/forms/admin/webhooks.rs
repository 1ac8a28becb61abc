//! The owner's webhook endpoints: added, changed, given a new secret, tried, disabled and removed. What changes whom
//! the shop talks to asks for a recent code.

use super::{go, not_understood};
use crate::server::announce::endpoints::{self, EndpointInput};
use crate::server::announce::log;
use crate::server::error::Result;
use crate::server::http::forms::Submission;
use axum::extract::Path;
use axum::response::Response;

pub async fn add(form: Submission) -> Response {
    let outcome = carry_out_add(&form).await;
    go(form, outcome).await
}

fn input(form: &Submission) -> EndpointInput<'_> {
    EndpointInput {
        url: form.field("url"),
        description: form.field("description"),
        events: form.all("events"),
    }
}

async fn carry_out_add(form: &Submission) -> Result<String> {
    let (id, secret) = endpoints::add(&form.visit, &input(form)).await?;
    endpoints::show_once(&form.visit, &id, &secret).await?;
    Ok(format!("/admin/webhooks/{id}?done=added"))
}

pub async fn change(Path(id): Path<String>, form: Submission) -> Response {
    let outcome = carry_out(&id, &form).await;
    go(form, outcome).await
}

async fn carry_out(id: &str, form: &Submission) -> Result<String> {
    let visit = &form.visit;
    let done = match form.field("action") {
        "save" => {
            endpoints::change(visit, id, &input(form)).await?;
            "saved"
        }
        "rotate" => {
            let secret = endpoints::rotate(visit, id).await?;
            endpoints::show_once(visit, id, &secret).await?;
            "rotated"
        }
        "disable" => {
            endpoints::disable(visit, id).await?;
            "disabled"
        }
        "enable" => {
            endpoints::enable(visit, id).await?;
            "enabled"
        }
        "test" => {
            endpoints::test(visit, id).await?;
            "tested"
        }
        "replay" => {
            log::replay(visit, form.field("delivery")).await?;
            "replayed"
        }
        "remove" => {
            endpoints::remove(visit, id).await?;
            return Ok("/admin/webhooks?done=removed".into());
        }
        _ => return Err(not_understood()),
    };
    Ok(format!("/admin/webhooks/{id}?done={done}"))
}
