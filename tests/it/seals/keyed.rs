//! What only the keys can tell: a key that was changed, an entry that was forged without one, and many who write at once.

use super::{audits, misses, red, story, unlocked};
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::{each_shop, each_shop_with};
use atelier::domain::audit::{Action, Actor};
use atelier::server::db::ledger::Hashed;
use atelier::server::db::seals::Kind;
use atelier::server::error::Result;
use atelier::server::sealing;
use atelier::server::staff::audit;
use atelier::server::state::App;
use atelier::transact;

#[tokio::test]
async fn a_changed_key_verifies_as_long_as_the_old_one_is_listed() {
    const OTHER: &str = "another-secret-key-that-only-tests-know";
    // The shop of the test itself knows both, so that it can be examined afterwards.
    each_shop_with(&["--old-secret-keys", OTHER], async |shop| {
        shop.visitor().buys(MUG, 1).await;
        audits(&shop.app, "before").await.unwrap();
        sealing::gather(&shop.app).await.unwrap();
        let old = shop.app.settings.secret_key.clone();
        let with = |listed: bool| {
            let mut settings = shop.app.settings.clone();
            settings.secret_key = Some(OTHER.into());
            settings.old_secret_keys = old.clone().filter(|_| listed);
            settings.check().unwrap();
            App::with_db(settings, shop.app.db.clone()).unwrap()
        };
        let new = with(true);
        audits(&new, "after").await.unwrap();
        sealing::gather(&new).await.unwrap();
        assert_eq!(red(&new).await, []);
        let keys = "SELECT DISTINCT key_id FROM record_seals WHERE chain = 'audit'";
        assert_eq!(shop.texts(keys).await.len(), 2);

        let found = format!("{:?}", red(&with(false)).await);
        let id = shop.app.seal_keys.current().id();
        let unknown = format!("the key {id}, which is not known: list it in OLD_SECRET_KEYS");
        assert!(found.contains("rows_are_unchanged"), "{found}");
        assert!(found.contains(&unknown), "{found}");
        assert!(found.contains("heads_are_unchanged"), "{found}");
    })
    .await;
}

#[tokio::test]
async fn entries_that_are_written_at_once_all_stand_in_one_chain() {
    each_shop(async |shop| {
        let before = shop.number("SELECT COUNT(*) FROM audit_log").await;
        let (one, other) = (
            shop.visitor().buys(MUG, 1).await,
            shop.visitor().buys(BOWL, 1).await,
        );
        let tasks = (0..24).map(|n| {
            let app = shop.app.clone();
            // Two chains in each, in either order, and heads in between.
            let ids = if n % 2 == 0 {
                [one.id.clone(), other.id.clone()]
            } else {
                [other.id.clone(), one.id.clone()]
            };
            tokio::spawn(async move {
                if n % 6 == 0 {
                    sealing::gather(&app).await.unwrap();
                }
                let subject = format!("entry {n}");
                let written: Result<()> = async {
                    transact!(app.db, tx => {
                        for id in &ids {
                            tx.to_seal(Kind::OrderAddress, format!("{id}/shipping"))?;
                        }
                        audit::write(&mut tx, app.now_ms(), &Actor::CommandLine, &Action::Noted, &subject, "").await
                    })
                }
                .await;
                written.unwrap();
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        let of_chain = "FROM record_seals WHERE chain = 'audit'";
        let rows = shop.number(format!("SELECT COUNT(*) {of_chain}")).await;
        assert_eq!(rows, before + 24);
        assert_eq!(
            shop.number(format!("SELECT MAX(position) {of_chain}"))
                .await,
            rows
        );
        assert_eq!(red(&shop.app).await, []);
    })
    .await;
}

#[tokio::test]
async fn an_entry_of_the_ledger_without_a_key_is_red_however_well_it_is_chained() {
    each_shop(async |shop| {
        story(&shop).await;
        unlocked(&shop, &[("ledger_is_never_changed", "ledger")]).await;
        let last = "FROM ledger ORDER BY seq DESC LIMIT 1";
        let number = async |column: &str| shop.number(format!("SELECT {column} {last}")).await;
        let text = async |column: &str| shop.text(format!("SELECT {column} {last}")).await;
        let (seq, hash, key_id) = (number("seq").await, text("hash").await, text("key_id").await);
        let forged = Hashed {
            previous: &text("previous_hash").await,
            seq,
            posting: &text("posting").await,
            account: &text("account").await,
            currency: &text("currency").await,
            amount_minor: number("amount_minor").await,
            order_id: &text("order_id").await,
            memo: "Something else",
            at_ms: number("at_ms").await,
        };
        let memo = text("memo").await;
        let writes = async |memo: &str, hash: &str, key_id: &str| {
            shop.tampers(format!(
                "UPDATE ledger SET memo = '{memo}', hash = '{hash}', key_id = '{key_id}' WHERE seq = {seq}"
            ))
            .await;
            shop.tampers(format!("UPDATE ledger_head SET hash = '{hash}'")).await;
        };
        writes(forged.memo, &forged.without_key(), "").await;
        misses(&shop, "ledger_is_unchanged", &[&format!("entry {seq}")]).await;
        writes(&memo, &hash, &key_id).await;
        assert_eq!(red(&shop.app).await, []);
    })
    .await;
}
