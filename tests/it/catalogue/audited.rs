//! A change of the catalogue and its row in the audit log stand or fall together, and the use case itself asks who may.

use super::editing::{form, prepared};
use crate::support::{each_db, editor, program, queries, visitor};
use atelier::domain::catalogue::ProductStatus;
use atelier::domain::catalogue_form::ProductForm;
use atelier::domain::shop_form::CategoryForm;
use atelier::server::catalogue::{categories, edit};
use atelier::server::state::App;

async fn rows(app: &App) -> Vec<String> {
    let sql = "SELECT kind FROM audit_log WHERE kind = 'refused' OR kind LIKE 'product%' OR kind LIKE 'category%' ORDER BY id";
    queries::texts(&app.db, sql).await
}

#[tokio::test]
async fn what_is_refused_leaves_no_row_and_what_is_done_has_one() {
    each_db(async |app| {
        prepared(&app).await;
        let editor = editor(&app).await;
        let id = edit::create(&editor, &form("Jug")).await.unwrap();
        let jugs = CategoryForm {
            name: "Jugs".into(),
            ..CategoryForm::default()
        };
        let category = categories::create(&editor, &jugs).await.unwrap();
        let moved = ProductForm {
            category: "jugs".into(),
            ..edit::open(&app, &id).await.unwrap().form
        };
        edit::save(&editor, &id, &moved).await.unwrap();
        let done = ["product_created", "category_created", "product_saved"];
        assert_eq!(rows(&app).await, done);

        let late = edit::save(&editor, &id, &moved).await.unwrap_err();
        assert_eq!(late.status(), 409, "the version is an older one");
        let in_use = categories::delete(&editor, &category).await.unwrap_err();
        assert_eq!(in_use.status(), 409, "a product is in it");
        let nothing = edit::publish(&editor, &id).await.unwrap_err();
        assert_eq!(nothing.status(), 422, "it has no price");
        assert_eq!(rows(&app).await, done);

        let nobody = edit::archive(&visitor(&app), &id).await.unwrap_err();
        assert_eq!(nobody.status(), 401);
        assert_eq!(rows(&app).await, done);
        let another = program(&app, &["orders:write"]).await;
        let refused = edit::archive(&another, &id).await.unwrap_err();
        assert_eq!(refused.status(), 403);
        assert_eq!(rows(&app).await[3..], ["refused"]);
        let product = edit::open(&app, &id).await.unwrap();
        assert_eq!(product.status, ProductStatus::Draft);
    })
    .await;
}
