//! What the program refuses in production, as whoever starts it sees it.

use crate::support::{Folder, each_database, each_db, settings};
use atelier::server::seed;
use atelier::server::staff::seed_demo;
use atelier::server::state::App;
use std::process::{Command, Output};

/// Runs the program in production, with everything that it needs.
fn run(folder: &Folder, database_url: &str, line: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_atelier"))
        .current_dir(&folder.0)
        .env_clear()
        .args(line)
        .envs([
            ("ATELIER_ENV", "production"),
            ("DATABASE_URL", database_url),
            ("ATELIER_ADDR", "127.0.0.1:0"),
            ("ATELIER_PUBLIC_URL", "https://shop.example"),
            ("SECRET_KEY", crate::support::SECRET_KEY),
            ("STRIPE_SECRET_KEY", "sk_live_1"),
            ("STRIPE_PUBLISHABLE_KEY", "pk_live_1"),
            ("STRIPE_WEBHOOK_SECRET", "whsec_1"),
            ("SMTP_URL", "smtps://mail.example"),
            ("RUST_LOG", "error"),
        ])
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[tokio::test]
async fn a_demo_is_refused_before_the_database_is_touched() {
    let folder = Folder::new();
    let url = format!("sqlite://{}/new.db", folder.0.display());
    let refused = run(&folder, &url, &["seed", "demo"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        said(&refused).contains("never made in production"),
        "{}",
        said(&refused)
    );
    assert!(!folder.0.join("new.db").exists(), "not even made");
}

#[tokio::test]
async fn a_database_that_the_demo_filled_is_not_opened() {
    each_database(async |folder: Folder, url: String| {
        let app = App::with_db(
            settings(&folder, &url, &[]),
            crate::support::database(&url).await,
        )
        .unwrap();
        seed_demo(&app).await.unwrap();
        app.db.close().await;
        for line in [
            &["serve"][..],
            &["worker"],
            &["serve", "--allow-test-keys", "--allow-plain-http"],
        ] {
            let refused = run(&folder, &url, line);
            assert_eq!(refused.status.code(), Some(1), "{line:?}");
            let told = said(&refused);
            assert!(
                told.contains("@demo.example") && told.contains("DATABASE_URL"),
                "{line:?}: {told}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_published_second_factor_is_known_under_any_address() {
    each_db(async |app| {
        assert!(
            atelier::server::staff::demo::found(&app)
                .await
                .unwrap()
                .is_none()
        );
        seed_demo(&app).await.unwrap();
        // As somebody might who wants to keep the demo's shop.
        crate::support::queries::change(&app.db, "DELETE FROM staff WHERE role <> 'owner'").await;
        crate::support::queries::change(
            &app.db,
            "UPDATE staff SET email = 'me@shop.example', email_key = 'me@shop.example'",
        )
        .await;
        let found = atelier::server::staff::demo::found(&app).await.unwrap();
        assert_eq!(found.as_deref(), Some("me@shop.example"));
        assert!(
            seed::refuse_demo_accounts(&app).await.is_ok(),
            "development may"
        );
    })
    .await;
}
