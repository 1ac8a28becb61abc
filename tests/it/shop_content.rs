//! Shop content, edited with plain forms: categories, pages of text, the banner, the settings.

use crate::staff::sign_in;
use crate::support::browser::{Answer, Browser};
use crate::support::each_db;
use crate::support::goods;
use crate::support::shop::each_shop;
use atelier::server::clock::{MINUTE_MS, SECOND_MS};
use atelier::server::staff::{demo, seed_demo};
use atelier::server::state::App;
use atelier::server::{catalogue, db};

const EDITOR: &str = "editor@demo.example";
const FINANCE: &str = "finance@demo.example";
const OWNER: &str = "owner@demo.example";
const ARTISAN: &str = "artisan@demo.example";

/// Makes a category by its form; answers the path of its page in the admin.
async fn makes(app: &App, staff: &Browser, name: &str, parent: &str) -> String {
    let fields = [("name", name), ("parent", parent)];
    let answer = staff.post("/admin/categories/new", &fields).await;
    assert_eq!(answer.location, "/admin/categories?done=created");
    let list = catalogue::categories::list(app).await.unwrap();
    let made = list.into_iter().find(|row| row.name == name).unwrap();
    format!("/admin/categories/{}", made.id)
}

async fn tree(app: &App) -> Vec<(String, u8)> {
    let list = catalogue::categories::list(app).await.unwrap();
    list.into_iter().map(|row| (row.name, row.depth)).collect()
}

async fn audited(app: &App) -> Vec<String> {
    let mut conn = app.db.read().await.unwrap();
    let rows = db::audit::newest(&mut conn, None, 1000).await.unwrap();
    rows.into_iter().rev().map(|row| row.kind).collect()
}

fn refused_with(answer: &Answer, link: &str) {
    assert_eq!(answer.status, 422);
    let summary = answer.body.find("error-summary-title").unwrap();
    assert!(
        answer.body[summary..].contains(&format!("href=\"#{link}\"")),
        "{}",
        &answer.body[summary..summary + 600]
    );
}

#[tokio::test]
async fn categories_are_made_nested_ordered_and_renamed() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        let editor = sign_in(&app, EDITOR).await;
        let nameless = [
            ("action", "save"),
            ("name", " "),
            ("description", "Thrown and fired"),
        ];
        let answer = editor.post("/admin/categories/new", &nameless).await;
        refused_with(&answer, "name");
        assert!(
            answer.body.contains("Thrown and fired"),
            "what was typed is kept"
        );
        let clay = makes(&app, &editor, "Clay", "").await;
        makes(&app, &editor, "Wool", "").await;
        makes(&app, &editor, "Cups", "clay").await;
        let bowls = makes(&app, &editor, "Bowls", "clay").await;
        let named = |name: &str, depth| (name.to_string(), depth);
        let (c, w) = (named("Clay", 0), named("Wool", 0));
        let (u, b) = (named("Cups", 1), named("Bowls", 1));
        let all = [c.clone(), u.clone(), b.clone(), w.clone()];
        assert_eq!(tree(&app).await, all);

        let id = bowls.rsplit('/').next().unwrap();
        let up = [("action", "move_forward"), ("category", id)];
        let answer = editor.post("/admin/categories", &up).await;
        assert_eq!(answer.location, "/admin/categories?done=moved");
        assert_eq!(tree(&app).await, [c, b, u, w], "among its siblings alone");

        let taken = [("name", "Other"), ("slug", "clay")];
        let answer = editor.post("/admin/categories/new", &taken).await;
        refused_with(&answer, "slug");
        let save = |name: &'static str, parent: &'static str, version: &'static str| {
            [
                ("action", "save"),
                ("name", name),
                ("parent", parent),
                ("version", version),
            ]
        };
        let answer = editor.post(&clay, &save("Clay", "bowls", "1")).await;
        refused_with(&answer, "parent");
        let answer = editor.post(&clay, &save("Clay", "clay", "1")).await;
        refused_with(&answer, "parent");
        let answer = editor.post(&clay, &save("Clay", "gone", "1")).await;
        refused_with(&answer, "parent");

        let answer = editor.post(&clay, &save("Earthenware", "", "1")).await;
        assert_eq!(answer.location, format!("{clay}?done=saved"));
        let answer = editor.post(&clay, &save("Clay again", "", "1")).await;
        assert_eq!(answer.status, 409, "a stale version");
        assert!(answer.body.contains("Clay again"), "what was typed is kept");
        let moved = editor.get("/categories/clay").await;
        assert_eq!(moved.status, 301);
        assert_eq!(moved.location, "/categories/earthenware");
        let shown = editor.get("/categories/earthenware").await;
        assert!(shown.status == 200 && shown.body.contains("Earthenware"));
        makes(&app, &editor, "Clay", "").await;
        assert_eq!(
            editor.get("/categories/clay").await.status,
            200,
            "the address has a new owner"
        );
        assert!(editor.get(&bowls).await.body.contains("Bowls"));
        let nowhere = editor.get("/admin/categories/none").await;
        assert_eq!(nowhere.status, 404);
        let logged = audited(&app).await;
        for action in ["category_created", "category_moved", "category_saved"] {
            assert!(logged.iter().any(|word| word == action), "{action}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_category_in_use_is_not_deleted_and_its_pieces_are_found_by_its_new_name() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let app = &shop.app;
        let artisan = sign_in(app, ARTISAN).await;
        let clay = makes(app, &artisan, "Clay", "").await;
        let cups = makes(app, &artisan, "Cups", "clay").await;
        let id = cups.rsplit('/').next().unwrap().to_string();
        let sku = goods::MUG.to_lowercase();
        shop.tampers(format!(
            "UPDATE products SET category_id = '{id}' WHERE slug = '{sku}'"
        ))
        .await;
        let delete = [("action", "delete")];
        for (page, why) in [
            (&cups, "a product is in it"),
            (&clay, "a category is in it"),
        ] {
            let answer = artisan.post(page, &delete).await;
            assert_eq!(answer.status, 409);
            assert!(answer.body.contains(why), "{why}");
        }
        let renamed = [
            ("action", "save"),
            ("name", "Beakers"),
            ("parent", "clay"),
            ("version", "1"),
        ];
        let answer = artisan.post(&cups, &renamed).await;
        assert_eq!(answer.location, format!("{cups}?done=saved"));
        let found = artisan.get("/shop?q=beakers").await;
        assert!(found.body.contains("A mug"), "its pieces are found anew");

        shop.tampers("UPDATE products SET category_id = NULL").await;
        shop.finds_anew().await;
        let answer = artisan.post(&cups, &delete).await;
        assert_eq!(answer.location, "/admin/categories?done=deleted");
        let gone = artisan.get("/categories/cups").await;
        assert_eq!(gone.status, 404, "its redirects as well");
        assert_eq!(tree(app).await, [("Clay".to_string(), 0)]);
        assert!(audited(app).await.iter().any(|a| a == "category_deleted"));
    })
    .await;
}

#[tokio::test]
async fn a_page_is_written_hidden_then_shown_and_hidden_again() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        let editor = sign_in(&app, EDITOR).await;
        let answer = editor.post("/admin/pages/new", &[("title", "")]).await;
        refused_with(&answer, "title");
        let title = [("title", "How to care")];
        let page = "/admin/pages/how-to-care";
        let answer = editor.post("/admin/pages/new", &title).await;
        assert_eq!(answer.location, format!("{page}?done=created"));
        for slug in ["new", "how-to-care"] {
            let taken = [("title", "Care"), ("slug", slug)];
            let answer = editor.post("/admin/pages/new", &taken).await;
            refused_with(&answer, "slug");
        }
        let answer = editor.post(page, &[("action", "publish")]).await;
        refused_with(&answer, "body");

        let save = [
            ("action", "save"),
            ("title", "How to care"),
            ("body", "Wash it *by hand*.\n\n<script>alert(1)</script>"),
            ("version", "1"),
        ];
        let answer = editor.post(page, &save).await;
        assert_eq!(answer.location, format!("{page}?done=saved"));
        let answer = editor.post(page, &save).await;
        assert_eq!(answer.status, 409, "a stale version");
        assert!(answer.body.contains("by hand*"), "what was typed is kept");
        let read = editor.get(page).await.body;
        assert!(read.contains("<em>by hand</em>") && !read.contains("<script>alert"));

        let (address, map) = ("/pages/how-to-care", "/sitemap/pages.xml");
        assert_eq!(editor.get(address).await.status, 404);
        let home = editor.get("/").await.body;
        assert!(!home.contains(address), "the footer knows nothing of it");
        assert!(!editor.get(map).await.body.contains(address));
        let answer = editor.post(page, &[("action", "publish")]).await;
        assert_eq!(answer.location, format!("{page}?done=published"));
        let shown = editor.get(address).await;
        assert!(shown.status == 200 && shown.body.contains("<em>by hand</em>"));
        assert!(editor.get("/").await.body.contains(address));
        assert!(editor.get(map).await.body.contains(address));

        let answer = editor.post(page, &[("action", "delete")]).await;
        assert_eq!(answer.status, 409, "hide it first");
        let answer = editor.post(page, &[("action", "hide")]).await;
        assert_eq!(answer.location, format!("{page}?done=hidden"));
        assert_eq!(editor.get(address).await.status, 404);
        let answer = editor.post(page, &[("action", "delete")]).await;
        assert_eq!(answer.location, "/admin/pages?done=deleted");
        assert_eq!(editor.get(page).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn pages_are_ordered_and_the_banner_is_everywhere_at_once() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        let editor = sign_in(&app, EDITOR).await;
        for title in ["About", "Care", "Delivery"] {
            editor.post("/admin/pages/new", &[("title", title)]).await;
        }
        let up = [("action", "move_forward"), ("page", "delivery")];
        let answer = editor.post("/admin/pages", &up).await;
        assert_eq!(answer.location, "/admin/pages?done=moved");
        let pages = atelier::server::shop::pages::list(&app)
            .await
            .unwrap()
            .pages;
        let order: Vec<&str> = pages.iter().map(|page| page.slug.as_str()).collect();
        assert_eq!(order, ["about", "delivery", "care"]);

        let long = "so much to say ".repeat(20);
        let answer = editor
            .post("/admin/pages", &[("action", "banner"), ("banner", &long)])
            .await;
        refused_with(&answer, "banner");
        let banner = [("action", "banner"), ("banner", " Market  on <Sunday> ")];
        let answer = editor.post("/admin/pages", &banner).await;
        assert_eq!(answer.location, "/admin/pages?done=banner");
        let page = editor.get("/cart").await.body;
        assert!(
            page.contains("Market on &lt;Sunday&gt;"),
            "and is only text"
        );
        editor
            .post("/admin/pages", &[("action", "banner"), ("banner", "")])
            .await;
        assert!(!editor.get("/").await.body.contains("strip-banner"));
    })
    .await;
}

#[tokio::test]
async fn the_owner_changes_the_settings_with_a_recent_code() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let app = &shop.app;
        let owner = sign_in(app, OWNER).await;
        let fields = [
            ("action", "save"),
            ("name", "Kiln & Daughters"),
            ("tagline", "Pots for every day"),
            ("contact_email", "pots@kiln.example"),
            ("bank_details", "IBAN DE11"),
            ("max_quantity", "7"),
            ("transfer_hold_days", "9"),
            ("collection_hold_days", "12"),
            ("return_days", "30"),
            ("unpaid_pieces_per_visitor", "5"),
            ("unpaid_pieces_per_network", "11"),
            ("unpaid_pieces_per_email", "4"),
        ];
        let wrong: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| match *name {
                "name" => ("name", " "),
                "max_quantity" => ("max_quantity", "many"),
                name => (name, *value),
            })
            .collect();
        let answer = owner.post("/admin/settings", &wrong).await;
        refused_with(&answer, "name");
        refused_with(&answer, "max_quantity");
        assert!(answer.body.contains("IBAN DE11"), "what was typed is kept");
        app.clock.advance_ms(20 * MINUTE_MS);
        let answer = owner.post("/admin/settings", &fields).await;
        assert_eq!(answer.status, 403);
        assert!(
            answer.body.contains("Kiln &amp; Daughters") && answer.body.contains("name=\"code\""),
            "nothing typed is lost while the code is asked for"
        );
        let guessed = [&fields[..], &[("code", "000000")]].concat();
        refused_with(&owner.post("/admin/settings", &guessed).await, "code");
        app.clock.advance_ms(30 * SECOND_MS);
        let code = demo::code_now(app).unwrap();
        let confirmed = [&fields[..], &[("code", code.as_str())]].concat();
        let answer = owner.post("/admin/settings", &confirmed).await;
        assert_eq!(answer.location, "/admin/settings?done=saved");

        let now = atelier::server::shop::current(app).await.unwrap();
        assert_eq!(
            (now.name.as_str(), now.max_quantity),
            ("Kiln & Daughters", 7)
        );
        assert_eq!(now.currencies.len(), 4, "what the form has not stays");
        let home = owner.get("/").await.body;
        assert!(home.contains("Pots for every day") && home.contains("pots@kiln.example"));
        assert!(audited(app).await.iter().any(|a| a == "settings_saved"));
    })
    .await;
}

#[tokio::test]
async fn only_who_may_edit_writes_for_the_shop() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        let editor = sign_in(&app, EDITOR).await;
        let category = makes(&app, &editor, "Clay", "").await;
        editor.post("/admin/pages/new", &[("title", "About")]).await;
        let id = category.rsplit('/').next().unwrap();
        let words: [(&str, &[(&str, &str)]); 9] = [
            ("/admin/categories/new", &[("name", "Wool")]),
            (
                "/admin/categories",
                &[("action", "move_back"), ("category", id)],
            ),
            (
                &category,
                &[("action", "save"), ("name", "Wool"), ("version", "1")],
            ),
            (&category, &[("action", "delete")]),
            ("/admin/pages/new", &[("title", "Care")]),
            ("/admin/pages", &[("action", "banner"), ("banner", "Hello")]),
            (
                "/admin/pages",
                &[("action", "move_back"), ("page", "about")],
            ),
            ("/admin/pages/about", &[("action", "publish")]),
            ("/admin/pages/about", &[("action", "delete")]),
        ];
        let before = state(&app).await;
        let nobody = Browser::new(&app);
        let finance = sign_in(&app, FINANCE).await;
        for (path, fields) in words {
            let answer = nobody.post(path, fields).await;
            assert!(answer.location.starts_with("/admin/login"), "{path}");
            let answer = finance.post(path, fields).await;
            assert_eq!(answer.status, 403, "{path} {fields:?}");
            assert!(nobody.get(path).await.location.starts_with("/admin/login"));
            assert_eq!(finance.get(path).await.status, 403);
        }
        // The table in `authorization` tries the others.
        for name in ["categories", "category", "pages"] {
            let path = format!("/_fn/admin/{name}");
            for browser in [&nobody, &finance] {
                let answer = browser.post(&path, &[]).await;
                assert!(matches!(answer.status, 401 | 403), "{path}");
            }
        }
        let settings = [("action", "save"), ("name", "Mine")];
        for browser in [editor, finance] {
            let answer = browser.post("/admin/settings", &settings).await;
            assert_eq!(answer.status, 403);
            let answer = browser.get("/admin/settings").await;
            assert_eq!(answer.status, 403);
            let answer = browser.post("/_fn/admin/settings", &[]).await;
            assert_eq!(answer.status, 403);
        }
        let answer = nobody.post("/admin/settings", &settings).await;
        assert!(answer.location.starts_with("/admin/login"));
        assert_eq!(state(&app).await, before, "nothing was changed");
    })
    .await;
}

/// Everything that these forms can change.
async fn state(app: &App) -> (Vec<(String, u8)>, String, String) {
    let pages = atelier::server::shop::pages::list(app).await.unwrap();
    let settings = atelier::server::shop::settings::open(app).await.unwrap();
    (tree(app).await, format!("{pages:?}"), settings.name)
}
