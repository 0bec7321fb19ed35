//! The search in one part: which entries are most like a query, without loss.
//!
//! An entry that shares keys of the weight *o* with a query has a cost of at least max(weights) − *o*. So:
//!
//! 1. The query's keys are taken in the part's order ([`Rank`]), what has few postings for much weight first.
//!    Once the keys that are left weigh too little to reach the bound, no entry that was not met by then can.
//! 2. An entry that is met with one key shares nothing before that key; and a posting says how much of the
//!    entry comes before it in the same order. Where that is too much, the entry is passed over. (Both ends of
//!    this are the prefix filter of set similarity joins: Chaudhuri, Ganti and Kaushik, *A primitive operator
//!    for similarity joins in data cleaning*, ICDE 2006; Xiao, Wang, Lin and Yu, *Efficient similarity joins
//!    for near duplicate detection*, WWW 2008.)
//! 3. The second, third … occurrence of a key counts as a key of its own, so that what is shared is a matter
//!    of sets; texts with ten brackets are rarer than texts with one.
//! 4. Entries are numbered by weight, so what is too light or too heavy to reach the bound is not read.
//! 5. Signatures tell at a glance what weight an entry lacks at least; then its keys are counted; then the
//!    real cost is computed, on numbers of forms alone.
//! 6. The bound is the score asked for until enough matches are found, then the score of the worst of them.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::list::{BLOCK, entry_of, steps_of};
use super::part::{Damaged, View};
use super::query::{Best, Hit, Prepared, Share};
use super::share::{Rank, steps_before};
use super::signature::Mask;
use crate::memory::score::{Forms, HEAVIEST, Item, Similarity, Token, Workspace, cost, exchange, form_hash};

/// Memory that is used again from one search to the next.
#[derive(Default)]
pub(super) struct Scratch {
    /// A key's place among the query's, plus one.
    places: Vec<u32>,
    /// One bit a form: whether the query has its key.
    shared: Vec<u64>,
    /// One bit an entry: whether it was met.
    known: Vec<u64>,
    /// The entries whose bits are set.
    met: Vec<u32>,
    /// What the entries that were met share with the query, as far as it was read; [`SEEN`] for those that were looked
    /// at already.
    sums: Vec<u16>,
    /// The others.
    aside: Vec<u32>,
    /// The signatures of some of them.
    signatures: Vec<(u64, u32)>,
    promising: Vec<Promising>,
    counts: Vec<u32>,
    left: Vec<u32>,
    forms: Vec<u32>,
    items: Vec<Item>,
    workspace: Workspace,
}

/// An entry that can reach the bound, for all that its signature says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Promising {
    /// How alike it is at best.
    alike: u32,
    entry: u32,
    weight: u32,
}

/// The sum of an entry that is done with.
const SEEN: u16 = u16::MAX;

/// Other sums stay below it. Beyond this weight of the query, entries are looked at as they are met.
/// (Tests have short ones.)
const LONGEST: u32 = if cfg!(test) { 80 } else { u16::MAX as u32 / 2 };

/// So many entries are looked at as they are met: what is found among them raises the bound for the rest.
const EAGER: usize = if cfg!(test) { 4 } else { 128 };

/// Sums are added up over another key if it has at most so many times more postings than there are sums.
const WORTH: usize = 12;

/// The signatures of so many entries are fetched before the first is looked at, so that one does not wait for the
/// other.
const TOGETHER: usize = 64;

/// Masks for signatures of one, two and four words.
type Masks = [Mask; 3];

/// The weight that two texts must share if the heavier weighs `weight`.
fn required(bound: Similarity, weight: u32) -> u32 {
    weight - bound.cost_limit(weight).min(weight)
}

/// The heaviest text that can reach the bound by sharing `shared` (or a little more).
fn heaviest(bound: Similarity, shared: u32) -> u32 {
    let rest = u64::from(bound.weight.saturating_sub(bound.cost));
    if rest == 0 {
        return u32::MAX;
    }
    let heaviest = (u64::from(shared) + 1) * u64::from(bound.weight) / rest + 1;
    u32::try_from(heaviest).unwrap_or(u32::MAX)
}

/// The entries of one weight.
struct Row {
    weight: u32,
    /// The first entry that weighs more.
    end: u32,
    /// What must be shared.
    needed: u32,
    /// How many steps of their weight may come before the first key that is shared.
    most_before: u32,
}

impl Row {
    fn set(&mut self, bound: Similarity, query_weight: u32) {
        self.needed = required(bound, self.weight.max(query_weight));
        // The entry has no more to share than what does not come before.
        let spare = self.weight.saturating_sub(self.needed);
        self.most_before = steps_before(spare, self.weight);
    }

    /// Whether an entry may reach the bound if no more than this is left to share, and so many steps of its weight come
    /// before what it shares.
    fn may_have(&self, left: u32, before: u32) -> bool {
        before <= self.most_before && left >= self.needed
    }
}

/// Entries of similar weight, which are searched together.
struct Band {
    /// Which rows.
    rows: Range<usize>,
    /// The weight of the first of them.
    lightest: u32,
    entries: Range<u32>,
}

/// Finds the rows of entries in ascending order.
struct Rows<'a> {
    row: Option<&'a Row>,
    behind: std::slice::Iter<'a, Row>,
}

impl<'a> Rows<'a> {
    fn of(rows: &'a [Row]) -> Self {
        let mut behind = rows.iter();
        Self { row: behind.next(), behind }
    }

    /// The row of an entry; `None` if it is heavier than anything that can reach the bound.
    #[inline]
    fn of_entry(&mut self, entry: u32) -> Option<&'a Row> {
        while self.row.is_some_and(|row| entry >= row.end) {
            self.row = self.behind.next();
        }
        self.row
    }
}

/// A share of the query that occurs in the part.
struct Found {
    share: Share,
    key: u32,
    rank: Rank,
}

/// Adds to `best` what is in a part.
pub(super) fn find(
    view: &View<'_>,
    part: u32,
    query: &Prepared,
    best: &mut Best,
    scratch: &mut Scratch,
) -> Result<(), Damaged> {
    let mut places = std::mem::take(&mut scratch.places);
    let mut shared = std::mem::take(&mut scratch.shared);
    // Made anew, of zeros, they take only the memory that is used.
    if places.len() < view.keys() {
        places = vec![0; view.keys()];
    }
    if shared.len() <= view.forms() as usize / 64 {
        shared = vec![0; view.forms() as usize / 64 + 1];
    }
    if scratch.sums.len() <= view.entries as usize {
        scratch.known = vec![0; view.entries as usize / 64 + 1];
        scratch.sums = vec![0; view.entries as usize + 1];
    }
    let mut keys = Vec::new();
    let result = Search::new(view, part, query, best, (&mut places, &mut shared), &mut keys)
        .and_then(|search| search.map_or(Some(()), |mut search| search.run(best, scratch)));
    for key in keys.into_iter().flatten() {
        places[key as usize] = 0;
        if let Some(forms) = view.forms_of(key) {
            shared[forms.start as usize / 64..=forms.end as usize / 64].fill(0);
        }
    }
    (scratch.places, scratch.shared) = (places, shared);
    for entry in scratch.met.drain(..) {
        scratch.known[entry as usize / 64] = 0;
    }
    scratch.aside.clear();
    result.ok_or(Damaged)
}

struct Search<'a> {
    view: &'a View<'a>,
    part: u32,
    query: &'a Prepared,
    /// The numbers of the query's keys in the part.
    keys: &'a [Option<u32>],
    places: &'a [u32],
    shared: &'a [u64],
    /// In the part's order.
    found: Vec<Found>,
    /// What `found` weighs together.
    reachable: u32,
    /// The query with the part's numbers, once it is needed.
    items: Option<Vec<Item>>,
    forms: QueryForms<'a>,
    /// All of `found`, and what is left of it from each on.
    any: Masks,
    open: Vec<Masks>,
    /// The entries that can reach the bound, by weight.
    rows: Vec<Row>,
    /// The bound for which the rows are set.
    bound: Similarity,
}

impl<'a> Search<'a> {
    /// The inner `None` if nothing in the part can reach the bound. `keys` becomes the numbers of the query's
    /// keys, whose places are set.
    fn new(
        view: &'a View<'a>,
        part: u32,
        query: &'a Prepared,
        best: &Best,
        (places, shared): (&'a mut [u32], &'a mut [u64]),
        keys: &'a mut Vec<Option<u32>>,
    ) -> Option<Option<Self>> {
        let numbers = query.keys.iter().map(|&(hash, ..)| view.find_key(hash)).collect::<Option<Vec<_>>>()?;
        let mut found = Vec::with_capacity(query.shares.len());
        for &share in &query.shares {
            let number = match numbers.get(share.key as usize)? {
                // Where no text has the key, none has it twice.
                Some(_) if share.nth > 1 => view.find_key(share.hash)?,
                number => *number,
            };
            if let Some(key) = number {
                let rank = Rank::of(view.postings(key)?.len(), share.each, share.hash);
                found.push(Found { share, key, rank });
            }
        }
        let reachable = found.iter().fold(0u32, |sum, found| sum.saturating_add(found.share.weight));
        let bound = best.bound();
        let least = required(bound, query.weight);
        if reachable < least || reachable == 0 {
            return Some(None);
        }
        let window =
            view.first_of_weight(least)?..view.first_of_weight(heaviest(bound, reachable).saturating_add(1))?;
        if window.is_empty() {
            return Some(None);
        }
        let mut rows = Vec::new();
        for row in view.weights(window)? {
            let (weight, end) = row?;
            let mut row = Row { weight, end, needed: 0, most_before: 0 };
            row.set(bound, query.weight);
            rows.push(row);
        }
        found.sort_unstable_by_key(|f| f.rank);
        // Told before any place is set: the caller takes them back, whatever comes of it.
        *keys = numbers;
        for (place, key) in (1..).zip(&*keys) {
            let Some(key) = *key else { continue };
            *places.get_mut(key as usize)? = place;
            for form in view.forms_of(key)? {
                *shared.get_mut(form as usize / 64)? |= 1 << (form % 64);
            }
        }
        let forms = QueryForms { view, unknown: Vec::new(), exchanged: FxHashMap::default() };
        let mut any = Masks::default();
        let mut open = Vec::with_capacity(found.len());
        for found in found.iter().rev() {
            for (mask, words) in any.iter_mut().zip([1, 2, 4]) {
                mask.add(words, found.share.hash, found.share.each);
            }
            open.push(any);
        }
        open.reverse();
        Some(Some(Self {
            view,
            part,
            query,
            keys,
            places,
            shared,
            found,
            reachable,
            forms,
            any,
            open,
            rows,
            bound,
            items: None,
        }))
    }

    fn run(&mut self, best: &mut Best, scratch: &mut Scratch) -> Option<()> {
        scratch.counts.clear();
        scratch.counts.extend(self.query.keys.iter().map(|&(_, _, count)| count));
        let mut promising = std::mem::take(&mut scratch.promising);
        for band in self.bands() {
            self.run_band(&band, best, scratch, &mut promising)?;
        }
        scratch.promising = promising;
        Some(())
    }

    /// The rows in bands, those about the weight of the query first: the best are among them. What is heavier has to
    /// share more, so fewer keys are read for it.
    fn bands(&self) -> Vec<Band> {
        let own = self.query.weight;
        let (lightest, heaviest) = (required(self.bound, own), self.rows.last().map_or(own, |row| row.weight));
        let borders = [lightest + (own - lightest) / 2, own, own.max(heaviest) - heaviest.saturating_sub(own) / 2];
        let [low, middle, high] = borders.map(|border| self.rows.partition_point(|row| row.weight <= border));
        let bands = [low..middle, middle..high, 0..low, high..self.rows.len()].into_iter();
        let bands = bands.filter_map(|rows| {
            let (first, last) = (self.rows.get(rows.start)?, self.rows.get(rows.end.checked_sub(1)?)?);
            let start = rows.start.checked_sub(1).and_then(|before| self.rows.get(before)).map_or(0, |row| row.end);
            (!rows.is_empty()).then_some(Band { lightest: first.weight, entries: start..last.end, rows })
        });
        bands.collect()
    }

    fn run_band(
        &mut self,
        band: &Band,
        best: &mut Best,
        scratch: &mut Scratch,
        promising: &mut Vec<Promising>,
    ) -> Option<()> {
        let (mut left, mut index) = (self.reachable, 0);
        // What there was to share when the first entry was set aside.
        let mut from = None;
        while let Some(weight) = self.found.get(index).map(|found| found.share.weight) {
            self.rebound(best.bound());
            if left < self.least(band) {
                break;
            }
            promising.clear();
            self.set_aside(band, index, left, scratch)?;
            if scratch.met.len() < EAGER || self.query.weight > LONGEST {
                self.glance_all(band, (index, left), scratch, promising)?;
                self.weigh_all(promising, best, scratch)?;
            } else {
                from.get_or_insert((index, left));
            }
            left -= weight;
            index += 1;
        }
        if let Some(from) = from {
            promising.clear();
            self.rebound(best.bound());
            self.sum_up(band, index, left, scratch)?;
            self.glance_all(band, from, scratch, promising)?;
            self.weigh_all(promising, best, scratch)?;
        }
        Some(())
    }

    fn rows_of(&self, band: &Band) -> Option<&[Row]> {
        self.rows.get(band.rows.clone())
    }

    /// What entries of a band have to share at least.
    fn least(&self, band: &Band) -> u32 {
        required(self.bound, band.lightest.max(self.query.weight))
    }

    fn rebound(&mut self, bound: Similarity) {
        if bound != self.bound {
            self.bound = bound;
            self.rows.iter_mut().for_each(|row| row.set(bound, self.query.weight));
        }
    }

    fn weigh_all(&mut self, promising: &mut [Promising], best: &mut Best, scratch: &mut Scratch) -> Option<()> {
        // The best first: they raise the bound for the rest.
        promising.sort_unstable_by(|a, b| b.cmp(a));
        promising.iter().try_for_each(|&entry| self.weigh(entry, best, scratch))
    }

    /// The entries of a band that can reach the bound by sharing so much.
    fn window(&self, band: &Band, shared: u32) -> Option<Range<u32>> {
        let start = self.view.first_of_weight(required(self.bound, self.query.weight))?;
        let end = self.view.first_of_weight(heaviest(self.bound, shared).saturating_add(1))?;
        let start = start.max(band.entries.start);
        Some(start..end.min(band.entries.end).max(start))
    }

    /// Sets the entries aside that share this and nothing before it, so no more than `left`, and can reach the bound;
    /// and adds up what those share that were set aside before.
    fn set_aside(&self, band: &Band, index: usize, left: u32, scratch: &mut Scratch) -> Option<()> {
        let found = self.found.get(index)?;
        let weight = found.share.weight.min(u32::from(u16::MAX)) as u16;
        let Scratch { known, met, sums, aside, .. } = scratch;
        let mut rows = Rows::of(self.rows_of(band)?);
        let most_before = self.rows_of(band)?.iter().map(|row| row.most_before).max()?;
        // What was set aside is to be counted wherever it is.
        let window = self.window(band, if aside.is_empty() { left } else { self.reachable })?;
        let mut chosen = [0; BLOCK];
        self.view.postings(found.key)?.visit_blocks(window, |postings| {
            // Without a branch: which it is cannot be foretold.
            let mut count = 0;
            for &posting in postings {
                let entry = entry_of(posting);
                let word = known.get(entry as usize / 64)?;
                *chosen.get_mut(count)? = posting;
                count += usize::from((word >> (entry % 64) & 1 != 0) | (steps_of(posting) <= most_before));
            }
            for &posting in chosen.get(..count)? {
                let entry = entry_of(posting);
                let (word, bit) = (known.get_mut(entry as usize / 64)?, 1 << (entry % 64));
                if *word & bit != 0 {
                    let sum = sums.get_mut(entry as usize)?;
                    *sum = if *sum == SEEN { SEEN } else { *sum + weight };
                } else if rows.of_entry(entry).is_some_and(|row| row.may_have(left, steps_of(posting))) {
                    *word |= bit;
                    met.push(entry);
                    aside.push(entry);
                    *sums.get_mut(entry as usize)? = weight;
                }
            }
            Some(())
        })
    }

    /// Adds up what the entries that were set aside share, over the keys from `index` on as long as that is cheaper
    /// than looking at them, and drops those that cannot reach the bound.
    fn sum_up(&self, band: &Band, mut index: usize, mut left: u32, scratch: &mut Scratch) -> Option<()> {
        let Scratch { known, sums, aside, .. } = scratch;
        let window = self.window(band, self.reachable)?;
        let least = self.least(band);
        let enough = |sums: &[u16], entry: u32, left: u32| {
            sums.get(entry as usize).is_some_and(|&sum| u32::from(sum) + left >= least)
        };
        let mut chosen = [0; BLOCK];
        aside.retain(|&entry| window.contains(&entry) && enough(sums, entry, left));
        while let Some(found) = self.found.get(index).filter(|_| !aside.is_empty()) {
            let postings = self.view.postings(found.key)?;
            if postings.count_within(&window)? > WORTH * aside.len() {
                break;
            }
            let weight = found.share.weight.min(u32::from(u16::MAX)) as u16;
            postings.visit_blocks(window.clone(), |postings| {
                let mut count = 0;
                for &posting in postings {
                    let entry = entry_of(posting);
                    *chosen.get_mut(count)? = entry;
                    count += usize::from(known.get(entry as usize / 64)? >> (entry % 64) & 1 != 0);
                }
                for &entry in chosen.get(..count)? {
                    let sum = sums.get_mut(entry as usize)?;
                    *sum = if *sum == SEEN { SEEN } else { *sum + weight };
                }
                Some(())
            })?;
            left -= found.share.weight;
            index += 1;
            aside.retain(|&entry| enough(sums, entry, left));
        }
        aside.sort_unstable();
        let mut rows = Rows::of(self.rows_of(band)?);
        aside.retain(|&entry| {
            let needed = rows.of_entry(entry).map_or(u32::MAX, |row| row.needed);
            sums.get(entry as usize).is_some_and(|&sum| u32::from(sum) + left >= needed)
        });
        Some(())
    }

    /// Collects the entries that were set aside whose signatures allow them to reach the bound. They share nothing before
    /// `from`: an index, and what was left to share there.
    fn glance_all(
        &self,
        band: &Band,
        from: (usize, u32),
        scratch: &mut Scratch,
        promising: &mut Vec<Promising>,
    ) -> Option<()> {
        let Scratch { aside, sums, signatures, .. } = scratch;
        let mut rows = Rows::of(self.rows_of(band)?);
        for entries in aside.chunks(TOGETHER) {
            signatures.clear();
            for &entry in entries {
                signatures.extend(self.view.signature(entry)?);
            }
            let mut rest = &signatures[..];
            for &entry in entries {
                let (signature, behind) = rest.split_at_checked(self.view.signature_words(entry))?;
                rest = behind;
                promising.extend(rows.of_entry(entry).and_then(|row| self.glance(entry, signature, row, from)));
            }
        }
        for entry in aside.drain(..) {
            *sums.get_mut(entry as usize)? = SEEN;
        }
        Some(())
    }

    /// What the signature of an entry says that shares nothing before a key, so no more than `left`; `None` if it
    /// cannot reach the bound.
    #[inline]
    fn glance(&self, entry: u32, signature: &[(u64, u32)], row: &Row, from: (usize, u32)) -> Option<Promising> {
        let class = signature.len().ilog2() as usize;
        let lacking = self.open.get(from.0)?[class].lacking(signature);
        let foreign = self.any[class].foreign(signature);
        let most = from.1.saturating_sub(lacking).min(row.weight.saturating_sub(foreign));
        if most < row.needed {
            return None;
        }
        let alike = u64::from(most) * 100_000 / u64::from(row.weight.max(self.query.weight).max(1));
        Some(Promising { alike: alike as u32, entry, weight: row.weight })
    }

    /// The query with the part's numbers.
    fn items(&mut self) -> Option<Vec<Item>> {
        let mut items = Vec::with_capacity(self.query.tokens.len());
        for (token, &place) in self.query.tokens.iter().zip(&self.query.key_of) {
            let key = *self.keys.get(place as usize)?;
            let form = match key {
                Some(key) => self.view.find_form(key, &token.form)?,
                None => None,
            };
            let form = form.unwrap_or_else(|| self.forms.unknown(token));
            // Keys that the part does not have get numbers that it does not have.
            let key = key.unwrap_or(u32::MAX - place);
            items.push(Item { key, form, weight: token.key.weight });
        }
        Some(items)
    }

    /// Counts the keys of an entry that the query has, and if they allow it, computes the cost.
    fn weigh(&mut self, found: Promising, best: &mut Best, scratch: &mut Scratch) -> Option<()> {
        let Scratch { counts, left, forms, items, workspace, .. } = scratch;
        let weight = found.weight.max(self.query.weight);
        let limit = best.bound().cost_limit(weight);
        let needed = weight - limit.min(weight);
        if u64::from(found.alike) < u64::from(needed) * 100_000 / u64::from(weight.max(1)) {
            return Some(());
        }
        let rest = self.view.record(found.entry, forms)?;
        left.clear();
        left.extend_from_slice(counts);
        let mut overlap = 0u32;
        for (&form, behind) in forms.iter().zip((0..forms.len() as u32).rev()) {
            if self.shared.get(form as usize / 64)? >> (form % 64) & 1 == 1 {
                let key = self.view.form_key(form)?;
                let place = self.places.get(key as usize)?.checked_sub(1)?;
                let left = left.get_mut(place as usize)?;
                if *left > 0 {
                    *left -= 1;
                    overlap = overlap.saturating_add(self.query.keys.get(place as usize)?.1);
                }
            }
            if overlap.saturating_add(behind.saturating_mul(HEAVIEST)) < needed {
                return Some(());
            }
        }
        items.clear();
        for &form in &*forms {
            let key = self.view.form_key(form)?;
            items.push(Item { key, form, weight: self.view.key_weight(key)? });
        }
        let own = match self.items.take() {
            Some(own) => own,
            None => self.items()?,
        };
        let found_cost = cost(&own, items, overlap, limit, &mut self.forms, workspace);
        self.items = Some(own);
        let Some(cost) = found_cost else { return Some(()) };
        let mut newest = None;
        self.view.variants(rest, |id| {
            newest = Some(id);
            false
        })?;
        // Not more than the weight: a cost is cut to it.
        let similarity = Similarity { cost: cost.min(weight), weight: weight.max(1) };
        best.add(Hit { similarity, newest: newest?, part: self.part, entry: found.entry });
        Some(())
    }
}

/// The texts behind the numbers of forms. The query's forms that the part does not have are numbered from
/// the end of the part's.
struct QueryForms<'a> {
    view: &'a View<'a>,
    unknown: Vec<&'a Token>,
    exchanged: FxHashMap<(u32, u32), u32>,
}

impl<'a> QueryForms<'a> {
    fn unknown(&mut self, token: &'a Token) -> u32 {
        let index = self.unknown.iter().position(|t| *t == token).unwrap_or_else(|| {
            self.unknown.push(token);
            self.unknown.len() - 1
        });
        self.view.forms().saturating_add(index as u32)
    }

    fn own(&self, form: u32) -> Option<&'a Token> {
        self.unknown.get(form.checked_sub(self.view.forms())? as usize).copied()
    }

    fn text(&self, form: u32) -> Option<&'a str> {
        match self.own(form) {
            Some(token) => Some(&token.form),
            None => std::str::from_utf8(self.view.text(form)?).ok(),
        }
    }
}

impl Forms for QueryForms<'_> {
    fn exchange(&mut self, a: Item, b: Item) -> u32 {
        let pair = (a.form.min(b.form), a.form.max(b.form));
        if let Some(&cost) = self.exchanged.get(&pair) {
            return cost;
        }
        let texts = || Some((self.view.key(a.key)?, self.text(a.form)?, self.text(b.form)?));
        // Bytes that make no sense are found out when the match is compared with its stored text.
        let cost = texts().map_or(a.weight, |(key, a, b)| exchange(&key, a, b));
        self.exchanged.insert(pair, cost);
        cost
    }

    fn hash(&mut self, item: Item) -> u64 {
        match self.own(item.form) {
            Some(token) => form_hash(token.key.class, &token.form),
            None => self.view.form_hash(item.form).unwrap_or(0),
        }
    }
}
