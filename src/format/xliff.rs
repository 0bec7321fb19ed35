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
/// When writing fails, or there is no source segment: XLIFF has no empty file.
pub fn write(out: &mut dyn Write, alignment: &Alignment, original: &str) -> Result<Vec<Warning>, Error> {
    if alignment.beads.iter().all(|bead| bead.source.is_empty()) {
        return Err(Error::malformed(None, "there is no source segment, and XLIFF holds nothing else"));
    }
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Formatting to a string cannot fail.
    let _ = write!(
        text,
        "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.1\" srcLang=\"{}\" trgLang=\"{}\">\n  \
         <file id=\"f1\" xml:space=\"preserve\"",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::LanguageTag;
    use crate::model::{BlockKind, Sentence};

    fn alignment(source: &[&str], target: &[&str], beads: Vec<Bead>) -> Alignment {
        let text = |texts: &[&str]| -> Vec<Sentence> {
            let line =
                |text: &&str| Sentence { block: 0, kind: BlockKind::Paragraph, text: (*text).into(), line: None };
            texts.iter().map(line).collect()
        };
        let tag = |text| LanguageTag::parse(text).unwrap();
        Alignment {
            source_language: tag("ru"),
            target_language: tag("en-GB"),
            source: text(source),
            target: text(target),
            beads,
        }
    }

    fn bead(source: std::ops::Range<usize>, target: std::ops::Range<usize>, state: BeadState) -> Bead {
        Bead { source, target, confidence: 0.876, state, moved: false }
    }

    #[test]
    fn a_bead_is_a_unit_with_its_state() {
        let beads = vec![
            bead(0..2, 0..1, BeadState::Accepted),
            bead(2..3, 1..1, BeadState::New),
            bead(3..3, 1..2, BeadState::New),
        ];
        let alignment = alignment(&["Раз <b>.", "Два \u{1}.", "Три."], &["One & two.", "More."], beads);
        let mut out = Vec::new();
        let warnings = write(&mut out, &alignment, "a \"b\".txt").unwrap();
        assert_eq!(warnings.len(), 1, "the target without a source is told of");
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "\
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.1\" srcLang=\"ru\" trgLang=\"en-GB\">
  <file id=\"f1\" xml:space=\"preserve\" original=\"a &quot;b&quot;.txt\">
    <unit id=\"u1\">
      <notes>
        <note category=\"confidence\">0.88</note>
      </notes>
      <segment state=\"reviewed\">
        <source>Раз &lt;b&gt;. Два <cp hex=\"0001\"/>.</source>
        <target>One &amp; two.</target>
      </segment>
    </unit>
    <unit id=\"u2\">
      <segment state=\"initial\">
        <source>Три.</source>
      </segment>
    </unit>
  </file>
</xliff>
"
        );
    }

    #[test]
    fn nothing_but_targets_is_refused() {
        let alignment = alignment(&[], &["More."], vec![bead(0..0, 0..1, BeadState::New)]);
        assert!(write(&mut Vec::new(), &alignment, "").is_err());
    }
}
