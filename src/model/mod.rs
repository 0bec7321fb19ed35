//! The nouns of the translator's world, without input or output.

mod alignment;
mod bitext;
mod concept;
mod document;
mod editing;
mod segment;
mod severity;
mod unit;
mod warning;

#[cfg(test)]
pub mod testing;

pub use alignment::{Alignment, Bead, BeadState};
pub use bitext::{Bitext, Cut, Pairing, TextOrigin};
pub use concept::{CaseRule, Concept, Glossary, Term, TermStatus};
pub use document::{Block, BlockKind, Document, Sentence};
pub use editing::{Neighbour, Refusal, Side, SplitPoint};
pub use segment::{CodeKind, InlineCode, Segment};
pub use severity::Severity;
pub use unit::{Metadata, Origin, Status, Timestamp, Unit, Variant};
pub use warning::{Remedy, Warning};
