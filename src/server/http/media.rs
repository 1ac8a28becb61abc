//! `GET /media/{key}/{width}.webp`: a picture's file. A key never changes its content, so it is kept for ever.

use super::refusals::Refusal;
use crate::server::state::App;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// One size of a picture, or 404.
pub async fn picture(
    State(app): State<App>,
    Path((key, file)): Path<(String, String)>,
) -> Response {
    let width = file
        .strip_suffix(".webp")
        .and_then(|width| width.parse().ok());
    let found = match width {
        Some(width) => app.media.read(&key, width).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(bytes)) => (
            [
                (header::CONTENT_TYPE, HeaderValue::from_static("image/webp")),
                (
                    header::CACHE_CONTROL,
                    HeaderValue::from_static("public, max-age=31536000, immutable"),
                ),
                (
                    header::X_CONTENT_TYPE_OPTIONS,
                    HeaderValue::from_static("nosniff"),
                ),
            ],
            bytes,
        )
            .into_response(),
        Ok(None) => Refusal::not_found("There is no such picture.").into_response(),
        Err(error) => {
            tracing::error!(%error, "a picture could not be read");
            let sentence = "This picture can’t be shown just now. Please try again in a moment.";
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", sentence).into_response()
        }
    }
}
