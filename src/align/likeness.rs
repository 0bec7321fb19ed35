//! Whether two texts are translations of each other at all.
//!
//! The best path through two texts that have nothing to do with each other looks tidy too: the path was chosen
//! so, and the words learnt from it confirm it. What was known before the texts were read cannot be talked into
//! anything: of the words whose translations are known, it is counted how many meet one in their bead, and how
//! many would meet one by chance, in beads turned against each other.

use super::lexicon::Table;
use super::logarithm::ln;
use super::search::Step;
use super::seeds::Known;
use super::shape::for_each_pair;

use super::text::{Kind, Text, Word};

/// So many times the beads are turned.
const TURNS: usize = 6;
/// The weight of words, in nats, that are looked at before an answer means anything: some ten words.
const ENOUGH: f32 = 60.0;

/// The share of the known words, weighted by rarity, that meet a translation in their bead, less what chance
/// gives: near 0 for strangers, and seldom above 0.7 for translations. `None` where too little is known.
pub(super) fn likeness(source: Side<'_>, target: Side<'_>, known: &Known, steps: &[Step]) -> Option<f32> {
    let forward = Table::new(source.text.counts.len(), known.pairs.iter().copied());
    let backward = forward.transposed(target.text.counts.len());
    let mut beads = Vec::new();
    for_each_pair(steps, |(i, j), (n, m)| beads.push(((i, n), (j, m))));
    let mut meetings = Meetings::default();
    let has = |table: &Table, known: &[bool], words: usize| -> Vec<bool> {
        (0..words).map(|word| known.get(word).copied().unwrap_or(false) || !table.row(word as u32).is_empty()).collect()
    };
    let known_source = has(&forward, &known.source, source.text.counts.len());
    let known_target = has(&backward, &known.target, target.text.counts.len());
    let turns = beads.len().saturating_sub(1).min(TURNS);
    for turn in 0..=turns {
        let shift = turn * beads.len() / (turns + 1);
        for (index, &(left, _)) in beads.iter().enumerate() {
            let (_, right) = beads[(index + shift) % beads.len()];
            meetings.count(turn > 0, (source.text, left), (&target, right), &forward, &known_target);
            meetings.count(turn > 0, (target.text, right), (&source, left), &backward, &known_source);
        }
    }
    (meetings.all >= ENOUGH && turns > 0)
        .then(|| (meetings.met - meetings.by_chance / turns as f32).max(0.0) / meetings.all)
}

/// One text and its vocabulary.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub text: &'a Text,
    pub words: &'a [Word],
}

/// First segment and number of segments.
type Group = (usize, usize);

#[derive(Default)]
struct Meetings {
    all: f32,
    met: f32,
    by_chance: f32,
    produced: rustc_hash::FxHashSet<u32>,
}

impl Meetings {
    fn count(&mut self, turned: bool, from: (&Text, Group), to: (&Side<'_>, Group), table: &Table, known: &[bool]) {
        self.produced.clear();
        let (text, (first, count)) = from;
        for segment in first..first + count {
            for &(word, _) in text.segment(segment) {
                self.produced.extend(table.row(word).iter().map(|&(translation, _)| translation));
            }
        }
        let (side, (first, count)) = to;
        for segment in first..first + count {
            for &(word, _) in side.text.segment(segment) {
                if !known[word as usize] || side.words[word as usize].kind == Kind::Mark {
                    continue;
                }
                let weight = ln((side.text.total + 5000.0) / side.text.counts[word as usize].max(1.0));
                let met = if self.produced.contains(&word) { weight } else { 0.0 };
                if turned {
                    self.by_chance += met;
                } else {
                    self.all += weight;
                    self.met += met;
                }
            }
        }
    }
}
