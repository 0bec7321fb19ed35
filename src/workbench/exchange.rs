//! Terms and names of a stored translation in whose place the text has others: those of the text are put in,
//! where the counterpart of the old one and the form of the new one are certain.

use std::ops::Range;

use super::terms::Terms;
use crate::glossary::{Certainty, TermHit};
use crate::lang::{
    GrammaticalNumber, LanguageTag, english_plural, fold, name_similarity, number_in_place, tokens, words,
};
use crate::memory::{Associations, Bitext, Change, Error, Replacement, Why, difference};
use crate::model::{Segment, TermStatus};

/// A match after the exchange: as if it had been stored with the terms and names of the text.
#[derive(Clone)]
pub(super) struct Exchanged {
    pub source: Segment,
    pub target: Segment,
    pub replaced: Vec<Replacement>,
}

/// What is exchanged: in the stored source, and in its translation.
struct Exchange {
    source: (Range<usize>, String),
    target: (Range<usize>, String),
    why: Why,
}

/// A text and its language.
pub(super) type Written<'a> = (&'a Segment, &'a LanguageTag);

/// Languages whose nouns have no case and no gender that other words would have to follow.
const UNINFLECTED: [&str; 7] = ["en", "zh", "ja", "ko", "th", "vi", "id"];

/// Languages that write a name in one form.
const NAMES_AS_THEY_ARE: [&str; 12] = ["en", "fr", "es", "it", "pt", "ca", "nl", "zh", "ja", "th", "vi", "id"];

/// Puts the terms and names of a text into a match. `None` if there is nothing that is certain.
pub(super) fn exchange(
    terms: &Terms,
    memory: &Bitext<'_>,
    associations: &Associations,
    query: &str,
    (source, from): Written<'_>,
    (target, to): Written<'_>,
) -> Result<Option<Exchanged>, Error> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    for (old, new) in stretches(query, &source.text) {
        let change = Changed { query, source: &source.text, target: &target.text, old, new };
        let found = match term(terms, &change, from, to) {
            Some(found) => Some(found),
            None => name(&change, memory, associations, to)?,
        };
        exchanges.extend(found);
    }
    exchanges.sort_by_key(|e| e.target.0.start);
    let mut sources: Vec<_> = exchanges.iter().map(|e| e.source.clone()).collect();
    sources.sort_by_key(|(range, _)| range.start);
    let targets: Vec<_> = exchanges.iter().map(|e| e.target.clone()).collect();
    let overlap = |edits: &[(Range<usize>, String)]| edits.windows(2).any(|pair| pair[0].0.end > pair[1].0.start);
    if exchanges.is_empty() || overlap(&sources) || overlap(&targets) {
        return Ok(None);
    }
    let (Some(new_source), Some(new_target)) = (source.with_edits(&sources), target.with_edits(&targets)) else {
        return Ok(None);
    };
    let replaced = exchanges.into_iter().map(|e| Replacement {
        from: target.text.get(e.target.0).unwrap_or_default().to_string(),
        to: e.target.1,
        why: e.why,
    });
    Ok(Some(Exchanged { source: new_source, target: new_target, replaced: replaced.collect() }))
}

/// The stretches of a stored source in whose place a query has others, without white space.
fn stretches(query: &str, source: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let difference = difference(query, source);
    let trimmed = |text: &str, range: &Range<usize>| {
        let part = text.get(range.clone()).unwrap_or_default();
        range.start + part.len() - part.trim_start().len()..range.start + part.trim_end().len()
    };
    let pairs = difference.parts.windows(2);
    let replaced = pairs.filter(|pair| (pair[0].change, pair[1].change) == (Change::Deleted, Change::Inserted));
    replaced.map(|pair| (trimmed(source, &pair[0].matched), trimmed(query, &pair[1].query))).collect()
}

/// One stretch of a stored source with what stands in its place in the query.
struct Changed<'a> {
    query: &'a str,
    source: &'a str,
    target: &'a str,
    old: Range<usize>,
    new: Range<usize>,
}

/// The exchange of a term for another: both are in the glossary, they are all that differs there, and the
/// translation has that of the old one exactly once.
fn term(terms: &Terms, change: &Changed<'_>, from: &LanguageTag, to: &LanguageTag) -> Option<Exchange> {
    if !UNINFLECTED.contains(&to.language()) {
        return None;
    }
    let Changed { query, source, target, .. } = *change;
    let covers = |hit: &&TermHit, range: &Range<usize>| {
        hit.certainty == Certainty::Sure && hit.range.start <= range.start && range.end <= hit.range.end
    };
    let stored = terms.hits(source);
    let old = only(stored.iter().filter(|hit| covers(hit, &change.old)))?;
    let wanted = terms.hits(query);
    let new = only(wanted.iter().filter(|hit| covers(hit, &change.new)))?;
    let around = |text: &str, hit: &TermHit, range: &Range<usize>| {
        Some((text.get(hit.range.start..range.start)?.to_string(), text.get(range.end..hit.range.end)?.to_string()))
    };
    let once = stored.iter().filter(|hit| hit.same_concept(old)).count() == 1;
    if !once || old.same_concept(new) || around(source, old, &change.old) != around(query, new, &change.new) {
        return None;
    }
    let translated = terms.hits_in_translation(target);
    let place = only(translated.iter().filter(|hit| hit.same_concept(old)))?;
    if place.certainty != Certainty::Sure || translated.iter().any(|hit| hit != place && hit.range == place.range) {
        return None;
    }
    let stored_term = place.term(terms.glossaries())?;
    let usable = |status: TermStatus| matches!(status, TermStatus::Preferred | TermStatus::Admitted);
    let translations = new.translations(terms.glossaries(), to);
    let new_term = translations.first().filter(|t| usable(t.status))?;

    let (old_text, new_text) = (source.get(old.range.clone())?, query.get(new.range.clone())?);
    let found = target.get(place.range.clone())?;
    let text = in_form(found, &stored_term.text, &new_term.text, to, &|| {
        number_in_place(words(new_text).last()?, words(old_text).last()?, from)
    })?;
    let fits = to.language() != "en" || article_fits(target.get(..place.range.start)?, found, &text);
    let target = (place.range.clone(), text);
    fits.then(|| Exchange { source: (old.range.clone(), new_text.to_string()), target, why: Why::Term })
}

/// A term in the form in which another was found: its number and the case of its first letter. `number` tells
/// in which number the text has it.
fn in_form(
    found: &str,
    old: &str,
    new: &str,
    language: &LanguageTag,
    number: &dyn Fn() -> Option<GrammaticalNumber>,
) -> Option<String> {
    let plural = |term: &str| {
        let last = term.rfind(|c: char| !c.is_alphabetic()).map_or(0, |at| at + 1);
        Some(term[..last.min(term.len())].to_string() + &english_plural(term.get(last..)?)?)
    };
    let text = if language.language() != "en" {
        (fold(found) == fold(old)).then(|| new.to_string())?
    } else if fold(found) == fold(old) {
        (number()? == GrammaticalNumber::Singular).then(|| new.to_string())?
    } else if plural(old).is_some_and(|old| fold(&old) == fold(found)) {
        (number()? == GrammaticalNumber::Plural).then(|| plural(new))??
    } else {
        return None;
    };
    let capital = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
    let capitals = |text: &str| text.chars().filter(|c| c.is_uppercase()).count();
    match capitals(found).checked_sub(capitals(old)) {
        Some(0) => Some(text),
        Some(1) if capital(found) && !capital(old) => {
            let mut letters = text.chars();
            let first = letters.next()?;
            Some(first.to_uppercase().chain(letters).collect())
        }
        _ => None, // written in capitals
    }
}

/// Whether an article before a term is right for the other as well.
fn article_fits(before: &str, old: &str, new: &str) -> bool {
    let last = words(before).last().unwrap_or_default().to_lowercase();
    let vowel = |text: &str| text.chars().next().is_some_and(|c| "aeiouAEIOU".contains(c));
    let doubtful = |text: &str| text.to_lowercase().starts_with(['u', 'h', 'o', 'e']);
    !matches!(last.as_str(), "a" | "an") || (vowel(old) == vowel(new) && !doubtful(old) && !doubtful(new))
}

/// The exchange of a name for another: the translation spells the old one, the memory has the new one.
fn name(
    change: &Changed<'_>,
    memory: &Bitext<'_>,
    associations: &Associations,
    to: &LanguageTag,
) -> Result<Option<Exchange>, Error> {
    let (Some(old), Some(new)) = (change.source.get(change.old.clone()), change.query.get(change.new.clone())) else {
        return Ok(None);
    };
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let is_name = |text: &str| words(text).all(|w| capital(w) && w.chars().count() > 1);
    if !NAMES_AS_THEY_ARE.contains(&to.language()) || !is_name(old) || !is_name(new) {
        return Ok(None);
    }
    let Some(place) = spelt(change, memory, associations, old)? else { return Ok(None) };
    let mut written = Vec::new();
    for word in words(new) {
        let Some(form) = associations.name(memory, word)? else { return Ok(None) };
        written.push(form);
    }
    let stored = change.target.get(place.clone()).unwrap_or_default();
    let mut text = written.join(" ");
    text += ["'s", "’s"].into_iter().find(|ending| stored.ends_with(ending)).unwrap_or_default();
    // He may have to become she.
    let pronouns = ["he", "him", "his", "himself", "she", "her", "hers", "herself"];
    let gendered = words(change.target).any(|w| pronouns.contains(&w.to_lowercase().as_str()));
    let source = (change.old.clone(), new.to_string());
    Ok((!gendered && text != stored).then_some(Exchange { source, target: (place, text), why: Why::Name }))
}

/// Where a translation has a name: its words one after the other, each spelt like one of the name's, the
/// surest of them certainly linked to it.
fn spelt(
    change: &Changed<'_>,
    memory: &Bitext<'_>,
    associations: &Associations,
    name: &str,
) -> Result<Option<Range<usize>>, Error> {
    let (source, target) = (change.source, change.target);
    let links = associations.counterparts(memory, source, std::slice::from_ref(&change.old), target)?;
    let mut places: Vec<Range<usize>> = Vec::new();
    let candidates = tokens(target);
    for word in words(name) {
        let linked = links.iter().filter(|l| source.get(l.source.clone()) == Some(word)).map(|l| l.target.clone());
        let linked: Vec<_> = linked.collect();
        let alike = candidates.iter().map(|t| t.range.clone()).filter(|range| {
            let text = target.get(range.clone()).unwrap_or_default();
            text.starts_with(char::is_uppercase) && name_similarity(word, text) >= ALIKE
        });
        let Some(place) = only(linked.into_iter()).or_else(|| only(alike)) else { return Ok(None) };
        places.push(place);
    }
    places.sort_by_key(|place| place.start);
    let beside = |pair: &[Range<usize>]| {
        target.get(pair[0].end..pair[1].start).is_some_and(|between| !between.is_empty() && between.trim().is_empty())
    };
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return Ok(None) };
    let spelt = links.iter().any(|l| places.contains(&l.target) && l.certainty > 0.0);
    Ok((spelt && places.windows(2).all(beside)).then_some(first.start..last.end))
}

/// Two spellings of a name beside another word of which there is no doubt.
const ALIKE: f64 = 0.65;

/// The only one there is.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    items.next().filter(|_| items.next().is_none())
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::memory::{NewOperation, Searcher, SqliteStore, Store};
    use crate::model::{Concept, Glossary, Term, Unit, Variant};

    fn tag(language: &str) -> LanguageTag {
        LanguageTag::parse(language).unwrap()
    }

    fn glossary() -> Glossary {
        let term = |language: &str, text: &str| Term {
            language: tag(language),
            text: text.into(),
            status: TermStatus::Preferred,
            case: None,
            part_of_speech: None,
            note: None,
        };
        let rows = [
            ("санкция", "sanction", "Sanktion"),
            ("мера", "measure", "Maßnahme"),
            ("эмбарго", "embargo", "Embargo"),
            ("трудовая колония", "labour colony", "Arbeitslager"),
            ("исправительная колония", "penal colony", "Strafkolonie"),
        ];
        let concepts = rows.map(|(ru, en, de)| Concept {
            terms: vec![term("ru", ru), term("en", en), term("de", de)],
            ..Concept::default()
        });
        Glossary { name: "g".into(), concepts: concepts.into() }
    }

    fn exchanged(from: &str, to: &str, query: &str, source: &str, target: &str) -> Option<(String, String, Why)> {
        let (from, to) = (tag(from), tag(to));
        let mut store = SqliteStore::open_in_memory().unwrap();
        let operation =
            NewOperation { kind: "test".into(), detail: String::new(), author: None, time: Default::default() };
        let names = [
            ("Павел Дроздов был там", "Pavel Drozdov was there"),
            ("Мы видели Марину Ковальчук", "We saw Marina Kovalchuk"),
            ("Марина Ковальчук в Минске", "Marina Kovalchuk in Minsk"),
            ("Юлия Левченко в Минске", "Yulia Levchenko in Minsk"),
            ("Там была Юлия Левченко", "Julia Levchenko was there"),
        ];
        let mut units =
            names.into_iter().map(|(ru, en)| Unit::pair(Variant::new(tag("ru"), ru), Variant::new(tag("en"), en)));
        store.add(&operation, &mut units, &mut |_| ControlFlow::Continue(())).unwrap();
        let open = |language| Searcher::open(&store, "m", language, None).unwrap();
        let (of_source, of_target) = (open(&from), open(&to));
        let memory = Bitext { store: &store, source: &of_source, target: &of_target };
        let terms = Terms::new(vec![glossary()], &from, Some(&to));
        let associations = Associations::new(&from, &to);
        let (source, target) = (Segment::plain(source), Segment::plain(target));
        exchange(&terms, &memory, &associations, query, (&source, &from), (&target, &to)).unwrap().map(|e| {
            assert_eq!(e.replaced.len(), 1, "{:?}", e.replaced);
            (e.source.text, e.target.text, e.replaced[0].why)
        })
    }

    fn check(from: &str, query: &str, source: &str, target: &str, expected: &str, why: Why) {
        let expected = Some((query.to_string(), expected.to_string(), why));
        assert_eq!(exchanged(from, "en", query, source, target), expected);
    }

    #[cfg(feature = "morph-ru")]
    #[test]
    fn russian_forms_tell_the_number() {
        let put_in = |query, source, target, expected| check("ru", query, source, target, expected, Why::Term);
        put_in(
            "Мы против таких мер.",
            "Мы против таких санкций.",
            "We oppose such sanctions.",
            "We oppose such measures.",
        );
        put_in("Мерами не помочь", "Санкциями не помочь", "Sanctions will not help", "Measures will not help");
        put_in(
            "Его отправили в исправительную колонию.",
            "Его отправили в трудовую колонию.",
            "He was sent to the labour colony.",
            "He was sent to the penal colony.",
        );
    }

    #[test]
    fn an_uncertain_term_is_left() {
        for (query, source, target) in [
            ("Мы против мер.", "Мы против санкций.", "We oppose restrictions."),
            ("Мы против мер.", "Мы против санкций.", "Sanctions for sanctions: we oppose them."),
            ("Мы против мер.", "Мы против санкций.", "WE OPPOSE SANCTIONS."),
            ("Мы против угроз.", "Мы против санкций.", "We oppose sanctions."),
            ("Это эмбарго.", "Это санкция.", "This is a sanction."),
            ("Мы за меры.", "Мы против санкций.", "We oppose sanctions."),
        ] {
            assert_eq!(exchanged("ru", "en", query, source, target), None, "{query} {target}");
        }
        assert_eq!(exchanged("ru", "de", "Нет мер", "Нет санкций", "Keine Sanktionen"), None, "case and gender");
    }

    #[test]
    fn a_name_is_put_in_as_the_memory_writes_it() {
        check(
            "ru",
            "Приговор Марине Ковальчук",
            "Приговор Павлу Дроздову",
            "The sentence of Pavel Drozdov",
            "The sentence of Marina Kovalchuk",
            Why::Name,
        );
        check("ru", "Слово Ковальчук", "Слово Дроздова", "Drozdov's word", "Kovalchuk's word", Why::Name);
    }

    #[test]
    fn an_uncertain_name_is_left() {
        for (query, source, target) in [
            // The memory does not know the new one, or writes it in two ways.
            ("Приговор Семёну Сидорову", "Приговор Павлу Дроздову", "The sentence of Pavel Drozdov"),
            ("Приговор Юлии Левченко", "Приговор Павлу Дроздову", "The sentence of Pavel Drozdov"),
            // The old one is not there, or twice, or someone is "he".
            ("Приговор Марине Ковальчук", "Приговор Павлу Дроздову", "The sentence of the journalist"),
            ("Приговор Марине Ковальчук", "Приговор Павлу Дроздову", "Pavel Drozdov: the case of Pavel Drozdov"),
            ("Приговор Марине Ковальчук", "Приговор Павлу Дроздову", "Pavel Drozdov and his sentence"),
        ] {
            assert_eq!(exchanged("ru", "en", query, source, target), None, "{query} {target}");
        }
    }
}
