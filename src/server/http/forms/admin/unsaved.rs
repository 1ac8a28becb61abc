//! Unsaved input: what was typed on a page when another of its buttons was pressed. It waits in the session of whoever
//! typed it, and is there again on the page that follows.

use crate::domain::form::Fields;
use crate::server::error::Result;
use crate::server::http::pages;
use crate::server::http::visits;
use crate::server::state::App;
use crate::server::visit::Visit;
use axum::extract::{Request, State};
use axum::response::Response;

/// The session's entry: the page's path, and its fields.
const KEPT: &str = "typed_and_not_saved";

/// Keeps fields for the next look at a page; none are nothing to keep.
pub async fn store(visit: &Visit, path: &str, values: Fields) -> Result<()> {
    match values.is_empty() {
        true => Ok(()),
        false => Ok(visit.session.insert(KEPT, (path, values)).await?),
    }
}

/// The page, with what was kept for it; it is kept once.
pub async fn show(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let kept = match visits::of_browser(&app, &parts) {
        Some(visit) => take(&visit, parts.uri.path()).await.unwrap_or_default(),
        None => Fields::new(),
    };
    if kept.is_empty() {
        return pages::show(State(app), Request::from_parts(parts, body)).await;
    }
    pages::show_with(app, parts, kept).await
}

async fn take(visit: &Visit, path: &str) -> Result<Fields> {
    let found: Option<(String, Fields)> = visit.session.get(KEPT).await?;
    match found {
        Some((about, values)) if about == path => {
            visit.session.remove::<(String, Fields)>(KEPT).await?;
            Ok(values)
        }
        _ => Ok(Fields::new()),
    }
}
