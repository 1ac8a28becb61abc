//! What is shown when a page can't be: a sentence, the true status, and a way on.

use super::head::Head;
use super::page::{Chrome, page};
use crate::domain::action_error::ActionError;
use crate::ui::answer;
use leptos::prelude::*;

/// Any address that the shop doesn't know, and whatever was refused before a page could be asked: then the error is in
/// the context.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let refused = use_context::<ActionError>();
    page(Chrome::Full, move |_| async move {
        Err(refused.unwrap_or_else(|| ActionError::not_found("There is no page at this address.")))
    })
}

/// The error as a page's content, with its status.
pub fn error_view(error: ActionError) -> AnyView {
    answer::status(error.status);
    let heading = match error.status {
        404 => "Nothing here",
        401 | 403 => "This is not yours to see",
        400 | 405 | 415 | 422 => "This could not be read",
        413 => "Too much at once",
        429 => "A moment, please",
        503 => "We’ll be right back",
        _ => "Something went wrong",
    };
    view! {
        <Head title=heading/>
        <section class="notice-page">
            <p class="eyebrow">{error.status}</p>
            <h1>{heading}</h1>
            <p class="lede">{error.message}</p>
            <p class="actions">
                {match error.status {
                    // Nothing else would work either: the same address again.
                    503 => view! { <a class="button" href="">"Try again"</a> }.into_any(),
                    _ => view! {
                        <a class="button" href="/shop">"See everything"</a>
                        <a class="link" href="/">"To the front page"</a>
                    }
                    .into_any(),
                }}
            </p>
        </section>
    }
    .into_any()
}

/// The same without a frame, for when not even that can be had.
pub fn bare_error(error: ActionError) -> AnyView {
    view! { <main id="main">{error_view(error)}</main> }.into_any()
}
