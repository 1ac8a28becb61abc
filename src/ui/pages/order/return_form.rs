//! `/o/{token}/return` and `/orders/{number}/return`: asking to send something back. It is a plain form; its pictures come
//! to life where scripts run.

use super::returns::until;
use crate::actions::{customers, orders};
use crate::domain::problem::FormBack;
use crate::domain::refund::form::{UNITS, units_of};
use crate::domain::returns::{
    ReturnForm, ReturnPageView, ReturnReason, Returnable, ReturnableLine, WORDS_MAX,
};
use crate::ui::components::PicturePicker;
use crate::ui::form::{
    ErrorSummary, Field, FieldProblem, Filled, Select, TextArea, filled, sent_back,
};
use crate::ui::layout::{Chrome, Head, page};
use crate::ui::pages::custom::{pictures_hint, told};
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_params_map;

/// More than is allowed, so that a text that is too long is reported and not cut off as it is pasted.
const PASTED_MAX: usize = 4 * WORDS_MAX;

#[component]
pub fn ReturnPage() -> impl IntoView {
    let token = use_params_map()
        .get_untracked()
        .get("token")
        .unwrap_or_default();
    page(Chrome::Full, move |_| async move {
        let back = sent_back();
        let upload_key = back.value("upload_key").to_string();
        let view = orders::return_page(token.clone(), upload_key).await?;
        Ok(view! { <Sheet view back here=format!("/o/{token}")/> }.into_any())
    })
}

/// The same for whoever is signed in to the order's account.
#[component]
pub fn OwnReturnPage() -> impl IntoView {
    let number = use_params_map()
        .get_untracked()
        .get("number")
        .unwrap_or_default();
    page(Chrome::Full, move |_| async move {
        let back = sent_back();
        let here = format!("/orders/{number}");
        match customers::order(number).await {
            Ok(token) => {
                let upload_key = back.value("upload_key").to_string();
                let view = orders::return_page(token, upload_key).await?;
                Ok(view! { <Sheet view back here/> }.into_any())
            }
            Err(error) if error.status == 401 => {
                let login = format!("/account/login?next={here}/return");
                Ok(view! { <Redirect path=login/> }.into_any())
            }
            Err(error) => Err(error),
        }
    })
}

/// The page; `here` is the address of the order's own.
#[component]
fn Sheet(view: ReturnPageView, back: FormBack, here: String) -> impl IntoView {
    let number = view.order_number.clone();
    let body = match view.returnable.clone() {
        Some(returnable) => {
            let here = here.clone();
            view! { <AskForm view returnable back=back.clone() here/> }.into_any()
        }
        None => view! {
            <div class="empty">
                <h2>"Nothing can be sent back now"</h2>
                <p>
                    "Either it has not left yet, or it was sent back already, or its time is over. If something is wrong with it, "
                    "please answer any of our mails: we find a way."
                </p>
            </div>
        }
        .into_any(),
    };
    view! {
        <Head title=format!("Send something of {number} back")/>
        <div class="page page-narrow">
            <p class="eyebrow"><a class="link" href=here>"Order " {number}</a></p>
            <h1>"Send something back"</h1>
            <ErrorSummary problems=back.problems notice=back.notice/>
            {body}
        </div>
    }
}

#[component]
fn AskForm(
    view: ReturnPageView,
    returnable: Returnable,
    back: FormBack,
    here: String,
) -> impl IntoView {
    let form = ReturnForm::from_fields(&back.values);
    let problems = back.problems.clone();
    let lede = until(&returnable);
    let lines = returnable
        .lines
        .into_iter()
        .filter(|line| line.left > 0)
        .map(|line| {
            let name = format!("{UNITS}{}", line.line_id);
            let units = Filled::of(&problems, &name, units_of(&form.units, &line.line_id));
            view! { <Piece line name units label="Units that go back"/> }
        })
        .collect_view();
    // Whoever changed their mind withdraws from the contract, on a page of its own.
    let reasons = ReturnReason::ALL
        .into_iter()
        .filter(|reason| *reason != ReturnReason::ChangedMind)
        .map(|reason| (reason.as_str().to_string(), reason.label().to_string()))
        .collect();
    view! {
        <p class="lede">{lede}</p>
        <p>
            "For what is damaged, wrong or not as described. If you changed your mind, "
            <a class="link" href=format!("{here}/withdraw") rel="nofollow">"withdraw from the contract"</a>
            ": that needs no reason and no answer."
        </p>
        <form class="letter-form" method="post" action=format!("{here}/return") enctype="multipart/form-data" novalidate>
            // The first button is the one that the Enter key presses; without it that would be a picture's.
            <button class="sr-only" type="submit" tabindex="-1" aria-hidden="true">"Ask for the return"</button>
            <fieldset class="return-pieces">
                <legend class="display">"What goes back?"</legend>
                {lines}
            </fieldset>
            <div class="fields">
                <Select name="reason" label="Why?" filled=filled(&back, "reason") options=reasons nothing="Choose a reason"/>
                <TextArea name="words" label="What should we know?" optional=true rows=5 maxlength=PASTED_MAX filled=filled(&back, "words")
                    hint="If something is broken, a sentence on where and how helps us to answer at once."/>
                <PicturePicker upload_key=view.upload_key kept=view.pictures problems=told(&problems)
                    label="Pictures".to_string() hint=pictures_hint("What is wrong with it, and the parcel if it was damaged.")/>
            </div>
            <div class="letter-send">
                <button class="button button-large" type="submit">"Ask for the return"</button>
                <p class="quiet">"Nothing has to be sent yet: we answer by mail with where to."</p>
            </div>
        </form>
    }
}

/// One line: a box for a single piece, a number for several.
#[component]
pub fn Piece(
    line: ReturnableLine,
    name: String,
    units: Filled,
    label: &'static str,
) -> impl IntoView {
    let words = match line.variant_name.as_str() {
        "" => line.title.clone(),
        variant => format!("{} ({variant})", line.title),
    };
    if line.left == 1 {
        let checked = units.value == "1";
        let wrong = units.problem.is_some();
        let invalid = wrong.then_some("true");
        return view! {
            <div class="return-piece" class=("field-wrong", wrong)>
                <label class="choice-line">
                    <input type="checkbox" id=name.clone() name=name.clone() value="1" checked=checked aria-invalid=invalid/>
                    <span>{words}</span>
                </label>
                <FieldProblem name problem=units.problem/>
            </div>
        }
        .into_any();
    }
    let left = format!("{words}: up to {}", line.left);
    view! {
        <div class="return-piece" role="group" aria-label=words>
            <p>{left}</p>
            <Field name label filled=units inputmode="numeric" autocomplete="off" optional=true maxlength=4/>
        </div>
    }
    .into_any()
}
