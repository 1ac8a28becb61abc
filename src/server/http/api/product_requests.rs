//! Products and variants as they are sent in.

use super::amount::Amount;
use crate::domain::catalogue_form::ProductForm;
use crate::domain::form_values::FormNumber;
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

fn written(attributes: BTreeMap<String, String>) -> String {
    let lines = attributes
        .iter()
        .map(|(name, value)| format!("{name}: {value}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// A product as it is sent in: its own first fields, and those that all have in common. Unknown fields are refused, which
/// is why they can't be a part that is flattened in.
macro_rules! sent_product {
    ($(#[$about:meta])* $name:ident { $($own:tt)* }) => {
        #[derive(Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$about])*
        pub struct $name {
            $($own)*
            slug: Option<String>,
            kind: Option<String>,
            /// Slug of a category; empty for none.
            category: Option<String>,
            /// Markdown.
            story: Option<String>,
            featured: Option<bool>,
            one_of_a_kind: Option<bool>,
            /// `standard` or `reduced`; a new product’s is `standard` unless said.
            tax_class: Option<String>,
            medium: Option<String>,
            materials: Option<String>,
            size: Option<String>,
            year: Option<String>,
            provenance: Option<String>,
            exhibitions: Option<String>,
            weight_grams: Option<i64>,
            /// Further facts by name.
            attributes: Option<BTreeMap<String, String>>,
            meta_title: Option<String>,
            meta_description: Option<String>,
        }

        impl $name {
            /// What was there, with what was sent over it.
            fn over_all_but_title(self, old: ProductForm) -> ProductForm {
                ProductForm {
                    title: old.title,
                    version: old.version,
                    slug: self.slug.unwrap_or(old.slug),
                    kind: self.kind.unwrap_or(old.kind),
                    category: self.category.unwrap_or(old.category),
                    story: self.story.unwrap_or(old.story),
                    featured: self.featured.unwrap_or(old.featured),
                    one_of_a_kind: self.one_of_a_kind.unwrap_or(old.one_of_a_kind),
                    tax_class: self.tax_class.unwrap_or(old.tax_class),
                    medium: self.medium.unwrap_or(old.medium),
                    materials: self.materials.unwrap_or(old.materials),
                    size: self.size.unwrap_or(old.size),
                    year: self.year.unwrap_or(old.year),
                    provenance: self.provenance.unwrap_or(old.provenance),
                    exhibitions: self.exhibitions.unwrap_or(old.exhibitions),
                    weight_grams: self.weight_grams.map_or(old.weight_grams, FormNumber::from),
                    attributes: self.attributes.map_or(old.attributes, written),
                    meta_title: self.meta_title.unwrap_or(old.meta_title),
                    meta_description: self.meta_description.unwrap_or(old.meta_description),
                }
            }
        }
    };
}

sent_product! {
    /// A new product.
    #[schema(example = json!({
        "title": "Moon bowl", "kind": "Bowl", "category": "bowls", "story": "Thrown in one go.", "materials": "Stoneware"
    }))]
    NewProduct {
        #[schema(min_length = 1, max_length = 160)]
        title: String,
    }
}

sent_product! {
    /// A product written anew: what is left out becomes empty.
    #[schema(example = json!({
        "title": "Moon bowl", "kind": "Bowl", "category": "bowls", "story": "Thrown in one go.", "version": 1
    }))]
    WholeProduct {
        #[schema(min_length = 1, max_length = 160)]
        title: String,
        /// The version that was read.
        version: i64,
    }
}

sent_product! {
    /// What is to be changed of a product.
    #[schema(example = json!({"title": "Moon bowl, large", "version": 1}))]
    ProductChange {
        #[schema(min_length = 1, max_length = 160)]
        title: Option<String>,
        /// The version that was read.
        version: i64,
    }
}

impl NewProduct {
    pub fn form(self) -> ProductForm {
        let begun = ProductForm {
            title: self.title.clone(),
            ..ProductForm::default()
        };
        self.over_all_but_title(begun)
    }
}

impl WholeProduct {
    pub fn form(self) -> ProductForm {
        let begun = ProductForm {
            title: self.title.clone(),
            version: self.version.into(),
            ..ProductForm::default()
        };
        self.over_all_but_title(begun)
    }
}

impl ProductChange {
    /// What was there, with the change over it.
    pub fn over(self, old: ProductForm) -> ProductForm {
        let old = ProductForm {
            title: self.title.clone().unwrap_or(old.title),
            version: self.version.into(),
            ..old
        };
        self.over_all_but_title(old)
    }
}

/// A variant as it is sent in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"sku": "BOWL-L", "name": "Large", "prices": {"EUR": "60.00"}}))]
pub struct NewVariant {
    /// Made of the product’s slug unless said.
    pub sku: Option<String>,
    /// What is chosen; left out where there is nothing to choose.
    pub name: Option<String>,
    /// Whether it is on offer: true unless said.
    pub active: Option<bool>,
    /// By currency; it is sold in these only.
    pub prices: BTreeMap<String, Amount>,
}

/// What is to be changed of a variant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"prices": {"EUR": "62.00"}}))]
pub struct VariantChange {
    pub sku: Option<String>,
    pub name: Option<String>,
    pub active: Option<bool>,
    /// By currency; others stay.
    pub prices: Option<BTreeMap<String, Amount>>,
}

/// Units that came in, or were counted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"product_sku": "BOWL", "change": "receive", "quantity": 5}))]
pub struct StockChange {
    pub product_sku: String,
    /// `receive`: units came in. `adjust`: a count found more (3) or fewer (-2).
    #[schema(pattern = "^(receive|adjust)$")]
    pub change: String,
    pub quantity: i64,
    /// Needed for `adjust`.
    #[schema(max_length = 300)]
    pub reason: Option<String>,
}
