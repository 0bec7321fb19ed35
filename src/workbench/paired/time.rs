//! Subtitles: what is shown at the same time is a pair.

use super::{Aligned, Both, Error, Input, Notice, Pairing, bytes, of_segments};
use crate::format::subtitle::{self, Cue};
use crate::model::{Bead, BeadState, BlockKind, Sentence};

pub(super) fn pair(
    source: &Input,
    target: &Input,
    said: Both<'_>,
    notices: &mut Vec<Notice>,
) -> Result<Aligned, Error> {
    let source_cues = cues(source, notices)?;
    let target_cues = cues(target, notices)?;
    let beads = beads(&source_cues, &target_cues);
    let (source_segments, target_segments) = (segments(source_cues), segments(target_cues));
    let files = [(source, None, source_segments), (target, None, target_segments)];
    of_segments(files, said, Pairing::Time, beads, notices)
}

fn cues(input: &Input, notices: &mut Vec<Notice>) -> Result<Vec<Cue>, Error> {
    let place = input.path();
    let (cues, warnings) = subtitle::read(&bytes(input)?).map_err(|e| Error::format(place, e))?;
    notices.extend(warnings.into_iter().map(|w| Notice::warning(place, w)));
    Ok(cues)
}

fn segments(cues: Vec<Cue>) -> Vec<Sentence> {
    let segment = |(block, cue): (usize, Cue)| Sentence {
        block,
        kind: BlockKind::Paragraph,
        text: cue.text,
        line: Some(cue.line),
    };
    cues.into_iter().enumerate().map(segment).collect()
}

/// How long two cues are shown together, in milliseconds.
fn overlap(a: &Cue, b: &Cue) -> u64 {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// The beads of two files of cues in the order of their times. Two cues belong together when they are shown together
/// for more than half of the time of the shorter one. The confidence of a bead is the share of the shorter side's time
/// that is shown together with the other.
fn beads(source: &[Cue], target: &[Cue]) -> Vec<Bead> {
    let mut out: Vec<Bead> = Vec::new();
    // Up to where both texts are in beads.
    let (mut i, mut j) = (0, 0);
    let alone = |out: &mut Vec<Bead>, from: (usize, usize), to: (usize, usize)| {
        let bead = |source, target| Bead { source, target, confidence: 1.0, state: BeadState::New, moved: false };
        out.extend((from.0..to.0).map(|at| bead(at..at + 1, from.1..from.1)));
        out.extend((from.1..to.1).map(|at| bead(to.0..to.0, at..at + 1)));
    };
    let mut first = 0;
    for (a, cue) in source.iter().enumerate() {
        while target.get(first).is_some_and(|other| other.end <= cue.start) {
            first += 1;
        }
        let near = target.iter().enumerate().skip(first).take_while(|(_, other)| other.start < cue.end);
        for (b, other) in near {
            let shorter = (cue.end - cue.start).min(other.end - other.start);
            if overlap(cue, other) * 2 <= shorter {
                continue;
            }
            match out.last_mut().filter(|_| a < i || b < j) {
                Some(bead) => {
                    bead.source.end = bead.source.end.max(a + 1);
                    bead.target.end = bead.target.end.max(b + 1);
                }
                None => {
                    alone(&mut out, (i, j), (a, b));
                    let (source, target) = (a..a + 1, b..b + 1);
                    out.push(Bead { source, target, confidence: 0.0, state: BeadState::New, moved: false });
                }
            }
            if let Some(bead) = out.last() {
                (i, j) = (bead.source.end, bead.target.end);
            }
        }
    }
    alone(&mut out, (i, j), (source.len(), target.len()));
    for bead in out.iter_mut().filter(|bead| !bead.is_unpaired()) {
        bead.confidence = shared(&source[bead.source.clone()], &target[bead.target.clone()]);
    }
    out
}

fn shared(source: &[Cue], target: &[Cue]) -> f32 {
    let time = |cues: &[Cue]| cues.iter().map(|cue| cue.end - cue.start).sum::<u64>();
    let together: u64 = source.iter().flat_map(|a| target.iter().map(move |b| overlap(a, b))).sum();
    (together as f32 / time(source).min(time(target)).max(1) as f32).min(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cues(times: &[(u64, u64)]) -> Vec<Cue> {
        let cue = |&(start, end): &(u64, u64)| Cue { id: None, start, end, text: "x".into(), line: 1 };
        times.iter().map(cue).collect()
    }

    #[track_caller]
    fn check(source: &[(u64, u64)], target: &[(u64, u64)], expected: &str) {
        let show = |bead: &Bead| format!("{}@{:.2}", bead.kind(), bead.confidence);
        let beads: Vec<_> = beads(&cues(source), &cues(target)).iter().map(show).collect();
        assert_eq!(beads.join(" "), expected);
    }

    #[test]
    fn what_is_shown_together_is_a_pair() {
        check(&[(0, 10), (20, 30)], &[(1, 10), (22, 32)], "1-1@1.00 1-1@0.80");
        check(&[(0, 20), (30, 40)], &[(0, 9), (10, 20), (30, 40)], "1-2@1.00 1-1@1.00");
        check(&[(0, 10), (50, 60)], &[(20, 30), (50, 60)], "1-0@1.00 0-1@1.00 1-1@1.00");
        // Neighbours that touch for a moment are not drawn together.
        check(&[(0, 11), (11, 20)], &[(0, 10), (10, 20)], "1-1@1.00 1-1@1.00");
        check(&[], &[(0, 1)], "0-1@1.00");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn every_cue_is_in_one_bead(
            source in prop::collection::vec((0..100u64, 0..20u64), 0..12),
            target in prop::collection::vec((0..100u64, 0..20u64), 0..12),
        ) {
            let sorted = |mut times: Vec<(u64, u64)>| {
                times.sort();
                cues(&times.into_iter().map(|(start, length)| (start, start + length)).collect::<Vec<_>>())
            };
            let (source, target) = (sorted(source), sorted(target));
            let (mut i, mut j) = (0, 0);
            for bead in beads(&source, &target) {
                prop_assert_eq!((bead.source.start, bead.target.start), (i, j));
                (i, j) = (bead.source.end, bead.target.end);
            }
            prop_assert_eq!((i, j), (source.len(), target.len()));
        }
    }
}
