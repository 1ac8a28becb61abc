//! Beside the messages: payments, the parcel, the due date, and withdrawing.

use super::{filled_in, id_in};
use crate::domain::commission::refund::Settlement;
use crate::domain::commission::status::CommissionStatus;
use crate::domain::commission::thread_form::REASON_MAX;
use crate::domain::commission::view::{StageView, ThreadView};
use crate::domain::payment::RequestState;
use crate::domain::problem::FormBack;
use crate::ui::components::Parcels;
use crate::ui::form::TextArea;
use crate::ui::moment;
use leptos::prelude::*;

/// Every payment of the plan and how it stands; nothing before a quote was accepted.
#[component]
pub fn Payments(thread: ThreadView) -> impl IntoView {
    (!thread.stages.is_empty()).then(|| {
        let stages = thread.stages.into_iter().map(stage).collect_view();
        view! {
            <section aria-labelledby="payments-title">
                <h2 id="payments-title">"Payments"</h2>
                <ul class="stages">{stages}</ul>
                {thread.order_url.map(|url| view! { <p><a class="link" href=url>"The order and its papers"</a></p> })}
            </section>
        }
    })
}

fn stage(stage: StageView) -> impl IntoView {
    let words = stage_words(&stage);
    let done = matches!(stage.state, RequestState::Paid);
    view! {
        <li class="stage" class=("is-done", done) class=("is-late", stage.overdue)>
            <span>{stage.label}</span>
            <span class="price">{stage.amount.to_string()}</span>
            <span class="quiet">
                {words}
                {stage.pay_url.map(|url| view! { " " <a class="link" href=url>"Pay it"</a> })}
            </span>
        </li>
    }
}

/// How one payment stands, in a sentence.
fn stage_words(stage: &StageView) -> String {
    let on =
        |at_ms: Option<i64>| at_ms.map_or(String::new(), |at| format!(" on {}", moment::date(at)));
    match stage.state {
        RequestState::Paid => format!("Paid{}.", on(stage.paid_at_ms)),
        RequestState::PartiallyRefunded => {
            format!(
                "Paid{}; {} went back.",
                on(stage.paid_at_ms),
                stage.refunded
            )
        }
        RequestState::Refunded => "Paid back.".into(),
        RequestState::Cancelled => "No longer due.".into(),
        RequestState::Open if !stage.asked => "Not due yet; we ask for it when it is time.".into(),
        RequestState::Open => match (stage.due_at_ms, stage.overdue) {
            (Some(at), true) => format!("It was due by {}.", moment::date(at)),
            (Some(at), false) => format!("Due by {}.", moment::date(at)),
            (None, _) => "Due now.".into(),
        },
    }
}

/// Where the parcel is, once it has left, and how to care for what is in it.
#[component]
pub fn Parcel(thread: ThreadView) -> impl IntoView {
    let care = thread.care;
    view! {
        <Parcels parcels=thread.parcels>
            {(!care.is_empty()).then(|| view! {
                <div class="care">
                    <h3>"Caring for it"</h3>
                    <p class="verbatim">{care}</p>
                </div>
            })}
        </Parcels>
    }
}

#[component]
pub fn Facts(thread: ThreadView, here: String) -> impl IntoView {
    let due_date = thread.due_date.filter(|_| !thread.status.is_over());
    let email = thread.request.email;
    view! {
        {due_date.map(|day| view! {
            <section><h2>"Promised"</h2><p>{format!("Ready by {}", day.words())}</p></section>
        })}
        <section>
            <h2>"This page"</h2>
            <p class="quiet">
                {format!("Whoever has its address can read it and answer. We write to {email}. ")}
                <a class="link" href="/custom/link">"Lost it? Have it sent again"</a>
            </p>
            {thread.kept.then(|| view! { <p>"It is in " <a class="link" href="/orders">"your account"</a> "."</p> })}
            {thread.may.keep.then(|| view! {
                <form method="post" action=here>
                    <button class="button button-quiet button-small" type="submit" name="action" value="keep">"Keep it in your account"</button>
                </form>
            })}
        </section>
    }
}

/// Stepping back: what that comes to is shown before it is confirmed. When all is over, the way to begin anew.
#[component]
pub fn Ending(thread: ThreadView, here: String, back: FormBack) -> impl IntoView {
    const ACTION: &str = "withdraw";
    if thread.status.is_over() && thread.status != CommissionStatus::Completed {
        return view! { <section><a class="link" href="/custom">"Ask for something else"</a></section> }.into_any();
    }
    if !thread.may.withdraw {
        return ().into_any();
    }
    let open = back.value("action") == ACTION;
    let seen_back = thread.settlement.map_or(0, |s| s.back.minor);
    view! {
        <details class="fold" id="withdraw" open=open data-open=open.then_some("")>
            <summary>"Withdraw"</summary>
            <form class="fields" method="post" action=here novalidate>
                <p>{consequence(thread.settlement)}</p>
                <TextArea name="reason" id=id_in(&back, ACTION, "reason") label="Would you tell us why?" optional=true rows=3
                    maxlength=4 * REASON_MAX filled=filled_in(&back, ACTION, "reason")/>
                <input type="hidden" name="seen_back" value=seen_back/>
                <p><button class="button button-quiet" type="submit" name="action" value=ACTION>"Yes, withdraw it"</button></p>
            </form>
        </details>
    }
    .into_any()
}

/// What withdrawing now comes to.
fn consequence(settlement: Option<Settlement>) -> String {
    match settlement.filter(|s| s.received.minor > 0) {
        None => "Nothing was paid, so nothing is owed. The conversation ends here.".into(),
        Some(s) if s.kept.minor == 0 => {
            format!(
                "You paid {}. All of it goes back the way it came.",
                s.received
            )
        }
        Some(s) if s.back.minor == 0 => {
            format!(
                "You paid {}. As agreed, nothing of it goes back.",
                s.received
            )
        }
        Some(s) => format!(
            "You paid {}. As agreed, {} goes back the way it came and {} is kept for the work so far.",
            s.received, s.back, s.kept
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::{Currency, Money};

    #[test]
    fn withdrawing_says_what_it_comes_to() {
        let euro = |minor| Money::new(minor, Currency::EUR);
        let settlement = |received, back| Settlement {
            received: euro(received),
            back: euro(back),
            kept: euro(received - back),
            percent: 50,
        };
        assert!(consequence(None).starts_with("Nothing was paid"));
        assert!(consequence(Some(settlement(0, 0))).starts_with("Nothing was paid"));
        assert!(consequence(Some(settlement(100, 100))).contains("All of it"));
        assert!(consequence(Some(settlement(100, 0))).contains("nothing of it"));
        let half = consequence(Some(settlement(7_001, 3_501)));
        assert!(
            half.contains("€35.01 goes back") && half.contains("€35.00 is kept"),
            "{half}"
        );
    }
}
