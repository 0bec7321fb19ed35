//! Writes an alignment file.

use std::fmt::Write as _;
use std::io::Write;

use super::line::{Heading, Place, escape};
use super::{MAGIC, VERSION};
use crate::format::Error;
use crate::lang::LanguageTag;
use crate::model::{Bitext, Cut, Pairing, Sentence, TextOrigin};

/// Writes an alignment: the beads in their order, one after the other, with everything that is known of them.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, bitext: &Bitext) -> Result<(), Error> {
    let alignment = &bitext.alignment;
    let mut text = format!("{MAGIC} {VERSION}\n");
    origin(&mut text, "source", &alignment.source_language, &bitext.source);
    origin(&mut text, "target", &alignment.target_language, &bitext.target);
    pairing(&mut text, &bitext.pairing);
    let (source_places, target_places) = (places(&alignment.source), places(&alignment.target));
    let mut written = 0i64;
    for bead in &alignment.beads {
        text.push('\n');
        let source = source_places.get(bead.source.clone()).unwrap_or_default();
        let target = target_places.get(bead.target.clone()).unwrap_or_default();
        let shift = if target.is_empty() { 0 } else { bead.target.start as i64 - written };
        written += target.len() as i64;
        let heading = Heading {
            source: source.len(),
            target: target.len(),
            confidence: bead.confidence,
            state: bead.state,
            moved: bead.moved,
            shift,
        };
        heading.write(&mut text);
        segments(&mut text, '<', alignment.source.iter().skip(bead.source.start), source);
        segments(&mut text, '>', alignment.target.iter().skip(bead.target.start), target);
        out.write_all(text.as_bytes())?;
        text.clear();
    }
    out.write_all(text.as_bytes())?;
    Ok(())
}

fn origin(out: &mut String, side: &str, language: &LanguageTag, origin: &TextOrigin) {
    let fingerprint = origin.fingerprint.map_or("-".to_string(), |hash| format!("{hash:016x}"));
    // Formatting to a string cannot fail.
    let _ = write!(out, "{side} {language} {fingerprint}");
    if !origin.path.is_empty() {
        let _ = write!(out, " {}", escape(&origin.path));
    }
    out.push('\n');
}

fn pairing(out: &mut String, pairing: &Pairing) {
    match pairing {
        Pairing::Text(Cut::Sentences) => {}
        Pairing::Text(Cut::Lines) => out.push_str("by text lines\n"),
        Pairing::Text(Cut::Srx(path)) => {
            let _ = writeln!(out, "by text srx {}", escape(path));
        }
        other => {
            let _ = writeln!(out, "by {}", other.name());
        }
    }
}

/// The places of a text's segments, each counted from the one before it.
fn places(segments: &[Sentence]) -> Vec<Place> {
    let mut last: Option<&Sentence> = None;
    let mut line = 0;
    let mut places = Vec::with_capacity(segments.len());
    for segment in segments {
        let goes_on = last.is_some_and(|l| (l.block, l.kind, l.line) == (segment.block, segment.kind, segment.line));
        places.push(if goes_on {
            Place::Same
        } else {
            let here = segment.line.map(|l| l as i64);
            let below = here.map(|here| here - line);
            line = here.unwrap_or(line);
            Place::Block(segment.kind, below)
        });
        last = Some(segment);
    }
    places
}

fn segments<'a>(out: &mut String, side: char, segments: impl Iterator<Item = &'a Sentence>, places: &[Place]) {
    for (segment, place) in segments.zip(places) {
        out.push(side);
        out.push(' ');
        place.write(out);
        if !segment.text.is_empty() {
            out.push(' ');
            out.push_str(&escape(&segment.text));
        }
        out.push('\n');
    }
}
