//! Bytes to model and back, a file a format. The only users of XML, ZIP and encoding crates.
//!
//! A reader repairs, counts and says what it repaired: it gives `(value, warnings)` and fails only when
//! nothing of the file can be used. A writer writes what the standard says, in a stable order.

#[cfg(test)]
mod arbitrary;
pub mod beads;
pub mod bitext;
mod blocks;
mod dialect;
pub mod dictionary;
pub mod document;
mod docx;
mod encoding;
mod entities;
mod error;
pub mod glossaries;
pub mod glossary_table;
mod html;
mod hyphen;
pub mod ladder;
mod language_names;
mod markdown;
mod odt;
mod package;
pub mod page;
pub mod po;
pub mod srx;
pub mod subtitle;
pub mod table;
pub mod tbx;
mod term_words;
mod text;
mod time;
pub mod tmx;
pub mod units;
mod warnings;
pub mod xliff;
mod xml;

pub use document::DocumentKind;
pub use encoding::{Decoded, Utf8Reader, decode, decoder};
pub use error::Error;

use document::encoding_warnings;

use crate::model::{Unit, Warning};

/// Reads the units of a file one after the other, in constant memory.
pub trait UnitReader: Iterator<Item = Unit> {
    /// What was repaired or skipped since the last call. The same reason is reported in full for its first
    /// ten places and as one line with a count after that.
    fn take_warnings(&mut self) -> Vec<Warning>;

    /// What cut the file short, once the iterator has ended: the units before it are good.
    fn error(&self) -> Option<&Error>;

    /// Bytes of the input read so far, for a progress bar.
    fn bytes_read(&self) -> u64;
}
