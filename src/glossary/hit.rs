//! A term found in a text.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::lang::LanguageTag;
use crate::model::{Concept, Glossary, Term, TermStatus};

/// Whether a word of the text surely is the term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// The term, but for the odd homograph.
    Sure,
    /// A single word that is more often a form of another (`стали`: of `стать` rather than `сталь`), or part
    /// of a hyphenated word.
    Possible,
}

/// A term found in a text: which, where, and how surely.
///
/// The numbers count from 0 in the glossaries that the [`TermIndex`](super::TermIndex) was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermHit {
    /// The glossary.
    pub glossary: usize,
    /// The concept in the glossary.
    pub concept: usize,
    /// The term in the concept.
    pub term: usize,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// How surely it is the term.
    pub certainty: Certainty,
}

impl TermHit {
    /// The concept; `None` for other glossaries than the index was made from.
    pub fn concept<'g>(&self, glossaries: &'g [Glossary]) -> Option<&'g Concept> {
        glossaries.get(self.glossary)?.concepts.get(self.concept)
    }

    /// The term; `None` for other glossaries than the index was made from.
    pub fn term<'g>(&self, glossaries: &'g [Glossary]) -> Option<&'g Term> {
        self.concept(glossaries)?.terms.get(self.term)
    }

    /// Whether both are terms of one concept, in whatever languages.
    pub fn same_concept(&self, other: &Self) -> bool {
        (self.glossary, self.concept) == (other.glossary, other.concept)
    }

    /// What the glossary says in another language, the best first: preferred terms, admitted ones, those not
    /// to translate, then deprecated and forbidden ones, which are there to be warned of. Among equals the
    /// one for the very region comes first, then the order of the file counts.
    ///
    /// A found term that is not to be translated is its own translation when there is no other.
    pub fn translations<'g>(&self, glossaries: &'g [Glossary], target: &LanguageTag) -> Vec<&'g Term> {
        let Some(concept) = self.concept(glossaries) else { return Vec::new() };
        let mut terms: Vec<(u8, Option<u8>, &Term)> =
            concept.terms.iter().map(|t| (rank(t.status), target.distance(&t.language), t)).collect();
        terms.retain(|(_, distance, _)| distance.is_some());
        terms.sort_by_key(|&(rank, distance, _)| (rank, distance));
        let found = self.term(glossaries).filter(|t| terms.is_empty() && t.status == TermStatus::DoNotTranslate);
        terms.into_iter().map(|(_, _, term)| term).chain(found).collect()
    }
}

/// The place of a status in the order of preference.
fn rank(status: TermStatus) -> u8 {
    match status {
        TermStatus::Preferred => 0,
        TermStatus::Admitted => 1,
        TermStatus::DoNotTranslate => 2,
        TermStatus::Deprecated => 3,
        TermStatus::Forbidden => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{glossary, hits, tag};
    use super::*;

    fn check(rows: &[&str], text: &str, target: &str, expected: &[&str]) {
        let glossaries = [glossary(rows)];
        let hits = hits(&glossaries, "ru", text);
        let found: Vec<_> = hits[0].translations(&glossaries, &tag(target)).iter().map(|t| t.text.as_str()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn translations_come_in_the_order_of_preference() {
        let rows = ["ru=Белоруссия | en=Byelorussia !forbidden | en=Belorussia !deprecated | en=Republic of Belarus \
                     !admitted | en=Belarus | de=Belarus"];
        check(&rows, "в Белоруссии", "en", &["Belarus", "Republic of Belarus", "Belorussia", "Byelorussia"]);
        check(&rows, "в Белоруссии", "fr", &[]);
    }

    #[test]
    fn the_region_asked_for_comes_first() {
        let rows = ["ru=труд | en-US=labor | en-GB=labour"];
        check(&rows, "трудом", "en-GB", &["labour", "labor"]);
        check(&rows, "трудом", "en-US", &["labor", "labour"]);
    }

    #[test]
    fn a_term_not_to_translate_is_its_own_translation() {
        check(&["ru=Telegram !do-not-translate"], "в Telegram", "en", &["Telegram"]);
        check(&["ru=Яндекс !do-not-translate | en=Yandex"], "в Яндексе", "en", &["Yandex"]);
    }

    #[test]
    fn other_glossaries_give_nothing() {
        let hit = TermHit { glossary: 3, concept: 0, term: 0, range: 0..1, certainty: Certainty::Sure };
        assert!(hit.term(&[]).is_none() && hit.translations(&[], &tag("en")).is_empty());
    }
}
