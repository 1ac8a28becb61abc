//! `/custom/link`: sends somebody's links to their custom orders again. It answers alike whether there are any or not.

use crate::ui::form::{ErrorSummary, Field, filled, sent_back};
use crate::ui::layout::{Chrome, Head, page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn CustomLinkPage() -> impl IntoView {
    let sent = use_query_map().get_untracked().get("sent").is_some();
    page(Chrome::Full, move |_| async move {
        let back = sent_back();
        let email = filled(&back, "email");
        Ok(view! {
            <Head title="Find a custom order"/>
            <div class="page page-narrow">
                <h1>"Find a custom order"</h1>
                <p class="lede">"Tell us the e-mail address that you asked with, and we send you the link to the conversation again."</p>
                {sent.then(|| view! {
                    <p class="notice" role="status">
                        "If there is such a conversation, its link is on the way to this address."
                    </p>
                })}
                <ErrorSummary problems=back.problems notice=back.notice/>
                <form class="fields" method="post" action="/custom/link" novalidate>
                    <Field name="email" label="E-mail" kind="email" inputmode="email" autocomplete="email" filled=email maxlength=254/>
                    <p><button class="button" type="submit">"Send me the link"</button></p>
                </form>
            </div>
        }
        .into_any())
    })
}
