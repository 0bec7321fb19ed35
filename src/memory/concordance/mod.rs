//! Where a phrase stands in a memory: the concordance.
//!
//! The candidate index tells which texts can hold the phrase, without reading them: it has every form that
//! occurs, and the forms of every text in their order. So a search by word forms or by lemmas reads only the
//! texts that are shown or counted. A regular expression is narrowed down by the letters that every match must
//! have; one that has none is looked for in all texts.

mod phrase;
mod renderings;
mod required;

use std::cmp::Reverse;
use std::ops::Range;

pub use phrase::{BadPhrase, By, Phrase};
pub use renderings::{Rendering, renderings};

use super::index::Holding;
use super::search::Searcher;
use super::store::{Error, Store, StoredUnit, VariantId};
use crate::model::Status;

/// The texts of a memory that hold a phrase.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Their variants, the newest first.
    pub variants: Vec<VariantId>,
    /// Whether there are more: the search stops at a number.
    pub more: bool,
}

/// A unit that holds a phrase.
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrence {
    /// The unit.
    pub unit: StoredUnit,
    /// Which of its variants holds the phrase.
    pub place: usize,
    /// Where, in bytes of the variant's text; never empty.
    pub ranges: Vec<Range<usize>>,
}

/// Finds the texts of a memory that hold a phrase, at most `most`. The searcher is one for the language of the
/// phrase.
///
/// # Errors
/// When the memory cannot be read.
pub fn find(store: &dyn Store, searcher: &Searcher, phrase: &Phrase, most: usize) -> Result<Found, Error> {
    let holding = match phrase.required() {
        Some(required) => searcher.holding_form(store, required, most.saturating_mul(CANDIDATES))?,
        None if phrase.is_regex() => return in_all_texts(store, searcher, phrase, most),
        None => {
            let places = phrase.places(searcher.analyzer());
            searcher.holding_phrase(store, &places, phrase.within().as_ref(), most)?
        }
    };
    let Holding { mut variants, more } = holding;
    let living = store.living(&variants)?;
    let mut living = living.into_iter();
    variants.retain(|_| living.next().unwrap_or(false));
    let mut found = Found { variants, more };
    if phrase.is_regex() {
        found.variants.sort_unstable_by_key(|id| Reverse(*id));
        found = confirmed(store, found, phrase, most)?;
    }
    found.variants.sort_unstable_by_key(|id| Reverse(*id));
    found.variants.dedup();
    Ok(found)
}

/// Texts looked at for a regular expression, for each that is wanted.
const CANDIDATES: usize = 4;

/// How many texts are read at a time.
const GROUP: usize = 1000;

/// Those of the candidates in which a regular expression matches.
fn confirmed(store: &dyn Store, candidates: Found, phrase: &Phrase, most: usize) -> Result<Found, Error> {
    let mut found = Found { variants: Vec::new(), more: candidates.more };
    for group in candidates.variants.chunks(GROUP) {
        for (id, text) in store.texts_of(group)? {
            if !phrase.is_in(&text) {
                continue;
            }
            if found.variants.len() >= most {
                found.more = true;
                return Ok(found);
            }
            found.variants.push(id);
        }
    }
    Ok(found)
}

/// Reads every text of the language.
fn in_all_texts(store: &dyn Store, searcher: &Searcher, phrase: &Phrase, most: usize) -> Result<Found, Error> {
    let mut variants = Vec::new();
    store.texts_after(searcher.language(), VariantId(0), &mut |id, segment| {
        if phrase.is_in(&segment.text) {
            variants.push(id);
        }
    })?;
    variants.reverse();
    let more = variants.len() > most;
    variants.truncate(most);
    Ok(Found { variants, more })
}

/// The units of texts that hold a phrase, without those that were rejected; in the order of the texts.
///
/// # Errors
/// When the memory cannot be read.
pub fn occurrences(store: &dyn Store, phrase: &Phrase, variants: &[VariantId]) -> Result<Vec<Occurrence>, Error> {
    let units = store.units_of(variants)?;
    let occurrence = |(id, unit): (VariantId, StoredUnit)| {
        if unit.unit.status == Status::Rejected {
            return None;
        }
        let place = unit.variants.iter().position(|v| *v == id)?;
        let ranges = phrase.ranges(&unit.unit.variants.get(place)?.segment.text);
        (!ranges.is_empty()).then_some(Occurrence { unit, place, ranges })
    };
    Ok(units.into_iter().filter_map(occurrence).collect())
}

#[cfg(test)]
mod tests;
