//! Adding units: what is there already is recognised, the rest is stored, by the batch.

use std::ops::ControlFlow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::change::Change;
use super::read::{slot, source_language};
use super::row::UnitRow;
use crate::memory::merge;
use crate::memory::store::{Context, Counts, Error, exact_key};
use crate::model::{Metadata, Timestamp, Unit};

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
    unit: Unit,
    /// The key of each variant.
    slots: Vec<i64>,
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
        }
        let slots =
            unit.variants.iter().map(|v| slot(v.language.language(), exact_key(&v.segment.text))).collect::<Vec<_>>();
        let mut neighbours = Vec::new();
        let mut key = |text: Option<String>| {
            let text = text.filter(|t| !t.trim().is_empty())?;
            let key = exact_key(&text);
            neighbours.push((key, text));
            Some(key)
        };
        let context = Context { previous: key(unit.origin.previous.take()), next: key(unit.origin.next.take()) };
        Some(Self { unit, slots, context: Some(context).filter(|c| *c != Context::default()), neighbours })
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
    unit: Unit,
    variants: Vec<i64>,
    contexts: Vec<Context>,
    changed: bool,
}

/// The part of the memory that a batch works on.
struct Batch<'a, 'b> {
    change: &'b mut Change<'a>,
    /// By id; None for a unit that is gone.
    units: FxHashMap<i64, Option<Working>>,
    /// The units that this batch makes, by the keys of their texts.
    made: FxHashMap<i64, Vec<i64>>,
    first_made: i64,
    neighbours: Vec<(String, u64, String)>,
}

/// Stores a batch.
pub(super) fn store(change: &mut Change<'_>, given: Vec<Given>, counts: &mut Counts) -> Result<(), Error> {
    let candidates = candidates(change, &given)?;
    let first_made = change.next_unit;
    let mut batch =
        Batch { change, units: FxHashMap::default(), made: FxHashMap::default(), first_made, neighbours: Vec::new() };
    for (given, stored) in given.into_iter().zip(candidates) {
        match batch.find(&given, &stored)? {
            Some(id) => {
                let changed = batch.merge(id, given);
                if changed && id < batch.change.first_unit {
                    counts.changed += 1;
                } else {
                    counts.duplicate += 1;
                }
            }
            None => {
                batch.make(given);
                counts.new += 1;
            }
        }
    }
    batch.flush()
}

/// For each unit handed in, the stored variants that the same unit would have to have: all but one of a
/// unit's texts are looked up, since two must agree. Asked in the order of the keys, which is the table's.
fn candidates(change: &Change<'_>, given: &[Given]) -> Result<Vec<Vec<i64>>, Error> {
    let mut asked: Vec<(i64, usize)> = given
        .iter()
        .enumerate()
        .flat_map(|(at, g)| g.slots[..g.slots.len() - 1].iter().map(move |slot| (*slot, at)))
        .collect();
    asked.sort_unstable();
    let mut statement = change.connection().prepare_cached("SELECT variant FROM text_key WHERE key = ?1 LIMIT ?2")?;
    let mut found = vec![Vec::new(); given.len()];
    let mut look_up = |slot: i64, limit: i64, into: &mut Vec<i64>| -> Result<(), Error> {
        let mut rows = statement.query((slot, limit))?;
        while let Some(row) = rows.next()? {
            into.push(row.get(0)?);
        }
        Ok(())
    };
    for (slot, at) in asked {
        let (list, slots) = (&mut found[at], &given[at].slots);
        let before = list.len();
        let limit = if slots.len() == 2 { COMMON as i64 + 1 } else { -1 };
        look_up(slot, limit, list)?;
        if slots.len() == 2 && list.len() > before + COMMON {
            list.truncate(before);
            look_up(slots[1], -1, list)?;
        }
    }
    Ok(found)
}

impl Batch<'_, '_> {
    /// The unit that is the same as the one given; the oldest, if there are several.
    fn find(&mut self, given: &Given, variants: &[i64]) -> Result<Option<i64>, Error> {
        let mut ids = Vec::new();
        for &variant in variants {
            ids.extend(self.change.reader().unit_id_of(variant)?);
        }
        let mut made: Vec<&Vec<i64>> = given.slots.iter().filter_map(|slot| self.made.get(slot)).collect();
        // As with those stored, all lists but one are enough, and the longest may be long.
        made.sort_by_key(|list| list.len());
        made.pop();
        ids.extend(made.into_iter().flatten());
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            if self.stored(id)?.is_some_and(|w| merge::same(&w.unit, &given.unit)) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn stored(&mut self, id: i64) -> Result<Option<&Working>, Error> {
        if !self.units.contains_key(&id) {
            let reader = self.change.reader();
            let working = match reader.row(id)? {
                Some(row) => Some(Working {
                    unit: reader.unit(&row)?,
                    variants: row.variants,
                    contexts: row.contexts,
                    changed: false,
                }),
                None => None,
            };
            self.units.insert(id, working);
        }
        Ok(self.units.get(&id).and_then(Option::as_ref))
    }

    /// Whether the unit given said anything that was not known of the stored one.
    fn merge(&mut self, id: i64, given: Given) -> bool {
        let Some(Some(working)) = self.units.get_mut(&id) else { return false };
        let mut changed = false;
        if let Some(context) = given.context
            && !working.contexts.contains(&context)
        {
            working.contexts.push(context);
            keep(&mut self.neighbours, &working.unit, given.neighbours);
            changed = true;
        }
        changed |= merge::take_over(&mut working.unit, given.unit);
        if id >= self.first_made {
            for slot in given.slots {
                let list = self.made.entry(slot).or_default();
                if !list.contains(&id) {
                    list.push(id);
                }
            }
        }
        working.changed |= changed;
        changed
    }

    fn make(&mut self, given: Given) {
        let id = self.change.next_unit;
        self.change.next_unit += 1;
        for slot in given.slots {
            self.made.entry(slot).or_default().push(id);
        }
        keep(&mut self.neighbours, &given.unit, given.neighbours);
        let contexts = given.context.into_iter().collect();
        let working = Working { unit: given.unit, variants: Vec::new(), contexts, changed: true };
        self.units.insert(id, Some(working));
    }

    /// Writes what was made and changed, in the order of the ids.
    fn flush(self) -> Result<(), Error> {
        let Self { change, units, first_made, mut neighbours, .. } = self;
        let mut changed: Vec<(i64, Working)> =
            units.into_iter().filter_map(|(id, working)| Some((id, working.filter(|w| w.changed)?))).collect();
        changed.sort_unstable_by_key(|(id, _)| *id);
        for (id, mut working) in changed {
            if id < change.first_unit {
                change.remember(id)?;
            }
            if id < first_made {
                let old = change.reader().row(id)?;
                old.iter().for_each(|row| change.count_unit(row.status, -1));
            }
            change.count_unit(working.unit.status, 1);
            for variant in &working.unit.variants[working.variants.len()..] {
                let language = change.dictionary().language(change.connection(), &variant.language)?;
                let text = change.next_variant;
                change.next_variant += 1;
                change.insert_text(text, id, language, variant.language.language(), &variant.segment)?;
                working.variants.push(text);
            }
            let row = UnitRow::encode(
                change.connection(),
                &mut change.dictionary(),
                id,
                &working.unit,
                working.variants,
                working.contexts,
            )?;
            row.write(change.connection())?;
        }
        change.flush_keys()?;
        neighbours.sort_unstable();
        let mut seen = FxHashSet::default();
        for (primary, key, text) in neighbours {
            if seen.insert(key) {
                change.keep_neighbour(&primary, key, &text)?;
            }
        }
        Ok(())
    }
}

fn keep(neighbours: &mut Vec<(String, u64, String)>, unit: &Unit, given: Vec<(u64, String)>) {
    if let Some(language) = source_language(unit) {
        neighbours.extend(given.into_iter().map(|(key, text)| (language.language().to_string(), key, text)));
    }
}
