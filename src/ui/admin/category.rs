//! `/admin/categories/new` and `/admin/categories/{id}`: one category.

use super::layout::{Flash, Heading, content};
use crate::actions::admin;
use crate::domain::shop_form::CategoryEditView;
use crate::ui::form::{ErrorSummary, Field, Select, TextArea, Typed, sent_back};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The id of the page's form.
const FORM: &str = "category-form";

#[component]
pub fn NewCategoryPage() -> impl IntoView {
    content(|| async {
        let category = admin::category(None).await?;
        let back = sent_back();
        Ok(view! {
            <p class="eyebrow"><a class="link" href="/admin/categories">"Categories"</a></p>
            <Heading title="New category"/>
            <ErrorSummary problems=back.problems notice=back.notice/>
            <Words category action="/admin/categories/new".to_string() send="Make it"/>
        }
        .into_any())
    })
}

#[component]
pub fn CategoryPage() -> impl IntoView {
    let id = use_params_map()
        .get_untracked()
        .get("id")
        .unwrap_or_default();
    content(move || async move {
        let category = admin::category(Some(id)).await?;
        let back = sent_back();
        let action = format!("/admin/categories/{}", category.id);
        let slug = category.form.slug.clone();
        let in_use = category.in_use.clone();
        Ok(view! {
            <p class="eyebrow"><a class="link" href="/admin/categories">"Categories"</a></p>
            <Heading title=category.form.name.clone()>
                <a class="link" href=format!("/categories/{slug}")>"Its page in the shop"</a>
            </Heading>
            <Flash words=done/>
            <ErrorSummary problems=back.problems notice=back.notice/>
            <div class="counter-order">
                <div class="counter-order-main"><Words category action send="Save"/></div>
                <aside class="counter-order-aside" aria-label="Deleting">
                    <section class="counter-card">
                        <h2>"Delete it"</h2>
                        {if in_use.is_empty() {
                            view! {
                                <p>"Nothing is in it. Its address will lead nowhere."</p>
                                // A button of the form beside it: what is typed there is kept if it can’t be deleted.
                                <button class="button button-danger button-small" type="submit" form=FORM name="action" value="delete">
                                    "Delete this category"
                                </button>
                            }.into_any()
                        } else {
                            view! { <p class="quiet">{in_use}</p> }.into_any()
                        }}
                    </section>
                </aside>
            </div>
        }
        .into_any())
    })
}

fn done(word: &str) -> Option<&'static str> {
    (word == "saved").then_some("Saved.")
}

#[component]
fn Words(category: CategoryEditView, action: String, send: &'static str) -> impl IntoView {
    let typed = Typed::with("name");
    let form = &category.form;
    let mut parents = vec![(String::new(), "At the top".to_string())];
    parents.extend(category.parents);
    view! {
        <form method="post" action=action id=FORM class="counter-wide-form">
            <input type="hidden" name="version" value=typed.of("version", &form.version).value/>
            <div class="fields">
                <Field name="name" label="Name" filled=typed.of("name", &form.name) autocomplete="off" maxlength=80/>
                <Select name="parent" label="Where it is" options=parents filled=typed.of("parent", &form.parent)/>
                <TextArea name="description" label="Description" optional=true filled=typed.of("description", &form.description) rows=3 maxlength=500
                    hint="A sentence or two under its name, also for search engines."/>
                <Field name="slug" label="Address" filled=typed.of("slug", &form.slug) optional=true autocomplete="off" maxlength=80
                    hint="The last part of its address. Left empty, it is made of the name; a former one leads here."/>
            </div>
            <button class="button" type="submit" name="action" value="save">{send}</button>
        </form>
    }
}
