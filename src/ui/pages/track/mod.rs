//! `/track`: sends an order's link again. It answers alike whether there is such an order or not.

use crate::ui::form::{ErrorSummary, Field, filled, sent_back};
use crate::ui::layout::{Chrome, Head, page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn TrackPage() -> impl IntoView {
    let sent = use_query_map().get_untracked().get("sent").is_some();
    page(Chrome::Full, move |_| async move {
        let back = sent_back();
        let number = filled(&back, "number");
        let email = filled(&back, "email");
        Ok(view! {
            <Head title="Find an order" description="Have the link to your order sent to you again." path="/track".to_string()/>
            <div class="page page-narrow">
                <h1>"Find an order"</h1>
                <p class="lede">"Tell us its number and your e-mail address, and we send you the link to it again."</p>
                {sent.then(|| view! {
                    <p class="notice" role="status">
                        "If there is such an order, its link is on the way to the address it was placed with."
                    </p>
                })}
                <ErrorSummary problems=back.problems notice=back.notice/>
                <form class="fields" method="post" action="/track" novalidate>
                    <Field name="number" label="Order number" filled=number maxlength=20 hint="It looks like ORD-000042."/>
                    <Field name="email" label="E-mail" kind="email" inputmode="email" autocomplete="email" filled=email maxlength=254/>
                    <p><button class="button" type="submit">"Send me the link"</button></p>
                </form>
            </div>
        }
        .into_any())
    })
}
