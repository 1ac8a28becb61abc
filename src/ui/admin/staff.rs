//! `/admin/staff`: who works here, for the owner.

use super::layout::{Flash, Heading, content};
use crate::actions::admin;
use crate::domain::problem::FormBack;
use crate::domain::staff::{Role, StaffMemberView};
use crate::ui::form::{ErrorSummary, Field, Filled, Select, filled, sent_back};
use crate::ui::moment;
use leptos::prelude::*;

#[component]
pub fn StaffPage() -> impl IntoView {
    content(|| async {
        let list = admin::staff_list().await?;
        let back = sent_back();
        let confirmed = list.confirmed;
        let members = list
            .members
            .into_iter()
            .map(|member| view! { <Member member confirmed/> })
            .collect_view();
        Ok(view! {
            <Heading title="Staff"/>
            <Flash words=done/>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            {(!confirmed).then(|| view! {
                <p class="notice">
                    "To change who works here, "
                    <a class="link" href="/admin/confirm?next=/admin/staff">"confirm with a new code"</a>
                    " first."
                </p>
            })}
            <ul class="counter-list">{members}</ul>
            {confirmed.then(|| view! { <Invite back/> })}
        }
        .into_any())
    })
}

fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "invited" => {
            "Invited: the link is in the mail. It works once, for three days; it stands below too, to hand it over yourself."
        }
        "changed" => "Changed. Their sessions have ended; they sign in again.",
        "deactivated" => "They can’t sign in any more, and their sessions have ended.",
        "started_afresh" => {
            "A fresh start: the new link is in the mail. It stands below too, to hand it over yourself."
        }
        _ => return None,
    })
}

fn roles() -> Vec<(String, String)> {
    let words = |role: Role| format!("{} – {}", role.label(), role.description());
    Role::ALL
        .into_iter()
        .map(|role| (role.as_str().to_string(), words(role)))
        .collect()
}

#[component]
fn Member(member: StaffMemberView, confirmed: bool) -> impl IntoView {
    let seen = match member.signed_in_at_ms {
        Some(at) => format!("Last signed in {}", moment::date_and_time(at)),
        None if member.has_password => "Has a password, has not signed in yet".into(),
        None => "Has not set a password yet".into(),
    };
    let factor = match (member.active, member.has_second_factor) {
        (false, _) => "no longer here",
        (true, true) => "second factor on",
        (true, false) => "second factor not set up",
    };
    let role = Filled::with(member.role.as_str());
    let name = member.name.clone();
    view! {
        <li class="counter-card" class=("counter-gone", !member.active)>
            <p class="counter-split">
                <span><strong>{member.name.clone()}</strong> " · " {member.email}</span>
                <span class="badge">{member.role.label()}</span>
            </p>
            <p class="quiet">{seen} " · " {factor}</p>
            {member.welcome_url.map(|url| view! {
                <p>"Link to set a password, good once: " <code class="counter-secret">{url}</code></p>
            })}
            {confirmed.then(|| view! {
                <details class="fold">
                    <summary>{format!("Change {name}")}</summary>
                    <form method="post" action="/admin/staff" class="counter-form">
                        <input type="hidden" name="member" value=member.id.clone()/>
                        <Select name="role" id=format!("role-{}", member.id) label="Role" options=roles() filled=role/>
                        <p class="actions">
                            <button class="button button-small" type="submit" name="action" value="change">
                                {if member.active { "Change the role" } else { "Let back in" }}
                            </button>
                            {member.active.then(|| view! {
                                <button class="button button-quiet button-small" type="submit" name="action" value="start_afresh">
                                    "New password and second factor"
                                </button>
                                <button class="button button-danger button-small" type="submit" name="action" value="deactivate">
                                    "End this account"
                                </button>
                            })}
                        </p>
                    </form>
                </details>
            })}
        </li>
    }
}

#[component]
fn Invite(back: FormBack) -> impl IntoView {
    let came_back = back.value("action") == "invite";
    let back = if came_back { back } else { FormBack::default() };
    let mut role = filled(&back, "role");
    if role.value.is_empty() {
        role.value = Role::Fulfilment.as_str().into();
    }
    view! {
        <section class="counter-band" aria-labelledby="invite">
            <h2 id="invite">"Invite somebody"</h2>
            <form method="post" action="/admin/staff" class="counter-form">
                <input type="hidden" name="action" value="invite"/>
                <Field name="name" label="Name" filled=filled(&back, "name") autocomplete="off" maxlength=80/>
                <Field name="email" label="E-mail address" filled=filled(&back, "email") kind="email" autocomplete="off" maxlength=254/>
                <Select name="role" label="Role" options=roles() filled=role/>
                <button class="button" type="submit">"Invite"</button>
            </form>
        </section>
    }
}
