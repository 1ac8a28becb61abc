//! Every endpoint of the shop beside the API, and who may use it. The endpoints are read from the routes themselves:
//! one without a row in the table is red.

mod cross_site;
mod fixture;
mod functions;
mod inputs;
mod table;

use crate::support::shop::each_shop;
use atelier::domain::staff::Role;
use fixture::{Credential, Fixture, Outcome};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use table::{TABLE, Who};

/// How an endpoint is requested: a page or file, a form, a server function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Get,
    Post,
    Call,
}

pub type Endpoint = (Way, String);

/// Every endpoint: the pages that Leptos knows, the server functions, and what the router's source names.
pub fn endpoints() -> BTreeSet<Endpoint> {
    let _ = any_spawner::Executor::init_tokio();
    let pages = leptos_axum::generate_route_list(atelier::ui::app::App);
    let pages = pages
        .iter()
        .map(|page| (Way::Get, in_braces(page.path())))
        .collect::<Vec<_>>();
    let calls = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| (Way::Call, path.trim_start_matches("/_fn/").to_string()));
    let mut found: BTreeSet<Endpoint> = pages.into_iter().chain(calls).collect();
    for file in sources(Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/server/http"
    ))) {
        found.extend(routed(&fs::read_to_string(file).unwrap()));
    }
    found
}

/// `/o/:token` as axum writes it.
fn in_braces(path: &str) -> String {
    let parts = path.trim_end_matches('/').split('/');
    let parts: Vec<String> = parts
        .map(|part| match part.strip_prefix(':') {
            Some(name) => format!("{{{name}}}"),
            None => part.to_string(),
        })
        .collect();
    match parts.join("/") {
        path if path.is_empty() => "/".into(),
        path => path,
    }
}

/// The sources with routes; the API has a table of its own.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        match entry.is_dir() {
            true if entry.ends_with("api") => {}
            true => files.extend(sources(&entry)),
            false => files.push(entry),
        }
    }
    files
}

/// What `.route("/…", get(…).post(…))` says in a source.
fn routed(source: &str) -> Vec<Endpoint> {
    let mut found = Vec::new();
    for call in source.split(".route(").skip(1) {
        let call = &call[..closed(call)];
        let path = call.split('"').nth(1).unwrap_or_default().to_string();
        let ways = [
            (Way::Get, "get("),
            (Way::Post, "post("),
            (Way::Post, "any("),
        ];
        for (way, word) in ways {
            let named = call.match_indices(word).any(|(at, _)| {
                at == 0
                    || !call[..at]
                        .ends_with(|before: char| before.is_alphanumeric() || before == '_')
            });
            if named {
                found.push((way, path.clone()));
            }
        }
    }
    found
}

/// Where the parenthesis is closed that was open before `text`.
fn closed(text: &str) -> usize {
    let mut open = 1;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return at;
        }
    }
    text.len()
}

#[test]
fn every_endpoint_has_a_row_and_every_row_an_endpoint() {
    let all = endpoints();
    assert!(all.len() > 150, "the endpoints were not found");
    let rows: Vec<Endpoint> = TABLE
        .iter()
        .map(|(way, path, _)| (*way, path.to_string()))
        .collect();
    let miscounted: Vec<String> = all
        .iter()
        .map(|endpoint| (endpoint, rows.iter().filter(|row| *row == endpoint).count()))
        .filter(|(_, count)| *count != 1)
        .map(|(endpoint, count)| format!("{endpoint:?} has {count} rows"))
        .collect();
    assert!(
        miscounted.is_empty(),
        "in tests/it/authorization/table.rs:\n{}",
        miscounted.join("\n")
    );
    for row in &rows {
        assert!(all.contains(row), "{row:?} leads nowhere");
    }
}

#[tokio::test]
async fn every_endpoint_lets_in_whom_its_row_says_and_nobody_else() {
    each_shop(async |shop| {
        let fixture = Fixture::of(shop).await;
        let mut wrong = Vec::new();
        for (way, path, who) in TABLE {
            for (key, expected) in expected(*who) {
                let outcome = fixture.requests(*way, path, key).await;
                let nothing_there = *who == Who::Anyone && outcome == Outcome::Hidden;
                if outcome != expected && !nothing_there {
                    wrong.push(format!(
                        "{way:?} {path} {key:?}: {outcome:?}, not {expected:?}"
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    })
    .await;
}

/// How an endpoint has to answer each caller.
fn expected(who: Who) -> Vec<(Credential, Outcome)> {
    use Outcome::{Hidden, In, Refused, SignIn};
    let strangers = [
        Credential::Nothing,
        Credential::Program,
        Credential::Customer,
        Credential::OtherCustomer,
    ];
    let staff = Role::ALL.map(Credential::Staff);
    let all = |outcome: Outcome| {
        strangers
            .into_iter()
            .chain(staff)
            .map(move |key| (key, outcome))
    };
    match who {
        Who::SigningIn => Vec::new(),
        Who::Anyone => vec![(Credential::Nothing, In)],
        Who::Link => {
            let mut rows = vec![(Credential::Link, In)];
            rows.extend(all(Hidden));
            rows
        }
        Who::Customer => all(SignIn)
            .map(|(key, outcome)| match key {
                Credential::Customer | Credential::OtherCustomer => (key, In),
                _ => (key, outcome),
            })
            .collect(),
        Who::Owner => all(SignIn)
            .map(|(key, outcome)| match key {
                Credential::Customer => (key, In),
                Credential::OtherCustomer => (key, Hidden),
                _ => (key, outcome),
            })
            .collect(),
        Who::AnyStaff => all(SignIn)
            .map(|(key, outcome)| {
                (
                    key,
                    if matches!(key, Credential::Staff(_)) {
                        In
                    } else {
                        outcome
                    },
                )
            })
            .collect(),
        Who::Staff(permission) => all(SignIn)
            .map(|(key, outcome)| match key {
                Credential::Staff(role) if role.may(permission) => (key, In),
                Credential::Staff(_) => (key, Refused),
                _ => (key, outcome),
            })
            .collect(),
        Who::Halfway => {
            let strangers = strangers.into_iter().map(|key| (key, SignIn));
            strangers.chain([(Credential::Password, In)]).collect()
        }
    }
}
