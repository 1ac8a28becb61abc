//! `/admin/jobs`: work that was given up, to be tried again.

use super::layout::{Flash, Heading, content};
use super::signin::MoneyCode;
use crate::actions::admin;
use crate::domain::admin::DeadJobView;
use crate::ui::form::{ErrorSummary, sent_back};
use crate::ui::moment;
use leptos::prelude::*;

#[component]
pub fn JobsPage() -> impl IntoView {
    content(|| async {
        let jobs = admin::jobs().await?;
        let mut back = sent_back();
        // The code is asked for once for each such job; the summary leads to the one that was sent.
        let sent = back.value("job").to_string();
        for problem in &mut back.problems.0 {
            problem.field = format!("{}-{sent}", problem.field);
        }
        let none = jobs.dead.is_empty();
        let several = jobs.dead.len() > 1;
        let items = jobs.dead.into_iter().map(dead).collect_view();
        Ok(view! {
            <Heading title="Jobs">
                <p class="quiet">{format!("{} waiting, {} running", jobs.waiting, jobs.running)}</p>
            </Heading>
            <Flash words=|done| match done {
                "replayed" => Some("Back in the queue: it is tried at once."),
                "replayed-all" => Some("They are back in the queue and are tried at once. Refunds ask for a code, one by one."),
                _ => None,
            }/>
            <ErrorSummary problems=back.problems notice=back.notice/>
            {none.then(|| view! { <p class="counter-empty">"No job was given up. Mails that could not be sent, for one, would stand here."</p> })}
            {several.then(|| view! {
                <form method="post" action="/admin/jobs">
                    <input type="hidden" name="all" value="yes"/>
                    <button class="button button-small" type="submit">"Try all of them again"</button>
                    <p class="quiet">"Refunds ask for a fresh code and are tried one by one."</p>
                </form>
            })}
            <ul class="counter-list">{items}</ul>
        }
        .into_any())
    })
}

fn dead(job: DeadJobView) -> impl IntoView {
    let back = sent_back();
    let mine = back.value("job") == job.id;
    let problem = back.problems.of("code").map(str::to_string);
    let problem = problem.filter(|_| mine);
    let code = format!("code-{}", job.id);
    let label = format!("Try again: {}", job.title);
    view! {
        <li class="counter-card counter-job">
            <div>
                <h2>{job.title}</h2>
                <p class="quiet">
                    {job.about} " · given up "
                    <time datetime=moment::machine(job.given_up_at_ms)>{moment::date_and_time(job.given_up_at_ms)}</time>
                    {format!(" after {} tries", job.attempts)}
                </p>
                <p class="counter-error">{job.last_error}</p>
            </div>
            <form method="post" action="/admin/jobs">
                <input type="hidden" name="job" value=job.id/>
                {job.sends_money.then(|| view! { <MoneyCode id=code problem/> })}
                <button class="button button-quiet button-small" type="submit" aria-label=label>"Try again"</button>
            </form>
        </li>
    }
}
