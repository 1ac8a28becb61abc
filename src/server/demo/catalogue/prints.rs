//! Linocut prints, loose and framed.

use atelier_pictures::{Design, Subject, View};

use super::{Facts, Product, Visibility, picture, variant};

const PAPER: u32 = 0xF3EDE0;

const fn print(design: Design, inks: [u32; 2]) -> Subject {
    Subject::Print {
        design,
        inks,
        paper: PAPER,
    }
}

const MOON: Subject = print(Design::MoonOverHills, [0x9CB0B5, 0x25324A]);
const WREN: Subject = print(Design::Wren, [0xD9A441, 0x2B2622]);
const FERN: Subject = print(Design::Fern, [0xC9D2BC, 0x2E4A3A]);
const WAVES: Subject = print(Design::Waves, [0xC8643C, 0x2A4365]);
const SEEDS: Subject = print(Design::SeedHeads, [0xE0B04E, 0x3A2E28]);
const FISHES: Subject = Subject::FramedPrint {
    design: Design::Fishes,
    inks: [0xB9CDCB, 0x2B2622],
    paper: PAPER,
    wood: 0xA98058,
};

const LINOCUT: Facts = Facts {
    medium: "Two-block linocut, printed by hand",
    materials: "Oil-based ink on 300 g cotton paper",
    size: "Sheet 30 × 39.6 cm, image 22.8 × 28.5 cm",
    year: "2026",
    weight_grams: 60,
    provenance: "Cut, printed and numbered in the yard",
    exhibitions: "",
};

pub const PRODUCTS: &[Product] = &[
    Product {
        slug: "moon-over-the-ridge",
        title: "Moon over the Ridge",
        kind: "Print",
        category: "prints",
        story: "\
The sky is cut in rings, outwards from the moon, each stroke a little thinner than the last. It took three weeks and most of the skin of one thumb.

The hills below are what can be seen from the kiln at four in the morning, when the temperature must be read and there is nothing else to look at.",
        facts: LINOCUT,
        attributes: &[("Edition", "40, signed and numbered in pencil"), ("Sent", "Flat, between boards")],
        visibility: Visibility::Published,
        featured: true,
        one_of_a_kind: false,
        variants: &[
            variant("PRT-MOON", "Print", 12, 7200, 8100, Some(11900)),
            variant("PRT-MOON-F", "Framed in walnut", 2, 14800, 16600, None),
        ],
        pictures: &[
            picture(MOON, View::Front, "Linocut on cream paper: a white moon in a dark blue sky cut in rings, above three ridges of hills", ""),
            picture(MOON, View::Context, "The moon print in a dark wooden frame, leaning on a shelf between a white bowl and a blue bottle", "Framed in walnut"),
            picture(MOON, View::Detail, "Close view of the printed hills, gouge marks showing as pale strokes in dark blue ink", "Gouge marks"),
        ],
    },
    Product {
        slug: "wren",
        title: "Wren",
        kind: "Print",
        category: "prints",
        story: "\
The wren in the yard weighs nine grams and can be heard over the kick wheel. Here it sits for once, tail up, in front of a low sun.

The short strokes around it are left on purpose: they are where the gouge skipped, and without them the paper looked too clean for such an untidy bird.",
        facts: LINOCUT,
        attributes: &[("Edition", "60, signed and numbered in pencil"), ("Sent", "Flat, between boards")],
        visibility: Visibility::Published,
        featured: true,
        one_of_a_kind: false,
        variants: &[
            variant("PRT-WREN", "Print", 18, 6400, 7200, Some(10500)),
            variant("PRT-WREN-F", "Framed in walnut", 1, 13900, 15600, None),
        ],
        pictures: &[
            picture(WREN, View::Front, "Linocut on cream paper: a plump dark wren with raised tail on a leafy branch before a yellow sun", ""),
            picture(WREN, View::Other, "The wren print lying on a wooden table at an angle, a white cup at the corner", "On the table"),
            picture(WREN, View::Detail, "Close view of the wren's carved feathers and feet, black ink over yellow", "Feathers, cut one by one"),
        ],
    },
    Product {
        slug: "three-ferns",
        title: "Three Ferns",
        kind: "Print",
        category: "prints",
        story: "\
Ferns unroll by a rule, which makes them easy to draw and tiresome to cut: every leaf is made of smaller leaves. There are 2,300 of them here.

Printed in two greens that were mixed against a real frond until it wilted.",
        facts: LINOCUT,
        attributes: &[("Edition", "35, signed and numbered in pencil"), ("Sent", "Flat, between boards")],
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("PRT-FERN", "", 3, 6800, 7600, Some(11200))],
        pictures: &[
            picture(FERN, View::Front, "Linocut on cream paper: three dark green fern fronds on a pale green ground", ""),
            picture(FERN, View::Context, "The fern print in a dark wooden frame, leaning on a shelf between a white bowl and a blue bottle", "In a frame"),
        ],
    },
    Product {
        slug: "swell",
        title: "Swell",
        kind: "Print",
        category: "prints",
        story: "\
A sea made of nothing but arcs, small at the horizon and large at your feet, with a red sun that was the last thing added and the first thing people mention.

The block is retired: its finest lines have closed up, and the last good sheet is number 50.",
        facts: Facts { year: "2025", ..LINOCUT },
        attributes: &[("Edition", "50, closed"), ("Sent", "Flat, between boards")],
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("PRT-SWELL", "", 0, 6800, 7600, Some(11200))],
        pictures: &[
            picture(WAVES, View::Front, "Linocut on cream paper: rows of dark blue waves cut in arcs, a red sun and four gulls above", ""),
            picture(WAVES, View::Detail, "Close view of printed waves, white cut arcs in dark blue ink", "Cut arcs"),
        ],
    },
    Product {
        slug: "hogweed-in-october",
        title: "Hogweed in October",
        kind: "Print",
        category: "prints",
        story: "\
Nobody plants hogweed. It comes by itself, stands through the winter and is at its best when it is dead, with every ray still in place.

Five stems against a field and a tired sun. The seeds are single dots, pressed rather than cut, with the end of a worn gouge.",
        facts: LINOCUT,
        attributes: &[("Edition", "40, signed and numbered in pencil"), ("Sent", "Flat, between boards")],
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("PRT-HOG", "", 15, 6400, 7200, Some(10500))],
        pictures: &[
            picture(SEEDS, View::Front, "Linocut on cream paper: five dark seed heads on tall stems before a yellow sun and a yellow field", ""),
            picture(SEEDS, View::Other, "The seed-head print lying on a wooden table at an angle, a white cup at the corner", "On the table"),
        ],
    },
    Product {
        slug: "market-day",
        title: "Market Day, framed",
        kind: "Print",
        category: "prints",
        story: "\
Three fishes on ice, facing the way the fishmonger laid them. The scales are cut with the corner of a V-gouge, one nick each, in rows that stopped being straight around lunchtime.

It comes framed in oiled oak behind a wide white mount, ready to hang in a kitchen. The frame is made to measure by a joiner in the next village.",
        facts: Facts { size: "Frame 33.8 × 40 cm, image 22.8 × 28.5 cm", materials: "Oil-based ink on 300 g cotton paper, oak, acrylic glazing", weight_grams: 1450, ..LINOCUT },
        attributes: &[("Edition", "30, signed and numbered in pencil"), ("Hanging", "Wire on the back")],
        visibility: Visibility::Published,
        featured: false,
        one_of_a_kind: false,
        variants: &[variant("PRT-MARKET-F", "", 4, 13200, 14800, Some(21700))],
        pictures: &[
            picture(FISHES, View::Front, "Framed linocut of three black fishes one above the other on pale blue water, in an oak frame with a white mount", ""),
            picture(FISHES, View::Context, "The framed fish print leaning on a shelf between a white bowl and a blue bottle", "On a shelf"),
            picture(FISHES, View::Detail, "Close view of two printed fishes with carved scales, the oak frame at the left edge", "One nick a scale"),
        ],
    },
];
