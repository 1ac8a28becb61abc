//! `/pages/{slug}`: a page of text that staff wrote.

use crate::actions::shop;
use crate::ui::layout::{Chrome, Head, page};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn TextPage() -> impl IntoView {
    let slug = use_params_map()
        .get_untracked()
        .get("slug")
        .unwrap_or_default();
    page(Chrome::Full, move |_| async move {
        let text = shop::text_page(slug).await?;
        Ok(view! {
            <Head title=text.title.clone() description=text.meta_description path=format!("/pages/{}", text.slug)/>
            <article class="page page-narrow">
                <h1>{text.title}</h1>
                <div class="prose-shop" inner_html=text.body_html></div>
            </article>
        }
        .into_any())
    })
}
