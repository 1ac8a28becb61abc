//! `/account/verify`: the page that a link in a mail opens. Looking changes nothing, since mail programs look too; the
//! button does.

use super::layout::{password_field, signed_out_page};
use crate::actions::customers;
use crate::domain::customer::{LinkKind, LinkView};
use crate::domain::problem::FormBack;
use crate::ui::form::{Field, sent_back};
use crate::ui::layout::{Chrome, page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn VerifyPage() -> impl IntoView {
    let token = use_query_map().get_untracked().get("token");
    page(Chrome::Full, move |_| async move {
        let back = sent_back();
        let sent = Some(back.value("token").to_string()).filter(|token| !token.is_empty());
        let Some(token) = token.or(sent) else {
            return Ok(signed_out_page(
                "Look into your mail",
                &back,
                waiting().into_any(),
            ));
        };
        // A link that was used while its form lay open is reported by the form's own response.
        if back.notice.is_some() {
            let again = view! { <p><a class="button button-quiet" href="/account/login">"To the sign-in"</a></p> };
            return Ok(signed_out_page(
                "Confirm your address",
                &back,
                again.into_any(),
            ));
        }
        let link = customers::link(token.clone()).await?;
        let content = form(link, token, &back);
        Ok(signed_out_page(
            "Confirm your address",
            &back,
            content.into_any(),
        ))
    })
}

fn waiting() -> impl IntoView {
    view! {
        <p class="lede">"We sent you a mail with a link. Open it to confirm your address; it works for a day."</p>
        <p class="quiet">
            "Nothing there? Look among the unwanted mails, or " <a class="link" href="/account/register">"try again"</a> "."
        </p>
    }
}

fn form(link: LinkView, token: String, back: &FormBack) -> impl IntoView + use<> {
    let (words, label) = match link.kind {
        LinkKind::Register => (
            format!("{} is to have an account here.", link.email),
            "Confirm and sign in",
        ),
        _ => (
            format!("Your account is to use {} from now on.", link.email),
            "Confirm this address",
        ),
    };
    let password = password_field(back, "password");
    view! {
        <p class="lede">{words}</p>
        <form class="fields" method="post" action="/account/verify" novalidate>
            <input type="hidden" name="token" value=token/>
            {link.asks_password.then(|| view! {
                <input type="hidden" name="username" value=link.email.clone() autocomplete="username"/>
                <Field name="password" label="The password you chose" kind="password" autocomplete="current-password"
                    filled=password maxlength=200 hint="It shows that you registered, and not somebody with your address."/>
            })}
            <p><button class="button" type="submit">{label}</button></p>
        </form>
        <p class="quiet">"It wasn’t you? Then close this page: nothing happens without the button."</p>
    }
}
