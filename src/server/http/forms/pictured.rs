//! Forms that bring pictures: those that were taken stay, whatever becomes of the form.

use crate::domain::problem::{FormBack, Problems};
use crate::server::commissions::uploads;
use crate::server::error::{Error, Result};
use crate::server::http::commissions::pictured_form;
use crate::server::http::pages::{self, Submission};
use crate::server::http::visits;
use crate::server::state::App;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A form that may bring pictures. They are kept under its upload key already, but for those that were refused.
pub struct Sent {
    pub form: Submission,
    refused: Problems,
}

impl FromRequest<App> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let in_parts = kind.is_some_and(|k| k.as_bytes().starts_with(b"multipart/form-data"));
        let refused = Problems::default();
        if !in_parts {
            let form = Submission::from_request(request, app).await?;
            return Ok(Sent { form, refused });
        }
        let (parts, body) = request.into_parts();
        let visit = visits::of_browser(app, &parts)
            .ok_or_else(|| StatusCode::INTERNAL_SERVER_ERROR.into_response())?;
        let request = Request::from_parts(parts.clone(), body);
        let values = Vec::new();
        match pictured_form(&visit, request).await {
            Ok(read) => Ok(Sent {
                form: Submission {
                    visit,
                    parts,
                    values: read.values,
                },
                refused: read.refused,
            }),
            Err(error) => Err(pages::show_again(app.clone(), parts, values, error).await),
        }
    }
}

impl Sent {
    /// Nothing, unless a picture was refused: then the form is not carried out yet.
    pub fn complete(&mut self) -> Result<()> {
        std::mem::take(&mut self.refused)
            .or(())
            .map_err(Error::Invalid)
    }
}

/// What a form with pictures wants beside being sent: a picture taken away, or pictures added and looked at first.
pub async fn arranges_pictures(sent: &mut Sent) -> Option<Result<()>> {
    let unwanted = sent.form.field("remove").to_string();
    let looks = sent.form.field("step") == "add_pictures";
    if unwanted.is_empty() && !looks {
        return None;
    }
    if !unwanted.is_empty() {
        let app = &sent.form.visit.app;
        if let Err(error) = uploads::remove(app, sent.form.field("upload_key"), &unwanted).await {
            return Some(Err(error));
        }
    }
    Some(sent.complete())
}

/// The page again with everything typed and the pictures that were taken.
pub async fn again(form: Submission, outcome: Result<()>) -> Response {
    match outcome {
        Err(error) => form.go(Err(error)).await,
        Ok(()) => {
            let back = FormBack {
                values: form.values,
                ..FormBack::default()
            };
            pages::show_with(form.visit.app.clone(), form.parts, back).await
        }
    }
}
