//! Adding a term and its translation to a glossary.

use crate::lang::{collapse_space, nfc};
use crate::model::{Concept, Glossary, Term, TermStatus};

use super::consistency::same_term;

/// What is to be added: a term, its translation, and what the concept is about if it is new.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// The term in the source language.
    pub source: Term,
    /// Its translation.
    pub target: Term,
    /// Subject field. Tells which concept is meant when the source term has several.
    pub domain: Option<String>,
    /// What a new concept means.
    pub definition: Option<String>,
    /// A remark about a new concept.
    pub note: Option<String>,
    /// Whether to begin a new concept though the source term has one: it has another meaning here.
    pub other_meaning: bool,
}

/// Where an entry went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// Into a new concept, the last of the glossary.
    NewConcept {
        /// The concept, from 0.
        concept: usize,
    },
    /// As a further translation into a concept that has the source term.
    ToConcept {
        /// The concept, from 0.
        concept: usize,
        /// The term in the concept, from 0.
        term: usize,
    },
}

/// Why an entry was not added. The glossary is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddError {
    /// A term has no text.
    #[error("the term in {0} is empty")]
    Empty(String),
    /// Source and target are of one language.
    #[error("`{0}` and `{1}` are both in {2}")]
    OneLanguage(String, String, String),
    /// The pair is there already.
    #[error("`{source_term}` = `{target_term}` is in the glossary already")]
    Duplicate {
        /// The term.
        source_term: String,
        /// The translation.
        target_term: String,
        /// The concept that has them, from 0.
        concept: usize,
        /// Its line in the file, from 1.
        line: Option<usize>,
    },
    /// The concept has a preferred translation, and the new one is to be preferred too.
    #[error("`{source_term}` has the preferred translation `{preferred}` already")]
    HasPreferred {
        /// The term.
        source_term: String,
        /// The translation that is preferred so far.
        preferred: String,
        /// The concept that has them, from 0.
        concept: usize,
        /// Its line in the file, from 1.
        line: Option<usize>,
    },
    /// Several concepts have the source term and nothing says which is meant.
    #[error("`{source_term}` has {} meanings in the glossary", concepts.len())]
    Ambiguous {
        /// The term.
        source_term: String,
        /// The concepts that have it, from 0.
        concepts: Vec<usize>,
    },
}

/// Adds a term and its translation: to the concept that has the source term, else as a new concept at the
/// end. A concept that has the target term alone is left as it is: that two words are translated alike does
/// not make them one meaning. Texts are brought to NFC with single spaces.
///
/// # Errors
/// See [`AddError`]; nothing has been changed then.
pub fn add_entry(glossary: &mut Glossary, entry: NewEntry) -> Result<Added, AddError> {
    let source = tidy(entry.source)?;
    let target = tidy(entry.target)?;
    if source.language.matches(&target.language) {
        return Err(AddError::OneLanguage(source.text, target.text, source.language.to_string()));
    }
    let with_source = |concept: &&(usize, &Concept)| concept.1.terms.iter().any(|t| same_term(t, &source));
    let all: Vec<(usize, &Concept)> = glossary.concepts.iter().enumerate().collect();
    let mut meant: Vec<(usize, &Concept)> = all.iter().filter(with_source).copied().collect();
    if let Some(&(index, concept)) = meant.iter().find(|(_, c)| c.terms.iter().any(|t| same_term(t, &target))) {
        return Err(AddError::Duplicate {
            source_term: source.text,
            target_term: target.text,
            concept: index,
            line: concept.line,
        });
    }
    if entry.other_meaning {
        meant.clear();
    } else if meant.len() > 1 && entry.domain.is_some() {
        meant.retain(|(_, concept)| concept.domain == entry.domain);
    }
    match meant[..] {
        [] => {
            let concept = Concept {
                domain: entry.domain,
                definition: entry.definition,
                note: entry.note,
                terms: vec![source, target],
                ..Concept::default()
            };
            glossary.concepts.push(concept);
            Ok(Added::NewConcept { concept: glossary.concepts.len() - 1 })
        }
        [(index, concept)] => {
            let preferred = concept
                .terms
                .iter()
                .find(|t| t.language == target.language && [t.status, target.status] == [TermStatus::Preferred; 2]);
            if let Some(preferred) = preferred {
                return Err(AddError::HasPreferred {
                    source_term: source.text,
                    preferred: preferred.text.clone(),
                    concept: index,
                    line: concept.line,
                });
            }
            // Behind the terms of its language, so that they stay together.
            let last = concept.terms.iter().rposition(|t| t.language == target.language);
            let term = last.map_or(concept.terms.len(), |at| at + 1);
            glossary.concepts[index].terms.insert(term, target);
            Ok(Added::ToConcept { concept: index, term })
        }
        _ => Err(AddError::Ambiguous {
            source_term: source.text,
            concepts: meant.iter().map(|(index, _)| *index).collect(),
        }),
    }
}

fn tidy(term: Term) -> Result<Term, AddError> {
    let text = collapse_space(&nfc(&term.text));
    if text.is_empty() {
        return Err(AddError::Empty(term.language.to_string()));
    }
    Ok(Term { text, ..term })
}

#[cfg(test)]
mod tests {
    use super::super::testing::glossary;
    use super::*;

    /// Adds a row such as `ru=мир | en=peace !admitted`.
    fn add(rows: &[&str], row: &str) -> (Glossary, Result<Added, AddError>) {
        add_with(rows, row, |_| {})
    }

    fn add_with(rows: &[&str], row: &str, change: impl Fn(&mut NewEntry)) -> (Glossary, Result<Added, AddError>) {
        let mut glossary = glossary(rows);
        for (i, concept) in glossary.concepts.iter_mut().enumerate() {
            concept.domain = Some(format!("field {i}"));
        }
        let [source, target] =
            <[Term; 2]>::try_from(super::super::testing::glossary(&[row]).concepts.remove(0).terms).unwrap();
        let mut entry = NewEntry { source, target, domain: None, definition: None, note: None, other_meaning: false };
        change(&mut entry);
        let added = add_entry(&mut glossary, entry);
        (glossary, added)
    }

    fn texts(glossary: &Glossary, concept: usize) -> Vec<&str> {
        glossary.concepts[concept].terms.iter().map(|t| t.text.as_str()).collect()
    }

    #[test]
    fn a_new_term_is_a_new_concept() {
        let (glossary, added) = add(&["ru=мир | en=peace"], "ru=красный  фронт | en=red front");
        assert_eq!(added, Ok(Added::NewConcept { concept: 1 }));
        assert_eq!(texts(&glossary, 1), ["красный фронт", "red front"]);
    }

    #[test]
    fn a_further_translation_joins_those_of_its_language() {
        let (glossary, added) = add(&["ru=страна | en=country | de=Land"], "ru=Страна | en=land !admitted");
        assert_eq!(added, Ok(Added::ToConcept { concept: 0, term: 2 }));
        assert_eq!(texts(&glossary, 0), ["страна", "country", "land", "Land"]);
    }

    #[test]
    fn the_same_translation_does_not_join_two_meanings() {
        let (_, added) = add(&["ru=государство | en=state"], "ru=состояние | en=state");
        assert_eq!(added, Ok(Added::NewConcept { concept: 1 }));
    }

    #[test]
    fn what_is_there_is_refused() {
        let (after, added) = add(&["ru=мир | en=peace"], "ru=мир | en=Peace !forbidden");
        assert!(matches!(added, Err(AddError::Duplicate { concept: 0, line: Some(2), .. })), "{added:?}");
        assert_eq!(texts(&after, 0), ["мир", "peace"]);
    }

    #[test]
    fn a_second_preferred_translation_needs_a_decision() {
        let (_, added) = add(&["ru=мир | en=peace"], "ru=мир | en=world");
        assert!(
            matches!(added, Err(AddError::HasPreferred { ref preferred, .. }) if preferred == "peace"),
            "{added:?}"
        );
        let (_, added) = add_with(&["ru=мир | en=peace"], "ru=мир | en=world", |e| e.other_meaning = true);
        assert_eq!(added, Ok(Added::NewConcept { concept: 1 }));
    }

    #[test]
    fn the_domain_tells_which_meaning() {
        let rows = ["ru=мир | en=peace", "ru=мир | en=world"];
        let row = "ru=мир | en=universe !admitted";
        assert!(matches!(add(&rows, row).1, Err(AddError::Ambiguous { ref concepts, .. }) if concepts == &[0, 1]));
        let (_, added) = add_with(&rows, row, |e| e.domain = Some("field 1".into()));
        assert_eq!(added, Ok(Added::ToConcept { concept: 1, term: 2 }));
    }

    #[test]
    fn empty_terms_and_one_language_are_refused() {
        assert_eq!(add(&[], "ru= | en=x").1, Err(AddError::Empty("ru".into())));
        assert!(matches!(add(&[], "en=x | en-GB=y").1, Err(AddError::OneLanguage(..))));
    }
}
