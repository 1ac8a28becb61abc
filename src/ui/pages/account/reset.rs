//! `/account/reset`: a new password by a link to the mailbox.

use super::layout::{PASSWORD_HINT, password_field, signed_out_page};
use crate::actions::customers;
use crate::domain::problem::FormBack;
use crate::ui::form::{Field, filled, sent_back};
use crate::ui::layout::{Chrome, page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn ResetPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let (token, sent) = (query.get("token"), query.get("sent").is_some());
    page(Chrome::Full, move |_| async move {
        let back = sent_back();
        let typed = Some(back.value("token").to_string()).filter(|token| !token.is_empty());
        let token = token.or(typed).filter(|_| back.notice.is_none());
        let content = match token {
            Some(token) => {
                let link = customers::link(token.clone()).await?;
                set(token, link.email, &back).into_any()
            }
            None => ask(sent, &back).into_any(),
        };
        Ok(signed_out_page("A new password", &back, content))
    })
}

fn ask(sent: bool, back: &FormBack) -> impl IntoView + use<> {
    let email = filled(back, "email");
    view! {
        <p class="lede">"Tell us your address, and we send you a link that sets a new password."</p>
        {sent.then(|| view! {
            <p class="notice" role="status">"A mail is on its way. The link in it works for an hour."</p>
        })}
        <form class="fields" method="post" action="/account/reset" novalidate>
            <Field name="email" label="E-mail" kind="email" inputmode="email" autocomplete="username" filled=email maxlength=254/>
            <p><button class="button" type="submit">"Send me the link"</button></p>
        </form>
        <p><a class="link" href="/account/login">"Back to the sign-in"</a></p>
    }
}

fn set(token: String, email: String, back: &FormBack) -> impl IntoView + use<> {
    let password = password_field(back, "password");
    view! {
        <p class="lede">{format!("For the account of {email}. Every other browser is signed out.")}</p>
        <form class="fields" method="post" action="/account/reset" novalidate>
            <input type="hidden" name="token" value=token/>
            <input type="hidden" name="username" value=email autocomplete="username"/>
            <Field name="password" label="New password" kind="password" autocomplete="new-password" filled=password
                maxlength=200 hint=PASSWORD_HINT/>
            <p><button class="button" type="submit">"Set it and sign in"</button></p>
        </form>
    }
}
