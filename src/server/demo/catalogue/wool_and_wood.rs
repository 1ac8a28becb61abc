//! Wall hangings, spoons and scoops.

use atelier_pictures::{Carving, Subject, View, Weave};

use super::{Facts, Product, Visibility, picture, variant};

const HORIZON: Subject = Subject::Hanging {
    weave: Weave::Horizon,
    palette: [0xE6DCC9, 0xBE6743, 0xB08A58, 0x3A4558],
};
const TERRACES: Subject = Subject::Hanging {
    weave: Weave::Terraces,
    palette: [0xE6DCC9, 0x6D8468, 0xC7A468, 0x3A4558],
};
const STRATA: Subject = Subject::Hanging {
    weave: Weave::Strata,
    palette: [0xE6DCC9, 0xA65A3E, 0x8C8271, 0x4C3B34],
};
const SPOON: Subject = Subject::Carving {
    kind: Carving::Spoon,
    wood: 0xA87648,
};
const SCOOP: Subject = Subject::Carving {
    kind: Carving::Scoop,
    wood: 0x835A3A,
};

const WOVEN: Facts = Facts {
    medium: "Tapestry weave on a frame loom",
    materials: "Wool, linen warp, hazel rod",
    size: "22 cm wide, 36 cm long with its fringe",
    year: "2026",
    weight_grams: 310,
    provenance: "Woven in the yard; wool dyed by the maker",
    exhibitions: "",
};
const CARVED: Facts = Facts {
    medium: "Carved green with axe and knife",
    materials: "",
    size: "",
    year: "2026",
    weight_grams: 0,
    provenance: "Wood from prunings and windfall near the yard",
    exhibitions: "",
};

pub const PRODUCTS: &[Product] = &[
    Product {
        slug: "low-sun-hanging",
        title: "Low Sun",
        kind: "Wall hanging",
        category: "weaving",
        story: "\
A sun that has nearly gone, two hills, and a great deal of pale sky. The wool is thick and packed hard, so the picture has a surface you want to lay your hand on.

The red was dyed with madder in a preserving pan. It came out of the first bath pink and went back in.

It hangs from a hazel rod by a cotton cord; one nail is enough.",
        facts: WOVEN,
        attributes: &[("Hanging", "One nail"), ("Care", "Shake out; spot clean")],
        visibility: Visibility::Published,
        featured: true,
        one_of_a_kind: true,
        variants: &[variant("WVN-LOWSUN", "", 1, 24000, 27000, Some(39500))],
        pictures: &[
            picture(HORIZON, View::Front, "Woven wall hanging with a red sun above ochre and dark blue hills on cream, a fringe below and a wooden rod above", ""),
            picture(HORIZON, View::Other, "The woven hanging with the red sun seen from the side on a plaster wall", "From the side"),
            picture(HORIZON, View::Detail, "Close view of thick wool rows where the red sun meets the ochre hill", "Packed wool"),
        ],
    },
    Product {
        slug: "terraces-hanging",
        title: "Terraces",
        kind: "Wall hanging",
        category: "weaving",
        story: "\
Steps in four colours that climb from left to right, or come down, depending on the day. There is no drawing behind it: each step is as wide as seven warps and as high as it wanted to be.

Green is the difficult colour. This one is weld over indigo, and it took a summer to find.",
        facts: WOVEN,
        attributes: &[("Hanging", "One nail"), ("Care", "Shake out; spot clean")],
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: true,
        variants: &[variant("WVN-TERRACES", "", 1, 22000, 24700, None)],
        pictures: &[
            picture(TERRACES, View::Front, "Woven wall hanging of stepped diagonal bands in green, ochre, dark blue and cream, with a long fringe", ""),
            picture(TERRACES, View::Detail, "Close view of woven steps in green, ochre, dark blue and cream wool", "Seven warps to a step"),
        ],
    },
    Product {
        slug: "strata-hanging",
        title: "Strata",
        kind: "Wall hanging",
        category: "weaving",
        story: "\
Bands of wool laid down like sediment, in the order in which the sheep gave it: white, grey, brown, and one dyed red for the year the kiln was built.

Woven for a single wall and sold to its owner. It stays here as a record.",
        facts: Facts { year: "2025", ..WOVEN },
        attributes: &[("Hanging", "One nail")],
        visibility: Visibility::Archived,
        featured: false,
        one_of_a_kind: true,
        variants: &[variant("WVN-STRATA", "", 0, 21000, 23600, Some(34500))],
        pictures: &[
            picture(STRATA, View::Front, "Woven wall hanging of horizontal bands in cream, rust, grey and dark brown wool, with a long fringe", ""),
            picture(STRATA, View::Detail, "Close view of horizontal bands of thick wool in cream, rust, grey and brown", ""),
        ],
    },
    Product {
        slug: "cherry-spoon",
        title: "Cherry cooking spoon",
        kind: "Spoon",
        category: "woodwork",
        story: "\
Cherry wood is pink when it is cut and brown when it has stirred its first hundred soups. This one is oiled with linseed and left to get on with it.

The bowl is shallow and a little pointed, for the corners of a pan. The knife marks are left where they do not matter to the lip.",
        facts: Facts { materials: "Cherry, linseed oil", size: "29 cm long, bowl 6 cm wide", weight_grams: 52, ..CARVED },
        attributes: &[("Care", "Wash by hand, oil now and then")],
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("SPN-CHERRY", "", 10, 3200, 3600, Some(5300))],
        pictures: &[
            picture(SPOON, View::Front, "Long wooden cooking spoon with an oval bowl, lying slantwise on pale paper", ""),
            picture(SPOON, View::Context, "Two wooden spoons side by side on a dark table with a white bowl behind them", "A pair, each carved alone"),
            picture(SPOON, View::Detail, "Close view of the spoon's hollowed bowl and the grain of the cherry wood", "Grain"),
        ],
    },
    Product {
        slug: "walnut-scoop",
        title: "Walnut coffee scoop",
        kind: "Spoon",
        category: "woodwork",
        story: "\
One level scoop is seven grams, tested against a borrowed scale and a good deal of coffee. The handle is short so that it fits in the tin and the lid still closes.

The walnut came down in a storm three winters ago and has been turning into scoops ever since. There is enough left for a few more.",
        facts: Facts { materials: "Walnut, linseed oil", size: "12 cm long, bowl 5.4 cm wide", weight_grams: 38, ..CARVED },
        attributes: &[("Holds", "About 7 g of ground coffee"), ("Care", "Wipe dry, oil now and then")],
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("SCP-WALNUT", "", 3, 2800, 3100, Some(4600))],
        pictures: &[
            picture(SCOOP, View::Front, "Short dark wooden scoop with a deep round bowl, lying slantwise on pale paper", ""),
            picture(SCOOP, View::Other, "The dark wooden scoop on pale linen, seen from lower down", "On linen"),
        ],
    },
];
