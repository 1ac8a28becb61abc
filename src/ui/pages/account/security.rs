//! `/account/security`: password, address, sign-ins; taking one's data along, and leaving.

use super::layout::{Flash, PASSWORD_HINT, own_page, password_field};
use crate::actions::customers;
use crate::domain::customer::{OpenIdView, SecurityView, SessionView};
use crate::domain::passkey::PasskeyAsk;
use crate::domain::problem::FormBack;
use crate::ui::components::Passkeys;
use crate::ui::form::{ErrorSummary, Field, filled, sent_back};
use crate::ui::moment;
use leptos::prelude::*;

/// Where whoever must confirm first is led back to.
const CONFIRM: &str = "/account/confirm?next=/account/security";

#[component]
pub fn SecurityPage() -> impl IntoView {
    own_page("Sign-in and privacy", || async {
        let security = customers::security().await?;
        let back = sent_back();
        Ok(view! {
            <Flash/>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            <Password security=security.clone() back=back.clone()/>
            <Email security=security.clone() back=back.clone()/>
            <section aria-labelledby="passkeys-title">
                <h2 id="passkeys-title">"Passkeys"</h2>
                <Passkeys passkeys=security.passkeys.clone() back=back.clone() place="/account/security" ask=PasskeyAsk::Add
                    confirmed=security.confirmed confirm=CONFIRM/>
            </section>
            <OpenIds openids=security.openids.clone() confirmed=security.confirmed/>
            <Sessions sessions=security.sessions.clone()/>
            <YourData confirmed=security.confirmed/>
            <Leaving security/>
        }
        .into_any())
    })
}

/// A step that asks for a recent password or code: the step itself, or the way to confirm.
fn once_confirmed(confirmed: bool, step: impl IntoView + 'static) -> AnyView {
    match confirmed {
        true => step.into_any(),
        false => {
            view! { <p><a class="link" href=CONFIRM>"Confirm it’s you first"</a></p> }.into_any()
        }
    }
}

#[component]
fn Password(security: SecurityView, back: FormBack) -> impl IntoView {
    let has = security.has_password;
    let old = password_field(&back, "old_password");
    let new = password_field(&back, "new_password");
    let form = view! {
        <form class="fields account-form" method="post" action="/account/security" novalidate>
            <input type="hidden" name="username" value=security.email autocomplete="username"/>
            {has.then(|| view! {
                <Field name="old_password" label="Your password now" kind="password" autocomplete="current-password" filled=old maxlength=200/>
            })}
            <Field name="new_password" label="New password" kind="password" autocomplete="new-password" filled=new
                maxlength=200 hint=PASSWORD_HINT/>
            <p><button class="button button-quiet" type="submit" name="action" value="change_password">"Change the password"</button></p>
        </form>
    };
    view! {
        <section aria-labelledby="password-title">
            <h2 id="password-title">"Password"</h2>
            <p class="quiet">"Changing it signs out every other browser."</p>
            {once_confirmed(has || security.confirmed, form)}
        </section>
    }
}

#[component]
fn Email(security: SecurityView, back: FormBack) -> impl IntoView {
    let email = filled(&back, "email");
    let form = view! {
        <form class="fields account-form" method="post" action="/account/security" novalidate>
            <Field name="email" label="New e-mail address" kind="email" inputmode="email" autocomplete="email" filled=email
                maxlength=254 hint="A link to confirm it is sent there, and a note to the address you have now."/>
            <p><button class="button button-quiet" type="submit" name="action" value="change_email">"Change the address"</button></p>
        </form>
    };
    view! {
        <section aria-labelledby="email-title">
            <h2 id="email-title">"E-mail address"</h2>
            <p>{security.email}</p>
            {security.email_waiting.map(|email| view! {
                <p class="notice">{format!("Waits until {email} is confirmed by the link that was sent there.")}</p>
            })}
            {once_confirmed(security.confirmed, form)}
        </section>
    }
}

/// Accounts elsewhere that open this one; nothing where there are none.
#[component]
fn OpenIds(openids: Vec<OpenIdView>, confirmed: bool) -> impl IntoView {
    let any = !openids.is_empty();
    let rows = openids
        .into_iter()
        .map(move |openid| openid_row(openid, confirmed))
        .collect_view();
    any.then(|| view! {
        <section aria-labelledby="openids-title">
            <h2 id="openids-title">"Accounts elsewhere"</h2>
            <p class="quiet">"They sign you in here. A code by e-mail does too, whatever is on this list."</p>
            <ul class="session-list">{rows}</ul>
            {(!confirmed).then(|| once_confirmed(false, ()))}
        </section>
    })
}

fn openid_row(openid: OpenIdView, confirmed: bool) -> impl IntoView {
    let OpenIdView {
        id,
        provider,
        email,
        added_at_ms,
        used_at_ms,
    } = openid;
    let name = format!(" {provider} ({email})");
    view! {
        <li>
            <span>{format!("{provider}: {email}")}</span>
            <span class="quiet">
                "since " <time datetime=moment::machine(added_at_ms)>{moment::date(added_at_ms)}</time>
                ", last used " <time datetime=moment::machine(used_at_ms)>{moment::date(used_at_ms)}</time>
            </span>
            {confirmed.then(|| view! {
                <form method="post" action="/account/security">
                    <input type="hidden" name="id" value=id/>
                    <button class="link" type="submit" name="action" value="remove_openid">
                        "Remove"<span class="sr-only">{name}</span>
                    </button>
                </form>
            })}
        </li>
    }
}

#[component]
fn Sessions(sessions: Vec<SessionView>) -> impl IntoView {
    let rows = sessions.into_iter().map(session).collect_view();
    view! {
        <section aria-labelledby="sessions-title">
            <h2 id="sessions-title">"Where you are signed in"</h2>
            <ul class="session-list">{rows}</ul>
            <form method="post" action="/account/security">
                <button class="button button-quiet" type="submit" name="action" value="sign_out_everywhere">"Sign out everywhere"</button>
            </form>
        </section>
    }
}

fn session(session: SessionView) -> impl IntoView {
    let device = session.device.clone();
    view! {
        <li>
            <span>{session.device}</span>
            <span class="quiet">
                "since " <time datetime=moment::machine(session.signed_in_at_ms)>{moment::date(session.signed_in_at_ms)}</time>
                ", seen " <time datetime=moment::machine(session.seen_at_ms)>{moment::date_and_time(session.seen_at_ms)}</time>
            </span>
            {match session.this {
                true => view! { <span class="badge">"This browser"</span> }.into_any(),
                false => view! {
                    <form method="post" action="/account/security">
                        <input type="hidden" name="session" value=session.id/>
                        <button class="link" type="submit" name="action" value="end_session">
                            "Sign out"<span class="sr-only">{format!(" {device}")}</span>
                        </button>
                    </form>
                }.into_any(),
            }}
        </li>
    }
}

#[component]
fn YourData(confirmed: bool) -> impl IntoView {
    let link = view! {
        <p><a class="button button-quiet" href="/account/export" download="my-account.json">"Download everything"</a></p>
    };
    view! {
        <section aria-labelledby="data-title">
            <h2 id="data-title">"Your data"</h2>
            <p>"Everything the shop knows of you as one file (JSON): account, addresses, orders, custom orders."</p>
            {once_confirmed(confirmed, link)}
        </section>
    }
}

#[component]
fn Leaving(security: SecurityView) -> impl IntoView {
    let open = security.under_way;
    let form = view! {
        <details class="fold">
            <summary>"Delete this account"</summary>
            <form class="account-delete" method="post" action="/account/security">
                <p>"Your name, address book and sign-ins are deleted at once, and can’t be brought back."</p>
                <button class="button button-quiet" type="submit" name="action" value="delete">"Yes, delete it"</button>
            </form>
        </details>
    };
    view! {
        <section aria-labelledby="leaving-title">
            <h2 id="leaving-title">"Leaving"</h2>
            <p>"Orders stay in our books, as the law asks, and behind the links in their mails."</p>
            {(!open.is_empty()).then(|| view! {
                <p class="notice">
                    {format!("Still on their way: {}. You may want to wait for them; they arrive either way.", open.join(", "))}
                </p>
            })}
            {once_confirmed(security.confirmed, form)}
        </section>
    }
}
