//! What is known of languages. Imports nothing of ours; reads and writes nothing.

mod normal;
mod script;
mod stem;
mod tag;
mod translit;
mod words;

pub use normal::{collapse_space, fold, nfc};
pub use script::{Script, dominant_script};
pub use stem::Stemmer;
pub use tag::{LanguageTag, TagError};
pub use translit::{name_similarity, skeleton, skeleton_similarity};
pub use words::{Token, TokenKind, tokens, words};
