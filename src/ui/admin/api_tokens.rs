//! `/admin/api-tokens`: what programs call the API with, for the owner.

use super::layout::{Flash, Heading, content};
use crate::actions::admin;
use crate::domain::api_token::{ApiTokenView, NAME_MAX, Scope};
use crate::domain::problem::FormBack;
use crate::ui::form::{ErrorSummary, Field, FieldProblem, Tick, filled, sent_back};
use crate::ui::moment;
use leptos::prelude::*;

#[component]
pub fn ApiTokensPage() -> impl IntoView {
    content(|| async {
        let list = admin::api_tokens().await?;
        let back = sent_back();
        let confirmed = list.confirmed;
        let none = list.tokens.is_empty();
        let tokens = list
            .tokens
            .into_iter()
            .map(|token| view! { <Token token confirmed/> })
            .collect_view();
        Ok(view! {
            <Heading title="API tokens">
                <a class="button button-quiet button-small" href="/admin/settings">"To the settings"</a>
            </Heading>
            <p class="quiet">
                "A program sends its token with every call. What it can call stands in "
                <a class="link" href="/api/docs">"the description of the API"</a>"."
            </p>
            <Flash words=done/>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            {list.new_token.map(|token| view! {
                <section class="counter-band" aria-labelledby="new-token">
                    <h2 id="new-token">"The new token"</h2>
                    <p>"Copy it now: it is shown this once and kept by nobody."</p>
                    <p><code class="counter-secret">{token}</code></p>
                </section>
            })}
            {(!confirmed).then(|| view! {
                <p class="notice">
                    "To make or revoke a token, "
                    <a class="link" href="/admin/confirm?next=/admin/api-tokens">"confirm with a new code"</a>
                    " first."
                </p>
            })}
            {none.then(|| view! { <p>"There are no tokens yet."</p> })}
            <ul class="counter-list">{tokens}</ul>
            {confirmed.then(|| view! { <Make back/> })}
        }
        .into_any())
    })
}

fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "made" => "The token is made.",
        "revoked" => "Revoked: the program is shut out from now on.",
        _ => return None,
    })
}

#[component]
fn Token(token: ApiTokenView, confirmed: bool) -> impl IntoView {
    let used = match token.last_used_at_ms {
        Some(at) => format!("Last used {}", moment::date_and_time(at)),
        None => "Not used yet".into(),
    };
    let ended = token.revoked || token.orphaned;
    let standing = match (token.revoked, token.orphaned) {
        (true, _) => Some("revoked"),
        (false, true) => Some("its maker is no owner any more"),
        (false, false) => None,
    };
    let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
    let made = moment::date_and_time(token.created_at_ms);
    view! {
        <li class="counter-card" class=("counter-gone", ended)>
            <p class="counter-split">
                <span><strong>{token.name.clone()}</strong> " · " <code>{format!("{}…", token.hint)}</code></span>
                {standing.map(|word| view! { <span class="badge">{word}</span> })}
            </p>
            <p class="quiet">{format!("Made by {} on {made} · {used}", token.made_by)}</p>
            <p class="quiet">{scopes.join(", ")}</p>
            {(confirmed && !token.revoked).then(|| view! {
                <form method="post" action="/admin/api-tokens" class="counter-form">
                    <input type="hidden" name="token" value=token.id/>
                    <p class="actions">
                        <button class="button button-danger button-small" type="submit" name="action" value="revoke">
                            {format!("Revoke {}", token.name)}
                        </button>
                    </p>
                </form>
            })}
        </li>
    }
}

#[component]
fn Make(back: FormBack) -> impl IntoView {
    let chosen = |scope: Scope| {
        back.values
            .iter()
            .any(|(name, value)| name == "scopes" && value == scope.as_str())
    };
    let problem = back.problems.of("scopes").map(str::to_string);
    let describedby = problem.is_some().then_some("scopes-error");
    let boxes = Scope::ALL
        .into_iter()
        .map(|scope| {
            view! {
                <Tick name="scopes" value=scope.as_str() ticked=chosen(scope)><code>{scope.as_str()}</code> " – " {scope.description()}</Tick>
            }
        })
        .collect_view();
    view! {
        <section class="counter-band" aria-labelledby="make">
            <h2 id="make">"Make a token"</h2>
            <form method="post" action="/admin/api-tokens" class="counter-form">
                <input type="hidden" name="action" value="make"/>
                <Field name="name" label="Name of the program" filled=filled(&back, "name") autocomplete="off"
                    maxlength=NAME_MAX/>
                <fieldset class="work-part" id="scopes" tabindex="-1" aria-describedby=describedby>
                    <legend>"What it may do"</legend>
                    {boxes}
                    <FieldProblem name="scopes" problem/>
                </fieldset>
                <button class="button" type="submit">"Make the token"</button>
            </form>
        </section>
    }
}
