//! `/track`: sends an order's link again, and takes a withdrawal from the contract without it. It answers alike whether there
//! is such an order or not.

use crate::domain::problem::FormBack;
use crate::ui::form::{ErrorSummary, Field, filled, sent_back};
use crate::ui::layout::{Chrome, Head, page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn TrackPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let (sent, withdrawn) = (
        query.get("sent").is_some(),
        query.get("withdrawn").is_some(),
    );
    page(Chrome::Full, move |_| async move {
        let back = sent_back();
        // The second step, once what was typed can be an order's.
        let confirms = matches!(back.value("step"), "withdraw" | "confirm_withdrawal")
            && back.problems.is_empty();
        let body = match confirms {
            true => view! { <ConfirmWithdrawal back=back.clone()/> }.into_any(),
            false => view! { <Find back=back.clone()/> }.into_any(),
        };
        Ok(view! {
            <Head title="Find an order" description="Have the link to your order sent to you again, or withdraw from the contract." path="/track".to_string()/>
            <div class="page page-narrow">
                <h1>{if confirms { "Withdraw from the contract" } else { "Find an order" }}</h1>
                {sent.then(|| view! {
                    <p class="notice" role="status">
                        "If there is such an order, its link is on the way to the address it was placed with."
                    </p>
                })}
                {withdrawn.then(|| view! {
                    <p class="notice" role="status">
                        "If there is such an order, your withdrawal is recorded with its time, and the confirmation is on the way to the address it was placed with."
                    </p>
                })}
                <ErrorSummary problems=back.problems notice=back.notice/>
                {body}
            </div>
        }
        .into_any())
    })
}

#[component]
fn Find(back: FormBack) -> impl IntoView {
    let number = filled(&back, "number");
    let email = filled(&back, "email");
    view! {
        <p class="lede">"Tell us its number and your e-mail address, and we send you the link to it again. You can also withdraw from the contract here."</p>
        <form class="fields" method="post" action="/track" novalidate>
            <Field name="number" label="Order number" filled=number maxlength=20 hint="It looks like ORD-000042."/>
            <Field name="email" label="E-mail" kind="email" inputmode="email" autocomplete="email" filled=email maxlength=254/>
            <p class="actions">
                <button class="button" type="submit">"Send me the link"</button>
                <button class="button button-quiet" type="submit" id="withdraw" name="step" value="withdraw">"Withdraw from contract"</button>
            </p>
        </form>
    }
}

/// What is about to be declared, before it is.
#[component]
fn ConfirmWithdrawal(back: FormBack) -> impl IntoView {
    let number = back.value("number").to_string();
    let email = back.value("email").to_string();
    view! {
        <p class="lede">"You are about to withdraw from the contract about the whole of this order. No reason is needed."</p>
        <dl class="facts">
            <div><dt>"Order"</dt><dd>{number.clone()}</dd></div>
            <div><dt>"The confirmation goes to"</dt><dd>{email.clone()}</dd></div>
        </dl>
        <form class="fields" method="post" action="/track" novalidate>
            <input type="hidden" name="number" value=number/>
            <input type="hidden" name="email" value=email/>
            <p class="actions">
                <button class="button" type="submit" name="step" value="confirm_withdrawal">"Confirm withdrawal"</button>
                <button class="button button-quiet" type="submit">"Only some pieces: send me the link"</button>
            </p>
            <p class="quiet">"Pieces that were made to your wish are exempt. We confirm by mail at once, with what you declared and when."</p>
        </form>
    }
}
