//! What the workbench refuses: to whom, with what kept, and on which of several.

use super::{OWNER, page_of, quote_form, refused, signed_in, went_to};
use crate::commissions::pictures::{png, with_a_picture};
use crate::support::browser::Browser;
use crate::support::shop::each_shop;
use atelier::server::keys::random_token;

const FULFILMENT: &str = "fulfilment@demo.example";

#[tokio::test]
async fn only_who_answers_custom_orders_gets_to_the_workbench() {
    each_shop(async |shop| {
        let fulfilment = signed_in(&shop, FULFILMENT).await;
        let commission = with_a_picture(&shop).await;
        let page = page_of(&commission).await;
        let picture = commission.sees().await.request.pictures[0].id.clone();
        assert!(
            !fulfilment
                .get("/admin")
                .await
                .body
                .contains("/admin/commissions")
        );
        let pages = [
            "/admin/commissions".to_string(),
            "/admin/commissions/desk".to_string(),
            page.clone(),
            format!("{page}/quote"),
            format!("{page}/quote/send"),
            format!("{page}/ship"),
        ];
        let forms = [
            "write",
            "begin",
            "ask_for_stage",
            "complete",
            "make_link",
            "take_link_back",
            "reject",
            "ship",
            "save",
            "totals",
            "review",
            "send",
        ];
        for page in &pages {
            assert_eq!(fulfilment.get(page).await.status, 403, "{page}");
            for action in forms {
                let mut form = quote_form(action, "10");
                form.extend([
                    ("as", "message"),
                    ("body", "Hello"),
                    ("numbers", "CUS-000001"),
                    ("reason", "No"),
                    ("openness", "closed"),
                ]);
                let answer = fulfilment.post(page, &form).await;
                assert_eq!(answer.status, 403, "{action} at {page}");
            }
        }
        let file = format!("{page}/pictures/{picture}/160.webp");
        assert_eq!(fulfilment.get(&file).await.status, 403);
        let stranger = Browser::new(&shop.app);
        for page in &pages {
            let answer = stranger.post(page, &quote_form("send", "10")).await;
            assert!(
                answer.location.starts_with("/admin/login?next="),
                "{page}: {}",
                answer.status
            );
            assert!(
                stranger
                    .get(page)
                    .await
                    .location
                    .starts_with("/admin/login"),
                "{page}"
            );
        }
        let upload = [("action", "write"), ("upload_key", &random_token())];
        let answer = stranger
            .upload(&page, &upload, ("pictures", &png(300, 200)))
            .await;
        assert!(answer.location.starts_with("/admin/login"));
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM commission_pictures")
                .await,
            1,
            "nothing of it was read"
        );
        assert_eq!(commission.status().await, "requested");
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM commission_quotes").await,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_of_the_workbench_loses_nothing() {
    each_shop(async |shop| {
        let owner = signed_in(&shop, OWNER).await;
        let commission = shop.asked(&[]).await;
        let page = page_of(&commission).await;

        // A picture that is refused costs neither the words nor the pictures before it.
        let key = random_token();
        let write = |kind| {
            [
                ("action", "write"),
                ("as", kind),
                ("body", "Like <this>?"),
                ("upload_key", key.as_str()),
            ]
        };
        let kept = ["Like &lt;this&gt;?", key.as_str()];
        let looked = [&write("message")[..], &[("step", "add_pictures")]].concat();
        let answer = owner
            .upload(&page, &looked, ("pictures", &png(300, 200)))
            .await;
        assert_eq!(answer.status, 200);
        let waiting = format!("/custom/uploads/{key}/");
        for text in kept.iter().chain([&waiting.as_str()]) {
            assert!(answer.body.contains(text), "{text}");
        }
        let answer = owner
            .upload(&page, &write("message"), ("pictures", b"no picture"))
            .await;
        refused(&answer, 422, &[&kept[..], &[&waiting]].concat());
        let said = "SELECT COUNT(*) FROM commission_messages";
        assert_eq!(shop.number(said).await, 0, "nothing was sent");
        let id = answer
            .body
            .split(&waiting)
            .nth(1)
            .unwrap()
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .next()
            .unwrap()
            .to_string();
        let removal = [&write("message")[..], &[("remove", &id)]].concat();
        let answer = owner.post(&page, &removal).await;
        assert!(!answer.body.contains(&waiting) && answer.body.contains(kept[0]));

        // The second line of a quote is the one that is wrong, and the summary leads there.
        let mut form = quote_form("review", "240");
        form[5] = ("line_title", "Gift box");
        form[8] = ("line_price", "ten");
        form.extend([("stage_label", "Half"), ("terms", "Colours vary.")]);
        let answer = owner.post(&format!("{page}/quote"), &form).await;
        let kept = [
            "Gift box",
            "value=\"ten\"",
            "href=\"#line_price-2\"",
            "id=\"line_price-2\"",
            "Colours vary.",
            "value=\"Half\"",
        ];
        refused(&answer, 422, &kept);

        let answer = owner
            .post(
                &page,
                &[("action", "reject"), ("reason", " "), ("seen_back", "0")],
            )
            .await;
        refused(&answer, 422, &["id=\"reason-error\""]);

        let desk = [
            ("action", "save"),
            ("openness", "closed"),
            ("per_week", "many"),
            ("takes_on", "Collars & cuffs"),
            ("vacations", "2027-01-06 2026-12-20"),
        ];
        let answer = owner.post("/admin/commissions/desk", &desk).await;
        refused(
            &answer,
            422,
            &[
                "value=\"many\"",
                "Collars &amp; cuffs",
                "2027-01-06 2026-12-20",
                "href=\"#vacations\"",
            ],
        );
    })
    .await;
}

#[tokio::test]
async fn several_requests_are_reported_on_one_by_one() {
    each_shop(async |shop| {
        let owner = signed_in(&shop, OWNER).await;
        let (first, second) = (shop.asked(&[]).await, shop.asked(&[]).await);
        let (one, two) = (first.number().await, second.number().await);
        let board = "/admin/commissions?show=mine";
        let answer = owner.post(board, &[("action", "begin")]).await;
        refused(&answer, 422, &["href=\"#numbers\""]);
        let both = [("numbers", one.as_str()), ("numbers", two.as_str())];
        let unreasoned = [&both[..], &[("action", "reject"), ("reason", "")]].concat();
        let answer = owner.post(board, &unreasoned).await;
        let ticked = format!("value=\"{two}\" checked");
        refused(&answer, 422, &[&ticked]);

        let reject = |numbers: &[(&'static str, String)]| {
            let mut form: Vec<(String, String)> = numbers
                .iter()
                .map(|(n, v)| (n.to_string(), v.clone()))
                .collect();
            form.push(("action".into(), "reject".into()));
            form.push(("reason".into(), "No time this year".into()));
            form
        };
        let form = reject(&[("numbers", one.clone())]);
        let pairs: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = owner.post(board, &pairs).await;
        went_to(&answer, &format!("{board}&done=reject&of={one}"));
        let told = format!("{one}: not taken on");
        assert!(owner.get(&answer.location).await.body.contains(&told));

        // One of the two is over already: it is reported, and the other is done.
        let form = reject(&[("numbers", one.clone()), ("numbers", two.clone())]);
        let pairs: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = owner.post("/admin/commissions?show=rejected", &pairs).await;
        let leads = format!("href=\"#pick-{one}\"");
        let done = format!("{two}: Rejected");
        refused(
            &answer,
            422,
            &[&leads, &done, &format!("id=\"pick-{one}\"")],
        );
        assert_eq!(second.status().await, "rejected");
        shop.drains().await;
    })
    .await;
}
