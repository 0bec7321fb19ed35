//! Repair: a match that differs from the query in nothing but what is carried over by value (numbers, dates,
//! times, addresses, and the markup and inline codes of the text) gets the query's.

use super::markup::markup;
use crate::lang::{LanguageTag, Placeable, Value, placeables, same, write_like};
use crate::model::{InlineCode, Segment};

/// A translation into which the query's placeables were put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The target with the query's placeables in place of the stored ones.
    pub target: Segment,
    /// What was replaced in the target, in order, inline codes last. Empty where query and match only write the
    /// same values differently.
    pub replaced: Vec<Replacement>,
}

/// A text of a stored translation and what was put in its place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Replacement {
    /// The stored text.
    pub from: String,
    /// The new one.
    pub to: String,
    /// What it is.
    pub why: Why,
}

/// What was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// A number.
    Number,
    /// A date.
    Date,
    /// A time of day.
    Time,
    /// An address, an account or a code.
    Address,
    /// A tag, a placeholder or an inline code.
    Markup,
    /// A term of a glossary.
    Term,
    /// A name.
    Name,
}

impl Why {
    fn of(value: &Value) -> Self {
        match value {
            value if is_markup(value) => Self::Markup,
            Value::Number(_) => Self::Number,
            Value::Date(_) => Self::Date,
            Value::Time(_) => Self::Time,
            Value::Url(_) | Value::Email(_) | Value::Account(_) | Value::Code(_) => Self::Address,
        }
    }
}

/// Puts the query's placeables, markup and inline codes into the translation of a match.
///
/// Query and matched source must be alike but for these, the same number of them in the same order, and each
/// that changed must have exactly one counterpart of its value in the target (or each of several equal ones,
/// if all change alike). `None` where anything is uncertain: see [`write_like`].
pub fn repair(
    query: &Segment,
    query_language: &LanguageTag,
    matched_source: &Segment,
    matched_target: &Segment,
    target_language: &LanguageTag,
) -> Option<Repair> {
    let wanted = slots(&query.text, query_language);
    let stored = slots(&matched_source.text, query_language);
    if wanted.len() != stored.len() || !around(&query.text, &wanted).eq(around(&matched_source.text, &stored)) {
        return None;
    }
    let target = &matched_target.text;
    let in_target = slots(target, target_language);
    let mut expected = in_target.clone();
    let mut edits: Vec<(usize, String)> = Vec::new();
    for (index, (old, new)) in stored.iter().zip(&wanted).enumerate() {
        if same(&old.value, &new.value) {
            continue;
        }
        let alike = |p: &&Placeable| same(&p.value, &old.value);
        let twins: Vec<usize> = (0..stored.len()).filter(|i| alike(&&stored[*i])).collect();
        if is_markup(&old.value) != is_markup(&new.value) || twins.iter().any(|i| !same(&wanted[*i].value, &new.value))
        {
            return None;
        }
        if twins.first() != Some(&index) {
            continue; // done with the first of them
        }
        if in_target.iter().filter(alike).count() != twins.len() {
            return None;
        }
        for (place, counterpart) in in_target.iter().enumerate().filter(|(_, p)| alike(p)) {
            let text = write_like(target, counterpart, target_language, &query.text, new)?;
            expected[place].value = new.value.clone();
            edits.push((place, text));
        }
    }
    edits.sort_by_key(|(place, _)| *place);
    if edits.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return None; // two stored values that one in the target could stand for
    }
    let edits: Vec<(&Placeable, String)> =
        edits.into_iter().filter_map(|(place, text)| Some((in_target.get(place)?, text))).collect();
    let ranges: Vec<_> = edits.iter().map(|(old, new)| (old.range.clone(), new.clone())).collect();
    let mut repaired = matched_target.with_edits(&ranges)?;

    // Read again, the new text must say what was meant.
    let found = slots(&repaired.text, target_language);
    if found.len() != expected.len() || !found.iter().zip(&expected).all(|(a, b)| same(&a.value, &b.value)) {
        return None;
    }
    let replacement = |(old, to): (&Placeable, String)| Replacement {
        from: target[old.range.clone()].to_string(),
        to,
        why: Why::of(&old.value),
    };
    let mut replaced: Vec<Replacement> = edits.into_iter().map(replacement).collect();
    replaced.extend(put_codes((query, &wanted), (matched_source, &stored), &mut repaired)?);
    Some(Repair { target: repaired, replaced })
}

/// What may be put in: placeables, and markup, which is carried over letter by letter and swallows what is
/// inside it.
fn slots(text: &str, language: &LanguageTag) -> Vec<Placeable> {
    let markup = markup(text);
    let outside = |p: &Placeable| !markup.iter().any(|m| m.start < p.range.end && p.range.start < m.end);
    let mut slots: Vec<Placeable> = placeables(text, language).into_iter().filter(outside).collect();
    slots.extend(markup.iter().cloned().map(|range| {
        let value = Value::Code(text.get(range.clone()).unwrap_or_default().to_string());
        Placeable { range, value }
    }));
    slots.sort_by_key(|slot| slot.range.start);
    slots
}

/// Whether a value is markup rather than something that [`placeables`] finds.
fn is_markup(value: &Value) -> bool {
    matches!(value, Value::Code(code) if !code.starts_with(char::is_numeric))
}

/// Puts the query's inline codes in place of the stored ones. Query and stored source must have them in the
/// same places, of the same kinds; each that changed must have its counterparts in the target, the same code
/// as often. Gives what was replaced; `None` where that is not so.
fn put_codes(
    (query, wanted): (&Segment, &[Placeable]),
    (source, stored): (&Segment, &[Placeable]),
    target: &mut Segment,
) -> Option<Vec<Replacement>> {
    if query.codes.len() != source.codes.len() {
        return None;
    }
    let pairs: Vec<(&InlineCode, &InlineCode)> = source.codes.iter().zip(&query.codes).collect();
    let alike = |a: &InlineCode, b: &InlineCode| a.kind == b.kind && a.data == b.data;
    for (old, new) in &pairs {
        if old.kind != new.kind || place(old.at, stored)? != place(new.at, wanted)? {
            return None;
        }
        if old.data == new.data {
            continue;
        }
        // Every code like this one must become the same, and the target must have as many of them.
        let mut twins = pairs.iter().filter(|(other, _)| alike(other, old));
        let counterparts = target.codes.iter().filter(|code| alike(code, old)).count();
        if twins.clone().count() != counterparts || twins.any(|(_, other)| other.data != new.data) {
            return None;
        }
    }
    let mut replaced = Vec::new();
    for code in &mut target.codes {
        if let Some((old, new)) = pairs.iter().find(|(old, new)| alike(code, old) && old.data != new.data) {
            replaced.push(Replacement { from: old.data.clone(), to: new.data.clone(), why: Why::Markup });
            code.data = new.data.clone();
        }
    }
    Some(replaced)
}

/// Where a code stands: behind how many slots, and how many bytes behind the last of them. `None` inside one.
fn place(at: usize, slots: &[Placeable]) -> Option<(usize, usize)> {
    let before = slots.partition_point(|slot| slot.range.end <= at);
    let inside = slots.get(before).is_some_and(|slot| slot.range.start < at);
    let end = before.checked_sub(1).and_then(|last| slots.get(last)).map_or(0, |slot| slot.range.end);
    (!inside).then_some((before, at - end))
}

/// The texts between the placeables.
fn around<'a>(text: &'a str, placeables: &'a [Placeable]) -> impl Iterator<Item = &'a str> {
    let starts = std::iter::once(0).chain(placeables.iter().map(|p| p.range.end));
    let ends = placeables.iter().map(|p| p.range.start).chain([text.len()]);
    starts.zip(ends).filter_map(|(start, end)| text.get(start..end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CodeKind;

    fn repaired(query: &str, source: &str, target: &str) -> Option<Repair> {
        let tag = |l| LanguageTag::parse(l).unwrap();
        repair(&query.into(), &tag("ru"), &source.into(), &target.into(), &tag("en"))
    }

    fn check(query: &str, source: &str, target: &str, expected: &str) {
        let got = repaired(query, source, target).map(|r| r.target.text);
        assert_eq!(got.as_deref(), Some(expected), "{query}");
    }

    #[test]
    fn what_changed_is_put_in() {
        check(
            "На площадь вышло 2 500 человек.",
            "На площадь вышло 1 000 человек.",
            "1,000 people came to the square.",
            "2,500 people came to the square.",
        );
        check(
            "Съезд открылся 7 июня 2023 года в 10:30.",
            "Съезд открылся 3 мая 2022 года в 14:00.",
            "The congress opened on May 3, 2022 at 2:00 p.m.",
            "The congress opened on June 7, 2023 at 10:30 a.m.",
        );
        check(
            "См. https://example.org/2.",
            "См. https://example.org/1.",
            "See https://example.org/1.",
            "See https://example.org/2.",
        );
        check("5 из 7 (5 %)", "3 из 7 (3 %)", "3 of 7 (3%)", "5 of 7 (5%)");
        check("С 4 до 9 часов", "С 3 до 5 часов", "From 3 to 5 o'clock", "From 4 to 9 o'clock");
        check("С 5 до 3 часов", "С 3 до 5 часов", "From 3 to 5 o'clock", "From 5 to 3 o'clock");
    }

    #[test]
    fn the_replaced_texts_are_told() {
        let repair = repaired("Их 12.", "Их 10.", "There are 10 of them.").unwrap();
        assert_eq!(repair.replaced, [Replacement { from: "10".into(), to: "12".into(), why: Why::Number }]);
        let repair = repaired("Их 1000.", "Их 1 000.", "There are 1,000.").unwrap();
        assert!(repair.replaced.is_empty(), "the same value");
    }

    #[test]
    fn uncertain_is_none() {
        for (query, source, target) in [
            ("Их было 12.", "Их стало 10.", "There are 10 of them."),
            ("Их 12.", "Их 3.", "There are three of them."),
            ("Их 12 из 10.", "Их 10 из 10.", "10 of the 10."),
            ("Их 12.", "Их 10.", "They number 11."),
            ("Их 12.", "Их 10.", "There are 10 of the 10."),
            ("Их 1.", "Их 2.", "There are 2 people."),
            ("12 и 13", "12", "12"),
            ("В 14.", "В XX.", "In the XX."),
        ] {
            assert_eq!(repaired(query, source, target), None, "{query}");
        }
    }

    #[test]
    fn codes_keep_their_places() {
        let code = |at| InlineCode {
            at,
            kind: CodeKind::Standalone,
            pair: None,
            counterpart: None,
            category: None,
            association: None,
            data: String::new(),
        };
        let tag = |l| LanguageTag::parse(l).unwrap();
        let run = |at: &[usize]| {
            let target = Segment { text: "With 9 of 10.".into(), codes: at.iter().copied().map(code).collect() };
            repair(&"Из 100 — 75.".into(), &tag("ru"), &"Из 10 — 9.".into(), &target, &tag("en"))
                .map(|r| (r.target.text, r.target.codes.iter().map(|c| c.at).collect::<Vec<_>>()))
        };
        let text = "With 75 of 100.".to_string();
        assert_eq!(run(&[0, 5, 6, 7, 10, 12, 13]), Some((text, vec![0, 5, 7, 8, 11, 14, 15])));
        assert_eq!(run(&[11]), None);
    }

    #[test]
    fn markup_is_put_in() {
        check("Выберите {name}.", "Выберите {user}.", "Choose {user}.", "Choose {name}.");
        check("Выберите %2$s (%d).", "Выберите %1$s (%s).", "Choose %1$s (%s).", "Choose %2$s (%d).");
        check("Это <0/>, 5.", "Это <1/>, 4.", "This is <1/>, 4.", "This is <0/>, 5.");
        check("<a id=\"n2\">Выход</a>", "<a id=\"n1\">Выход</a>", "<a id=\"n1\">Exit</a>", "<a id=\"n2\">Exit</a>");
        for (query, source, target) in [
            ("Выберите {name}.", "Выберите {user}.", "Choose a user."),
            ("Выберите {name}.", "Выберите {user}.", "Choose {user} {user}."),
            ("Выберите {name}.", "Выберите 5.", "Choose 5."),
            ("Выберите {name}", "Выберите <user>", "Choose a <user title=''>"),
        ] {
            assert_eq!(repaired(query, source, target), None, "{query}");
        }
    }

    #[test]
    fn inline_codes_are_put_in() {
        let code = |at, data: &str| InlineCode {
            at,
            kind: CodeKind::Standalone,
            pair: None,
            counterpart: None,
            category: None,
            association: None,
            data: data.into(),
        };
        let tag = |l| LanguageTag::parse(l).unwrap();
        let segment = |text: &str, codes: &[(usize, &str)]| Segment {
            text: text.into(),
            codes: codes.iter().map(|&(at, data)| code(at, data)).collect(),
        };
        let run = |query: &[(usize, &str)], source: &[(usize, &str)], target: &[(usize, &str)]| {
            let (query, source) = (segment("Их 100: ", query), segment("Их 10: ", source));
            let got = repair(&query, &tag("ru"), &source, &segment("The 10: ", target), &tag("en"))?;
            Some(got.target.codes.iter().map(|c| (c.at, c.data.clone())).collect::<Vec<_>>())
        };
        let expected =
            |codes: &[(usize, &str)]| Some(codes.iter().map(|&(at, d)| (at, d.to_string())).collect::<Vec<_>>());
        assert_eq!(run(&[(10, "{2}")], &[(9, "{1}")], &[(8, "{1}")]), expected(&[(9, "{2}")]));
        assert_eq!(
            run(&[(0, "b"), (10, "x")], &[(0, "b"), (9, "y")], &[(0, "y"), (8, "b")]),
            expected(&[(0, "x"), (9, "b")])
        );
        assert_eq!(run(&[(9, "{2}")], &[(9, "{1}")], &[(8, "{1}")]), None, "in another place");
        assert_eq!(run(&[(10, "{2}")], &[(9, "{1}")], &[]), None, "not in the target");
        assert_eq!(run(&[(10, "{2}")], &[], &[]), None);
    }

    proptest::proptest! {
        #[test]
        fn a_repair_says_the_new_number(old in 100u32..100_000, new in 100u32..100_000) {
            let source = |n: u32| format!("Собрано {n} рублей.");
            let target = format!("{old} roubles were raised.");
            let got = repaired(&source(new), &source(old), &target).unwrap();
            proptest::prop_assert_eq!(got.target.text, format!("{new} roubles were raised."));
        }
    }
}
