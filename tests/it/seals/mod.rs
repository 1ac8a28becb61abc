//! Rows that must not change, in a shop that sells: what is changed behind its back shows and is named, what was erased
//! with an entry does not, and a key can be changed.

mod keyed;

use crate::returns::ships;
use crate::staff_refunds::{WHY, address, finance, gives};
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::Placed;
use atelier::domain::audit::{Action, Actor as By};
use atelier::domain::contact::Address;
use atelier::server::actor::Actor;
use atelier::server::clock::MINUTE_MS;
use atelier::server::db::seals::digest::Fields;
use atelier::server::db::seals::{self, Entry, Kind};
use atelier::server::doctor::{self, Finding};
use atelier::server::error::Result;
use atelier::server::jobs::worker;
use atelier::server::orders::correct;
use atelier::server::sealing;
use atelier::server::staff::audit;
use atelier::server::state::App;
use atelier::transact;

/// What the doctor finds wrong: the check and what it names.
async fn red(app: &App) -> Vec<(&'static str, Vec<String>)> {
    let findings = doctor::examine(app).await.unwrap();
    let ill = findings.into_iter().filter(|f| !f.is_well());
    ill.map(|f: Finding| (f.check, f.offenders)).collect()
}

/// The doctor finds just this check red, and names these words.
async fn misses(shop: &Shop, check: &str, words: &[&str]) {
    let found = red(&shop.app).await;
    let of_check = found.iter().find(|(name, _)| *name == check);
    let named = of_check.unwrap_or_else(|| panic!("{check} is green; red: {found:?}"));
    for word in words {
        assert!(
            named.1.iter().any(|one| one.contains(word)),
            "{word}: {named:?}"
        );
    }
}

/// Lets what the schema protects be changed.
async fn unlocked(shop: &Shop, triggers: &[(&str, &str)]) {
    for (trigger, table) in triggers {
        let on = match shop.app.db.is_postgres() {
            true => format!(" ON {table}"),
            false => String::new(),
        };
        shop.tampers(format!("DROP TRIGGER IF EXISTS {trigger}{on}"))
            .await;
    }
}

/// An order from the checkout to its refund, with everything that is written about it on the way.
async fn story(shop: &Shop) -> Placed {
    let staff = finance(shop).await;
    let ada = shop.visitor();
    let order = ada.buys(MUG, 2).await;
    ada.pays(&order, "pm_card_visa").await;
    shop.hears().await;
    ships(shop, &order).await;
    let page = address(shop, &order).await;
    gives(
        shop,
        &staff,
        &page,
        &[("what", "amount"), ("amount", "5.00"), WHY],
    )
    .await;
    order
}

async fn audits(app: &App, subject: &str) -> Result<()> {
    transact!(app.db, tx => {
        audit::write(&mut tx, app.now_ms(), &By::Staff("Mia".into()), &Action::Noted, subject, "127.0.0.1").await
    })
}

#[tokio::test]
async fn whatever_is_changed_behind_the_shops_back_is_named() {
    each_shop(async |shop| {
        let order = story(&shop).await;
        sealing::gather(&shop.app).await.unwrap();
        assert_eq!(red(&shop.app).await, []);
        unlocked(
            &shop,
            &[
                ("invoices_are_never_changed", "invoices"),
                ("audit_is_never_changed", "audit_log"),
            ],
        )
        .await;
        let (id, number) = (&order.id, "ORD-1");
        for (table, set, back, rows, field, label) in [
            (
                "order_history",
                "kind = kind || '!'",
                "kind = REPLACE(kind, '!', '')",
                format!("order_id = '{id}' AND version = 2"),
                "the kind of row 2 in the history of",
                number,
            ),
            (
                "order_history",
                "args = REPLACE(args, 'A glaze fault', 'A whim')",
                "args = REPLACE(args, 'A whim', 'A glaze fault')",
                format!("order_id = '{id}' AND kind = 'refund_requested'"),
                "the reason of row",
                number,
            ),
            (
                "order_history",
                "actor_name = actor_name || '!'",
                "actor_name = REPLACE(actor_name, '!', '')",
                format!("order_id = '{id}' AND kind = 'refund_requested'"),
                "the actor name of row",
                number,
            ),
            (
                "order_addresses",
                "full_name = 'Eve Adams'",
                "full_name = 'Ada Lovelace'",
                format!("order_id = '{id}'"),
                "the full name of the shipping address of",
                number,
            ),
            (
                "invoices",
                "document = REPLACE(document, 'Ada Lovelace', 'Eve Adams')",
                "document = REPLACE(document, 'Eve Adams', 'Ada Lovelace')",
                "kind = 'invoice'".into(),
                "the buyer of invoice 20",
                number,
            ),
            (
                "invoices",
                "total_minor = total_minor + 1",
                "total_minor = total_minor - 1",
                "kind = 'credit_note'".into(),
                "the total of credit note 20",
                number,
            ),
            (
                "audit_log",
                "ip = '10.0.0.1'",
                "ip = '127.0.0.1'",
                "kind = 'money_refunded'".into(),
                "the ip of entry",
                "of the audit log",
            ),
        ] {
            let ip = shop
                .text("SELECT ip FROM audit_log WHERE kind = 'money_refunded'")
                .await;
            let back = back.replace("127.0.0.1", &ip);
            let change = |set: &str| format!("UPDATE {table} SET {set} WHERE {rows}");
            assert_eq!(shop.tampers(change(set)).await, 1, "{table}");
            misses(
                &shop,
                "rows_are_unchanged",
                &[field, label, "is not what was sealed"],
            )
            .await;
            shop.tampers(change(&back)).await;
            assert_eq!(red(&shop.app).await, [], "{table}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_corrected_address_is_sealed_anew_and_the_old_one_can_not_be_tried_out() {
    each_shop(async |shop| {
        let order = shop.visitor().buys(BOWL, 1).await;
        let stored = shop.text("SELECT line1 FROM order_addresses").await;
        let country = shop.text("SELECT country FROM order_addresses").await;
        let new = Address {
            full_name: "Ada King".into(),
            line1: format!("{stored} b"),
            postal_code: "04177".into(),
            city: "Leipzig".into(),
            country,
            ..Address::default()
        };
        correct::address(&shop.app, &Actor::Customer, &order.id, new)
            .await
            .unwrap();
        let salts = shop
            .texts(
                "SELECT salts FROM record_seals WHERE record = 'order_addresses' ORDER BY position",
            )
            .await;
        assert_eq!((salts.len(), salts[0].as_str()), (2, "{}"));
        assert!(salts[1].contains("full_name"), "{salts:?}");
        assert_eq!(red(&shop.app).await, []);
    })
    .await;
}

#[tokio::test]
async fn what_is_cut_off_the_end_of_a_chain_is_missed_once_a_head_has_it() {
    each_shop(async |shop| {
        for subject in ["one", "two", "three"] {
            audits(&shop.app, subject).await.unwrap();
        }
        worker::enqueue_repeating(&shop.app).await.unwrap();
        shop.drains().await;
        let heads = "SELECT COUNT(*) FROM chain_heads";
        let before = shop.number(heads).await;
        audits(&shop.app, "four").await.unwrap();
        let ungathered = "SELECT COUNT(*) FROM chain_ends WHERE NOT gathered";
        assert_eq!(shop.number(ungathered).await, 1);
        // The shop's own work makes the next head within a minute.
        shop.waits(MINUTE_MS - 1).await;
        assert_eq!(shop.number(heads).await, before + 1);
        assert_eq!(shop.number(ungathered).await, 0);
        shop.waits(MINUTE_MS).await;
        assert_eq!(shop.number(heads).await, before + 1, "nothing moved since");

        unlocked(
            &shop,
            &[
                ("audit_is_never_changed", "audit_log"),
                ("audit_is_never_deleted", "audit_log"),
                ("seals_are_never_deleted", "record_seals"),
            ],
        )
        .await;
        let kept = shop.text("SELECT digest FROM chain_ends WHERE chain = 'audit'").await;
        let row = "chain = 'audit' AND position = (SELECT position FROM chain_ends WHERE chain = 'audit')";
        let id = shop.text(format!("SELECT record_id FROM record_seals WHERE {row}")).await;
        for table in ["record_seals", "audit_log"] {
            let of = if table == "audit_log" { format!("id = '{id}'") } else { format!("record_id = '{id}'") };
            shop.tampers(format!("CREATE TABLE kept_{table} AS SELECT * FROM {table} WHERE {of}")).await;
            shop.tampers(format!("DELETE FROM {table} WHERE {of}")).await;
        }
        let cut = "UPDATE chain_ends SET position = position - 1,
            digest = (SELECT s.digest FROM record_seals s WHERE s.chain = 'audit' AND s.position = chain_ends.position - 1)
            WHERE chain = 'audit'";
        shop.tampers(cut).await;
        misses(&shop, "chains_reach_their_heads", &["audit was cut off before its row"]).await;
        // Put back, it is as it was.
        for table in ["record_seals", "audit_log"] {
            shop.tampers(format!("INSERT INTO {table} SELECT * FROM kept_{table}")).await;
            shop.tampers(format!("DROP TABLE kept_{table}")).await;
        }
        shop.tampers(format!("UPDATE chain_ends SET position = position + 1, digest = '{kept}' WHERE chain = 'audit'")).await;
        assert_eq!(red(&shop.app).await, []);
    })
    .await;
}

#[tokio::test]
async fn somebody_can_be_erased_when_an_entry_says_so_and_not_without() {
    each_shop(async |shop| {
        let order = story(&shop).await;
        let chain = format!("order:{}", order.id);
        unlocked(&shop, &[("invoices_are_never_changed", "invoices")]).await;
        let invoice = shop.text("SELECT id FROM invoices WHERE kind = 'invoice'").await;
        let address = format!("{}/shipping", order.id);
        let document = shop.text("SELECT document FROM invoices WHERE kind = 'invoice'").await;
        let mut blanked: serde_json::Value = serde_json::from_str(&document).unwrap();
        blanked["buyer"] = serde_json::json!([]);
        let blanked = blanked.to_string().replace('\'', "''");
        let refunded = "SELECT order_id || '/' || version FROM order_history WHERE kind = 'refund_requested'";
        let refunded = shop.text(refunded).await;
        let gone = [
            (
                Kind::OrderHistory,
                refunded.as_str(),
                "args.reason",
                format!("UPDATE order_history SET args = REPLACE(args, '{}', '') WHERE kind = 'refund_requested'", WHY.1),
            ),
            (
                Kind::OrderAddress,
                address.as_str(),
                "full_name",
                format!("UPDATE order_addresses SET full_name = '' WHERE order_id = '{}'", order.id),
            ),
            (
                Kind::Invoice,
                invoice.as_str(),
                "document.buyer",
                format!("UPDATE invoices SET document = '{blanked}' WHERE id = '{invoice}'"),
            ),
        ];
        for (kind, id, field, blank) in &gone {
            let of = format!("record = '{}' AND record_id = '{id}'", kind.table());
            let stored = async |column: &str| -> Fields {
                let sql = format!("SELECT {column} FROM record_seals WHERE {of}");
                serde_json::from_str(&shop.text(sql).await).unwrap()
            };
            // The field goes and its salt, and nothing says why.
            shop.tampers(blank.clone()).await;
            let mut salts = stored("salts").await;
            salts.remove(*field).unwrap();
            let salts = serde_json::to_string(&salts).unwrap();
            shop.tampers(format!("UPDATE record_seals SET salts = '{salts}' WHERE {of}")).await;
            misses(&shop, "rows_are_unchanged", &["was taken away, and no entry says that it was erased"]).await;

            // An entry about another field does not do.
            let mut digests = stored("fields").await;
            digests.retain(|name, _| name == field);
            let other = Fields::from([((*field).to_string(), "another digest".to_string())]);
            let says = async |fields: Fields| -> Result<()> {
                transact!(shop.app.db, tx => {
                    seals::append(&mut tx, vec![Entry::erasure(&chain, *kind, id, fields.clone())]).await
                })
            };
            says(other).await.unwrap();
            misses(&shop, "rows_are_unchanged", &["no entry says"]).await;
            says(digests).await.unwrap();
            assert_eq!(red(&shop.app).await, [], "{field}");
        }
        // What stands there is not forgotten again: something else in its place is red.
        shop.tampers(format!("UPDATE order_addresses SET full_name = 'Eve' WHERE order_id = '{}'", order.id)).await;
        misses(&shop, "rows_are_unchanged", &["the full name"]).await;
        shop.tampers("UPDATE order_addresses SET full_name = ''").await;
    })
    .await;
}
