//! What the store promises, on memories of a few units.

use std::ops::ControlFlow;

use proptest::prelude::*;

use super::*;
use crate::memory::Context;
use crate::memory::exact_key;
use crate::model::{CodeKind, InlineCode, Status, Variant};

fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).unwrap()
}

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn operation(kind: &str) -> NewOperation {
    NewOperation { kind: kind.into(), detail: "test".into(), author: None, time: time(1_700_000_000) }
}

fn unit(variants: &[(&str, &str)]) -> Unit {
    Unit { variants: variants.iter().map(|(l, text)| Variant::new(tag(l), *text)).collect(), ..Unit::default() }
}

fn pair(source: &str, target: &str) -> Unit {
    unit(&[("ru", source), ("en", target)])
}

fn between(source: &str, target: &str, previous: &str, next: &str) -> Unit {
    let mut unit = pair(source, target);
    unit.origin.previous = Some(previous.into());
    unit.origin.next = Some(next.into());
    unit
}

fn add(store: &mut SqliteStore, units: Vec<Unit>) -> Counts {
    let read = units.len() as u64;
    let counts = store.add(&operation("import"), &mut units.into_iter(), &mut |_| ControlFlow::Continue(())).unwrap().1;
    assert_eq!(counts.read, read);
    assert_eq!(counts.read, counts.new + counts.changed + counts.duplicate + counts.skipped);
    counts
}

fn undo(store: &mut SqliteStore, which: Option<i64>) -> Result<Counts, Error> {
    Ok(store.undo(&operation("undo"), which.map(OperationId))?.1)
}

fn stored(store: &SqliteStore) -> Vec<StoredUnit> {
    visit(store, &Filter::default())
}

fn visit(store: &SqliteStore, filter: &Filter) -> Vec<StoredUnit> {
    let mut all = Vec::new();
    let mut push = |unit| {
        all.push(unit);
        ControlFlow::Continue(())
    };
    store.visit(filter, &mut push).unwrap();
    all
}

fn units(store: &SqliteStore) -> Vec<Unit> {
    stored(store).into_iter().map(|s| s.unit).collect()
}

fn texts(store: &SqliteStore) -> Vec<String> {
    let join = |unit: Unit| unit.variants.iter().map(|v| v.segment.text.as_str()).collect::<Vec<_>>().join("|");
    units(store).into_iter().map(join).collect()
}

/// What must hold of every memory at any time.
fn assert_sound(store: &SqliteStore) {
    let all = stored(store);
    let info = store.info().unwrap();
    assert_eq!(info.units, all.len() as u64);
    let mut languages: Vec<(LanguageTag, u64)> = Vec::new();
    let mut statuses: Vec<(Status, u64)> = Vec::new();
    for unit in &all {
        assert_eq!(unit.variants.len(), unit.unit.variants.len());
        assert!(store.living(&unit.variants).unwrap().into_iter().all(|alive| alive));
        for (id, variant) in unit.variants.iter().zip(&unit.unit.variants) {
            let found = store.exact(&variant.language, exact_key(&variant.segment.text)).unwrap();
            assert!(found.contains(id), "{variant:?} is not found");
            assert_eq!(store.units_of(&[*id]).unwrap()[0].1, *unit);
            match languages.iter_mut().find(|(l, _)| *l == variant.language) {
                Some((_, count)) => *count += 1,
                None => languages.push((variant.language.clone(), 1)),
            }
        }
        match statuses.iter_mut().find(|(s, _)| *s == unit.unit.status) {
            Some((_, count)) => *count += 1,
            None => statuses.push((unit.unit.status, 1)),
        }
    }
    languages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    statuses.sort();
    assert_eq!((info.languages, info.statuses), (languages, statuses));
}

fn full() -> Unit {
    let json = r#"{
        "name": "tu-7", "source_language": "ru", "status": "approved", "client": "Okafor", "domain": "law",
        "variants": [
            {"language": "ru", "segment": {"text": "Санкции сняты.", "codes": [
                {"at": 0, "kind": "open", "pair": 1, "data": "<b>"}, {"at": 14, "kind": "close", "pair": 1, "data": "</b>"}]},
             "metadata": {"notes": ["из заголовка"]}},
            {"language": "en-GB", "segment": {"text": "The sanctions are lifted."},
             "metadata": {"created": "2024-05-06T07:08:09Z", "created_by": "Ada", "usage_count": 3,
                          "last_used": "2025-01-01T00:00:00Z", "properties": {"x-room": ["3", "4"]}}}],
        "origin": {"file": "statement.md", "position": 12, "previous": "Заголовок", "next": "Далее.",
                   "confidence": 0.83, "tool": "tolmach"},
        "metadata": {"created": "2024-05-06T07:08:09Z", "created_by": "Ada", "changed": "2024-06-06T07:08:09Z",
                     "changed_by": "Bo", "notes": ["b", "a"], "properties": {"z": ["1"], "a": ["2", "3"]}}}"#;
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_unit_comes_back_as_it_was_given() {
    let mut store = SqliteStore::open_in_memory().unwrap();
    let given = vec![full(), pair("Да.", "Yes."), unit(&[("ja", "はい"), ("sr-Latn", "da"), ("es-419", "sí")])];
    assert_eq!(add(&mut store, given.clone()).new, 3);
    assert_eq!(units(&store), given);
    assert_sound(&store);
}

#[test]
fn what_is_there_already_is_a_duplicate() {
    let coded = |at| {
        let mut unit = pair("Да.", "Yes.");
        let code = InlineCode {
            at,
            kind: CodeKind::Standalone,
            pair: None,
            counterpart: None,
            category: None,
            association: None,
            data: "<br/>".into(),
        };
        unit.variants[0].segment.codes.push(code);
        unit
    };
    let there = || vec![pair("Да.", "Yes."), coded(0)];
    for (given, new, changed, duplicate, skipped) in [
        (pair("Да.", "Yes."), 0, 0, 1, 0),
        (unit(&[("en", "Yes."), ("ru", "Да.")]), 0, 0, 1, 0),
        (pair("Да.", "Aye."), 1, 0, 0, 0),
        (pair("да.", "Yes."), 1, 0, 0, 0),
        (unit(&[("ru", "Да."), ("en-GB", "Yes.")]), 1, 0, 0, 0),
        (unit(&[("ru", "Да."), ("en", "Yes."), ("de", "Ja.")]), 0, 1, 0, 0),
        (Unit { status: Status::Approved, ..pair("Да.", "Yes.") }, 0, 1, 0, 0),
        (coded(0), 0, 0, 1, 0),
        (coded(2), 1, 0, 0, 0),
        (pair("Да.", " "), 0, 0, 0, 1),
        (unit(&[("ru", "Да.")]), 0, 0, 0, 1),
        (unit(&[("ru", "Да."), ("ru", "Да.")]), 0, 0, 0, 1),
    ] {
        let mut store = SqliteStore::open_in_memory().unwrap();
        add(&mut store, there());
        let counts = add(&mut store, vec![given.clone()]);
        let expected = Counts { read: 1, new, changed, duplicate, skipped, removed: 0 };
        assert_eq!(counts, expected, "{given:?}");
        assert_sound(&store);

        let mut store = SqliteStore::open_in_memory().unwrap();
        let counts = add(&mut store, there().into_iter().chain([given.clone()]).collect());
        assert_eq!(counts.new, 2 + new, "in one file: {given:?}");
        assert_sound(&store);
    }
}

#[test]
fn importing_again_changes_nothing() {
    let mut store = SqliteStore::open_in_memory().unwrap();
    let mut twice = full();
    twice.metadata.changed = Some(time(1_800_000_000));
    twice.metadata.properties.insert("a".into(), vec!["other".into()]);
    let file = vec![full(), pair("Да.", "Yes."), twice, between("Да.", "Yes.", "Один.", "Два.")];
    add(&mut store, file.clone());
    let before = stored(&store);
    assert_eq!(add(&mut store, file).duplicate, 4);
    assert_eq!(stored(&store), before);
}

#[test]
fn a_language_more_joins_the_unit_and_undo_takes_it_out() {
    let mut store = SqliteStore::open_in_memory().unwrap();
    add(&mut store, vec![pair("Да.", "Yes.")]);
    add(&mut store, vec![unit(&[("ru", "Да."), ("en", "Yes."), ("de", "Ja.")])]);
    assert_eq!(texts(&store), ["Да.|Yes.|Ja."]);
    let german = stored(&store)[0].variants[2];
    assert_eq!(undo(&mut store, None).unwrap(), Counts { changed: 1, ..Counts::default() });
    assert_eq!(units(&store), [pair("Да.", "Yes.")]);
    assert_eq!(store.living(&[german]).unwrap(), [false]);
    assert_eq!(store.exact(&tag("de"), exact_key("Ja.")).unwrap(), []);
    assert_sound(&store);
}

#[test]
fn a_repeated_pair_is_one_unit_with_every_context() {
    let mut store = SqliteStore::open_in_memory().unwrap();
    let given = vec![
        between("Да.", "Yes.", "Один.", "Два."),
        pair("Два.", "Two."),
        between("Да.", "Yes.", "Три.", "Два."),
        between("Да.", "Yes.", "Один.", "Два."),
    ];
    assert_eq!(add(&mut store, given.clone()).new, 2);
    let unit = stored(&store).remove(0);
    let key = |text| Some(exact_key(text));
    assert_eq!(
        unit.contexts,
        [Context { previous: key("Один."), next: key("Два.") }, Context { previous: key("Три."), next: key("Два.") }]
    );
    assert_eq!(store.occurrences(&unit).unwrap(), [given[0].clone(), given[2].clone()]);

    assert_eq!(add(&mut store, vec![between("Да.", "Yes.", "Ноль.", "Два.")]).changed, 1);
    undo(&mut store, None).unwrap();
    assert_eq!(stored(&store).remove(0), unit);
}

#[test]
fn what_was_exported_by_context_comes_back_whole() {
    let mut store = SqliteStore::open_in_memory().unwrap();
    add(
        &mut store,
        vec![between("Да.", "Yes.", "Один.", "Два."), between("Да.", "Yes.", "Три.", "Два."), pair("Нет.", "No.")],
    );
    let mut copy = SqliteStore::open_in_memory().unwrap();
    let exported = stored(&store).iter().flat_map(|s| store.occurrences(s).unwrap()).collect();
    add(&mut copy, exported);
    assert_eq!(stored(&copy), stored(&store));
}

#[test]
fn exact_looks_in_any_region_and_in_no_other_language() {
    let mut store = SqliteStore::open_in_memory().unwrap();
    add(
        &mut store,
        vec![
            unit(&[("en-GB", "No  man"), ("ru", "Никто")]),
            unit(&[("en-US", "No man"), ("ru", "Никто")]),
            unit(&[("de", "No man"), ("ru", "Никто")]),
        ],
    );
    let found = |language: &str, text: &str| {
        let variants = store.exact(&tag(language), exact_key(text)).unwrap();
        store.units_of(&variants).unwrap().len()
    };
    assert_eq!(found("en", "No man"), 2);
    assert_eq!(found("en-AU", "No\u{a0}man "), 2);
    assert_eq!(found("de", "No man"), 1);
    assert_eq!(found("ru", "Никто"), 3);
    assert_eq!(found("ru", "никто"), 0);
    assert_eq!(found("fr", "No man"), 0);
}

#[test]
fn an_index_catches_up_by_ids_that_only_grow() {
    let mut store = SqliteStore::open_in_memory().unwrap();
    let texts_after = |store: &SqliteStore, after| {
        let mut texts = Vec::new();
        let top =
            store.texts_after(&tag("ru"), VariantId(after), &mut |id, s| texts.push((id, s.text.clone()))).unwrap();
        (texts, top)
    };
    assert_eq!(texts_after(&store, 0), (vec![], VariantId(0)));
    add(&mut store, vec![pair("а", "a"), unit(&[("ru-RU", "б"), ("en", "b")])]);
    let (texts, top) = texts_after(&store, 0);
    assert_eq!(texts, [(VariantId(1), "а".into()), (VariantId(3), "б".into())]);
    assert_eq!(top, VariantId(4));
    assert_eq!(texts_after(&store, top.0), (vec![], top));

    let first = stored(&store).remove(0);
    store.remove(&operation("delete"), &[first.id]).unwrap();
    assert_eq!(store.living(&[VariantId(1), VariantId(3), VariantId(99)]).unwrap(), [false, true, false]);
    assert_eq!(store.units_of(&[VariantId(1), VariantId(4), VariantId(3)]).unwrap().len(), 2);
    undo(&mut store, None).unwrap();
    assert_eq!(texts_after(&store, top.0).0, [(VariantId(5), "а".into())]);
    assert_eq!(stored(&store)[0].id, first.id);
    assert_eq!(store.living(&[VariantId(1)]).unwrap(), [false]);
}

#[test]
fn filters_must_all_agree() {
    let mut store = SqliteStore::open_in_memory().unwrap();
    let mut dated = pair("в", "c");
    dated.metadata.changed = Some(time(500));
    add(&mut store, vec![full(), pair("б", "b"), dated]);
    let count = |filter: Filter| visit(&store, &filter).len();
    let all = Filter::default();
    for (filter, expected) in [
        (all.clone(), 3),
        (Filter { languages: vec![tag("ru"), tag("en")], ..all.clone() }, 3),
        (Filter { languages: vec![tag("ru"), tag("de")], ..all.clone() }, 0),
        (Filter { statuses: vec![Status::Approved, Status::Machine], ..all.clone() }, 1),
        (Filter { client: Some("Okafor".into()), ..all.clone() }, 1),
        (Filter { client: Some("Nobody".into()), ..all.clone() }, 0),
        (Filter { domain: Some("law".into()), client: Some("Okafor".into()), ..all.clone() }, 1),
        (Filter { origin: Some("state".into()), ..all.clone() }, 1),
        (Filter { since: Some(time(500)), ..all.clone() }, 2),
        (Filter { since: Some(time(500)), before: Some(time(501)), ..all.clone() }, 1),
        (Filter { before: Some(time(500)), ..all.clone() }, 0),
    ] {
        assert_eq!(count(filter.clone()), expected, "{filter:?}");
    }
}

#[test]
fn a_break_keeps_nothing() {
    let mut store = SqliteStore::open_in_memory().unwrap();
    add(&mut store, vec![pair("а", "a")]);
    let before = (stored(&store), store.info().unwrap());
    let mut many = (0..40_000).map(|n| {
        let mut unit = unit(&[("uk", &format!("у{n}")), ("pl", "x")]);
        unit.client = Some("Okafor".into());
        unit
    });
    let mut stop =
        |counts: &Counts| if counts.read >= 30_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    assert!(matches!(store.add(&operation("import"), &mut many, &mut stop), Err(Error::Interrupted)));
    assert_eq!((stored(&store), store.info().unwrap()), before);
    add(&mut store, vec![Unit { client: Some("Lindqvist".into()), ..unit(&[("uk", "а"), ("pl", "x")]) }]);
    assert_sound(&store);
    assert_eq!(units(&store)[1].client.as_deref(), Some("Lindqvist"));
}

#[test]
fn a_code_outside_its_text_is_moved_inside() {
    let mut store = SqliteStore::open_in_memory().unwrap();
    let mut given = full();
    given.variants[0].segment.codes[0].at = 1;
    given.variants[0].segment.codes[1].at = usize::MAX;
    add(&mut store, vec![given]);
    let variant = units(&store).remove(0).variants.remove(0);
    assert_eq!(variant.segment.codes.iter().map(|c| c.at).collect::<Vec<_>>(), [0, variant.segment.text.len()]);
}

#[test]
fn a_full_disk_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = SqliteStore::create(&folder.path().join("a.tm"), time(0)).unwrap();
    add(&mut store, vec![pair("а", "a")]);
    let before = (stored(&store), store.info().unwrap());
    let limit = |store: &SqliteStore, pages: i64| {
        store.connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
    };
    limit(&store, 40);
    let mut many = (0..3_000).map(|n| pair(&format!("слово {n}"), "word"));
    let full = store.add(&operation("import"), &mut many, &mut |_| ControlFlow::Continue(()));
    let Err(Error::Io(why)) = full else { panic!("{full:?}") };
    assert!(why.contains("full"), "{why}");
    assert_eq!((stored(&store), store.info().unwrap()), before);
    limit(&store, 1 << 20);
    add(&mut store, vec![pair("б", "b")]);
    assert_sound(&store);
}

#[test]
fn undo_goes_back_step_by_step_and_forward_again() {
    let mut store = SqliteStore::open_in_memory().unwrap();
    add(&mut store, vec![pair("а", "a"), full()]);
    let one = units(&store);
    add(&mut store, vec![Unit { client: Some("Okafor".into()), ..pair("а", "a") }, pair("б", "b")]);
    let two = units(&store);
    let ids: Vec<UnitId> = stored(&store).iter().map(|s| s.id).collect();
    store.remove(&operation("delete"), &ids[..2]).unwrap();
    let three = units(&store);
    assert_eq!(three.len(), 1);

    assert_eq!(undo(&mut store, None).unwrap().new, 2);
    assert_eq!(units(&store), two);
    assert_sound(&store);
    let counts = undo(&mut store, None).unwrap();
    assert_eq!((counts.removed, counts.changed), (1, 1));
    assert_eq!(units(&store), one);
    undo(&mut store, None).unwrap();
    assert_eq!(units(&store), []);
    assert!(matches!(undo(&mut store, None), Err(Error::CannotUndo(_))));
    assert_sound(&store);

    undo(&mut store, Some(6)).unwrap();
    assert_eq!(units(&store), one);
    undo(&mut store, Some(5)).unwrap();
    assert_eq!(units(&store), two);
    assert_sound(&store);
    undo(&mut store, Some(4)).unwrap();
    assert_eq!(units(&store), three);
    // Taking back the redo is undoing the first operation again.
    undo(&mut store, Some(9)).unwrap();
    assert_eq!(units(&store), two);
    assert_sound(&store);
    let log = store.log(100).unwrap();
    assert_eq!(log.len(), 10);
    assert_eq!(log[7].undone_by, Some(OperationId(10)));
    assert_eq!(log[0].undoes, Some(OperationId(3)));
    assert_eq!(log[8].undone_by, None);
    assert_eq!(store.log(2).unwrap(), log[..2]);
}

#[test]
fn undo_is_refused_when_something_later_stands_on_it() {
    let mut store = SqliteStore::open_in_memory().unwrap();
    add(&mut store, vec![pair("а", "a")]);
    add(&mut store, vec![pair("б", "b")]);
    add(&mut store, vec![unit(&[("ru", "а"), ("en", "a"), ("de", "x")])]);
    let Err(Error::CannotUndo(why)) = undo(&mut store, Some(1)) else { panic!("was undone") };
    assert!(why.contains("operation 3 (import)"), "{why}");
    assert_eq!(texts(&store), ["а|a|x", "б|b"]);
    undo(&mut store, Some(2)).unwrap();
    undo(&mut store, Some(3)).unwrap();
    undo(&mut store, Some(1)).unwrap();
    assert_eq!(texts(&store), [""; 0]);
    // What stood on operation 1 cannot come back before it.
    assert!(matches!(undo(&mut store, Some(5)), Err(Error::CannotUndo(_))));
    assert!(matches!(undo(&mut store, Some(1)), Err(Error::CannotUndo(_))));
    assert!(matches!(undo(&mut store, Some(99)), Err(Error::CannotUndo(_))));
    undo(&mut store, Some(6)).unwrap();
    undo(&mut store, Some(5)).unwrap();
    assert_eq!(texts(&store), ["а|a|x"]);
    assert_sound(&store);
}

#[test]
fn a_unit_may_have_many_languages_and_many_twins() {
    let mut store = SqliteStore::open_in_memory().unwrap();
    let languages = ["ru", "en", "de", "fr", "es", "it", "pl", "uk", "be", "cs", "da", "nl"];
    let variants: Vec<(&str, String)> = languages.iter().map(|l| (*l, format!("text in {l}"))).collect();
    let of = |range: std::ops::Range<usize>| {
        unit(&variants[range].iter().map(|(l, t)| (*l, t.as_str())).collect::<Vec<_>>())
    };
    add(&mut store, vec![of(0..6)]);
    assert_eq!(add(&mut store, vec![of(4..12)]).changed, 1, "two languages in common");
    assert_eq!(add(&mut store, vec![of(0..12), of(3..5)]).duplicate, 2);
    // A source with hundreds of translations, and a translation with hundreds of sources.
    let hot: Vec<Unit> = (0..300).map(|n| pair("Да.", &format!("yes {n}"))).collect();
    let cold: Vec<Unit> = (0..300).map(|n| pair(&format!("да {n}"), "yes")).collect();
    for units in [hot, cold] {
        assert_eq!(add(&mut store, units.clone()).new, 300);
        assert_eq!(add(&mut store, units).duplicate, 300);
    }
    assert_sound(&store);
}

#[derive(Debug, Clone)]
enum Step {
    Add(Vec<Unit>),
    Remove(Vec<usize>),
    Undo,
    Redo,
}

fn step() -> impl Strategy<Value = Step> {
    let word = prop::sample::select(vec!["а", "б", "в", "а ", "г г"]);
    let neighbour = prop::sample::select(vec!["а", "б", "д"]);
    let unit = (word.clone(), word.clone(), prop::option::of(word), 0u8..4, prop::option::of(neighbour)).prop_map(
        |(source, target, third, status, previous)| {
            let mut unit = pair(source, target);
            if let Some(third) = third {
                unit.variants.push(Variant::new(tag("de"), third));
            }
            unit.status =
                [Status::Translated, Status::Approved, Status::Rejected, Status::Aligned][usize::from(status)];
            unit.origin.previous = previous.map(str::to_string);
            unit.metadata.changed = (status > 1).then(|| time(i64::from(status)));
            unit
        },
    );
    prop_oneof![
        4 => prop::collection::vec(unit, 0..6).prop_map(Step::Add),
        2 => prop::collection::vec(0usize..8, 0..4).prop_map(Step::Remove),
        3 => Just(Step::Undo),
        2 => Just(Step::Redo),
    ]
}

type Neighbours = (Option<String>, Option<String>);

fn describe(memory: &[(Unit, Vec<Neighbours>)]) -> Vec<String> {
    let line = |(unit, contexts): &(Unit, Vec<_>)| {
        let texts: Vec<String> = unit.variants.iter().map(|v| format!("{}:{}", v.language, v.segment.text)).collect();
        format!("{texts:?} {:?} {:?} {contexts:?}", unit.status, unit.metadata.changed)
    };
    memory.iter().map(line).collect()
}

/// The same as a list, in the plainest way.
fn add_plainly(memory: &mut Vec<(Unit, Vec<Neighbours>)>, unit: &Unit) {
    use crate::memory::merge;
    let mut given = unit.clone();
    let context = (given.origin.previous.take(), given.origin.next.take());
    let context = Some(context).filter(|c| *c != (None, None));
    match memory.iter_mut().find(|(stored, _)| merge::same(stored, &given)) {
        Some((stored, contexts)) => {
            merge::take_over(stored, given);
            contexts.extend(context.filter(|c| !contexts.contains(c)));
        }
        None => memory.push((given, context.into_iter().collect())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 300, failure_persistence: None, ..Default::default() })]
    #[test]
    fn any_sequence_of_operations_gives_what_a_plain_list_gives(steps in prop::collection::vec(step(), 1..14)) {
        let mut store = SqliteStore::open_in_memory().unwrap();
        let mut memory = Vec::new();
        // States before the operations that stand, and after those that were undone, with the undo's number.
        let (mut past, mut future) = (Vec::new(), Vec::new());
        let mut last_variant = 0;
        for step in steps {
            match step {
                Step::Add(units) => {
                    past.push(memory.clone());
                    future.clear();
                    units.iter().for_each(|unit| add_plainly(&mut memory, unit));
                    add(&mut store, units);
                }
                Step::Remove(places) => {
                    past.push(memory.clone());
                    future.clear();
                    let all = stored(&store);
                    let ids: Vec<UnitId> = places.iter().filter_map(|p| all.get(*p)).map(|s| s.id).collect();
                    store.remove(&operation("delete"), &ids).unwrap();
                    let mut at = 0;
                    memory.retain(|_| { at += 1; !places.contains(&(at - 1)) });
                }
                Step::Undo => {
                    let undone = undo(&mut store, None);
                    prop_assert_eq!(undone.is_ok(), !past.is_empty());
                    if let Some(before) = past.pop() {
                        future.push((std::mem::replace(&mut memory, before), store.log(1).unwrap()[0].id.0));
                    }
                }
                Step::Redo => {
                    if let Some((after, number)) = future.pop() {
                        undo(&mut store, Some(number)).unwrap();
                        past.push(std::mem::replace(&mut memory, after));
                    }
                }
            }
            let mut found = Vec::new();
            for s in stored(&store) {
                let contexts = store.occurrences(&s).unwrap();
                let contexts = contexts.into_iter().map(|u| (u.origin.previous, u.origin.next));
                let contexts = contexts.filter(|c| *c != (None, None)).collect::<Vec<_>>();
                let mut unit = s.unit;
                (unit.origin.previous, unit.origin.next) = (None, None);
                found.push((unit, contexts));
            }
            prop_assert_eq!(describe(&found), describe(&memory));
            let top = store.texts_after(&tag("ru"), VariantId(0), &mut |_, _| {}).unwrap().0;
            prop_assert!(top >= last_variant);
            last_variant = top;
        }
        assert_sound(&store);
    }
}
