//! The pictures of a product: a strip to swipe, small pictures to jump, and a viewer to look closely.
//! Without scripts the strip scrolls, the small pictures are links into it, and a picture opens by itself.

use super::viewer::Viewer;
use crate::domain::catalogue::PictureView;
use crate::ui::components::{Picture, icon};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

const SIZES: &str = "(min-width: 64rem) 55vw, 100vw";

#[island(lazy)]
pub fn Gallery(title: String, pictures: Vec<PictureView>) -> impl IntoView {
    let count = pictures.len();
    let shown = RwSignal::new(0usize);
    let looking = RwSignal::new(None::<usize>);
    let go = move |index: usize| {
        shown.set(index);
        if let Some(slide) = document().get_element_by_id(&format!("picture-{}", index + 1)) {
            let strip = slide
                .parent_element()
                .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
            let slide = slide.dyn_into::<web_sys::HtmlElement>().ok();
            if let (Some(strip), Some(slide)) = (strip, slide) {
                strip.set_scroll_left(slide.offset_left() - strip.offset_left());
            }
        }
    };
    // The slide in view is the one whose left edge is nearest.
    let on_scroll = move |event: web_sys::Event| {
        let strip = event
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        if let Some(strip) = strip.filter(|s| s.client_width() > 0) {
            let index = (f64::from(strip.scroll_left()) / f64::from(strip.client_width())).round();
            shown.set((index.max(0.0) as usize).min(count.saturating_sub(1)));
        }
    };
    let slides = pictures
        .iter()
        .cloned()
        .enumerate()
        .map(|(index, picture)| {
            let full = picture.src(u32::MAX);
            let caption = picture.caption.clone();
            view! {
                <li class="slide" id=format!("picture-{}", index + 1)>
                    <a class="slide-open" href=full
                        on:click=move |event| {
                            event.prevent_default();
                            looking.set(Some(index));
                        }
                    >
                        <Picture picture sizes=SIZES eager={index == 0}/>
                        <span class="sr-only">" – look closely"</span>
                        <span class="slide-hint">{icon::enlarge()}</span>
                    </a>
                    {(!caption.is_empty()).then(|| view! { <p class="slide-caption">{caption}</p> })}
                </li>
            }
        })
        .collect_view();
    let thumbs = pictures
        .iter()
        .cloned()
        .enumerate()
        .map(|(index, picture)| {
            let label = format!("Picture {} of {count}: {}", index + 1, picture.alt);
            view! {
                <li>
                    <a class="thumb" href=format!("#picture-{}", index + 1) aria-label=label
                        aria-current=move || (shown.get() == index).then_some("true")
                        on:click=move |event| {
                            event.prevent_default();
                            go(index);
                        }
                    >
                        <Picture picture sizes="5rem" decorative=true/>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="gallery">
            <div class="gallery-stage">
                <ul class="slides" tabindex="0" aria-label=format!("Pictures of {title}") on:scroll=on_scroll>{slides}</ul>
                {(count > 1).then(|| view! {
                    <div class="gallery-arrows needs-js">
                        <button class="icon-button" type="button" aria-label="Previous picture"
                            disabled=move || shown.get() == 0
                            on:click=move |_| go(shown.get_untracked().saturating_sub(1))>{icon::arrow_left()}</button>
                        <button class="icon-button" type="button" aria-label="Next picture"
                            disabled={move || shown.get() + 1 >= count}
                            on:click=move |_| go((shown.get_untracked() + 1).min(count - 1))>{icon::arrow_right()}</button>
                    </div>
                    <p class="gallery-place tabular needs-js" aria-hidden="true">{move || shown.get() + 1}" / "{count}</p>
                })}
            </div>
            {(count > 1).then(|| view! { <ul class="thumbs">{thumbs}</ul> })}
            <Viewer title pictures looking/>
        </div>
    }
}
