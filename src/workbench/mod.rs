//! The folder a translator works in: its configuration, its layout, and the use cases.

pub mod align;
pub mod bitext;
pub mod check;
pub mod config;
mod error;
mod evidence;
pub mod export;
pub mod files;
pub mod find;
pub mod glossaries;
pub mod import;
mod init;
pub mod languages;
pub mod layout;
pub mod memories;
mod notice;
pub mod suggest;
pub mod terms;
pub mod texts;

pub use error::{Error, ErrorKind};
pub use init::init;
pub use layout::Workbench;
pub use notice::Notice;
