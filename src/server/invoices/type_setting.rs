//! Sets text in lines for paper: shaped, in its own direction, with a type that has its letters.
//!
//! cosmic-text finds the runs (Unicode's bidirectional algorithm), chooses a face for each and shapes it. All faces are
//! part of the program, so that the same text is set alike everywhere.

use cosmic_text::fontdb::{Database, ID, Source};
use cosmic_text::{
    Align, Attrs, Buffer, Fallback, Family, FontSystem, LayoutGlyph, Metrics, Shaping, Weight, Wrap,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use unicode_script::Script;

/// What stands for a letter that no face has.
const MISSING: char = '?';
const LATIN: &str = "DejaVu Sans";
const THAI: &str = "Noto Sans Thai";
const EAST_ASIA: &str = "Droid Sans Fallback";
const KOREAN: &str = "NanumGothic";

/// Every face that is shipped: DejaVu has the letters of Latin, Greek, Cyrillic, Hebrew and Arabic, the others those of
/// Thailand, China, Japan and Korea. Their licences lie beside the files.
const FILES: [&[u8]; 6] = [
    include_bytes!("../../../fonts/DejaVuSans.ttf"),
    include_bytes!("../../../fonts/DejaVuSans-Bold.ttf"),
    include_bytes!("../../../fonts/NotoSansThai-Regular.ttf"),
    include_bytes!("../../../fonts/NotoSansThai-Bold.ttf"),
    include_bytes!("../../../fonts/DroidSansFallbackFull.ttf"),
    include_bytes!("../../../fonts/NanumGothic.ttf"),
];

/// Which face is asked when the first one lacks a letter.
#[derive(Debug)]
struct Shipped;

impl Fallback for Shipped {
    fn common_fallback(&self) -> &[&'static str] {
        &[LATIN, EAST_ASIA, KOREAN, THAI]
    }

    fn forbidden_fallback(&self) -> &[&'static str] {
        &[]
    }

    fn script_fallback(&self, script: Script, _locale: &str) -> &[&'static str] {
        match script {
            Script::Thai => &[THAI],
            Script::Hangul => &[KOREAN],
            Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo => &[EAST_ASIA],
            _ => &[],
        }
    }
}

struct Faces {
    system: FontSystem,
    fonts: HashMap<ID, Font>,
}

static FACES: LazyLock<Mutex<Faces>> = LazyLock::new(|| {
    let mut db = Database::new();
    let mut fonts = HashMap::new();
    for file in FILES {
        for id in db.load_font_source(Source::Binary(Arc::new(file))) {
            fonts.extend(Font::new(file.into(), 0).map(|font| (id, font)));
        }
    }
    let system = FontSystem::new_with_locale_and_db_and_fallback("en".into(), db, Shipped);
    Mutex::new(Faces { system, fonts })
});

/// Glyphs of one face beside each other.
#[derive(Clone)]
pub struct Run {
    pub font: Font,
    /// From the beginning of the line, in points.
    pub x: f32,
    pub glyphs: Vec<KrillaGlyph>,
}

/// One line, its runs from left to right.
#[derive(Clone)]
pub struct Line {
    /// What it says, in the order in which it is read.
    pub text: String,
    pub runs: Vec<Run>,
    /// In points.
    pub width: f32,
}

/// The text in lines that are no wider than `most` points. A word that is wider alone is cut.
pub fn lines(text: &str, size: f32, bold: bool, most: f32) -> Vec<Line> {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let mut faces = FACES.lock().unwrap_or_else(PoisonError::into_inner);
    let Faces { system, fonts } = &mut *faces;
    let set = |system: &mut FontSystem, text: &str| {
        let mut buffer = Buffer::new(system, Metrics::new(size, size * 1.45));
        let weight = if bold { Weight::BOLD } else { Weight::NORMAL };
        let attrs = Attrs::new().family(Family::Name(LATIN)).weight(weight);
        buffer.set_wrap(Wrap::WordOrGlyph);
        buffer.set_size(Some(most), None);
        buffer.set_text(text, &attrs, Shaping::Advanced, Some(Align::Left));
        buffer.shape_until_scroll(system, false);
        buffer
    };
    let mut buffer = set(system, &text);
    // A letter without a shape would make the file unreadable aloud.
    let missing: Vec<(usize, usize)> = buffer
        .layout_runs()
        .flat_map(|run| {
            run.glyphs
                .iter()
                .filter(|glyph| glyph.glyph_id == 0)
                .map(|glyph| (glyph.start, glyph.end))
        })
        .collect();
    let mut shown = text;
    if !missing.is_empty() {
        shown = shown
            .char_indices()
            .map(|(at, c)| {
                match missing
                    .iter()
                    .any(|(start, end)| (*start..*end).contains(&at))
                {
                    true => MISSING,
                    false => c,
                }
            })
            .collect();
        buffer = set(system, &shown);
    }
    let mut lines: Vec<Line> = Vec::new();
    for layout in buffer.layout_runs() {
        let Some(start) = layout.glyphs.iter().map(|glyph| glyph.start).min() else {
            continue;
        };
        let end = layout
            .glyphs
            .iter()
            .map(|glyph| glyph.end)
            .max()
            .unwrap_or(start);
        let mut runs: Vec<(ID, Run)> = Vec::new();
        let mut width: f32 = 0.0;
        // In a line that runs from right to left the glyphs come in that order.
        let glyphs: Vec<&LayoutGlyph> = match layout.rtl {
            true => layout.glyphs.iter().rev().collect(),
            false => layout.glyphs.iter().collect(),
        };
        let left = glyphs.first().map_or(0.0, |glyph| glyph.x);
        for glyph in glyphs {
            let Some(font) = fonts.get(&glyph.font_id) else {
                continue;
            };
            if runs.last().is_none_or(|(id, _)| *id != glyph.font_id) {
                runs.push((
                    glyph.font_id,
                    Run {
                        font: font.clone(),
                        x: glyph.x - left,
                        glyphs: Vec::new(),
                    },
                ));
            }
            width = width.max(glyph.x + glyph.w - left);
            let shaped = KrillaGlyph::new(
                GlyphId::new(u32::from(glyph.glyph_id)),
                glyph.w / size,
                glyph.x_offset,
                glyph.y_offset,
                0.0,
                glyph.start - start..glyph.end - start,
                None,
            );
            if let Some((_, run)) = runs.last_mut() {
                run.glyphs.push(shaped);
            }
        }
        lines.push(Line {
            text: shown[start..end].to_string(),
            runs: runs.into_iter().map(|(_, run)| run).collect(),
            width,
        });
    }
    if lines.is_empty() {
        lines.push(Line {
            text: String::new(),
            runs: Vec::new(),
            width: 0.0,
        });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Line {
        let mut lines = lines(text, 9.0, false, 400.0);
        assert_eq!(lines.len(), 1, "{text}");
        lines.remove(0)
    }

    /// What stands on the paper from left to right.
    fn seen(line: &Line) -> String {
        let glyphs = line.runs.iter().flat_map(|run| &run.glyphs);
        glyphs
            .map(|glyph| &line.text[glyph.text_range.clone()])
            .collect()
    }

    #[test]
    fn text_is_set_in_lines_that_fit_and_loses_no_letter() {
        let text = "Ein Schälchen mit Ascheglasur, Донаудампфшиффартсгезелльшафт und mehr";
        let set = lines(text, 9.0, false, 80.0);
        assert!(set.len() > 3);
        for line in &set {
            assert!(line.width <= 84.0, "{} {}", line.text, line.width);
        }
        let letters = |text: String| {
            text.chars()
                .filter(|c| !c.is_whitespace())
                .collect::<String>()
        };
        let all = set
            .iter()
            .map(|line| line.text.as_str())
            .collect::<String>();
        assert_eq!(letters(all), letters(text.into()));
        assert_eq!(lines("", 9.0, false, 80.0)[0].text, "");
    }

    #[test]
    fn figures_beside_hebrew_and_arabic_keep_their_order() {
        assert_eq!(seen(&one("תל אביב 61000")), "61000 ביבא לת");
        assert_eq!(seen(&one("רחוב הרצל 12")), "12 לצרה בוחר");
        assert!(seen(&one("شارع الملك 45")).starts_with("45 "));
        assert_eq!(seen(&one("Haus 3, Berlin")), "Haus 3, Berlin");
    }

    #[test]
    fn east_asia_and_thailand_are_shown_and_what_no_face_has_is_a_question_mark() {
        for text in [
            "東京都渋谷区神南1-2-3",
            "上海市南京东路100号",
            "서울특별시 중구 세종대로 110",
            "กรุงเทพมหานคร 10200",
            "湯呑み",
        ] {
            let line = one(text);
            assert_eq!(line.text, text);
            assert!(
                line.runs
                    .iter()
                    .flat_map(|run| &run.glyphs)
                    .all(|glyph| glyph.glyph_id.to_u32() != 0),
                "{text}"
            );
        }
        assert_eq!(one("Ada \u{1F98A}\u{7}ß").text, "Ada ? ß");
    }
}
