//! Writes an alignment as a web page for reading side by side: one file, no resources from elsewhere.

use std::fmt::Write as _;
use std::io::Write;

use super::Error;
use super::xml::{escape_attribute, escape_text};
use crate::lang::{LanguageTag, Script};
use crate::model::{Alignment, Bead, BeadState, BlockKind, Sentence};

/// The style sheet. Colours stand beside words, never instead of them.
const STYLE: &str = include_str!("page.css");

/// Jumps between the doubtful beads by keys; the links do the same without it.
const SCRIPT: &str = include_str!("page.js");

/// From this confidence a bead is sure.
const SURE: f32 = 0.9;

/// Writes the page. `title` names the texts.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, alignment: &Alignment, title: &str) -> Result<(), Error> {
    let mut text = String::from("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    text.push_str("<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    escape_text(&mut text, title);
    // Formatting to a string cannot fail.
    let _ = write!(text, "</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>");
    escape_text(&mut text, title);
    text.push_str("</h1>\n");
    let doubtful: Vec<usize> =
        (0..alignment.beads.len()).filter(|&at| alignment.beads[at].state == BeadState::Doubtful).collect();
    overview(&mut text, alignment, &doubtful);
    text.push_str("</header>\n<table>\n<thead><tr><th scope=\"col\">bead</th>");
    for language in [&alignment.source_language, &alignment.target_language] {
        let _ = write!(text, "<th scope=\"col\" dir=\"{}\">{language}</th>", direction(language));
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    let mut next = doubtful.iter().copied().peekable();
    for (index, bead) in alignment.beads.iter().enumerate() {
        while next.next_if(|&at| at <= index).is_some() {}
        row(&mut text, alignment, index, bead, next.peek().copied());
        out.write_all(text.as_bytes())?;
        text.clear();
    }
    let _ = write!(text, "</tbody>\n</table>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
    out.write_all(text.as_bytes())?;
    Ok(())
}

/// What there is in figures, and the links to the doubtful beads.
fn overview(out: &mut String, alignment: &Alignment, doubtful: &[usize]) {
    let paired: Vec<&Bead> = alignment.beads.iter().filter(|bead| !bead.is_unpaired()).collect();
    let mean = paired.iter().map(|bead| bead.confidence).sum::<f32>() / paired.len().max(1) as f32;
    let _ = writeln!(
        out,
        "<p>{} source and {} target segments in {} beads, {} of them paired; mean confidence {:.0}&nbsp;%</p>",
        alignment.source.len(),
        alignment.target.len(),
        alignment.beads.len(),
        paired.len(),
        mean * 100.0
    );
    if doubtful.is_empty() {
        out.push_str("<p>No bead is doubtful.</p>\n");
        return;
    }
    let _ = write!(
        out,
        "<p>Doubtful: {} (keys <kbd>n</kbd> next, <kbd>p</kbd> previous)</p>\n<nav aria-label=\"doubtful beads\">",
        doubtful.len()
    );
    for index in doubtful {
        let _ = write!(out, "<a href=\"#b{0}\">{0}</a> ", index + 1);
    }
    out.push_str("</nav>\n");
}

fn row(out: &mut String, alignment: &Alignment, index: usize, bead: &Bead, next_doubtful: Option<usize>) {
    let state = match bead.state {
        BeadState::Accepted => "accepted",
        BeadState::Doubtful => "doubtful",
        BeadState::New if bead.is_unpaired() => "alone",
        BeadState::New if bead.confidence >= SURE => "sure",
        BeadState::New => "fair",
    };
    let _ = write!(
        out,
        "<tr id=\"b{0}\" class=\"{state}\"><th scope=\"row\"><a href=\"#b{0}\">{0}</a> <b>{1}</b> {2:.0}&nbsp;%",
        index + 1,
        bead.kind(),
        bead.confidence * 100.0
    );
    if matches!(bead.state, BeadState::Accepted | BeadState::Doubtful) {
        let _ = write!(out, " <em>{state}</em>");
    }
    if bead.moved {
        out.push_str(" <em>moved</em>");
    }
    if let Some(next) = next_doubtful.filter(|_| bead.state == BeadState::Doubtful) {
        let _ = write!(out, " <a href=\"#b{}\" title=\"next doubtful bead\">↓</a>", next + 1);
    }
    out.push_str("</th>");
    cell(out, alignment.source.get(bead.source.clone()).unwrap_or_default(), &alignment.source_language);
    cell(out, alignment.target.get(bead.target.clone()).unwrap_or_default(), &alignment.target_language);
    out.push_str("</tr>\n");
}

fn cell(out: &mut String, segments: &[Sentence], language: &LanguageTag) {
    out.push_str("<td lang=\"");
    escape_attribute(out, language.as_str());
    let _ = write!(out, "\" dir=\"{}\">", direction(language));
    for segment in segments {
        let class = match segment.kind {
            BlockKind::Heading(_) => " class=\"heading\"",
            BlockKind::ListItem => " class=\"item\"",
            BlockKind::Quote => " class=\"quote\"",
            BlockKind::Paragraph | BlockKind::Cell | BlockKind::Aside => "",
        };
        let line = segment.line.map(|line| format!(" title=\"line {line}\"")).unwrap_or_default();
        let _ = write!(out, "<p{class}{line}>");
        escape_text(out, &segment.text);
        out.push_str("</p>");
    }
    out.push_str("</td>");
}

/// Which way a language is written.
fn direction(language: &LanguageTag) -> &'static str {
    let right_to_left = match language.script() {
        Some(script) => matches!(script, "Arab" | "Hebr" | "Syrc" | "Thaa" | "Nkoo" | "Adlm" | "Rohg"),
        None => {
            matches!(language.usual_script(), Some(Script::Arabic | Script::Hebrew))
                || matches!(language.language(), "ps" | "sd" | "ug" | "ckb" | "dv" | "syr" | "nqo")
        }
    };
    if right_to_left { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> LanguageTag {
        LanguageTag::parse(text).unwrap()
    }

    fn page(source: &str, target: &str, state: BeadState) -> String {
        let text = |text: &str| {
            let line = Sentence { block: 0, kind: BlockKind::Heading(1), text: text.into(), line: Some(3) };
            vec![line]
        };
        let alignment = Alignment {
            source_language: tag("ru"),
            target_language: tag("ar"),
            source: text(source),
            target: text(target),
            beads: vec![Bead { source: 0..1, target: 0..1, confidence: 0.4, state, moved: true }],
        };
        let mut out = Vec::new();
        write(&mut out, &alignment, "a < b").unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn texts_keep_their_language_and_direction_and_no_markup_gets_in() {
        let page = page("<script>alert(1)</script> & \u{1}", "نعم", BeadState::Doubtful);
        assert!(page.contains("<td lang=\"ru\" dir=\"ltr\"><p class=\"heading\" title=\"line 3\">&lt;script&gt;"));
        assert!(page.contains("<td lang=\"ar\" dir=\"rtl\"><p class=\"heading\" title=\"line 3\">نعم</p>"));
        assert!(page.contains("<title>a &lt; b</title>"));
        assert!(page.contains("<nav aria-label=\"doubtful beads\"><a href=\"#b1\">1</a> </nav>"));
        assert!(page.contains("class=\"doubtful\"") && page.contains("<em>moved</em>"));
        assert!(!page.contains("http") && !page.contains("src="), "nothing is loaded from elsewhere");
    }

    #[test]
    fn a_page_without_doubt_says_so() {
        assert!(page("Да", "نعم", BeadState::Accepted).contains("No bead is doubtful."));
    }

    #[test]
    fn directions() {
        for (language, expected) in
            [("en", "ltr"), ("he", "rtl"), ("ur-PK", "rtl"), ("az-Arab", "rtl"), ("ar-Latn", "ltr")]
        {
            assert_eq!(direction(&tag(language)), expected, "{language}");
        }
    }
}
