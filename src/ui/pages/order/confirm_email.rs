//! `/confirm-email/{token}`: the link in the mail to a new address. It shows what would change; the button changes it,
//! since mailboxes open links by themselves.

use crate::actions::orders;
use crate::ui::form::{ErrorSummary, sent_back};
use crate::ui::layout::{Chrome, Head, page};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn ConfirmEmailPage() -> impl IntoView {
    let token = use_params_map()
        .get_untracked()
        .get("token")
        .unwrap_or_default();
    page(Chrome::Full, move |_| async move {
        let change = orders::email_change(token.clone()).await?;
        let back = sent_back();
        Ok(view! {
            <Head title="Use this address?"/>
            <div class="page page-narrow">
                <h1>"Use this address?"</h1>
                <ErrorSummary problems=back.problems notice=back.notice/>
                <p class="lede">
                    {format!("Mails about order {} go to {} from then on. The address they went to before is told.", change.order_number, change.email)}
                </p>
                <form method="post" action=format!("/confirm-email/{token}")>
                    <button class="button" type="submit">"Yes, use it"</button>
                </form>
            </div>
        }
        .into_any())
    })
}
