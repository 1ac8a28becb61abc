//! `/admin/account`: the own password, recovery codes and sessions.

use super::layout::{Flash, Heading, content};
use crate::actions::admin;
use crate::domain::passkey::PasskeyAsk;
use crate::domain::problem::FormBack;
use crate::ui::components::Passkeys;
use crate::ui::form::{ErrorSummary, Field, Filled, sent_back};
use leptos::prelude::*;

#[component]
pub fn AccountPage() -> impl IntoView {
    content(|| async {
        let account = admin::account().await?;
        let back = sent_back();
        let left = match account.recovery_codes_left {
            0 => "You have no recovery codes left.".to_string(),
            1 => "You have one recovery code left.".to_string(),
            n => format!("You have {n} recovery codes left."),
        };
        let confirmed = account.confirmed;
        Ok(view! {
            <Heading title="Your account"/>
            <p class="quiet">{account.staff.email.clone()} " · " {account.staff.role.label()}</p>
            <Flash words=said/>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            <NewCodes codes=account.new_codes/>
            <section class="counter-band" aria-labelledby="account-codes">
                <h2 id="account-codes">"Recovery codes"</h2>
                <p>{left} " Each opens the counter once when your app is out of reach."</p>
                {if confirmed {
                    view! {
                        <form method="post" action="/admin/account">
                            <button class="button button-quiet" type="submit" name="action" value="renew_codes">"Make new ones; the old stop working"</button>
                        </form>
                    }.into_any()
                } else {
                    view! { <p><a class="link" href="/admin/confirm?next=/admin/account">"Confirm with a code to make new ones"</a></p> }.into_any()
                }}
            </section>
            <section class="counter-band" aria-labelledby="account-passkeys">
                <h2 id="account-passkeys">"Passkeys"</h2>
                <p class="quiet">"One stands in for the code after your password, and where a new code is asked. Your app keeps working."</p>
                <Passkeys passkeys=account.passkeys back=back.clone() place="/admin/account" ask=PasskeyAsk::CounterAdd
                    confirmed confirm="/admin/confirm?next=/admin/account"/>
            </section>
            <Password back email=account.staff.email/>
            <section class="counter-band" aria-labelledby="account-sessions">
                <h2 id="account-sessions">"Sessions"</h2>
                <p>"A lost phone or a borrowed computer? This ends every session of yours, this one too."</p>
                <form method="post" action="/admin/account">
                    <button class="button button-quiet" type="submit" name="action" value="sign_out_everywhere">"Sign out everywhere"</button>
                </form>
            </section>
        }
        .into_any())
    })
}

fn said(done: &str) -> Option<&'static str> {
    Some(match done {
        "password" => "Your password is changed; other sessions have ended.",
        "passkey_added" => "Your passkey is added.",
        "passkey_renamed" => "The passkey has its new name.",
        "passkey_removed" => "The passkey is removed. Delete it on your device too.",
        _ => return None,
    })
}

/// Codes that were just made. They can't be read again later.
#[component]
fn NewCodes(codes: Vec<String>) -> impl IntoView {
    (!codes.is_empty()).then(|| {
        let codes = codes.into_iter().map(|code| view! { <li>{code}</li> }).collect_view();
        view! {
            <section class="counter-card counter-codes" aria-labelledby="new-codes">
                <h2 id="new-codes">"Keep these ten codes"</h2>
                <p>"Write them down or print them. They are shown this once; each replaces a code from your app, once."</p>
                <ol>{codes}</ol>
                <form method="post" action="/admin/account">
                    <button class="button" type="submit" name="action" value="codes_kept">"I have kept them"</button>
                </form>
            </section>
        }
    })
}

#[component]
fn Password(back: FormBack, email: String) -> impl IntoView {
    // What was typed as a password is never sent back.
    let empty = |name: &str| Filled::of(&back.problems, name, "");
    view! {
        <section class="counter-band" aria-labelledby="account-password">
            <h2 id="account-password">"Password"</h2>
            <form method="post" action="/admin/account" class="counter-form">
                <input type="hidden" name="action" value="change_password"/>
                <input type="hidden" name="username" value=email autocomplete="username"/>
                <Field name="old_password" label="Your password now" filled=empty("old_password") kind="password"
                    autocomplete="current-password" maxlength=200/>
                <Field name="new_password" label="New password" filled=empty("new_password") kind="password"
                    autocomplete="new-password" maxlength=200 hint="At least 10 characters; a few unrelated words are strong."/>
                <button class="button button-quiet" type="submit">"Change it"</button>
            </form>
        </section>
    }
}
