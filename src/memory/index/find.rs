//! The search in one part: which entries are most like a query, without loss.
//!
//! An entry that shares keys of the weight *o* with a query has a cost of at least max(weights) − *o*. So:
//!
//! 1. The query's keys are taken in the order of what they spare: few postings for much weight first. Once
//!    the keys that are left weigh too little to reach the bound, no entry that was not met by then can.
//! 2. Entries are numbered by weight, so what is too light or too heavy to reach the bound is not read.
//! 3. Signatures tell at a glance what weight an entry lacks at least; then its keys are counted; then the
//!    real cost is computed, on numbers of forms alone.
//! 4. The bound is the score asked for until enough matches are found, then the score of the worst of them.

use rustc_hash::FxHashMap;

use super::part::{Damaged, LIGHT, Signature, View};
use crate::memory::score::{Forms, Item, Similarity, Token, WORD, Workspace, cost, exchange, form_hash};

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
    seen: Vec<u64>,
    met: Vec<u32>,
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
    places.resize(places.len().max(view.keys()), 0);
    shared.resize(shared.len().max(view.forms() as usize / 64 + 1), 0);
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
        scratch.seen[entry as usize / 64] = 0;
    }
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
            let postings = view.postings(key)?.count_within(&window);
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
        Some(Some(Self { view, part, query, places, shared, found, reachable, items, forms }))
    }

    fn run(&mut self, best: &mut Best, scratch: &mut Scratch) -> Option<()> {
        scratch.counts.clear();
        scratch.counts.extend(self.query.keys.iter().map(|&(_, _, count)| count));
        scratch.seen.resize(scratch.seen.len().max(self.view.entries as usize / 64 + 1), 0);
        let mut left = self.reachable;
        for index in 0..self.found.len() {
            let Found { weight, .. } = self.found[index];
            let bound = best.bound();
            let least = required(bound, self.query.weight);
            if left < least {
                break;
            }
            // An entry met now for the first time shares no more than what is left.
            let low = self.view.first_of_weight(least)?;
            let high = self.view.first_of_weight(heaviest(bound, left).saturating_add(1))?;
            let mut promising = std::mem::take(&mut scratch.promising);
            promising.clear();
            self.glance(index, low..high, left, bound, scratch, &mut promising)?;
            // The best first: they raise the bound for the rest.
            promising.sort_unstable_by(|a, b| b.cmp(a));
            for &entry in &promising {
                self.weigh(entry, best, scratch)?;
            }
            scratch.promising = promising;
            left -= weight;
        }
        Some(())
    }

    /// The keys from `index` on, for signatures of one, two and four words.
    fn masks(&self, index: usize) -> [Mask; 3] {
        [1, 2, 4].map(|words| {
            let mut mask = Mask::default();
            for found in &self.found[index..] {
                let Some(&(hash, weight, _)) = self.query.keys.get(found.place as usize) else { continue };
                let mut signature = Signature::default();
                signature.add(words, hash, weight);
                for word in 0..words {
                    mask.full[word] |= signature.full[word];
                    mask.light[word] |= signature.light[word];
                    if weight >= HEAVIER {
                        mask.heavier[word] |= signature.light[word];
                    }
                }
            }
            mask
        })
    }

    /// Collects the entries of a key that were not met before and whose signatures allow them to reach the
    /// bound. They have none of the keys before `index`.
    fn glance(
        &self,
        index: usize,
        entries: std::ops::Range<u32>,
        left: u32,
        bound: Similarity,
        scratch: &mut Scratch,
        promising: &mut Vec<Promising>,
    ) -> Option<()> {
        if entries.is_empty() {
            return Some(());
        }
        let masks = self.masks(index);
        let mut weights = self.view.weights_from(entries.start)?;
        let (mut weight, mut heavier, mut needed) = (0, 0, 0);
        let Scratch { seen, met, .. } = scratch;
        self.view.postings(self.found.get(index)?.key)?.visit(entries, |entry| {
            let word = seen.get_mut(entry as usize / 64)?;
            if *word >> (entry % 64) & 1 == 1 {
                return Some(());
            }
            *word |= 1 << (entry % 64);
            met.push(entry);
            while entry >= heavier {
                (weight, heavier) = weights.next()??;
                needed = required(bound, weight.max(self.query.weight));
            }
            let (signature, words) = self.view.signature(entry)?;
            let mask = &masks[words.ilog2() as usize];
            let (mut lacking, mut foreign) = (0, 0);
            for (word, (full, light)) in Signature::words(signature).enumerate() {
                lacking += WORD * (mask.full[word] & !full).count_ones();
                lacking += LIGHT * (mask.light[word] & !light).count_ones();
                lacking += (HEAVIER - LIGHT) * (mask.heavier[word] & !light).count_ones();
                foreign += WORD * (full & !mask.full[word]).count_ones();
                foreign += LIGHT * (light & !mask.light[word]).count_ones();
            }
            let most = left.saturating_sub(lacking).min(weight.saturating_sub(foreign));
            if most >= needed {
                let alike = u64::from(most) * 100_000 / u64::from(weight.max(self.query.weight).max(1));
                promising.push(Promising { alike: alike as u32, entry, weight });
            }
            Some(())
        })
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
            if overlap.saturating_add(behind.saturating_mul(WORD)) < needed {
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
