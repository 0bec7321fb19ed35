//! The folder a translator works in: its configuration, its layout, and the use cases.

pub mod align;
pub mod align_files;
pub mod align_output;
pub mod bitext;
pub mod check;
pub mod config;
pub mod dictionaries;
mod error;
pub mod evidence;
mod exchange;
pub mod export;
pub mod file_pairs;
pub mod files;
pub mod find;
pub mod glossaries;
pub mod import;
mod in_order;
pub mod indexing;
mod init;
pub mod languages;
pub mod layout;
pub mod many_languages;
pub mod memories;
mod notice;
pub mod paired;
pub mod realign;
pub mod relation;
pub mod review;
pub mod suggest;
pub mod terms;
pub mod texts;

pub use error::{Error, ErrorKind};
pub use init::init;
pub use layout::Workbench;
pub use notice::Notice;
