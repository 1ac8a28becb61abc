//! What some of the demonstration's pieces ask their buyer: options, and texts to engrave.

/// What an answer costs on top, in minor units of EUR, USD and JPY; `None` is free.
pub type OnTop = Option<[i64; 3]>;

#[derive(Clone, Copy, Debug)]
pub enum Asks {
    /// Names and what they cost.
    Choice(&'static [(&'static str, OnTop)]),
    /// Most characters, and what the work costs.
    Text(i64, OnTop),
}

#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Slug of the product.
    pub product: &'static str,
    pub label: &'static str,
    pub required: bool,
    pub asks: Asks,
}

impl Question {
    /// An amount for each currency: ISO code and minor units.
    pub fn prices(on_top: OnTop) -> Vec<(&'static str, i64)> {
        on_top.map_or_else(Vec::new, |amounts| {
            ["EUR", "USD", "JPY"].into_iter().zip(amounts).collect()
        })
    }
}

/// In the order in which they are asked.
pub const QUESTIONS: &[Question] = &[
    Question {
        product: "walnut-scoop",
        label: "Initials to burn into the handle",
        required: false,
        asks: Asks::Text(3, Some([500, 600, 800])),
    },
    Question {
        product: "walnut-scoop",
        label: "Gift ribbon",
        required: false,
        asks: Asks::Choice(&[("Undyed linen", None), ("Red wool", Some([200, 250, 300]))]),
    },
    Question {
        product: "small-sun-brooch",
        label: "Fastening",
        required: true,
        asks: Asks::Choice(&[
            ("Steel pin with a catch", None),
            ("Magnet, for fine knits", Some([300, 350, 500])),
        ]),
    },
    Question {
        product: "fold-cuff",
        label: "A line inside the cuff",
        required: false,
        asks: Asks::Text(24, Some([900, 1000, 1500])),
    },
];

#[cfg(test)]
mod tests {
    use super::super::products;
    use super::*;

    #[test]
    fn every_question_is_asked_of_a_product_that_there_is() {
        for question in QUESTIONS {
            assert!(
                products().iter().any(|p| p.slug == question.product),
                "{}",
                question.product
            );
        }
    }
}
