//! What is for sale, as pages see it: products, their variants, pictures and categories.

use super::answers::Question;
use super::money::{Currency, Money};
use super::stock::Availability;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

/// Products on one page of a list.
pub const PAGE_SIZE: i64 = 24;
/// Lists count no further than this; beyond, a list says "1000+".
pub const COUNT_CAP: i64 = 1000;

/// A count that stopped one past [`COUNT_CAP`], in words: `1000+`.
pub fn counted(count: i64) -> String {
    match count > COUNT_CAP {
        true => format!("{COUNT_CAP}+"),
        false => count.to_string(),
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Named)]
pub enum ProductStatus {
    #[default]
    Draft,
    Published,
    Archived,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Named)]
pub enum Sort {
    /// What has the searched words in its name first. Without a search it is [`Sort::Newest`].
    #[named("best")]
    BestMatch,
    #[default]
    Newest,
    #[named("price")]
    PriceAscending,
    #[named("-price")]
    PriceDescending,
    Title,
}

impl Sort {
    /// The order where none was chosen.
    pub fn usual(searching: bool) -> Self {
        if searching {
            Self::BestMatch
        } else {
            Self::Newest
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Newest => "Newest first",
            Self::PriceAscending => "Price, low to high",
            Self::PriceDescending => "Price, high to low",
            Self::Title => "By name",
            Self::BestMatch => "Best match",
        }
    }
}

/// What a visitor asked the list for. Unreadable values are dropped, never an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// Slug of a category; its children are included.
    pub category: Option<String>,
    pub kind: Option<String>,
    pub q: Option<String>,
    pub sort: Sort,
    pub in_stock: bool,
    /// Bounds in major units as typed.
    pub min: Option<String>,
    pub max: Option<String>,
    /// From 1.
    pub page: i64,
}

/// A picture with its sizes. Addresses are `/media/{key}/{width}.webp`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureView {
    pub key: String,
    pub alt: String,
    pub caption: String,
    pub credit: String,
    pub licence: String,
    pub width: u32,
    pub height: u32,
    /// Widths that exist, ascending.
    pub sizes: Vec<u32>,
    /// A tiny `data:` picture shown, blurred, until the real one is there.
    pub placeholder: String,
}

impl PictureView {
    pub fn src(&self, width: u32) -> String {
        let size = self
            .sizes
            .iter()
            .copied()
            .find(|s| *s >= width)
            .or(self.sizes.last().copied())
            .unwrap_or(width);
        format!("/media/{}/{size}.webp", self.key)
    }

    pub fn srcset(&self) -> String {
        let each = |size: &u32| format!("/media/{}/{size}.webp {size}w", self.key);
        self.sizes.iter().map(each).collect::<Vec<_>>().join(", ")
    }
}

/// A product in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductCard {
    pub id: String,
    pub slug: String,
    pub title: String,
    pub kind: String,
    /// The lowest price in the visitor's currency; `None` where it isn't sold in it.
    pub price: Option<Money>,
    /// Variants differ in price: the card says "from".
    pub price_varies: bool,
    pub availability: Availability,
    pub one_of_a_kind: bool,
    pub front: Option<PictureView>,
    pub back: Option<PictureView>,
    /// The SKU that "add to cart" takes, when there is nothing to choose and nothing is asked.
    pub only_sku: Option<String>,
}

/// One page of the product list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListView {
    pub query: ListQuery,
    pub currency: Currency,
    pub cards: Vec<ProductCard>,
    pub total: i64,
    pub total_is_capped: bool,
    pub pages: i64,
    pub category: Option<CategoryView>,
    /// Categories to filter by, with their depth.
    pub categories: Vec<CategoryLink>,
    pub kinds: Vec<String>,
    /// What was searched for instead, when the words typed were not found as they stand.
    pub corrected: Option<String>,
    /// Some of the newest pieces, where the list itself is empty.
    pub meanwhile: Vec<ProductCard>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryLink {
    pub slug: String,
    pub name: String,
    pub depth: u8,
}

impl CategoryLink {
    /// The name as it stands in a list of all categories: a dash for each one that it is in.
    pub fn indented(&self) -> String {
        format!("{}{}", "– ".repeat(usize::from(self.depth)), self.name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryView {
    pub slug: String,
    pub name: String,
    pub description: String,
    /// From the top down, this one excluded.
    pub parents: Vec<CategoryLink>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantView {
    pub id: String,
    pub sku: String,
    pub name: String,
    /// `None` where it isn't sold in the visitor's currency.
    pub price: Option<Money>,
    pub availability: Availability,
}

/// What a buyer of craft asks about a piece. Empty facts are not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    pub medium: String,
    pub materials: String,
    pub size: String,
    pub year: String,
    pub provenance: String,
    pub exhibitions: String,
    pub weight_grams: Option<i64>,
    /// Further name and value pairs, in order.
    pub attributes: Vec<(String, String)>,
}

/// A product page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductView {
    pub id: String,
    pub slug: String,
    pub title: String,
    pub kind: String,
    /// Sanitised HTML.
    pub story_html: String,
    /// The story's first sentences as plain text, for descriptions.
    pub summary: String,
    pub facts: Facts,
    pub one_of_a_kind: bool,
    pub archived: bool,
    pub pictures: Vec<PictureView>,
    pub variants: Vec<VariantView>,
    /// What is asked of its buyer beside the variant.
    pub questions: Vec<Question>,
    /// From the top category down to the product's own.
    pub breadcrumbs: Vec<CategoryLink>,
    pub related: Vec<ProductCard>,
    pub meta_title: String,
    pub meta_description: String,
    pub max_quantity: i64,
    pub shipping_note: String,
}

/// The home page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeView {
    pub featured: Vec<ProductCard>,
    pub newest: Vec<ProductCard>,
    /// Categories with a picture of one of their pieces.
    pub categories: Vec<(CategoryLink, Option<PictureView>)>,
}

/// The answer to a request for a product or category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found<T> {
    Here(T),
    /// It was renamed; this is its slug now.
    Moved(String),
    Nowhere,
}

/// Makes an address word of a title: lower-case ASCII letters, digits and single hyphens; at most 80 characters. Every
/// script is written in letters from a to z; empty only where a title has nothing that can be said, such as `***`.
pub fn slugify(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars() {
        let plain: &str = match c {
            'ä' | 'Ä' => "ae",
            'ö' | 'Ö' => "oe",
            'ü' | 'Ü' => "ue",
            // Accents that stand behind their letter.
            '\u{308}' if slug.ends_with(['a', 'o', 'u']) => "e",
            '\u{300}'..='\u{36f}' | '\'' | '’' => "",
            c if c.is_ascii() => {
                push_word(&mut slug, c);
                continue;
            }
            c => deunicode::deunicode_char(c).unwrap_or("-"),
        };
        for c in plain.chars() {
            push_word(&mut slug, c);
        }
    }
    slug.truncate(80);
    slug.trim_end_matches('-').to_string()
}

/// Adds a letter or digit to an address; anything else ends a word.
fn push_word(slug: &mut String, c: char) {
    if c.is_ascii_alphanumeric() {
        slug.push(c.to_ascii_lowercase());
    } else if !slug.is_empty() && !slug.ends_with('-') {
        slug.push('-');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_an_address() {
        assert_eq!(
            slugify("  Größe: „Mond & Meer“ – No. 3 "),
            "groesse-mond-meer-no-3"
        );
        assert_eq!(slugify("Maker’s cup"), "makers-cup");
        assert_eq!(slugify("***"), "");
        for (title, slug) in [
            ("湯呑み", "tang-tun-mi"),
            ("Čaša", "casa"),
            ("Ваза", "vaza"),
            ("Smørrebrødsbræt", "smorrebrodsbraet"),
            ("Straße", "strasse"),
            ("Cafe\u{301}", "cafe"),
            ("Gru\u{308}n", "gruen"),
        ] {
            assert_eq!(slugify(title), slug, "{title}");
        }
        let leaf = slugify("🌿");
        assert!(!leaf.is_empty() && leaf.is_ascii(), "{leaf}");
    }

    #[test]
    fn the_smallest_size_that_fills_the_space_is_taken() {
        let picture = PictureView {
            key: "k".into(),
            sizes: vec![320, 640, 1280],
            ..Default::default()
        };
        assert_eq!(picture.src(400), "/media/k/640.webp");
        assert_eq!(picture.src(4000), "/media/k/1280.webp");
        assert_eq!(
            picture.srcset(),
            "/media/k/320.webp 320w, /media/k/640.webp 640w, /media/k/1280.webp 1280w"
        );
    }
}
