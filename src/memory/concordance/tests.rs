use proptest::prelude::*;

use super::super::SqliteStore;
use super::super::testing::{pair, put, remove, store, stored, tag};
use super::*;

/// The source texts in which a phrase is found, the newest first.
fn texts(store: &SqliteStore, phrase: &str, by: By) -> Vec<String> {
    let phrase = Phrase::new(phrase, &tag("en"), by).unwrap();
    let searcher = Searcher::open(store, "m", &tag("en"), None).unwrap();
    let found = find(store, &searcher, &phrase, 100).unwrap();
    assert!(!found.more);
    let occurrences = occurrences(store, &phrase, &found.variants).unwrap();
    occurrences.iter().map(|o| o.unit.unit.variants[o.place].segment.text.clone()).collect()
}

fn with(sources: &[&str]) -> SqliteStore {
    let mut store = store();
    put(&mut store, sources.iter().map(|source| pair(source, "x")));
    store
}

#[test]
fn a_phrase_is_found_by_lemma_form_and_expression() {
    let store = with(&[
        "Sanctions went into force.",
        "The sanction goes too far.",
        "They go into forces of nature.",
        "Into force: sanctions.",
    ]);
    assert_eq!(texts(&store, "sanction", By::Lemma).len(), 3);
    assert_eq!(texts(&store, "go", By::Lemma).len(), 3);
    assert_eq!(
        texts(&store, "go into force", By::Lemma),
        ["They go into forces of nature.", "Sanctions went into force."]
    );
    assert_eq!(texts(&store, "SANCTION", By::Form), ["The sanction goes too far."]);
    assert_eq!(texts(&store, "sanctions?[. ]", By::Regex), ["Into force: sanctions.", "The sanction goes too far."]);
    assert_eq!(texts(&store, "^.{4} ", By::Regex), ["Into force: sanctions.", "They go into forces of nature."]);
    assert_eq!(texts(&store, "Sanctions too", By::Lemma), Vec::<String>::new());
}

#[test]
fn parts_of_a_date_are_found() {
    let store = with(&["It was on 3 May 2022.", "May we go?", "On 3 June 2022"]);
    assert_eq!(texts(&store, "may", By::Lemma), ["May we go?", "It was on 3 May 2022."]);
    assert_eq!(texts(&store, "2022", By::Form).len(), 2);
    assert_eq!(texts(&store, "3 may", By::Lemma), ["It was on 3 May 2022."]);
}

#[test]
fn quotes_and_dashes_do_not_part_a_phrase() {
    let store = with(&["The “Open City” movement", "The open, city movement", "An open-city map"]);
    assert_eq!(texts(&store, "open city", By::Form), ["An open-city map", "The “Open City” movement"]);
}

#[test]
fn what_was_removed_is_not_found_and_what_was_added_is() {
    let mut store = with(&["No to war", "War and peace"]);
    let first = stored(&store)[0].id;
    remove(&mut store, &[first]);
    put(&mut store, [pair("Wars end", "x")]);
    assert_eq!(texts(&store, "war", By::Lemma), ["Wars end", "War and peace"]);
}

#[test]
fn what_cannot_be_looked_for_is_said() {
    let error = |text: &str, by| Phrase::new(text, &tag("en"), by).err().unwrap();
    assert_eq!(error(" — ", By::Lemma), BadPhrase::Empty);
    assert_eq!(error("", By::Regex), BadPhrase::Empty);
    assert!(matches!(error("(war", By::Regex), BadPhrase::Regex(why) if why == "unclosed group"));
}

#[test]
fn places_in_a_text_are_told() {
    let ranges = |phrase: &str, text: &str| {
        let phrase = Phrase::new(phrase, &tag("en"), By::Lemma).unwrap();
        phrase.ranges(text).into_iter().map(|r| text[r].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ranges("human right", "Human rights are “human” rights."), ["Human rights", "human” rights"]);
    assert_eq!(ranges("war", "War, wars; warm."), ["War", "wars"]);
}

fn sentence() -> impl Strategy<Value = String> {
    let words = ["go", "went", "war", "wars", "War", "peace", "the", "1917", "“", "-", ",", "of"];
    prop::collection::vec(prop::sample::select(words.to_vec()), 1..7).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The index answers as reading every text would.
    #[test]
    fn the_list_is_that_of_looking_at_every_text(
        sources in prop::collection::vec(sentence(), 1..20),
        phrase in "(go|went|war|peace|the|1917)( (go|wars|peace|of)){0,2}",
        by in prop::sample::select(vec![By::Lemma, By::Form, By::Regex]),
    ) {
        let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
        let store = with(&sources);
        let compiled = Phrase::new(&phrase, &tag("en"), by).unwrap();
        let mut expected: Vec<String> = stored(&store)
            .iter()
            .map(|unit| unit.unit.variants[0].segment.text.clone())
            .filter(|text| compiled.is_in(text))
            .collect();
        expected.reverse();
        prop_assert_eq!(texts(&store, &phrase, by), expected);
    }
}

/// The renderings of an English phrase in Russian, each with the number of its units.
fn rendered(units: &[(&str, &str)], phrase: &str) -> Vec<(String, usize)> {
    let mut store = store();
    put(&mut store, units.iter().map(|(source, target)| pair(source, target)));
    let phrase = Phrase::new(phrase, &tag("en"), By::Lemma).unwrap();
    let searcher = Searcher::open(&store, "m", &tag("en"), None).unwrap();
    let found = find(&store, &searcher, &phrase, 100).unwrap();
    let occurrences = occurrences(&store, &phrase, &found.variants).unwrap();
    let targets: Vec<&str> = occurrences.iter().map(|o| o.unit.unit.variants[1].segment.text.as_str()).collect();
    let searcher = Searcher::open(&store, "m", &tag("ru"), None).unwrap();
    let list = renderings(&store, &searcher, &targets, phrase.words(), found.variants.len()).unwrap();
    list.into_iter()
        .map(|r| (r.text, r.places.iter().map(|(text, _)| *text).collect::<std::collections::BTreeSet<_>>().len()))
        .collect()
}

/// Enough that has nothing to do with the phrase: what is frequent says nothing.
fn other_units() -> Vec<(&'static str, &'static str)> {
    let nouns = [("army", "армия"), ("bread", "хлеб"), ("school", "школа"), ("river", "река"), ("winter", "зима")];
    let verbs = [("comes", "приходит"), ("goes", "уходит"), ("stays", "остаётся"), ("sleeps", "спит")];
    let mut out = Vec::new();
    for (noun, substantive) in nouns {
        for (verb, predicate) in verbs {
            let line = (format!("The new {noun} {verb} in Minsk"), format!("Новая {substantive} {predicate} в Минске"));
            out.push((&*line.0.leak(), &*line.1.leak()));
        }
    }
    out
}

#[test]
fn renderings_are_counted() {
    let mut units = other_units();
    units.extend([
        ("Sanctions against judges", "Санкции против судей"),
        ("New sanctions in Minsk", "Новые санкции в Минске"),
        ("The sanctions stay", "Санкции остаются"),
        ("No sanction sleeps", "Ни одна санкция не спит"),
        ("Sanctions, winter and bread", "Ограничительные меры, зима и хлеб"),
        ("Sanctions for the army", "Ограничительные меры для армии"),
        ("The sanctions of the river", "Ограничительные меры реки"),
    ]);
    let found = rendered(&units, "sanction");
    assert_eq!(found, [("санкции".to_string(), 4), ("Ограничительные меры".to_string(), 3)]);
}

#[test]
fn what_was_translated_once_has_no_rendering() {
    let mut units = other_units();
    units.push(("Sanctions for the army", "Меры для армии"));
    assert_eq!(rendered(&units, "sanction"), []);
}
