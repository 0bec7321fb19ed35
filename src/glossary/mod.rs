//! Terms in texts, whatever their grammatical case, and the glossary's own consistency.
//!
//! A [`TermIndex`] holds the terms of one language over all glossaries, and finds them word by word by
//! lemma. To compare a source with its translation, build one for each language: their hits name the
//! concept, so they can be joined.
//!
//! ```
//! use tolmach::glossary::{TermIndex, Certainty};
//! use tolmach::lang::LanguageTag;
//! use tolmach::model::{Concept, Glossary, Term, TermStatus};
//!
//! let (ru, en) = (LanguageTag::parse("ru")?, LanguageTag::parse("en")?);
//! let term = |language: &LanguageTag, text: &str| Term {
//!     language: language.clone(),
//!     text: text.into(),
//!     status: TermStatus::Preferred,
//!     case: None,
//!     part_of_speech: None,
//!     note: None,
//! };
//! let concept = Concept { terms: vec![term(&ru, "санкция"), term(&en, "sanction")], ..Default::default() };
//! let glossaries = [Glossary { name: "politics".into(), concepts: vec![concept] }];
//!
//! let source = TermIndex::new(&glossaries, &ru).find("Они грозят санкциями.");
//! let target = TermIndex::new(&glossaries, &en).find("They threaten sanctions.");
//! assert_eq!(source[0].certainty, Certainty::Sure);
//! assert!(source[0].same_concept(&target[0]));
//! assert_eq!(source[0].translations(&glossaries, &en)[0].text, "sanction");
//! # Ok::<(), tolmach::lang::TagError>(())
//! ```

mod consistency;
mod edit;
mod hit;
mod index;
mod piece;
#[cfg(test)]
pub(crate) mod testing;
mod trie;

pub use consistency::{GLOSSARY_RULES, GlossaryFinding, check_glossary};
pub use edit::{AddError, Added, NewEntry, add_entry};
pub use hit::{Certainty, TermHit};
pub use index::TermIndex;
