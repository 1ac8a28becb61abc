//! What a product asks its buyer, as programs of the shop see it and write it anew.

use super::amount::{Amount, by_currency, prices};
use super::body::{JsonBody, PathParams};
use super::caller::Caller;
use super::problem::{ApiResult, Problem};
use super::product_writes::{StockedProduct, editor, shown};
use crate::domain::catalogue_form::{ChoiceForm, QuestionForm, StaffQuestionView};
use crate::server::catalogue::edit::questions;
use axum::Json;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One choice of an option, with what it costs on top by currency; free where it costs nothing in any.
#[derive(Serialize, ToSchema)]
pub struct StockedChoice {
    pub id: String,
    pub name: String,
    pub surcharges: BTreeMap<String, String>,
}

#[derive(Serialize, ToSchema)]
pub struct StockedOption {
    pub id: String,
    pub label: String,
    pub required: bool,
    pub choices: Vec<StockedChoice>,
}

#[derive(Serialize, ToSchema)]
pub struct StockedText {
    pub id: String,
    pub label: String,
    pub required: bool,
    pub max_length: i64,
    pub surcharges: BTreeMap<String, String>,
}

/// What a product asks its buyer, in order.
#[derive(Serialize, ToSchema)]
pub struct ProductQuestions {
    pub options: Vec<StockedOption>,
    pub personalisation: Vec<StockedText>,
}

impl ProductQuestions {
    pub fn of(asked: Vec<StaffQuestionView>) -> Self {
        let (mut options, mut personalisation) = (Vec::new(), Vec::new());
        for StaffQuestionView { form, choices } in asked {
            let required = form.required;
            if form.kind == "text" {
                personalisation.push(StockedText {
                    id: form.id,
                    label: form.label,
                    required,
                    max_length: form.max_length.whole().unwrap_or_default(),
                    surcharges: by_currency(form.prices),
                });
                continue;
            }
            let choices = choices.into_iter().map(|choice| StockedChoice {
                id: choice.id,
                name: choice.name,
                surcharges: by_currency(choice.prices),
            });
            options.push(StockedOption {
                id: form.id,
                label: form.label,
                required,
                choices: choices.collect(),
            });
        }
        ProductQuestions {
            options,
            personalisation,
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewChoice {
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// What it costs on top, by currency; free where nothing is said, and else to be had in these only.
    surcharges: Option<BTreeMap<String, Amount>>,
}

/// Something to choose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOption {
    #[schema(min_length = 1, max_length = 80)]
    label: String,
    /// False unless said.
    required: Option<bool>,
    #[schema(max_items = 40)]
    choices: Vec<NewChoice>,
}

/// A text to personalise a piece with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewText {
    #[schema(min_length = 1, max_length = 80)]
    label: String,
    /// False unless said.
    required: Option<bool>,
    #[schema(minimum = 1, maximum = 300)]
    max_length: i64,
    /// What it costs on top, by currency; free where nothing is said, and else to be had in these only.
    surcharges: Option<BTreeMap<String, Amount>>,
}

/// Everything that a product asks; what is left out is not asked any more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "options": [{"label": "Ribbon", "required": true, "choices": [
        {"name": "Linen"}, {"name": "Red wool", "surcharges": {"EUR": "2.50"}}
    ]}],
    "personalisation": [{"label": "Name to engrave", "max_length": 12, "surcharges": {"EUR": "6.00"}}]
}))]
pub struct NewQuestions {
    #[schema(max_items = 12)]
    options: Option<Vec<NewOption>>,
    #[schema(max_items = 12)]
    personalisation: Option<Vec<NewText>>,
}

impl NewQuestions {
    /// The questions, each behind the place that it was sent in.
    fn forms(self) -> ApiResult<Vec<(String, StaffQuestionView)>> {
        let mut asked = Vec::new();
        for (at, option) in self.options.unwrap_or_default().into_iter().enumerate() {
            let place = format!("options[{at}]");
            let choices = option.choices.into_iter().enumerate().map(|(at, choice)| {
                let field = format!("{place}.choices[{at}].surcharges");
                Ok(ChoiceForm {
                    name: choice.name,
                    prices: prices(&field, choice.surcharges.unwrap_or_default())?,
                    ..ChoiceForm::default()
                })
            });
            let choices = choices.collect::<ApiResult<_>>()?;
            let form = QuestionForm {
                kind: "choice".into(),
                label: option.label,
                required: option.required.unwrap_or(false),
                ..QuestionForm::default()
            };
            asked.push((place, StaffQuestionView { form, choices }));
        }
        let texts = self.personalisation.unwrap_or_default();
        for (at, text) in texts.into_iter().enumerate() {
            let place = format!("personalisation[{at}]");
            let field = format!("{place}.surcharges");
            let form = QuestionForm {
                kind: "text".into(),
                label: text.label,
                required: text.required.unwrap_or(false),
                max_length: text.max_length.into(),
                prices: prices(&field, text.surcharges.unwrap_or_default())?,
                ..QuestionForm::default()
            };
            let choices = Vec::new();
            asked.push((place, StaffQuestionView { form, choices }));
        }
        Ok(asked)
    }
}

/// Writes anew what a product asks its buyer: options first, then texts. What keeps its label, and choices that keep
/// their name, stay the same for carts that have answered them.
#[utoipa::path(put, path = "/products/{id}/questions", tag = "Products", request_body = NewQuestions,
    security(("token" = ["products:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The product with what it asks", body = StockedProduct)))]
pub async fn replace(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(wanted): JsonBody<NewQuestions>,
) -> ApiResult<Json<StockedProduct>> {
    let visit = editor(&caller).await?;
    let replaced = questions::replace(visit, &id, &wanted.forms()?).await;
    replaced.map_err(|error| {
        let mut problem = Problem::from(error);
        for item in &mut problem.errors {
            item.field = item.field.replace("price_", "surcharges.");
        }
        problem
    })?;
    shown(&caller, &id).await
}
