//! What a schema consists of, a line for each part, however its migrations were typed: columns with their type and
//! default, checks, keys, indexes, triggers, and the rows that migrations write.

use atelier::server::db::{Db, Pools};
use std::collections::BTreeSet;

const SQLITE: &str = include_str!("listing.sqlite.sql");
const POSTGRES: &str = include_str!("listing.postgres.sql");
/// The database's memory of its migrations is no part of what they make.
const MEMORY: &str = "_sqlx_migrations";

/// The order of columns is no part of it.
pub async fn listing(db: &Db) -> BTreeSet<String> {
    let lines: Vec<String> = match &db.pools {
        Pools::Pg(pool) => sqlx::query_scalar(POSTGRES).fetch_all(pool).await.unwrap(),
        Pools::Sqlite { readers, .. } => {
            let parts: Vec<(String, String, String)> =
                sqlx::query_as(SQLITE).fetch_all(readers).await.unwrap();
            parts
                .into_iter()
                .flat_map(|(kind, name, text)| lines_of(&kind, &name, &text))
                .collect()
        }
    };
    lines
        .into_iter()
        .filter(|line| !line.contains(MEMORY))
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// SQLite keeps a part as it was typed; a table becomes a line for each column and each constraint.
fn lines_of(kind: &str, name: &str, text: &str) -> Vec<String> {
    if kind == "row" {
        return vec![format!("row {name} {text}")];
    }
    let text = plain(text);
    if kind != "table" || text.starts_with("CREATE VIRTUAL") {
        return vec![text];
    }
    let (open, close) = (text.find('(').unwrap(), text.rfind(')').unwrap());
    let mut lines = items(&text[open + 1..close]);
    let options = text[close + 1..].trim();
    if !options.is_empty() {
        lines.push(options.to_owned());
    }
    for line in &mut lines {
        line.insert_str(0, &format!("table {name}: "));
    }
    lines
}

/// Without comments, and spaced alike.
fn plain(text: &str) -> String {
    let code: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split("--").next())
        .collect();
    let words: Vec<String> = code
        .join("\n")
        .split_whitespace()
        .map(|word| word.replace('"', ""))
        .collect();
    words.join(" ").replace("( ", "(").replace(" )", ")")
}

/// What stands between the commas that are in no brackets and no text.
fn items(text: &str) -> Vec<String> {
    let (mut found, mut depth, mut quoted) = (vec![String::new()], 0, false);
    for letter in text.chars() {
        match letter {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if letter == ',' && depth == 0 && !quoted {
            found.push(String::new());
        } else if let Some(item) = found.last_mut() {
            item.push(letter);
        }
    }
    found.iter().map(|item| item.trim().to_owned()).collect()
}
