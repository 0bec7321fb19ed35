//! Alignments for tests, written as words: `a,b:A ?c: !:C` is two source segments and one target segment in a
//! new bead, a doubtful one with nothing on the target side, and an accepted one with nothing on the source side. `_`
//! is a space in a segment.

use proptest::prelude::*;

use super::{Alignment, Bead, BeadState, BlockKind, Sentence};
use crate::lang::LanguageTag;

/// An alignment (ru to en) from its picture.
pub fn alignment(picture: &str) -> Alignment {
    let mut out = Alignment {
        source_language: LanguageTag::parse("ru").unwrap(),
        target_language: LanguageTag::parse("en").unwrap(),
        source: Vec::new(),
        target: Vec::new(),
        beads: Vec::new(),
    };
    for word in picture.split_whitespace() {
        let (state, confidence) = match word.as_bytes()[0] {
            b'?' => (BeadState::Doubtful, 0.25),
            b'!' => (BeadState::Accepted, 0.75),
            _ => (BeadState::New, 0.75),
        };
        let (source, target) = word.trim_start_matches(['?', '!']).split_once(':').unwrap();
        let (source, target) = (push(&mut out.source, source), push(&mut out.target, target));
        out.beads.push(Bead { source, target, confidence, state, moved: false });
    }
    out
}

fn push(side: &mut Vec<Sentence>, segments: &str) -> std::ops::Range<usize> {
    let start = side.len();
    for text in segments.split(',').filter(|text| !text.is_empty()) {
        let text = text.replace('_', " ");
        side.push(Sentence { block: side.len(), kind: BlockKind::Paragraph, text, line: Some(side.len() + 1) });
    }
    start..side.len()
}

/// The picture of an alignment.
pub fn picture(alignment: &Alignment) -> String {
    let texts = |segments: &[Sentence]| segments.iter().map(|s| s.text.replace(' ', "_")).collect::<Vec<_>>().join(",");
    let bead = |bead: &Bead| {
        let sign = match bead.state {
            BeadState::New => "",
            BeadState::Doubtful => "?",
            BeadState::Accepted => "!",
        };
        let (source, target) = (&alignment.source[bead.source.clone()], &alignment.target[bead.target.clone()]);
        format!("{sign}{}:{}", texts(source), texts(target))
    };
    alignment.beads.iter().map(bead).collect::<Vec<_>>().join(" ")
}

/// Any small alignment; in some of them two beads have changed places in the target.
pub fn any_alignment() -> impl Strategy<Value = Alignment> {
    let side = || prop::collection::vec("[а-в_]{0,4}[x中]", 0..3);
    let bead = ("[?!]?", side(), side()).prop_filter("a bead has a text", |(_, s, t)| s.len() + t.len() > 0);
    (prop::collection::vec(bead, 0..8), any::<prop::sample::Index>()).prop_map(|(beads, swap)| {
        let beads = beads.iter().map(|(state, s, t)| format!("{state}{}:{}", s.join(","), t.join(",")));
        let mut alignment = alignment(&beads.collect::<Vec<_>>().join(" "));
        let many = alignment.beads.len();
        if many > 2 {
            swap_targets(&mut alignment, swap.index(many));
        }
        alignment
    })
}

/// Lets a bead and the next one change places in the target.
fn swap_targets(alignment: &mut Alignment, index: usize) {
    let Some([first, second]) = alignment.beads.get_mut(index..index + 2) else { return };
    let start = first.target.start;
    let middle = start + second.target.len();
    (first.target, second.target) = (middle..second.target.end, start..middle);
    (first.moved, second.moved) = (true, true);
}
