//! `/admin/commissions/{number}/quote`: the quote as a draft, and, as a step of its own, its approval.

mod approve;
mod lines;
mod live;
mod plan;

use super::super::layout::{Flash, Heading, content};
use super::super::product::AskBeforeLeaving;
use super::{address, number};
use crate::actions::commissions;
use crate::domain::commission::quote::QuoteTotalsView;
use crate::domain::commission::quote_form::QuoteForm;
use crate::domain::commission::view::StudioThreadView;
use crate::domain::problem::FormBack;
use crate::ui::form::{ErrorSummary, Field, Filled, Select, TextArea, sent_back};
use crate::ui::moment;
pub use approve::ApprovePage;
use leptos::prelude::*;
use lines::Lines;
use live::{LiveTotals, QUOTE};
use plan::{Plan, Refund};

/// A field of the quote: its value as it stands in the form, and what is wrong with it.
fn of(back: &FormBack, name: &str, value: &(impl ToString + ?Sized)) -> Filled {
    Filled::of(&back.problems, name, value.to_string())
}

/// The form as it was sent if it came back, else the draft.
fn form(back: &FormBack, work: &StudioThreadView) -> QuoteForm {
    match back.values.is_empty() {
        true => work.draft.clone(),
        false => QuoteForm::from_fields(&back.values),
    }
}

/// What the form comes to; nothing while something is wrong with it.
async fn totals(
    back: &FormBack,
    work: &StudioThreadView,
    form: &QuoteForm,
) -> Option<QuoteTotalsView> {
    if back.values.is_empty() {
        return work.draft_totals.clone();
    }
    if !back.problems.is_empty() || back.notice.is_some() {
        return None;
    }
    let number = work.thread.number.clone();
    commissions::quote_totals(number, form.clone()).await.ok()
}

#[component]
pub fn QuotePage() -> impl IntoView {
    let number = number();
    content(move || async move {
        let work = commissions::studio_thread(number).await?;
        let here = address(&work.thread.number);
        let heading = match work.thread.quotes.first() {
            Some(last) => format!(
                "Quote {} for {}",
                last.version + 1,
                work.thread.request.name
            ),
            None => format!("Quote for {}", work.thread.request.name),
        };
        let crumb = view! { <p class="eyebrow"><a class="link" href=here>{work.thread.number.clone()}</a></p> };
        if !work.may.quote {
            return Ok(view! {
                {crumb}
                <Heading title=heading/>
                <p class="notice">{work.thread.turn.for_studio.clone()} " No quote can be sent now."</p>
            }
            .into_any());
        }
        let mut back = sent_back();
        let form = form(&back, &work);
        let totals = totals(&back, &work, &form).await;
        lines::lead_to_the_wrong_line(&mut back.problems, &form);
        let saved = work.draft_saved_at_ms.map(moment::date_and_time);
        Ok(view! {
            {crumb}
            <Heading title=heading>
                {saved.map(|at| view! { <p class="quiet">"Draft of " {at}</p> })}
            </Heading>
            <Flash words=|word| (word == "saved").then_some("The draft is saved. Your customer sees none of it.")/>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            <Editor work form totals back/>
            <AskBeforeLeaving/>
        }
        .into_any())
    })
}

#[component]
fn Editor(
    work: StudioThreadView,
    form: QuoteForm,
    totals: Option<QuoteTotalsView>,
    back: FormBack,
) -> impl IntoView {
    let number = work.thread.number.clone();
    let action = format!("{}/quote", address(&number));
    let country = work.thread.request.country_name.clone();
    let method = form.shipping_method.clone();
    view! {
        <form method="post" action=action id=QUOTE class="work-quote" data-ask-before-leaving="">
            // The Enter key presses the first button of a form; this one does no harm.
            <button class="sr-only" type="submit" name="action" value="totals" tabindex="-1" aria-hidden="true">"Work out the total"</button>
            <div class="work-quote-fields">
                <Lines work=work.clone() form=form.clone() back=back.clone()/>
                <Shipping work=work.clone() form=form.clone() back=back.clone()/>
                <Plan form=form.clone() back=back.clone()/>
                <Time form=form.clone() back=back.clone()/>
                <Refund form=form.clone() back=back.clone()/>
                <Words form back/>
            </div>
            <aside class="counter-card work-quote-sum" aria-labelledby="quote-sum">
                <h2 id="quote-sum">"What it comes to"</h2>
                <LiveTotals number totals method country/>
                <div class="work-quote-buttons">
                    <button class="button button-quiet button-small" type="submit" name="action" value="totals">"Work out the total"</button>
                    <button class="button button-quiet" type="submit" name="action" value="save">"Save the draft"</button>
                    <button class="button" type="submit" name="action" value="review">"Go on to approve it"</button>
                </div>
                <p class="quiet">"Nothing is sent yet: you read it once more first."</p>
            </aside>
        </form>
    }
}

/// To the country that the request named, for what the shop usually takes, and the tax there.
#[component]
fn Shipping(work: StudioThreadView, form: QuoteForm, back: FormBack) -> impl IntoView {
    let country = work.thread.request.country_name.clone();
    let currencies: Vec<(String, String)> = work
        .currencies
        .iter()
        .map(|c| {
            (
                c.code().to_string(),
                format!("{} ({})", c.code(), c.symbol()),
            )
        })
        .collect();
    let modes = [
        ("", "As usual in that country"),
        ("inclusive", "The prices contain it"),
        ("exclusive", "It comes on top"),
    ]
    .map(|(value, words)| (value.to_string(), words.to_string()));
    let offers = work.shipping_offers.clone();
    let suggestions = offers
        .iter()
        .map(|(method, price)| view! { <option value=method.clone()>{format!("{method}, {price}")}</option> })
        .collect_view();
    let offered: Vec<String> = offers
        .iter()
        .map(|(method, price)| format!("{method} {price}"))
        .collect();
    let tax_hint = format!("Empty: {} %, the rate there.", work.tax_percent);
    view! {
        <fieldset class="work-part">
            <legend>{format!("Shipping to {country}, and tax")}</legend>
            {(!offered.is_empty()).then(|| view! {
                <p class="field-hint">"Your shop ships there by " {offered.join(", ")} "."</p>
            })}
            <div class="fields">
                <Field name="shipping" label="Shipping" filled=of(&back, "shipping", &form.shipping) class="field-half" optional=true
                    inputmode="decimal" autocomplete="off" maxlength=30/>
                <div class="field field-half">
                    <label for="shipping_method">"How it is sent" <span class="field-optional">" (optional)"</span></label>
                    <input class="input" id="shipping_method" name="shipping_method" type="text" list="shipping-offers" maxlength="120"
                        autocomplete="off" value=form.shipping_method.clone()/>
                    <datalist id="shipping-offers">{suggestions}</datalist>
                </div>
                <Select name="currency" label="Currency" options=currencies filled=of(&back, "currency", &form.currency) class="field-half"/>
                <Field name="tax_percent" label="Tax in percent" hint=tax_hint filled=of(&back, "tax_percent", &form.tax_percent)
                    class="field-half" optional=true inputmode="decimal" autocomplete="off" maxlength=12/>
                <Select name="tax_mode" label="Tax and prices" options=modes.to_vec() filled=of(&back, "tax_mode", &form.tax_mode)
                    class="field-half"/>
            </div>
        </fieldset>
    }
}

#[component]
fn Time(form: QuoteForm, back: FormBack) -> impl IntoView {
    view! {
        <fieldset class="work-part">
            <legend>"Time"</legend>
            <div class="fields">
                <Field name="lead_days" label="Days of making" filled=of(&back, "lead_days", &form.lead_days) class="field-half"
                    inputmode="numeric" autocomplete="off" maxlength=6
                    hint="The day it is promised for follows from your queue and your times away."/>
                <Field name="valid_days" label="Days the quote is valid" filled=of(&back, "valid_days", &form.valid_days) class="field-half"
                    inputmode="numeric" autocomplete="off" maxlength=6/>
            </div>
        </fieldset>
    }
}

#[component]
fn Words(form: QuoteForm, back: FormBack) -> impl IntoView {
    view! {
        <div class="fields">
            <TextArea name="note" label="A word to your customer" optional=true filled=of(&back, "note", &form.note) rows=4 maxlength=2_000
                hint="Stands above the quote."/>
            <TextArea name="terms" label="Terms" optional=true filled=of(&back, "terms", &form.terms) rows=5 maxlength=4_000/>
        </div>
    }
}
