//! `inconsistent-target`

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::{Check, Context, Pair, Problem, Report, Severity};
use crate::lang::{collapse_space, fold};

/// One source text with several translations.
pub(super) struct InconsistentTarget;

impl Check for InconsistentTarget {
    fn id(&self) -> &'static str {
        "inconsistent-target"
    }

    fn description(&self) -> &'static str {
        "The same source text is translated in different ways."
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    /// Reports each translation but the most frequent one, where it first occurs.
    fn corpus(&self, pairs: &[Pair<'_>], _: &Context<'_>, report: &mut Report) {
        let keys = pairs.iter().map(|p| (p.target_language.language(), key(p.source), key(p.target)));
        for group in groups(keys) {
            let Some((main, others)) = ranked(&group) else { continue };
            for (first, _) in others {
                let message = format!("elsewhere translated as `{}` ({})", pairs[main.0].target.trim(), times(main.1));
                let problem = Problem::in_target(0, message);
                report.add(&pairs[*first], problem.suggest(pairs[main.0].target.trim().to_string()));
            }
        }
    }
}

/// The form in which texts are compared: letter case, spaces and marks at the end do not count.
pub(super) fn key(text: &str) -> String {
    let folded = fold(&collapse_space(text));
    let end = folded.trim_end_matches(['.', '!', ';', ':', '…', ' ']).len();
    folded.get(..end).unwrap_or_default().to_string()
}

/// How often a text stands, and where first.
pub(super) type Occurrence = (usize, usize);

/// Groups pairs by one side: for each distinct key of it the distinct keys of the other side, each with
/// its first pair and its number, in order of appearance. Groups of one are left out.
pub(super) fn groups<L: std::hash::Hash + Eq>(keys: impl Iterator<Item = (L, String, String)>) -> Vec<Vec<Occurrence>> {
    let mut by_key: IndexMap<(L, String), IndexMap<String, Occurrence, FxBuildHasher>, FxBuildHasher> =
        IndexMap::default();
    for (index, (language, key, other)) in keys.enumerate() {
        if key.chars().any(char::is_alphabetic) {
            by_key.entry((language, key)).or_default().entry(other).or_insert((index, 0)).1 += 1;
        }
    }
    by_key.into_values().filter(|group| group.len() > 1).map(|group| group.into_values().collect()).collect()
}

/// The most frequent of a group (the first of several) and the others.
pub(super) fn ranked(group: &[Occurrence]) -> Option<(Occurrence, Vec<&Occurrence>)> {
    let main = *group.iter().max_by_key(|(first, count)| (*count, std::cmp::Reverse(*first)))?;
    Some((main, group.iter().filter(|o| **o != main).collect()))
}

/// `once`, `3 times`.
pub(super) fn times(count: usize) -> String {
    if count == 1 { "once".to_string() } else { format!("{count} times") }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{findings, passes, shown};
    use super::*;

    #[test]
    fn the_rarer_translation_is_reported_once() {
        let found = findings(
            &InconsistentTarget,
            ("ru", "en"),
            &[
                ("Мир народам!", "Peace to the people!"),
                ("Мир народам!", "Peace to the nations!"),
                ("мир  народам", "Peace to the nations!"),
                ("Мир народам!", "Peace to the people!"),
                ("Мир народам!", "Peace to the nations!"),
            ],
        );
        assert_eq!(found.iter().map(|f| f.segment).collect::<Vec<_>>(), [0]);
        assert_eq!(
            shown(found),
            ["1: elsewhere translated as `Peace to the nations!` (3 times) -> Peace to the nations!",]
        );
    }

    #[test]
    fn case_and_spaces_do_not_count() {
        passes(
            &InconsistentTarget,
            ("ru", "en"),
            &[
                ("Мир!", "Peace!"),
                ("МИР!", "PEACE"),
                ("Мир", "peace"),
                ("2022", "2022"),
                ("2022", "In 2022"),
                ("Труд", "Labour"),
            ],
        );
    }
}
