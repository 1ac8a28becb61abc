//! The texts of a product: title, description, facts, and what search engines read.

use crate::domain::catalogue_form::{ProductForm, StaffProductView};
use crate::ui::form::{Field, Select, TextArea, Tick, Typed};
use leptos::prelude::*;

/// Fields that are folded away until one of them is wrong.
const FOLDED: &[&str] = &[
    "medium",
    "materials",
    "size",
    "year",
    "provenance",
    "exhibitions",
    "weight_grams",
    "attributes",
    "slug",
    "tax_class",
    "meta_title",
    "meta_description",
];

#[component]
pub fn Words(product: StaffProductView) -> impl IntoView {
    let typed = Typed::with("title");
    let form = &product.form;
    let mut categories = vec![(String::new(), "None".to_string())];
    categories.extend(product.categories.clone());
    let taxes = [("standard", "Standard"), ("reduced", "Reduced")];
    let taxes = taxes
        .map(|(value, words)| (value.to_string(), words.to_string()))
        .to_vec();
    view! {
        <section aria-labelledby="product-words">
            <h2 id="product-words">"About it"</h2>
            <div class="counter-wide-form">
                <input type="hidden" name="version" value=typed.of("version", &form.version).value/>
                <div class="fields">
                    <Field name="title" label="Title" filled=typed.of("title", &form.title) autocomplete="off" maxlength=120/>
                    <Field name="kind" label="Kind" filled=typed.of("kind", &form.kind) class="field-half" optional=true maxlength=80/>
                    <Select name="category" label="Category" options=categories filled=typed.of("category", &form.category)/>
                    <TextArea name="story" label="Story" optional=true filled=typed.of("story", &form.story) rows=9 maxlength=20_000
                        hint="Markdown: an empty line begins a paragraph, *stars* stress a word."/>
                </div>
                <Tick name="featured" value="true" ticked=typed.ticked("featured", form.featured)>"On the front page"</Tick>
                <Tick name="one_of_a_kind" value="true" ticked=typed.ticked("one_of_a_kind", form.one_of_a_kind)>"One of a kind"</Tick>
                {facts(&typed, form)}
                <details class="fold" open=typed.is_wrong(FOLDED)>
                    <summary>"Address, tax and search engines"</summary>
                    <div class="fields">
                        <Field name="slug" label="Address" filled=typed.of("slug", &form.slug) optional=true autocomplete="off" maxlength=80
                            hint="The last part of its address. The old one leads here after a change."/>
                        <Select name="tax_class" label="Tax" options=taxes filled=typed.of("tax_class", &form.tax_class)/>
                        <Field name="meta_title" label="Title for search engines" filled=typed.of("meta_title", &form.meta_title) optional=true maxlength=120/>
                        <TextArea name="meta_description" label="Description for search engines" optional=true rows=3 maxlength=300
                            filled=typed.of("meta_description", &form.meta_description)/>
                    </div>
                </details>
                <button class="button" type="submit" name="action" value="save">"Save"</button>
            </div>
        </section>
    }
}

/// What a buyer of craft asks about a piece.
fn facts(typed: &Typed, form: &ProductForm) -> impl IntoView + use<> {
    let weight = form.weight_grams.to_string();
    let facts = [
        ("medium", "Medium", &form.medium),
        ("materials", "Materials", &form.materials),
        ("size", "Size", &form.size),
        ("year", "Year", &form.year),
        ("provenance", "Provenance", &form.provenance),
        ("exhibitions", "Exhibitions", &form.exhibitions),
        ("weight_grams", "Weight in grams", &weight),
    ];
    let fields = facts
        .into_iter()
        .map(|(name, label, stored)| {
            let filled = typed.of(name, stored);
            view! { <Field name label filled class="field-half" optional=true autocomplete="off" maxlength=300/> }
        })
        .collect_view();
    let attributes = typed.of("attributes", &form.attributes);
    view! {
        <details class="fold" open=typed.is_wrong(FOLDED)>
            <summary>"Facts"</summary>
            <div class="fields">
                {fields}
                <TextArea name="attributes" label="More facts" optional=true filled=attributes rows=3 maxlength=4_000 hint="One on a line, as “Name: value”."/>
            </div>
        </details>
    }
}
