//! `/admin/pages/new` and `/admin/pages/{slug}`: one page of text.

use super::layout::{Flash, Heading, content};
use super::product::AskBeforeLeaving;
use crate::actions::admin;
use crate::domain::shop_form::PageEditView;
use crate::ui::form::{ErrorSummary, Field, TextArea, Typed, filled, sent_back};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The title and the address first; the words on the page's own page.
#[component]
pub fn NewTextPage() -> impl IntoView {
    content(|| async {
        // Whoever may not edit sees so before typing.
        admin::pages().await?;
        let back = sent_back();
        Ok(view! {
            <p class="eyebrow"><a class="link" href="/admin/pages">"Pages"</a></p>
            <Heading title="New page"/>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            <form method="post" action="/admin/pages/new" class="counter-form">
                <Field name="title" label="Title" filled=filled(&back, "title") autocomplete="off" maxlength=120/>
                <Field name="slug" label="Address" filled=filled(&back, "slug") optional=true autocomplete="off" maxlength=80
                    hint="The last part of its address, such as “care”. It stays: mails and other shops link to it."/>
                <button class="button" type="submit">"Begin it"</button>
            </form>
        }
        .into_any())
    })
}

#[component]
pub fn TextPage() -> impl IntoView {
    let slug = use_params_map()
        .get_untracked()
        .get("slug")
        .unwrap_or_default();
    content(move || async move {
        let page = admin::page(slug).await?;
        let back = sent_back();
        let address = format!("/pages/{}", page.form.slug);
        let published = page.published;
        let here = format!("/admin/pages/{}", page.form.slug);
        let kept = !back.values.is_empty() && back.problems.is_empty() && back.notice.is_none();
        Ok(view! {
            <p class="eyebrow"><a class="link" href="/admin/pages">"Pages"</a></p>
            <Heading title=page.form.title.clone()>
                <p class="counter-states">
                    <span class="badge">{if published { "In the shop" } else { "Hidden" }}</span>
                    {published.then(|| view! { <a class="link" href=address>"Its page in the shop"</a> })}
                </p>
            </Heading>
            <Flash words=done/>
            <ErrorSummary problems=back.problems notice=back.notice/>
            {kept.then(|| view! { <p class="notice" role="status">"What you typed is still here. It is not saved yet."</p> })}
            <form method="post" action=here class="counter-order" data-ask-before-leaving="">
                <div class="counter-order-main">
                    <Words page=page.clone()/>
                    <Reading html=page.body_html.clone()/>
                </div>
                <aside class="counter-order-aside" aria-label="State"><State page/></aside>
            </form>
            <AskBeforeLeaving/>
        }
        .into_any())
    })
}

fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "created" => "Begun, and hidden: write it, look at it below, then show it.",
        "saved" => "Saved.",
        "published" => "It is in the shop now, and in the footer.",
        "hidden" => "Hidden: visitors can’t open it any more.",
        _ => return None,
    })
}

#[component]
fn Words(page: PageEditView) -> impl IntoView {
    let typed = Typed::with("title");
    let form = &page.form;
    view! {
        <div class="counter-wide-form">
            <input type="hidden" name="version" value=typed.of("version", &form.version).value/>
            <div class="fields">
                <Field name="title" label="Title" filled=typed.of("title", &form.title) autocomplete="off" maxlength=120/>
                <TextArea name="body" label="Words" optional=true filled=typed.of("body", &form.body) rows=18 maxlength=40_000
                    hint="Markdown: an empty line begins a paragraph, ## a heading, - a list, *stars* stress a word."/>
                <TextArea name="meta_description" label="Description for search engines" optional=true rows=2 maxlength=300
                    filled=typed.of("meta_description", &form.meta_description)/>
            </div>
            <button class="button" type="submit" name="action" value="save">"Save"</button>
        </div>
    }
}

/// What was saved last, as a visitor reads it.
#[component]
fn Reading(html: String) -> impl IntoView {
    (!html.is_empty()).then(|| {
        view! {
            <section aria-labelledby="page-reading">
                <h2 id="page-reading">"How it reads"</h2>
                <div class="counter-card prose-shop" inner_html=html></div>
            </section>
        }
    })
}

/// In the shop or not, and what can be done about it.
#[component]
fn State(page: PageEditView) -> impl IntoView {
    let address = format!("/pages/{}", page.form.slug);
    view! {
        <section class="counter-card">
            <h2>{if page.published { "In the shop" } else { "Hidden" }}</h2>
            <p class="quiet counter-secret">{address}</p>
            <div class="counter-form">
                {if page.published {
                    view! { <button class="button button-quiet button-small" type="submit" name="action" value="hide">"Hide it"</button> }.into_any()
                } else {
                    view! {
                        <p class="actions">
                            <button class="button button-small" type="submit" name="action" value="publish">"Show it in the shop"</button>
                            <button class="button button-danger button-small" type="submit" name="action" value="delete">"Delete it"</button>
                        </p>
                    }.into_any()
                }}
            </div>
        </section>
    }
}
