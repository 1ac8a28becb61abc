//! Where a page stands in the shop.

use crate::domain::catalogue::CategoryLink;
use leptos::prelude::*;

/// Links from the shop down through `parents`. What comes last is the page itself and is not repeated.
#[component]
pub fn Breadcrumbs(parents: Vec<CategoryLink>) -> impl IntoView {
    let links = parents
        .into_iter()
        .map(|link| view! { <li><a href=format!("/categories/{}", link.slug)>{link.name}</a></li> })
        .collect_view();
    view! {
        <nav class="breadcrumbs" aria-label="Where you are">
            <ol>
                <li><a href="/shop">"Shop"</a></li>
                {links}
            </ol>
        </nav>
    }
}
