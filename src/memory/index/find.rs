//! The search in one part: which entries are most like a query, without loss.
//!
//! An entry that shares keys of the weight *o* with a query has a cost of at least max(weights) − *o*. So:
//!
//! 1. The query's keys are taken in the order of what they spare: few postings for much weight first. Once
//!    the keys that are left weigh too little to reach the bound, no entry that was not met by then can.
//! 2. Entries are numbered by weight, so what is too light or too heavy to reach the bound is not read.
//! 3. Signatures tell at a glance what weight an entry lacks at least; then its keys are counted; then the
//!    real cost is computed, on numbers of forms alone.
//! 4. But first the entries that were met are set aside, and what they share is summed up over more keys: that
//!    reads postings in a row, while a signature is read from a place of its own.
//! 5. The bound is the score asked for until enough matches are found, then the score of the worst of them.

use rustc_hash::FxHashMap;

use super::part::{Damaged, LIGHT, Signature, View};
use crate::memory::score::{Forms, HEAVIEST, Item, Similarity, Token, WORD, Workspace, cost, exchange, form_hash};

/// An entry that is like the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    pub similarity: Similarity,
    /// The newest variant of the entry.
    pub newest: i64,
    pub part: u32,
    pub entry: u32,
}

/// The best hits so far, at most `limit`, best first.
pub(super) struct Best {
    hits: Vec<Hit>,
    limit: usize,
    least: Similarity,
}

impl Best {
    pub(super) fn new(limit: usize, least: Similarity) -> Self {
        Self { hits: Vec::new(), limit: limit.max(1), least }
    }

    /// What an entry must reach to be of interest (where it is equal, the newer one wins).
    fn bound(&self) -> Similarity {
        if self.hits.len() < self.limit { self.least } else { self.hits.last().map_or(self.least, |h| h.similarity) }
    }

    fn add(&mut self, hit: Hit) {
        let at = self.hits.partition_point(|other| *other > hit);
        self.hits.insert(at, hit);
        self.hits.truncate(self.limit);
    }

    pub(super) fn into_hits(self) -> Vec<Hit> {
        self.hits
    }
}

/// A query, cut into tokens.
pub(super) struct Prepared {
    tokens: Vec<Token>,
    /// Which of `keys` each token has.
    key_of: Vec<u32>,
    /// Distinct keys: hash, weight, how often.
    keys: Vec<(u64, u32, u32)>,
    weight: u32,
}

impl Prepared {
    pub(super) fn new(tokens: Vec<Token>) -> Self {
        let mut keys: Vec<(u64, u32, u32)> = Vec::new();
        let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
        let mut key_of = Vec::with_capacity(tokens.len());
        for token in &tokens {
            let number = *numbers.entry(token.key.hash).or_insert_with(|| {
                keys.push((token.key.hash, token.key.weight, 0));
                keys.len() as u32 - 1
            });
            keys[number as usize].2 += 1;
            key_of.push(number);
        }
        let weight = tokens.iter().fold(0u32, |sum, token| sum.saturating_add(token.key.weight));
        Self { tokens, key_of, keys, weight }
    }
}

/// Memory that is used again from one search to the next.
#[derive(Default)]
pub(super) struct Scratch {
    /// A key's place among the query's, plus one.
    places: Vec<u32>,
    /// One bit a form: whether the query has its key.
    shared: Vec<u64>,
    met: Vec<u32>,
    /// What the entries that were set aside share with the query, as far as it is known; [`NEW`] for those that
    /// were not met, [`SEEN`] for those that were looked at.
    sums: Vec<u16>,
    aside: Vec<u32>,
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

/// Three quarters of a word.
const HEAVIER: u32 = WORD * 3 / 4;

/// The sum of an entry that was not met.
const NEW: u16 = 0;
/// The sum of an entry that is done with. Sums stay below it ([`LONGEST`]).
const SEEN: u16 = u16::MAX;

fn added(sum: u16, weight: u32) -> u16 {
    sum.saturating_add(weight as u16).min(SEEN - 1)
}

/// The query's keys as a signature, the lighter ones by weight, so that what is lacking can be weighed.
#[derive(Default)]
struct Mask {
    full: [u64; 4],
    light: [u32; 4],
    /// Those of `light` that weigh three quarters of a word or more.
    heavier: [u32; 4],
}

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

/// A key is counted for the entries that were set aside if it has at most so many times more postings.
const WORTH: usize = 20;

/// Beyond this weight of the query, sums are not kept and entries are looked at as they are met.
/// (Tests have short ones.)
const LONGEST: u32 = if cfg!(test) { 80 } else { u16::MAX as u32 / 2 };

/// A key of the query that occurs in the part.
struct Found {
    place: u32,
    key: u32,
    /// Its weight times how often the query has it.
    weight: u32,
    postings: usize,
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
    let mut resolved = Vec::new();
    let result = Search::new(view, part, query, best, (&mut places, &mut shared), &mut resolved)
        .and_then(|search| search.map_or(Some(()), |mut search| search.run(best, scratch)));
    for key in resolved.into_iter().flatten() {
        places[key as usize] = 0;
        if let Some(forms) = view.forms_of(key) {
            shared[forms.start as usize / 64..=forms.end as usize / 64].fill(0);
        }
    }
    (scratch.places, scratch.shared) = (places, shared);
    for entry in scratch.met.drain(..) {
        scratch.sums[entry as usize] = NEW;
    }
    scratch.aside.clear();
    result.ok_or(Damaged)
}

struct Search<'a> {
    view: &'a View<'a>,
    part: u32,
    query: &'a Prepared,
    places: &'a [u32],
    shared: &'a [u64],
    /// In the order in which they are taken.
    found: Vec<Found>,
    /// What `found` weighs together.
    reachable: u32,
    /// The query with the part's numbers.
    items: Vec<Item>,
    forms: QueryForms<'a>,
    /// All keys of `found`, for signatures of one, two and four words.
    any: [Mask; 3],
}

impl<'a> Search<'a> {
    /// The inner `None` if nothing in the part can reach the bound.
    fn new(
        view: &'a View<'a>,
        part: u32,
        query: &'a Prepared,
        best: &Best,
        (places, shared): (&'a mut [u32], &'a mut [u64]),
        resolved: &mut Vec<Option<u32>>,
    ) -> Option<Option<Self>> {
        for &(hash, _, _) in &query.keys {
            resolved.push(view.find_key(hash)?);
        }
        let bound = best.bound();
        let least = required(bound, query.weight);
        let known = |resolved: &[Option<u32>]| {
            let known = query.keys.iter().zip(resolved).filter(|(_, key)| key.is_some());
            known.fold(0u32, |sum, (&(_, weight, count), _)| sum.saturating_add(weight.saturating_mul(count)))
        };
        let reachable = known(resolved);
        if reachable < least || reachable == 0 {
            return Some(None);
        }
        let window = view.first_of_weight(least)?..view.first_of_weight(heaviest(bound, reachable))?;
        if window.is_empty() {
            return Some(None);
        }
        let mut found = Vec::with_capacity(query.keys.len());
        for (place, (&(_, weight, count), key)) in query.keys.iter().zip(resolved.iter()).enumerate() {
            let Some(key) = *key else { continue };
            *places.get_mut(key as usize)? = place as u32 + 1;
            for form in view.forms_of(key)? {
                shared[form as usize / 64] |= 1 << (form % 64);
            }
            let postings = view.postings(key)?.count_within(&window)?;
            found.push(Found { place: place as u32, key, weight: weight.saturating_mul(count), postings });
        }
        found.sort_by_key(|f| {
            // Postings for each unit of weight; the place makes the order definite.
            (f.postings as u64 * 1000 / u64::from(f.weight.max(1)), f.place)
        });
        let mut forms = QueryForms { view, unknown: Vec::new(), exchanged: FxHashMap::default() };
        let mut items = Vec::with_capacity(query.tokens.len());
        for (token, &place) in query.tokens.iter().zip(&query.key_of) {
            let key = resolved[place as usize];
            let form = match key {
                Some(key) => view.find_form(key, &token.form)?,
                None => None,
            };
            let form = form.unwrap_or_else(|| forms.unknown(token));
            // Keys that the part does not have get numbers that it does not have.
            let key = key.unwrap_or(u32::MAX - place);
            items.push(Item { key, form, weight: token.key.weight });
        }
        let any = masks(query, &found);
        Some(Some(Self { view, part, query, places, shared, found, reachable, items, forms, any }))
    }

    fn run(&mut self, best: &mut Best, scratch: &mut Scratch) -> Option<()> {
        scratch.counts.clear();
        scratch.counts.extend(self.query.keys.iter().map(|&(_, _, count)| count));
        let entries = self.view.entries as usize;
        if scratch.sums.len() < entries {
            // Made anew, of zeros, it takes only the memory that is used.
            scratch.sums = vec![NEW; entries];
        }
        let mut promising = std::mem::take(&mut scratch.promising);
        let mut left = self.reachable;
        let mut index = 0;
        while let Some(found) = self.found.get(index) {
            let bound = best.bound();
            if left < required(bound, self.query.weight) {
                break;
            }
            let weight = found.weight;
            promising.clear();
            self.glance(index, left, bound, scratch, &mut promising)?;
            self.weigh_all(&mut promising, best, scratch)?;
            left -= weight;
            index += 1;
        }
        promising.clear();
        self.sum_up(index, left, best.bound(), scratch, &mut promising)?;
        self.weigh_all(&mut promising, best, scratch)?;
        scratch.promising = promising;
        Some(())
    }

    fn weigh_all(&mut self, promising: &mut [Promising], best: &mut Best, scratch: &mut Scratch) -> Option<()> {
        // The best first: they raise the bound for the rest.
        promising.sort_unstable_by(|a, b| b.cmp(a));
        promising.iter().try_for_each(|&entry| self.weigh(entry, best, scratch))
    }

    /// The entries that can reach the bound by sharing so much.
    fn window(&self, bound: Similarity, shared: u32) -> Option<std::ops::Range<u32>> {
        let low = self.view.first_of_weight(required(bound, self.query.weight))?;
        Some(low..self.view.first_of_weight(heaviest(bound, shared).saturating_add(1))?)
    }

    /// Goes through the entries of a key that were not met before: sets them aside or, for a very long query,
    /// collects those whose signatures allow them to reach the bound. They have none of the keys before
    /// `index`, so they share no more than `left`.
    fn glance(
        &self,
        index: usize,
        left: u32,
        bound: Similarity,
        scratch: &mut Scratch,
        promising: &mut Vec<Promising>,
    ) -> Option<()> {
        let found = self.found.get(index)?;
        let window = self.window(bound, left)?;
        let Scratch { met, sums, aside, .. } = scratch;
        // What was set aside is to be counted wherever it is.
        let entries = if aside.is_empty() { window.clone() } else { self.window(bound, self.reachable)? };
        if entries.is_empty() {
            return Some(());
        }
        let postings = self.view.postings(found.key)?;
        let sums_fit = self.query.weight <= LONGEST;
        let mut glance = Glance::new(self, index, entries.start, bound)?;
        postings.visit(entries, |entry| {
            let sum = sums.get_mut(entry as usize)?;
            match *sum {
                NEW if window.contains(&entry) => {
                    met.push(entry);
                    if sums_fit {
                        *sum = found.weight as u16;
                        aside.push(entry);
                    } else {
                        *sum = SEEN;
                        promising.extend(glance.look(entry, 0, left)?);
                    }
                }
                NEW | SEEN => {}
                known => *sum = added(known, found.weight),
            }
            Some(())
        })
    }

    /// Adds up what the entries that were set aside share, over the keys from `index` on as long as that is
    /// cheaper than looking at them, and collects those that can reach the bound.
    fn sum_up(
        &self,
        mut index: usize,
        mut left: u32,
        bound: Similarity,
        scratch: &mut Scratch,
        promising: &mut Vec<Promising>,
    ) -> Option<()> {
        let Scratch { sums, aside, .. } = scratch;
        let least = required(bound, self.query.weight);
        let window = self.window(bound, self.reachable)?;
        let enough = |sums: &[u16], entry: u32, left: u32| {
            sums.get(entry as usize).is_some_and(|&sum| u32::from(sum) + left >= least)
        };
        aside.retain(|&entry| window.contains(&entry) && enough(sums, entry, left));
        while let Some(found) = self.found.get(index).filter(|_| !aside.is_empty()) {
            let postings = self.view.postings(found.key)?;
            if postings.count_within(&window)? > WORTH * aside.len() {
                break;
            }
            postings.visit(window.clone(), |entry| {
                let sum = sums.get_mut(entry as usize)?;
                if !matches!(*sum, NEW | SEEN) {
                    *sum = added(*sum, found.weight);
                }
                Some(())
            })?;
            left -= found.weight;
            index += 1;
            aside.retain(|&entry| enough(sums, entry, left));
        }
        aside.sort_unstable();
        if let Some(&first) = aside.first() {
            let mut glance = Glance::new(self, index, first, bound)?;
            for &entry in &*aside {
                promising.extend(glance.look(entry, u32::from(*sums.get(entry as usize)?), left)?);
            }
        }
        Some(())
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
        // Not more than the weight: a cost is cut to it.
        let Some(cost) = cost(&self.items, items, overlap, limit, &mut self.forms, workspace) else {
            return Some(());
        };
        let mut newest = None;
        self.view.variants(rest, |id| {
            newest = Some(id);
            false
        })?;
        let similarity = Similarity { cost: cost.min(weight), weight: weight.max(1) };
        best.add(Hit { similarity, newest: newest?, part: self.part, entry: found.entry });
        Some(())
    }
}

/// Keys as masks, for signatures of one, two and four words.
fn masks(query: &Prepared, found: &[Found]) -> [Mask; 3] {
    [1, 2, 4].map(|words| {
        let (mut all, mut heavier) = (Signature::default(), Signature::default());
        for found in found {
            let Some(&(hash, weight, _)) = query.keys.get(found.place as usize) else { continue };
            all.add(words, hash, weight);
            if (HEAVIER..WORD).contains(&weight) {
                heavier.add(words, hash, weight);
            }
        }
        Mask { full: all.full, light: all.light, heavier: heavier.light }
    })
}

/// Looks at the signatures of entries in ascending order.
struct Glance<'a> {
    view: &'a View<'a>,
    /// The keys that an entry may still share.
    open: [Mask; 3],
    /// All keys that it may have.
    any: &'a [Mask; 3],
    weights: Box<dyn Iterator<Item = Option<(u32, u32)>> + 'a>,
    query_weight: u32,
    bound: Similarity,
    /// Of the entry and those after it, up to `heavier`.
    weight: u32,
    heavier: u32,
    needed: u32,
}

impl<'a> Glance<'a> {
    fn new(search: &'a Search<'_>, index: usize, first: u32, bound: Similarity) -> Option<Self> {
        Some(Self {
            view: search.view,
            open: masks(search.query, search.found.get(index..)?),
            any: &search.any,
            weights: Box::new(search.view.weights_from(first)?),
            query_weight: search.query.weight,
            bound,
            weight: 0,
            heavier: 0,
            needed: 0,
        })
    }

    /// An entry that shares `sum` and at most `left` more; the inner `None` if it cannot reach the bound.
    #[inline]
    fn look(&mut self, entry: u32, sum: u32, left: u32) -> Option<Option<Promising>> {
        while entry >= self.heavier {
            (self.weight, self.heavier) = self.weights.next()??;
            self.needed = required(self.bound, self.weight.max(self.query_weight));
        }
        if sum + left < self.needed {
            return Some(None);
        }
        let (signature, words) = self.view.signature(entry)?;
        let class = words.ilog2() as usize;
        let (open, any) = (&self.open[class], &self.any[class]);
        let (mut lacking, mut foreign) = (0, 0);
        for (word, (full, light)) in Signature::words(signature).enumerate() {
            lacking += WORD * (open.full[word] & !full).count_ones();
            lacking += LIGHT * (open.light[word] & !light).count_ones();
            lacking += (HEAVIER - LIGHT) * (open.heavier[word] & !light).count_ones();
            foreign += WORD * (full & !any.full[word]).count_ones();
            foreign += LIGHT * (light & !any.light[word]).count_ones();
        }
        let most = (sum + left.saturating_sub(lacking)).min(self.weight.saturating_sub(foreign));
        if most < self.needed {
            return Some(None);
        }
        let alike = u64::from(most) * 100_000 / u64::from(self.weight.max(self.query_weight).max(1));
        Some(Some(Promising { alike: alike as u32, entry, weight: self.weight }))
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
