//! The glossary's terms in a text, with their translations.

use std::ops::Range;
use std::sync::OnceLock;

use crate::glossary::{Certainty, TermHit, TermIndex};
use crate::lang::LanguageTag;
use crate::model::{Glossary, TermStatus};

/// A term found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTerm {
    /// The term as the glossary has it.
    pub term: String,
    /// Its status.
    pub status: TermStatus,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// How certain it is that the words are this term.
    pub certainty: Certainty,
    /// Its translations, those to be used first.
    pub translations: Vec<(String, TermStatus)>,
    /// The glossary it is from.
    pub glossary: String,
}

/// Finds the terms of some glossaries in texts of one language.
pub struct Terms {
    glossaries: Vec<Glossary>,
    index: TermIndex,
    to: Option<LanguageTag>,
    /// The terms of `to`, when they are asked for.
    translations: OnceLock<TermIndex>,
}

impl Terms {
    /// The terms of some glossaries, for texts in `from`. Translations into `to` are given; into every other
    /// language if it is not said.
    pub fn new(glossaries: Vec<Glossary>, from: &LanguageTag, to: Option<&LanguageTag>) -> Self {
        let index = TermIndex::new(&glossaries, from);
        Self { glossaries, index, to: to.cloned(), translations: OnceLock::new() }
    }

    /// The glossaries.
    pub(super) fn glossaries(&self) -> &[Glossary] {
        &self.glossaries
    }

    /// The places of terms in a text.
    pub(super) fn hits(&self, text: &str) -> Vec<TermHit> {
        self.index.find(text)
    }

    /// The places of terms in a translation; none if its language was not said.
    pub(super) fn hits_in_translation(&self, text: &str) -> Vec<TermHit> {
        let Some(to) = &self.to else { return Vec::new() };
        self.translations.get_or_init(|| TermIndex::new(&self.glossaries, to)).find(text)
    }

    /// Whether there is no glossary at all.
    pub fn is_empty(&self) -> bool {
        self.glossaries.is_empty()
    }

    /// The terms in a text, in order.
    pub fn find(&self, text: &str, from: &LanguageTag) -> Vec<FoundTerm> {
        self.index
            .find(text)
            .into_iter()
            .filter_map(|hit| {
                let glossary = self.glossaries.get(hit.glossary)?;
                let concept = glossary.concepts.get(hit.concept)?;
                let term = concept.terms.get(hit.term)?;
                let wanted = |language: &LanguageTag| match &self.to {
                    Some(to) => to.matches(language),
                    None => !from.matches(language),
                };
                let mut translations: Vec<_> =
                    concept.terms.iter().filter(|t| wanted(&t.language)).map(|t| (t.text.clone(), t.status)).collect();
                if term.status == TermStatus::DoNotTranslate && translations.is_empty() {
                    translations.push((term.text.clone(), TermStatus::DoNotTranslate));
                }
                translations.sort_by_key(|(_, status)| *status);
                Some(FoundTerm {
                    term: term.text.clone(),
                    status: term.status,
                    range: hit.range,
                    certainty: hit.certainty,
                    translations,
                    glossary: glossary.name.clone(),
                })
            })
            .collect()
    }
}
