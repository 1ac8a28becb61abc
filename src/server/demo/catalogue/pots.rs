//! Vases, jars, jugs and teapots.

use atelier_pictures::{Form, Glaze, Motif, OFF_WHITE, Subject, View};

use super::{Facts, Product, Visibility, picture, variant};

const BRUSHED_LEAVES: Glaze = Glaze {
    motif: Motif::Leaves(0x3E546F),
    ..OFF_WHITE
};
const MILK: Glaze = Glaze {
    base: 0xECE7DD,
    rim: 0xDDD3C2,
    inside: 0xE4DED1,
    specks: 0.06,
    shine: 0.5,
    bare: 0.6,
    ..OFF_WHITE
};
const OXBLOOD: Glaze = Glaze {
    base: 0x7E3626,
    rim: 0xC99A72,
    inside: 0x6A2E22,
    specks: 0.0,
    shine: 0.95,
    bare: 0.6,
    ..OFF_WHITE
};
const CELADON: Glaze = Glaze {
    base: 0xA3B8A6,
    rim: 0xCFCDB2,
    inside: 0xAFC3B1,
    specks: 0.0,
    shine: 0.85,
    bare: 0.5,
    ..OFF_WHITE
};
const RINGED: Glaze = Glaze {
    motif: Motif::Rings(0x3E546F),
    ..OFF_WHITE
};
const NIGHT: Glaze = Glaze {
    base: 0x2D2B2B,
    rim: 0x8A5634,
    inside: 0x3B3734,
    specks: 0.0,
    shine: 0.8,
    bare: 0.7,
    ..OFF_WHITE
};

const LEAF_VASE: Subject = Subject::Vessel {
    form: Form::Vase,
    glaze: BRUSHED_LEAVES,
};
const MOON_JAR: Subject = Subject::Vessel {
    form: Form::MoonJar,
    glaze: MILK,
};
const BOTTLE: Subject = Subject::Vessel {
    form: Form::Bottle,
    glaze: OXBLOOD,
};
const TEAPOT: Subject = Subject::Vessel {
    form: Form::Teapot,
    glaze: CELADON,
};
const JUG: Subject = Subject::Vessel {
    form: Form::Jug,
    glaze: RINGED,
};
const NIGHT_TEAPOT: Subject = Subject::Vessel {
    form: Form::Teapot,
    glaze: NIGHT,
};

const STONEWARE: Facts = Facts {
    medium: "Wheel-thrown stoneware",
    materials: "Iron-bearing stoneware, lead-free glaze",
    size: "",
    year: "2026",
    weight_grams: 0,
    provenance: "Thrown, glazed and fired in the yard's own kiln",
    exhibitions: "",
};

pub const PRODUCTS: &[Product] = &[
    Product {
        slug: "hedgerow-vase",
        title: "Hedgerow vase",
        kind: "Vase",
        category: "vases-and-pots",
        story: "\
Seven stems climb the shoulder, painted with cobalt and one long-haired brush in a single sitting. There is no drawing underneath and no way to correct a leaf.

It holds a generous armful of whatever stands in the hedge, and it is quite content with three dry seed heads in winter.",
        facts: Facts { size: "22 cm tall, 13.8 cm across", weight_grams: 1280, ..STONEWARE },
        attributes: &[("Watertight", "Yes"), ("Signed", "On the foot")],
        visibility: Visibility::Published,
        featured: true,
        one_of_a_kind: true,
        variants: &[variant("VASE-HEDGE", "", 1, 16500, 18500, Some(27000))],
        pictures: &[
            picture(LEAF_VASE, View::Front, "Speckled white vase with a narrow neck and blue brushed stems of leaves climbing its belly", ""),
            picture(LEAF_VASE, View::Context, "The leaf-painted vase on a wooden table holding dry seed heads, a white bowl beside it", "With poppy heads"),
            picture(LEAF_VASE, View::Detail, "Close view of the vase's neck and the blue brush marks that form the leaves", "One brush, one sitting"),
        ],
    },
    Product {
        slug: "full-moon-jar",
        title: "Full moon jar",
        kind: "Jar",
        category: "vases-and-pots",
        story: "\
Two bowls, thrown on different days and joined at the rim. You can find the seam with your fingertips; the glaze hides it from the eye.

It leans a degree to one side, which is how it decided to dry. The milk-white glaze took three tests to be this quiet.

A large round jar asks for a place of its own. It does not ask for flowers.",
        facts: Facts { size: "19.8 cm tall, 19.8 cm across", weight_grams: 2150, exhibitions: "Open yard, May 2026", ..STONEWARE },
        attributes: &[("Watertight", "Yes"), ("Signed", "On the foot")],
        visibility: Visibility::Published,
        featured: true,
        one_of_a_kind: true,
        variants: &[variant("JAR-MOON", "", 1, 34000, 38500, Some(56000))],
        pictures: &[
            picture(MOON_JAR, View::Front, "Large, almost spherical milk-white jar with a short neck, lit softly from the left", ""),
            picture(MOON_JAR, View::Other, "The white jar from above, the dark round of its open neck in the middle", "From above"),
        ],
    },
    Product {
        slug: "oxblood-bottle",
        title: "Oxblood bottle",
        kind: "Vase",
        category: "vases-and-pots",
        story: "\
Copper red is a gamble: the same glaze comes out liver-brown, grey or, if the kiln is kind, like this. Of eight bottles in the firing, three turned red.

The neck takes one branch. More would be an argument.",
        facts: Facts { size: "21.4 cm tall, 9.8 cm across", weight_grams: 640, ..STONEWARE },
        attributes: &[("Watertight", "Yes")],
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("BOTTLE-OX", "", 2, 8800, 9900, Some(14500))],
        pictures: &[
            picture(BOTTLE, View::Front, "Slender long-necked bottle in glossy dark red glaze, its window-shaped highlight on the left", ""),
            picture(BOTTLE, View::Context, "The dark red bottle on a wooden table with dried stems in it and a white bowl to the right", "One branch is enough"),
        ],
    },
    Product {
        slug: "garden-teapot",
        title: "Garden teapot",
        kind: "Teapot",
        category: "vases-and-pots",
        story: "\
A teapot is four pots that must get along: body, spout, lid and handle. This one pours without a drip, which was tested with eleven litres of cold tea.

The hoop is cane, soaked, bent round a saucepan and wound by hand. It stays cool. The strainer holes inside the spout are drilled one by one.",
        facts: Facts { size: "18 cm tall with its handle, 22 cm from spout to back, holds 900 ml", materials: "Iron-bearing stoneware, lead-free glaze, cane", weight_grams: 980, ..STONEWARE },
        attributes: &[("Holds", "900 ml"), ("Dishwasher", "No: the cane would mind")],
        visibility: Visibility::Published,
        featured: true,
        one_of_a_kind: true,
        variants: &[variant("TEAPOT-GARDEN", "", 1, 19500, 21900, Some(32000))],
        pictures: &[
            picture(TEAPOT, View::Front, "Round pale-green teapot with a short spout to the left, a knobbed lid and a tall wound cane handle", ""),
            picture(TEAPOT, View::Detail, "Close view of the teapot's domed lid, its knob and the winding of the cane handle", "Cane, soaked and wound"),
            picture(TEAPOT, View::Context, "The green teapot on a wooden table, a carved spoon in front of it and a white bottle behind", "Ready to pour"),
        ],
    },
    Product {
        slug: "three-ring-jug",
        title: "Three-ring jug",
        kind: "Jug",
        category: "vases-and-pots",
        story: "\
For milk, for water, for tulips that have grown too long. The rings are brushed while the pot turns slowly, so the brush runs dry where it ends and you can see how far one load went.

The lip is pulled with a wet finger in the last minute of throwing. It decides whether a jug pours or dribbles; these pour.",
        facts: Facts { size: "18.2 cm tall, 11.8 cm across, holds 1.1 l", weight_grams: 890, ..STONEWARE },
        attributes: &[("Holds", "1.1 l"), ("Dishwasher", "Yes")],
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("JUG-RING", "", 4, 7600, 8500, Some(12500))],
        pictures: &[
            picture(JUG, View::Front, "Tall speckled white jug with three brushed blue rings, a pulled lip to the left and a handle to the right", ""),
            picture(JUG, View::Other, "The jug seen from above with its handle to the left, the pouring lip and pale inside visible", "Lip and handle"),
            picture(JUG, View::Detail, "Close view of the jug's lip and of the dry brush marks in its blue rings", ""),
        ],
    },
    Product {
        slug: "night-teapot",
        title: "Night teapot",
        kind: "Teapot",
        category: "vases-and-pots",
        story: "\
The dark sister of the Garden teapot, glazed in a black that breaks to rust on every edge. It came out of the kiln last week and still has to prove that it pours.

Not for sale until it has. The price may change; the cane certainly will.",
        facts: Facts { size: "18 cm tall with its handle, holds 900 ml", materials: "Iron-bearing stoneware, lead-free glaze, cane", weight_grams: 990, ..STONEWARE },
        attributes: &[("Holds", "900 ml")],
        visibility: Visibility::Draft,
        featured: false,
        one_of_a_kind: true,
        variants: &[variant("TEAPOT-NIGHT", "", 1, 19500, 21900, None)],
        pictures: &[
            picture(NIGHT_TEAPOT, View::Front, "Round black teapot with a short spout to the left, a rust-edged lid and a tall wound cane handle", ""),
            picture(NIGHT_TEAPOT, View::Other, "The black teapot turned around and seen from above, its spout pointing to the right", "From above"),
        ],
    },
];
