//! Adding units: what is there already is recognised, the rest is stored, by the batch.

use std::ops::ControlFlow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::change::{Change, NewText};
use super::key::TextKey;
use super::read::source_language;
use super::row::UnitRow;
use crate::lang::LanguageTag;
use crate::memory::merge;
use crate::memory::store::{Context, Counts, Error, exact_key};
use crate::model::{Metadata, Segment, Status, Timestamp, Unit, Variant};

/// Units held in memory at a time, at most: the more, the fewer pages of the key table does each touch.
const BATCH_UNITS: usize = 16_384;
/// Their text in bytes, about, at most.
const BATCH_BYTES: usize = 8 << 20;
/// How often `progress` is asked, in units.
const PROGRESS: u64 = 1_000;
/// A text that more variants have than this is looked for by its translation instead.
const COMMON: usize = 64;

/// A unit handed in, made ready.
pub(super) struct Given {
    /// In a place of its own, since it is handed on.
    unit: Box<Unit>,
    /// The key of each variant.
    keys: Vec<TextKey>,
    context: Option<Context>,
    /// The texts behind the context.
    neighbours: Vec<(u64, String)>,
}

impl Given {
    /// None when fewer than two variants have text.
    fn new(mut unit: Unit) -> Option<Self> {
        unit.variants.retain(|v| !v.segment.text.trim().is_empty());
        for at in (1..unit.variants.len()).rev() {
            let (before, rest) = unit.variants.split_at(at);
            if before.iter().any(|v| merge::same_variant(v, &rest[0])) {
                unit.variants.remove(at);
            }
        }
        if unit.variants.len() < 2 {
            return None;
        }
        in_whole_seconds(&mut unit.metadata);
        for variant in &mut unit.variants {
            in_whole_seconds(&mut variant.metadata);
            let Segment { text, codes } = &mut variant.segment;
            // No reader makes a code outside its text; stored, it would make the memory a damaged one.
            for code in codes {
                let inside = (0..=code.at.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
                code.at = inside.unwrap_or(0);
            }
        }
        let keys = unit.variants.iter().map(key_of).collect();
        let mut neighbours = Vec::new();
        let mut key = |text: Option<String>| {
            let text = text.filter(|t| !t.trim().is_empty())?;
            let key = exact_key(&text);
            neighbours.push((key, text));
            Some(key)
        };
        let context = Context { previous: key(unit.origin.previous.take()), next: key(unit.origin.next.take()) };
        Some(Self {
            unit: Box::new(unit),
            keys,
            context: Some(context).filter(|c| *c != Context::default()),
            neighbours,
        })
    }

    fn bytes(&self) -> usize {
        let texts = self.unit.variants.iter().map(|v| v.segment.text.len() + 100).sum::<usize>();
        texts + self.neighbours.iter().map(|(_, text)| text.len()).sum::<usize>()
    }
}

fn in_whole_seconds(metadata: &mut Metadata) {
    for time in [&mut metadata.created, &mut metadata.changed, &mut metadata.last_used].into_iter().flatten() {
        *time = Timestamp::from_second(time.as_second()).unwrap_or(*time);
    }
}

/// The next batch; empty at the end.
pub(super) fn next_batch(
    units: &mut dyn Iterator<Item = Unit>,
    counts: &mut Counts,
    progress: &mut dyn FnMut(&Counts) -> ControlFlow<()>,
) -> Result<Vec<Given>, Error> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < BATCH_UNITS && bytes < BATCH_BYTES {
        let Some(unit) = units.next() else { break };
        counts.read += 1;
        if counts.read.is_multiple_of(PROGRESS) && progress(counts).is_break() {
            return Err(Error::Interrupted);
        }
        match Given::new(unit) {
            Some(given) => {
                bytes += given.bytes();
                batch.push(given);
            }
            None => counts.skipped += 1,
        }
    }
    Ok(batch)
}

/// A unit of the memory that the batch made or came across.
struct Working {
    unit: Box<Unit>,
    /// The ids of its variants, as far as they are stored.
    variants: Vec<i64>,
    /// The keys of its variants, as far as they are known.
    keys: Vec<TextKey>,
    contexts: Vec<Context>,
    /// As it is stored; None when it is not.
    status: Option<Status>,
    changed: bool,
}

/// The part of the memory that a batch works on.
struct Batch<'a, 'b> {
    change: &'b mut Change<'a>,
    /// Stored units by id; None for one that is gone.
    stored: FxHashMap<i64, Option<Working>>,
    /// New units; their ids follow each other.
    made: Vec<Working>,
    first_made: i64,
    /// The texts that are handed in.
    texts: FxHashSet<TextKey>,
    neighbours: Vec<Neighbour>,
}

/// A text that may have to be kept for a context.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Neighbour {
    key: u64,
    language: LanguageTag,
    text: String,
}

/// Stores a batch.
pub(super) fn store(change: &mut Change<'_>, given: Vec<Given>, counts: &mut Counts) -> Result<(), Error> {
    let candidates = candidates(change, &given)?;
    // Of all these there will be a variant, so as neighbours they need not be kept.
    let mut texts = FxHashSet::default();
    if given.iter().any(|g| !g.neighbours.is_empty()) {
        texts.extend(given.iter().flat_map(|g| &g.keys));
    }
    let twins = Twins::new(&given);
    let first_made = change.next_unit;
    let mut batch =
        Batch { change, stored: FxHashMap::default(), made: Vec::new(), first_made, texts, neighbours: Vec::new() };
    batch.made.reserve(given.len());
    let mut units = Vec::with_capacity(given.len());
    for (given, variants) in given.into_iter().zip(candidates) {
        let unit = match batch.find(&given, &variants, twins.before(&given, &units))? {
            Some(id) => {
                let changed = batch.merge(id, given);
                if changed && id < batch.change.first_unit {
                    counts.changed += 1;
                } else {
                    counts.duplicate += 1;
                }
                id
            }
            None => {
                counts.new += 1;
                batch.make(given)
            }
        };
        units.push(unit);
    }
    batch.flush()
}

/// Which units of a batch have a text in common.
struct Twins {
    /// Sorted; those that share a key with another.
    shared: Vec<(TextKey, u32)>,
    /// Where a key begins in `shared`.
    starts: FxHashMap<TextKey, u32>,
}

impl Twins {
    fn new(given: &[Given]) -> Self {
        let mut all: Vec<(TextKey, u32)> =
            (0u32..).zip(given).flat_map(|(at, g)| g.keys.iter().map(move |key| (*key, at))).collect();
        all.sort_unstable();
        let groups = all.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
        let (mut shared, mut starts) = (Vec::new(), FxHashMap::default());
        for group in groups {
            starts.insert(group[0].0, shared.len() as u32);
            shared.extend_from_slice(group);
        }
        Self { shared, starts }
    }

    /// The units that became of those handed in before and share a text with this one. All but one of its
    /// texts are looked at, since two must agree: not the commonest.
    fn before(&self, given: &Given, units: &[i64]) -> Vec<i64> {
        let list = |key: &TextKey| -> &[(TextKey, u32)] {
            let Some(&start) = self.starts.get(key) else { return &[] };
            let rest = &self.shared[start as usize..];
            &rest[..rest.partition_point(|(k, at)| k == key && (*at as usize) < units.len())]
        };
        let mut lists: Vec<&[(TextKey, u32)]> = given.keys.iter().map(list).filter(|list| !list.is_empty()).collect();
        lists.sort_by_key(|list| list.len());
        lists.pop();
        lists.into_iter().flatten().filter_map(|(_, at)| units.get(*at as usize).copied()).collect()
    }
}

/// For each unit handed in, the stored variants that the same unit would have to have: all but one of a
/// unit's texts are looked up, since two must agree. Asked in the order of the keys, which is the table's.
fn candidates(change: &Change<'_>, given: &[Given]) -> Result<Vec<Vec<i64>>, Error> {
    let mut asked: Vec<(TextKey, usize)> = given
        .iter()
        .enumerate()
        .flat_map(|(at, g)| g.keys[..g.keys.len() - 1].iter().map(move |key| (*key, at)))
        .collect();
    asked.sort_unstable_by_key(|(key, _)| key.column());
    let mut statement = change.connection().prepare_cached("SELECT variant FROM text_key WHERE key = ?1 LIMIT ?2")?;
    let mut found = vec![Vec::new(); given.len()];
    let mut known = Vec::new();
    let mut look_up = |key: TextKey, limit: usize, into: &mut Vec<i64>| -> Result<(), Error> {
        into.extend(change.new_variants(key).take(limit));
        if change.may_be_stored(key) {
            let mut rows = statement.query((key.column(), i64::try_from(limit).unwrap_or(i64::MAX)))?;
            while let Some(row) = rows.next()? {
                into.push(row.get(0)?);
            }
        }
        Ok(())
    };
    for (key, at) in asked {
        let (list, keys) = (&mut found[at], &given[at].keys);
        match keys[..] {
            [_, translation] => {
                look_up(key, COMMON + 1, list)?;
                if list.len() > COMMON {
                    list.clear();
                    look_up(translation, usize::MAX, list)?;
                } else if !list.is_empty() {
                    // A text that was translated otherwise before: the unit would have to have both.
                    look_up(translation, 1, &mut known)?;
                    if known.drain(..).next().is_none() {
                        list.clear();
                    }
                }
            }
            _ => look_up(key, usize::MAX, list)?,
        }
    }
    Ok(found)
}

impl Batch<'_, '_> {
    /// The unit that is the same as the one given; the oldest, if there are several. It is one of those that
    /// hold one of `variants` or one of `units`.
    fn find(&mut self, given: &Given, variants: &[i64], units: Vec<i64>) -> Result<Option<i64>, Error> {
        let mut ids = units;
        for &variant in variants {
            ids.extend(self.change.reader().unit_id_of(variant)?);
        }
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            if id < self.first_made && !self.stored.contains_key(&id) {
                let unit = self.load(id)?;
                self.stored.insert(id, unit);
            }
            if self.working(id).is_some_and(|w| merge::same(&w.unit, &given.unit)) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn load(&self, id: i64) -> Result<Option<Working>, Error> {
        let reader = self.change.reader();
        let Some(row) = reader.row(id)? else { return Ok(None) };
        Ok(Some(Working {
            unit: Box::new(reader.unit(&row)?),
            variants: row.variants,
            keys: Vec::new(),
            contexts: row.contexts,
            status: Some(row.status),
            changed: false,
        }))
    }

    fn working(&mut self, id: i64) -> Option<&mut Working> {
        match usize::try_from(id - self.first_made) {
            Ok(at) => self.made.get_mut(at),
            Err(_) => self.stored.get_mut(&id)?.as_mut(),
        }
    }

    /// Whether the unit given said anything that was not known of the one there is.
    fn merge(&mut self, id: i64, given: Given) -> bool {
        let Given { unit, context, neighbours, .. } = given;
        let Some(working) = self.working(id) else { return false };
        let context = context.filter(|c| !working.contexts.contains(c));
        working.contexts.extend(context);
        let changed = merge::take_over(&mut working.unit, *unit) || context.is_some();
        working.changed |= changed;
        let language = source_language(&working.unit).filter(|_| context.is_some()).cloned();
        self.keep(language, neighbours);
        changed
    }

    fn make(&mut self, given: Given) -> i64 {
        let Given { unit, keys, context, neighbours } = given;
        if !neighbours.is_empty() {
            self.keep(source_language(&unit).cloned(), neighbours);
        }
        let contexts = context.into_iter().collect();
        self.made.push(Working { unit, variants: Vec::new(), keys, contexts, status: None, changed: true });
        self.change.next_unit += 1;
        self.change.next_unit - 1
    }

    fn keep(&mut self, language: Option<LanguageTag>, neighbours: Vec<(u64, String)>) {
        if let Some(language) = language {
            let unknown = |key| !self.texts.contains(&TextKey::new(language.language(), key));
            let unknown = neighbours.into_iter().filter(|(key, _)| unknown(*key));
            let neighbour = |(key, text)| Neighbour { key, language: language.clone(), text };
            self.neighbours.extend(unknown.map(neighbour));
        }
    }

    /// Writes what was made and changed, in the order of the ids, a table after the other.
    fn flush(self) -> Result<(), Error> {
        let Self { change, stored, mut made, first_made, mut neighbours, .. } = self;
        let mut changed: Vec<(i64, Working)> =
            stored.into_iter().filter_map(|(id, working)| Some((id, working.filter(|w| w.changed)?))).collect();
        changed.sort_unstable_by_key(|(id, _)| *id);
        let mut written: Vec<(i64, &mut Working)> = changed.iter_mut().map(|(id, working)| (*id, working)).collect();
        written.extend((first_made..).zip(&mut made));
        let mut texts = Vec::with_capacity(2 * written.len());
        for (id, working) in &mut written {
            let Working { unit, variants, keys, status, .. } = &mut **working;
            if *id < change.first_unit {
                change.remember(*id)?;
            }
            if let Some(status) = *status {
                change.count_unit(status, -1);
            }
            change.count_unit(unit.status, 1);
            for (at, variant) in unit.variants.iter().enumerate().skip(variants.len()) {
                let key = keys.get(at).copied().unwrap_or_else(|| key_of(variant));
                let Variant { language: tag, segment, .. } = variant;
                let text = change.new_variant();
                variants.push(text);
                texts.push(NewText { id: text, unit: *id, tag, segment, key });
            }
        }
        change.insert_texts(&texts)?;
        let rows = written.into_iter().map(|(id, working)| {
            let Working { unit, variants, contexts, .. } = working;
            change.row(id, unit, std::mem::take(variants), std::mem::take(contexts))
        });
        UnitRow::write(change.connection(), rows)?;
        change.flush_many_keys()?;
        neighbours.sort_unstable();
        neighbours.dedup_by_key(|n| n.key);
        for neighbour in neighbours {
            change.keep_neighbour(neighbour.language.language(), neighbour.key, &neighbour.text)?;
        }
        Ok(())
    }
}

fn key_of(variant: &Variant) -> TextKey {
    TextKey::of(&variant.language, &variant.segment.text)
}
