//! `/admin/commissions`: every custom order by what is next, by due date or by state, and the studio's queue.

pub mod address;
mod bulk;
mod row;
mod studio_settings;

use super::layout::{Heading, content};
use super::paging::Beside;
use crate::actions::commissions;
use crate::domain::catalogue::counted;
use crate::domain::commission::capacity::Openness;
use crate::domain::commission::status::CommissionStatus;
use crate::domain::commission::thread_form::BoardQuery;
use crate::domain::commission::view::{BoardRow, BoardView};
use crate::ui::form::{ErrorSummary, Filled, Select, sent_back};
use bulk::{BulkDone, BulkSteps};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
pub use row::{CommissionBadges, Row};
pub use studio_settings::StudioSettingsPage;

#[component]
pub fn BoardPage() -> impl IntoView {
    let query = address::read(&use_query_map().get_untracked());
    content(move || async move {
        let board = commissions::board(query).await?;
        let back = sent_back();
        let count = match board.total {
            1 => "1 custom order".to_string(),
            total => format!("{} custom orders", counted(total)),
        };
        let here = address::write(&board.query);
        let none = board.rows.is_empty();
        Ok(view! {
            <Heading title="Custom orders"><p class="quiet" role="status">{count}</p></Heading>
            <BulkDone/>
            <ErrorSummary problems=back.problems notice=back.notice/>
            <Queue board=board.clone()/>
            <States board=board.clone()/>
            <Search query=board.query.clone()/>
            {none.then(|| view! {
                <p class="counter-empty">"No custom order is like that. Choose another state, or search for another word."</p>
            })}
            {(!none).then(|| view! {
                <form method="post" action=here class="work-board">
                    <Rows board=board.clone()/>
                    <BulkSteps/>
                </form>
            })}
            <Pages board/>
        }
        .into_any())
    })
}

/// Whether requests are taken, how much is agreed and not finished, and what that makes of a request of today.
#[component]
fn Queue(board: BoardView) -> impl IntoView {
    let open = match board.openness {
        Openness::Open => "Requests are open",
        Openness::Waitlist => "New requests go on the waiting list",
        Openness::Closed => "Requests are closed",
    };
    let queue = match board.queue {
        0 => "nothing in the queue".to_string(),
        1 => "1 piece in the queue".to_string(),
        n => format!("{n} pieces in the queue"),
    };
    let ready = format!("asked for today, ready by {}", board.due_date.words());
    view! {
        <p class="work-queue">
            <span class="work-openness" data-openness=board.openness.as_str()>{open}</span>
            <span>{queue}</span>
            <span>{ready}</span>
            <a class="link" href="/admin/commissions/desk">"Settings of the studio"</a>
        </p>
    }
}

/// What the board can be narrowed to, with how many there are.
#[component]
fn States(board: BoardView) -> impl IntoView {
    let to = |show: &str| {
        address::write(&BoardQuery {
            show: show.into(),
            cursor: String::new(),
            ..board.query.clone()
        })
    };
    let chosen = board.query.show.clone();
    let item = |show: &str, label: String, warn: bool| {
        let current = (chosen == show).then_some("true");
        view! {
            <li><a href=to(show) aria-current=current class=("work-late", warn)>{label}</a></li>
        }
    };
    let overdue = match board.overdue {
        0 => "Overdue".to_string(),
        n => format!("Overdue {}", counted(n)),
    };
    let states = board
        .counts
        .iter()
        .filter(|(status, count)| *count > 0 || chosen == status.as_str())
        .map(|(status, count)| {
            item(
                status.as_str(),
                format!("{} {}", status.label(), counted(*count)),
                false,
            )
        })
        .collect_view();
    view! {
        <nav class="work-states" aria-label="States">
            <ul>
                {item("", "Everything open".into(), false)}
                {item("mine", "Your turn".into(), false)}
                {item("overdue", overdue, board.overdue > 0)}
                {states}
            </ul>
        </nav>
    }
}

#[component]
fn Search(query: BoardQuery) -> impl IntoView {
    let orders = address::ORDERS.map(|(word, label)| (word.to_string(), label.to_string()));
    let order = Filled::with(query.sort);
    view! {
        <form method="get" action="/admin/commissions" class="counter-filters" role="search">
            <input type="hidden" name="show" value=query.show/>
            <div class="field counter-filter-wide">
                <label for="q">"Number, name, e-mail address or words of the request"</label>
                <input class="input" id="q" name="q" type="search" value=query.q maxlength="80" autocomplete="off"/>
            </div>
            <Select name="sort" label="Order" options=orders.to_vec() filled=order/>
            <button class="button button-small" type="submit">"Show"</button>
            <a class="link link-quiet" href="/admin/commissions">"Clear"</a>
        </form>
    }
}

/// One list, or a column for each state.
#[component]
fn Rows(board: BoardView) -> impl IntoView {
    if board.query.sort != "state" {
        let rows = board
            .rows
            .into_iter()
            .map(|row| view! { <Row row picked=true/> })
            .collect_view();
        return view! { <ul class="work-list" aria-label="Custom orders">{rows}</ul> }.into_any();
    }
    let column = |(status, rows): (CommissionStatus, Vec<BoardRow>)| {
        let id = format!("state-{}", status.as_str());
        let rows = rows
            .into_iter()
            .map(|row| view! { <Row row picked=true/> })
            .collect_view();
        view! {
            <section class="work-column" aria-labelledby=id.clone()>
                <h2 id=id.clone()>{status.label()}</h2>
                <ul class="work-list">{rows}</ul>
            </section>
        }
    };
    let columns = by_state(board.rows).into_iter().map(column).collect_view();
    view! { <div class="work-columns">{columns}</div> }.into_any()
}

/// The rows under their states, in the order of the machine; states without one are left out.
fn by_state(rows: Vec<BoardRow>) -> Vec<(CommissionStatus, Vec<BoardRow>)> {
    let mut columns: Vec<(CommissionStatus, Vec<BoardRow>)> = CommissionStatus::ALL
        .into_iter()
        .map(|status| (status, Vec::new()))
        .collect();
    for row in rows {
        if let Some((_, column)) = columns.iter_mut().find(|(s, _)| *s == row.status) {
            column.push(row);
        }
    }
    columns.retain(|(_, rows)| !rows.is_empty());
    columns
}

#[component]
fn Pages(board: BoardView) -> impl IntoView {
    let at = |cursor: String| {
        address::write(&BoardQuery {
            cursor,
            ..board.query.clone()
        })
    };
    let (before, after) = (board.before.map(at), board.after.map(at));
    view! { <Beside words=["Back", "On"] before=before after=after/> }
}
