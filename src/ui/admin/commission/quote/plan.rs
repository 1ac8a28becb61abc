//! How it is paid, and what is refunded if it ends early.

use super::of;
use crate::domain::commission::plan::{PlanKind, STAGES_MAX};
use crate::domain::commission::quote_form::{QuoteForm, StageForm};
use crate::domain::form_values::FormNumber;
use crate::domain::problem::FormBack;
use crate::ui::form::{Field, FieldProblem, Filled};
use leptos::prelude::*;

/// Stages that can be filled in at first.
const STAGES_SHOWN: usize = 3;

/// All plans are there; style shows the parts of the one that is chosen.
#[component]
pub fn Plan(form: QuoteForm, back: FormBack) -> impl IntoView {
    let plan = of(&back, "plan", &form.plan);
    let choices = PlanKind::ALL
        .iter()
        .enumerate()
        .map(|(at, kind)| {
            let word = kind.as_str();
            // The summary's link leads to the first.
            let id = if at == 0 {
                "plan".to_string()
            } else {
                format!("plan-{word}")
            };
            view! {
                <label class="choice">
                    <input type="radio" id=id name="plan" value=word checked={plan.value == word}/>
                    <span class="choice-words">{kind.label()}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="work-part work-plan">
            <legend>"How it is paid"</legend>
            <div class="choices">{choices}</div>
            <FieldProblem name="plan" problem=plan.problem/>
            <div class="work-plan-deposit">
                <Field name="deposit_percent" label="Deposit in percent" filled=of(&back, "deposit_percent", &form.deposit_percent)
                    inputmode="numeric" autocomplete="off" maxlength=6/>
            </div>
            <Stages form back/>
        </fieldset>
    }
}

#[component]
fn Stages(form: QuoteForm, back: FormBack) -> impl IntoView {
    let mut stages = form.stages;
    while stages.last().is_some_and(StageForm::is_empty) {
        stages.pop();
    }
    let room = (stages.len() + 1).clamp(STAGES_SHOWN, STAGES_MAX);
    stages.resize(room, StageForm::default());
    let problem = |name: &str| back.problems.of(name).map(str::to_string);
    let rows = stages
        .into_iter()
        .enumerate()
        .map(|(at, stage)| {
            let id = |name: &str| if at == 0 { name.to_string() } else { format!("{name}-{}", at + 1) };
            let filled = |name: &str, value: String| Filled {
                value,
                problem: problem(name).filter(|_| at == 0),
            };
            view! {
                <li>
                    <fieldset class="work-stage">
                        <legend class="sr-only">{format!("Payment {}", at + 1)}</legend>
                        <Field name="stage_label" id=id("stage_label") label="Payment" autocomplete="off" maxlength=500 filled=filled("stage_label", stage.label) optional={at > 1}/>
                        <Field name="stage_percent" id=id("stage_percent") label="Percent" autocomplete="off" maxlength=500 filled=filled("stage_percent", stage.percent.to_string()) optional={at > 1}/>
                    </fieldset>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="work-plan-stages">
            <p class="field-hint">"The first is paid on acceptance, the last when it is ready, those between when you ask for them. Together they are 100 %."</p>
            <ol class="work-edit">{rows}</ol>
        </div>
    }
}

#[component]
pub fn Refund(form: QuoteForm, back: FormBack) -> impl IntoView {
    let percent = |name: &'static str, label: &'static str, value: &FormNumber| {
        view! {
            <Field name label filled=of(&back, name, value) class="field-half" inputmode="numeric" autocomplete="off" maxlength=6/>
        }
    };
    view! {
        <fieldset class="work-part">
            <legend>"What goes back, in percent of what was paid"</legend>
            <div class="fields">
                {percent("back_before_start", "Customer withdraws before you begin", &form.back_before_start)}
                {percent("back_while_making", "Customer withdraws while you make it", &form.back_while_making)}
                {percent("back_when_ready", "Customer withdraws once it is ready", &form.back_when_ready)}
                {percent("back_if_studio_cancels", "You step back", &form.back_if_studio_cancels)}
            </div>
        </fieldset>
    }
}
