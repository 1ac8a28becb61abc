//! A picture as large as the window, and larger: a dialog that follows the keyboard.

use crate::ui::components::icon;
use crate::ui::fetch;
use leptos::html;
use leptos::prelude::*;

/// Opens when `looking` names a picture; closing it clears `looking` and gives focus back.
#[component]
pub fn Viewer(title: String, count: usize, looking: RwSignal<Option<usize>>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let close_up = RwSignal::new(false);
    Effect::new(move |_| {
        let wanted = looking.get().is_some();
        let Some(dialog) = dialog.get() else { return };
        match (wanted, dialog.open()) {
            // Refused only when it is open already.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let step = move |by: i64| {
        close_up.set(false);
        looking.update(|index| {
            if let Some(index) = index {
                let last = count.saturating_sub(1);
                *index = index.saturating_add_signed(by as isize).min(last);
            }
        });
    };
    let on_key = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "ArrowLeft" => step(-1),
        "ArrowRight" => step(1),
        "+" => close_up.set(true),
        "-" => close_up.set(false),
        _ => {}
    };
    let on_close = move |_: web_sys::Event| {
        close_up.set(false);
        looking.set(None);
    };
    let picture = Memo::new(move |_| looking.get().and_then(shown_on_page));
    let part =
        move |index: usize| picture.with(|parts| parts.as_ref().map(|parts| parts[index].clone()));
    view! {
        <dialog class="viewer" node_ref=dialog aria-label=format!("Pictures of {title}") on:close=on_close on:keydown=on_key>
            <div class="viewer-bar">
                <p class="tabular">{move || looking.get().map(|index| format!("{} / {count}", index + 1))}</p>
                <button class="icon-button" type="button" aria-pressed=move || close_up.get().to_string()
                    aria-label="Close-up" on:click=move |_| close_up.update(|on| *on = !*on)>{icon::enlarge()}</button>
                <button class="icon-button" type="button" aria-label="Previous picture"
                    disabled=move || looking.get() == Some(0) on:click=move |_| step(-1)>{icon::arrow_left()}</button>
                <button class="icon-button" type="button" aria-label="Next picture"
                    disabled={move || looking.get().is_some_and(|index| index + 1 >= count)}
                    on:click=move |_| step(1)>{icon::arrow_right()}</button>
                <button class="icon-button" type="button" aria-label="Close" on:click=move |_| looking.set(None)>{icon::close()}</button>
            </div>
            <div class="viewer-stage" class=("is-close-up", move || close_up.get()) tabindex="0">
                <img src=move || part(0) alt=move || part(1) class=("hidden", move || picture.with(Option::is_none))
                    on:click=move |_| close_up.update(|on| *on = !*on)/>
            </div>
            <p class="viewer-caption">{move || part(2)}</p>
        </dialog>
    }
}

/// Address, description and credit of a picture as the page has them.
fn shown_on_page(index: usize) -> Option<[String; 3]> {
    let link = fetch::all(".slide-open").into_iter().nth(index)?;
    let sharp = link.query_selector(".picture-sharp").ok().flatten()?;
    let text =
        |element: &web_sys::Element, name: &str| element.get_attribute(name).unwrap_or_default();
    Some([
        text(&link, "href"),
        text(&sharp, "alt"),
        text(&link, "data-credit"),
    ])
}
