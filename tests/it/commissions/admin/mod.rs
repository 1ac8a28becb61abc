//! Custom orders in the admin, with plain forms alone: from the board to a completed piece.

mod linking;
mod rejected;

use super::fixture::{Thread, quote};
use super::pictures::png;
use crate::staff::sign_in;
use crate::support::browser::{Answer, Browser};
use crate::support::shop::{Shop, each_shop};
use atelier::domain::order::order_number;
use atelier::server::keys::random_token;
use atelier::server::staff::seed_demo;

const OWNER: &str = "owner@demo.example";
const ARTISAN: &str = "artisan@demo.example";

async fn signed_in(shop: &Shop, who: &str) -> Browser {
    seed_demo(&shop.app).await.unwrap();
    sign_in(&shop.app, who).await
}

async fn page_of(commission: &Thread) -> String {
    format!("/admin/commissions/{}", commission.number().await)
}

#[track_caller]
fn went_to(answer: &Answer, location: &str) {
    assert_eq!(answer.location, location, "{}", answer.status);
}

#[track_caller]
fn refused(answer: &Answer, status: u16, kept: &[&str]) {
    assert_eq!(answer.status, status);
    assert!(answer.body.contains("error-summary"), "says what is wrong");
    for text in kept {
        assert!(answer.body.contains(text), "{text} is kept");
    }
}

/// The quote as a browser sends it: two lines, the second one empty.
fn quote_form<'a>(action: &'a str, price: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("action", action),
        ("line_title", "Bead collar"),
        ("line_detail", "Glass, moss green"),
        ("line_quantity", ""),
        ("line_price", price),
        ("line_title", ""),
        ("line_detail", ""),
        ("line_quantity", ""),
        ("line_price", ""),
        ("currency", "EUR"),
        ("shipping", "6.90"),
        ("shipping_method", "Insured parcel"),
        ("lead_days", "21"),
        ("valid_days", "14"),
        ("plan", "deposit_and_balance"),
        ("deposit_percent", "30"),
        ("stage_label", ""),
        ("stage_percent", ""),
        ("back_before_start", "100"),
        ("back_while_making", "50"),
        ("back_when_ready", "0"),
        ("back_if_studio_cancels", "100"),
        ("note", "With joy & care"),
    ]
}

#[tokio::test]
async fn the_workbench_leads_from_a_request_to_a_completed_piece() {
    each_shop(async |shop| {
        let artisan = signed_in(&shop, ARTISAN).await;
        let commission = shop.asked(&[]).await;
        let page = page_of(&commission).await;
        for place in [
            "/admin",
            "/admin/commissions",
            "/admin/commissions?show=mine&sort=state",
        ] {
            let body = artisan.get(place).await.body;
            assert!(body.contains(&page), "{place} leads to the request");
        }
        let body = artisan.get(&page).await.body;
        assert!(body.contains("A collar of green beads") && body.contains("Write the quote"));

        // Words, then the quote: worked out, kept, read once more, and only then sent.
        let write = |kind, body| [("action", "write"), ("as", kind), ("body", body)];
        let answer = artisan.post(&page, &write("message", " ")).await;
        refused(&answer, 422, &["value=\"message\""]);
        let answer = artisan.post(&page, &write("message", "How green?")).await;
        went_to(&answer, &format!("{page}?done=message"));
        assert_eq!(
            commission.sees().await.entries.last().unwrap().body,
            "How green?"
        );
        let editor = format!("{page}/quote");
        let answer = artisan
            .post(&editor, &quote_form("totals", "$1,111.11"))
            .await;
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains("€1,118.01") && answer.body.contains("$1,111.11"));
        let answer = artisan.post(&editor, &quote_form("save", "a lot")).await;
        went_to(&answer, &format!("{editor}?done=saved"));
        assert!(
            artisan.get(&editor).await.body.contains("a lot"),
            "a draft may hold anything"
        );
        let answer = artisan.post(&editor, &quote_form("review", "a lot")).await;
        refused(
            &answer,
            422,
            &["a lot", "With joy &amp; care", "href=\"#line_price\""],
        );
        let answer = artisan
            .post(&editor, &quote_form("review", "$1,111.11"))
            .await;
        went_to(&answer, &format!("{editor}/send"));
        let sheet = artisan.get(&format!("{editor}/send")).await;
        assert_eq!(sheet.status, 200);
        assert!(sheet.body.contains("Approve and send for €1,118.01"));
        assert_eq!(
            commission.sees().await.quotes,
            [],
            "nothing is sent before it is approved"
        );
        let answer = artisan
            .post(&format!("{editor}/send"), &quote_form("send", "$1,111.11"))
            .await;
        went_to(&answer, &format!("{page}?done=quoted"));
        artisan.post(&editor, &quote_form("save", "900")).await;
        assert!(
            artisan
                .get(&format!("{editor}/send"))
                .await
                .body
                .contains("before it was €1,118.01")
        );
        artisan
            .post(&format!("{editor}/send"), &quote_form("send", "900"))
            .await;
        assert_eq!(commission.sees().await.quotes[0].version, 2);

        let deposit = commission.accepts().await;
        commission.pays(&deposit).await;
        went_to(
            &artisan.post(&page, &[("action", "begin")]).await,
            &format!("{page}?done=begun"),
        );
        let key = random_token();
        let shown = [
            ("action", "write"),
            ("as", "approval"),
            ("body", ""),
            ("upload_key", &key),
        ];
        let answer = artisan
            .upload(&page, &shown, ("pictures", &png(300, 200)))
            .await;
        went_to(&answer, &format!("{page}?done=approval"));
        let seen = commission.sees().await;
        let picture = &seen.entries.last().unwrap().pictures[0];
        let file = format!("{page}/pictures/{}/160.webp", picture.id);
        assert!(
            artisan
                .get(&page)
                .await
                .body
                .contains(&format!("{page}/pictures/{}", picture.id))
        );
        assert!(
            shop.visitor().gets(&file).await.status == 401,
            "staff alone"
        );
        went_to(
            &artisan.post(&page, &write("finished", "")).await,
            &format!("{page}?done=finished"),
        );

        // Nothing leaves before the balance is here, nor without a tracking number.
        let parcel = [
            ("action", "ship"),
            ("carrier", "DHL"),
            ("tracking_number", "0034"),
        ];
        let ship = format!("{page}/ship");
        assert_eq!(artisan.post(&ship, &parcel).await.status, 409);
        for pay in commission.payable().await {
            commission.pays(&pay).await;
        }
        refused(
            &artisan.post(&ship, &parcel[..2]).await,
            422,
            &["value=\"DHL\""],
        );
        went_to(
            &artisan.post(&ship, &parcel).await,
            &format!("{page}?done=shipped"),
        );
        went_to(
            &artisan.post(&page, &[("action", "complete")]).await,
            &format!("{page}?done=completed"),
        );
        assert_eq!(commission.status().await, "completed");
        assert_eq!(artisan.get(&page).await.status, 200);
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_and_refunded_is_shown_before_the_studio_steps_back() {
    each_shop(async |shop| {
        let owner = signed_in(&shop, OWNER).await;
        let mut rule = quote("100");
        rule.back_if_studio_cancels = "90".into();
        let commission = shop.in_production(&rule).await;
        let page = page_of(&commission).await;
        let body = owner.get(&page).await.body;
        // Of 106.90, a deposit of 30 % was paid.
        for shown in [
            "€32.07",
            "€28.86",
            "€3.21",
            "name=\"seen_back\" value=\"2886\"",
        ] {
            assert!(body.contains(shown), "{shown}");
        }
        let reject = |back| {
            [
                ("action", "reject"),
                ("reason", "The kiln broke"),
                ("seen_back", back),
            ]
        };
        let answer = owner.post(&page, &reject("3207")).await;
        refused(&answer, 409, &["The kiln broke", "€28.86 goes back"]);
        let codeless = owner.post(&page, &reject("2886")).await;
        refused(&codeless, 422, &["The kiln broke"]);
        let program = crate::api::program(&shop, &["custom_orders"]).await;
        let api = format!("/custom-orders/{}/reject", commission.number().await);
        let asked = serde_json::json!({"reason": "The kiln broke", "back": "28.86"});
        assert_eq!(
            program.post(&api, asked).await.problem(403),
            "missing_scope"
        );
        assert_eq!(commission.status().await, "in_production");
        let fresh = crate::staff_refunds::code(&shop);
        let form = [&reject("2886")[..], &[("code", fresh.as_str())]].concat();
        went_to(
            &owner.post(&page, &form).await,
            &format!("{page}?done=rejected"),
        );
        shop.drains().await;
        assert_eq!(commission.status().await, "rejected");
        assert!(!owner.get(&page).await.body.contains("name=\"seen_back\""));
    })
    .await;
}

#[tokio::test]
async fn the_studios_settings_decide_what_is_promised() {
    each_shop(async |shop| {
        let owner = signed_in(&shop, OWNER).await;
        let saved = |openness: &'static str, lead: &'static str| {
            [
                ("action", "save"),
                ("openness", openness),
                ("takes_on", "Collars"),
                ("examples", "A collar"),
                ("per_week", "2"),
                ("lead_days", lead),
                ("answer_days", "5"),
                ("slots", "0"),
                ("vacations", ""),
                ("valid_days", "14"),
                ("deposit_percent", "30"),
                ("terms", ""),
                ("back_before_start", "100"),
                ("back_while_making", "50"),
                ("back_when_ready", "0"),
                ("back_if_studio_cancels", "100"),
                ("care", "Keep it dry."),
                ("budgets", "Up to 100"),
                ("pay_days", "14"),
            ]
        };
        let desk = "/admin/commissions/desk";
        let due_date = |body: &str| {
            let from = body.find("would be ready by").unwrap();
            body[from..from + 50].to_string()
        };
        went_to(
            &owner.post(desk, &saved("open", "7")).await,
            &format!("{desk}?done=saved"),
        );
        let soon = due_date(&owner.get(desk).await.body);
        owner.post(desk, &saved("closed", "70")).await;
        let body = owner.get(desk).await.body;
        assert_ne!(due_date(&body), soon);
        assert!(body.contains("Keep it dry.") && body.contains("value=\"closed\" selected"));
        assert!(
            owner
                .get("/admin/commissions")
                .await
                .body
                .contains("Requests are closed")
        );
    })
    .await;
}

#[tokio::test]
async fn a_balance_comes_by_transfer_while_the_order_goes_on_in_its_thread() {
    each_shop(async |shop| {
        let commission = shop.in_production(&quote("100")).await;
        let owner = signed_in(&shop, OWNER).await;
        commission.is_finished().await;
        let balance = commission.payable().await.remove(0);
        let answer = commission.chooses(&balance, "bank_transfer").await;
        assert!(answer.went_on(), "{answer:?}");

        let mine = "/admin/commissions?show=mine";
        let on_the_board = format!("href=\"{}\"", page_of(&commission).await);
        let board = owner.get(mine).await.body;
        assert!(!board.contains(&on_the_board), "it is the customer’s turn");

        let order = shop.text("SELECT id FROM orders").await;
        let number = shop.number("SELECT number FROM orders").await;
        let page = format!("/admin/orders/{}", order_number(number));
        let front = owner.get("/admin").await.body;
        let to_look_for = &front[front.find("Money to look for").unwrap()..];
        assert!(to_look_for.contains(&page), "the transfer is awaited");
        assert_eq!(front.matches(&page).count(), 1, "and the board ships it");
        let listed = owner.get("/admin/orders?status=to_confirm").await.body;
        assert!(listed.contains(&page));
        let listed = owner.get("/admin/orders?status=to_ship").await.body;
        assert!(!listed.contains(&page));

        let shown = owner.get(&page).await.body;
        assert!(shown.contains(&format!("href=\"{}\"", page_of(&commission).await)));
        for step in ["ship", "start_making", "complete", "ready", "cancel"] {
            assert!(!shown.contains(&format!("value=\"{step}\"")), "{step}");
        }
        let payment = shop.pending_payment_of(&order).await;
        let form = [
            ("action", "confirm_payment"),
            ("attempt", payment.as_str()),
            ("reference", "Statement 9"),
        ];
        let deposit = shop
            .text("SELECT id FROM payment_attempts WHERE state = 'succeeded'")
            .await;
        let paid_already = [form[0], ("attempt", deposit.as_str()), form[2]];
        let answer = owner.post(&page, &paid_already).await;
        assert_eq!(answer.status, 409);
        went_to(
            &owner.post(&page, &form).await,
            &format!("{page}?done=payment_confirmed"),
        );
        shop.drains().await;
        assert!(owner.get(mine).await.body.contains(&on_the_board));
        assert_eq!(commission.payable().await, [""; 0]);
        commission.is_shipped("DHL", "1").await.unwrap();
    })
    .await;
}
