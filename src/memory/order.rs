//! The order of a list of matches.
//!
//! Matches stand by their rank: score, kind, points taken off, similarity. Scores that are nearly equal tell
//! little about which translation has less to change, so near-equal matches are put in another order: by how
//! alike the stored source is to the query as it stands, by words and twice by characters, and by how alike
//! the translation is, by words, to those of the other near-equal matches ([`Closeness`]). A translation that
//! resembles what else was written for such a source is more likely to resemble the one that is wanted than
//! an odd one. Penalties come off in percent, as they do from the score; where all is equal, the rank decides.
//!
//! Near-equal are the fuzzy matches that follow one another behind the best of them by no more than a fifth
//! of what that one lacks to 100: at 95 % one point, at 80 % four, at 70 % six. So a match of 76 % can stand
//! before one of 80 %. That goes for the 16 best matches at most. All of this was chosen by how much the
//! translations that come first have to change: `benches/ranking.rs`, `benches/README.md`.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::closeness::Closeness;
use super::score::Similarity;
use super::search::{Match, MatchKind};

/// The best so many matches are put in order as near-equal ones, at most.
pub(super) const SHORTLIST: usize = 16;

/// By what a match is chosen: the greater the better.
pub(super) type Rank = (u8, Reverse<MatchKind>, Reverse<u32>, Similarity);

impl Match {
    pub(super) fn rank(&self) -> Rank {
        (self.score, Reverse(self.kind), Reverse(self.penalty_points()), self.similarity)
    }

    /// By what a match is put in order among near-equal ones: the greater the better.
    fn standing(&self) -> u32 {
        // Of 4,000,000 in all.
        let alike = self.closeness.millionths() + self.agreement.millionths();
        alike.saturating_sub(self.penalty_points() * 40_000)
    }
}

/// The least score of a match that is near-equal to one with this score.
fn least_near(best: u8) -> u8 {
    best.saturating_sub(100u8.saturating_sub(best) / 5)
}

/// Whether a fuzzy match with this score would be among the near-equal ones of a list.
pub(super) fn near_best(list: &[Match], score: u8) -> bool {
    let best = list.iter().find(|m| m.kind == MatchKind::Fuzzy);
    best.is_some_and(|best| score >= least_near(best.score))
}

/// The best so many matches by rank, and those near-equal ones that could come among them.
pub(super) fn shortlist(list: &mut Vec<Match>, wanted: usize) {
    list.sort_by_key(|m| Reverse((m.rank(), m.variant)));
    let near = list.iter().take_while(|m| m.kind != MatchKind::Fuzzy || near_best(list, m.score)).count();
    list.truncate(near.min(SHORTLIST).max(wanted));
}

/// Where the near-equal matches stand in a list that is in order by score.
fn near_equal(matches: &[Match]) -> Range<usize> {
    let end = matches.len().min(SHORTLIST);
    let fuzzy = |m: &Match| m.kind == MatchKind::Fuzzy;
    let start = matches.iter().position(fuzzy).unwrap_or(end).min(end);
    let near = matches[start..end].iter().take_while(|m| fuzzy(m) && near_best(matches, m.score)).count();
    start..start + near
}

/// Puts in order the near-equal matches of a list that is in order by score. Their agreement is that of the
/// list they were [merged](merge_matches) in, which may have been longer.
pub fn order_near_equal(matches: &mut [Match]) {
    let near = near_equal(matches);
    matches[near].sort_by_key(|m| Reverse(m.standing()));
}

/// The matches of one or several memories as one list: the best first, equal pairs once, at most `max`. The
/// order is by score, kind, points taken off, similarity, then the newer, then by text; near-equal matches
/// are then put in theirs ([`order_near_equal`]).
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
    agree(&mut matches);
    order_near_equal(&mut matches);
    matches.truncate(max);
    matches
}

/// Compares the translations of the near-equal matches with one another.
fn agree(matches: &mut [Match]) {
    let near = near_equal(matches);
    let near = &mut matches[near];
    let targets: Vec<&str> = near.iter().map(|m| m.target.text.as_str()).collect();
    let agreement = Closeness::to_the_others(&targets);
    for (found, agreement) in near.iter_mut().zip(agreement) {
        found.agreement = agreement;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::testing::{pair, put, store, tag};
    use crate::memory::{Penalty, Query, SearchOptions, Searcher};
    use crate::model::{Segment, Unit};

    const QUERY: &str = "The movement demands elections and peace at once";

    /// What the search finds, from 30 %.
    fn found(units: impl IntoIterator<Item = Unit>, wanted: usize) -> Vec<Match> {
        let mut store = store();
        put(&mut store, units);
        let (en, ru) = (tag("en"), tag("ru"));
        let segment = Segment::plain(QUERY);
        let query = Query { segment: &segment, language: &en, target: &ru, previous: None, next: None };
        let options = SearchOptions { min_score: 30, max_matches: wanted, ..SearchOptions::default() };
        Searcher::open(&store, "m", &en, None).unwrap().find(&store, &query, &options).unwrap()
    }

    fn targets(list: &[Match]) -> Vec<&str> {
        list.iter().map(|m| m.target.text.as_str()).collect()
    }

    #[test]
    fn of_near_equal_matches_the_closest_is_first() {
        let units = || {
            [
                pair("The movement demands elections and peace at once today", "а"),
                pair("The movement demanded the elections and peace at once", "б"),
                pair("The movement demands elections and peace at last", "в"),
            ]
        };
        let list = merge_matches(found(units(), 5), 5);
        let scores: Vec<(u8, Closeness)> = list.iter().map(|m| (m.score, m.closeness)).collect();
        let near = near_equal(&list);
        assert!(scores[near.clone()].windows(2).all(|pair| pair[0].1 >= pair[1].1), "{scores:?}");
        assert!(near.len() >= 2 && scores[0].0 < scores[1].0, "by score the order would be another: {scores:?}");
        assert_eq!(merge_matches(found(units(), 1), 1), list[..1], "though only one is asked for");
    }

    #[test]
    fn of_those_as_close_the_one_that_agrees_with_others_is_first() {
        let demands = |who: &str, target| pair(&format!("The {who} demands elections and peace at once"), target);
        let odd = "Всеобщий мир немедленно, говорят там";
        let units = [
            demands("qqqqqqqq", odd),
            demands("xxxxxxxx", "Город требует выборов и мира"),
            demands("zzzzzzzz", "Завод требует выборов и мира"),
        ];
        let list = merge_matches(found(units, 5), 5);
        assert!(list.windows(2).all(|pair| pair[0].score == pair[1].score && pair[0].closeness == pair[1].closeness));
        assert_eq!(targets(&list)[2], odd);
        assert!(list[1].agreement > list[2].agreement);
    }

    #[test]
    fn a_point_taken_off_is_a_percent() {
        let mut found = found([pair(QUERY, "а")], 1).remove(0);
        found.agreement = Closeness::to_the_others(&["а", "а"])[0];
        let whole = found.standing();
        found.penalties.push(Penalty { name: "client", points: 1 });
        assert_eq!((whole, found.standing()), (4_000_000, 3_960_000));
    }

    #[test]
    fn near_equal_is_a_fifth_of_what_the_best_lacks() {
        assert_eq!([100, 96, 95, 80, 70, 50, 0].map(least_near), [100, 96, 94, 76, 64, 40, 0]);
    }

    #[test]
    fn a_list_that_was_cut_keeps_its_order() {
        let units = ["one", "two", "red", "big", "new", "old"].map(|word| {
            pair(&format!("The movement demands {word} elections and peace"), &format!("{word} мир {word} {word}"))
        });
        let list = merge_matches(found(units, 3), 3);
        let mut again = list.clone();
        order_near_equal(&mut again);
        assert_eq!(targets(&again), targets(&list));
    }

    #[test]
    fn equal_pairs_of_several_memories_are_one() {
        let mut matches = found([pair(QUERY, "а"), pair("The movement demands elections", "б")], 5);
        let mut others = found([pair(QUERY, "а")], 5);
        others[0].memory = "other".into();
        matches.extend(others);
        let list = merge_matches(matches, 5);
        assert_eq!(targets(&list), ["а", "б"]);
        assert_eq!((list[0].score, &*list[0].memory), (100, "m"));
    }
}
