//! `/account/confirm`: that it is still the same person, before what can't be taken back.

use super::code::CodeField;
use super::layout::{Next, own_page, password_field};
use crate::actions::{customers, passkeys};
use crate::domain::passkey::PasskeyAsk;
use crate::ui::components::PasskeyStep;
use crate::ui::form::{ErrorSummary, Field, sent_back};
use leptos::prelude::*;

#[component]
pub fn ConfirmPage() -> impl IntoView {
    own_page("Confirm it’s you", || async {
        let confirm = customers::confirm().await?;
        let passkey = passkeys::usable(PasskeyAsk::Confirm).await?;
        let back = sent_back();
        let password = password_field(&back, "password");
        Ok(view! {
            <p class="lede">"What comes next can’t be taken back. Confirming lasts a quarter of an hour; then choose it again."</p>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            {confirm.has_password.then(|| view! {
                <form class="fields account-form" method="post" action="/account/confirm" novalidate>
                    <Next/>
                    <input type="hidden" name="username" value=confirm.email.clone() autocomplete="username"/>
                    <Field name="password" label="Password" kind="password" autocomplete="current-password" filled=password maxlength=200/>
                    <p><button class="button" type="submit" name="action" value="password">"Confirm"</button></p>
                </form>
            })}
            {confirm.code_sent.then(|| view! {
                <form class="fields account-form" method="post" action="/account/confirm" novalidate>
                    <Next/>
                    <p class="notice" role="status">{format!("Six digits are on their way to {}.", confirm.email)}</p>
                    <CodeField back=back.clone()/>
                    <p><button class="button" type="submit" name="action" value="code">"Confirm with the code"</button></p>
                </form>
            })}
            {passkey.then(|| view! {
                <form method="post" action="/account/confirm">
                    <Next/>
                    <input type="hidden" name="action" value="passkey"/>
                    <input type="hidden" name="passkey"/>
                    <PasskeyStep ask=PasskeyAsk::Confirm field="passkey".to_string() label="Confirm with a passkey".to_string()/>
                </form>
            })}
            <form method="post" action="/account/confirm">
                <Next/>
                <button class="button button-quiet" type="submit" name="action" value="send_code">
                    {if confirm.code_sent { "Send another code" } else { "Send me a code" }}
                </button>
            </form>
        }
        .into_any())
    })
}
