//! A text as its reader sees it: blocks in order, each made of sentences.

use std::ops::Range;

use serde::Serialize;

use crate::lang::LanguageTag;

/// What a block of text is. Every block is a hard boundary for segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// A heading of level 1 to 6 (a document's title is 1).
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A paragraph inside a quotation.
    Quote,
    /// A cell of a table.
    Cell,
    /// A caption, a footnote, or other text outside the running text.
    Aside,
}

/// A block of plain text: a paragraph, a heading, a list item. Markup is gone, entities are resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text, NFC, white space collapsed.
    pub text: String,
    /// The line in the file where it begins, from 1, where the format has lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

/// A text with its structure.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Document {
    /// The language that the file itself declares (`<html lang>`, front matter), if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
    /// The blocks in reading order; none is empty.
    pub blocks: Vec<Block>,
}

/// A segment of a document: a sentence, or what the rules make of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// The index of its block, from 0.
    pub block: usize,
    /// What its block is.
    pub kind: BlockKind,
    /// Its text, trimmed.
    pub text: String,
    /// The line in the file where its block begins, from 1.
    pub line: Option<usize>,
}

impl Document {
    /// Splits every block with `split` (text to byte ranges) and gives the sentences in order; empty ones
    /// are left out.
    pub fn sentences(&self, mut split: impl FnMut(&str) -> Vec<Range<usize>>) -> Vec<Sentence> {
        let mut out = Vec::new();
        for (index, block) in self.blocks.iter().enumerate() {
            for range in split(&block.text) {
                let text = block.text[range].trim();
                if !text.is_empty() {
                    out.push(Sentence { block: index, kind: block.kind, text: text.to_string(), line: block.line });
                }
            }
        }
        out
    }

    /// All text, a block a line.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for block in &self.blocks {
            out.push_str(&block.text);
            out.push('\n');
        }
        out
    }
}
