//! Signing in: password, then code; the first password by link; setting up the second factor.

use super::layout::{Heading, content};
use crate::actions::{admin, passkeys};
use crate::domain::passkey::PasskeyAsk;
use crate::ui::components::PasskeyStep;
use crate::ui::form::{ErrorSummary, Field, Filled, filled, sent_back};
use crate::ui::layout::later;
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page that was wanted, as a hidden field.
#[component]
fn Next() -> impl IntoView {
    let sent = sent_back();
    let asked = use_query_map()
        .get_untracked()
        .get("next")
        .unwrap_or_default();
    let next = if asked.is_empty() {
        sent.value("next").to_string()
    } else {
        asked
    };
    (!next.is_empty()).then(|| view! { <input type="hidden" name="next" value=next/> })
}

/// `/admin/login`
#[component]
pub fn PasswordPage() -> impl IntoView {
    let back = sent_back();
    let signed_out = use_query_map().get_untracked().get("signed_out").is_some();
    let password = filled(&Default::default(), "password");
    view! {
        <p class="eyebrow">"Counter"</p>
        <Heading title="Sign in"/>
        {signed_out.then(|| view! { <p class="notice" role="status">"You are signed out."</p> })}
        <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
        <form method="post" action="/admin/login" class="counter-form">
            <Next/>
            <Field name="email" label="E-mail address" filled=filled(&back, "email") kind="email" autocomplete="username" maxlength=254/>
            <Field name="password" label="Password" filled=password kind="password" autocomplete="current-password" maxlength=200/>
            <button class="button button-wide" type="submit">"Continue"</button>
        </form>
    }
}

/// The six digits, a recovery code, or a passkey in their place.
#[component]
fn CodeField() -> impl IntoView {
    let back = sent_back();
    let mut code = filled(&back, "code");
    code.value.clear();
    view! {
        <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
        <Next/>
        <Field name="code" label="Code" filled=code autocomplete="one-time-code" maxlength=40
            hint="The six digits that your authenticator app shows, or one of your recovery codes."/>
    }
}

/// The way to show a passkey instead of a code, for whoever has one. It stands in the form whose code it replaces.
#[component]
pub fn InsteadOfCode(ask: PasskeyAsk) -> impl IntoView {
    later(async move {
        // Problems are reported by the form around it.
        let usable = passkeys::usable(ask).await.unwrap_or_default();
        usable
            .then(|| view! { <PasskeyStep ask field="code".to_string() label="Use a passkey instead".to_string()/> })
            .into_any()
    })
}

/// A fresh code in a form by which money leaves, or a passkey in its place. `id` distinguishes it from others on its
/// page; what was typed never comes back.
#[component]
pub fn MoneyCode(#[prop(into)] id: String, problem: Option<String>) -> impl IntoView {
    let filled = Filled {
        value: String::new(),
        problem,
    };
    view! {
        <Field name="code" id label="Code" filled autocomplete="one-time-code" maxlength=40
            hint="Money leaves only with a new code from your authenticator."/>
    }
}

/// `/admin/login/code`
#[component]
pub fn CodePage() -> impl IntoView {
    view! {
        <p class="eyebrow">"Counter"</p>
        <Heading title="Your code"/>
        <form method="post" action="/admin/login/code" class="counter-form">
            <CodeField/>
            <button class="button button-wide" type="submit">"Sign in"</button>
            <InsteadOfCode ask=PasskeyAsk::CounterSignIn/>
        </form>
        <p class="quiet">"Phone and recovery codes out of reach? The owner can give you a fresh start."</p>
        <p><a class="link" href="/admin/login">"Start again"</a></p>
    }
}

/// `/admin/confirm`: a new code for what runs the shop.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    view! {
        <Heading title="Confirm it’s you"/>
        <p class="lede">"What comes next changes the shop itself. A new code keeps it yours for a quarter of an hour."</p>
        <form method="post" action="/admin/confirm" class="counter-form">
            <CodeField/>
            <button class="button" type="submit">"Confirm"</button>
            <InsteadOfCode ask=PasskeyAsk::CounterConfirm/>
        </form>
    }
}

/// `/admin/login/set-up`: the second factor, before anything else.
#[component]
pub fn SetUpPage() -> impl IntoView {
    content(|| async {
        let enrolment = match admin::enrolment().await {
            Ok(enrolment) => enrolment,
            // No password was shown, or the second factor is there already.
            Err(error) if matches!(error.status, 401 | 409) => {
                return Ok(view! { <Redirect path="/admin/login"/> }.into_any());
            }
            Err(error) => return Err(error),
        };
        let back = sent_back();
        let mut code = filled(&back, "code");
        code.value.clear();
        Ok(view! {
            <p class="eyebrow">"Counter"</p>
            <Heading title="Set up your second factor"/>
            <p class="lede">"A password alone does not open this counter. Scan the picture with an authenticator app, then type the six digits it shows."</p>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            <div class="counter-enrol">
                <img class="counter-qr" src=enrolment.picture alt="QR code with the secret that is written below" width="220" height="220"/>
                <dl class="facts">
                    <div><dt>"Account"</dt><dd>{enrolment.email}</dd></div>
                    <div><dt>"Or type this secret"</dt><dd class="counter-secret">{enrolment.secret}</dd></div>
                </dl>
            </div>
            <form method="post" action="/admin/login/set-up" class="counter-form">
                <Field name="code" label="Code" filled=code inputmode="numeric" autocomplete="one-time-code" maxlength=12/>
                <button class="button button-wide" type="submit">"Turn it on"</button>
            </form>
        }
        .into_any())
    })
}

/// `/admin/welcome/{token}`: the first password.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let token = use_params_map()
        .get_untracked()
        .get("token")
        .unwrap_or_default();
    content(move || async move {
        let welcome = admin::welcome(token.clone()).await?;
        let back = sent_back();
        let mut password = filled(&back, "password");
        password.value.clear();
        Ok(view! {
            <p class="eyebrow">"Counter"</p>
            <Heading title=format!("Welcome, {}", welcome.name)/>
            <p class="lede">"Choose a password. After it comes a second factor, so keep your phone near."</p>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            <form method="post" action=format!("/admin/welcome/{token}") class="counter-form">
                <input type="hidden" name="username" value=welcome.email autocomplete="username"/>
                <Field name="password" label="New password" filled=password kind="password" autocomplete="new-password"
                    maxlength=200 hint="At least 10 characters. A few unrelated words are strong and easy to remember."/>
                <button class="button button-wide" type="submit">"Set my password"</button>
            </form>
        }
        .into_any())
    })
}
