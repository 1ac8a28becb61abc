//! Puts a page's content into the shop's layout.

use super::error_page::{bare_error, error_view};
use super::footer::Footer;
use super::header::{CheckoutHeader, Header};
use super::later::later;
use crate::actions::shop::page_frame;
use crate::domain::action_error::ActionError;
use crate::domain::shop::Frame;
use leptos::prelude::*;

/// How much of the shop stands around a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Chrome {
    Full,
    /// While paying: the name and a way back, and nothing that leads away.
    Checkout,
}

/// Renders `content` inside the frame. The frame is also in the context, for whatever `content` renders.
/// An error becomes a page with the error's status and sentence.
pub fn page<Fut>(chrome: Chrome, content: impl FnOnce(Frame) -> Fut + Send + 'static) -> AnyView
where
    Fut: Future<Output = Result<AnyView, ActionError>> + Send + 'static,
{
    later(async move {
        let frame = match page_frame().await {
            Ok(frame) => frame,
            Err(error) => return bare_error(error),
        };
        provide_context(frame.clone());
        // Boxed, because the future around it would be as large otherwise.
        let main = match Box::pin(content(frame.clone())).await {
            Ok(main) => main,
            Err(error) => error_view(error),
        };
        view! {
            <a class="skip-link" href="#main">"Skip to the content"</a>
            {strips(&frame)}
            {match chrome {
                Chrome::Full => view! { <Header frame=frame.clone()/> }.into_any(),
                Chrome::Checkout => view! { <CheckoutHeader frame=frame.clone()/> }.into_any(),
            }}
            <main id="main" tabindex="-1">
                {frame.told.clone().map(|told| view! { <p class="notice told" role="status">{told}</p> })}
                {main}
            </main>
            <Footer frame full={chrome == Chrome::Full}/>
        }
        .into_any()
    })
}

/// The line above everything: what the shop announces.
fn strips(frame: &Frame) -> impl IntoView + use<> {
    let banner = frame.shop.banner.clone();
    (!banner.is_empty()).then(move || {
        view! {
            <section aria-label="Announcements">
                <p class="strip strip-banner">{banner}</p>
            </section>
        }
    })
}
