//! `/account/login/code`: the six digits that were sent.

use super::layout::{Next, password_field, signed_out_page};
use crate::domain::problem::FormBack;
use crate::ui::form::{Field, sent_back};
use crate::ui::layout::{Chrome, page};
use leptos::prelude::*;

#[component]
pub fn LoginCodePage() -> impl IntoView {
    page(Chrome::Full, |_| async {
        let back = sent_back();
        let content = view! {
            <p class="lede">"A mail with six digits is on its way. They work for ten minutes."</p>
            <form class="fields" method="post" action="/account/login/code" novalidate>
                <Next/>
                <CodeField back=back.clone()/>
                <p><button class="button" type="submit">"Sign in"</button></p>
            </form>
            <p><a class="link" href="/account/login">"No mail? Start again"</a></p>
        };
        Ok(signed_out_page("Your code", &back, content.into_any()))
    })
}

#[component]
pub fn CodeField(back: FormBack) -> impl IntoView {
    let code = password_field(&back, "code");
    view! {
        <Field name="code" label="Code" filled=code inputmode="numeric" autocomplete="one-time-code" maxlength=12/>
    }
}
