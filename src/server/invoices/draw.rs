//! Draws an invoice as a PDF that can be read aloud: headings, paragraphs and a table are tagged as such (PDF/UA-1), and
//! the same invoice is the same file.

use super::layout::{HEIGHT, MARGIN, Part, Sheet, WIDTH, heading};
use super::type_setting::{Line, lines};
use crate::domain::invoice::Invoice;
use crate::server::error::{Error, Result};
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, Tag, TagGroup, TagTree,
};
use krilla::{Document, SerializeSettings};
use std::num::NonZeroU16;

/// Size of the line at the foot of each page, in points.
const FOOT: f32 = 8.0;

/// The bytes of the file.
pub fn pdf(invoice: &Invoice) -> Result<Vec<u8>> {
    Sheet::of(invoice).draw(invoice)
}

impl Sheet {
    fn draw(self, invoice: &Invoice) -> Result<Vec<u8>> {
        let broken = |what: &str| Error::fault(format!("{}: {what}", invoice.number));
        let configuration = ConfigurationBuilder::new()
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|error| broken(&format!("{error:?}")))?;
        let mut document = Document::new_with(SerializeSettings {
            configuration,
            ..SerializeSettings::default()
        });
        let mut read: Vec<Vec<Identifier>> = Vec::new();
        read.resize_with(self.blocks, Vec::new);
        for page in 0..=self.page {
            let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| broken("no page"))?;
            let mut leaf = document.start_page_with(size);
            let mut surface = leaf.surface();
            for piece in self.pieces.iter().filter(|piece| piece.page == page) {
                let id = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                draw_line(&mut surface, &piece.line, piece.x, piece.y, piece.size);
                surface.end_tagged();
                read[piece.block].push(id);
            }
            let foot = format!("{} · {} of {}", heading(invoice), page + 1, self.page + 1);
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
                ArtifactType::Footer,
            )));
            for line in lines(&foot, FOOT, false, WIDTH - 2.0 * MARGIN) {
                draw_line(&mut surface, &line, MARGIN, HEIGHT - MARGIN + 12.0, FOOT);
            }
            surface.end_tagged();
            surface.finish();
            leaf.finish();
        }
        document.set_tag_tree(self.tags(read, invoice));
        document.set_outline(outline(&heading(invoice)));
        document.set_metadata(
            Metadata::new()
                .title(heading(invoice))
                .language("en".into())
                .authors(invoice.seller.iter().take(1).cloned().collect())
                .document_id(invoice.number.clone()),
        );
        document
            .finish()
            .map_err(|error| broken(&format!("{error:?}")))
    }

    /// The order in which it is read, and what each text is.
    fn tags(&self, mut read: Vec<Vec<Identifier>>, invoice: &Invoice) -> TagTree {
        let mut take = |block: usize| -> Vec<Node> {
            let ids = std::mem::take(&mut read[block]);
            ids.into_iter().map(Node::from).collect()
        };
        let text_of = |block: usize| {
            let pieces = self.pieces.iter().filter(|piece| piece.block == block);
            pieces
                .map(|piece| piece.line.text.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let mut tree = TagTree::new().with_lang(Some("en".into()));
        for part in &self.parts {
            let group = match part {
                Part::Title(block) => {
                    let tag = Tag::Hn(NonZeroU16::MIN, Some(heading(invoice)));
                    TagGroup::with_children(tag, take(*block))
                }
                Part::Heading(block) => {
                    let level = NonZeroU16::MIN.saturating_add(1);
                    TagGroup::with_children(Tag::Hn(level, Some(text_of(*block))), take(*block))
                }
                Part::Paragraph(block) => TagGroup::with_children(Tag::P, take(*block)),
                Part::Table(rows) => {
                    let mut table = TagGroup::new(Tag::Table);
                    for row in rows {
                        let mut group = TagGroup::new(Tag::TR);
                        for cell in row {
                            let children = take(cell.block);
                            group.push(match cell.head {
                                Some(scope) => TagGroup::with_children(Tag::TH(scope), children),
                                None => TagGroup::with_children(Tag::TD, children),
                            });
                        }
                        table.push(group);
                    }
                    table
                }
            };
            tree.push(group);
        }
        tree
    }
}

fn outline(title: &str) -> Outline {
    let mut outline = Outline::new();
    let top = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
    outline.push_child(OutlineNode::new(title.into(), top));
    outline
}

fn draw_line(surface: &mut Surface<'_>, line: &Line, x: f32, y: f32, size: f32) {
    for run in &line.runs {
        let at = Point::from_xy(x + run.x, y);
        surface.draw_glyphs(at, &run.glyphs, run.font.clone(), &line.text, size, false);
    }
}
