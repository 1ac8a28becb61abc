//! The walks in ARCHITECTURE.md: each function that they name stands in the file that they link to.

const DOCUMENT: &str = include_str!("../../ARCHITECTURE.md");

fn walks() -> &'static str {
    let (_, from) = DOCUMENT.split_once("\n## Three walks\n").unwrap();
    from.split_once("\n## ").map_or(from, |(walks, _)| walks)
}

/// What a part of the document links to: ``[`function`](path/to/file.rs)``.
fn steps(mut rest: &'static str) -> Vec<(&'static str, &'static str)> {
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
    let steps = steps(walks());
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

/// The steps of a walk from one function, which is not counted, to another one, which is.
fn calls(heading: &str, from: &str, to: (&str, &str)) -> usize {
    let (_, walk) = walks().split_once(heading).unwrap();
    let walk = walk.split_once("\n### ").map_or(walk, |(walk, _)| walk);
    let steps = steps(walk);
    let start = steps.iter().position(|(name, _)| *name == from).unwrap();
    let steps = &steps[start + 1..];
    1 + steps.iter().position(|step| *step == to).unwrap()
}

#[test]
fn the_walks_are_as_long_as_they_say() {
    let orders = ("insert", "src/server/db/orders/write.rs");
    let placed = calls("### A visitor adds", "post", orders);
    let paid = ("confirmed", "src/server/orders/mails.rs");
    let paid = calls("### The provider says", "stripe", paid);
    // What calls the first function of these two are several places.
    let quote = "### A quote is sent and accepted";
    let mail = ("to_customer", "src/server/commissions/mails.rs");
    let sent = 1 + calls(quote, "approve_and_send", mail);
    let open = ("open", "src/server/payments/open.rs");
    let accepted = 1 + calls(quote, "accept", open);
    for said in [
        format!("row `orders`: {placed} calls"),
        format!("to the mails: {paid} calls"),
        format!("Sending: {sent} calls"),
        format!("Accepting: {accepted} calls"),
    ] {
        assert!(walks().contains(&said), "{said}");
    }
    assert!(placed <= 17 && sent <= 14, "{placed} and {sent} calls");
}
