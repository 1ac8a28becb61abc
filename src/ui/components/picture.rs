//! A picture in the right size, with a blurred first paint and no shift when it arrives.

use crate::domain::catalogue::PictureView;
use leptos::prelude::*;

/// `sizes` says how wide the picture is shown (the `sizes` attribute); `eager` is for the first one a visitor sees.
#[component]
pub fn Picture(
    picture: PictureView,
    sizes: &'static str,
    #[prop(optional)] eager: bool,
    #[prop(optional)] class: &'static str,
    /// Shown beside its own name, so that reading it out again would only be noise.
    #[prop(optional)]
    decorative: bool,
) -> impl IntoView {
    let alt = if decorative {
        String::new()
    } else {
        picture.alt.clone()
    };
    let blur = (!picture.placeholder.is_empty()).then(|| {
        view! { <img class="picture-blur" src=picture.placeholder.clone() alt="" aria-hidden="true"/> }
    });
    view! {
        <span class=format!("picture {class}")>
            {blur}
            <img
                class="picture-sharp"
                src=picture.src(640)
                srcset=picture.srcset()
                sizes=sizes
                width=picture.width
                height=picture.height
                alt=alt
                loading=if eager { "eager" } else { "lazy" }
                fetchpriority=eager.then_some("high")
                decoding="async"
            />
        </span>
    }
}
