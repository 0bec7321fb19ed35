//! hunalign's ladder: the places where both texts may be cut, a rung a line, `source TAB target TAB score`.
//!
//! A rung says how many segments of each text stand before it, and how good the bead is that begins there. The
//! first is `0 0`, the last the lengths of the texts. A ladder goes up on both sides: it cannot hold beads out
//! of order.

use std::io::Write;
use std::ops::Range;

use super::{Error, decode};
use crate::model::{Alignment, Bead, BeadState, Warning};

/// Reads the beads of two texts of these lengths. hunalign's scores are no probabilities: above 1 a pair is
/// taken as sure, below 0 as wrong.
///
/// # Errors
/// When there is no rung in the file, or its rungs do not fit the texts.
pub fn read(bytes: &[u8], source: usize, target: usize) -> Result<(Vec<Bead>, Vec<Warning>), Error> {
    let text = decode(bytes).text;
    let mut warnings = Vec::new();
    let mut rungs: Vec<(usize, usize, f32)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let mut cells = line.split('\t').map(str::trim);
        let mut place = || cells.next().and_then(|cell| cell.parse::<usize>().ok());
        let (Some(i), Some(j)) = (place(), place()) else {
            warnings.push(Warning::skipped(number + 1, "this is no rung: two numbers and a score are wanted"));
            continue;
        };
        let score = cells.next().and_then(|cell| cell.parse().ok()).filter(|s: &f32| s.is_finite()).unwrap_or(0.0);
        if i > source || j > target {
            return Err(Error::malformed(
                number + 1,
                format!("the rung {i} {j} lies beyond the texts, which have {source} and {target} lines"),
            )
            .with_hint("Give the two texts that the ladder was made of, a segment a line."));
        }
        match rungs.last() {
            Some(last) if (i, j) == (last.0, last.1) => {}
            Some(last) if i < last.0 || j < last.1 => {
                warnings.push(Warning::skipped(number + 1, "the rung goes down, which ladders do not"));
            }
            _ => rungs.push((i, j, score.clamp(0.0, 1.0))),
        }
    }
    if rungs.is_empty() {
        return Err(Error::malformed(None, "there is no rung in it")
            .with_hint("A ladder has lines of two numbers and a score, separated by tabs."));
    }
    let (first, last) = (rungs[0], rungs[rungs.len() - 1]);
    let mut beads = outside(0..first.0, 0..first.1);
    beads.extend(rungs.windows(2).flat_map(|pair| between(pair[0].0..pair[1].0, pair[0].1..pair[1].1, pair[0].2)));
    beads.extend(outside(last.0..source, last.1..target));
    if (first.0, first.1) != (0, 0) || (last.0, last.1) != (source, target) {
        let reason = format!(
            "the ladder goes from {} {} to {} {}, and the texts from 0 0 to {source} {target}: what lies outside is \
             kept unpaired",
            first.0, first.1, last.0, last.1
        );
        warnings.push(Warning::repaired(None, reason));
    }
    Ok((beads, warnings))
}

/// Segments of which the ladder says nothing.
fn outside(source: Range<usize>, target: Range<usize>) -> Vec<Bead> {
    let beads = between(source.clone(), target.start..target.start, 0.0);
    let mut beads: Vec<Bead> = beads.into_iter().chain(between(source.end..source.end, target, 0.0)).collect();
    beads.iter_mut().for_each(|bead| bead.state = BeadState::Doubtful);
    beads
}

/// The bead between two rungs; segments without a counterpart are a bead each.
fn between(source: Range<usize>, target: Range<usize>, confidence: f32) -> Vec<Bead> {
    let bead = |source, target| Bead { source, target, confidence, state: BeadState::New, moved: false };
    if !source.is_empty() && !target.is_empty() {
        return vec![bead(source, target)];
    }
    let (i, j) = (source.end, target.start);
    let alone = source.map(|at| bead(at..at + 1, j..j));
    alone.chain(target.clone().map(|at| bead(i..i, at..at + 1))).collect()
}

/// Writes the ladder of an alignment. Beads out of order are written as segments without a counterpart, and
/// counted in the warning.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, alignment: &Alignment) -> Result<Vec<Warning>, Error> {
    let (n, m) = (alignment.source.len(), alignment.target.len());
    let end = Bead { source: n..n, target: m..m, confidence: 0.0, state: BeadState::New, moved: false };
    let (mut i, mut j, mut lost) = (0, 0, 0usize);
    let mut rungs: Vec<(usize, usize, f32)> = Vec::new();
    let paired = alignment.beads.iter().filter(|bead| !bead.is_unpaired());
    let mut alone = (vec![0.0; n], vec![0.0; m]);
    for bead in alignment.beads.iter().filter(|bead| bead.is_unpaired()) {
        alone.0.get_mut(bead.source.clone()).unwrap_or_default().fill(bead.confidence);
        alone.1.get_mut(bead.target.clone()).unwrap_or_default().fill(bead.confidence);
    }
    for bead in paired.chain([&end]) {
        if bead.moved || bead.source.start < i || bead.target.start < j {
            lost += 1;
            continue;
        }
        rungs.extend(
            (i..bead.source.start).zip(alone.0.get(i..).unwrap_or_default()).map(|(at, score)| (at, j, *score)),
        );
        i = bead.source.start;
        rungs.extend(
            (j..bead.target.start).zip(alone.1.get(j..).unwrap_or_default()).map(|(at, score)| (i, at, *score)),
        );
        rungs.push((i, bead.target.start, bead.confidence));
        (i, j) = (bead.source.end, bead.target.end);
    }
    for (i, j, score) in rungs {
        writeln!(out, "{i}\t{j}\t{score:.3}")?;
    }
    let reason = || format!("beads out of order, which a ladder cannot hold: {lost}, written without a counterpart");
    Ok((lost > 0).then(|| Warning::skipped(None, reason())).into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::LanguageTag;
    use crate::model::{BlockKind, Sentence};

    fn show(beads: &[Bead]) -> String {
        let show = |b: &Bead| format!("{:?}={:?}", b.source, b.target);
        beads.iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn rungs_become_beads() {
        let ladder = "0\t0\t0.5\n1\t2\t-0.3\n1\t3\t2.7\r\n\nx\n3\t4\t1\n4\t4\t0\n";
        let (beads, warnings) = read(ladder.as_bytes(), 4, 4).unwrap();
        assert_eq!(show(&beads), "0..1=0..2 1..1=2..3 1..3=3..4 3..4=4..4");
        let confidences: Vec<_> = beads.iter().map(|b| b.confidence).collect();
        assert_eq!((confidences, warnings.len()), (vec![0.5, 0.0, 1.0, 1.0], 1));
        assert_eq!(read(ladder.as_bytes(), 3, 4).unwrap_err().line, Some(7));
        assert!(read(b"\n", 0, 0).is_err());
        // What lies outside of the ladder is told of and kept.
        let (beads, warnings) = read(b"1\t1\t1\n2\t2\t0\n", 3, 2).unwrap();
        assert_eq!((show(&beads).as_str(), warnings.len()), ("0..1=0..0 1..1=0..1 1..2=1..2 2..3=2..2", 1));
    }

    #[test]
    fn a_ladder_is_written_and_read_the_same() {
        let tag = |text| LanguageTag::parse(text).unwrap();
        let text = |n| {
            let line = |block| Sentence { block, kind: BlockKind::Paragraph, text: "x".into(), line: None };
            (0..n).map(line).collect::<Vec<_>>()
        };
        let (beads, _) = read(b"0\t0\t0.5\n1\t2\t0.25\n1\t3\t1\n3\t4\t1\n4\t4\t0\n", 4, 4).unwrap();
        let mut alignment = Alignment {
            source_language: tag("ru"),
            target_language: tag("en"),
            source: text(4),
            target: text(4),
            beads,
        };
        let mut out = Vec::new();
        assert_eq!(write(&mut out, &alignment).unwrap(), []);
        assert_eq!(read(&out, 4, 4).unwrap().0, alignment.beads);
        // Two beads that cross: one is lost, the segments are not.
        let crossed = |source, target, moved| Bead { source, target, moved, ..alignment.beads[0].clone() };
        alignment.beads = vec![crossed(0..2, 2..4, true), crossed(2..4, 0..2, false)];
        let mut out = Vec::new();
        assert_eq!(write(&mut out, &alignment).unwrap().len(), 1);
        assert_eq!(show(&read(&out, 4, 4).unwrap().0), "0..1=0..0 1..2=0..0 2..4=0..2 4..4=2..3 4..4=3..4");
    }
}
