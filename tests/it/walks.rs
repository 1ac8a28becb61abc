//! The walks in ARCHITECTURE.md: each function that they name stands in the file that they link to.

const DOCUMENT: &str = include_str!("../../ARCHITECTURE.md");

/// What the walks link to: ``[`function`](path/to/file.rs)``.
fn steps() -> Vec<(&'static str, &'static str)> {
    let (_, from) = DOCUMENT.split_once("\n## Three walks\n").unwrap();
    let mut rest = from.split_once("\n## ").map_or(from, |(walks, _)| walks);
    let mut steps = Vec::new();
    while let Some((_, link)) = rest.split_once("[`") {
        let (function, after) = link.split_once("`](").unwrap();
        let (path, after) = after.split_once(')').unwrap();
        steps.push((function, path));
        rest = after;
    }
    steps
}

/// Whether a file defines a function of that name, whatever stands around it.
fn defines(source: &str, function: &str) -> bool {
    let named = format!("fn {function}");
    source.match_indices(&named).any(|(at, _)| {
        let after = source[at + named.len()..].chars().next();
        matches!(after, Some('(' | '<'))
    })
}

#[test]
fn every_function_of_a_walk_is_where_the_walk_says() {
    let steps = steps();
    assert!(
        steps.len() >= 40,
        "three walks have more than {} steps",
        steps.len()
    );
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let lost: Vec<String> = steps
        .iter()
        .filter(|(function, path)| {
            let source = std::fs::read_to_string(root.join(path)).unwrap_or_default();
            !defines(&source, function)
        })
        .map(|(function, path)| format!("{function} in {path}"))
        .collect();
    assert!(
        lost.is_empty(),
        "ARCHITECTURE.md names what is not there: {lost:#?}"
    );
}
