//! Which part of the crate may name which. ARCHITECTURE.md draws it; here it is read from the source.

mod reader;

use crate::tidy::none;
use reader::{Import, of_crate, read};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What the server's modules at the bottom may name of `server`, besides themselves; all may name the domain.
const FOUNDATIONS: [(&str, &[&str]); 8] = [
    ("clock", &[]),
    ("keys", &["error"]),
    ("gateway", &["keys"]),
    ("error", &["gateway"]),
    ("config", &["error", "gateway", "keys"]),
    ("db", &["clock", "error", "keys"]),
    ("actor", &["visit"]),
    ("work", &["actor", "db", "state", "time_zone"]),
];

/// The features of the shop: each is a module of use cases.
const FEATURES: [&str; 19] = [
    "admin",
    "announce",
    "cart",
    "catalogue",
    "checkout",
    "commissions",
    "customers",
    "invoices",
    "ledger",
    "mail",
    "orders",
    "passkeys",
    "payments",
    "refunds",
    "returns",
    "search",
    "shop",
    "staff",
    "stock",
];

/// Features that name each other, and why. The list may only become shorter.
const NAME_EACH_OTHER: [(&str, &str, &str); 6] = [
    (
        "commissions",
        "customers",
        "a custom order may belong to an account, and an account lists, claims and exports its custom orders",
    ),
    (
        "commissions",
        "payments",
        "a part of a custom order is a payment, and its money carries the custom order on in the same transaction",
    ),
    (
        "customers",
        "orders",
        "an account lists and claims its orders, and buying again fills the cart of the account",
    ),
    (
        "orders",
        "payments",
        "cancelling closes what is open at the provider, and money that arrives carries the order on",
    ),
    (
        "orders",
        "refunds",
        "cancelling an order refunds it, and a refund writes into the order's history",
    ),
    (
        "orders",
        "returns",
        "an order shows its returns and ends them, and a return writes into the order's history",
    ),
];

fn imports() -> Vec<Import> {
    let found = of_crate(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(found.len() > 10_000, "the source was read");
    found
}

/// The module of `server` that a file belongs to.
fn server_module(file: &str) -> Option<&str> {
    let module = file.strip_prefix("server/")?.split('/').next()?;
    Some(module.trim_end_matches(".rs"))
}

/// The module of `server` that is named.
fn named(import: &Import) -> Option<&str> {
    match import.path.as_slice() {
        [server, module, ..] if server == "server" => Some(module),
        _ => None,
    }
}

fn place(import: &Import) -> String {
    format!(
        "src/{}:{} names {}",
        import.from,
        import.line,
        import.path.join("::")
    )
}

fn all<'a>(
    imports: &'a [Import],
    wrong: impl Fn(&Import) -> bool + 'a,
) -> impl Iterator<Item = String> + 'a {
    imports
        .iter()
        .filter(move |import| wrong(import))
        .map(place)
}

#[test]
fn the_layers_name_only_what_lies_below_them() {
    let imports = imports();
    none(
        "the domain names nothing else",
        all(&imports, |import| {
            import.from.starts_with("domain/")
                && ["server", "ui", "actions"]
                    .iter()
                    .any(|layer| import.names(&[layer]))
        }),
    );
    none(
        "pages reach the server through its functions",
        all(&imports, |import| {
            import.from.starts_with("ui/") && import.names(&["server"])
        }),
    );
    none(
        "server functions name use cases, not the ways in",
        all(&imports, |import| {
            import.from.starts_with("actions/")
                && (import.names(&["server", "http"]) || import.names(&["ui"]))
        }),
    );
    none(
        "only the ways in know pages and server functions",
        all(&imports, |import| {
            server_module(&import.from).is_some_and(|module| !matches!(module, "http" | "cli"))
                && (import.names(&["ui"])
                    || import.names(&["actions"])
                    || import.names(&["server", "http"]))
        }),
    );
    none(
        "the commands know no page",
        all(&imports, |import| {
            import.from.starts_with("server/cli") && import.names(&["ui"])
        }),
    );
}

#[test]
fn the_foundations_name_nothing_that_stands_on_them() {
    let imports = imports();
    for (module, may) in FOUNDATIONS {
        none(
            &format!("server::{module} names {may:?} alone"),
            all(&imports, |import| {
                server_module(&import.from) == Some(module)
                    && named(import).is_some_and(|named| named != module && !may.contains(&named))
            }),
        );
    }
}

#[test]
fn the_work_that_waits_is_known_by_its_type_alone() {
    const TYPES: [&str; 4] = ["Job", "attention_key", "enqueue", "enqueue_each"];
    let imports = imports();
    none(
        "use cases name jobs, never who carries them out",
        all(&imports, |import| {
            server_module(&import.from).is_some_and(|module| FEATURES.contains(&module))
                && import.names(&["server", "jobs"])
                && import
                    .path
                    .get(2)
                    .is_some_and(|name| !TYPES.contains(&name.as_str()))
        }),
    );
    none(
        "the worker is started by the commands",
        all(&imports, |import| {
            import.names(&["server", "jobs", "worker"])
                && !import.from.starts_with("server/jobs")
                && !import.from.starts_with("server/cli")
        }),
    );
}

#[test]
fn features_name_each_other_in_few_places_and_for_a_reason() {
    let mut edges: BTreeMap<(&str, &str), String> = BTreeMap::new();
    let imports = imports();
    for import in &imports {
        let (Some(from), Some(to)) = (server_module(&import.from), named(import)) else {
            continue;
        };
        if from != to && FEATURES.contains(&from) && FEATURES.contains(&to) {
            edges.entry((from, to)).or_insert_with(|| place(import));
        }
    }
    let both_ways: BTreeSet<(&str, &str)> = edges
        .keys()
        .filter(|(from, to)| from < to && edges.contains_key(&(*to, *from)))
        .copied()
        .collect();
    let known: BTreeSet<(&str, &str)> = NAME_EACH_OTHER.iter().map(|(a, b, _)| (*a, *b)).collect();
    none(
        "two features name each other without a reason in the list",
        both_ways
            .difference(&known)
            .map(|(a, b)| format!("{}; {}", edges[&(*a, *b)], edges[&(*b, *a)])),
    );
    none(
        "these features no longer name each other: take them off the list",
        known
            .difference(&both_ways)
            .map(|(a, b)| format!("{a} and {b}")),
    );
}

#[test]
fn names_are_followed_wherever_they_are_written() {
    let source = syn::parse_file(
        r#"
        use super::keys as signet;
        use crate::server::{http::{self, pages as p}, db};
        use crate::server as house;
        mod inner { fn f() { super::super::jobs::enqueue(); } }
        fn f() {
            signet::new_id();
            p::show();
            house::mail::send();
            transact!(app.db, tx => { db::orders::lock(&mut tx, crate::server::staff::current(visit)).await });
            let text = format!("{}", super::super::ui::app());
            std::mem::drop(text);
        }
        #[cfg(test)]
        mod tests { use crate::server::sandbox; }
        "#,
    )
    .unwrap();
    let mut found = Vec::new();
    read("server/orders.rs", &source.items, &mut found);
    let paths: BTreeSet<String> = found.iter().map(|import| import.path.join("::")).collect();
    for expected in [
        "server::keys::new_id",
        "server::http",
        "server::http::pages::show",
        "server::mail::send",
        "server::db::orders::lock",
        "server::staff::current",
        "server::jobs::enqueue",
        "ui::app",
    ] {
        assert!(
            paths.contains(expected),
            "{expected} is not among {paths:?}"
        );
    }
    assert!(
        !paths
            .iter()
            .any(|path| path.contains("sandbox") || path.starts_with("std"))
    );
}
