//! tolmach: a translation-memory workbench for the command line.
//!
//! # Code map
//!
//! Data flows one way, from files to answers; a module may use those to the left of the arrow only:
//!
//! | module | is | uses |
//! |---|---|---|
//! | [`lang`] | what is known of languages: tags, normalisation, words, numbers, scripts, segmentation, stems and lemmas | nothing of ours |
//! | [`model`] | segments, units, documents, alignments, concepts: the nouns, without input or output | `lang` |
//! | [`format`](mod@format) | bytes to model and back, a file a format | `model`, `lang` |
//! | [`align`] | pairs the segments of a text with those of its translation | `model`, `lang` |
//! | [`memory`] | stores units, keeps the ledger, finds matches | `model`, `lang` |
//! | [`glossary`] | finds terms in texts, checks the glossary itself | `model`, `lang` |
//! | [`check`] | findings on translated segments, a file a check | `glossary`, `memory`, `model`, `lang` |
//! | [`workbench`] | configuration, the folder's layout, the use cases | all of the above |
//! | [`tui`] | full screens in the terminal: state, pure update, view | `workbench` and below |
//! | [`cli`] | the command tree, printers, hints and exit codes | `workbench` and below |
//!
//! # Invariants
//!
//! - `lang` and `model` never read or write anything.
//! - `format` alone knows XML, ZIP and character encodings. A reader gives `(value, warnings)` and never
//!   fails a file for one bad unit; a writer writes what the standard says, in a stable order.
//! - `format`, `align`, `memory` and `glossary` never call each other.
//! - Only `memory` knows SQLite; nothing of it shows in a public signature.
//! - No module but `cli` reads the environment, the clock or the arguments: they are handed in. None but `cli` and
//!   `tui` prints.
//! - `cli` and `tui` do not know each other: `main` hands the screens to the command line. Only `tui` knows the
//!   terminal library.
//! - Text inside is Unicode NFC. Ranges are byte ranges inside the library; only `cli` turns them into
//!   what a person counts.
//! - Nothing panics on input of any kind.
//!
//! `tests/it/architecture.rs` holds these lines.

#![warn(missing_docs)]
#![forbid(unsafe_op_in_unsafe_fn)]

pub mod align;
pub mod check;
pub mod cli;
pub mod format;
pub mod glossary;
pub mod lang;
pub mod memory;
pub mod model;
pub mod tui;
pub mod workbench;
