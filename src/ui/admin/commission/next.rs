//! Whose turn it is, and the one step that comes next; the others stand quietly beside it.

use super::address;
use crate::domain::commission::turn::NextAct;
use crate::domain::commission::view::{StageView, StudioThreadView};
use crate::domain::payment::RequestState;
use leptos::prelude::*;

#[component]
pub fn Next(work: StudioThreadView) -> impl IntoView {
    let turn = work.thread.turn.clone();
    let late = turn.overdue;
    view! {
        <section class="counter-card counter-steps work-next" class=("work-next-late", late) aria-label="Next">
            <h2 class="work-next-sentence">{turn.for_studio.clone()}</h2>
            <div class="work-steps">
                {turn.studio_step.map(|step| primary(&work, step))}
                {others(&work, turn.studio_step)}
            </div>
        </section>
    }
}

/// A step that is a page or a form further down.
fn way(href: String, words: &'static str, quiet: bool) -> AnyView {
    view! { <a class="button" class=("button-quiet", quiet) href=href>{words}</a> }.into_any()
}

/// A step that is one press.
fn press(work: &StudioThreadView, action: &'static str, words: String, quiet: bool) -> AnyView {
    view! {
        <form method="post" action=address(&work.thread.number)>
            <button class="button" class=("button-quiet", quiet) type="submit" name="action" value=action>{words}</button>
        </form>
    }
    .into_any()
}

fn primary(work: &StudioThreadView, step: NextAct) -> AnyView {
    let here = address(&work.thread.number);
    let again = !work.thread.quotes.is_empty();
    match step {
        NextAct::Quote if again => way(format!("{here}/quote"), "Change the quote", false),
        NextAct::Quote => way(format!("{here}/quote"), "Write the quote", false),
        NextAct::BeginMaking => press(work, "begin", "Begin making it".into(), false),
        NextAct::ShowProgress => way(format!("{here}?as=progress#write"), "Show progress", false),
        NextAct::Finish => way(format!("{here}?as=finished#write"), "It is finished", false),
        NextAct::Ship => way(format!("{here}/ship"), "Ship it or hand it over", false),
        NextAct::Complete => press(work, "complete", "Complete it now".into(), false),
        // The customer's own steps.
        NextAct::Accept | NextAct::Pay | NextAct::ApproveProgress | NextAct::Track => ().into_any(),
    }
}

/// What else may be done now, without the step that is the button already.
fn others(work: &StudioThreadView, step: Option<NextAct>) -> Vec<AnyView> {
    let (may, here) = (work.may, address(&work.thread.number));
    let is = |act| step == Some(act);
    let mut ways = Vec::new();
    if may.quote && !is(NextAct::Quote) {
        ways.push(way(format!("{here}/quote"), "Send another version", true));
    }
    if may.begin && !is(NextAct::BeginMaking) {
        ways.push(press(work, "begin", "Begin making it".into(), true));
    }
    if may.show_progress && !is(NextAct::ShowProgress) {
        ways.push(way(
            format!("{here}?as=progress#write"),
            "Show progress",
            true,
        ));
    }
    if may.ask_for_stage
        && let Some(stage) = next_stage(&work.thread.stages)
    {
        let words = format!("Ask for {} of {}", stage.label, stage.amount);
        ways.push(press(work, "ask_for_stage", words, true));
    }
    if may.finish && !is(NextAct::Finish) {
        ways.push(way(
            format!("{here}?as=finished#write"),
            "It is finished",
            true,
        ));
    }
    if may.ship && !is(NextAct::Ship) {
        ways.push(way(format!("{here}/ship"), "Ship it or hand it over", true));
    }
    if may.complete && !is(NextAct::Complete) {
        ways.push(press(work, "complete", "Complete it now".into(), true));
    }
    ways
}

/// The next payment of the plan that was not asked for.
fn next_stage(stages: &[StageView]) -> Option<&StageView> {
    stages
        .iter()
        .find(|stage| !stage.asked && stage.state == RequestState::Open)
}
