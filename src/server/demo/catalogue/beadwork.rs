//! Beaded sleeves for pocket lighters.

use atelier_pictures::{Palette, Pattern, Subject, View};

use super::{Facts, Product, Visibility, picture, variant};

const fn sleeve(pattern: Pattern, palette: Palette, plastic: u32) -> Subject {
    Subject::LighterSleeve {
        pattern,
        palette,
        plastic,
    }
}

const HEARTH: Subject = sleeve(
    Pattern::Diamond,
    [0x23395B, 0xC8643C, 0xE2A93B, 0xF1E7D3],
    0xE9E2D2,
);
const STARS: Subject = sleeve(
    Pattern::Stars,
    [0x1B2338, 0x34466B, 0x7B6A8E, 0xF3E6BE],
    0x2B2B30,
);
const BARLEY: Subject = sleeve(
    Pattern::Barley,
    [0xF0E8D6, 0xD9A441, 0x5E7B5A, 0x8F5A2B],
    0xC9B48A,
);
const DUSK: Subject = sleeve(
    Pattern::Hills,
    [0xE9C9A6, 0x6F7F8E, 0x2C3E50, 0xC8553D],
    0xB4583A,
);
const TERRAZZO: Subject = sleeve(
    Pattern::Terrazzo,
    [0xEFE8DA, 0xC77B5B, 0x6C8A83, 0x01D2_A24C],
    0xE9E2D2,
);
const TIDE: Subject = sleeve(
    Pattern::Waves,
    [0xB4CBCB, 0x2F5570, 0x7FA79B, 0xF7F2E4],
    0x3F6E7A,
);

const SLEEVE: Facts = Facts {
    medium: "Peyote stitch, sewn by hand",
    materials: "Cylinder glass beads size 11, waxed nylon thread",
    size: "5.9 cm tall, fits a full-size pocket lighter",
    year: "2026",
    weight_grams: 14,
    provenance: "Sewn in the yard; the pattern is the maker's own",
    exhibitions: "",
};

const CARE: &[(&str, &str)] = &[
    ("Lighter", "Shown for size, not included"),
    ("Care", "Wipe with a damp cloth"),
];

pub const PRODUCTS: &[Product] = &[
    Product {
        slug: "hearth-lighter-sleeve",
        title: "Hearth lighter sleeve",
        kind: "Lighter sleeve",
        category: "lighter-sleeves",
        story: "\
A fire at the end of the day, seen through lattice: ember red around a warm yellow core, and the dark blue of the room.

The tube is sewn in the round from about 1,800 beads. It slides on with a firm push and holds by itself; when the lighter is empty, it moves to the next.",
        facts: SLEEVE,
        attributes: CARE,
        visibility: Visibility::Published,
        featured: true,
        one_of_a_kind: false,
        variants: &[variant("SLV-HEARTH", "", 6, 5400, 6000, Some(8900))],
        pictures: &[
            picture(HEARTH, View::Front, "Pocket lighter standing upright in a beaded sleeve of nested red, yellow and white diamonds on dark blue", ""),
            picture(HEARTH, View::Other, "The back of the diamond-patterned lighter sleeve, the lighter's steel hood on the right", "The back"),
            picture(HEARTH, View::Detail, "Close view of single glass beads forming a red, yellow and white diamond on blue", "Every bead is sewn twice"),
        ],
    },
    Product {
        slug: "first-stars-lighter-sleeve",
        title: "First Stars lighter sleeve",
        kind: "Lighter sleeve",
        category: "lighter-sleeves",
        story: "\
There is a quarter of an hour when the sky over the yard goes from violet to ink and the first stars come out. This is an attempt to stop it there.

The change of colour is scattered bead by bead rather than in stripes, which means counting nothing and looking a lot. The stars are the only part with a chart.",
        facts: SLEEVE,
        attributes: CARE,
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("SLV-STARS", "", 2, 5800, 6500, Some(9500))],
        pictures: &[
            picture(STARS, View::Front, "Black pocket lighter in a beaded sleeve that shades from violet to night blue, with small cream stars", ""),
            picture(STARS, View::Detail, "Close view of cream star shapes among dark blue and violet glass beads", "Violet gives way to ink"),
        ],
    },
    Product {
        slug: "barley-lighter-sleeve",
        title: "Barley lighter sleeve",
        kind: "Lighter sleeve",
        category: "lighter-sleeves",
        story: "\
Barley stands behind the bakery until the end of July. Three ears go round the sleeve, gold on the colour of paper, with a green stem each.

It is the calmest of the sleeves and the slowest to sew: on a plain ground, every uneven bead shows, and is thrown back.",
        facts: SLEEVE,
        attributes: CARE,
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("SLV-BARLEY", "", 0, 5400, 6000, Some(8900))],
        pictures: &[
            picture(BARLEY, View::Front, "Pocket lighter in a cream beaded sleeve with golden ears of barley on green stems", ""),
            picture(BARLEY, View::Other, "The back of the cream sleeve with barley ears, the lighter's steel hood on the right", "The back"),
        ],
    },
    Product {
        slug: "dusk-hills-lighter-sleeve",
        title: "Dusk Hills lighter sleeve",
        kind: "Lighter sleeve",
        category: "lighter-sleeves",
        story: "\
Two ridges and a low sun, going all the way round so that the hills meet behind your back. The red line is where the light goes last.

Sewn from the bottom up, so the ridges come first and the sky is always finished late. The evening it shows was the second of September, after rain.",
        facts: SLEEVE,
        attributes: CARE,
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("SLV-DUSK", "", 5, 5400, 6000, None)],
        pictures: &[
            picture(DUSK, View::Front, "Terracotta lighter in a beaded sleeve of dark and grey-blue hills under a peach sky with red suns", ""),
            picture(DUSK, View::Context, "The hill-patterned lighter sleeve lying on linen beside a beaded disc, a speckled bowl behind", "On linen"),
            picture(DUSK, View::Detail, "Close view of beads forming a red line between grey-blue hills and a peach sky", ""),
        ],
    },
    Product {
        slug: "high-tide-lighter-sleeve",
        title: "High Tide lighter sleeve",
        kind: "Lighter sleeve",
        category: "lighter-sleeves",
        story: "\
Rows of waves that grow deeper towards the bottom, drawn from a week at a grey sea when it was too windy to do anything else.

The crests are a pearl-white bead that catches light when you turn the sleeve. It was bought by the bag, and the bag is nearly empty.",
        facts: SLEEVE,
        attributes: CARE,
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("SLV-TIDE", "", 7, 5400, 6000, Some(8900))],
        pictures: &[
            picture(TIDE, View::Front, "Pocket lighter in a beaded sleeve of rolling blue and sea-green waves with white crests", ""),
            picture(TIDE, View::Detail, "Close view of wave crests in white glass beads over blue ones", "Crests in pearl white"),
        ],
    },
    Product {
        slug: "terrazzo-lighter-sleeve",
        title: "Terrazzo lighter sleeve",
        kind: "Lighter sleeve",
        category: "lighter-sleeves",
        story: "\
Made from what was left in the tray after a winter of other people's colours: terracotta, sage, and a few gilded beads that were too good to sweep up.

It follows no chart, so it cannot be repeated. It was bought on the first morning of the open yard and lives in somebody's coat.",
        facts: SLEEVE,
        attributes: CARE,
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: true,
        variants: &[variant("SLV-TERRAZZO", "", 0, 6200, 6900, Some(10200))],
        pictures: &[
            picture(TERRAZZO, View::Front, "Pocket lighter in a cream beaded sleeve scattered with terracotta, sage and gold patches like terrazzo", ""),
            picture(TERRAZZO, View::Other, "The back of the terrazzo-patterned sleeve, the lighter's steel hood on the right", "The back"),
        ],
    },
];
