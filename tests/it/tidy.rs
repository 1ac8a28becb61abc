//! The project's rules as tests, so that nobody has to remember or repeat them in a review.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// The only files that may ask which target they are compiled for.
const FILES_THAT_ASK_FOR_FEATURES: [&str; 3] =
    ["src/lib.rs", "src/actions/mod.rs", "src/ui/answer.rs"];
const LONGEST_FILE: usize = 400;

/// A text file of the project: its path from the root, with `/`, and what it holds.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is(&self, extension: &str) -> bool {
        self.path
            .rsplit_once('.')
            .is_some_and(|(_, end)| end == extension)
    }

    fn below(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }

    /// Numbered lines of code; what a comment says breaks no rule about code.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every text file that belongs to the project.
fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root(), "", &mut found);
    assert!(found.len() > 10, "the walk found the project");
    found
}

fn walk(dir: &Path, prefix: &str, found: &mut Vec<Source>) {
    // What .gitignore names, and version control's own.
    const NOT_OURS: [&str; 12] = [
        ".git",
        "target",
        "data",
        "site",
        "dist",
        "node_modules",
        ".venv",
        "test-results",
        "playwright-report",
        ".env",
        "package-lock.json",
        "Cargo.lock",
    ];
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            walk(&entry.path(), &format!("{path}/"), found);
        } else if let Ok(text) = fs::read_to_string(entry.path()) {
            found.push(Source { path, text });
        }
    }
}

/// Fails with every finding at once.
pub fn none(rule: &str, findings: impl IntoIterator<Item = String>) {
    let mut list = String::new();
    for finding in findings {
        writeln!(list, "  {finding}").unwrap();
    }
    assert!(list.is_empty(), "{rule}:\n{list}");
}

/// Places in code of the shop and of the sandbox, outside `home`, whose line satisfies `wrong`.
pub fn findings_outside(home: &str, wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources() {
        let code = source.below("src/") || source.below("sandbox/src/");
        if source.is("rs") && code && !source.below(home) {
            for (number, line) in source.code().filter(|(_, line)| wrong(line)) {
                found.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    found
}

/// Does `line` name `path` (`sqlx::query`) as the beginning of a path, not inside another name?
fn names(line: &str, path: &str) -> bool {
    line.match_indices(path)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

#[test]
fn sql_is_written_in_the_database_folder_alone() {
    none(
        "SQL belongs to src/server/db",
        findings_outside("src/server/db/", |line| {
            names(line, "sqlx::query")
                || names(line, "QueryBuilder")
                || names(line, "sqlx::raw_sql")
        }),
    );
}

#[test]
fn the_payment_provider_is_known_to_its_gateway_alone() {
    const CRATES: [&str; 7] = [
        "stripe::",
        "stripe_core::",
        "stripe_checkout::",
        "stripe_shared::",
        "stripe_types::",
        "stripe_misc::",
        "stripe_webhook::",
    ];
    none(
        "the provider's crates belong to src/server/gateway",
        findings_outside("src/server/gateway/", |line| {
            CRATES.iter().any(|name| names(line, name))
        }),
    );
}

/// Leptos does not escape the children of a `<textarea>`.
#[test]
fn what_was_typed_into_a_text_area_is_escaped() {
    let mut found = Vec::new();
    for source in sources() {
        if source.is("rs") && source.below("src/ui/") {
            for (at, _) in source.text.match_indices("<textarea ") {
                let rest = &source.text[at..];
                let element = &rest[..rest.find("</textarea>").unwrap_or(rest.len())];
                if !element.contains("inner_html=escaped(") || !element.trim_end().ends_with('>') {
                    found.push(format!("{}: {element}", source.path));
                }
            }
        }
    }
    none("the text of a <textarea> is its inner_html, escaped", found);
}

#[test]
fn nothing_is_tied_to_the_thread_that_rendered_it() {
    // Dropped by another thread, such a value panics, and the visitor's connection breaks off.
    const TIED: [&str; 4] = ["new_local(", "LocalStorage", "LocalResource", "new_unsync("];
    none(
        "what only the browser has is wrapped (SendWrapper) when it is there, and not when the page is rendered",
        findings_outside("src/server/", |line| {
            TIED.iter().any(|name| line.contains(name))
        }),
    );
}

#[test]
fn features_are_asked_for_in_few_files() {
    const { assert!(FILES_THAT_ASK_FOR_FEATURES.len() <= 5, "a handful, no more") };
    let found = findings_outside("-", |line| {
        line.contains("cfg") && line.contains("feature = \"")
    });
    none(
        "gate a module once; never items",
        found.into_iter().filter(|place| {
            !FILES_THAT_ASK_FOR_FEATURES
                .iter()
                .any(|file| place.starts_with(&format!("{file}:")))
        }),
    );
}

#[test]
fn the_domain_is_pure() {
    const IMPURE: [&str; 11] = [
        "leptos",
        "sqlx",
        "axum",
        "tokio",
        "async ",
        "std::fs",
        "std::net",
        "SystemTime::now",
        "Instant::now",
        "Timestamp::now",
        "crate::server",
    ];
    let findings = sources()
        .into_iter()
        .filter(|source| source.below("src/domain"))
        .flat_map(|source| {
            source
                .code()
                .filter(|(_, line)| IMPURE.iter().any(|word| line.contains(word)))
                .map(|(number, line)| format!("{}:{number}: {}", source.path, line.trim()))
                .collect::<Vec<_>>()
        });
    none(
        "the domain has no I/O, no async, no clock and no framework",
        findings,
    );
}

#[test]
fn no_file_is_longer_than_a_person_reads() {
    none(
        "split it by what it is about",
        sources()
            .into_iter()
            .filter(|source| source.is("rs") || source.is("ts"))
            .map(|source| (source.text.lines().count(), source.path))
            .filter(|(lines, _)| *lines > LONGEST_FILE)
            .map(|(lines, path)| format!("{path}: {lines} lines, at most {LONGEST_FILE}")),
    );
}

#[test]
fn every_module_opens_with_a_sentence() {
    none(
        "say in a //! sentence what the module is for",
        sources()
            .into_iter()
            .filter(|source| source.is("rs") && !source.text.starts_with("//! "))
            .map(|source| source.path),
    );
}

#[test]
fn no_drawer_takes_what_has_no_place() {
    const DRAWERS: [&str; 8] = [
        "util", "utils", "helper", "helpers", "common", "misc", "shared", "stuff",
    ];
    none(
        "name it for what it does",
        sources()
            .into_iter()
            .filter(|source| {
                source
                    .path
                    .split(['/', '.'])
                    .any(|part| DRAWERS.contains(&part))
            })
            .map(|source| source.path),
    );
}

#[test]
fn nothing_points_outside_the_project() {
    // Put together here, or this file would find itself.
    let outside = [
        ["/wo", "rk/"].concat(),
        ["../sha", "red"].concat(),
        ["/ro", "ot/"].concat(),
        [".lib", "rary/"].concat(),
    ];
    let mut findings = Vec::new();
    for source in sources() {
        for (index, line) in source.text.lines().enumerate() {
            if outside.iter().any(|path| line.contains(path)) {
                findings.push(format!("{}:{}: {}", source.path, index + 1, line.trim()));
            }
        }
    }
    none("a clone elsewhere has no such path", findings);
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |folder: &str| {
        let mut names: Vec<String> = fs::read_dir(root().join("migrations").join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let sqlite = names("sqlite");
    assert!(!sqlite.is_empty(), "there are migrations");
    assert_eq!(
        sqlite,
        names("postgres"),
        "every migration has a twin of the same name"
    );
    let mut numbers: Vec<&str> = sqlite.iter().filter_map(|n| n.split('_').next()).collect();
    numbers.dedup();
    assert_eq!(
        numbers.len(),
        sqlite.len(),
        "every migration has a number of its own"
    );
}

#[test]
fn leptos_is_told_the_same_twice() {
    let leptos = |file: &str| {
        let text = fs::read_to_string(root().join(file)).unwrap();
        let table: toml::Table = text.parse().unwrap();
        table["package"]["metadata"]["leptos"].clone()
    };
    assert_eq!(leptos("Cargo.toml"), leptos("Leptos.toml"));
    let text = fs::read_to_string(root().join("Leptos.toml")).unwrap();
    assert!(
        text.lines().any(|line| line == "[package.metadata.leptos]"),
        "Leptos looks for this very line"
    );
}

#[test]
fn no_test_is_skipped() {
    let rust = ["#[ign", "ore"].concat();
    let browser = [
        "test.only(",
        "test.skip(",
        "test.fixme(",
        "describe.only(",
        "describe.skip(",
    ];
    none(
        "a test that does not run proves nothing",
        sources()
            .into_iter()
            .filter(|source| {
                source.is("rs") && source.text.contains(&rust)
                    || source.is("ts") && browser.iter().any(|word| source.text.contains(word))
            })
            .map(|source| source.path),
    );
}

#[test]
fn no_element_is_styled_inline() {
    let inline = |line: &str| {
        line.match_indices("style").any(|(at, _)| {
            let after = &line[at + "style".len()..];
            let attribute = after.starts_with('=')
                || after.starts_with(':')
                    && after[1..].starts_with(|c: char| c.is_ascii_lowercase() || c == '-');
            attribute
                && line[..at]
                    .chars()
                    .next_back()
                    .is_none_or(|c| c.is_whitespace() || c == '<')
        })
    };
    none(
        "the content policy refuses inline styles; use a class",
        findings_outside("-", inline)
            .into_iter()
            .filter(|place| place.starts_with("src/ui/")),
    );
}

#[test]
fn dark_is_one_palette() {
    let tokens = fs::read_to_string(root().join("style/tokens.css")).unwrap();
    let block = |selector: &str| {
        let from = tokens
            .find(selector)
            .unwrap_or_else(|| panic!("tokens.css has a rule for {selector}"));
        let body = &tokens[from..];
        let body = &body[body.find('{').unwrap() + 1..body.find('}').unwrap()];
        body.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        block(":root:not([data-theme=\"light\"]) {"),
        block(":root[data-theme=\"dark\"] {"),
        "chosen by the system or by hand, dark is the same"
    );
}
