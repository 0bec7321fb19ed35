//! The order of a list of matches: by rank, and near-equal ones by how close they are.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::score::Similarity;
use super::search::{Match, MatchKind};

/// By what a match is chosen: the greater the better.
pub(super) type Rank = (u8, Reverse<MatchKind>, Reverse<u32>, Similarity);

impl Match {
    pub(super) fn rank(&self) -> Rank {
        (self.score, Reverse(self.kind), Reverse(self.penalty_points()), self.similarity)
    }
}

/// Fuzzy matches within so many points of the best of them are put in order by how close they are.
pub(super) const MARGIN: u8 = 2;

/// The best so many matches are put in order so, at most.
pub(super) const SHORTLIST: usize = 16;

/// Whether a fuzzy match with this score would be among those that are put in order by how close they are.
pub(super) fn near_best(list: &[Match], score: u8) -> bool {
    let best = list.iter().find(|m| m.kind == MatchKind::Fuzzy);
    best.is_some_and(|best| score.saturating_add(MARGIN) >= best.score)
}

/// The best so many matches by rank, and those that closeness could put among them.
pub(super) fn shortlist(list: &mut Vec<Match>, wanted: usize) {
    list.sort_by_key(|m| Reverse((m.rank(), m.variant)));
    let near = list.iter().take_while(|m| m.kind != MatchKind::Fuzzy || near_best(list, m.score)).count();
    list.truncate(near.min(SHORTLIST).max(wanted));
}

/// Puts in order by closeness the fuzzy matches within two points of the best of them that follow one
/// another in a list that is in order by rank.
pub fn order_by_closeness(matches: &mut [Match]) {
    let end = matches.len().min(SHORTLIST);
    let Some(start) = matches.iter().position(|m| m.kind == MatchKind::Fuzzy).filter(|start| *start < end) else {
        return;
    };
    let fuzzy = &mut matches[start..end];
    let least = fuzzy[0].score.saturating_sub(MARGIN);
    let near = fuzzy.iter().take_while(|m| m.kind == MatchKind::Fuzzy && m.score >= least).count();
    fuzzy[..near].sort_by_key(|m| Reverse(m.closeness));
}

/// The matches of several memories as one list: the best first, equal pairs once, at most `max`. The order
/// is by score, kind, points taken off, similarity, then the newer, then by text; then
/// [`order_by_closeness`].
pub fn merge_matches(mut matches: Vec<Match>, max: usize) -> Vec<Match> {
    matches.sort_by(|a, b| {
        let time = |m: &Match| m.unit.unit.metadata.changed.or(m.unit.unit.metadata.created);
        let text =
            |m: &Match| (m.source.text.clone(), m.target.text.clone(), Arc::clone(&m.memory), Reverse(m.variant));
        b.rank().cmp(&a.rank()).then_with(|| time(b).cmp(&time(a))).then_with(|| text(a).cmp(&text(b)))
    });
    let mut seen = FxHashSet::default();
    let first: Vec<bool> = matches.iter().map(|m| seen.insert((&m.source, &m.target))).collect();
    let mut first = first.into_iter();
    matches.retain(|_| first.next().unwrap_or(true));
    order_by_closeness(&mut matches);
    matches.truncate(max);
    matches
}
