//! What takes points off a match, each by its name.

use super::search::{Match, MatchKind, Query, SearchOptions};
use crate::lang::LanguageTag;
use crate::model::{Status, Unit, Variant};

/// Percent taken off a match, each for a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Penalties {
    /// For every match of this memory.
    pub memory: u8,
    /// The translation was made by a machine and not looked at.
    pub machine: u8,
    /// The pair was made by alignment and not looked at. Nothing by default: where all pairs are aligned,
    /// an exact match should read 100.
    pub aligned: u8,
    /// The translation was made by a person but not approved. Nothing by default: where nobody approves,
    /// an exact match should read 100.
    pub unapproved: u8,
    /// The alignment that made the pair was not sure ([`LOW_CONFIDENCE`]).
    pub low_confidence: u8,
    /// Source or target is of another region: en-GB for en-US.
    pub region: u8,
    /// The unit was made for another client than the one asked for, or for none.
    pub client: u8,
    /// The unit is of another domain than the one asked for, or of none.
    pub domain: u8,
    /// There are several translations of the same source in the list.
    pub several_translations: u8,
    /// An inline code is only in the query or only in the match: their kinds are not the same in order.
    pub missing_codes: u8,
    /// Query and match have as many inline codes of the same kinds, but others.
    pub different_codes: u8,
    /// White space alone differs.
    pub white_space: u8,
    /// Something was put in: numbers, dates, addresses, placeholders, tags.
    pub repaired: u8,
    /// A term or a name was put in; for each of them.
    pub repaired_term: u8,
}

impl Default for Penalties {
    fn default() -> Self {
        Self {
            memory: 0,
            machine: 10,
            aligned: 0,
            unapproved: 0,
            low_confidence: 5,
            region: 1,
            client: 1,
            domain: 1,
            several_translations: 1,
            missing_codes: 1,
            different_codes: 1,
            white_space: 1,
            repaired: 1,
            repaired_term: 5,
        }
    }
}

/// Alignments less sure than this count as unsure.
pub const LOW_CONFIDENCE: f32 = 0.7;

/// Percent taken off a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Penalty {
    /// What for: one of [`Penalties::NAMES`].
    pub name: &'static str,
    /// How many percent.
    pub points: u8,
}

impl Penalties {
    /// The names, in the order in which penalties are told.
    pub const NAMES: [&str; 14] = [
        "memory",
        "machine",
        "aligned",
        "unapproved",
        "low-confidence",
        "region",
        "client",
        "domain",
        "several-translations",
        "missing-codes",
        "different-codes",
        "white-space",
        "repaired",
        "repaired-term",
    ];

    /// The points of a penalty by its name, to be set.
    pub fn points_mut(&mut self, name: &str) -> Option<&mut u8> {
        Some(match name {
            "memory" => &mut self.memory,
            "machine" => &mut self.machine,
            "aligned" => &mut self.aligned,
            "unapproved" => &mut self.unapproved,
            "low-confidence" => &mut self.low_confidence,
            "region" => &mut self.region,
            "client" => &mut self.client,
            "domain" => &mut self.domain,
            "several-translations" => &mut self.several_translations,
            "missing-codes" => &mut self.missing_codes,
            "different-codes" => &mut self.different_codes,
            "white-space" => &mut self.white_space,
            "repaired" => &mut self.repaired,
            "repaired-term" => &mut self.repaired_term,
            _ => return None,
        })
    }
}

/// How the inline codes of a query and a match compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codes {
    Same,
    /// As many of the same kinds, but others.
    Different,
    /// One has a code that the other lacks.
    Missing,
}

/// What is to be known of a match before its penalties are.
pub(super) struct Found<'a> {
    pub unit: &'a Unit,
    pub source: &'a Variant,
    pub target: &'a Variant,
    pub kind: MatchKind,
    pub codes: Codes,
    /// The tokens are the same, but the text is not.
    pub white_space: bool,
}

/// The penalties of a match, but for that of several translations.
pub(super) fn penalties(query: &Query, options: &SearchOptions, found: &Found) -> Vec<Penalty> {
    let points = &options.penalties;
    let Found { unit, source, target, .. } = found;
    let other = |asked: &Option<String>, has: &Option<String>| asked.is_some() && asked != has;
    let other_region = |a: &LanguageTag, b: &LanguageTag| a.distance(b).is_some_and(|d| d > 1);
    let region = other_region(query.language, &source.language) || other_region(query.target, &target.language);
    let applies = [
        ("memory", points.memory, true),
        ("machine", points.machine, unit.status == Status::Machine),
        ("aligned", points.aligned, unit.status == Status::Aligned),
        ("unapproved", points.unapproved, unit.status == Status::Translated),
        ("low-confidence", points.low_confidence, unit.origin.confidence.is_some_and(|c| c < LOW_CONFIDENCE)),
        ("region", points.region, region),
        ("client", points.client, other(&options.client, &unit.client)),
        ("domain", points.domain, other(&options.domain, &unit.domain)),
        ("missing-codes", points.missing_codes, found.codes == Codes::Missing),
        ("different-codes", points.different_codes, found.codes == Codes::Different),
        ("white-space", points.white_space, found.white_space),
        ("repaired", points.repaired, found.kind == MatchKind::Repaired),
    ];
    let taken = applies.into_iter().filter(|&(_, points, applies)| applies && points > 0);
    taken.map(|(name, points, _)| Penalty { name, points }).collect()
}

/// Takes points off exact matches whose source has another translation in the list as well; those that have
/// lost them already lose no more. The list is to be put in order again.
pub fn penalise_several_translations(list: &mut [Match], points: u8) {
    const NAME: &str = "several-translations";
    let exact = || list.iter().filter(|m| m.kind == MatchKind::Exact);
    let several = exact().next().is_some_and(|first| exact().any(|other| other.target != first.target));
    if points == 0 || !several {
        return;
    }
    let exact = list.iter_mut().filter(|m| m.kind == MatchKind::Exact);
    for found in exact.filter(|m| m.penalties.iter().all(|p| p.name != NAME)) {
        found.penalties.push(Penalty { name: NAME, points });
        found.apply_penalties();
    }
}
