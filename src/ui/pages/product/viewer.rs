//! A picture as large as the window, and larger: a dialog that follows the keyboard.

use crate::domain::catalogue::PictureView;
use crate::ui::components::icon;
use leptos::html;
use leptos::prelude::*;

/// Opens when `looking` names a picture; closing it clears `looking` and gives focus back.
#[component]
pub fn Viewer(
    title: String,
    pictures: Vec<PictureView>,
    looking: RwSignal<Option<usize>>,
) -> impl IntoView {
    let count = pictures.len();
    let dialog = NodeRef::<html::Dialog>::new();
    let close_up = RwSignal::new(false);
    let pictures = StoredValue::new(pictures);
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
    let picture = move || {
        let index = looking.get()?;
        pictures.with_value(|all| all.get(index).cloned())
    };
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
                {move || picture().map(|picture| view! {
                    <img src=picture.src(u32::MAX) alt=picture.alt width=picture.width height=picture.height
                        on:click=move |_| close_up.update(|on| *on = !*on)/>
                })}
            </div>
            {move || picture().map(|picture| {
                let credit = [picture.caption, picture.credit, picture.licence]
                    .into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
                view! { <p class="viewer-caption">{credit}</p> }
            })}
        </dialog>
    }
}
