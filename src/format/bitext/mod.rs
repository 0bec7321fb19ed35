//! Alignment files: two texts and the beads that pair their segments, made to be read and edited by people
//! and kept in git.
//!
//! ```text
//! tolmach bitext 1
//! source ru 5f0c2e1b9a3d4478 statement.ru.txt
//! target en 0b77e1f09c6a2d35 statement.en.html
//!
//! 1-1 0.99 accepted
//! < h1+1 Заявление
//! > h1+12 Statement
//!
//! 2-1 0.87 new
//! < p+2 Мы против войны.
//! < . Мы за мир.
//! > p+4 We are against the war and for peace.
//!
//! 0-1 0.93 doubtful
//! > aside+31 Leave a comment
//! ```
//!
//! # Grammar
//!
//! A file is UTF-8 text. Lines end with LF (CR LF is read too). Blank lines part the beads; lines that begin
//! with `#` are remarks, which are read over and not kept when tolmach writes the file.
//!
//! | line | is |
//! |---|---|
//! | `tolmach bitext 1` | the first line: the format and its version |
//! | `source TAG FINGERPRINT PATH` | the source text: its language, the xxHash3 of its text in 16 hexadecimal digits (`-`: not known), and its file relative to the folder of this one (nothing: it was no file) |
//! | `target TAG FINGERPRINT PATH` | the target text, likewise |
//! | `by PAIRING` | by what the texts were paired, if not by the aligner over sentences: `text lines`, `text srx PATH`, `line`, `row`, `turn`, `id`, `time` or `ladder` |
//! | `KIND CONFIDENCE STATE` | begins a bead: how many source and target segments it has (`2-1`), its confidence from 0.00 to 1.00 (rounded down), and `new`, `accepted` or `doubtful` |
//! | … ` moved` | after that: the bead stands out of order |
//! | … ` +3`, ` -3` | last: its target segments stand so many segments further down or up in the target text than in this file |
//! | `< PLACE TEXT` | a source segment of the bead |
//! | `> PLACE TEXT` | a target segment of the bead |
//!
//! A place is the kind of the block that the segment begins, `h1` to `h6` (heading), `p` (paragraph), `li` (list
//! item), `q` (quotation), `td` (table cell) or `aside` (caption, footnote), and by how many lines the block
//! begins below the one before it in its text (`p+2`), where its file has lines. A segment that goes on in the
//! block of the one before it has `.` for a place. Counted in this way, a line put into a text changes one
//! place in the alignment file and not all that follow.
//!
//! In texts and paths `\n`, `\r`, `\t` and `\u{2028}` stand for characters that no line can hold (control
//! characters, line and paragraph separators, white space at the ends), `\\` for a backslash.
//!
//! # Damage
//!
//! A line that is none of these costs the bead it stands in: its segments are kept unpaired and doubtful. After
//! a blank line it is taken for the beginning of a bead, else for a segment of the bead above. A kind that does
//! not count the segments below it makes the bead doubtful. Every such line is reported with its number.

mod line;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub use reader::read;
pub use writer::write;

/// The first line without the version.
const MAGIC: &str = "tolmach bitext";

/// The version that is written, and the newest that is read.
const VERSION: u32 = 1;

/// Whether a file begins as an alignment file does.
pub fn is_bitext(first_bytes: &[u8]) -> bool {
    first_bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(first_bytes).starts_with(MAGIC.as_bytes())
}
