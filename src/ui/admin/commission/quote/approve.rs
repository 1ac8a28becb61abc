//! `/admin/commissions/{number}/quote/send`: the draft exactly as the customer will read it, and the button that
//! approves and sends it. What is sent is what this page shows, whatever the draft has become meanwhile.

use super::form;
use crate::actions::commissions;
use crate::domain::commission::changes::changes;
use crate::domain::commission::quote::{Quote, QuoteTotalsView};
use crate::domain::commission::quote_form::{QuoteDefaults, QuoteForm};
use crate::domain::commission::view::StudioThreadView;
use crate::domain::tax::{Rate, TaxMode};
use crate::ui::admin::commission::quote_preview::QuotePreview;
use crate::ui::admin::commission::quotes::Changes;
use crate::ui::admin::commission::{address, number};
use crate::ui::admin::layout::{Heading, content};
use crate::ui::form::{ErrorSummary, sent_back};
use leptos::prelude::*;

#[component]
pub fn ApprovePage() -> impl IntoView {
    let number = number();
    content(move || async move {
        let work = commissions::studio_thread(number).await?;
        let back = sent_back();
        let here = address(&work.thread.number);
        let form = form(&back, &work);
        let answer = commissions::quote_totals(work.thread.number.clone(), form.clone()).await;
        let came_back = !back.problems.is_empty() || back.notice.is_some();
        let (mut problems, mut notice) = (back.problems, back.notice);
        let ready = match answer {
            Ok(totals) => quote(&work, &form, &totals).map(|quote| (quote, totals)),
            Err(error) if came_back => {
                crate::ui::answer::status(error.status);
                None
            }
            Err(error) => {
                crate::ui::answer::status(200);
                notice = Some("This draft can’t be sent yet.".to_string());
                problems = error.problems;
                None
            }
        };
        for problem in &mut problems.0 {
            // The fields are on the editor's page.
            problem.field = "edit".into();
        }
        let ready = ready.filter(|_| work.may.quote);
        let version = work
            .thread
            .quotes
            .first()
            .map_or(1, |last| last.version + 1);
        Ok(view! {
            <p class="eyebrow"><a class="link" href=here.clone()>{work.thread.number.clone()}</a></p>
            <Heading title=format!("Send quote {version}?")/>
            <ErrorSummary problems notice/>
            <p><a class="button button-quiet button-small" id="edit" href=format!("{here}/quote")>"Change the draft"</a></p>
            {ready.map(|(quote, totals)| view! { <Approval work form quote totals version/> })}
        }
        .into_any())
    })
}

/// The form as a quote; what it leaves open is what its totals were worked out with.
fn quote(work: &StudioThreadView, form: &QuoteForm, totals: &QuoteTotalsView) -> Option<Quote> {
    let defaults = QuoteDefaults {
        country: work.thread.request.country.clone(),
        tax_rate: Rate::from_percent(totals.tax_percent.parse().ok()?)?,
        tax_mode: if totals.tax_is_added {
            TaxMode::Exclusive
        } else {
            TaxMode::Inclusive
        },
        currencies: work.currencies.clone(),
    };
    form.read(&defaults).ok()
}

#[component]
fn Approval(
    work: StudioThreadView,
    form: QuoteForm,
    quote: Quote,
    totals: QuoteTotalsView,
    version: i64,
) -> impl IntoView {
    let request = work.thread.request.clone();
    let here = address(&work.thread.number);
    let before = work.thread.quotes.first();
    let differences = before
        .map(|last| changes(&last.quote, &quote))
        .unwrap_or_default();
    let total = totals.total;
    let replaces = before.map(|last| {
        format!(
            "It takes the place of version {}, whose price can no longer be accepted or paid.",
            last.version
        )
    });
    let days = quote.valid_days;
    let hidden = form
        .to_fields()
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! {
        <p class="lede">{format!("This is what {} reads.", request.name)}</p>
        <Changes changes=differences/>
        <section class="counter-card work-sheet" aria-labelledby="sheet">
            <h2 id="sheet">{format!("Quote {version}: {total}")}</h2>
            <h3 class="sr-only">"What is quoted"</h3>
            <QuotePreview quote totals country_name=request.country_name/>
        </section>
        <form method="post" action=format!("{here}/quote/send") class="counter-form work-apart">
            {hidden}
            <p>
                {format!("It goes to {} by mail, and can be accepted for {days} days. Once sent, it never changes.", request.email)}
                {replaces.map(|sentence| format!(" {sentence}"))}
            </p>
            <button class="button button-large" type="submit" name="action" value="send">{format!("Approve and send for {total}")}</button>
        </form>
    }
}
