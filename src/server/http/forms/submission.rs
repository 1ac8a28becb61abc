//! A plain form on its way in: whose it is, what it says, and what comes of it.

use crate::domain::form::{self, Fields};
use crate::server::error::{Error, Result};
use crate::server::form_fields;
use crate::server::http::pages::{show_again, show_with};
use crate::server::http::privacy::{ends_sign_in, signed_out};
use crate::server::http::redirects::see_other;
use crate::server::http::visits;
use crate::server::state::App;
use crate::server::visit::Visit;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

/// Most bytes of a form without pictures.
const FORM_MAX: usize = 256 * 1024;

/// What a form handler gets: the visit, the request's head for showing the page again, and the fields.
pub struct Submission {
    pub visit: Visit,
    pub parts: Parts,
    pub values: Fields,
}

/// What comes after a form: another page, or its own again with everything that was typed.
pub enum Next {
    Page(String),
    Again,
}

impl<T: Into<String>> From<T> for Next {
    fn from(location: T) -> Next {
        Next::Page(location.into())
    }
}

impl FromRequest<App> for Submission {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut form, body) =
            Submission::begin(app, request).map_err(IntoResponse::into_response)?;
        match form.read_texts(body).await {
            Ok(()) => Ok(form),
            Err(error) => Err(form.go(Err::<Next, _>(error)).await),
        }
    }
}

impl Submission {
    /// A form of which nothing is read yet, and its body.
    pub fn begin(app: &App, request: Request) -> Result<(Submission, Body), StatusCode> {
        let (parts, body) = request.into_parts();
        let visit = visits::of_browser(app, &parts).ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
        let values = Fields::new();
        let form = Submission {
            visit,
            parts,
            values,
        };
        Ok((form, body))
    }

    /// Reads the fields of a form without files. Whatever the route allows one with pictures: this one is held in memory.
    pub async fn read_texts(&mut self, body: Body) -> Result<()> {
        let bytes = axum::body::to_bytes(body, FORM_MAX).await.map_err(|_| {
            let message = "The form did not arrive whole, or has more text than it can take. Shorten it and send it again.";
            Error::too_large("too_large", message)
        })?;
        self.values = form_fields::pairs(&bytes);
        Ok(())
    }

    pub fn field(&self, name: &str) -> &str {
        form::text(&self.values, name)
    }

    /// Every value of a list.
    pub fn all(&self, name: &str) -> Vec<&str> {
        form::all(&self.values, name).collect()
    }

    /// The form as its struct.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        form::read(&self.values).ok_or_else(unreadable)
    }

    /// 303 to where `outcome` says, or the page again. What ended the sign-in takes along what the browser kept.
    pub async fn go(self, outcome: Result<impl Into<Next>>) -> Response {
        let (app, parts, values) = (self.visit.app, self.parts, self.values);
        match outcome.map(Into::into) {
            Ok(Next::Page(location)) if ends_sign_in(&location) => signed_out(&location),
            Ok(Next::Page(location)) => see_other(&location),
            Ok(Next::Again) => show_with(app, parts, values).await,
            Err(error) => show_again(app, parts, values, error).await,
        }
    }
}

/// A form of which nothing can be made.
pub fn unreadable() -> Error {
    let message = "The form could not be read. Reload the page and try again.";
    Error::invalid("invalid", message)
}
