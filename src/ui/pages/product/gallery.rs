//! The pictures of a product: a strip to swipe, small pictures to jump, and a viewer to look closely.
//! Without scripts the strip scrolls, the small pictures are links into it, and a picture opens by itself.

use super::viewer::Viewer;
use crate::domain::catalogue::PictureView;
use crate::ui::components::{Picture, icon};
use crate::ui::fetch::elements;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

const SIZES: &str = "(min-width: 64rem) 55vw, 100vw";

#[component]
pub fn Gallery(title: String, pictures: Vec<PictureView>) -> impl IntoView {
    let count = pictures.len();
    let slides = pictures
        .iter()
        .cloned()
        .enumerate()
        .map(|(index, picture)| {
            let credit = [&picture.caption, &picture.credit, &picture.licence]
                .into_iter()
                .filter(|part| !part.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join(" · ");
            let full = picture.src(u32::MAX);
            let caption = picture.caption.clone();
            view! {
                <li class="slide" id=format!("picture-{}", index + 1)>
                    <a class="slide-open" href=full data-credit=credit>
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
        .into_iter()
        .enumerate()
        .map(|(index, picture)| {
            let label = format!("Picture {} of {count}: {}", index + 1, picture.alt);
            view! {
                <li>
                    <a class="thumb" href=format!("#picture-{}", index + 1) aria-label=label
                        aria-current={(index == 0).then_some("true")}>
                        <Picture picture sizes="5rem" decorative=true/>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <LiveGallery title=title.clone() count>
            <ul class="slides" tabindex="0" aria-label=format!("Pictures of {title}")>{slides}</ul>
            {(count > 1).then(|| view! { <ul class="thumbs">{thumbs}</ul> })}
        </LiveGallery>
    }
}

/// Brings the strip to life: arrows, small pictures, the place in the row, and the viewer.
#[island]
fn LiveGallery(title: String, count: usize, children: Children) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let shown = RwSignal::new(0usize);
    let looking = RwSignal::new(None::<usize>);
    let inside = move |selector: &str| {
        let found = root
            .get_untracked()
            .and_then(|root| root.query_selector_all(selector).ok());
        found.map(|nodes| elements(&nodes)).unwrap_or_default()
    };
    let go = move |index: usize| {
        let strip = inside(".slides").into_iter().next();
        let slide = inside(".slide").into_iter().nth(index);
        if let (Some(strip), Some(slide)) = (strip, slide) {
            let by =
                slide.get_bounding_client_rect().left() - strip.get_bounding_client_rect().left();
            strip.set_scroll_left(strip.scroll_left() + by as i32);
        }
    };
    Effect::new(move |_| {
        // Scrolling does not bubble, so the strip is listened to itself.
        let on_scroll = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            let strip = event
                .target()
                .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
            if let Some(strip) = strip.filter(|strip| strip.client_width() > 0) {
                let width = strip.client_width();
                let index = (strip.scroll_left() + width / 2).max(0) / width;
                shown.set(
                    usize::try_from(index)
                        .unwrap_or(0)
                        .min(count.saturating_sub(1)),
                );
            }
        })
        .into_js_value();
        for strip in inside(".slides") {
            // A strip that isn't listened to still scrolls.
            let _ = strip.add_event_listener_with_callback("scroll", on_scroll.unchecked_ref());
        }
    });
    Effect::new(move |_| {
        let shown = shown.get();
        for (index, thumb) in inside(".thumb").into_iter().enumerate() {
            // The mark only follows what is seen; the links work without it.
            let _ = match index == shown {
                true => thumb.set_attribute("aria-current", "true"),
                false => thumb.remove_attribute("aria-current"),
            };
        }
    });
    let on_click = move |event: web_sys::MouseEvent| {
        let Some(target) = event
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
        else {
            return;
        };
        let place = |selector: &str, within: &str| {
            let hit = target.closest(selector).ok().flatten()?;
            inside(within)
                .into_iter()
                .position(|element| element == hit)
        };
        if let Some(index) = place(".thumb", ".thumb") {
            event.prevent_default();
            go(index);
        } else if let Some(index) = place(".slide-open", ".slide-open") {
            event.prevent_default();
            looking.set(Some(index));
        }
    };
    view! {
        <div class="gallery" node_ref=root on:click=on_click>
            {children()}
            {(count > 1).then(|| view! {
                <div class="gallery-arrows needs-js">
                    <button class="icon-button" type="button" aria-label="Previous picture"
                        disabled={move || shown.get() == 0}
                        on:click=move |_| go(shown.get_untracked().saturating_sub(1))>{icon::arrow_left()}</button>
                    <button class="icon-button" type="button" aria-label="Next picture"
                        disabled={move || shown.get() + 1 >= count}
                        on:click=move |_| go(shown.get_untracked() + 1)>{icon::arrow_right()}</button>
                </div>
                <p class="gallery-place tabular needs-js" aria-hidden="true">{move || shown.get() + 1}" / "{count}</p>
            })}
            <Viewer title count looking/>
        </div>
    }
}
