//! Forms that bring pictures: those that were taken stay, whatever becomes of the form.

use super::submission::{Next, Submission};
use crate::domain::problem::Problems;
use crate::server::commissions::uploads;
use crate::server::error::{Error, Result};
use crate::server::http::commissions::pictured_form;
use crate::server::http::intake::sends_files;
use crate::server::state::App;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};

/// A form that may bring pictures. They are kept under its upload key already, but for those that were refused.
pub struct Sent {
    pub form: Submission,
    refused: Problems,
}

impl FromRequest<App> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (form, body) = Submission::begin(app, request).map_err(IntoResponse::into_response)?;
        Sent::read(form, body).await
    }
}

impl Sent {
    /// Reads a form that has begun.
    pub async fn read(mut form: Submission, body: Body) -> Result<Sent, Response> {
        let read = match sends_files(&form.parts.headers) {
            false => form.read_texts(body).await.map(|()| Problems::default()),
            true => {
                let request = Request::from_parts(form.parts.clone(), body);
                pictured_form(&form.visit, request).await.map(|read| {
                    form.values = read.values;
                    read.refused
                })
            }
        };
        match read {
            Ok(refused) => Ok(Sent { form, refused }),
            Err(error) => Err(form.go(Err::<Next, _>(error)).await),
        }
    }

    /// Does what the form says with `act`, unless only its pictures are looked at (one is taken away, or some are added
    /// and looked at first) or one of them was refused.
    pub async fn carry_out(
        self,
        act: impl AsyncFnOnce(&Submission) -> Result<String>,
    ) -> (Submission, Result<Next>) {
        let Sent { form, refused } = self;
        let outcome = outcome(&form, refused, act).await;
        (form, outcome)
    }
}

async fn outcome(
    form: &Submission,
    refused: Problems,
    act: impl AsyncFnOnce(&Submission) -> Result<String>,
) -> Result<Next> {
    let unwanted = form.field("remove");
    if !unwanted.is_empty() {
        uploads::remove(&form.visit.app, form.field("upload_key"), unwanted).await?;
    }
    refused.or(()).map_err(Error::Invalid)?;
    if !unwanted.is_empty() || form.field("step") == "add_pictures" {
        return Ok(Next::Again);
    }
    Ok(act(form).await?.into())
}
