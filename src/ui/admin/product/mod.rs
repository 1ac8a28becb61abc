//! `/admin/products/{id}`: one product with its texts, variants, stock and pictures.

mod description;
mod part;
mod pictures;
mod questions;
mod unsaved_warning;
mod variants;

use super::layout::{Flash, Heading, content};
use super::products::status_words;
use crate::actions::admin;
use crate::domain::catalogue::ProductStatus;
use crate::domain::catalogue_form::StaffProductView;
use crate::ui::form::{ErrorSummary, Field, Tick, filled, sent_back};
use description::Words;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use pictures::Pictures;
use questions::Questions;
pub use unsaved_warning::AskBeforeLeaving;
use variants::Variants;

#[component]
pub fn ProductPage() -> impl IntoView {
    let id = use_params_map()
        .get_untracked()
        .get("id")
        .unwrap_or_default();
    content(move || async move {
        let back = sent_back();
        let product = admin::product(id, Some(back.value("upload_key").to_string())).await?;
        let shown = product.status != ProductStatus::Draft;
        let slug = product.form.slug.clone();
        let here = format!("/admin/products/{}", product.id);
        let nothing_wrong = back.problems.is_empty() && back.notice.is_none();
        let kept = nothing_wrong && !back.values.is_empty();
        Ok(view! {
            <p class="eyebrow"><a class="link" href="/admin/products">"Products"</a></p>
            <Heading title=product.form.title.clone()>
                <p class="counter-states">
                    <span class="badge">{status_words(product.status)}</span>
                    {shown.then(|| view! { <a class="link" href=format!("/shop/{slug}")>"Its page in the shop"</a> })}
                </p>
            </Heading>
            <Flash words=done/>
            {kept.then(|| view! {
                <p class="notice" role="status">"What else you typed is still here. It is not saved yet: “Save” saves everything on this page."</p>
            })}
            <ErrorSummary problems=back.problems notice=back.notice/>
            <form method="post" action=here enctype="multipart/form-data"
                class="counter-order" data-ask-before-leaving="">
                <div class="counter-order-main">
                    <Words product=product.clone()/>
                    <Variants product=product.clone()/>
                    <Questions product=product.clone()/>
                    <Pictures product=product.clone()/>
                </div>
                <aside class="counter-order-aside" aria-label="State"><State product/></aside>
            </form>
            <AskBeforeLeaving/>
        }
        .into_any())
    })
}

/// What each change says afterwards, by its word in the address.
fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "created" => {
            "Made as a draft. Give it a price, stock and a picture, then put it into the shop."
        }
        "saved" => "Saved.",
        "published" => "It is in the shop now.",
        "archived" => "Archived: its page stays and says that it is no longer sold.",
        "withdrawn" => "Hidden: a draft again.",
        "variant_saved" => "The variant is saved.",
        "stock_changed" => "The stock is booked.",
        "question_saved" => "What is asked is saved.",
        "choice_saved" => "The choice is saved.",
        "questions_moved" => "It is asked in a new order.",
        "question_removed" => "It is not asked any more. Orders keep what was answered.",
        "choice_removed" => "It can’t be chosen any more. Orders keep what was chosen.",
        "picture_added" => "The picture is added.",
        "picture_described" => "The picture’s words are saved.",
        "picture_moved" => "The pictures have a new order.",
        "picture_forgotten" => "The picture was taken away.",
        "picture_removed" => "The picture is gone.",
        _ => return None,
    })
}

/// In the shop or not, and what can be done about it.
#[component]
fn State(product: StaffProductView) -> impl IntoView {
    use ProductStatus::*;
    let steps: &[(&str, &str, bool)] = match product.status {
        Draft => &[("publish", "Put it into the shop", true)],
        Published => &[
            ("archive", "No longer sold", false),
            ("withdraw", "Hide it", false),
        ],
        Archived => &[
            ("publish", "Sell it again", true),
            ("withdraw", "Hide it", false),
        ],
    };
    let words = match product.status {
        Draft => "Only staff see it. It needs a variant with a price before it can be sold.",
        Published => "Everybody sees it.",
        Archived => "Its page stays, and says that it is no longer sold.",
    };
    let buttons = steps
        .iter()
        .map(|(value, words, primary)| view! {
            <button class="button button-wide" class=("button-quiet", !primary) type="submit" name="action" value=*value>{*words}</button>
        })
        .collect_view();
    view! {
        <section class="counter-card">
            <h2>{status_words(product.status)}</h2>
            <p>{words}</p>
            <div class="counter-form">{buttons}</div>
        </section>
    }
}

/// `/admin/products/new`: the title first; the rest on the product's own page.
#[component]
pub fn NewProductPage() -> impl IntoView {
    content(|| async {
        // Whoever may not edit sees so before typing.
        admin::products(Default::default()).await?;
        let back = sent_back();
        Ok(view! {
            <p class="eyebrow"><a class="link" href="/admin/products">"Products"</a></p>
            <Heading title="New product"/>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            <form method="post" action="/admin/products/new" class="counter-form">
                <Field name="title" label="Title" filled=filled(&back, "title") autocomplete="off" maxlength=120/>
                <Field name="kind" label="Kind" filled=filled(&back, "kind") optional=true maxlength=80
                    hint="What it is in a word or two, such as “Bowl”."/>
                <Tick name="one_of_a_kind" value="true" ticked={back.value("one_of_a_kind") == "true"}>
                    "One of a kind: there is only one, and never another"
                </Tick>
                <button class="button" type="submit">"Make a draft"</button>
            </form>
        }
        .into_any())
    })
}
