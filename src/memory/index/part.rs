//! One immutable part of an index, as bytes: in a file or made in memory. Nothing in it is trusted:
//! whatever is read was compared with its checksum and is checked against the bounds, so a damaged file gives
//! [`Damaged`], never a panic or a wrong answer.

use std::fs::File;
use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::bytes::{Bytes, Checked, checksums};
use super::list::{Postings, varint};
use super::signature::{Signature, SignatureClasses, WORD_BYTES};
use crate::memory::score::{Class, Key, form_hash};
use crate::memory::store::{OperationId, Revision};

/// The part's bytes cannot be what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damaged;

/// Names the format; the last figure counts its versions. It changes with the analysis of text too.
pub(super) const MAGIC: u64 = u64::from_le_bytes(*b"tolmidx3");

/// The sections of a part, in their order. Numbers are little-endian.
#[derive(Debug, Clone, Copy)]
pub(super) enum Section {
    /// `u64` a key: its hash. After the keys come their later occurrences, as if they were keys ([`occurrences`]).
    KeyHashes,
    /// `u32` a slot: key + 1, or 0; a hash table with linear probing, a power of two.
    KeySlots,
    /// `u32` a key and one more: its first form. Forms are numbered key by key; later occurrences have none.
    KeyForms,
    /// `u32` a key and one more: where its postings begin.
    KeyPostings,
    /// `u8` weight, `u8` class a key.
    KeyTraits,
    /// `u32` a form: its key.
    FormKeys,
    /// `u32` a form and one more: where its text begins. The forms of a key are in order of their texts.
    FormTexts,
    /// The texts of the forms.
    Texts,
    /// `u32` weight, `u32` first entry of this weight or more; ascending.
    Weights,
    /// One, two or four words an entry (see [`Signature`]).
    Signatures,
    /// `u32` an entry and one more: where its record begins.
    RecordStarts,
    /// Records: the number of tokens, their forms, the number of variants, their ids newest first as
    /// differences from the one before (the first from the part's last); all as variable-length numbers.
    Records,
    /// A list of entries for each key (see [`View::postings`]).
    Postings,
}

pub(super) const SECTIONS: usize = 13;

/// Which texts a part holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    /// Hash of memory and language.
    pub name: u64,
    /// The variants after this one …
    pub after: i64,
    /// … up to this one.
    pub upto: i64,
}

/// The header, all `u64`: the format, the label, the revision, the number of entries, the signature classes,
/// where each section begins and the last one ends, the checksum of the checksums, that of the header.
pub(super) const HEADER: usize = 8 * (FIELDS + SECTIONS + 3);

/// The fields of the header before those of the sections.
const FIELDS: usize = 9;

/// A part.
pub(super) struct Part {
    bytes: Bytes,
    pub label: Label,
    /// The state of the memory when its newest text was read, or a later one.
    pub revision: Revision,
    pub entries: u32,
    classes: SignatureClasses,
    sections: [Range<usize>; SECTIONS],
}

impl Part {
    pub(super) fn owned(bytes: Vec<u8>) -> Result<Self, Damaged> {
        Self::read(Bytes::owned(bytes))
    }

    pub(super) fn of_file(file: File) -> Result<Self, Damaged> {
        Self::read(Bytes::of_file(file).map_err(|_| Damaged)?)
    }

    /// All bytes, if it was made in memory.
    pub(super) fn made(&self) -> Option<&[u8]> {
        self.bytes.all()
    }

    /// How many bytes it has.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    fn read(bytes: Bytes) -> Result<Self, Damaged> {
        let mut part = Self {
            bytes,
            label: Label { name: 0, after: 0, upto: 0 },
            revision: Revision { operation: OperationId(0), mark: 0 },
            entries: 0,
            classes: SignatureClasses { two: 0, four: 0 },
            sections: Default::default(),
        };
        part.read_header().ok_or(Damaged)?;
        Ok(part)
    }

    fn read_header(&mut self) -> Option<()> {
        let header = self.bytes.unchecked(0..HEADER)?;
        let field = |index: usize| Some(u64::from_le_bytes(header.get(8 * index..8 * index + 8)?.try_into().ok()?));
        if field(0)? != MAGIC || field(HEADER / 8 - 1)? != xxh3_64(&header[..HEADER - 8]) {
            return None;
        }
        let label = Label { name: field(1)?, after: field(2)? as i64, upto: field(3)? as i64 };
        let revision = Revision { operation: OperationId(field(4)? as i64), mark: field(5)? };
        let entries = u32::try_from(field(6)?).ok()?;
        let classes = SignatureClasses { two: u32::try_from(field(7)?).ok()?, four: u32::try_from(field(8)?).ok()? };
        let mut sections: [Range<usize>; SECTIONS] = Default::default();
        for (index, section) in sections.iter_mut().enumerate() {
            *section =
                usize::try_from(field(FIELDS + index)?).ok()?..usize::try_from(field(FIELDS + 1 + index)?).ok()?;
        }
        if sections.first()?.start != HEADER || sections.iter().any(|s| s.start > s.end) {
            return None;
        }
        let checksum = field(FIELDS + SECTIONS + 1)?;
        self.bytes.cover(HEADER..sections.last()?.end, checksum)?;
        (self.label, self.revision, self.entries) = (label, revision, entries);
        (self.classes, self.sections) = (classes, sections);
        Some(())
    }

    pub(super) fn view(&self) -> View<'_> {
        let section = |section: Section| self.bytes.section(self.sections[section as usize].clone());
        View {
            entries: self.entries,
            upto: self.label.upto,
            classes: self.classes,
            key_hashes: section(Section::KeyHashes),
            key_slots: section(Section::KeySlots),
            key_forms: section(Section::KeyForms),
            key_postings: section(Section::KeyPostings),
            key_traits: section(Section::KeyTraits),
            form_keys: section(Section::FormKeys),
            form_texts: section(Section::FormTexts),
            texts: section(Section::Texts),
            weights: section(Section::Weights),
            signatures: section(Section::Signatures),
            record_starts: section(Section::RecordStarts),
            records: section(Section::Records),
            postings: section(Section::Postings),
        }
    }
}

/// Puts a header before the sections, which are laid one after another, and the checksums of all blocks
/// after them.
pub(super) fn assemble(
    label: Label,
    revision: Revision,
    entries: u32,
    classes: SignatureClasses,
    sections: [Vec<u8>; SECTIONS],
) -> Vec<u8> {
    let mut starts = vec![HEADER];
    for section in &sections {
        starts.push(starts.last().copied().unwrap_or(HEADER) + section.len());
    }
    let mut out = Vec::with_capacity(starts.last().copied().unwrap_or(HEADER));
    out.resize(HEADER, 0);
    for section in sections {
        out.extend_from_slice(&section);
    }
    let checksums = checksums(&out, HEADER);
    let checksum = xxh3_64(&checksums);
    out.extend(checksums);
    let fields = [
        MAGIC,
        label.name,
        label.after as u64,
        label.upto as u64,
        revision.operation.0 as u64,
        revision.mark,
        u64::from(entries),
        u64::from(classes.two),
        u64::from(classes.four),
    ];
    let fields = fields.into_iter().chain(starts.iter().map(|&s| s as u64)).chain([checksum]);
    for (index, field) in fields.enumerate() {
        out[8 * index..8 * index + 8].copy_from_slice(&field.to_le_bytes());
    }
    let checksum = xxh3_64(&out[..HEADER - 8]);
    out[HEADER - 8..HEADER].copy_from_slice(&checksum.to_le_bytes());
    out
}

/// Makes the bytes of a part claim another name.
#[cfg(test)]
pub(super) fn relabel(bytes: &mut [u8], name: u64) {
    bytes[8..16].copy_from_slice(&name.to_le_bytes());
    let checksum = xxh3_64(&bytes[..HEADER - 8]);
    bytes[HEADER - 8..HEADER].copy_from_slice(&checksum.to_le_bytes());
}

/// A part with its sections at hand. Methods give `None` where the bytes cannot be right.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub entries: u32,
    upto: i64,
    classes: SignatureClasses,
    key_hashes: Checked<'a>,
    key_slots: Checked<'a>,
    key_forms: Checked<'a>,
    key_postings: Checked<'a>,
    key_traits: Checked<'a>,
    form_keys: Checked<'a>,
    form_texts: Checked<'a>,
    texts: Checked<'a>,
    weights: Checked<'a>,
    signatures: Checked<'a>,
    record_starts: Checked<'a>,
    records: Checked<'a>,
    postings: Checked<'a>,
}

impl<'a> View<'a> {
    pub(super) fn keys(&self) -> usize {
        self.key_hashes.len() / 8
    }

    pub(super) fn forms(&self) -> u32 {
        (self.form_keys.len() / 4) as u32
    }

    /// The number of the key with this hash; the inner `None` if no text here has it.
    pub(super) fn find_key(&self, hash: u64) -> Option<Option<u32>> {
        let slots = self.key_slots.len() / 4;
        if !slots.is_power_of_two() {
            return None;
        }
        let mut slot = hash as usize & (slots - 1);
        for _ in 0..slots {
            match self.key_slots.u32(slot)? {
                0 => return Some(None),
                key if self.key_hashes.u64(key as usize - 1)? == hash => return Some(Some(key - 1)),
                _ => slot = (slot + 1) & (slots - 1),
            }
        }
        None
    }

    /// The form of a key with this text; the inner `None` if no text here has it.
    pub(super) fn find_form(&self, key: u32, text: &str) -> Option<Option<u32>> {
        let Range { start: mut low, end: mut high } = self.forms_of(key)?;
        while low < high {
            let middle = low + (high - low) / 2;
            match self.text(middle)?.cmp(text.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(Some(middle)),
            }
        }
        Some(None)
    }

    pub(super) fn key(&self, key: u32) -> Option<Key> {
        let hash = self.key_hashes.u64(key as usize)?;
        let at = 2 * key as usize;
        let (weight, class) = (self.key_traits.u8(at)?, self.key_traits.u8(at + 1)?);
        Some(Key { hash, weight: u32::from(weight), class: Class::of(class)? })
    }

    pub(super) fn key_weight(&self, key: u32) -> Option<u32> {
        self.key_traits.u8(2 * key as usize).map(u32::from)
    }

    pub(super) fn form_key(&self, form: u32) -> Option<u32> {
        self.form_keys.u32(form as usize)
    }

    pub(super) fn text(&self, form: u32) -> Option<&'a [u8]> {
        let start = self.form_texts.u32(form as usize)? as usize;
        let end = self.form_texts.u32(form as usize + 1)? as usize;
        self.texts.get(start..end)
    }

    /// Those of a range of forms in whose text something is found, in ascending order.
    pub(super) fn forms_with(&self, sought: &regex::bytes::Regex, forms: Range<u32>) -> Option<Vec<u32>> {
        // All texts in one go: they lie one after another, and are short.
        let start = self.form_texts.u32(forms.start as usize)? as usize;
        let texts = self.texts.get(start..self.form_texts.u32(forms.end as usize)? as usize)?;
        let end = |form: u32| (self.form_texts.u32(form as usize + 1)? as usize).checked_sub(start);
        let mut found = Vec::new();
        let (mut at, mut form) = (0, forms.start);
        while let Some(hit) = sought.find_at(texts, at) {
            while end(form)? <= hit.start() {
                form += 1;
            }
            let end = end(form)?;
            if hit.end() <= end {
                found.push(form);
                at = end;
            } else {
                // It began in one form and ended in the next.
                at = hit.start() + 1;
            }
        }
        Some(found)
    }

    pub(super) fn form_hash(&self, form: u32) -> Option<u64> {
        let class = self.key(self.form_key(form)?)?.class;
        Some(form_hash(class, std::str::from_utf8(self.text(form)?).ok()?))
    }

    /// The first entry that weighs so much or more.
    pub(super) fn first_of_weight(&self, weight: u32) -> Option<u32> {
        let row = self.weight_row(|w, _| w < weight)?;
        if row == self.weights.len() / 8 { Some(self.entries) } else { self.weights.u32(2 * row + 1) }
    }

    /// The weights of a range of entries, ascending: pairs of a weight and the first entry that weighs more.
    pub(super) fn weights(&self, entries: Range<u32>) -> Option<impl Iterator<Item = Option<(u32, u32)>> + use<'a>> {
        let View { weights, entries: all, .. } = *self;
        let rows = weights.len() / 8;
        let first = self.weight_row(|_, first| first <= entries.start)?.saturating_sub(1);
        let end = self.weight_row(|_, first| first < entries.end)?;
        Some((first..end).map(move |row| {
            let behind = if row + 1 == rows { all } else { weights.u32(2 * row + 3)? };
            Some((weights.u32(2 * row)?, behind))
        }))
    }

    fn weight_row(&self, before: impl Fn(u32, u32) -> bool) -> Option<usize> {
        let (mut low, mut high) = (0, self.weights.len() / 8);
        while low < high {
            let middle = low + (high - low) / 2;
            if before(self.weights.u32(2 * middle)?, self.weights.u32(2 * middle + 1)?) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Some(low)
    }

    /// How many words the signature of an entry has.
    #[inline]
    pub(super) fn signature_words(&self, entry: u32) -> usize {
        self.classes.place(entry).1
    }

    /// The signature of an entry.
    #[inline]
    pub(super) fn signature(&self, entry: u32) -> Option<impl Iterator<Item = (u64, u32)> + use<'a>> {
        let (at, words) = self.classes.place(entry);
        Some(Signature::words(self.signatures.get(WORD_BYTES * at..WORD_BYTES * (at + words))?))
    }

    /// The forms of an entry, into `forms`; what is left of its record goes to [`Self::variants`].
    pub(super) fn record(&self, entry: u32, forms: &mut Vec<u32>) -> Option<&'a [u8]> {
        let start = self.record_starts.u32(entry as usize)? as usize;
        let end = self.record_starts.u32(entry as usize + 1)? as usize;
        let mut record = self.records.get(start..end)?;
        let count = usize::try_from(varint(&mut record)?).ok().filter(|&count| count <= record.len())?;
        forms.clear();
        forms.reserve(count);
        for _ in 0..count {
            forms.push(u32::try_from(varint(&mut record)?).ok()?);
        }
        Some(record)
    }

    /// The forms of a key.
    pub(super) fn forms_of(&self, key: u32) -> Option<Range<u32>> {
        let range = self.key_forms.u32(key as usize)?..self.key_forms.u32(key as usize + 1)?;
        (range.start <= range.end && range.end <= self.forms()).then_some(range)
    }

    /// The variants of an entry, newest first.
    pub(super) fn variants(&self, mut record: &'a [u8], mut visit: impl FnMut(i64) -> bool) -> Option<()> {
        let mut id = self.upto;
        for _ in 0..varint(&mut record)? {
            id = id.checked_sub(i64::try_from(varint(&mut record)?).ok()?)?;
            if !visit(id) {
                break;
            }
        }
        Some(())
    }

    /// The postings of a key.
    pub(super) fn postings(&self, key: u32) -> Option<Postings<'a>> {
        let start = self.key_postings.u32(key as usize)? as usize;
        let end = self.key_postings.u32(key as usize + 1)? as usize;
        Postings::read(self.postings.part(start..end)?)
    }
}
