//! `/admin/categories`: the tree of categories in the order in which the shop shows it.

use super::layout::{Flash, Heading, content};
use crate::actions::admin;
use crate::domain::catalogue::counted;
use crate::domain::shop_form::CategoryRowView;
use crate::ui::form::{ErrorSummary, sent_back};
use leptos::prelude::*;

#[component]
pub fn CategoriesPage() -> impl IntoView {
    content(|| async {
        let categories = admin::categories().await?;
        let back = sent_back();
        let none = categories.is_empty();
        let rows = categories.into_iter().map(row).collect_view();
        Ok(view! {
            <Heading title="Categories"><a class="button button-small" href="/admin/categories/new">"New category"</a></Heading>
            <Flash words=done/>
            <ErrorSummary problems=back.problems notice=back.notice/>
            {if none {
                view! { <p class="counter-empty">"There are none yet. The first one appears in the shop’s navigation at once."</p> }.into_any()
            } else {
                view! {
                    <p class="quiet counter-lead">"Those at the top stand in the shop’s navigation, in this order."</p>
                    <ul class="counter-rows">{rows}</ul>
                }.into_any()
            }}
        }
        .into_any())
    })
}

fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "created" => "The category is made.",
        "deleted" => "The category is gone.",
        "moved" => "The categories have a new order.",
        _ => return None,
    })
}

fn row(category: CategoryRowView) -> impl IntoView {
    let products = match category.products {
        0 => "nothing in it".to_string(),
        1 => "1 product".to_string(),
        n => format!("{} products", counted(n)),
    };
    let depth = format!("counter-depth-{}", category.depth.min(3));
    view! {
        <li class=format!("counter-line {depth}")>
            <p class="counter-two-lines">
                <a class="link counter-row-link" href=format!("/admin/categories/{}", category.id)>{category.name.clone()}</a>
                <span class="quiet">{products}</span>
            </p>
            <Arrange
                action="/admin/categories" name="category" value=category.id title=category.name
                first=category.first last=category.last
            />
        </li>
    }
}

/// Moves something one place up or down in its list.
#[component]
pub fn Arrange(
    action: &'static str,
    /// The field that names the thing, and what names it there.
    name: &'static str,
    value: String,
    title: String,
    first: bool,
    last: bool,
) -> impl IntoView {
    view! {
        <form method="post" action=action class="counter-arrange">
            <input type="hidden" name=name value=value/>
            <button class="icon-button" type="submit" name="action" value="move_forward" disabled=first
                aria-label=format!("Move up: {title}")>{crate::ui::components::icon::arrow_up()}</button>
            <button class="icon-button" type="submit" name="action" value="move_back" disabled=last
                aria-label=format!("Move down: {title}")>{crate::ui::components::icon::arrow_down()}</button>
        </form>
    }
}
