//! Writes an alignment as XLIFF 2.1: a unit a bead, for tools that translate and review.
//!
//! A source without a counterpart is a segment that waits for its translation. XLIFF has no target without a
//! source: what only the target text has is left out and counted. The confidence of a bead is a note of the
//! category `confidence`.

use std::fmt::Write as _;
use std::io::Write;

use super::Error;
use super::xml::{escape_attribute, escape_text, is_xml_char};
use crate::model::{Alignment, Bead, BeadState, Warning};

/// Writes the beads. `original` names the source text's file.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, alignment: &Alignment, original: &str) -> Result<Vec<Warning>, Error> {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Formatting to a string cannot fail.
    let _ = write!(
        text,
        "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.1\" srcLang=\"{}\" trgLang=\"{}\">\n  \
         <file id=\"f1\"",
        alignment.source_language, alignment.target_language
    );
    if !original.is_empty() {
        text.push_str(" original=\"");
        escape_attribute(&mut text, original);
        text.push('"');
    }
    text.push_str(">\n");
    let with_source = alignment.beads.iter().filter(|bead| !bead.source.is_empty());
    for (index, bead) in with_source.enumerate() {
        unit(&mut text, alignment, bead, index + 1);
        out.write_all(text.as_bytes())?;
        text.clear();
    }
    text.push_str("  </file>\n</xliff>\n");
    out.write_all(text.as_bytes())?;
    let lost = alignment.beads.iter().filter(|bead| bead.source.is_empty()).count();
    let reason = || format!("target segments without a source, which XLIFF cannot hold: {lost}");
    Ok((lost > 0).then(|| Warning::skipped(None, reason())).into_iter().collect())
}

fn unit(out: &mut String, alignment: &Alignment, bead: &Bead, number: usize) {
    let _ = writeln!(out, "    <unit id=\"u{number}\">");
    let state = if bead.target.is_empty() {
        "initial"
    } else {
        let _ = writeln!(
            out,
            "      <notes>\n        <note category=\"confidence\">{:.2}</note>\n      </notes>",
            bead.confidence
        );
        match bead.state {
            BeadState::Accepted => "reviewed",
            BeadState::New => "translated",
            BeadState::Doubtful => "initial",
        }
    };
    let _ = write!(out, "      <segment state=\"{state}\">\n        <source>");
    content(out, &alignment.source_text(bead));
    out.push_str("</source>\n");
    if !bead.target.is_empty() {
        out.push_str("        <target>");
        content(out, &alignment.target_text(bead));
        out.push_str("</target>\n");
    }
    out.push_str("      </segment>\n    </unit>\n");
}

/// A text with `<cp/>` for the characters that XML cannot hold.
fn content(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(|c| !is_xml_char(c)) {
        let (before, after) = rest.split_at(at);
        escape_text(out, before);
        let mut chars = after.chars();
        if let Some(c) = chars.next() {
            let _ = write!(out, "<cp hex=\"{:04X}\"/>", u32::from(c));
        }
        rest = chars.as_str();
    }
    escape_text(out, rest);
}
