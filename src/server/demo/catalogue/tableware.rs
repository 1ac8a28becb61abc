//! Cups, bowls and plates.

use atelier_pictures::{Form, Glaze, Motif, OFF_WHITE, Subject, View};

use super::{Facts, Product, Variant, Visibility, picture, variant};

const INDIGO_DIP: Glaze = Glaze {
    dip: Some((0x344A6B, 0.52)),
    inside: 0x3B5274,
    rim: 0x80603F,
    ..OFF_WHITE
};
const RAIN: Glaze = Glaze {
    base: 0x302F31,
    rim: 0x7A5238,
    inside: 0xE6DECF,
    motif: Motif::Scratched,
    specks: 0.2,
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
const RUST: Glaze = Glaze {
    base: 0x9F4C2F,
    rim: 0xDDB48C,
    inside: 0xAE5F3E,
    shine: 0.6,
    specks: 0.25,
    speck: 0x4A2418,
    bare: 0.7,
    ..OFF_WHITE
};
const PEBBLE: Glaze = Glaze {
    motif: Motif::Dots(0x3E546F),
    base: 0xE2DACB,
    specks: 0.15,
    shine: 0.5,
    ..OFF_WHITE
};

const MUG: Subject = Subject::Vessel {
    form: Form::Mug,
    glaze: INDIGO_DIP,
};
const PEBBLE_MUG: Subject = Subject::Vessel {
    form: Form::Mug,
    glaze: PEBBLE,
};
const TUMBLER: Subject = Subject::Vessel {
    form: Form::Tumbler,
    glaze: RAIN,
};
const TUMBLERS: Subject = Subject::Set {
    form: Form::Tumbler,
    glaze: RAIN,
    count: 4,
};
const BOWL: Subject = Subject::Vessel {
    form: Form::Bowl,
    glaze: CELADON,
};
const BOWLS: Subject = Subject::Set {
    form: Form::Bowl,
    glaze: CELADON,
    count: 3,
};
const SERVING: Subject = Subject::Vessel {
    form: Form::WideBowl,
    glaze: RUST,
};
const PLATE: Subject = Subject::Vessel {
    form: Form::Plate,
    glaze: OFF_WHITE,
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
        slug: "indigo-dip-mug",
        title: "Indigo Dip mug",
        kind: "Mug",
        category: "cups-and-tableware",
        story: "\
A mug for the first coffee and the last tea. It is dipped twice: once whole in oatmeal white, once upside down in indigo, which \
then creeps back up a little in the kiln. No two tide lines agree.

The handle takes three fingers and is pulled, not moulded, so it is thicker where your weight is. The foot stays bare; run a thumb over it.",
        facts: Facts { size: "9.5 cm tall, 8.3 cm across, holds 330 ml", weight_grams: 360, ..STONEWARE },
        attributes: &[("Dishwasher", "Yes"), ("Microwave", "Yes"), ("Holds", "330 ml")],
        visibility: Visibility::Published,
        featured: true,
        one_of_a_kind: false,
        variants: &[
            variant("MUG-IND-1", "Single mug", 14, 3400, 3800, Some(5600)),
            variant("MUG-IND-2", "Pair", 5, 6400, 7200, Some(10500)),
        ],
        pictures: &[
            picture(MUG, View::Front, "Round-bellied mug, deep blue above and speckled white below with a wavy line between, handle to the right", "The glaze line is different on every mug"),
            picture(MUG, View::Other, "The blue and white mug from above, its blue inside and brown rim showing, handle to the left", "From above"),
            picture(MUG, View::Context, "The blue and white mug on a wooden table with a carved spoon in front and a white bottle behind", "On the workshop table"),
        ],
    },
    Product {
        slug: "pebble-mug",
        title: "Pebble mug",
        kind: "Mug",
        category: "cups-and-tableware",
        story: "\
Rows of brushed dots run round the belly like wet pebbles on a sill. Each is one touch of a full brush, and the last row of the day \
is never quite as round as the first.

The same form as the Indigo Dip mug, so they stack in a cupboard and quarrel about who is the favourite.",
        facts: Facts { size: "9.5 cm tall, 8.3 cm across, holds 330 ml", weight_grams: 355, ..STONEWARE },
        attributes: &[("Dishwasher", "Yes"), ("Microwave", "Yes"), ("Holds", "330 ml")],
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("MUG-PEB-1", "", 3, 3600, 4000, Some(5900))],
        pictures: &[
            picture(PEBBLE_MUG, View::Front, "Off-white mug with rows of slate-blue dots brushed around its upper half, handle to the right", ""),
            picture(PEBBLE_MUG, View::Other, "The dotted mug from above with its handle to the left and its pale inside showing", "From above"),
        ],
    },
    Product {
        slug: "rain-tumbler",
        title: "Rain tumbler",
        kind: "Cup",
        category: "cups-and-tableware",
        story: "\
Dark slip goes on while the clay is still leather-hard, and the lines are scratched through it with a nail set in a cork. They are \
the rain on the workshop window, more or less, on a day when nothing would dry.

Without a handle it does for water, for wine and, with some care for the fingers, for tea. Four of them nest badly and look good doing it.",
        facts: Facts { size: "10.2 cm tall, 7.9 cm across, holds 300 ml", weight_grams: 290, ..STONEWARE },
        attributes: &[("Dishwasher", "Yes"), ("Microwave", "No: the slip warms up"), ("Holds", "300 ml")],
        visibility: Visibility::Published,
        featured: true,
        one_of_a_kind: false,
        variants: &[
            variant("TUM-RAIN-1", "Single tumbler", 9, 2600, 2900, Some(4300)),
            variant("TUM-RAIN-4", "Set of four", 2, 9600, 10800, Some(15800)),
        ],
        pictures: &[
            picture(TUMBLER, View::Front, "Straight black tumbler with upright lines scratched through to the brown clay and a pale inside", "Each line is scratched by hand"),
            picture(TUMBLERS, View::Front, "Four black tumblers with scratched brown lines standing together, pale inside", "The set of four"),
            picture(TUMBLER, View::Detail, "Close view of the tumbler's rim and the scratched lines in its black slip", "Slip and bare clay"),
        ],
    },
    Product {
        slug: "celadon-bowl",
        title: "Celadon bowl",
        kind: "Bowl",
        category: "cups-and-tableware",
        story: "\
The green comes from two per cent of iron and a kiln starved of air. It pools in the bottom, thins at the rim, and changes its mind \
with the weather outside the window.

It is the right size for porridge, noodles or seven apricots. The foot is high enough to lift when it is hot.",
        facts: Facts { size: "7.2 cm tall, 15 cm across", weight_grams: 430, ..STONEWARE },
        attributes: &[("Dishwasher", "Yes"), ("Microwave", "Yes"), ("Holds", "600 ml")],
        visibility: Visibility::Published,
        featured: true,
        one_of_a_kind: false,
        variants: &[
            variant("BOWL-CEL-1", "Single bowl", 11, 3800, 4300, Some(6300)),
            variant("BOWL-CEL-3", "Three bowls", 3, 10800, 12200, Some(17900)),
        ],
        pictures: &[
            picture(BOWL, View::Front, "Open bowl in pale green glaze with a lighter rim, standing on a narrow foot of bare clay", ""),
            picture(BOWLS, View::Front, "Three pale green bowls grouped on a light surface, seen slightly from above", "Three bowls"),
            picture(BOWL, View::Detail, "Close view of the green bowl's rim, where the glaze thins to a creamy edge", "Where the glaze thins"),
        ],
    },
    Product {
        slug: "ember-serving-bowl",
        title: "Ember serving bowl",
        kind: "Bowl",
        category: "cups-and-tableware",
        story: "\
The largest thing that fits through the kiln door, thrown from four kilos of clay on the second attempt. The first is under the elder tree, holding rain.

The rust glaze is a single bucket that could not be mixed again: the iron oxide came from a tin without a label. When it was empty, there were five bowls. This is the one without a warp.",
        facts: Facts { size: "6.4 cm tall, 24.8 cm across", weight_grams: 1350, ..STONEWARE },
        attributes: &[("Dishwasher", "Better by hand"), ("Oven", "To 180 °C, from cold")],
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: true,
        variants: &[variant("BOWL-EMBER", "", 1, 12800, 14500, Some(21000))],
        pictures: &[
            picture(SERVING, View::Front, "Wide shallow serving bowl in rust-red glaze with a sandy rim, seen from slightly above", ""),
            picture(SERVING, View::Other, "The rust-red serving bowl from high above, its round inside lit from the left", "From above"),
            picture(SERVING, View::Context, "The rust-red bowl on a wooden table with a carved spoon and a white bottle", ""),
        ],
    },
    Product {
        slug: "breakfast-plate",
        title: "Breakfast plate",
        kind: "Plate",
        category: "cups-and-tableware",
        story: "\
Flat enough for toast, with just enough edge to keep an egg where it belongs. The iron specks are in the clay, not in the glaze; they come up through the white by themselves.

Plates are harder than bowls: one in five warps. The straight ones are here.",
        facts: Facts { size: "26 cm across, 2.6 cm tall", weight_grams: 720, ..STONEWARE },
        attributes: &[("Dishwasher", "Yes"), ("Microwave", "Yes")],
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[
            Variant { sku: "PLATE-BRK-1", name: "Single plate", stock: 8, eur: 4200, usd: 4700, jpy: Some(6900) },
            Variant { sku: "PLATE-BRK-4", name: "Four plates", stock: 0, eur: 15600, usd: 17600, jpy: Some(25800) },
        ],
        pictures: &[
            picture(PLATE, View::Front, "Speckled off-white dinner plate with a toasted brown rim, lying on pale paper", ""),
            picture(PLATE, View::Context, "The speckled plate laid on a wooden table beside a carved spoon, a white bottle behind", "Laid for one"),
        ],
    },
];
