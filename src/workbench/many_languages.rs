//! Units in three languages and more: each translation is aligned with the first text, and the beads are joined
//! where they meet in it.

use std::ops::Range;

use super::align::{self, Aligned, Provenance};
use crate::model::{Bead, BeadState, Unit, Variant};

/// A stretch of the first text, and what it is in each of the others; `None` where that is not known for sure.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// Indexes of segments of the first text.
    pub source: Range<usize>,
    /// Indexes of segments of the other texts, in their order.
    pub targets: Vec<Option<Range<usize>>>,
    /// The least confidence of its beads.
    pub confidence: f32,
    /// Whether a person has accepted all of them.
    pub accepted: bool,
}

/// Joins alignments of one source text with several targets. A stretch of the source ends where beads end in all
/// alignments that have a translation for it; a text whose beads there are not all kept, or are not next to each
/// other, has none, and gives stretches of its own instead.
pub fn join(aligned: &[Aligned], min_confidence: f32) -> Vec<Joined> {
    let all: Vec<usize> = (0..aligned.len()).collect();
    let length = aligned.first().map_or(0, |a| a.alignment.source.len());
    let beads: Vec<Vec<(&Bead, bool)>> = aligned
        .iter()
        .map(|a| {
            let with_source = a.alignment.beads.iter().filter(|bead| !bead.source.is_empty());
            with_source.map(|bead| (bead, align::is_kept(&a.alignment, bead, min_confidence))).collect()
        })
        .collect();
    let mut out = Vec::new();
    stretches(&beads, 0..length, &all, &mut out);
    out.sort_by_key(|joined| joined.source.start);
    out
}

/// The stretches of a part of the source, among the texts in `texts`. A text that has no translation for the whole of
/// a stretch does not hold the others together: the stretch is cut again without it, and once more for it alone.
fn stretches(beads: &[Vec<(&Bead, bool)>], within: Range<usize>, texts: &[usize], out: &mut Vec<Joined>) {
    let inside = |text: usize, range: &Range<usize>| {
        let of = &beads[text];
        let from = of.partition_point(|(bead, _)| bead.source.start < range.start);
        let to = of.partition_point(|(bead, _)| bead.source.start < range.end);
        &of[from..to.max(from)]
    };
    let mut at = within.start;
    while at < within.end {
        let mut end = at + 1;
        // To the first place where no bead of any text goes on.
        while let Some(further) = texts
            .iter()
            .filter_map(|&text| inside(text, &(at..end)).last().map(|(bead, _)| bead.source.end))
            .max()
            .filter(|further| *further > end)
        {
            end = further;
        }
        let range = at..end.min(within.end);
        let whole: Vec<usize> =
            texts.iter().copied().filter(|&text| target(inside(text, &range), &range).is_some()).collect();
        if whole.len() == texts.len() {
            let used = || whole.iter().flat_map(|&text| inside(text, &range));
            out.push(Joined {
                source: range.clone(),
                targets: (0..beads.len())
                    .map(|text| if whole.contains(&text) { target(inside(text, &range), &range) } else { None })
                    .collect(),
                confidence: used().map(|(bead, _)| bead.confidence).fold(1.0, f32::min),
                accepted: used().all(|(bead, _)| bead.state == BeadState::Accepted),
            });
        } else if texts.len() > 1 {
            // Those that have a translation for the whole stretch go together, the others each for itself.
            let apart = texts.iter().filter(|text| !whole.contains(text)).map(|&text| vec![text]);
            for texts in std::iter::once(whole.clone()).filter(|whole| !whole.is_empty()).chain(apart) {
                stretches(beads, range.clone(), &texts, out);
            }
        }
        at = range.end;
    }
}

/// What a stretch of the source is in one text: all its beads are kept, cover the stretch, and stand together.
fn target(beads: &[(&Bead, bool)], source: &Range<usize>) -> Option<Range<usize>> {
    let (first, _) = beads.first()?;
    let mut range = first.target.start..first.target.start;
    let mut at = source.start;
    for (bead, kept) in beads {
        if !kept || bead.source.start != at || bead.target.start != range.end {
            return None;
        }
        at = bead.source.end;
        range.end = bead.target.end;
    }
    (at == source.end).then_some(range)
}

/// The units: the source text with every translation that is known, if there is one.
pub fn units(aligned: &[Aligned], min_confidence: f32, provenance: &Provenance) -> Vec<Unit> {
    let joined = join(aligned, min_confidence);
    joined.iter().filter_map(|joined| unit(aligned, joined, provenance)).collect()
}

fn unit(aligned: &[Aligned], joined: &Joined, provenance: &Provenance) -> Option<Unit> {
    let first = aligned.first()?;
    let targets: Vec<Variant> = joined
        .targets
        .iter()
        .zip(aligned)
        .filter_map(|(target, aligned)| {
            let language = aligned.alignment.target_language.clone();
            Some(Variant::new(language, target_text(aligned, target.as_ref()?).as_str()))
        })
        .collect();
    if targets.is_empty() {
        return None;
    }
    let language = first.alignment.source_language.clone();
    let source = Variant::new(language.clone(), source_text(first, joined).as_str());
    let variants = std::iter::once(source).chain(targets).collect();
    let unit = Unit { source_language: Some(language), variants, ..Unit::default() };
    Some(align::stamped(unit, first, joined.source.clone(), joined.confidence, joined.accepted, provenance))
}

/// The text of a stretch in the source.
pub fn source_text(first: &Aligned, joined: &Joined) -> String {
    first.alignment.source_text(&bead(joined.source.clone(), 0..0))
}

/// The text of a stretch in one of the targets.
pub fn target_text(aligned: &Aligned, target: &Range<usize>) -> String {
    aligned.alignment.target_text(&bead(0..0, target.clone()))
}

fn bead(source: Range<usize>, target: Range<usize>) -> Bead {
    Bead { source, target, confidence: 1.0, state: BeadState::New, moved: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::LanguageTag;
    use crate::model::{Alignment, BlockKind, Pairing, Sentence};
    use crate::workbench::align::Origin;

    /// An alignment with beads `source segments-target segments confidence`.
    fn aligned(language: &str, beads: &[(usize, usize, f32)]) -> Aligned {
        let tag = |text| LanguageTag::parse(text).unwrap();
        let text = |prefix: &str, n: usize| {
            let segment =
                |at| Sentence { block: at, kind: BlockKind::Paragraph, text: format!("{prefix}{at}"), line: None };
            (0..n).map(segment).collect::<Vec<_>>()
        };
        let (mut i, mut j) = (0, 0);
        let mut made = Vec::new();
        for &(n, m, confidence) in beads {
            made.push(Bead { source: i..i + n, target: j..j + m, confidence, state: BeadState::New, moved: false });
            (i, j) = (i + n, j + m);
        }
        let origin = || Origin { path: "-".into(), fingerprint: None };
        let alignment = Alignment {
            source_language: tag("ru"),
            target_language: tag(language),
            source: text("r", i),
            target: text(language, j),
            beads: made,
        };
        Aligned::new(origin(), origin(), Pairing::default(), alignment)
    }

    #[track_caller]
    fn check(first: &[(usize, usize, f32)], second: &[(usize, usize, f32)], expected: &[&str]) {
        let all = [aligned("en", first), aligned("de", second)];
        let show = |unit: &Unit| unit.variants.iter().map(|v| v.segment.text.as_str()).collect::<Vec<_>>().join(" | ");
        let units = units(&all, 0.5, &Provenance::default());
        assert_eq!(units.iter().map(show).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn beads_are_joined_where_they_meet() {
        check(&[(1, 1, 0.9), (1, 1, 0.9)], &[(1, 1, 0.8), (1, 2, 0.9)], &["r0 | en0 | de0", "r1 | en1 | de1 de2"]);
        check(&[(2, 1, 0.9)], &[(1, 1, 0.9), (1, 1, 0.9)], &["r0 r1 | en0 | de0 de1"]);
        check(&[(2, 1, 0.9), (1, 1, 0.9)], &[(1, 1, 0.9), (2, 1, 0.9)], &["r0 r1 r2 | en0 en1 | de0 de1"]);
    }

    #[test]
    fn a_text_without_a_translation_does_not_hold_the_others_together() {
        check(&[(1, 1, 0.9), (1, 1, 0.9)], &[(2, 1, 0.1)], &["r0 | en0", "r1 | en1"]);
        check(&[(1, 1, 0.9), (1, 1, 0.9)], &[(1, 1, 0.9), (1, 0, 0.9)], &["r0 | en0 | de0", "r1 | en1"]);
        check(&[(1, 0, 0.9)], &[(1, 0, 0.9)], &[]);
        // What only a target has between two beads parts them.
        check(&[(2, 1, 0.9)], &[(1, 1, 0.9), (0, 1, 0.9), (1, 1, 0.9)], &["r0 r1 | en0", "r0 | de0", "r1 | de2"]);
    }
}
