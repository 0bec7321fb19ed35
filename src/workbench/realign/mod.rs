//! Aligning anew, around what a person has accepted, when the texts have changed or the rest was wrong.

mod carry;

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use self::carry::{Carried, carry};
use super::align::{self, Aligned, Origin};
use super::texts::{self, Cutting, Input, Said};
use super::{Error, Notice, Workbench, bitext, evidence};
use crate::model::{Alignment, Bead, BeadState, Bitext, Cut, Pairing, Sentence, TextOrigin, Timestamp};

/// What is to be aligned anew.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The alignment file.
    pub path: &'a Path,
    /// The texts, where they are not the files that it names.
    pub texts: Option<(&'a Input, &'a Input)>,
    /// Memories that serve as a lexicon, beside those of the workbench.
    pub memories: &'a [String],
    /// Glossaries that serve as a lexicon, beside those of the workbench.
    pub glossaries: &'a [std::path::PathBuf],
    /// Whether beads may stand out of order.
    pub order: crate::align::Order,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Realigned {
    /// The new alignment, with the accepted beads in it.
    pub aligned: Aligned,
    /// How many accepted beads were kept.
    pub kept: usize,
    /// How many of these read differently now, because their text was changed a little.
    pub changed: usize,
    /// The accepted beads whose segments are no longer in the texts, as `source / target`.
    pub lost: Vec<String>,
}

/// Aligns the texts of an alignment file anew. A text that has not changed keeps the segments of the alignment file,
/// with all that a person has changed in them; a changed one is cut afresh, and its segments are matched with those
/// of the file. Accepted beads whose segments are still there, unchanged or nearly, stay as they are; everything else
/// is aligned around them.
///
/// # Errors
/// When a text cannot be read, or the texts were not paired by what they say.
pub fn realign(
    bench: &Workbench,
    bitext: Bitext,
    request: Request<'_>,
    now: Timestamp,
    notices: &mut Vec<Notice>,
) -> Result<Realigned, Error> {
    let Bitext { source, target, pairing, alignment: old } = bitext;
    let cut = match pairing {
        Pairing::Text(cut) => cut,
        Pairing::Line | Pairing::Ladder => Cut::Lines,
        other => {
            let message = format!("its texts were paired by {}, and not by what they say", other.name());
            return Err(Error::usage(message).at(request.path).hint("align the files themselves once more"));
        }
    };
    let rules = match &cut {
        Cut::Srx(path) => bitext::text_file(request.path, &TextOrigin { path: path.clone(), fingerprint: None }),
        Cut::Sentences | Cut::Lines => None,
    };
    let cutting = Cutting { lines: cut == Cut::Lines, srx: rules.as_deref() };
    let (given_source, given_target) = request.texts.unzip();
    let mut side = |old, language, origin, given, ranges: Vec<Range<usize>>| {
        let said = Said { command: Some(language), configured: None, at_hand: &[], option: "--from" };
        let side = Side { path: request.path, old, origin, given, cutting, said };
        side.carried(&ranges, notices)
    };
    let accepted: Vec<&Bead> = old.beads.iter().filter(|bead| bead.state == BeadState::Accepted).collect();
    let ranges = |of: fn(&Bead) -> &Range<usize>| accepted.iter().map(|bead| of(bead).clone()).collect();
    let (source, from) = side(&old.source, &old.source_language, &source, given_source, ranges(|b| &b.source))?;
    let (target, to) = side(&old.target, &old.target_language, &target, given_target, ranges(|b| &b.target))?;

    // Where the other beads would be, if they came out as they were.
    let mut before: HashMap<(Range<usize>, Range<usize>), &Bead> = HashMap::new();
    for bead in old.beads.iter().filter(|bead| bead.state != BeadState::Accepted && !bead.is_unpaired()) {
        if let (Some(s), Some(t)) = (source.range(&bead.source), target.range(&bead.target)) {
            before.insert((s, t), bead);
        }
    }
    let mut locked = Vec::new();
    let mut lost = Vec::new();
    let mut changed = 0;
    for bead in accepted {
        match (source.range(&bead.source), target.range(&bead.target)) {
            (Some(s), Some(t)) => {
                let differs =
                    |old: &[Sentence], new: &[Sentence]| !old.iter().map(|s| &s.text).eq(new.iter().map(|s| &s.text));
                changed += usize::from(
                    differs(&old.source[bead.source.clone()], &source.segments[s.clone()])
                        || differs(&old.target[bead.target.clone()], &target.segments[t.clone()]),
                );
                locked.push(Bead { source: s, target: t, ..bead.clone() });
            }
            _ => lost.push(format!("{} / {}", old.source_text(bead), old.target_text(bead))),
        }
    }
    let languages = (old.source_language.clone(), old.target_language.clone());
    let evidence = evidence::gather(bench, request.memories, request.glossaries, &languages, now, notices)?;
    let (source, target) = (source.segments, target.segments);
    let texts = crate::align::Request {
        source: &source,
        target: &target,
        source_language: &languages.0,
        target_language: &languages.1,
        evidence: &evidence,
        locked: &locked,
    };
    let mut beads = crate::align::align(&texts, &align::options(request.order)).beads;
    for bead in beads.iter_mut().filter(|bead| bead.state != BeadState::Accepted) {
        if let Some(before) = before.get(&(bead.source.clone(), bead.target.clone())) {
            settle(bead, before);
        }
    }
    let alignment = Alignment { source_language: languages.0, target_language: languages.1, source, target, beads };
    let cut = match rules {
        Some(rules) => Cut::Srx(rules.to_string_lossy().into_owned()),
        None => cut,
    };
    let kept = locked.len();
    Ok(Realigned { aligned: Aligned::new(from, to, Pairing::Text(cut), alignment), kept, changed, lost })
}

/// By how much the confidence of a bead must have changed to be written anew.
const NOTABLE: f32 = 0.1;

/// Leaves a bead that came out as it was with the confidence it had, unless that has changed notably: what the
/// aligner learns from other places moves every confidence a little, and would make every bead differ in git. A
/// person's doubt about a sure bead stays too.
fn settle(bead: &mut Bead, before: &Bead) {
    let doubted = before.state == BeadState::Doubtful && before.confidence >= align::MIN_CONFIDENCE;
    if doubted || (bead.confidence - before.confidence).abs() < NOTABLE {
        bead.confidence = before.confidence;
        bead.state = before.state;
    }
}

/// One text of the alignment.
struct Side<'a> {
    path: &'a Path,
    old: &'a [Sentence],
    origin: &'a TextOrigin,
    given: Option<&'a Input>,
    cutting: Cutting<'a>,
    said: Said<'a>,
}

impl Side<'_> {
    /// The segments as they are to be aligned, where those of the accepted beads are among them, and where the text
    /// came from.
    fn carried(&self, accepted: &[Range<usize>], notices: &mut Vec<Notice>) -> Result<(Carried, Origin), Error> {
        let file = bitext::text_file(self.path, self.origin);
        let input = match (self.given, &file) {
            (Some(input), _) => input.clone(),
            (None, Some(file)) if file.exists() => Input::File(file.clone()),
            (None, _) => {
                let what = match &file {
                    Some(file) => format!("{} is not there", file.display()),
                    None => "the text was no file".to_string(),
                };
                let said = format!("{what}: the segments of the alignment are used as they are");
                notices.push(Notice::new(self.path, said));
                let origin = Origin { path: file.unwrap_or_else(|| "-".into()), fingerprint: self.origin.fingerprint };
                return Ok((Carried::unchanged(self.old), origin));
            }
        };
        let text = texts::read(&input, self.said, self.cutting, notices)?;
        let origin = Origin::of(&text);
        if self.origin.fingerprint == Some(text.fingerprint) {
            return Ok((Carried::unchanged(self.old), origin));
        }
        notices.push(Notice::new(input.path(), "changed since it was aligned"));
        let mut wanted = vec![false; self.old.len()];
        for range in accepted {
            wanted.get_mut(range.clone()).unwrap_or_default().fill(true);
        }
        Ok((carry(self.old, text.sentences, &wanted), origin))
    }
}

#[cfg(test)]
mod tests;
