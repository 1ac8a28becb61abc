//! What the demonstration shop sells, as data: the shop, its categories, its products and their pictures.
//!
//! Everything is invented. The maker claims no origin, award or insurance, because none would be true.

mod beadwork;
mod jewellery;
mod pages;
mod pots;
mod prints;
pub mod questions;
mod tableware;
mod wool_and_wood;

pub use atelier_pictures::{Subject, View};
pub use pages::{PAGES, Page, SHOP, Shop};

/// Who made the pictures.
pub const PICTURE_CREDIT: &str = "Fennick Yard (generated picture)";
/// Under which terms they may be used.
pub const PICTURE_LICENCE: &str = "CC0 1.0";

/// A shelf of the shop; a child names its parent's slug.
#[derive(Clone, Copy, Debug)]
pub struct Category {
    pub slug: &'static str,
    pub name: &'static str,
    pub parent: Option<&'static str>,
    pub description: &'static str,
}

/// Whether the shop shows a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    Published,
    Draft,
    Archived,
}

/// What buyers of craft ask about; an empty text is not shown.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    pub medium: &'static str,
    pub materials: &'static str,
    pub size: &'static str,
    pub year: &'static str,
    pub weight_grams: i64,
    pub provenance: &'static str,
    pub exhibitions: &'static str,
}

/// One thing on the shelf. Prices are in minor units: cents, and whole yen.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    pub sku: &'static str,
    /// Empty where there is nothing to choose.
    pub name: &'static str,
    pub stock: i64,
    pub eur: i64,
    pub usd: i64,
    /// Not everything is sold in yen.
    pub jpy: Option<i64>,
}

impl Variant {
    /// A price row for each currency sold in: ISO code and amount in minor units.
    pub fn prices(&self) -> Vec<(&'static str, i64)> {
        let mut rows = vec![("EUR", self.eur), ("USD", self.usd)];
        rows.extend(self.jpy.map(|amount| ("JPY", amount)));
        rows
    }
}

/// A picture, in order; the first is the product's face and the second shows on hover.
#[derive(Clone, Copy, Debug)]
pub struct Picture {
    pub subject: Subject,
    pub view: View,
    pub alt: &'static str,
    pub caption: &'static str,
}

/// A product with all that belongs to it.
#[derive(Clone, Copy, Debug)]
pub struct Product {
    pub slug: &'static str,
    pub title: &'static str,
    /// What kind of thing it is, to filter by.
    pub kind: &'static str,
    /// Slug of its category.
    pub category: &'static str,
    /// Markdown.
    pub story: &'static str,
    pub facts: Facts,
    /// Further name and value pairs, in order.
    pub attributes: &'static [(&'static str, &'static str)],
    pub visibility: Visibility,
    pub featured: bool,
    pub one_of_a_kind: bool,
    pub variants: &'static [Variant],
    pub pictures: &'static [Picture],
}

/// Every category; parents come before their children.
pub const CATEGORIES: &[Category] = &[
    Category {
        slug: "beadwork",
        name: "Beadwork",
        parent: None,
        description: "Small glass, one bead at a time. Sewn in the evenings, checked in daylight.",
    },
    Category {
        slug: "lighter-sleeves",
        name: "Lighter sleeves",
        parent: Some("beadwork"),
        description: "Peyote-stitch tubes that slide over an ordinary pocket lighter and move to the next one when it is empty.",
    },
    Category {
        slug: "beaded-jewellery",
        name: "Jewellery",
        parent: Some("beadwork"),
        description: "Earrings, cuffs and pendants sewn with a single needle.",
    },
    Category {
        slug: "ceramics",
        name: "Ceramics",
        parent: None,
        description: "Stoneware thrown on a kick wheel, glazed by dipping and fired to 1,240 °C.",
    },
    Category {
        slug: "cups-and-tableware",
        name: "Cups and tableware",
        parent: Some("ceramics"),
        description: "Mugs, bowls and plates for every day; the dishwasher is fine.",
    },
    Category {
        slug: "vases-and-pots",
        name: "Vases, jars and teapots",
        parent: Some("ceramics"),
        description: "Larger pots, most of them single pieces.",
    },
    Category {
        slug: "prints",
        name: "Linocut prints",
        parent: None,
        description: "Two blocks, two inks, one hand press. Editions stay small because the blocks wear.",
    },
    Category {
        slug: "weaving",
        name: "Weaving",
        parent: None,
        description: "Wall pieces in thick wool, each woven once.",
    },
    Category {
        slug: "woodwork",
        name: "Woodwork",
        parent: None,
        description: "Spoons and scoops carved green from windfall and prunings.",
    },
    Category {
        slug: "basketry",
        name: "Basketry",
        parent: None,
        description: "The first willow is soaking. Nothing to sell here yet.",
    },
];

/// Every product, in the order of the shop.
pub fn products() -> Vec<Product> {
    [
        tableware::PRODUCTS,
        beadwork::PRODUCTS,
        prints::PRODUCTS,
        pots::PRODUCTS,
        jewellery::PRODUCTS,
        wool_and_wood::PRODUCTS,
    ]
    .concat()
}

const fn picture(
    subject: Subject,
    view: View,
    alt: &'static str,
    caption: &'static str,
) -> Picture {
    Picture {
        subject,
        view,
        alt,
        caption,
    }
}

const fn variant(
    sku: &'static str,
    name: &'static str,
    stock: i64,
    eur: i64,
    usd: i64,
    jpy: Option<i64>,
) -> Variant {
    Variant {
        sku,
        name,
        stock,
        eur,
        usd,
        jpy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn slugs_and_skus_are_unique() {
        let products = products();
        let slugs: HashSet<_> = products.iter().map(|p| p.slug).collect();
        assert_eq!(slugs.len(), products.len());
        let skus: Vec<_> = products
            .iter()
            .flat_map(|p| p.variants)
            .map(|v| v.sku)
            .collect();
        assert_eq!(skus.iter().collect::<HashSet<_>>().len(), skus.len());
        let shelves: HashSet<_> = CATEGORIES.iter().map(|c| c.slug).collect();
        assert_eq!(shelves.len(), CATEGORIES.len());
    }

    #[test]
    fn every_product_stands_on_a_known_shelf_and_one_shelf_is_empty() {
        let filled: HashSet<_> = products()
            .iter()
            .filter(|p| p.visibility == Visibility::Published)
            .map(|p| p.category)
            .collect();
        for shelf in &filled {
            assert!(
                CATEGORIES.iter().any(|c| c.slug == *shelf),
                "{shelf} is not a category"
            );
        }
        let holds = |c: &Category| {
            filled.contains(c.slug)
                || CATEGORIES
                    .iter()
                    .any(|child| child.parent == Some(c.slug) && filled.contains(child.slug))
        };
        let empty: Vec<_> = CATEGORIES
            .iter()
            .filter(|c| !holds(c))
            .map(|c| c.slug)
            .collect();
        assert_eq!(empty, ["basketry"]);
        for (i, category) in CATEGORIES.iter().enumerate() {
            if let Some(parent) = category.parent {
                assert!(
                    CATEGORIES[..i].iter().any(|c| c.slug == parent),
                    "{parent} comes too late"
                );
            }
        }
    }

    #[test]
    fn every_picture_is_described() {
        for product in products() {
            assert!(
                (2..=3).contains(&product.pictures.len()),
                "{}",
                product.slug
            );
            for picture in product.pictures {
                assert!(
                    (40..=220).contains(&picture.alt.len()),
                    "{}: {}",
                    product.slug,
                    picture.alt
                );
                assert!(
                    !picture.alt.ends_with('.'),
                    "{}: {}",
                    product.slug,
                    picture.alt
                );
            }
        }
    }

    #[test]
    fn prices_are_positive_and_some_products_are_not_sold_in_yen() {
        for product in products() {
            assert!(
                !product.variants.is_empty(),
                "{} has nothing to sell",
                product.slug
            );
            for variant in product.variants {
                assert!(
                    variant.prices().iter().all(|(_, amount)| *amount > 0),
                    "{}",
                    variant.sku
                );
                assert!(variant.stock >= 0, "{}", variant.sku);
            }
        }
        let without_yen = products()
            .iter()
            .filter(|p| p.variants.iter().all(|v| v.jpy.is_none()))
            .count();
        assert!((2..=6).contains(&without_yen), "{without_yen}");
    }

    #[test]
    fn the_shop_shows_every_state() {
        let products = products();
        assert!(products.len() >= 30);
        let pieces: Vec<_> = products.iter().filter(|p| p.one_of_a_kind).collect();
        assert!(pieces.len() >= 8);
        for piece in &pieces {
            assert!(
                piece.variants.len() == 1 && piece.variants[0].stock <= 1,
                "{} is not single",
                piece.slug
            );
        }
        let stock = |p: &Product| p.variants.iter().map(|v| v.stock).sum::<i64>();
        assert!(
            products.iter().filter(|p| stock(p) == 0).count() >= 3,
            "some are sold out"
        );
        assert!(
            products
                .iter()
                .filter(|p| !p.one_of_a_kind && (1..=3).contains(&stock(p)))
                .count()
                >= 3,
            "some are low"
        );
        assert!(
            products
                .iter()
                .filter(|p| p.featured && p.visibility == Visibility::Published)
                .count()
                >= 6
        );
        assert_eq!(
            products
                .iter()
                .filter(|p| p.visibility == Visibility::Draft)
                .count(),
            1
        );
        assert_eq!(
            products
                .iter()
                .filter(|p| p.visibility == Visibility::Archived)
                .count(),
            1
        );
    }

    #[test]
    fn stories_are_told_and_none_twice() {
        let products = products();
        for product in &products {
            assert!(
                (2..=4).contains(&product.story.split("\n\n").count()),
                "{}",
                product.slug
            );
            assert!(product.story.len() > 200, "{}", product.slug);
        }
        let stories: HashSet<_> = products.iter().map(|p| p.story).collect();
        assert_eq!(stories.len(), products.len());
    }
}
