//! `/o/{token}/withdraw` and `/orders/{number}/withdraw`: withdrawing from the contract. The order's page leads here with
//! "Withdraw from contract"; the declaration is made with "Confirm withdrawal". It is a plain form.

use crate::actions::{customers, orders};
use crate::domain::problem::FormBack;
use crate::domain::refund::form::{UNITS, units_of};
use crate::domain::returns::{ReturnableLine, Withdrawable, WithdrawalForm, WithdrawalPageView};
use crate::ui::form::{ErrorSummary, Filled, sent_back};
use crate::ui::layout::{Chrome, Head, page};
use crate::ui::pages::order::return_form::Piece;
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_params_map;

#[component]
pub fn WithdrawPage() -> impl IntoView {
    let token = use_params_map()
        .get_untracked()
        .get("token")
        .unwrap_or_default();
    page(Chrome::Full, move |_| async move {
        let back = sent_back();
        let form_key = back.value("form_key").to_string();
        let view = orders::withdrawal_page(token.clone(), form_key).await?;
        Ok(view! { <Sheet view back here=format!("/o/{token}")/> }.into_any())
    })
}

/// The same for whoever is signed in to the order's account.
#[component]
pub fn OwnWithdrawPage() -> impl IntoView {
    let number = use_params_map()
        .get_untracked()
        .get("number")
        .unwrap_or_default();
    page(Chrome::Full, move |_| async move {
        let back = sent_back();
        let here = format!("/orders/{number}");
        match customers::order(number).await {
            Ok(token) => {
                let form_key = back.value("form_key").to_string();
                let view = orders::withdrawal_page(token, form_key).await?;
                Ok(view! { <Sheet view back here/> }.into_any())
            }
            Err(error) if error.status == 401 => {
                let login = format!("/account/login?next={here}/withdraw");
                Ok(view! { <Redirect path=login/> }.into_any())
            }
            Err(error) => Err(error),
        }
    })
}

/// Until when one may withdraw, in a sentence.
pub fn until(offer: &Withdrawable) -> String {
    match offer.until {
        Some(day) => format!(
            "You can withdraw from the contract until {}, without a reason.",
            day.words()
        ),
        None if offer.has_left => {
            "You can withdraw from the contract without a reason. We don’t know yet when it reached you, so no day ends it.".into()
        }
        None => "You can withdraw from the contract without a reason; it has not left yet.".into(),
    }
}

/// The page; `here` is the address of the order's own.
#[component]
fn Sheet(view: WithdrawalPageView, back: FormBack, here: String) -> impl IntoView {
    let number = view.order_number.clone();
    let body = match view.withdrawable.clone() {
        Some(offer) => {
            view! { <Declare view offer back=back.clone() here=here.clone()/> }.into_any()
        }
        None => view! {
            <div class="empty">
                <h2>"Nothing can be withdrawn from now"</h2>
                <p>{view.why_not}</p>
            </div>
        }
        .into_any(),
    };
    view! {
        <Head title=format!("Withdraw from the contract, order {number}")/>
        <div class="page page-narrow">
            <p class="eyebrow"><a class="link" href=here>"Order " {number}</a></p>
            <h1>"Withdraw from the contract"</h1>
            <ErrorSummary problems=back.problems notice=back.notice/>
            {body}
        </div>
    }
}

#[component]
fn Declare(
    view: WithdrawalPageView,
    offer: Withdrawable,
    back: FormBack,
    here: String,
) -> impl IntoView {
    let form = WithdrawalForm::from_fields(&back.values);
    let by_line = form.what == WithdrawalForm::PIECES;
    let lede = until(&offer);
    let open = offer.lines.iter().filter(|line| line.withdrawable() > 0);
    let several = open.map(ReturnableLine::withdrawable).sum::<i64>() > 1;
    let (exempt, lines): (Vec<_>, Vec<_>) = offer.lines.into_iter().partition(|line| line.personal);
    let lines = lines
        .into_iter()
        .filter(|line| line.withdrawable() > 0)
        .map(|line| {
            let name = format!("{UNITS}{}", line.line_id);
            let units = Filled::of(&back.problems, &name, units_of(&form.units, &line.line_id));
            view! { <Piece line name units label="Units that you withdraw from"/> }
        })
        .collect_view();
    let exempt: Vec<String> = exempt.into_iter().map(|line| line.title).collect();
    let any_exempt = !exempt.is_empty();
    view! {
        <p class="lede">{lede}</p>
        <form class="letter-form" method="post" action=format!("{here}/withdraw") novalidate>
            <input type="hidden" name="form_key" value=view.form_key/>
            {several.then(|| view! {
                <fieldset class="return-pieces">
                    <legend class="display">"What do you withdraw from?"</legend>
                    <label class="choice-line">
                        <input type="radio" id="what" name="what" value="whole" checked={!by_line}/>
                        <span>"The whole order"</span>
                    </label>
                    <label class="choice-line">
                        <input type="radio" name="what" value=WithdrawalForm::PIECES checked=by_line/>
                        <span>"Only these pieces:"</span>
                    </label>
                    {lines}
                </fieldset>
            })}
            {any_exempt.then(|| view! {
                <p class="notice">{format!("Made to your wish, and so exempt: {}.", exempt.join(", "))}</p>
            })}
            <dl class="facts">
                <div><dt>"Name"</dt><dd>{view.name}</dd></div>
                <div><dt>"Order"</dt><dd>{view.order_number}</dd></div>
                <div><dt>"The confirmation goes to"</dt><dd>{view.email}</dd></div>
            </dl>
            <div class="letter-send">
                <button class="button button-large" type="submit">"Confirm withdrawal"</button>
                <p class="quiet">
                    {match offer.has_left {
                        true => "We confirm it by mail at once, with what you declared and when, and write to you where to send the goods.",
                        false => "We confirm it by mail at once, with what you declared and when. Nothing has to be sent back.",
                    }}
                </p>
            </div>
        </form>
    }
}
