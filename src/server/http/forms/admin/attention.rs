//! The attention queue and the dead letters.

use super::go;
use crate::server::admin::{self, jobs};
use crate::server::error::Result;
use crate::server::http::forms::Submission;
use axum::response::Response;

pub async fn resolve(form: Submission) -> Response {
    let outcome = resolve_entry(&form).await;
    go(form, outcome).await
}

async fn resolve_entry(form: &Submission) -> Result<String> {
    admin::resolve(
        &form.visit,
        form.field("entry"),
        form.field("resolution"),
        form.field("lift") == "on",
    )
    .await?;
    Ok("/admin/attention?done=resolved".into())
}

pub async fn replay(form: Submission) -> Response {
    let outcome = replay_job(&form).await;
    go(form, outcome).await
}

async fn replay_job(form: &Submission) -> Result<String> {
    if form.field("all") == "yes" {
        jobs::replay_all(&form.visit).await?;
        return Ok("/admin/jobs?done=replayed-all".into());
    }
    jobs::replay(&form.visit, form.field("job"), form.field("code")).await?;
    Ok("/admin/jobs?done=replayed".into())
}
