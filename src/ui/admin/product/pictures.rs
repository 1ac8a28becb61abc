//! The pictures of a product: shown, described, ordered, removed, added.

use super::part::Part;
use crate::domain::catalogue::PictureView;
use crate::domain::catalogue_form::StaffProductView;
use crate::domain::commission::view::PrivatePictureView;
use crate::ui::components::{Picture, PrivatePicture};
use crate::ui::form::{Field, filled, sent_back};
use leptos::prelude::*;

#[component]
pub fn Pictures(product: StaffProductView) -> impl IntoView {
    let last = product.pictures.len().saturating_sub(1);
    let none = product.pictures.is_empty();
    let items = product
        .pictures
        .into_iter()
        .enumerate()
        .map(|(at, (id, picture))| {
            view! { <OnePicture id picture first={at == 0} last={at == last}/> }
        })
        .collect_view();
    let back = sent_back();
    let begun = ["alt", "caption", "credit", "licence"]
        .iter()
        .any(|name| !back.value(name).is_empty() || back.problems.of(name).is_some());
    let open = none || begun || product.waiting.is_some() || back.problems.of("picture").is_some();
    view! {
        <section aria-labelledby="product-pictures">
            <h2 id="product-pictures">"Pictures"</h2>
            {none.then(|| view! { <p class="quiet">"No picture yet. The first is the front, the second the back."</p> })}
            <ul class="counter-list">{items}</ul>
            <details class="fold" open=open>
                <summary>"Add a picture"</summary>
                <AddPicture upload_key=product.upload_key waiting=product.waiting/>
            </details>
        </section>
    }
}

#[component]
fn OnePicture(id: String, picture: PictureView, first: bool, last: bool) -> impl IntoView {
    let part = Part::of(format!("describe-picture-{id}"));
    let words = [
        ("alt", "What it shows", picture.alt.clone(), false),
        ("caption", "Caption", picture.caption.clone(), true),
        ("credit", "Credit", picture.credit.clone(), true),
        ("licence", "Licence", picture.licence.clone(), true),
    ];
    let stored = words.clone().into_iter();
    let open = part.is_open(stored.map(|(name, _, stored, _)| (name.to_string(), stored)));
    let fields = words
        .into_iter()
        .map(|(field, label, stored, optional)| {
            let (name, filled) = (part.name(field), part.filled(field, &stored));
            view! { <Field name=name label autocomplete="off" maxlength=500 filled optional/> }
        })
        .collect_view();
    let alt = picture.alt.clone();
    let button = {
        let id = id.clone();
        move |verb: &'static str, words: &'static str, told: String| {
            let value = format!("{verb}:{id}");
            view! { <button class="link link-quiet" type="submit" name="action" value=value aria-label=told>{words}</button> }
        }
    };
    view! {
        <li class="counter-card counter-picture">
            <div class="counter-picture-stage"><Picture picture sizes="9rem"/></div>
            <div class="counter-form">
                <p>{alt.clone()}</p>
                <details class="fold" open=open>
                    <summary>"Change its words"</summary>
                    {fields}
                    <button class="button button-quiet button-small" type="submit" name="action" value=format!("describe_picture:{id}")>
                        "Save the words"
                    </button>
                </details>
                <p class="actions">
                    {(!first).then(|| button("move_forward", "Forward", format!("Move forward: {alt}")))}
                    {(!last).then(|| button("move_back", "Back", format!("Move back: {alt}")))}
                    {button("remove_picture", "Remove", format!("Remove: {alt}"))}
                </p>
            </div>
        </li>
    }
}

/// One file and its words. A file that arrived is shown and need not be chosen again; what it is called under travels in
/// the page's form.
#[component]
fn AddPicture(upload_key: String, waiting: Option<PrivatePictureView>) -> impl IntoView {
    let back = sent_back();
    let problem = back.problems.of("picture").map(str::to_string);
    let invalid = problem.is_some().then_some("true");
    let described = match invalid {
        Some(_) => "picture-hint picture-error",
        None => "picture-hint",
    };
    let here = waiting.is_some();
    view! {
        <div class="counter-form">
            <input type="hidden" name="upload_key" value=upload_key/>
            {waiting.map(|picture| view! {
                <div class="counter-picture">
                    <div class="counter-picture-stage"><PrivatePicture picture sizes="9rem"/></div>
                    <div>
                        <p role="status">"This picture has arrived. Say what it shows, then add it."</p>
                        <button class="link link-quiet" type="submit" name="action" value="forget_picture">"Take it away"</button>
                    </div>
                </div>
            })}
            <div class="field" class=("field-wrong", invalid.is_some())>
                <label for="picture">{if here { "Another picture instead" } else { "Picture" }}</label>
                <p class="field-hint" id="picture-hint">"JPEG, PNG or WebP, at most 20 megabytes. What the camera wrote into it is left out."</p>
                <input class="input" id="picture" name="picture" type="file" accept="image/jpeg,image/png,image/webp"
                    aria-invalid=invalid aria-describedby=described/>
                {problem.map(|sentence| view! { <p class="field-problem" id="picture-error">{sentence}</p> })}
            </div>
            <Field name="alt" label="What it shows" autocomplete="off" maxlength=500 filled=filled(&back, "alt") optional=true
                hint="For people who can’t see it: “A round bowl with a blue rim, seen from above”."/>
            <Field name="caption" label="Caption" autocomplete="off" maxlength=500 filled=filled(&back, "caption") optional=true/>
            <Field name="credit" label="Credit" autocomplete="off" maxlength=500 filled=filled(&back, "credit") optional=true/>
            <Field name="licence" label="Licence" autocomplete="off" maxlength=500 filled=filled(&back, "licence") optional=true/>
            <button class="button button-quiet button-small" type="submit" name="action" value="add_picture">"Add the picture"</button>
        </div>
    }
}
