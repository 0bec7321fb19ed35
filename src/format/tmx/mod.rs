//! TMX, Translation Memory eXchange: reads versions 1.1 to 1.4b and what calls itself 2.0, writes 1.4b.
//!
//! What TMX has no attribute for is kept in properties of our own, at the level of the unit:
//!
//! | `prop type` | holds |
//! |---|---|
//! | `x-status` | machine, aligned, approved or rejected (translated when it is not there) |
//! | `x-client` | the client |
//! | `x-domain` | the subject field |
//! | `x-file` | the file that the unit was taken from |
//! | `x-position` | its position there, in segments from 0 |
//! | `x-previous`, `x-next` | the text of the source segments before and after it |
//! | `x-confidence` | the confidence of the alignment, 0 to 1 |
//!
//! Properties of Trados, memoQ and OmegaT that say the same are understood and kept as they are. Attributes
//! that the model has no field for become properties named `tmx:` and the attribute (`tmx:datatype`), and
//! attributes again when they are written.

mod codes;
mod fields;
mod reader;
mod segment;
mod writer;

pub use reader::{Header, Reader};
pub use writer::{Level, Writer, WriterOptions};

/// Attributes of `tu` and `tuv` that the model has no field for.
const ATTRIBUTES: [&str; 6] = ["o-encoding", "datatype", "creationtool", "creationtoolversion", "segtype", "o-tmf"];

/// What their names begin with as properties.
const PREFIX: &str = "tmx:";

#[cfg(test)]
mod tests;
