//! The pictures of a product: shown, described, ordered, removed, added.

use crate::domain::catalogue::PictureView;
use crate::domain::catalogue_form::StaffProductView;
use crate::ui::admin::fields::Line;
use crate::ui::components::Picture;
use crate::ui::form::{Filled, filled, sent_back};
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
            view! { <OnePicture product=product.id.clone() id picture first={at == 0} last={at == last}/> }
        })
        .collect_view();
    view! {
        <section aria-labelledby="product-pictures">
            <h2 id="product-pictures">"Pictures"</h2>
            {none.then(|| view! { <p class="quiet">"No picture yet. The first is the front, the second the back."</p> })}
            <ul class="counter-list">{items}</ul>
            <details class="fold" open=none>
                <summary>"Add a picture"</summary>
                <AddPicture id=product.id/>
            </details>
        </section>
    }
}

#[component]
fn OnePicture(
    product: String,
    id: String,
    picture: PictureView,
    first: bool,
    last: bool,
) -> impl IntoView {
    let back = sent_back();
    let mine = back.value("action") == "describe_picture" && back.value("picture_id") == id;
    let words = [
        ("alt", "What it shows", picture.alt.clone(), false),
        ("caption", "Caption", picture.caption.clone(), true),
        ("credit", "Credit", picture.credit.clone(), true),
        ("licence", "Licence", picture.licence.clone(), true),
    ];
    let fields = words
        .into_iter()
        .map(|(name, label, stored, optional)| {
            let filled = if mine {
                filled(&back, name)
            } else {
                Filled {
                    value: stored,
                    problem: None,
                }
            };
            view! { <Line name id=format!("{name}-describe-picture-{id}") label filled optional/> }
        })
        .collect_view();
    let alt = picture.alt.clone();
    view! {
        <li class="counter-card counter-picture">
            <div class="counter-picture-stage"><Picture picture sizes="9rem"/></div>
            <form method="post" action=format!("/admin/products/{product}") class="counter-form">
                <input type="hidden" name="picture_id" value=id/>
                <p>{alt.clone()}</p>
                <details class="fold" open=mine>
                    <summary>"Change its words"</summary>
                    {fields}
                    <button class="button button-quiet button-small" type="submit" name="action" value="describe_picture">"Save the words"</button>
                </details>
                <p class="actions">
                    {(!first).then(|| view! {
                        <button class="link link-quiet" type="submit" name="action" value="move_forward"
                            aria-label=format!("Move forward: {alt}")>"Forward"</button>
                    })}
                    {(!last).then(|| view! {
                        <button class="link link-quiet" type="submit" name="action" value="move_back"
                            aria-label=format!("Move back: {alt}")>"Back"</button>
                    })}
                    <button class="link link-quiet" type="submit" name="action" value="remove_picture"
                        aria-label=format!("Remove: {alt}")>"Remove"</button>
                </p>
            </form>
        </li>
    }
}

/// One file and its words; it works as a plain form.
#[component]
pub fn AddPicture(id: String) -> impl IntoView {
    let back = sent_back();
    let problem = back.problems.of("picture").map(str::to_string);
    let invalid = problem.is_some().then_some("true");
    view! {
        <form method="post" action=format!("/admin/products/{id}/pictures") enctype="multipart/form-data" class="counter-form">
            <div class="field" class=("field-wrong", invalid.is_some())>
                <label for="picture">"Picture"</label>
                <p class="field-hint" id="picture-hint">"JPEG, PNG or WebP, at most 20 megabytes. What the camera wrote into it is left out."</p>
                <input class="input" id="picture" name="picture" type="file" accept="image/jpeg,image/png,image/webp"
                    aria-required="true" aria-invalid=invalid aria-describedby="picture-hint"/>
                {problem.map(|sentence| view! { <p class="field-problem" id="picture-error">{sentence}</p> })}
            </div>
            <Line name="alt" id="alt" label="What it shows" filled=filled(&back, "alt")
                hint="For people who can’t see it: “A round bowl with a blue rim, seen from above”."/>
            <Line name="caption" id="caption" label="Caption" filled=filled(&back, "caption") optional=true/>
            <Line name="credit" id="credit" label="Credit" filled=filled(&back, "credit") optional=true/>
            <Line name="licence" id="licence" label="Licence" filled=filled(&back, "licence") optional=true/>
            <button class="button button-quiet button-small" type="submit">"Add the picture"</button>
        </form>
    }
}
