//! Writing to the customer: a message, or the work as it is, with pictures. One form, so that a phone needs one place.

use super::{address, first_name};
use crate::domain::commission::thread_form::MESSAGE_MAX;
use crate::domain::commission::view::{StudioMay, StudioThreadView};
use crate::ui::components::PicturePicker;
use crate::ui::form::{TextArea, filled_in, sent_back};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What can be written now: the word in the form, what it is called, and what follows from it.
fn kinds(may: StudioMay) -> Vec<(&'static str, &'static str, &'static str)> {
    [
        (may.write, "message", "A message", "Nothing changes."),
        (
            may.show_progress,
            "progress",
            "Progress",
            "Shows how far it is; you go on.",
        ),
        (
            may.show_progress,
            "approval",
            "Progress, to be approved",
            "You wait until your customer says yes.",
        ),
        (
            may.finish,
            "finished",
            "It is finished",
            "Asks for what is left to pay; then it is shipped.",
        ),
    ]
    .into_iter()
    .filter(|(possible, ..)| *possible)
    .map(|(_, word, label, then)| (word, label, then))
    .collect()
}

#[component]
pub fn Write(work: StudioThreadView) -> impl IntoView {
    let kinds = kinds(work.may);
    (!kinds.is_empty()).then(|| {
        let asked = use_query_map().get_untracked().get("as");
        let wanted = match sent_back().value("as") {
            "" => asked.unwrap_or_default(),
            sent => sent.to_string(),
        };
        let first = kinds.first().map_or("message", |(word, ..)| *word);
        let usual = if work.may.show_progress { "progress" } else { first };
        let chosen = kinds
            .iter()
            .map(|(word, ..)| *word)
            .find(|word| *word == wanted)
            .unwrap_or(usual);
        let choices = kinds
            .iter()
            .map(|(word, label, then)| choice(word, label, then, *word == chosen))
            .collect_view();
        let one = kinds.len() == 1;
        let (name, here) = (first_name(&work), address(&work.thread.number));
        view! {
            <section id="write" class="counter-card work-write" aria-labelledby="work-write">
                <h2 id="work-write">{format!("Write to {name}")}</h2>
                <form method="post" action=here enctype="multipart/form-data" class="counter-wide-form" data-ask-before-leaving="">
                    <input type="hidden" name="action" value="write"/>
                    <PressedByEnter words="Send"/>
                    {one.then(|| view! { <input type="hidden" name="as" value=chosen/> })}
                    {(!one).then(|| view! {
                        <fieldset class="choices work-kinds">
                            <legend class="sr-only">"What this is"</legend>
                            {choices}
                        </fieldset>
                    })}
                    <TextArea name="body" label="Words" rows=4 maxlength=4 * MESSAGE_MAX filled=filled_in("write", "body")/>
                    <Pictures work/>
                    <button class="button" type="submit">"Send"</button>
                </form>
            </section>
        }
    })
}

fn choice(
    word: &'static str,
    label: &'static str,
    then: &'static str,
    chosen: bool,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="radio" id=format!("as-{word}") name="as" value=word checked=chosen/>
            <span class="choice-words"><span>{label}</span><span class="quiet">{then}</span></span>
        </label>
    }
}

/// The pictures of whichever form stands on this page.
#[component]
pub fn Pictures(work: StudioThreadView) -> impl IntoView {
    let back = sent_back();
    let problems: Vec<String> = back
        .problems
        .0
        .iter()
        .filter(|problem| problem.field == "pictures")
        .map(|problem| problem.message.clone())
        .collect();
    view! {
        <PicturePicker upload_key=work.thread.upload_key kept=work.thread.waiting_pictures problems
            label="Pictures".into() hint="JPEG, PNG, WebP or GIF, at most ten of 7 MB each.".into()/>
    }
}

/// The Enter key presses the first button of a form, which would be one that takes a picture away.
#[component]
pub fn PressedByEnter(words: &'static str) -> impl IntoView {
    view! { <button class="sr-only" type="submit" tabindex="-1" aria-hidden="true">{words}</button> }
}
