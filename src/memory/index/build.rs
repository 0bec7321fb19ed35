//! Makes a part of an index out of texts, or out of other parts.

use std::hash::{BuildHasher, BuildHasherDefault};

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHasher};

use super::part::{BLOCK, Label, SECTIONS, Section, Signature, SignatureClasses, View, assemble, put_varint};
use crate::memory::score::{Analyzer, Class, Key};
use crate::memory::store::Revision;
use crate::model::Segment;

struct Form {
    key: u32,
    count: u32,
}

/// Collects texts. Texts with the same tokens become one entry with several variants.
pub(super) struct Builder<'a> {
    analyzer: &'a Analyzer,
    /// By class and text.
    forms: IndexMap<(Class, Box<str>), Form, FxBuildHasher>,
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

/// A text cut into tokens, which can be done on any core.
pub(super) struct Pieces {
    /// The tokens, one after another.
    text: String,
    /// What each is and where it ends.
    ends: Vec<(Class, u32)>,
}

impl Pieces {
    pub(super) fn of(analyzer: &Analyzer, segment: &Segment) -> Self {
        let mut cut = Self { text: String::with_capacity(segment.text.len()), ends: Vec::new() };
        analyzer.pieces(segment, &mut |class, text| {
            cut.text.push_str(text);
            cut.ends.push((class, cut.text.len() as u32));
        });
        cut
    }

    fn each(&self, mut visit: impl FnMut(Class, &str)) {
        let mut start = 0;
        for &(class, end) in &self.ends {
            visit(class, self.text.get(start..end as usize).unwrap_or_default());
            start = end as usize;
        }
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(analyzer: &'a Analyzer) -> Self {
        Self {
            analyzer,
            forms: IndexMap::default(),
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

    /// Adds a text.
    pub(super) fn add(&mut self, variant: i64, pieces: &Pieces) {
        pieces.each(|class, text| {
            let form = match self.forms.get_index_of(&Lookup(class, text)) {
                Some(form) => form as u32,
                None => self.new_form(self.analyzer.key(class, text), text),
            };
            self.tokens.push(form);
        });
        let entry = self.end_entry();
        self.variants.extend(entry.map(|entry| (entry, variant)));
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
        let (form, _) = self.forms.insert_full((key.class, text.into()), Form { key: number as u32, count: 0 });
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
            if let Some((_, form)) = self.forms.get_index_mut(form as usize) {
                form.count = form.count.saturating_add(1);
            }
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
        for form in self.forms.values() {
            let (count, forms) = &mut totals[form.key as usize];
            *count += u64::from(form.count);
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
            .map(|(number, ((_, text), form))| (key_numbers[form.key as usize], &**text, number))
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
