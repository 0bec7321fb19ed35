//! Which texts hold a key, and which runs of a query stand in them: what the postings tell beside the search
//! for matches.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Index;
use super::part::View;
use super::signature::Signature;
use crate::memory::score::{Class, Key, WORD};
use crate::memory::store::VariantId;

/// Lists with more than so many times the entries asked for are not read in whole.
const LONG: usize = 4;

/// A run of a query's tokens that stands in stored texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// Which tokens of the query.
    pub tokens: Range<usize>,
    /// Texts that have it, each by its newest variant, which may be gone; always the same ones.
    pub texts: Vec<VariantId>,
    /// Whether some of them are nothing but the run (and punctuation marks): those alone are given then.
    pub whole: bool,
}

impl Index {
    /// How many texts there are, those with the same tokens once; texts that are gone may be among them.
    pub(crate) fn texts(&self) -> usize {
        self.parts.iter().map(|part| part.entries as usize).sum()
    }

    /// How many of them hold a key, given by its hash. `None` shows that the index is damaged.
    pub(crate) fn frequency(&self, key: u64) -> Option<usize> {
        self.parts.iter().try_fold(0, |sum, part| Some(sum + count(&part.view(), key)?))
    }

    /// Texts that hold a key: about `most` of them at most, spread evenly over all by weight, always the same
    /// ones. Each is given by its newest variant, which may be gone. `None` shows that the index is damaged.
    pub(crate) fn sample(&self, key: u64, most: usize) -> Option<Vec<VariantId>> {
        let all = self.frequency(key)?;
        let mut out = Vec::with_capacity(most.min(all));
        let mut forms = Vec::new();
        for part in &self.parts {
            let view = part.view();
            for entry in entries(&view, key, most, all)? {
                out.push(newest(&view, view.record(entry, &mut forms)?)?);
            }
        }
        Some(out)
    }

    /// The longest runs of a query's tokens, two content words at least, that stand in stored texts around any
    /// of its content words, and the texts that have them. About `most` texts are looked at, those of rare
    /// words first. `None` shows that the index is damaged.
    pub(crate) fn runs(&self, query: &[Key], most: usize) -> Option<Vec<Run>> {
        let mut anchors: Vec<(usize, usize)> = Vec::new();
        for (at, key) in query.iter().enumerate().filter(|(_, key)| is_content(key)) {
            if !anchors.iter().any(|&(_, other)| query[other].hash == key.hash) {
                anchors.push((self.frequency(key.hash)?, at));
            }
        }
        anchors.sort_unstable();
        let mut left = most;
        let mut found: FxHashMap<(usize, usize), (Vec<VariantId>, Vec<VariantId>)> = FxHashMap::default();
        let mut forms = Vec::new();
        for (number, &(frequency, anchor)) in anchors.iter().enumerate() {
            // What rare words leave over is for the others.
            let share = left / (anchors.len() - number);
            if share == 0 {
                break;
            }
            left = left.saturating_sub(share.min(frequency));
            let beside = beside(query, anchor);
            for part in &self.parts {
                let view = part.view();
                let keys: Vec<Option<u32>> = query.iter().map(|key| view.find_key(key.hash)).collect::<Option<_>>()?;
                for entry in entries(&view, query[anchor].hash, share, frequency)? {
                    if !may_have_any(&view, entry, &beside)? {
                        continue;
                    }
                    let rest = view.record(entry, &mut forms)?;
                    for form in &mut forms {
                        *form = view.form_key(*form)?;
                    }
                    let mut variant = None;
                    for run in runs(query, &keys, &forms, anchor) {
                        let variant = match variant {
                            Some(known) => known,
                            None => *variant.insert(newest(&view, rest)?),
                        };
                        let (texts, whole) = found.entry((run.query.start, run.query.end)).or_default();
                        let list = if is_whole(&view, &forms, &run.text)? { whole } else { texts };
                        if list.last() != Some(&variant) {
                            list.push(variant);
                        }
                    }
                }
            }
        }
        let mut out: Vec<Run> = found
            .into_iter()
            .map(|((start, end), (texts, whole))| {
                let texts = if whole.is_empty() { texts } else { whole.clone() };
                Run { tokens: start..end, texts, whole: !whole.is_empty() }
            })
            .collect();
        out.sort_by_key(|run| (run.tokens.start, run.tokens.end));
        Some(out)
    }
}

/// Whether a token is worth looking for: a word of some length, or a character that is a word.
pub(crate) fn is_content(key: &Key) -> bool {
    match key.class {
        Class::Word => key.weight >= WORD,
        Class::Ideograph => true,
        _ => false,
    }
}

/// The number of entries in a part that hold a key.
fn count(view: &View<'_>, key: u64) -> Option<usize> {
    view.find_key(key)?.map_or(Some(0), |key| Some(view.postings(key)?.len()))
}

fn newest(view: &View<'_>, record: &[u8]) -> Option<VariantId> {
    let mut newest = None;
    view.variants(record, |id| {
        newest = Some(VariantId(id));
        false
    })?;
    newest
}

/// A part's share of `most` entries that hold a key, of which there are `all` in all parts; spread evenly.
fn entries(view: &View<'_>, key: u64, most: usize, all: usize) -> Option<Vec<u32>> {
    let Some(key) = view.find_key(key)? else { return Some(Vec::new()) };
    let postings = view.postings(key)?;
    let count = postings.len();
    let wanted = (most * count).div_ceil(all.max(1)).max(1);
    let mut entries = Vec::new();
    if count <= wanted * LONG {
        postings.visit(0..view.entries, |entry| {
            entries.push(entry);
            Some(())
        })?;
        if entries.len() > wanted {
            entries = (0..wanted).filter_map(|i| entries.get(i * entries.len() / wanted).copied()).collect();
        }
        return Some(entries);
    }
    // The first entry in each of so many equal stretches of the part.
    let border = |i: usize| (i as u64 * u64::from(view.entries) / wanted as u64) as u32;
    for stretch in 0..wanted {
        let mut first = None;
        let visited = postings.visit(border(stretch)..border(stretch + 1), |entry| {
            first = Some(entry);
            None
        });
        if visited.is_none() && first.is_none() {
            return None;
        }
        entries.extend(first);
    }
    Some(entries)
}

/// The content words before and after each place of a key in a query: every run around it has one of them.
fn beside(query: &[Key], anchor: usize) -> Vec<Key> {
    let content: Vec<Key> = query.iter().filter(|key| is_content(key)).copied().collect();
    let pairs = content.windows(2).flat_map(|pair| [(pair[0], pair[1]), (pair[1], pair[0])]);
    pairs.filter(|(key, _)| key.hash == query[anchor].hash).map(|(_, other)| other).collect()
}

/// Whether an entry can have one of these keys, for all that its signature says: that is sooner read than the
/// entry.
fn may_have_any(view: &View<'_>, entry: u32, keys: &[Key]) -> Option<bool> {
    let mut signature = Signature::default();
    for ((word, full), light) in view.signature(entry)?.zip(&mut signature.full).zip(&mut signature.light) {
        (*full, *light) = word;
    }
    let words = view.signature_words(entry);
    Some(keys.iter().any(|key| signature.may_have(words, key.hash, key.weight)))
}

/// Tokens of the query that stand in a text.
struct Shared {
    query: Range<usize>,
    text: Range<usize>,
}

/// The longest runs around each place where the text has the anchor's key, without what is no content word at
/// both ends; those of two content words at least.
fn runs(query: &[Key], keys: &[Option<u32>], text: &[u32], anchor: usize) -> Vec<Shared> {
    let equal = |q: usize, t: usize| {
        let joins = query[q].class != Class::Code;
        joins && keys[q].is_some_and(|key| text.get(t) == Some(&key))
    };
    let mut out: Vec<Shared> = Vec::new();
    for at in (0..text.len()).filter(|at| keys[anchor] == Some(text[*at])) {
        for place in (0..query.len()).filter(|place| query[*place].hash == query[anchor].hash) {
            let mut before = 0;
            while before < at.min(place) && equal(place - before - 1, at - before - 1) {
                before += 1;
            }
            let mut after = 1;
            while place + after < query.len() && equal(place + after, at + after) {
                after += 1;
            }
            let (mut start, mut end) = (place - before, place + after);
            while start < place && !is_content(&query[start]) {
                start += 1;
            }
            while end > place + 1 && !is_content(&query[end - 1]) {
                end -= 1;
            }
            if query[start..end].iter().filter(|key| is_content(key)).count() >= 2 {
                out.push(Shared { query: start..end, text: at + start - place..at + end - place });
            }
        }
    }
    out
}

/// Whether a text is nothing but these tokens and marks.
fn is_whole(view: &View<'_>, text: &[u32], run: &Range<usize>) -> Option<bool> {
    let mut rest = text.iter().enumerate().filter(|(at, _)| !run.contains(at));
    rest.try_fold(true, |whole, (_, key)| Some(whole && view.key(*key)?.class == Class::Mark))
}
