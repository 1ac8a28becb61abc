//! Beaded earrings, pendants, brooches and cuffs.

use atelier_pictures::{Earring, Pattern, Subject, View};

use super::{Facts, Product, Visibility, picture, variant};

const SLIPSTREAM: Subject = Subject::Earrings {
    kind: Earring::Fringe,
    pattern: Pattern::Chevron,
    palette: [0x2B4A5E, 0xC8643C, 0xE2A93B, 0xF1E7D3],
};
const TWO_SEASONS: Subject = Subject::Earrings {
    kind: Earring::Leaf,
    pattern: Pattern::Bands,
    palette: [0x5E7B5A, 0xC77B3B, 0xE8D9A8, 0x01D2_A24C],
};
const LOW_TIDE: Subject = Subject::Earrings {
    kind: Earring::Hoop,
    pattern: Pattern::Waves,
    palette: [0x8DB0A6, 0x2F5570, 0x4F7F86, 0xF3EBDA],
};
const SUNWHEEL: Subject = Subject::Necklace {
    palette: [0x23395B, 0xC8643C, 0xE2A93B, 0xF1E7D3],
};
const SMALL_SUN: Subject = Subject::Brooch {
    palette: [0x5B2A2A, 0xE2A93B, 0xC8643C, 0xF1E7D3],
};
const FOLD: Subject = Subject::Cuff {
    pattern: Pattern::Chevron,
    palette: [0xF1E7D3, 0x5E7B5A, 0x23395B, 0x01D2_A24C],
};
const BREAKERS: Subject = Subject::Cuff {
    pattern: Pattern::Waves,
    palette: [0xE8E3D6, 0x2F5570, 0x2F5570, 0xC8643C],
};

const BEADS: Facts = Facts {
    medium: "Off-loom beadwork, sewn by hand",
    materials: "Glass beads size 11, waxed nylon thread",
    size: "",
    year: "2026",
    weight_grams: 0,
    provenance: "Sewn in the yard; the pattern is the maker's own",
    exhibitions: "",
};
const HOOKS: &str = "Glass beads size 11, waxed nylon thread, gold-filled hooks";
const EARS: &[(&str, &str)] = &[
    ("Hooks", "Gold-filled, nickel-free"),
    ("Returns", "Not possible, for hygiene"),
];

pub const PRODUCTS: &[Product] = &[
    Product {
        slug: "slipstream-earrings",
        title: "Slipstream earrings",
        kind: "Earrings",
        category: "beaded-jewellery",
        story: "\
A triangle of brick stitch lets go into thirteen strands, longest in the middle. The bands run across it slantwise, as if the wind had got hold of them.

They are light enough to forget about and long enough to brush a collar. The two are sewn as a pair, in one go, because hands change from day to day.",
        facts: Facts { size: "7.5 cm long with the hook, 2.2 cm wide", materials: HOOKS, weight_grams: 9, ..BEADS },
        attributes: EARS,
        visibility: Visibility::Published,
        featured: true,
        one_of_a_kind: false,
        variants: &[variant("EAR-SLIP", "", 4, 4800, 5400, Some(7900))],
        pictures: &[
            picture(SLIPSTREAM, View::Front, "Pair of fringe earrings with slanting bands of blue, orange, yellow and white beads on gold hooks", ""),
            picture(SLIPSTREAM, View::Detail, "Close view of an earring's beaded triangle and the strands of its fringe", "Brick stitch above, fringe below"),
            picture(SLIPSTREAM, View::Context, "The fringe earrings lying on a wooden table below the rim of a speckled bowl", ""),
        ],
    },
    Product {
        slug: "two-seasons-earrings",
        title: "Two Seasons earrings",
        kind: "Earrings",
        category: "beaded-jewellery",
        story: "\
Leaves that have started to turn: green at the stem, rust at the tip, gilded along the rib where the light goes through.

Sewn flat, without a backing, so they move. The gilded beads are coated, and will soften in colour where they touch skin.",
        facts: Facts { size: "8 cm long with the hook, 1.9 cm wide", materials: HOOKS, weight_grams: 7, ..BEADS },
        attributes: EARS,
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("EAR-SEASONS", "", 1, 4400, 4900, Some(7200))],
        pictures: &[
            picture(TWO_SEASONS, View::Front, "Pair of leaf-shaped beaded earrings, green above and rust below, edged and veined in gold", ""),
            picture(TWO_SEASONS, View::Other, "The leaf earrings lying on pale linen, seen at an angle", "On linen"),
            picture(TWO_SEASONS, View::Detail, "Close view of a beaded leaf with golden rib and edge on white paper", "Gilded rib"),
        ],
    },
    Product {
        slug: "low-tide-hoops",
        title: "Low Tide hoops",
        kind: "Earrings",
        category: "beaded-jewellery",
        story: "\
Brass hoops, hammered round over the end of a rolling pin, with seventeen short strands along the lower half. The colours are those of a beach when the water has just gone.

They make a very small sound. Some people ask for that; now you know.",
        facts: Facts { size: "9 cm long with the hook, hoop 3.6 cm across", materials: "Brass hoops, glass beads size 11, waxed nylon thread, gold-filled hooks", weight_grams: 12, ..BEADS },
        attributes: EARS,
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("EAR-TIDE", "", 5, 5200, 5800, None)],
        pictures: &[
            picture(LOW_TIDE, View::Front, "Pair of brass hoop earrings with a short fringe of blue, sea-green and cream beads along the lower half", ""),
            picture(LOW_TIDE, View::Other, "The beaded hoop earrings lying on pale linen, seen at an angle", "On linen"),
        ],
    },
    Product {
        slug: "sunwheel-necklace",
        title: "Sunwheel necklace",
        kind: "Necklace",
        category: "beaded-jewellery",
        story: "\
A disc sewn in twelve rings around a single bead, and a string to carry it. Eight petals came out of the counting by themselves: it is the number that fits.

The string is knotted between every group of nine, so that it would break in one place only. It rests just below the collarbone.",
        facts: Facts { size: "String 46 cm, disc 4.6 cm across", weight_grams: 38, exhibitions: "Open yard, May 2026", ..BEADS },
        attributes: &[("Closing", "Slips over the head"), ("Care", "Keep dry")],
        visibility: Visibility::Published,
        featured: true,
        one_of_a_kind: true,
        variants: &[variant("NECK-SUNWHEEL", "", 1, 14500, 16300, Some(23900))],
        pictures: &[
            picture(SUNWHEEL, View::Front, "Beaded necklace laid in a loop on linen, its round pendant showing an orange eight-petalled wheel on blue", ""),
            picture(SUNWHEEL, View::Detail, "Close view of the round pendant, rings of beads forming orange petals around a yellow centre", "Twelve rings"),
            picture(SUNWHEEL, View::Context, "The beaded necklace lying on a wooden table, its pendant towards the viewer", ""),
        ],
    },
    Product {
        slug: "small-sun-brooch",
        title: "Small Sun brooch",
        kind: "Brooch",
        category: "beaded-jewellery",
        story: "\
What is left of a sunwheel when there is no string: a disc for a coat that needs one warm spot. It is backed with wool felt and sewn to a steel pin.

The dark red ground makes the yellow look brighter than it is. That is the whole trick.",
        facts: Facts { size: "4.6 cm across", materials: "Glass beads size 11, waxed nylon thread, wool felt, steel pin", weight_grams: 17, ..BEADS },
        attributes: &[("Fastening", "Steel pin with a catch")],
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("BROOCH-SUN", "", 6, 3900, 4400, Some(6500))],
        pictures: &[
            picture(SMALL_SUN, View::Front, "Round beaded brooch with eight yellow petals around an orange and white centre on dark red", ""),
            picture(SMALL_SUN, View::Context, "The round beaded brooch pinned flat on dark grey-blue cloth", "On a coat"),
            picture(SMALL_SUN, View::Detail, "Close view across the brooch's rings of small glass beads", "Sewn ring by ring"),
        ],
    },
    Product {
        slug: "fold-cuff",
        title: "Fold cuff",
        kind: "Bracelet",
        category: "beaded-jewellery",
        story: "\
A ribbon folded to and fro: cream, green and blue, with a gilded crease where it turns. There are just under three thousand beads in it and a week of evenings.

It is sewn over a brass blank and lined with vegetable-tanned leather, which is the part you feel. Bend it open once to put it on, and leave it bent.",
        facts: Facts { size: "3.1 cm wide, for wrists of 15 to 17 cm", materials: "Glass beads size 11, waxed nylon thread, brass, leather", weight_grams: 41, ..BEADS },
        attributes: &[("Lining", "Vegetable-tanned leather"), ("Wrist", "15 to 17 cm")],
        visibility: Visibility::Published,
        featured: true,
        one_of_a_kind: true,
        variants: &[variant("CUFF-FOLD", "", 1, 18500, 20800, Some(30500))],
        pictures: &[
            picture(FOLD, View::Front, "Open beaded cuff standing on its edge, with zigzag bands of green, blue and gold on cream and a leather lining", ""),
            picture(FOLD, View::Other, "The cuff from behind and above, its opening towards the viewer and its brown leather lining visible", "Lined with leather"),
            picture(FOLD, View::Detail, "Close view of the cuff's zigzag bands in green, blue, gold and cream beads", ""),
        ],
    },
    Product {
        slug: "breakers-cuff",
        title: "Breakers cuff",
        kind: "Bracelet",
        category: "beaded-jewellery",
        story: "\
Waves again, this time with a thin line of coral where they break. It began as a sample for a lighter sleeve and outgrew it.

Two were made and both have found a wrist. A third will follow when the coral beads arrive; write to be told.",
        facts: Facts { size: "3.1 cm wide, for wrists of 16 to 18 cm", materials: "Glass beads size 11, waxed nylon thread, brass, leather", weight_grams: 42, ..BEADS },
        attributes: &[("Lining", "Vegetable-tanned leather"), ("Wrist", "16 to 18 cm")],
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("CUFF-BREAK", "", 0, 16900, 18900, Some(27800))],
        pictures: &[
            picture(BREAKERS, View::Front, "Open beaded cuff standing on its edge, with blue waves and coral crests on a pale ground", ""),
            picture(BREAKERS, View::Detail, "Close view of the cuff's blue waves outlined in coral beads", "The coral line"),
        ],
    },
];
