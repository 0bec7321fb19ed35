//! Which words translate each other: IBM Model 1 (Brown et al. 1993) in both directions over the beads of
//! the current alignment and the units of the memory, with what is known beforehand as pseudo-counts.
//!
//! Two things keep an alignment from confirming itself. From each learnt count, about one bead's worth of
//! evidence is taken off: words seen together in a single bead say nothing. And each word has a rate at
//! which its translations are found at all, so a word without known translations is neutral.

use rustc_hash::FxHashMap;

use super::seeds::Known;
use super::text::Text;

/// Pairs of word sets that are taken for translations of each other.
#[derive(Default)]
pub(super) struct Corpus {
    source_starts: Vec<u32>,
    source: Vec<u32>,
    target_starts: Vec<u32>,
    target: Vec<u32>,
}

impl Corpus {
    pub fn new() -> Self {
        Self { source_starts: vec![0], target_starts: vec![0], ..Self::default() }
    }

    /// Adds a pair; a word counts once. Nothing happens when a side is empty.
    pub fn add(&mut self, source: impl Iterator<Item = u32>, target: impl Iterator<Item = u32>) {
        let (s, t) = (self.source.len(), self.target.len());
        extend_unique(&mut self.source, source);
        extend_unique(&mut self.target, target);
        if self.source.len() == s || self.target.len() == t {
            self.source.truncate(s);
            self.target.truncate(t);
            return;
        }
        self.source_starts.push(self.source.len() as u32);
        self.target_starts.push(self.target.len() as u32);
    }

    /// The number of pairs.
    pub fn len(&self) -> usize {
        self.source_starts.len() - 1
    }

    fn pair(&self, index: usize) -> (&[u32], &[u32]) {
        (
            &self.source[self.source_starts[index] as usize..self.source_starts[index + 1] as usize],
            &self.target[self.target_starts[index] as usize..self.target_starts[index + 1] as usize],
        )
    }
}

fn extend_unique(out: &mut Vec<u32>, words: impl Iterator<Item = u32>) {
    let start = out.len();
    out.extend(words);
    out[start..].sort_unstable();
    let mut end = start;
    for index in start..out.len() {
        if end == start || out[end - 1] != out[index] {
            out[end] = out[index];
            end += 1;
        }
    }
    out.truncate(end);
}

/// Word pairs known beforehand, with their weight in pseudo-counts; sorted, each once.
pub(super) type Seeds = Vec<(u32, u32, f32)>;

/// For each word of one side its translations on the other with their probabilities.
#[derive(Default)]
pub(super) struct Table {
    starts: Vec<u32>,
    entries: Vec<(u32, f32)>,
}

impl Table {
    /// From triples (word, translation, probability) that are sorted by word.
    pub fn new(words: usize, triples: impl Iterator<Item = (u32, u32, f32)>) -> Self {
        let mut table = Self { starts: vec![0], entries: Vec::new() };
        for (word, translation, probability) in triples {
            while table.starts.len() <= word as usize {
                table.starts.push(table.entries.len() as u32);
            }
            table.entries.push((translation, probability));
        }
        table.starts.resize(words + 1, table.entries.len() as u32);
        table
    }

    /// The same entries by translation, of which there are so many.
    pub fn transposed(&self, words: usize) -> Self {
        let mut triples: Vec<(u32, u32, f32)> = (0..self.starts.len().saturating_sub(1) as u32)
            .flat_map(|word| self.row(word).iter().map(move |&(translation, p)| (translation, word, p)))
            .collect();
        triples.sort_unstable_by_key(|&(translation, word, _)| (translation, word));
        Self::new(words, triples.into_iter())
    }

    /// A word's translations.
    pub fn row(&self, word: u32) -> &[(u32, f32)] {
        let word = word as usize;
        match self.starts.get(word..word + 2) {
            Some(&[start, end]) => &self.entries[start as usize..end as usize],
            _ => &[],
        }
    }
}

/// What is known of the words of one side.
#[derive(Default)]
pub(super) struct Explained {
    /// The rate at which a word's translation is found in the counterpart; 0 without known translations.
    pub rate: Vec<f32>,
    /// How often the word occurs by chance: its share of the text.
    pub unigram: Vec<f32>,
}

/// The lexicon of a pair of texts.
#[derive(Default)]
pub(super) struct Lexicon {
    /// t(target word | source word), by source word.
    pub forward: Table,
    /// t(source word | target word), by target word.
    pub backward: Table,
    /// How source words are explained by the target text.
    pub source: Explained,
    /// How target words are explained by the source text.
    pub target: Explained,
}

/// The parameters of learning.
pub(super) struct Learning {
    /// Rounds of expectation and maximisation.
    pub iterations: usize,
    /// What is taken off each learnt count.
    pub discount: f32,
}

/// Words of the language that a text does not show, for the shares of those it has.
const UNSEEN: f32 = 5000.0;
/// The rate before anything is seen, its weight in observations, and the most it can become: even the
/// surest translation is sometimes paraphrased.
const RATE: f32 = 0.5;
const RATE_WEIGHT: f32 = 2.0;
const RATE_LIMIT: f32 = 0.8;

impl Lexicon {
    /// Learns a lexicon.
    pub fn learn(corpus: &Corpus, known: &Known, source: &Text, target: &Text, learning: &Learning) -> Self {
        let (sources, targets) = (source.counts.len(), target.counts.len());
        let pairs = WordPairs::new(corpus, &known.pairs, sources, targets);
        let unigrams = [unigrams(target), unigrams(source)];
        let (forward, backward) = pairs.train(corpus, learning, &unigrams);
        let [target, source] = unigrams;
        let mut lexicon = Self {
            forward,
            backward,
            source: Explained { rate: vec![], unigram: source },
            target: Explained { rate: vec![], unigram: target },
        };
        lexicon.target.rate = rates(corpus, &lexicon.forward, &lexicon.target.unigram, &known.target, |pair| {
            (corpus.pair(pair).0, corpus.pair(pair).1)
        });
        lexicon.source.rate = rates(corpus, &lexicon.backward, &lexicon.source.unigram, &known.source, |pair| {
            (corpus.pair(pair).1, corpus.pair(pair).0)
        });
        lexicon
    }
}

/// Each word's share of the text. A word that a short text has once is much rarer in the language: shares are
/// of the text and as much again that was not seen.
fn unigrams(text: &Text) -> Vec<f32> {
    text.counts.iter().map(|&count| count.max(0.5) / (text.total + UNSEEN)).collect()
}

/// The rate at which each word of the second side is explained by the first. The memory's units count as the beads
/// at hand do: a word that they often leave unexplained costs little where it is so here.
fn rates<'a>(
    corpus: &Corpus,
    table: &Table,
    unigram: &[f32],
    known: &[bool],
    pair: impl Fn(usize) -> (&'a [u32], &'a [u32]),
) -> Vec<f32> {
    let words = unigram.len();
    let mut found = vec![RATE * RATE_WEIGHT; words];
    let mut seen = vec![RATE_WEIGHT; words];
    let mut mass = vec![0.0f32; words];
    let mut touched = Vec::new();
    for index in 0..corpus.len() {
        let (from, to) = pair(index);
        for &word in from {
            for &(translation, probability) in table.row(word) {
                let slot = &mut mass[translation as usize];
                if *slot == 0.0 {
                    touched.push(translation);
                }
                *slot += probability;
            }
        }
        for &word in to {
            let word = word as usize;
            let likelihood = RATE * mass[word] / (from.len() as f32 * unigram[word]);
            found[word] += likelihood / (1.0 - RATE + likelihood);
            seen[word] += 1.0;
        }
        for word in touched.drain(..) {
            mass[word as usize] = 0.0;
        }
    }
    // A word of which no translation is known is neutral.
    let mut has_entry = known.to_vec();
    has_entry.resize(words, false);
    for &(translation, _) in &table.entries {
        has_entry[translation as usize] = true;
    }
    found
        .iter()
        .zip(&seen)
        .zip(&has_entry)
        .map(|((found, seen), &known)| if known { (found / seen).min(RATE_LIMIT) } else { 0.0 })
        .collect()
}

/// The distinct word pairs of a corpus and its seeds, numbered by source word, and the number of the pair
/// for each place where two words meet.
struct WordPairs {
    /// Where each source word's pairs begin.
    starts: Vec<u32>,
    targets: Vec<u32>,
    seeds: Vec<f32>,
    /// For each corpus pair, source word by source word, target word by target word.
    places: Vec<u32>,
    place_starts: Vec<usize>,
    target_words: usize,
}

impl WordPairs {
    fn new(corpus: &Corpus, seeds: &Seeds, source_words: usize, target_words: usize) -> Self {
        let mut place_starts = Vec::with_capacity(corpus.len() + 1);
        let mut total = 0;
        for index in 0..corpus.len() {
            place_starts.push(total);
            let (source, target) = corpus.pair(index);
            total += source.len() * target.len();
        }
        place_starts.push(total);
        // Where each source word occurs: (corpus pair, position in it).
        let mut counts = vec![0u32; source_words + 1];
        for &word in &corpus.source {
            counts[word as usize + 1] += 1;
        }
        for word in 0..source_words {
            counts[word + 1] += counts[word];
        }
        let mut next = counts.clone();
        let mut occurrences = vec![(0u32, 0u32); corpus.source.len()];
        for index in 0..corpus.len() {
            for (position, &word) in corpus.pair(index).0.iter().enumerate() {
                let slot = &mut next[word as usize];
                occurrences[*slot as usize] = (index as u32, position as u32);
                *slot += 1;
            }
        }
        let mut pairs = Self {
            starts: Vec::with_capacity(source_words + 1),
            targets: Vec::new(),
            seeds: Vec::new(),
            places: vec![0; total],
            place_starts,
            target_words,
        };
        // The number of the pair (current source word, target word), valid when the stamp is the source word.
        let mut slots = vec![(u32::MAX, 0u32); target_words];
        let mut seed = seeds.iter().peekable();
        for word in 0..source_words {
            pairs.starts.push(pairs.targets.len() as u32);
            while let Some(&&(source, target, weight)) = seed.peek()
                && source as usize <= word
            {
                seed.next();
                slots[target as usize] = (word as u32, pairs.targets.len() as u32);
                pairs.targets.push(target);
                pairs.seeds.push(weight);
            }
            for &(index, position) in &occurrences[counts[word] as usize..counts[word + 1] as usize] {
                let target = corpus.pair(index as usize).1;
                let base = pairs.place_starts[index as usize] + position as usize * target.len();
                for (place, &translation) in pairs.places[base..base + target.len()].iter_mut().zip(target) {
                    let slot = &mut slots[translation as usize];
                    if slot.0 != word as u32 {
                        *slot = (word as u32, pairs.targets.len() as u32);
                        pairs.targets.push(translation);
                        pairs.seeds.push(0.0);
                    }
                    *place = slot.1;
                }
            }
        }
        pairs.starts.push(pairs.targets.len() as u32);
        pairs
    }

    /// Expectation and maximisation in both directions at once; the tables t(target|source), t(source|target).
    fn train(&self, corpus: &Corpus, learning: &Learning, unigrams: &[Vec<f32>; 2]) -> (Table, Table) {
        let pairs = self.targets.len();
        let source_words = self.starts.len() - 1;
        // For each pair: probability forward, backward; counts alike.
        let mut probabilities = vec![[0.0f32; 2]; pairs];
        let mut counts: Vec<[f32; 2]> = self.seeds.iter().map(|&seed| [0.1 + seed; 2]).collect();
        // The empty word, which produces what has no counterpart.
        let mut null = [vec![1.0f32; self.target_words], vec![1.0f32; source_words]];
        let mut totals = [vec![0.0f32; source_words], vec![0.0f32; self.target_words]];
        let mut row = Vec::new();
        for iteration in 0..=learning.iterations {
            // Maximisation: the first time of the first guess, then of what was counted.
            self.sum(&counts, &mut totals);
            for word in 0..source_words {
                for pair in self.starts[word] as usize..self.starts[word + 1] as usize {
                    let target = self.targets[pair] as usize;
                    probabilities[pair] = [
                        counts[pair][0] / totals[0][word].max(f32::MIN_POSITIVE),
                        counts[pair][1] / totals[1][target].max(f32::MIN_POSITIVE),
                    ];
                }
            }
            for side in &mut null {
                let total: f32 = side.iter().sum();
                for value in side.iter_mut() {
                    *value /= total.max(f32::MIN_POSITIVE);
                }
            }
            if iteration == learning.iterations {
                break;
            }
            // Expectation.
            for (count, &seed) in counts.iter_mut().zip(&self.seeds) {
                *count = [seed; 2];
            }
            let mut null_counts = [vec![0.0f32; self.target_words], vec![0.0f32; source_words]];
            for index in 0..corpus.len() {
                let (source, target) = corpus.pair(index);
                let places = &self.places[self.place_starts[index]..self.place_starts[index + 1]];
                row.clear();
                row.extend(target.iter().map(|&word| null[0][word as usize]));
                for (&word, places) in source.iter().zip(places.chunks_exact(target.len())) {
                    let empty = null[1][word as usize];
                    let mut sum = empty;
                    for (total, &place) in row.iter_mut().zip(places) {
                        let [forward, backward] = probabilities[place as usize];
                        *total += forward;
                        sum += backward;
                    }
                    null_counts[1][word as usize] += empty / sum;
                    for &place in places {
                        counts[place as usize][1] += probabilities[place as usize][1] / sum;
                    }
                }
                for (total, &word) in row.iter_mut().zip(target) {
                    null_counts[0][word as usize] += null[0][word as usize] / *total;
                    *total = 1.0 / *total;
                }
                for places in places.chunks_exact(target.len()) {
                    for (share, &place) in row.iter().zip(places) {
                        counts[place as usize][0] += probabilities[place as usize][0] * share;
                    }
                }
            }
            null = null_counts;
        }
        self.tables(&counts, &totals, learning.discount, unigrams)
    }

    /// The sums of the counts by source word (forward) and by target word (backward).
    fn sum(&self, counts: &[[f32; 2]], totals: &mut [Vec<f32>; 2]) {
        for side in totals.iter_mut() {
            side.fill(0.0);
        }
        for (word, limits) in self.starts.windows(2).enumerate() {
            let pairs = limits[0] as usize..limits[1] as usize;
            for (count, &target) in counts[pairs.clone()].iter().zip(&self.targets[pairs]) {
                totals[0][word] += count[0];
                totals[1][target as usize] += count[1];
            }
        }
    }

    /// Takes the discount off what was learnt (not off the seeds), and keeps what is likelier than chance.
    fn tables(
        &self,
        counts: &[[f32; 2]],
        totals: &[Vec<f32>; 2],
        discount: f32,
        unigrams: &[Vec<f32>; 2],
    ) -> (Table, Table) {
        let mut forward = Vec::new();
        let mut backward = Vec::new();
        for (word, limits) in self.starts.windows(2).enumerate() {
            let pairs = limits[0] as usize..limits[1] as usize;
            let known = self.targets[pairs.clone()].iter().zip(&self.seeds[pairs.clone()]);
            for ((&target, &seed), count) in known.zip(&counts[pairs]) {
                let left = |side: usize, total: f32| ((count[side] - seed - discount).max(0.0) + seed) / (total + 0.5);
                let probability = left(0, totals[0][word]);
                if probability > unigrams[0][target as usize] {
                    forward.push((word as u32, target, probability));
                }
                let probability = left(1, totals[1][target as usize]);
                if probability > unigrams[1][word] {
                    backward.push((target, word as u32, probability));
                }
            }
        }
        backward.sort_unstable_by_key(|&(target, source, _)| (target, source));
        (Table::new(self.starts.len() - 1, forward.into_iter()), Table::new(self.target_words, backward.into_iter()))
    }
}

/// Merges seeds of the same two words: the heaviest counts.
pub(super) fn merge_seeds(seeds: impl Iterator<Item = (u32, u32, f32)>) -> Seeds {
    let mut by_pair: FxHashMap<(u32, u32), f32> = FxHashMap::default();
    for (source, target, weight) in seeds {
        let slot = by_pair.entry((source, target)).or_default();
        *slot = slot.max(weight);
    }
    let mut seeds: Seeds = by_pair.into_iter().map(|((s, t), w)| (s, t, w)).collect();
    seeds.sort_unstable_by_key(|&(s, t, _)| (s, t));
    seeds
}
