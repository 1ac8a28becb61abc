//! The type that invoices are set in, and how wide a text is in it.

use crate::server::error::{Error, Result};
use krilla::text::Font;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::sync::LazyLock;

/// DejaVu Sans: it has the letters of Latin, Greek, Cyrillic and more. Its licence lies beside the files.
const REGULAR: &[u8] = include_bytes!("../../../fonts/DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("../../../fonts/DejaVuSans-Bold.ttf");

/// What stands for a letter that the type does not have.
const MISSING: char = '?';

/// One cut of the type.
pub struct Face {
    pub font: Font,
    bytes: &'static [u8],
}

pub struct Faces {
    pub regular: Face,
    pub bold: Face,
}

static FACES: LazyLock<Option<Faces>> = LazyLock::new(|| {
    let face = |bytes: &'static [u8]| {
        let font = Font::new(bytes.into(), 0)?;
        Some(Face { font, bytes })
    };
    Some(Faces {
        regular: face(REGULAR)?,
        bold: face(BOLD)?,
    })
});

/// The type; it is part of the program, so it can be read in every process or in none.
pub fn faces() -> Result<&'static Faces> {
    FACES
        .as_ref()
        .ok_or_else(|| Error::fault("the type of invoices can’t be read"))
}

impl Face {
    fn face(&self) -> Result<FontRef<'static>> {
        FontRef::new(self.bytes).map_err(|error| Error::fault(format!("type of invoices: {error}")))
    }

    /// The text with what the type can't show replaced: a letter without a shape would make the file unreadable aloud.
    pub fn shown(&self, text: &str) -> Result<String> {
        let face = self.face()?;
        let letters = face.charmap();
        let known = |c: char| match c {
            c if c.is_control() => ' ',
            c if letters.map(c).is_some() => c,
            _ => MISSING,
        };
        Ok(text.chars().map(known).collect())
    }

    /// The width of a text, in points, set in `size` points.
    pub fn width(&self, text: &str, size: f32) -> Result<f32> {
        let face = self.face()?;
        let (letters, location) = (face.charmap(), LocationRef::default());
        let metrics = face.glyph_metrics(Size::new(size), location);
        let wide = |c: char| {
            letters
                .map(c)
                .and_then(|glyph| metrics.advance_width(glyph))
        };
        Ok(text.chars().filter_map(wide).sum())
    }

    /// The text in lines that are no wider than `most` points. A word that is wider alone is cut.
    pub fn lines(&self, text: &str, size: f32, most: f32) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = match line.as_str() {
                "" => word.to_string(),
                before => format!("{before} {word}"),
            };
            if self.width(&longer, size)? <= most {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if self.width(&line, size)? > most {
                    line.pop();
                    lines.push(std::mem::take(&mut line));
                    line.push(letter);
                }
            }
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(line);
        }
        Ok(lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_set_in_lines_that_fit_and_loses_no_letter() {
        let face = &faces().unwrap().regular;
        let text = "Ein Schälchen mit Ascheglasur, Донаудампфшиффартсгезелльшафт und mehr";
        let lines = face.lines(text, 9.0, 80.0).unwrap();
        assert!(lines.len() > 3);
        for line in &lines {
            assert!(face.width(line, 9.0).unwrap() <= 80.0, "{line}");
        }
        let letters = |text: &str| {
            text.chars()
                .filter(|c| !c.is_whitespace())
                .collect::<String>()
        };
        assert_eq!(letters(&lines.concat()), letters(text));
        assert_eq!(face.lines("", 9.0, 80.0).unwrap(), [""]);
        assert_eq!(face.shown("Ada \u{1F98A}\u{7}ß").unwrap(), "Ada ? ß");
    }
}
