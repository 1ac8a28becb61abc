//! The doctor: a consistent shop passes, and each rule goes red when it is broken, on both databases.
//!
//! Each break is written in a transaction that is rolled back, so that one shop serves them all.
#![allow(
    clippy::unwrap_used,
    reason = "a test that fails at an unwrap says where"
)]

mod breaks;
mod commission_breaks;
mod customer_breaks;
mod fixture;
mod invoice_breaks;
mod refund_breaks;
mod return_breaks;
mod seal_breaks;

use crate::support::each_db;
use crate::support::queries::number;
use atelier::server::db::checks;
use atelier::server::db::{Conn, Db};
use atelier::server::doctor;
use atelier::server::keys::SealKeys;
use atelier::server::sealing;
use breaks::{BREAKS, Break};
use commission_breaks::COMMISSION_BREAKS;
use customer_breaks::CUSTOMER_BREAKS;
use fixture::{NOW, ROWS_THAT_ARE_SEALED, execute, fill};
use invoice_breaks::INVOICE_BREAKS;
use refund_breaks::REFUND_BREAKS;
use return_breaks::RETURN_BREAKS;
use seal_breaks::SEAL_BREAKS;

/// The rules that do not hold, as this connection sees the database.
async fn red(conn: &mut Conn, keys: &SealKeys) -> Vec<String> {
    let mut red = Vec::new();
    for check in checks::all() {
        let (count, offenders) = checks::offenders(conn, &check, NOW).await.unwrap();
        assert_eq!(count > 0, !offenders.is_empty(), "{}", check.name);
        if count > 0 {
            red.push(check.name.to_string());
        }
    }
    let broken = checks::ledger::broken_links(conn, keys).await.unwrap();
    if !broken.is_empty() {
        red.push("ledger_is_unchanged".into());
    }
    let changed = checks::seals::broken_chains(conn, keys).await.unwrap();
    if !changed.is_empty() {
        red.push("rows_are_unchanged".into());
    }
    let head = checks::heads::first_wrong_head(conn, keys).await.unwrap();
    if head.is_some() {
        red.push("heads_are_unchanged".into());
    }
    if !checks::invoices::wrong_sums(conn).await.unwrap().is_empty() {
        red.push("invoices_add_up".into());
    }
    red
}

/// Every way to break a rule.
fn all_breaks() -> impl Iterator<Item = &'static Break> {
    let sets = [
        BREAKS,
        COMMISSION_BREAKS,
        CUSTOMER_BREAKS,
        REFUND_BREAKS,
        RETURN_BREAKS,
        INVOICE_BREAKS,
        SEAL_BREAKS,
    ];
    sets.into_iter().flatten()
}

async fn goes_red(db: &Db, keys: &SealKeys, broken: &Break) {
    let mut tx = db.begin().await.unwrap();
    // The schema refuses most of these breaks by itself, which is another guard; here it stands aside.
    for sql in broken.first(db.is_postgres()) {
        execute(&mut tx, sql).await;
    }
    for sql in broken.sql {
        execute(&mut tx, sql).await;
    }
    let found = red(&mut tx, keys).await;
    assert!(
        found.iter().any(|name| name == broken.check),
        "{} stayed green after {:?}; red: {found:?}",
        broken.check,
        broken.sql
    );
    if !db.is_postgres() {
        execute(&mut tx, "PRAGMA ignore_check_constraints = OFF").await;
    }
}

#[tokio::test]
async fn a_sound_shop_passes_and_each_rule_goes_red_when_it_is_broken() {
    each_db(async |app| {
        fill(&app).await;
        // Two processes start at once, and one of them again: what was there is sealed once.
        let (one, other) = tokio::join!(sealing::begin(&app), sealing::begin(&app));
        one.and(other).unwrap();
        sealing::begin(&app).await.unwrap();
        assert_eq!(
            number(&app.db, "SELECT COUNT(*) FROM record_seals WHERE late").await,
            ROWS_THAT_ARE_SEALED
        );
        let keys = &app.seal_keys;
        let mut conn = app.db.read().await.unwrap();
        assert_eq!(red(&mut conn, keys).await, Vec::<String>::new());
        drop(conn);
        for broken in all_breaks() {
            goes_red(&app.db, keys, broken).await;
        }
        let mut conn = app.db.read().await.unwrap();
        assert_eq!(
            red(&mut conn, keys).await,
            Vec::<String>::new(),
            "every break was rolled back"
        );
    })
    .await;
}

#[test]
fn every_rule_has_a_test_that_breaks_it() {
    let names = checks::all()
        .into_iter()
        .map(|check| check.name)
        .chain(["ledger_is_unchanged", "invoices_add_up"])
        .chain(["rows_are_unchanged", "heads_are_unchanged"]);
    let untested: Vec<&str> = names
        .filter(|name| !all_breaks().any(|b| b.check == *name))
        .collect();
    assert_eq!(untested, Vec::<&str>::new());
}

#[test]
fn rules_are_sentences_with_names_of_their_own() {
    let checks = checks::all();
    for check in &checks {
        assert!(
            check.rule.ends_with('.') && check.rule.len() > 20,
            "{}",
            check.name
        );
        assert_eq!(
            checks
                .iter()
                .filter(|other| other.name == check.name)
                .count(),
            1,
            "{}",
            check.name
        );
    }
    let finding = doctor::provider_finding(vec!["pi_1 is paid there and unknown here".into()]);
    assert!(!finding.is_well());
}
