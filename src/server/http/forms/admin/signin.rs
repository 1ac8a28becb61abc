//! Signing in and out as staff.

use super::{go, next, with_next};
use crate::server::http::forms::Submission;
use crate::server::http::privacy::STAFF_LEFT;
use crate::server::sign_out;
use crate::server::staff::{accounts, signin};
use axum::extract::Path;
use axum::response::Response;

fn after_password(next_step: signin::Next, next: &str) -> String {
    match next_step {
        signin::Next::Code => with_next("/admin/login/code", next),
        signin::Next::SetUp => "/admin/login/set-up".into(),
    }
}

pub async fn password(form: Submission) -> Response {
    let next = next(&form);
    let (email, typed) = (form.field("email"), form.field("password"));
    let outcome = signin::sign_in(&form.visit, email, typed).await;
    // Not `go`: a wrong password is reported on this very page.
    form.go(outcome.map(|step| after_password(step, &next)))
        .await
}

pub async fn code(form: Submission) -> Response {
    let next = next(&form);
    let outcome = signin::second_factor(&form.visit, form.field("code")).await;
    go(form, outcome.map(|_| next)).await
}

pub async fn set_up(form: Submission) -> Response {
    let outcome = signin::set_up(&form.visit, form.field("code")).await;
    go(form, outcome.map(|_| "/admin/account")).await
}

pub async fn welcome(Path(token): Path<String>, form: Submission) -> Response {
    let outcome = accounts::set_first_password(&form.visit, &token, form.field("password")).await;
    form.go(outcome.map(|step| after_password(step, "/admin")))
        .await
}

pub async fn confirm(form: Submission) -> Response {
    let next = next(&form);
    let outcome = signin::confirm_again(&form.visit, form.field("code")).await;
    go(form, outcome.map(|()| next)).await
}

pub async fn sign_out(form: Submission) -> Response {
    let outcome = sign_out::everybody(&form.visit).await;
    form.go(outcome.map(|()| STAFF_LEFT)).await
}
