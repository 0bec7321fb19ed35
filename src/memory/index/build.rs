//! Makes a part of an index out of texts, or out of other parts.

use std::hash::{BuildHasher, BuildHasherDefault};

use indexmap::{IndexMap, IndexSet};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHasher};

use super::list::{BLOCK, entry_of, pack, posting, put_varint};
use super::part::{Label, SECTIONS, Section, View, assemble};
use super::share::{Rank, occurrence_hash, occurrences, steps_before};
use super::signature::{Signature, SignatureClasses};
use crate::memory::score::{Analyzer, Class, Key, form_hash};
use crate::memory::store::Revision;
use crate::model::Segment;

/// Collects texts. Texts with the same tokens become one entry with several variants.
pub(super) struct Builder<'a> {
    analyzer: &'a Analyzer,
    /// By class and text; the number of the key.
    forms: IndexMap<(Class, Box<str>), u32, FxBuildHasher>,
    /// How often each form occurs in the entries.
    counts: Vec<u32>,
    keys: IndexMap<Key, u32, FxBuildHasher>,
    /// The forms of all entries, one after another.
    tokens: Vec<u32>,
    /// Where each entry begins there, and the end.
    starts: Vec<u32>,
    /// Entry and variant.
    variants: Vec<(u32, i64)>,
    /// Entries by the hash of their forms.
    known: FxHashMap<u64, u32>,
}

/// What is looked up among the forms without owning it.
#[derive(PartialEq, Eq)]
struct Lookup<'a>(Class, &'a str);

impl std::hash::Hash for Lookup<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
        self.1.hash(state);
    }
}

impl indexmap::Equivalent<(Class, Box<str>)> for Lookup<'_> {
    fn equivalent(&self, key: &(Class, Box<str>)) -> bool {
        self.0 == key.0 && *self.1 == *key.1
    }
}

/// Texts cut into tokens, which can be done on any core.
#[derive(Default)]
pub(super) struct Pieces {
    /// The different forms among the tokens, one after another, in the order in which they first occur.
    text: String,
    /// What each is and where it ends there.
    forms: Vec<(Class, usize)>,
    /// The tokens of all texts, by the number of their form.
    tokens: Vec<u32>,
    /// Where the tokens of each text end.
    ends: Vec<usize>,
}

impl Pieces {
    pub(super) fn of<'t>(analyzer: &Analyzer, texts: impl IntoIterator<Item = &'t Segment>) -> Self {
        let mut pieces = Self::default();
        let mut known: FxHashMap<u64, u32> = FxHashMap::default();
        for segment in texts {
            analyzer.pieces(segment, &mut |class, text| {
                let hash = form_hash(class, text);
                let number = match known.get(&hash) {
                    Some(&number) if pieces.form(number) == (class, text) => number,
                    // Of two forms with one hash the first is forgotten, and may come twice.
                    _ => {
                        let number = pieces.forms.len() as u32;
                        pieces.text.push_str(text);
                        pieces.forms.push((class, pieces.text.len()));
                        known.insert(hash, number);
                        number
                    }
                };
                pieces.tokens.push(number);
            });
            pieces.ends.push(pieces.tokens.len());
        }
        pieces
    }

    fn form(&self, number: u32) -> (Class, &str) {
        let start = number.checked_sub(1).map_or(0, |before| self.forms[before as usize].1);
        let (class, end) = self.forms[number as usize];
        (class, &self.text[start..end])
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(analyzer: &'a Analyzer) -> Self {
        Self {
            analyzer,
            forms: IndexMap::default(),
            counts: Vec::new(),
            keys: IndexMap::default(),
            tokens: Vec::new(),
            starts: vec![0],
            variants: Vec::new(),
            known: FxHashMap::default(),
        }
    }

    /// How many texts it has, equal ones counted.
    pub(super) fn texts(&self) -> usize {
        self.variants.len()
    }

    /// How many tokens its entries have.
    pub(super) fn tokens(&self) -> usize {
        self.tokens.len()
    }

    /// Adds texts.
    pub(super) fn add(&mut self, variants: &[i64], pieces: &Pieces) {
        let numbers: Vec<u32> = (0..pieces.forms.len() as u32)
            .map(|number| {
                let (class, text) = pieces.form(number);
                match self.forms.get_index_of(&Lookup(class, text)) {
                    Some(form) => form as u32,
                    None => self.new_form(self.analyzer.key(class, text), text),
                }
            })
            .collect();
        let mut start = 0;
        for (&variant, &end) in variants.iter().zip(&pieces.ends) {
            let tokens = &pieces.tokens[start..end];
            self.tokens.extend(tokens.iter().map(|&number| numbers[number as usize]));
            let entry = self.end_entry();
            self.variants.extend(entry.map(|entry| (entry, variant)));
            start = end;
        }
    }

    /// Adds the entries of a part, without the variants that are gone.
    pub(super) fn add_part(&mut self, part: &View<'_>, living: &mut dyn FnMut(i64) -> bool) -> Option<()> {
        let mut numbers: Vec<u32> = vec![u32::MAX; part.forms() as usize];
        let mut forms = Vec::new();
        let mut variants = Vec::new();
        for entry in 0..part.entries {
            let rest = part.record(entry, &mut forms)?;
            variants.clear();
            part.variants(rest, |id| {
                if living(id) {
                    variants.push(id);
                }
                true
            })?;
            if variants.is_empty() {
                continue;
            }
            for &form in &forms {
                let number = numbers.get_mut(form as usize)?;
                if *number == u32::MAX {
                    let key = part.key(part.form_key(form)?)?;
                    let text = std::str::from_utf8(part.text(form)?).ok()?;
                    *number = match self.forms.get_index_of(&Lookup(key.class, text)) {
                        Some(form) => form as u32,
                        None => self.new_form(key, text),
                    };
                }
                self.tokens.push(*number);
            }
            if let Some(entry) = self.end_entry() {
                self.variants.extend(variants.iter().map(|&id| (entry, id)));
            }
        }
        Some(())
    }

    fn new_form(&mut self, key: Key, text: &str) -> u32 {
        let (number, _) = self.keys.insert_full(key, 0);
        let (form, _) = self.forms.insert_full((key.class, text.into()), number as u32);
        self.counts.push(0);
        form as u32
    }

    /// Makes an entry of the tokens after the last one; gives the entry that has the same, if there is one;
    /// `None` without tokens.
    fn end_entry(&mut self) -> Option<u32> {
        let start = *self.starts.last()? as usize;
        let forms = &self.tokens[start..];
        if forms.is_empty() {
            return None;
        }
        let hash = BuildHasherDefault::<FxHasher>::default().hash_one(forms);
        if let Some(&entry) = self.known.get(&hash) {
            let same = self.starts[entry as usize] as usize..self.starts[entry as usize + 1] as usize;
            if self.tokens[same] == *forms {
                self.tokens.truncate(start);
                return Some(entry);
            }
        }
        for &form in forms {
            let count = &mut self.counts[form as usize];
            *count = count.saturating_add(1);
        }
        let entry = self.starts.len() as u32 - 1;
        self.known.insert(hash, entry);
        self.starts.push(self.tokens.len() as u32);
        Some(entry)
    }

    /// The finished part.
    pub(super) fn finish(mut self, label: Label, revision: Revision) -> Vec<u8> {
        self.known = FxHashMap::default();
        let mut sections: [Vec<u8>; SECTIONS] = Default::default();
        let numbering = self.number();
        let order = self.order(&numbering);
        let texts = Ordered::new(&self, &numbering, &order);
        self.tokens = Vec::new();
        let shares = Shares::count(&numbering, &texts);
        self.write_keys(&numbering, &shares, &mut sections);
        let classes = self.write_entries(&numbering, &order, &texts, label, &mut sections);
        write_postings(&numbering, &shares, &order, &texts, &mut sections);
        assemble(label, revision, order.len() as u32, classes, sections)
    }

    /// Numbers keys by how often their forms occur on average, and forms key by key, so that frequent forms
    /// have small numbers.
    fn number(&self) -> Numbering {
        let mut totals = vec![(0u64, 0u64); self.keys.len()];
        for (&key, &occurrences) in self.forms.values().zip(&self.counts) {
            let (count, forms) = &mut totals[key as usize];
            *count += u64::from(occurrences);
            *forms += 1;
        }
        let mut keys: Vec<(u32, (u64, u64), &Key)> =
            (0..).zip(&totals).zip(self.keys.keys()).map(|((number, total), key)| (number, *total, key)).collect();
        keys.sort_unstable_by(|(_, x, a), (_, y, b)| (y.0 * x.1).cmp(&(x.0 * y.1)).then_with(|| a.cmp(b)));
        let keys: Vec<u32> = keys.into_iter().map(|(number, ..)| number).collect();
        let mut key_numbers = vec![0; keys.len()];
        for (number, &key) in keys.iter().enumerate() {
            key_numbers[key as usize] = number as u32;
        }
        let mut forms: Vec<(u32, &str, u32)> = (0..)
            .zip(&self.forms)
            .map(|(number, ((_, text), &key))| (key_numbers[key as usize], &**text, number))
            .collect();
        forms.sort_unstable();
        let mut form_numbers = vec![0; forms.len()];
        for (number, &(.., form)) in forms.iter().enumerate() {
            form_numbers[form as usize] = number as u32;
        }
        let form_keys = forms.iter().map(|(key, ..)| *key).collect();
        let forms = forms.into_iter().map(|(.., form)| form).collect();
        let weights = keys.iter().map(|&key| self.keys.get_index(key as usize).map_or(0, |(k, _)| k.weight)).collect();
        let hashes = keys.iter().map(|&key| self.keys.get_index(key as usize).map_or(0, |(k, _)| k.hash)).collect();
        Numbering { keys, forms, form_numbers, form_keys, weights, hashes }
    }

    fn write_keys(&self, numbering: &Numbering, shares: &Shares, sections: &mut [Vec<u8>; SECTIONS]) {
        let slots = (2 * shares.ranks.len()).next_power_of_two();
        let mut table = vec![0u32; slots];
        for (number, rank) in (0u32..).zip(&shares.ranks) {
            let mut slot = rank.hash() as usize & (slots - 1);
            while table[slot] != 0 {
                slot = (slot + 1) & (slots - 1);
            }
            table[slot] = number + 1;
            put_u64(&mut sections[Section::KeyHashes as usize], rank.hash());
            let key = shares.key_of(number);
            let class = self.keys.get_index(numbering.keys[key as usize] as usize).map_or(0, |(k, _)| k.class as u8);
            sections[Section::KeyTraits as usize].extend([numbering.weights[key as usize] as u8, class]);
        }
        for slot in table {
            put_u32(&mut sections[Section::KeySlots as usize], slot);
        }
        let mut first = 0;
        for key in 0..=shares.ranks.len() as u32 {
            first += numbering.form_keys[first..].partition_point(|&k| k < key);
            put_u32(&mut sections[Section::KeyForms as usize], first as u32);
        }
        put_u32(&mut sections[Section::FormTexts as usize], 0);
        for (&form, &key) in numbering.forms.iter().zip(&numbering.form_keys) {
            let Some(((_, text), _)) = self.forms.get_index(form as usize) else { continue };
            put_u32(&mut sections[Section::FormKeys as usize], key);
            sections[Section::Texts as usize].extend(text.as_bytes());
            let end = sections[Section::Texts as usize].len() as u32;
            put_u32(&mut sections[Section::FormTexts as usize], end);
        }
    }

    /// The entries by weight; those that weigh the same stay in their order.
    fn order(&self, numbering: &Numbering) -> Vec<(u32, u32)> {
        let entries = 0..self.starts.len() as u32 - 1;
        let weight = |entry: u32| {
            let forms = self.forms_of(entry).iter();
            forms.fold(0u32, |sum, &form| sum.saturating_add(numbering.weight_of(form)))
        };
        let mut order: Vec<(u32, u32)> = entries.map(|entry| (weight(entry), entry)).collect();
        order.sort_unstable();
        order
    }

    fn forms_of(&self, entry: u32) -> &[u32] {
        &self.tokens[self.starts[entry as usize] as usize..self.starts[entry as usize + 1] as usize]
    }

    fn write_entries(
        &mut self,
        numbering: &Numbering,
        order: &[(u32, u32)],
        texts: &Ordered,
        label: Label,
        sections: &mut [Vec<u8>; SECTIONS],
    ) -> SignatureClasses {
        self.variants.sort_unstable_by_key(|&(entry, id)| (entry, std::cmp::Reverse(id)));
        let [one, two] = SignatureClasses::BOUNDS.map(|bound| order.partition_point(|&(weight, _)| weight <= bound));
        put_u32(&mut sections[Section::RecordStarts as usize], 0);
        let mut weight_before = None;
        let mut keys = Vec::new();
        for (number, &(weight, entry)) in order.iter().enumerate() {
            if weight_before.replace(weight) != Some(weight) {
                put_u32(&mut sections[Section::Weights as usize], weight);
                put_u32(&mut sections[Section::Weights as usize], number as u32);
            }
            let words = if number < one { 1 } else { 2 << usize::from(number >= two) };
            let mut signature = Signature::default();
            let records = &mut sections[Section::Records as usize];
            let forms = texts.forms_of(number);
            put_varint(records, forms.len() as u64);
            for &form in forms {
                put_varint(records, u64::from(form));
            }
            numbering.shares(forms, &mut keys, |key, nth, _| {
                let hash = occurrence_hash(numbering.hashes[key as usize], nth);
                signature.add(words, hash, numbering.weights[key as usize]);
            });
            let first = self.variants.partition_point(|&(e, _)| e < entry);
            let variants = self.variants[first..].iter().take_while(|&&(e, _)| e == entry);
            put_varint(records, variants.clone().count() as u64);
            let mut before = label.upto;
            for &(_, id) in variants {
                put_varint(records, before.abs_diff(id));
                before = id;
            }
            let end = records.len() as u32;
            put_u32(&mut sections[Section::RecordStarts as usize], end);
            signature.write(words, &mut sections[Section::Signatures as usize]);
        }
        SignatureClasses { two: one as u32, four: two as u32 }
    }
}

fn write_postings(
    numbering: &Numbering,
    shares: &Shares,
    order: &[(u32, u32)],
    texts: &Ordered,
    sections: &mut [Vec<u8>; SECTIONS],
) {
    let mut starts = vec![0usize];
    let mut end = 0;
    starts.extend(shares.counts.iter().map(|&count| {
        end += count as usize;
        end
    }));
    let mut ends = starts.clone();
    let mut all = vec![0u32; end];
    let mut keys = Vec::new();
    let mut ranked: Vec<(u32, u32, u32)> = Vec::new();
    for (number, &(weight, _)) in order.iter().enumerate() {
        ranked.clear();
        numbering.shares(texts.forms_of(number), &mut keys, |key, nth, times| {
            let share = shares.number(key, nth);
            let weight = numbering.weights[key as usize].saturating_mul(times);
            ranked.push((shares.places[share as usize], share, weight));
        });
        ranked.sort_unstable();
        let mut before = 0u32;
        for &(_, share, own) in &ranked {
            let place = &mut ends[share as usize];
            all[*place] = posting(number as u32, steps_before(before, weight));
            *place += 1;
            before = before.saturating_add(own);
        }
    }
    put_u32(&mut sections[Section::KeyPostings as usize], 0);
    let mut blocks = Vec::new();
    for key in 0..shares.counts.len() {
        let list = &all[starts[key]..starts[key + 1]];
        let out = &mut sections[Section::Postings as usize];
        put_varint(out, list.len() as u64);
        blocks.clear();
        for block in list.chunks(BLOCK) {
            let mut first = 0;
            if list.len() > BLOCK {
                first = entry_of(block[0]);
                put_u32(out, first);
                put_u32(out, blocks.len() as u32);
            }
            pack(block, first, &mut blocks);
        }
        out.extend_from_slice(&blocks);
        let end = out.len() as u32;
        put_u32(&mut sections[Section::KeyPostings as usize], end);
    }
}

/// The entries in the order of their numbers, with the new numbers of forms.
struct Ordered {
    forms: Vec<u32>,
    /// Where each entry begins there, and the end.
    starts: Vec<u32>,
}

impl Ordered {
    fn new(builder: &Builder<'_>, numbering: &Numbering, order: &[(u32, u32)]) -> Self {
        let mut ordered = Self { forms: Vec::with_capacity(builder.tokens.len()), starts: vec![0] };
        for &(_, entry) in order {
            let forms = builder.forms_of(entry).iter();
            ordered.forms.extend(forms.map(|&form| numbering.form_numbers[form as usize]));
            ordered.starts.push(ordered.forms.len() as u32);
        }
        ordered
    }

    fn forms_of(&self, number: usize) -> &[u32] {
        &self.forms[self.starts[number] as usize..self.starts[number + 1] as usize]
    }
}

/// How keys and forms are numbered in the finished part.
struct Numbering {
    /// Keys in their new order, by their old numbers.
    keys: Vec<u32>,
    /// Forms in their new order, by their old numbers.
    forms: Vec<u32>,
    /// New numbers of forms, by their old ones.
    form_numbers: Vec<u32>,
    /// The new number of the key, by the new number of the form.
    form_keys: Vec<u32>,
    /// By the new number of the key.
    weights: Vec<u32>,
    /// By the new number of the key.
    hashes: Vec<u64>,
}

impl Numbering {
    /// Visits what an entry with these forms has to share: the occurrences of its keys, and how many each
    /// stands for.
    fn shares(&self, forms: &[u32], keys: &mut Vec<u32>, mut visit: impl FnMut(u32, u32, u32)) {
        keys.clear();
        keys.extend(forms.iter().map(|&form| self.form_keys[form as usize]));
        keys.sort_unstable();
        for same in keys.chunk_by(|a, b| a == b) {
            for (nth, times) in occurrences(same.len() as u32) {
                visit(same[0], nth, times);
            }
        }
    }

    /// The key of a form by its old number.
    fn key_of(&self, form: u32) -> u32 {
        self.form_keys[self.form_numbers[form as usize] as usize]
    }

    fn weight_of(&self, form: u32) -> u32 {
        self.weights[self.key_of(form) as usize]
    }
}

/// What entries can share: first the keys, by their new numbers, then the later occurrences of keys.
struct Shares {
    /// The later occurrences: key and which one.
    later: IndexSet<(u32, u32), FxBuildHasher>,
    keys: u32,
    /// How many entries have each.
    counts: Vec<u32>,
    ranks: Vec<Rank>,
    /// Where each stands in the order of ranks.
    places: Vec<u32>,
}

impl Shares {
    fn count(numbering: &Numbering, texts: &Ordered) -> Self {
        let mut counts = vec![0u32; numbering.keys.len()];
        let mut later: IndexMap<(u32, u32), u32, FxBuildHasher> = IndexMap::default();
        let mut keys = Vec::new();
        for number in 0..texts.starts.len() - 1 {
            numbering.shares(texts.forms_of(number), &mut keys, |key, nth, _| match nth {
                1 => counts[key as usize] += 1,
                _ => *later.entry((key, nth)).or_default() += 1,
            });
        }
        later.sort_unstable_keys();
        let firsts = (0..numbering.keys.len() as u32).map(|key| (key, 1));
        let all: Vec<(u32, u32)> = firsts.chain(later.keys().copied()).collect();
        counts.extend(later.values());
        let ranks = all.iter().zip(&counts).map(|(&(key, nth), &count)| {
            let (hash, weight) = (numbering.hashes[key as usize], numbering.weights[key as usize]);
            Rank::of(count as usize, weight, occurrence_hash(hash, nth))
        });
        let ranks: Vec<Rank> = ranks.collect();
        let mut order: Vec<u32> = (0..ranks.len() as u32).collect();
        order.sort_unstable_by_key(|&share| ranks[share as usize]);
        let mut places = vec![0; ranks.len()];
        for (place, &share) in order.iter().enumerate() {
            places[share as usize] = place as u32;
        }
        let later = later.into_keys().collect();
        Self { later, keys: numbering.keys.len() as u32, counts, ranks, places }
    }

    fn number(&self, key: u32, nth: u32) -> u32 {
        if nth == 1 { key } else { self.keys + self.later.get_index_of(&(key, nth)).unwrap_or(0) as u32 }
    }

    fn key_of(&self, share: u32) -> u32 {
        let later = share.checked_sub(self.keys).and_then(|n| self.later.get_index(n as usize));
        later.map_or(share, |&(key, _)| key)
    }
}

fn put_u32(out: &mut Vec<u8>, value: u32) {
    out.extend(value.to_le_bytes());
}

fn put_u64(out: &mut Vec<u8>, value: u64) {
    out.extend(value.to_le_bytes());
}
