//! TBX, TermBase eXchange: reads version 2 (ISO 30042:2008, `martif`) and version 3 (ISO 30042:2019, `tbx`) in
//! both styles (DCA and DCT) and every public dialect; writes TBX-Basic.
//!
//! What TBX-Basic has no category for is written as a note that our reader understands: `status: forbidden`,
//! `status: do-not-translate` (beside the nearest status of TBX), `case: keep`, `part of speech: …` and, where an
//! identifier is none for XML, `id: …`.

mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub use reader::read;
pub use writer::{Version, write};

/// A note by which we say what TBX-Basic has no category for: a key and a value.
fn own_note(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.split_once(": ")?;
    matches!(key, "status" | "case" | "part of speech" | "id").then_some((key, value))
}
