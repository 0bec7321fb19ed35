//! Which words of a stored translation belong to what differs between its source and the query.

use std::ops::Range;

use super::association::{Associations, Bitext};
use super::difference::{Change, difference};
use super::store::Error;
use crate::lang::{LanguageTag, Placeable, Stemmer, placeables, same, words};

/// The words of a match's translation, in bytes and in order, that belong to words of its source that the
/// query does not have: those a translator has to change. Unsure ones are left out.
///
/// # Errors
/// When the memory cannot be read.
pub fn marks(
    associations: &Associations,
    memory: &Bitext<'_>,
    query: &str,
    (source, source_language): (&str, &LanguageTag),
    (target, target_language): (&str, &LanguageTag),
) -> Result<Vec<Range<usize>>, Error> {
    let changed = changed(query, source, source_language);
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let links = associations.counterparts(memory, source, &changed, target)?;
    let mut marks: Vec<Range<usize>> = links.into_iter().map(|link| link.target).collect();
    marks.extend(values(&changed, &placeables(source, source_language), &placeables(target, target_language)));
    marks.sort_by_key(|range| (range.start, range.end));
    marks.dedup_by(|b, a| {
        let overlap = b.start < a.end;
        if overlap {
            a.end = a.end.max(b.end);
        }
        overlap
    });
    Ok(marks)
}

/// The words of a stored source that the query does not have, not even elsewhere or in another form.
fn changed(query: &str, source: &str, language: &LanguageTag) -> Vec<Range<usize>> {
    let stemmer = Stemmer::new(language);
    let difference = difference(query, source);
    let has: Vec<String> = words(query).map(|word| stemmer.stem(word)).collect();
    let deleted = difference.parts.iter().filter(|part| part.change == Change::Deleted);
    let words = deleted.flat_map(|part| {
        let text = source.get(part.matched.clone()).unwrap_or_default();
        crate::lang::tokens(text).into_iter().filter_map(move |token| {
            let word = text.get(token.range.clone())?;
            Some((word, part.matched.start + token.range.start..part.matched.start + token.range.end))
        })
    });
    words.filter(|(word, _)| !has.contains(&stemmer.stem(word))).map(|(_, range)| range).collect()
}

/// The numbers, dates and addresses of a translation that stand for changed ones of the source: those that
/// both have exactly once.
fn values(changed: &[Range<usize>], source: &[Placeable], target: &[Placeable]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for placeable in source {
        let touched = changed.iter().any(|r| r.start < placeable.range.end && placeable.range.start < r.end);
        let mut twins = target.iter().filter(|t| same(&t.value, &placeable.value));
        if touched
            && source.iter().filter(|s| same(&s.value, &placeable.value)).count() == 1
            && let (Some(twin), None) = (twins.next(), twins.next())
        {
            out.push(twin.range.clone());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Searcher;
    use crate::memory::testing::{pair, put, store, tag};

    fn marked(query: &str, source: &str, target: &str) -> Vec<String> {
        let things =
            [("letter", "письмо"), ("window", "окно"), ("field", "поле"), ("tree", "дерево"), ("lake", "озеро")];
        let sayings = [
            ("The {} is old.", "Это {} старое."),
            ("We see a {} here.", "Мы видим здесь {}."),
            ("Nobody needs the {}.", "{} никому не нужно."),
        ];
        let mut store = store();
        let units = sayings.iter().flat_map(|(source, target)| {
            things.iter().map(|(thing, name)| pair(&source.replace("{}", thing), &target.replace("{}", name)))
        });
        put(&mut store, units);
        let (en, ru) = (tag("en"), tag("ru"));
        let open = |language| Searcher::open(&store, "m", language, None).unwrap();
        let (of_source, of_target) = (open(&en), open(&ru));
        let memory = Bitext { store: &store, source: &of_source, target: &of_target };
        let marks = marks(&Associations::new(&en, &ru), &memory, query, (source, &en), (target, &ru)).unwrap();
        marks.into_iter().map(|range| target[range].to_string()).collect()
    }

    #[test]
    fn the_counterparts_of_changed_words_are_marked() {
        assert_eq!(marked("The house is old.", "The window is old.", "Это окно старое."), ["окно"]);
        assert_eq!(marked("The is old.", "The window is old.", "Это окно старое."), ["окно"], "left out");
        let (source, target) = ("A letter of 3 May 2022", "Письмо от 3 мая 2022 года");
        assert_eq!(marked("A letter of 5 June 2023", source, target), ["3 мая 2022 года"], "a date as one");
    }

    #[test]
    fn what_stays_or_is_unsure_is_not_marked() {
        let (source, target) = ("The window is old.", "Это окно старое.");
        assert_eq!(marked(source, source, target), [""; 0]);
        assert_eq!(marked("A windows is old.", source, target), [""; 0], "another form");
        assert_eq!(marked("Is the old window.", source, target), [""; 0], "elsewhere");
        assert_eq!(marked("Where is the old window, new?", source, target), [""; 0], "only more");
        assert_eq!(marked("Page 5 of 7", "Page 3 of 3", "Страница 3 из 3"), [""; 0], "which of them?");
    }
}
