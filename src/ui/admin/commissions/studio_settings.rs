//! `/admin/commissions/studio`: what the studio takes on, how much fits into a week, and what a quote begins with.

use crate::actions::commissions;
use crate::domain::commission::capacity::Openness;
use crate::domain::commission::studio_settings::StudioSettingsForm;
use crate::ui::admin::layout::{Flash, Heading, content};
use crate::ui::admin::product::AskBeforeLeaving;
use crate::ui::form::{ErrorSummary, Field, Select, TextArea, Typed, sent_back};
use leptos::prelude::*;

#[component]
pub fn StudioSettingsPage() -> impl IntoView {
    content(|| async {
        let studio = commissions::studio_settings().await?;
        let back = sent_back();
        let typed = Typed::of_action("save");
        let queue = match studio.queue {
            0 => "Nothing is in the queue".to_string(),
            1 => "One piece is in the queue".to_string(),
            n => format!("{n} pieces are in the queue"),
        };
        let now = format!(
            "{queue}. A piece asked for today would be ready by {}.",
            studio.due_date.words()
        );
        let form = studio.form;
        Ok(view! {
            <p class="eyebrow"><a class="link" href="/admin/commissions">"Custom orders"</a></p>
            <Heading title="Settings of the studio"/>
            <Flash words=|word| (word == "saved").then_some("Saved. New quotes and the page for customers follow it.")/>
            <ErrorSummary problems=back.problems notice=back.notice/>
            <p class="lede">{now}</p>
            <form method="post" action="/admin/commissions/desk" class="work-desk" data-ask-before-leaving="">
                <input type="hidden" name="action" value="save"/>
                {taking(&typed, &form)}
                {time(&typed, &form)}
                {quotes(&typed, &form)}
                {afterwards(&typed, &form)}
                <button class="button" type="submit">"Save"</button>
            </form>
            <AskBeforeLeaving/>
        }
        .into_any())
    })
}

fn taking(typed: &Typed, form: &StudioSettingsForm) -> impl IntoView + use<> {
    let words = |openness: Openness| match openness {
        Openness::Open => "Open: requests are answered with a quote",
        Openness::Waitlist => "Waiting list: requests are taken and answered when there is time",
        Openness::Closed => "Closed: no requests are taken",
    };
    let states = Openness::ALL.map(|o| (o.as_str().to_string(), words(o).to_string()));
    view! {
        <section aria-labelledby="desk-taking">
            <h2 id="desk-taking">"What you take on"</h2>
            <div class="fields">
                <Select name="openness" label="Requests" options=states.to_vec() filled=typed.of("openness", &form.openness)/>
                <Field name="slots" label="Places" filled=typed.of("slots", &form.slots) class="field-half" inputmode="numeric" autocomplete="off"
                    hint="Most requests at once; with more, new ones go on the waiting list. 0: any number."/>
                <Field name="answer_days" label="Days until you answer" filled=typed.of("answer_days", &form.answer_days) class="field-half"
                    inputmode="numeric" autocomplete="off" hint="Customers read by when they hear from you."/>
                <TextArea name="takes_on" label="What you take on and what not" optional=true filled=typed.of("takes_on", &form.takes_on) rows=6 maxlength=4_000
                    hint="Customers read it above the form. An empty line begins a paragraph."/>
                <TextArea name="examples" label="Examples" optional=true filled=typed.of("examples", &form.examples) rows=4 maxlength=4_000
                    hint="Pieces made before, one on a line."/>
                <TextArea name="budgets" label="Budgets to choose from" optional=true filled=typed.of("budgets", &form.budgets) rows=4 maxlength=4_000 hint="One on a line."/>
            </div>
        </section>
    }
}

fn time(typed: &Typed, form: &StudioSettingsForm) -> impl IntoView + use<> {
    view! {
        <section aria-labelledby="desk-time">
            <h2 id="desk-time">"Time"</h2>
            <div class="fields">
                <Field name="per_week" label="Pieces a week" filled=typed.of("per_week", &form.per_week) class="field-half" inputmode="numeric" autocomplete="off"
                    hint="Promise dates are worked out from it."/>
                <Field name="lead_days" label="Days for one piece" filled=typed.of("lead_days", &form.lead_days) class="field-half" inputmode="numeric" autocomplete="off"
                    hint="From the beginning until it is ready."/>
                <TextArea name="vacations" label="Times away" optional=true filled=typed.of("vacations", &form.vacations) rows=3 maxlength=4_000
                    hint="First and last day, one time on a line: 2026-12-20 2027-01-06. Nothing is promised for these days."/>
            </div>
        </section>
    }
}

fn quotes(typed: &Typed, form: &StudioSettingsForm) -> impl IntoView + use<> {
    view! {
        <section aria-labelledby="desk-quotes">
            <h2 id="desk-quotes">"What a quote begins with"</h2>
            <div class="fields">
                <Field name="valid_days" label="Days it is valid" filled=typed.of("valid_days", &form.valid_days) class="field-half" inputmode="numeric" autocomplete="off"/>
                <Field name="pay_days" label="Days to pay" filled=typed.of("pay_days", &form.pay_days) class="field-half" inputmode="numeric" autocomplete="off"/>
                <Field name="deposit_percent" label="Deposit in percent" filled=typed.of("deposit_percent", &form.deposit_percent) class="field-half"
                    inputmode="numeric" autocomplete="off"/>
                <TextArea name="terms" label="Terms" optional=true filled=typed.of("terms", &form.terms) rows=5 maxlength=4_000/>
            </div>
            <fieldset class="work-part">
                <legend>"What goes back, in percent of what was paid"</legend>
                <div class="fields">
                    <Field name="back_before_start" label="Customer withdraws before you begin" filled=typed.of("back_before_start", &form.back_before_start)
                        class="field-half" inputmode="numeric" autocomplete="off"/>
                    <Field name="back_while_making" label="Customer withdraws while you make it" filled=typed.of("back_while_making", &form.back_while_making)
                        class="field-half" inputmode="numeric" autocomplete="off"/>
                    <Field name="back_when_ready" label="Customer withdraws once it is ready" filled=typed.of("back_when_ready", &form.back_when_ready)
                        class="field-half" inputmode="numeric" autocomplete="off"/>
                    <Field name="back_if_studio_cancels" label="You step back" filled=typed.of("back_if_studio_cancels", &form.back_if_studio_cancels)
                        class="field-half" inputmode="numeric" autocomplete="off"/>
                </div>
            </fieldset>
        </section>
    }
}

fn afterwards(typed: &Typed, form: &StudioSettingsForm) -> impl IntoView + use<> {
    view! {
        <section aria-labelledby="desk-care">
            <h2 id="desk-care">"Care"</h2>
            <div class="fields">
                <TextArea name="care" label="How to care for a piece" optional=true filled=typed.of("care", &form.care) rows=4 maxlength=4_000
                    hint="Goes with the mail that says that it was shipped."/>
            </div>
        </section>
    }
}
