//! Pictures that only the two sides of a custom order see: small, and in full size behind a link.

use crate::domain::commission::view::PrivatePictureView;
use leptos::prelude::*;

/// A row of pictures; nothing where there is none.
#[component]
pub fn PrivatePictures(
    pictures: Vec<PrivatePictureView>,
    /// Says whose they are, for who can't see the row.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    (!pictures.is_empty()).then(|| {
        let items = pictures
            .into_iter()
            .map(|picture| {
                let whole = picture.src(u32::MAX);
                view! {
                    <li>
                        <a class="private-picture" href=whole>
                            <PrivatePicture picture sizes="(min-width: 40rem) 14rem, 44vw"/>
                        </a>
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="private-pictures" aria-label=label>{items}</ul> }
    })
}

/// One picture with a blurred first paint.
#[component]
pub fn PrivatePicture(picture: PrivatePictureView, sizes: &'static str) -> impl IntoView {
    let blur = (!picture.placeholder.is_empty()).then(|| {
        view! { <img class="picture-blur" src=picture.placeholder.clone() alt="" aria-hidden="true"/> }
    });
    view! {
        <span class="picture">
            {blur}
            <img class="picture-sharp" src=picture.src(480) srcset=picture.srcset() sizes=sizes width=picture.width
                height=picture.height alt=picture.alt loading="lazy" decoding="async"/>
        </span>
    }
}
