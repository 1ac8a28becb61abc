//! `/account/register`: a new account. It comes to be once its address is confirmed.

use super::layout::{Elsewhere, PASSWORD_HINT, password_field, signed_out_page};
use crate::actions::customers;
use crate::ui::form::{Field, filled, sent_back};
use crate::ui::layout::{Chrome, page};
use leptos::prelude::*;

#[component]
pub fn RegisterPage() -> impl IntoView {
    page(Chrome::Full, |_| async {
        let back = sent_back();
        let (name, email) = (filled(&back, "name"), filled(&back, "email"));
        let password = password_field(&back, "password");
        let provider = customers::provider().await?;
        let content = view! {
            <p class="lede">"Your orders, custom orders and addresses in one place."</p>
            <form class="fields" method="post" action="/account/register" novalidate>
                <Field name="name" label="Your name" autocomplete="name" filled=name maxlength=80/>
                <Field name="email" label="E-mail" kind="email" inputmode="email" autocomplete="username" filled=email maxlength=254
                    hint="A link to confirm it is sent there."/>
                <Field name="password" label="Password" kind="password" autocomplete="new-password" filled=password maxlength=200
                    hint=PASSWORD_HINT/>
                <p><button class="button" type="submit">"Make an account"</button></p>
            </form>
            <Elsewhere provider/>
            <p>"Have one already? " <a class="link" href="/account/login">"Sign in"</a></p>
        };
        Ok(signed_out_page(
            "Make an account",
            &back,
            content.into_any(),
        ))
    })
}
