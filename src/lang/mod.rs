//! What is known of languages. Imports nothing of ours; reads and writes nothing.

mod belarusian;
mod cursor;
mod date;
mod detect;
mod inflection;
mod lemma;
mod month;
mod normal;
mod number;
mod number_words;
mod placeable;
mod plural;
mod profiles;
mod rewrite;
mod script;
pub mod segmentation;
mod stem;
mod tag;
mod translit;
mod words;

pub(crate) use cursor::is_letter;
pub use date::{Date, Time};
pub use detect::{Guess, detect, detect_among};
pub use inflection::{GrammaticalNumber, english_plural, number_in_place};
pub use lemma::{Lemmatizer, Readings, lemmatizer};
pub use normal::{collapse_space, fold, nfc};
pub use number::{Decimal, Number, NumberForm};
pub use number_words::number_words;
pub use placeable::{Placeable, Value, placeables, same};
pub use plural::{Plural, plural};
pub use rewrite::write_like;
pub use script::{Script, dominant_script};
pub use stem::Stemmer;
pub use tag::{LanguageTag, TagError};
pub use translit::{name_similarity, skeleton, skeleton_similarity};
pub use words::{Token, TokenKind, tokens, words};
