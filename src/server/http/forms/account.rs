//! The forms of a customer's account.

use crate::domain::action_error::Kind;
use crate::domain::contact::Address;
use crate::domain::customer::ProfileForm;
use crate::domain::form::known;
use crate::domain::passkey::name_field;
use crate::server::customers::register::{self, Proven};
use crate::server::customers::{
    self, addresses, email, export_and_deletion, openid, passkeys, passwords, profile,
};
use crate::server::customers::{require, security, signin};
use crate::server::error::{Error, Result};
use crate::server::http::forms::{Next, Submission};
use crate::server::http::pages::{self, show};
use crate::server::http::privacy::{ACCOUNT_DELETED, CUSTOMER_LEFT};
use crate::server::http::redirects::{own_path, see_other};
use crate::server::sign_out;
use crate::server::state::App;
use crate::server::visit::Visit;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};

/// Every address of the account that takes a form; `/account` itself is shown as any page is.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/account/login", get(show).post(login))
        .route("/account/login/code", get(show).post(code))
        .route("/account/register", get(show).post(registered))
        .route("/account/verify", get(show).post(verify))
        .route("/account/reset", get(show).post(reset))
        .route("/account/sign-out", post(leave))
        .route("/account/confirm", get(show).post(confirm))
        .route("/account/profile", get(show).post(save_profile))
        .route("/account/addresses", get(show).post(arrange))
        .route("/account/addresses/{id}", get(show).post(save_address))
        .route("/account/security", get(show).post(secure))
        .route("/account/export", get(export))
        .route("/account/openid", get(to_provider))
        .route("/account/openid/back", get(from_provider))
}

/// `path` with the page that was wanted behind it.
fn with_next(path: &str, next: &str) -> String {
    let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
    format!("{path}?{query}")
}

/// Like [`Submission::go`], but whoever is not signed in, or must confirm who it is, is led there first.
pub async fn go(form: Submission, outcome: Result<impl Into<Next>>) -> Response {
    match led_elsewhere(&outcome, form.parts.uri.path()) {
        Some(place) => see_other(&place),
        None => form.go(outcome).await,
    }
}

fn led_elsewhere<T>(outcome: &Result<T>, wanted: &str) -> Option<String> {
    match outcome {
        Err(Error::Refused {
            kind: Kind::NotSignedIn,
            ..
        }) => Some(with_next("/account/login", wanted)),
        Err(Error::Refused {
            code: "confirm", ..
        }) => Some(with_next("/account/confirm", wanted)),
        _ => None,
    }
}

fn not_understood() -> Error {
    let message = "The account did not understand that. Reload the page and try again.";
    Error::invalid("invalid", message)
}

/// A passkey's id, and the name that was typed for it.
pub fn named(form: &Submission) -> (&str, &str) {
    let id = form.field("id");
    (id, form.field(&name_field(id)))
}

/// Where to go after signing in.
fn next(form: &Submission) -> String {
    own_path(form.field("next")).unwrap_or_else(|| "/account".into())
}

async fn login(form: Submission) -> Response {
    let next = next(&form);
    let email = form.field("email");
    // Not `go`: problems are reported on this very page.
    let outcome = match form.field("action") {
        "code" => {
            let sent = signin::send_code(&form.visit, email).await;
            sent.map(|()| with_next("/account/login/code", &next))
        }
        "passkey" => {
            let signed_in = passkeys::sign_in(&form.visit, form.field("passkey")).await;
            signed_in.map(|()| next)
        }
        _ => {
            let signed_in = signin::by_password(&form.visit, email, form.field("password")).await;
            signed_in.map(|()| next)
        }
    };
    form.go(outcome).await
}

async fn code(form: Submission) -> Response {
    let next = next(&form);
    let outcome = signin::by_code(&form.visit, form.field("code")).await;
    if matches!(
        &outcome,
        Err(Error::Refused {
            kind: Kind::NotSignedIn,
            ..
        })
    ) {
        return see_other(&with_next("/account/login", &next));
    }
    form.go(outcome.map(|()| next)).await
}

async fn registered(form: Submission) -> Response {
    let (name, email) = (form.field("name"), form.field("email"));
    let outcome = register::register(&form.visit, name, email, form.field("password")).await;
    form.go(outcome.map(|()| "/account/verify")).await
}

async fn verify(form: Submission) -> Response {
    let (token, password) = (form.field("token"), form.field("password"));
    let outcome = register::prove(&form.visit, token, password).await;
    let location = match outcome {
        Ok(Proven::Account) => Ok("/account?done=welcome"),
        Ok(Proven::Email) => match customers::current(&form.visit).await {
            Ok(Some(_)) => Ok("/account/security?done=email"),
            Ok(None) => Ok("/account/login?done=email"),
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    form.go(location).await
}

async fn reset(form: Submission) -> Response {
    let outcome = match form.field("token") {
        "" => {
            let sent = passwords::ask(&form.visit, form.field("email")).await;
            sent.map(|()| "/account/reset?sent=1")
        }
        token => {
            let set = passwords::reset(&form.visit, token, form.field("password")).await;
            set.map(|()| "/account?done=password")
        }
    };
    form.go(outcome).await
}

async fn leave(form: Submission) -> Response {
    let outcome = sign_out::everybody(&form.visit).await;
    form.go(outcome.map(|()| CUSTOMER_LEFT)).await
}

async fn confirm(form: Submission) -> Response {
    let next = next(&form);
    let visit = &form.visit;
    let here = || with_next("/account/confirm", &next);
    let outcome = match form.field("action") {
        "send_code" => signin::send_own_code(visit).await.map(|()| here()),
        "code" => {
            let shown = signin::confirm_by_code(visit, form.field("code")).await;
            shown.map(|()| next.clone())
        }
        "passkey" => {
            let shown = passkeys::confirm(visit, form.field("passkey")).await;
            shown.map(|()| next.clone())
        }
        _ => {
            let shown = signin::confirm_by_password(visit, form.field("password")).await;
            shown.map(|()| next.clone())
        }
    };
    go(form, outcome).await
}

async fn save_profile(form: Submission) -> Response {
    let outcome = saved_profile(&form).await;
    go(form, outcome.map(|()| "/account/profile?done=saved")).await
}

async fn saved_profile(form: &Submission) -> Result<()> {
    let typed: ProfileForm = form.read()?;
    profile::save(&form.visit, &typed).await
}

async fn arrange(form: Submission) -> Response {
    let outcome = arranged(&form).await;
    let done = outcome.map(|word| format!("/account/addresses?done={word}"));
    go(form, done).await
}

async fn arranged(form: &Submission) -> Result<&'static str> {
    let (visit, id) = (&form.visit, form.field("address"));
    match form.field("action") {
        "ship_there" => addresses::choose(visit, id, addresses::Default::Shipping).await?,
        "bill_there" => addresses::choose(visit, id, addresses::Default::Billing).await?,
        "remove" => {
            addresses::remove(visit, id).await?;
            return Ok("removed");
        }
        _ => return Err(not_understood()),
    }
    Ok("chosen")
}

async fn save_address(Path(id): Path<String>, form: Submission) -> Response {
    let address: Address = known(&form.values);
    let outcome = addresses::save(&form.visit, &id, address).await;
    go(form, outcome.map(|_| "/account/addresses?done=saved")).await
}

async fn secure(form: Submission) -> Response {
    let outcome = secured(&form).await;
    go(form, outcome).await
}

async fn secured(form: &Submission) -> Result<&'static str> {
    let visit = &form.visit;
    require(visit).await?;
    Ok(match form.field("action") {
        "change_password" => {
            let (old, new) = (form.field("old_password"), form.field("new_password"));
            passwords::change(visit, old, new).await?;
            "/account/security?done=password"
        }
        "change_email" => {
            email::ask(visit, form.field("email")).await?;
            "/account/security?done=email_asked"
        }
        "end_session" => {
            security::end(visit, form.field("session")).await?;
            "/account/security?done=ended"
        }
        "sign_out_everywhere" => {
            security::end_all(visit).await?;
            sign_out::everybody(visit).await?;
            CUSTOMER_LEFT
        }
        "add_passkey" => {
            passkeys::add(visit, form.field("passkey")).await?;
            "/account/security?done=passkey_added"
        }
        "rename_passkey" => {
            let (id, name) = named(form);
            passkeys::rename(visit, id, name).await?;
            "/account/security?done=saved"
        }
        "remove_passkey" => {
            passkeys::remove(visit, form.field("id")).await?;
            "/account/security?done=passkey_removed"
        }
        "remove_openid" => {
            openid::remove(visit, form.field("id")).await?;
            "/account/security?done=openid_removed"
        }
        "delete" => {
            export_and_deletion::delete(visit).await?;
            sign_out::everybody(visit).await?;
            ACCOUNT_DELETED
        }
        _ => return Err(not_understood()),
    })
}

/// Leads to the provider whose accounts open this shop too. A link, because a form may lead to our own pages only.
async fn to_provider(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    visit: Visit,
    request: Request,
) -> Response {
    let next = own_path(&wanted.next).unwrap_or_else(|| "/account".into());
    match openid::leave(&visit, &next).await {
        Ok(address) => see_other(&address),
        Err(error) => at_login(app, request, &next, error).await,
    }
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Wanted {
    next: String,
}

/// Where the provider sends people back to.
async fn from_provider(
    State(app): State<App>,
    Query(answer): Query<openid::CallbackParams>,
    visit: Visit,
    request: Request,
) -> Response {
    match openid::come_back(&visit, answer).await {
        Ok(next) => see_other(&next),
        Err(error) => at_login(app, request, "/account", error).await,
    }
}

/// The sign-in page with what went wrong. What the provider wrote into the address is left out.
async fn at_login(app: App, request: Request, next: &str, error: Error) -> Response {
    let (mut parts, _) = request.into_parts();
    parts.uri = Uri::from_static("/account/login");
    let values = vec![("next".to_string(), next.to_string())];
    pages::show_again(app, parts, values, error).await
}

/// Everything that the shop knows of whoever is signed in, as a file.
async fn export(State(app): State<App>, visit: Visit, request: Request) -> Response {
    let outcome = export_and_deletion::export(&visit).await;
    if let Some(place) = led_elsewhere(&outcome, "/account/security") {
        return see_other(&place);
    }
    match outcome {
        Ok(data) => {
            let headers = [
                (
                    header::CONTENT_DISPOSITION,
                    HeaderValue::from_static("attachment; filename=\"my-account.json\""),
                ),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ];
            (StatusCode::OK, headers, Json(data)).into_response()
        }
        Err(error) => {
            let (parts, _) = request.into_parts();
            pages::show_again(app, parts, Vec::new(), error).await
        }
    }
}
