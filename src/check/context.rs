//! What checks are given beside the pairs.

use crate::glossary::TermIndex;
use crate::lang::LanguageTag;
use crate::model::Glossary;

/// What checks are given beside the pairs: the glossaries, ready for looking terms up.
#[derive(Default)]
pub struct Context<'g> {
    glossaries: &'g [Glossary],
    indexes: Vec<TermIndex>,
}

impl<'g> Context<'g> {
    /// With the terms of the glossaries in the languages of the pairs.
    pub fn new<'l>(glossaries: &'g [Glossary], languages: impl IntoIterator<Item = &'l LanguageTag>) -> Self {
        let mut indexes: Vec<TermIndex> = Vec::new();
        for language in languages {
            if !glossaries.is_empty() && !indexes.iter().any(|index| index.language() == language) {
                indexes.push(TermIndex::new(glossaries, language));
            }
        }
        Self { glossaries, indexes }
    }

    /// The glossaries.
    pub fn glossaries(&self) -> &'g [Glossary] {
        self.glossaries
    }

    /// The terms of a language; `None` without any.
    pub fn index(&self, language: &LanguageTag) -> Option<&TermIndex> {
        self.indexes.iter().find(|index| index.language() == language && !index.is_empty())
    }
}
