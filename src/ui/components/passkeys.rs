//! The passkeys of an account: a customer's, or those of a member of staff.

use super::PasskeyStep;
use crate::domain::passkey::{NAME_MAX, PasskeyAsk, PasskeyView, PasskeysView, name_field};
use crate::domain::problem::FormBack;
use crate::ui::form::{FieldProblem, filled};
use crate::ui::moment;
use leptos::prelude::*;

/// Lists them, and takes a new one. `place` is the page's own path, `confirm` where whoever must confirm first is led.
#[component]
pub fn Passkeys(
    passkeys: PasskeysView,
    back: FormBack,
    place: &'static str,
    ask: PasskeyAsk,
    /// A password or a code was shown a short while ago.
    confirmed: bool,
    confirm: &'static str,
) -> impl IntoView {
    let PasskeysView { offered, list } = passkeys;
    let none = list.is_empty();
    let rows = list
        .into_iter()
        .map(|passkey| row(passkey, &back, place, confirmed))
        .collect_view();
    let add = view! {
        <form method="post" action=place>
            <input type="hidden" name="action" value="add_passkey"/>
            <input type="hidden" name="passkey"/>
            <PasskeyStep ask field="passkey".to_string() label="Add a passkey".to_string()/>
        </form>
    };
    view! {
        <p class="quiet">"A fingerprint, a face or a PIN of your own device instead of something to remember."</p>
        {(!none).then(|| view! { <ul class="session-list">{rows}</ul> })}
        {match (offered, confirmed) {
            (false, _) => view! {
                <p>"Browsers offer passkeys only where a shop has a name and a secure connection; this one is reached under an address without them."</p>
            }.into_any(),
            (true, false) => {
                let words = if none { "Confirm it’s you first to add one" } else { "Confirm it’s you first to add or remove one" };
                view! { <p><a class="link" href=confirm>{words}</a></p> }.into_any()
            }
            (true, true) => add.into_any(),
        }}
    }
}

fn row(
    passkey: PasskeyView,
    back: &FormBack,
    place: &'static str,
    confirmed: bool,
) -> impl IntoView + use<> {
    let PasskeyView {
        id,
        name,
        added_at_ms,
        used_at_ms,
    } = passkey;
    let field = name_field(&id);
    let sent = filled(back, &field);
    let typed = match sent.problem {
        Some(_) => sent.value,
        None => name.clone(),
    };
    let wrong = sent.problem.is_some();
    let described = wrong.then(|| format!("{field}-error"));
    let used = match used_at_ms {
        Some(at_ms) => view! {
            ", last used " <time datetime=moment::machine(at_ms)>{moment::date(at_ms)}</time>
        }
        .into_any(),
        None => ", not used yet".into_any(),
    };
    view! {
        <li>
            <span>{name.clone()}</span>
            <span class="quiet">
                "added " <time datetime=moment::machine(added_at_ms)>{moment::date(added_at_ms)}</time>{used}
            </span>
            {confirmed.then(|| view! {
                <form method="post" action=place>
                    <input type="hidden" name="id" value=id.clone()/>
                    <button class="link" type="submit" name="action" value="remove_passkey">
                        "Remove"<span class="sr-only">{format!(" {name}")}</span>
                    </button>
                </form>
            })}
            <details class="fold" open=wrong>
                <summary>"Rename"<span class="sr-only">{format!(" {name}")}</span></summary>
                <form class="fields" method="post" action=place novalidate>
                    <input type="hidden" name="id" value=id.clone()/>
                    <div class="field" class=("field-wrong", wrong)>
                        <label for=field.clone()>"Name"</label>
                        <input class="input" id=field.clone() name=field.clone() value=typed maxlength=NAME_MAX.to_string()
                            autocomplete="off" aria-required="true" aria-invalid=wrong.then_some("true") aria-describedby=described/>
                        <FieldProblem name=field problem=sent.problem/>
                    </div>
                    <p><button class="button button-quiet" type="submit" name="action" value="rename_passkey">"Rename"</button></p>
                </form>
            </details>
        </li>
    }
}
