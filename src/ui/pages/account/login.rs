//! `/account/login`: the password, or a code by e-mail.

use super::layout::{Elsewhere, Next, password_field, signed_out_page};
use crate::actions::{customers, passkeys};
use crate::domain::passkey::PasskeyAsk;
use crate::ui::components::PasskeyStep;
use crate::ui::form::{Field, filled, sent_back};
use crate::ui::layout::{Chrome, page};
use leptos::prelude::*;

#[component]
pub fn LoginPage() -> impl IntoView {
    page(Chrome::Full, |_| async {
        let back = sent_back();
        let email = filled(&back, "email");
        let password = password_field(&back, "password");
        let passkeys = passkeys::usable(PasskeyAsk::SignIn).await?;
        let provider = customers::provider().await?;
        let content = view! {
            <form class="fields" method="post" action="/account/login" novalidate>
                <Next/>
                <Field name="email" label="E-mail" kind="email" inputmode="email" autocomplete="username" filled=email maxlength=254/>
                <Field name="password" label="Password" kind="password" autocomplete="current-password" filled=password maxlength=200/>
                <p class="account-ways">
                    <button class="button" type="submit">"Sign in"</button>
                    <button class="button button-quiet" type="submit" name="action" value="code">"Send me a code instead"</button>
                </p>
            </form>
            {passkeys.then(|| view! {
                <form method="post" action="/account/login">
                    <Next/>
                    <input type="hidden" name="action" value="passkey"/>
                    <input type="hidden" name="passkey"/>
                    <PasskeyStep ask=PasskeyAsk::SignIn field="passkey".to_string() label="Sign in with a passkey".to_string()/>
                </form>
            })}
            <Elsewhere provider/>
            <p><a class="link" href="/account/reset">"Forgot your password?"</a></p>
            <section class="account-aside" aria-labelledby="no-account">
                <h2 id="no-account">"No account yet?"</h2>
                <p>"You can order without one. With one your orders, custom orders and addresses are in one place."</p>
                <p><a class="button button-quiet" href="/account/register">"Make an account"</a></p>
            </section>
        };
        Ok(signed_out_page("Sign in", &back, content.into_any()))
    })
}
