//! Signing in to the admin: who gets in, how often one may try, what each role may do, and what the log says.

use crate::support::browser::{Answer, Browser};
use crate::support::each_db;
use atelier::domain::staff::Role;
use atelier::server::clock::{HOUR_MS, MINUTE_MS, SECOND_MS};
use atelier::server::db;
use atelier::server::staff::{create_admin, demo, seed_demo, totp};
use atelier::server::state::App;

const OWNER: &str = "owner@demo.example";

async fn password(browser: &Browser, email: &str, password: &str) -> Answer {
    let fields = [("email", email), ("password", password)];
    browser.post("/admin/login", &fields).await
}

/// A code that was not used yet: the clock moves on to the next one.
fn next_code(app: &App) -> String {
    app.clock.advance_ms(30 * SECOND_MS);
    demo::code_now(app).unwrap()
}

pub async fn sign_in(app: &App, email: &str) -> Browser {
    let browser = Browser::new(app);
    let answer = password(&browser, email, demo::PASSWORD).await;
    assert_eq!(answer.location, "/admin/login/code", "{answer:?}");
    let code = next_code(app);
    let answer = browser.post("/admin/login/code", &[("code", &code)]).await;
    assert_eq!(answer.location, "/admin", "{answer:?}");
    browser
}

async fn audited(app: &App, action: &str) -> usize {
    let mut conn = app.db.read().await.unwrap();
    let rows = db::audit::newest(&mut conn, None, 1000).await.unwrap();
    rows.iter().filter(|row| row.kind == action).count()
}

async fn id_of(app: &App, email: &str) -> String {
    let mut conn = app.db.read().await.unwrap();
    let row = db::staff::by_email_key(&mut conn, email).await.unwrap();
    row.unwrap().id
}

/// The sentence of the page's error summary.
fn notice(answer: &Answer) -> &str {
    let from = answer.body.find("error-summary-title").unwrap();
    let summary = &answer.body[from..];
    &summary[..summary.find("</div>").unwrap()]
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        let browser = Browser::new(&app);
        let hit = password(&browser, OWNER, "not the password").await;
        let miss = password(&browser, "nobody@demo.example", "not the password").await;
        assert_eq!(hit.status, 422);
        assert_eq!(hit.status, miss.status);
        assert_eq!(notice(&hit), notice(&miss));
        assert!(
            !hit.body.contains("not the password"),
            "a password is never sent back"
        );
        assert!(
            miss.body.contains("nobody@demo.example"),
            "what was typed is kept"
        );
        assert_eq!(audited(&app, "sign_in_refused").await, 2);
    })
    .await;
}

#[tokio::test]
async fn guessing_ends_with_429_for_accounts_that_exist_and_for_those_that_do_not() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        for email in [OWNER, "nobody@demo.example"] {
            let browser = Browser::new(&app);
            for _ in 0..10 {
                let answer = password(&browser, email, "guess").await;
                assert_eq!(answer.status, 422);
            }
            let answer = password(&browser, email, demo::PASSWORD).await;
            assert_eq!(answer.status, 429, "{email}");
            assert!(answer.retry_after.is_some_and(|secs| secs > 0));
            assert!(answer.body.contains("too many tries"));
        }
        app.clock.advance_ms(HOUR_MS);
        sign_in(&app, OWNER).await;
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_the_admin_without_both_factors() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        let browser = Browser::new(&app);
        let answer = browser.get("/admin/orders").await;
        assert!(answer.status == 302, "{answer:?}");
        assert_eq!(answer.location, "/admin/login?next=/admin/orders");
        password(&browser, OWNER, demo::PASSWORD).await;
        let answer = browser.get("/admin/orders").await;
        assert!(answer.status == 302, "the password alone opens nothing");
        let answer = browser
            .post("/admin/orders/ORD-000001", &[("action", "complete")])
            .await;
        assert!(answer.location.starts_with("/admin/login"), "{answer:?}");
        let answer = browser
            .post("/admin/login/code", &[("code", "000000")])
            .await;
        assert_eq!(answer.status, 422);
        assert_eq!(audited(&app, "second_factor_refused").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_code_is_good_once_and_the_session_changes_its_name() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        let browser = Browser::new(&app);
        password(&browser, OWNER, demo::PASSWORD).await;
        let before = browser.cookie();
        let code = demo::code_now(&app).unwrap();
        let answer = browser.post("/admin/login/code", &[("code", &code)]).await;
        assert_eq!(answer.location, "/admin");
        assert_ne!(
            browser.cookie(),
            before,
            "a session fixed before is worth nothing after"
        );
        assert_eq!(browser.get("/admin").await.status, 200);

        let thief = Browser::new(&app);
        password(&thief, OWNER, demo::PASSWORD).await;
        let answer = thief.post("/admin/login/code", &[("code", &code)]).await;
        assert_eq!(answer.status, 422, "the same code again");

        browser.post("/admin/sign-out", &[]).await;
        assert!(browser.get("/admin").await.status == 302);
    })
    .await;
}

#[tokio::test]
async fn a_first_password_by_link_leads_through_the_second_factor_and_each_recovery_code_works_once()
 {
    each_db(async |app| {
        let url = create_admin(&app, "ada@example.org", "Ada", None)
            .await
            .unwrap()
            .unwrap();
        let path = url.strip_prefix(&app.url("")).unwrap();
        let browser = Browser::new(&app);
        assert!(browser.get(path).await.body.contains("Ada"));
        let weak = browser.post(path, &[("password", "password12")]).await;
        assert_eq!(weak.status, 422);
        let answer = browser.post(path, &[("password", demo::PASSWORD)]).await;
        assert_eq!(answer.location, "/admin/login/set-up", "{answer:?}");
        let again = Browser::new(&app)
            .post(path, &[("password", "another long one here")])
            .await;
        assert_eq!(again.status, 404, "a link is good once");

        let page = browser.get("/admin/login/set-up").await.body;
        let secret: String = between(&page, "counter-secret\">", "<")
            .chars()
            .filter(|c| *c != ' ')
            .collect();
        let wrong = browser
            .post("/admin/login/set-up", &[("code", "000000")])
            .await;
        assert_eq!(wrong.status, 422);
        let code = totp::code_at(&secret, app.now_ms()).unwrap();
        let answer = browser
            .post("/admin/login/set-up", &[("code", &code)])
            .await;
        assert_eq!(answer.location, "/admin/account", "{answer:?}");
        let page = browser.get("/admin/account").await.body;
        let codes = between(&page, "<ol>", "</ol>").to_string();
        let first = between(&codes, "<li>", "<").to_string();
        assert_eq!(first.len(), 14, "{codes}");
        browser
            .post("/admin/account", &[("action", "codes_kept")])
            .await;
        assert!(
            !browser.get("/admin/account").await.body.contains(&first),
            "shown once"
        );

        for (turn, expected) in [(1, 303), (2, 422)] {
            let other = Browser::new(&app);
            password(&other, "ada@example.org", demo::PASSWORD).await;
            let answer = other.post("/admin/login/code", &[("code", &first)]).await;
            assert_eq!(answer.status, expected, "turn {turn}");
        }
    })
    .await;
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text
        .find(from)
        .unwrap_or_else(|| panic!("{from} in {text}"))
        + from.len();
    let rest = &text[start..];
    &rest[..rest.find(to).unwrap()]
}

#[tokio::test]
async fn each_role_keeps_to_its_work_and_refusals_are_in_the_log() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        let editor = sign_in(&app, "editor@demo.example").await;
        let answer = editor.get("/admin/orders").await;
        assert_eq!(answer.status, 403);
        assert!(answer.body.contains("Your role here is editor"));
        let answer = editor
            .post("/admin/orders/ORD-000001", &[("action", "complete")])
            .await;
        assert_eq!(answer.status, 403);
        let answer = editor.post("/_fn/admin/orders", &[]).await;
        assert_ne!(answer.status, 200);
        let before = audited(&app, "refused").await;
        assert!(before >= 2);

        let artisan = sign_in(&app, "artisan@demo.example").await;
        assert_eq!(artisan.get("/admin/orders").await.status, 200);
        assert_eq!(artisan.get("/admin/staff").await.status, 403);
        let answer = artisan.post("/admin/staff", &[("action", "invite")]).await;
        assert_eq!(answer.status, 403);
        assert!(audited(&app, "refused").await >= before + 2);
    })
    .await;
}

#[tokio::test]
async fn a_deactivated_member_is_out_at_once_and_the_last_owner_stays() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        let finance = sign_in(&app, "finance@demo.example").await;
        let owner = sign_in(&app, OWNER).await;
        assert_eq!(finance.get("/admin").await.status, 200);

        let id = id_of(&app, "finance@demo.example").await;
        let fields = [
            ("action", "deactivate"),
            ("member", id.as_str()),
            ("role", "finance"),
        ];
        let answer = owner.post("/admin/staff", &fields).await;
        assert_eq!(
            answer.location, "/admin/staff?done=deactivated",
            "{answer:?}"
        );
        assert!(finance.get("/admin").await.status == 302);
        let answer = password(&finance, "finance@demo.example", demo::PASSWORD).await;
        assert_eq!(answer.status, 422);

        let id = id_of(&app, OWNER).await;
        let fields = [
            ("action", "change"),
            ("member", id.as_str()),
            ("role", Role::Editor.as_str()),
        ];
        let answer = owner.post("/admin/staff", &fields).await;
        assert_eq!(answer.status, 409);
        assert!(answer.body.contains("The shop needs an owner"));
        assert_eq!(owner.get("/admin").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn changing_the_staff_asks_for_a_recent_code() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        let owner = sign_in(&app, OWNER).await;
        app.clock.advance_ms(20 * MINUTE_MS);
        let invite = [
            ("action", "invite"),
            ("name", "Ben"),
            ("email", "ben@example.org"),
            ("role", "editor"),
        ];
        let answer = owner.post("/admin/staff", &invite).await;
        assert_eq!(
            answer.location, "/admin/confirm?next=%2Fadmin%2Fstaff",
            "{answer:?}"
        );
        let code = next_code(&app);
        let fields = [("code", code.as_str()), ("next", "/admin/staff")];
        assert_eq!(
            owner.post("/admin/confirm", &fields).await.location,
            "/admin/staff"
        );
        assert_eq!(
            owner.post("/admin/staff", &invite).await.location,
            "/admin/staff?done=invited"
        );
        let again = owner.post("/admin/staff", &invite).await;
        assert_eq!(again.status, 422);
        assert!(again.body.contains("is on the list already"));
        assert!(
            owner
                .get("/admin/staff")
                .await
                .body
                .contains("/admin/welcome/")
        );

        app.clock.advance_ms(12 * HOUR_MS);
        assert!(
            owner.get("/admin").await.status == 302,
            "a sign-in lasts a working day"
        );
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_never_leads_to_another_site() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        let onward = "/admin/login/code";
        let own = "/admin/login/code?next=%2Fadmin%2F%2Fevil.example";
        for (next, location) in [
            ("https://evil.example", onward),
            ("//evil.example", onward),
            ("/\\evil", onward),
            ("/shop", onward),
            // Paths of this very shop, to every browser.
            ("/admin//evil.example", own),
            ("/admin/\t/evil.example", own),
        ] {
            let browser = Browser::new(&app);
            let fields = [
                ("email", OWNER),
                ("password", demo::PASSWORD),
                ("next", next),
            ];
            let answer = browser.post("/admin/login", &fields).await;
            assert_eq!(answer.location, location, "{next}");
        }
    })
    .await;
}
