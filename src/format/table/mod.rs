//! Tables of units: CSV and TSV, a unit a row.
//!
//! The first row names the columns. A column of text is headed by its language, as a tag or a name (`ru`,
//! `en-GB`, `English (United Kingdom)`, `русский`), or is called source or target. The other columns that we
//! write and read are those of [`Field`]; a column with any other heading becomes a property by that name.
//!
//! Cells that hold more than a text are JSON: several notes are an array, properties an object of arrays,
//! metadata of variants an object by language. Inline codes stand in the text as `⟦1⟧`, `⟦2⟧` …, their kinds
//! and data in the column `codes`; in a text with codes a literal `⟦` is doubled.

mod cells;
mod columns;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub use columns::{ColumnMap, Field};
pub use reader::Reader;
pub use writer::{Columns, Delimiter, Writer, WriterOptions};
