//! Renders one of everything into a folder: `cargo run -p atelier-pictures --example contact_sheet -- FOLDER [WIDTH]`.

use std::time::Instant;

use atelier_pictures::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("name a folder for the pictures")?;
    let width: u32 = arguments.next().map_or(Ok(400), |w| w.parse())?;
    let only = arguments.next().unwrap_or_default();
    std::fs::create_dir_all(&folder)?;
    let sea: Palette = [0x23395B, 0xC8643C, 0xE2A93B, 0xF1E7D3];
    let moss: Palette = [0xF1E7D3, 0x5E7B5A, 0x23395B, 0x01D2_A24C];
    let paper = 0xF3EDE0;
    let subjects = [
        (
            "sleeve",
            Subject::LighterSleeve {
                pattern: Pattern::Diamond,
                palette: sea,
                plastic: 0xE9E2D2,
            },
        ),
        (
            "fringe",
            Subject::Earrings {
                kind: Earring::Fringe,
                pattern: Pattern::Chevron,
                palette: sea,
            },
        ),
        (
            "leaf",
            Subject::Earrings {
                kind: Earring::Leaf,
                pattern: Pattern::Chevron,
                palette: moss,
            },
        ),
        (
            "hoop",
            Subject::Earrings {
                kind: Earring::Hoop,
                pattern: Pattern::Bands,
                palette: sea,
            },
        ),
        ("necklace", Subject::Necklace { palette: sea }),
        ("brooch", Subject::Brooch { palette: sea }),
        (
            "cuff",
            Subject::Cuff {
                pattern: Pattern::Chevron,
                palette: moss,
            },
        ),
        (
            "moon",
            Subject::Print {
                design: Design::MoonOverHills,
                inks: [0x9CB0B5, 0x25324A],
                paper,
            },
        ),
        (
            "wren",
            Subject::Print {
                design: Design::Wren,
                inks: [0xD9A441, 0x2B2622],
                paper,
            },
        ),
        (
            "fern",
            Subject::Print {
                design: Design::Fern,
                inks: [0xC9D2BC, 0x2E4A3A],
                paper,
            },
        ),
        (
            "waves",
            Subject::Print {
                design: Design::Waves,
                inks: [0xC8643C, 0x2A4365],
                paper,
            },
        ),
        (
            "fishes",
            Subject::FramedPrint {
                design: Design::Fishes,
                inks: [0xB9CDCB, 0x2B2622],
                paper,
                wood: 0xB58A5E,
            },
        ),
        (
            "seeds",
            Subject::Print {
                design: Design::SeedHeads,
                inks: [0xE0B04E, 0x2B2622],
                paper,
            },
        ),
        (
            "horizon",
            Subject::Hanging {
                weave: Weave::Horizon,
                palette: [0xE9DFCB, 0xC8643C, 0xB98A4E, 0x33415C],
            },
        ),
        (
            "terraces",
            Subject::Hanging {
                weave: Weave::Terraces,
                palette: [0xE9DFCB, 0x5E7B5A, 0xC9A25C, 0x33415C],
            },
        ),
        (
            "spoon",
            Subject::Carving {
                kind: Carving::Spoon,
                wood: 0xA87648,
            },
        ),
        (
            "scoop",
            Subject::Carving {
                kind: Carving::Scoop,
                wood: 0x7A4F30,
            },
        ),
        (
            "mug",
            Subject::Vessel {
                form: Form::Mug,
                glaze: Glaze {
                    dip: Some((0x2F4468, 0.5)),
                    inside: 0x2F4468,
                    rim: 0x7A5A3C,
                    ..OFF_WHITE
                },
            },
        ),
        (
            "teapot",
            Subject::Vessel {
                form: Form::Teapot,
                glaze: Glaze {
                    base: 0x9DB8A4,
                    rim: 0xC3C4A8,
                    shine: 0.85,
                    specks: 0.0,
                    ..OFF_WHITE
                },
            },
        ),
        (
            "plate",
            Subject::Vessel {
                form: Form::Plate,
                glaze: Glaze {
                    motif: Motif::Rings(0x35517A),
                    ..OFF_WHITE
                },
            },
        ),
        (
            "vase",
            Subject::Vessel {
                form: Form::Vase,
                glaze: Glaze {
                    motif: Motif::Leaves(0x35517A),
                    ..OFF_WHITE
                },
            },
        ),
        (
            "tumblers",
            Subject::Set {
                form: Form::Tumbler,
                glaze: Glaze {
                    motif: Motif::Scratched,
                    base: 0x2C2E33,
                    rim: 0x6B4A35,
                    ..OFF_WHITE
                },
                count: 4,
            },
        ),
    ];
    let mut pictures = Vec::new();
    for (name, subject) in subjects {
        if !name.contains(&only) {
            continue;
        }
        for view in [View::Front, View::Other, View::Detail, View::Context] {
            let started = Instant::now();
            let picture = paint(&subject, view, width);
            println!("{name} {view:?}: {} ms", started.elapsed().as_millis());
            picture.save(format!("{folder}/{name}-{view:?}.png"))?;
            pictures.push(picture);
        }
    }
    // All of them side by side, eight to a row.
    let mut sheet = RgbImage::new(
        width * 8,
        width * 5 / 4 * pictures.len().div_ceil(8).max(1) as u32,
    );
    for (i, picture) in pictures.iter().enumerate() {
        let (column, row) = (i as i64 % 8, i as i64 / 8);
        image::imageops::replace(
            &mut sheet,
            picture,
            i64::from(width) * column,
            i64::from(width * 5 / 4) * row,
        );
    }
    sheet.save(format!("{folder}/sheet.png"))?;
    if only.is_empty() || only == "scenes" {
        paint_worktable(width * 3).save(format!("{folder}/worktable.png"))?;
        paint_studio(width * 2).save(format!("{folder}/studio.png"))?;
    }
    Ok(())
}
