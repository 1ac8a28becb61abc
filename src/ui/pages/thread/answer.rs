//! The three answers to a quote: accept it with an address, ask for changes, decline.

use super::{filled_in, first_payment, id_in};
use crate::actions::commissions;
use crate::domain::commission::thread_form::{MESSAGE_MAX, REASON_MAX};
use crate::domain::commission::view::{QuoteView, ThreadView};
use crate::domain::contact::Address;
use crate::domain::payment::PaymentMethod;
use crate::domain::problem::{FormBack, Problems};
use crate::ui::form::{FieldProblem, TextArea};
use crate::ui::pages::checkout::AddressFields;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

#[component]
pub fn AnswerQuote(
    quote: QuoteView,
    thread: ThreadView,
    token: String,
    back: FormBack,
) -> impl IntoView {
    let may = thread.may;
    let here = format!("/custom/{token}");
    view! {
        <div class="answer" id="answer">
            {may.accept.then(|| view! { <Accept quote thread token=token.clone() back=back.clone()/> })}
            {may.ask_for_changes.then(|| view! { <AskForChanges token=token.clone() back=back.clone()/> })}
            {may.decline.then(|| view! { <Decline here back/> })}
        </div>
    }
}

#[component]
fn Accept(quote: QuoteView, thread: ThreadView, token: String, back: FormBack) -> impl IntoView {
    let here = format!("/custom/{token}");
    let mine = back.value("action") == "accept";
    let problems = if mine {
        back.problems.clone()
    } else {
        Problems::default()
    };
    let value = |name: &str| match mine {
        true => back.value(name).to_string(),
        false => String::new(),
    };
    let address = Address {
        full_name: if mine {
            value("full_name")
        } else {
            thread.request.name.clone()
        },
        line1: value("line1"),
        line2: value("line2"),
        city: value("city"),
        region: value("region"),
        postal_code: value("postal_code"),
        country: quote.quote.country.clone(),
        phone: value("phone"),
    };
    let chosen = value("payment_method");
    let agree_problem = problems.of("agree").map(str::to_string);
    let wrong = agree_problem.is_some();
    let label = match first_payment(&quote.totals) {
        Some(first) => format!("Accept, and pay the {first}"),
        None => "Accept".to_string(),
    };
    let agreed = format!(
        "I agree to this quote of {} and to its terms, also to what goes back if it ends early.",
        quote.totals.total
    );
    view! {
        <form class="letter-form" method="post" action=here novalidate>
            <h3>"Accept it"</h3>
            <input type="hidden" name="version" value=quote.version/>
            <input type="hidden" name="seen_total" value=quote.totals.total.minor/>
            <p class="notice">
                "It is made to your wish, so the law knows no withdrawal from the contract once you have accepted. What goes back if it ends early stands in the quote; a fault is ours to put right."
            </p>
            <p class="quiet">{format!("Where shall it go? The quote is for {}; for another country, ask for changes.", quote.country_name)}</p>
            <AddressFields prefix="" address problems=problems.clone() countries=vec![quote.quote.country.clone()] fixed_country=true/>
            <Ways methods=thread.payment_methods chosen problem=problems.of("payment_method").map(str::to_string)/>
            <div class="field" class=("field-wrong", wrong)>
                <label class="choice-line" for="agree">
                    <input type="checkbox" id="agree" name="agree" value="on" aria-required="true"
                        aria-invalid=wrong.then_some("true")
                        aria-describedby=wrong.then_some("agree-error")/>
                    <span>{agreed}</span>
                </label>
                <FieldProblem name="agree" problem=agree_problem/>
            </div>
            <button class="button button-large" type="submit" name="action" value="accept"
                data-call=commissions::Accept::PATH data-token=token>{label}</button>
        </form>
    }
}

/// The ways to pay, where there is more than one.
#[component]
fn Ways(methods: Vec<PaymentMethod>, chosen: String, problem: Option<String>) -> impl IntoView {
    let chosen = PaymentMethod::parse(&chosen).or(methods.first().copied());
    if methods.len() < 2 {
        let only = methods.first().map(|method| method.as_str());
        return view! { {only.map(|word| view! { <input type="hidden" name="payment_method" value=word/> })} }.into_any();
    }
    let ways = methods
        .into_iter()
        .map(|method| {
            let id = format!("pay-{}", method.as_str());
            let checked = chosen == Some(method);
            view! {
                <label class="choice">
                    <input type="radio" id=id name="payment_method" value=method.as_str() checked=checked/>
                    <span class="choice-words">{method.label()}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices-named" id="payment_method">
            <legend>"How you pay"</legend>
            <div class="choices">{ways}</div>
            <FieldProblem name="payment_method" problem/>
        </fieldset>
    }
    .into_any()
}

#[component]
fn AskForChanges(token: String, back: FormBack) -> impl IntoView {
    const ACTION: &str = "ask_for_changes";
    let here = format!("/custom/{token}");
    let open = back.value("action") == ACTION;
    view! {
        <details class="fold" id="ask-for-changes" open=open data-open=open.then_some("")>
            <summary>"Ask for changes"</summary>
            <form class="fields" method="post" action=here novalidate>
                <TextArea name="body" id=id_in(&back, ACTION, "body") label="What should be different?" rows=5
                    maxlength=4 * MESSAGE_MAX filled=filled_in(&back, ACTION, "body")
                    hint="We answer with a new version of the quote."/>
                <p><button class="button button-quiet" type="submit" name="action" value=ACTION
                    data-call=commissions::AskForChanges::PATH data-token=token>"Ask for these changes"</button></p>
            </form>
        </details>
    }
}

#[component]
fn Decline(here: String, back: FormBack) -> impl IntoView {
    const ACTION: &str = "decline";
    let open = back.value("action") == ACTION;
    view! {
        <details class="fold" id="decline" open=open data-open=open.then_some("")>
            <summary>"Decline"</summary>
            <form class="fields" method="post" action=here novalidate>
                <TextArea name="reason" id=id_in(&back, ACTION, "reason") label="Would you tell us why?" optional=true rows=3
                    maxlength=4 * REASON_MAX filled=filled_in(&back, ACTION, "reason")/>
                <p><button class="button button-quiet" type="submit" name="action" value=ACTION>"Decline the quote"</button></p>
            </form>
        </details>
    }
}
