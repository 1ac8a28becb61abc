//! Products: made, edited, put into the shop and taken out; their variants, stock and the words of their pictures.

use super::{go, not_understood, typed};
use crate::domain::catalogue_form::{
    ChoiceForm, PictureForm, ProductForm, QuestionForm, StockForm, VariantForm,
};
use crate::domain::staff::Permission;
use crate::server::catalogue::edit::{self, pictures, questions, variants};
use crate::server::error::Result;
use crate::server::http::pages::Submission;
use crate::server::staff::{audit, require};
use axum::extract::Path;
use axum::response::Response;

pub async fn create(form: Submission) -> Response {
    let outcome = make(&form).await;
    go(form, outcome).await
}

async fn make(form: &Submission) -> Result<String> {
    let by = require(&form.visit, Permission::EditCatalogue).await?;
    let product: ProductForm = typed(form)?;
    let id = edit::create(&form.visit.app, &product).await?;
    audit::record(
        &form.visit,
        &by.name,
        "product_created",
        &id,
        &product.title,
    )
    .await?;
    Ok(format!("/admin/products/{id}?done=created"))
}

pub async fn change(Path(id): Path<String>, form: Submission) -> Response {
    let outcome = carry_out(&id, &form).await;
    go(form, outcome).await
}

async fn carry_out(id: &str, form: &Submission) -> Result<String> {
    let by = require(&form.visit, Permission::EditCatalogue).await?;
    let app = &form.visit.app;
    let picture = form.field("picture_id");
    let question = form.field("question");
    let (done, detail) = match form.field("action") {
        "save" => {
            let product: ProductForm = typed(form)?;
            edit::save(app, id, &product).await?;
            ("saved", product.title)
        }
        "publish" => {
            edit::publish(app, id).await?;
            ("published", String::new())
        }
        "archive" => {
            edit::archive(app, id).await?;
            ("archived", String::new())
        }
        "withdraw" => {
            edit::withdraw(app, id).await?;
            ("withdrawn", String::new())
        }
        "save_variant" => {
            let variant: VariantForm = typed(form)?;
            variants::save(app, id, &variant).await?;
            ("variant_saved", variant.sku)
        }
        "change_stock" => {
            let stock: StockForm = typed(form)?;
            variants::change_stock(app, &by.name, &stock).await?;
            let detail = format!("{} {} {}", stock.change, stock.quantity, stock.reason);
            ("stock_changed", detail)
        }
        "save_question" => {
            let question: QuestionForm = typed(form)?;
            questions::save(app, id, &question).await?;
            ("question_saved", question.label)
        }
        "save_choice" => {
            let choice: ChoiceForm = typed(form)?;
            questions::save_choice(app, id, &choice).await?;
            ("choice_saved", choice.name)
        }
        "question_up" => {
            questions::shift(app, id, question, -1).await?;
            ("questions_moved", String::new())
        }
        "question_down" => {
            questions::shift(app, id, question, 1).await?;
            ("questions_moved", String::new())
        }
        "remove_question" => {
            questions::remove(app, id, question).await?;
            ("question_removed", String::new())
        }
        "remove_choice" => {
            questions::remove_choice(app, id, question, form.field("id")).await?;
            ("choice_removed", String::new())
        }
        "describe_picture" => {
            let words: PictureForm = typed(form)?;
            pictures::describe(app, id, picture, &words).await?;
            ("picture_described", String::new())
        }
        "move_forward" => {
            pictures::shift(app, id, picture, -1).await?;
            ("picture_moved", String::new())
        }
        "move_back" => {
            pictures::shift(app, id, picture, 1).await?;
            ("picture_moved", String::new())
        }
        "remove_picture" => {
            pictures::remove(app, id, picture).await?;
            ("picture_removed", String::new())
        }
        _ => return Err(not_understood()),
    };
    let action = format!("product_{done}");
    audit::record(&form.visit, &by.name, &action, id, &detail).await?;
    Ok(format!("/admin/products/{id}?done={done}"))
}
