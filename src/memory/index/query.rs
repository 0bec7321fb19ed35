//! What is searched for, and the best that was found so far.

use rustc_hash::FxHashMap;

use super::share::{occurrence_hash, occurrences};
use crate::memory::score::{Similarity, Token};

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
    pub(super) fn bound(&self) -> Similarity {
        if self.hits.len() < self.limit { self.least } else { self.hits.last().map_or(self.least, |h| h.similarity) }
    }

    /// Takes a hit in.
    pub(super) fn add(&mut self, hit: Hit) {
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
    pub tokens: Vec<Token>,
    /// Which of `keys` each token has.
    pub key_of: Vec<u32>,
    /// Distinct keys: hash, weight, how often.
    pub keys: Vec<(u64, u32, u32)>,
    /// The keys by how often they occur.
    pub shares: Vec<Share>,
    pub weight: u32,
}

/// What a query may share with an entry: one or several occurrences of a key.
#[derive(Clone, Copy)]
pub(super) struct Share {
    /// Which of the query's keys.
    pub key: u32,
    /// Which occurrence of it, from 1.
    pub nth: u32,
    /// The hash of the occurrence.
    pub hash: u64,
    /// What one occurrence weighs.
    pub each: u32,
    /// What all of them weigh.
    pub weight: u32,
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
        let shares = (0..).zip(&keys).flat_map(|(key, &(hash, each, count))| {
            occurrences(count).map(move |(nth, times)| {
                let weight = each.saturating_mul(times);
                Share { key, nth, hash: occurrence_hash(hash, nth), each, weight }
            })
        });
        let shares = shares.collect();
        let weight = tokens.iter().fold(0u32, |sum, token| sum.saturating_add(token.key.weight));
        Self { tokens, key_of, keys, shares, weight }
    }
}
