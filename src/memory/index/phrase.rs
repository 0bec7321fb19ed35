//! Texts that hold a phrase: words in a row, each in one of several forms. What is asked is answered from the
//! forms, postings and records of the index alone; no text is read from the memory.

use std::ops::ControlFlow;

use rustc_hash::FxHashSet;

use super::Index;
use super::part::View;
use crate::memory::score::Class;
use crate::memory::store::VariantId;

/// What may stand at one place of a phrase.
pub(crate) struct Place<'a> {
    /// The keys that its forms may have, by their hashes.
    pub keys: Vec<u64>,
    /// Whether a form with one of these keys fits.
    pub fits: Box<dyn Fn(&str) -> bool + 'a>,
}

/// Texts that were found, the newest part of the index first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Holding {
    /// Their variants; some may be gone from the memory.
    pub variants: Vec<VariantId>,
    /// Whether there were more than were asked for.
    pub more: bool,
}

impl Holding {
    /// Takes the variants of an entry in, as long as there are not too many.
    fn add(&mut self, view: &View<'_>, record: &[u8], most: usize) -> Option<ControlFlow<()>> {
        let (variants, more) = (&mut self.variants, &mut self.more);
        view.variants(record, |id| {
            *more = variants.len() >= most;
            if !*more {
                variants.push(VariantId(id));
            }
            !*more
        })?;
        Some(if *more { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    }
}

/// A phrase may stand within one form: a date is one to the index.
pub(crate) struct Within<'a> {
    /// What such a form has in its text.
    pub sought: regex::bytes::Regex,
    /// Whether a form in which that was found has the phrase.
    pub fits: Box<dyn Fn(&str) -> bool + 'a>,
}

impl Index {
    /// The texts that hold the places of a phrase one after another (quotes, dashes and inline codes may stand
    /// between them), or all of it in a date or number. `None` shows that the index is damaged.
    pub(crate) fn holding_phrase(
        &self,
        places: &[Place<'_>],
        within: Option<&Within<'_>>,
        most: usize,
    ) -> Option<Holding> {
        let passed_over = ["\"", "-", "'"].map(|mark| self.analyzer.key(Class::Mark, mark).hash);
        // All numbers and dates share it.
        let number = self.analyzer.key(Class::Number, "").hash;
        let mut found = Holding::default();
        let mut forms = Vec::new();
        for part in self.parts.iter().rev() {
            let view = part.view();
            let inside = within.map_or(Some(FxHashSet::default()), |within| numbers_with(&view, number, within))?;
            let (mut keys, wanted) = fitting(&view, places)?.unwrap_or_default();
            if let Some(form) = inside.iter().next() {
                keys.push(view.form_key(*form)?);
            }
            let skipped = |form: u32| -> Option<bool> {
                let key = view.key(view.form_key(form)?)?;
                Some(key.class == Class::Code || passed_over.contains(&key.hash))
            };
            for entry in entries_with(&view, &keys)? {
                let record = view.record(entry, &mut forms)?;
                let holds = forms.iter().any(|form| inside.contains(form)) || stands_in(&wanted, &forms, skipped)?;
                if holds && found.add(&view, record, most)?.is_break() {
                    return Some(found);
                }
            }
        }
        Some(found)
    }

    /// The texts that hold a form in which something is found. `None` shows that the index is damaged.
    pub(crate) fn holding_form(&self, sought: &regex::bytes::Regex, most: usize) -> Option<Holding> {
        let mut found = Holding::default();
        let mut forms = Vec::new();
        for part in self.parts.iter().rev() {
            let view = part.view();
            let wanted = view.forms_with(sought, 0..view.forms())?;
            let keys: FxHashSet<u32> = wanted.iter().map(|form| view.form_key(*form)).collect::<Option<_>>()?;
            let wanted: FxHashSet<u32> = wanted.into_iter().collect();
            let mut keys: Vec<u32> = keys.into_iter().collect();
            keys.sort_unstable();
            for entry in entries_with(&view, &keys)? {
                let record = view.record(entry, &mut forms)?;
                let holds = forms.iter().any(|form| wanted.contains(form));
                if holds && found.add(&view, record, most)?.is_break() {
                    return Some(found);
                }
            }
        }
        Some(found)
    }
}

/// The numbers and dates that have a phrase in them.
fn numbers_with(view: &View<'_>, number: u64, within: &Within<'_>) -> Option<FxHashSet<u32>> {
    let mut found = FxHashSet::default();
    let Some(number) = view.find_key(number)? else { return Some(found) };
    for form in view.forms_with(&within.sought, view.forms_of(number)?)? {
        if (within.fits)(std::str::from_utf8(view.text(form)?).ok()?) {
            found.insert(form);
        }
    }
    Some(found)
}

/// The keys of the rarest place, and the forms that fit each place; the inner `None` if some place has none.
type Fitting = (Vec<u32>, Vec<FxHashSet<u32>>);

fn fitting(view: &View<'_>, places: &[Place<'_>]) -> Option<Option<Fitting>> {
    let mut rarest: Option<(usize, Vec<u32>)> = None;
    let mut wanted = Vec::with_capacity(places.len());
    for place in places {
        let (mut keys, mut fitting) = (Vec::new(), FxHashSet::default());
        for hash in &place.keys {
            let Some(key) = view.find_key(*hash)? else { continue };
            let before = fitting.len();
            for form in view.forms_of(key)? {
                if (place.fits)(std::str::from_utf8(view.text(form)?).ok()?) {
                    fitting.insert(form);
                }
            }
            if fitting.len() > before {
                keys.push(key);
            }
        }
        if fitting.is_empty() {
            return Some(None);
        }
        let mut count = 0;
        for key in &keys {
            count += view.postings(*key)?.len();
        }
        if rarest.as_ref().is_none_or(|(least, _)| count < *least) {
            rarest = Some((count, keys));
        }
        wanted.push(fitting);
    }
    Some(rarest.map(|(_, keys)| (keys, wanted)))
}

/// The entries that have one of these keys, each once.
fn entries_with(view: &View<'_>, keys: &[u32]) -> Option<Vec<u32>> {
    let mut entries = Vec::new();
    for key in keys {
        view.postings(*key)?.visit(0..view.entries, |entry| {
            entries.push(entry);
            Some(())
        })?;
    }
    entries.sort_unstable();
    entries.dedup();
    Some(entries)
}

/// Whether forms that fit the places stand in a row.
fn stands_in(places: &[FxHashSet<u32>], forms: &[u32], skipped: impl Fn(u32) -> Option<bool>) -> Option<bool> {
    let Some((first, others)) = places.split_first() else { return Some(false) };
    'starts: for (start, form) in forms.iter().enumerate() {
        if !first.contains(form) {
            continue;
        }
        let mut rest = forms[start + 1..].iter();
        for place in others {
            loop {
                match rest.next() {
                    Some(form) if place.contains(form) => break,
                    Some(form) if skipped(*form)? => {}
                    _ => continue 'starts,
                }
            }
        }
        return Some(true);
    }
    Some(false)
}
