//! Makes a part of an index out of texts, or out of other parts.

use std::hash::{BuildHasher, BuildHasherDefault};

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHasher};

use super::part::{BLOCK, Label, SECTIONS, Section, Signature, SignatureClasses, View, assemble, put_varint};
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
        self.write_keys(&numbering, &mut sections);
        let order = self.order(&numbering);
        let texts = Ordered::new(&self, &numbering, &order);
        self.tokens = Vec::new();
        let classes = self.write_entries(&numbering, &order, &texts, label, &mut sections);
        write_postings(&numbering, &texts, &mut sections);
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

    fn write_keys(&self, numbering: &Numbering, sections: &mut [Vec<u8>; SECTIONS]) {
        let slots = (2 * numbering.keys.len()).next_power_of_two();
        let mut table = vec![0u32; slots];
        for (number, &key) in numbering.keys.iter().enumerate() {
            let Some((key, _)) = self.keys.get_index(key as usize) else { continue };
            let mut slot = key.hash as usize & (slots - 1);
            while table[slot] != 0 {
                slot = (slot + 1) & (slots - 1);
            }
            table[slot] = number as u32 + 1;
            put_u64(&mut sections[Section::KeyHashes as usize], key.hash);
            sections[Section::KeyTraits as usize].extend([key.weight as u8, key.class as u8]);
        }
        for slot in table {
            put_u32(&mut sections[Section::KeySlots as usize], slot);
        }
        let mut first = 0;
        for key in 0..=numbering.keys.len() as u32 {
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
                let key = numbering.form_keys[form as usize];
                signature.add(words, numbering.hashes[key as usize], numbering.weights[key as usize]);
            }
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

fn write_postings(numbering: &Numbering, texts: &Ordered, sections: &mut [Vec<u8>; SECTIONS]) {
    let keys = numbering.keys.len();
    let visit_all = |visit: &mut dyn FnMut(usize, u32)| {
        let mut seen = vec![u32::MAX; keys];
        for number in 0..texts.starts.len() - 1 {
            for &form in texts.forms_of(number) {
                let key = numbering.form_keys[form as usize] as usize;
                if std::mem::replace(&mut seen[key], number as u32) != number as u32 {
                    visit(key, number as u32);
                }
            }
        }
    };
    let mut ends = vec![0usize; keys + 1];
    visit_all(&mut |key, _| ends[key + 1] += 1);
    for key in 0..keys {
        ends[key + 1] += ends[key];
    }
    let starts = ends.clone();
    let mut all = vec![0u32; ends[keys]];
    visit_all(&mut |key, entry| {
        all[ends[key]] = entry;
        ends[key] += 1;
    });
    put_u32(&mut sections[Section::KeyPostings as usize], 0);
    let mut blocks = Vec::new();
    for key in 0..keys {
        let list = &all[starts[key]..starts[key + 1]];
        let out = &mut sections[Section::Postings as usize];
        put_varint(out, list.len() as u64);
        blocks.clear();
        for block in list.chunks(BLOCK) {
            let mut before = 0;
            if list.len() > BLOCK {
                before = block[0];
                put_u32(out, block[0]);
                put_u32(out, blocks.len() as u32);
            }
            for &entry in &block[usize::from(list.len() > BLOCK)..] {
                put_varint(&mut blocks, u64::from(entry - before));
                before = entry;
            }
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
    /// The key of a form by its old number.
    fn key_of(&self, form: u32) -> u32 {
        self.form_keys[self.form_numbers[form as usize] as usize]
    }

    fn weight_of(&self, form: u32) -> u32 {
        self.weights[self.key_of(form) as usize]
    }
}

fn put_u32(out: &mut Vec<u8>, value: u32) {
    out.extend(value.to_le_bytes());
}

fn put_u64(out: &mut Vec<u8>, value: u64) {
    out.extend(value.to_le_bytes());
}
