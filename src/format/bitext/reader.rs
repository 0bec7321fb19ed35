//! Reads an alignment file, whatever a person or a merge has made of it.

use super::line::{Heading, Place, unescape};
use super::{MAGIC, VERSION};
use crate::format::warnings::Warnings;
use crate::format::{Error, decode};
use crate::lang::{LanguageTag, nfc};
use crate::model::{Alignment, Bead, BeadState, Bitext, BlockKind, Cut, Pairing, Sentence, TextOrigin, Warning};

/// Reads an alignment file. Every line that could not be used is in the warnings, with its number.
///
/// # Errors
/// When it is no alignment file, is of a newer version, does not say the languages of its texts, or has a merge
/// conflict in it: with both versions its segments would be there twice.
pub fn read(bytes: &[u8]) -> Result<(Bitext, Vec<Warning>), Error> {
    let mut reader = Reader::default();
    let utf16;
    let bytes = if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        utf16 = decode(bytes).text;
        utf16.as_bytes()
    } else {
        bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
    };
    for line in bytes.split(|&b| b == b'\n') {
        reader.warnings.line += 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match std::str::from_utf8(line) {
            Ok(line) => reader.line(line)?,
            Err(_) => reader.not_utf8(&String::from_utf8_lossy(line)),
        }
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    /// Whether the first line was there.
    named: bool,
    source: Option<(LanguageTag, TextOrigin)>,
    target: Option<(LanguageTag, TextOrigin)>,
    pairing: Pairing,
    drafts: Vec<Draft>,
    /// Whether a heading or a segment has been read: the header is over.
    begun: bool,
    /// Whether the line before was blank.
    after_blank: bool,
    warnings: Warnings,
}

/// A bead as far as it is read.
struct Draft {
    line: usize,
    /// None when it could not be read.
    heading: Option<Heading>,
    damaged: bool,
    source: Vec<Piece>,
    target: Vec<Piece>,
}

/// A segment as it stands in the file.
struct Piece {
    place: Place,
    text: String,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), Error> {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            self.after_blank = true;
            return Ok(());
        }
        if ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark)) {
            return Err(Error::malformed(self.warnings.line, "a merge conflict stands here")
                .with_hint("Choose between the two versions, and take the lines of the conflict out."));
        }
        if trimmed.starts_with('#') {
            self.warnings.skipped("a remark, which is not kept when the file is written");
            return Ok(());
        }
        if !self.begun && self.header(trimmed)? {
            return Ok(());
        }
        if let Some(heading) = Heading::parse(trimmed) {
            self.begin(Some(heading));
        } else if let Some(rest) = line.strip_prefix('<') {
            self.segment(true, rest);
        } else if let Some(rest) = line.strip_prefix('>') {
            self.segment(false, rest);
        } else {
            self.damage(trimmed);
        }
        self.after_blank = false;
        Ok(())
    }

    /// Takes a line that stands before the beads; whether it is one.
    fn header(&mut self, line: &str) -> Result<bool, Error> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        if let Some(version) = line.strip_prefix(MAGIC) {
            let version: Option<u32> = version.trim().parse().ok();
            if version.is_some_and(|version| version > VERSION) {
                return Err(Error::malformed(self.warnings.line, "a newer tolmach has made this alignment file")
                    .with_hint("Use the newer tolmach."));
            }
            self.named = true;
            return Ok(true);
        }
        match word {
            "source" => self.source = Some(self.origin("source", rest)?),
            "target" => self.target = Some(self.origin("target", rest)?),
            "by" => match pairing(rest) {
                Some(pairing) => self.pairing = pairing,
                None => self.warnings.skipped(format!("`{line}` names no way of pairing")),
            },
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn origin(&mut self, side: &str, text: &str) -> Result<(LanguageTag, TextOrigin), Error> {
        let (language, rest) = text.split_once(' ').unwrap_or((text, ""));
        let language = LanguageTag::parse(language).map_err(|_| {
            Error::malformed(self.warnings.line, format!("`{language}` is no language tag"))
                .with_hint(format!("Write the line as `{side} ru - FILE`."))
        })?;
        let (hash, path) = rest.split_once(' ').unwrap_or((rest, ""));
        let fingerprint = u64::from_str_radix(hash, 16).ok();
        if fingerprint.is_none() && !matches!(hash, "-" | "") {
            self.warnings.skipped(format!("`{hash}` is no fingerprint"));
        }
        Ok((language, TextOrigin { path: unescape(path.trim()).into_owned(), fingerprint }))
    }

    fn begin(&mut self, heading: Option<Heading>) {
        self.begun |= heading.is_some();
        self.drafts.push(Draft {
            line: self.warnings.line,
            heading,
            damaged: heading.is_none(),
            source: Vec::new(),
            target: Vec::new(),
        });
    }

    /// A segment of the bead above; after a blank line only if that still wants one.
    fn segment(&mut self, is_source: bool, rest: &str) {
        self.begun = true;
        let wanted = self.drafts.last().is_some_and(|draft| {
            let open = draft.heading.filter(|_| !draft.damaged).is_some_and(|heading| match is_source {
                true => draft.source.len() < heading.source,
                false => draft.target.len() < heading.target,
            });
            !self.after_blank || open
        });
        if !wanted {
            self.warnings.repaired("a segment without a bead is kept unpaired");
            self.begin(None);
        }
        let inner = rest.strip_prefix(' ').unwrap_or(rest);
        let (place, text) = inner.split_once(' ').unwrap_or((inner, ""));
        let placed = Place::parse(place).filter(|_| rest.starts_with(' '));
        if placed.is_none() {
            self.warnings.repaired("a segment without a place; its bead is kept unpaired");
        }
        let text = if placed.is_some() { text } else { inner };
        let piece = Piece { place: placed.unwrap_or(Place::Same), text: nfc(&unescape(text.trim())).into_owned() };
        if let Some(draft) = self.drafts.last_mut() {
            draft.damaged |= placed.is_none();
            if is_source { draft.source.push(piece) } else { draft.target.push(piece) }
        }
    }

    fn damage(&mut self, line: &str) {
        let shown: String = line.chars().take(80).collect();
        let cut = if shown.len() < line.len() { "…" } else { "" };
        if self.after_blank || self.drafts.is_empty() {
            self.warnings.skipped(format!("`{shown}{cut}` begins no bead; the segments below it are kept unpaired"));
            self.begin(None);
        } else {
            self.warnings.skipped(format!("`{shown}{cut}` is no segment; its bead is kept unpaired"));
            if let Some(draft) = self.drafts.last_mut() {
                draft.damaged = true;
            }
        }
    }

    /// A line with bytes that are no characters: a segment stays with what is legible.
    fn not_utf8(&mut self, line: &str) {
        match line.chars().next() {
            Some(side @ ('<' | '>')) => {
                self.warnings.repaired("bytes that are no UTF-8 were replaced by \u{fffd}; the bead is kept unpaired");
                self.segment(side == '<', &line[1..]);
                if let Some(draft) = self.drafts.last_mut() {
                    draft.damaged = true;
                }
            }
            _ => self.damage(line.trim()),
        }
        self.after_blank = false;
    }

    fn finish(mut self) -> Result<(Bitext, Vec<Warning>), Error> {
        if !self.named {
            if self.source.is_none() && self.target.is_none() {
                return Err(Error::malformed(1, "this is not an alignment file")
                    .with_hint(format!("An alignment file begins with `{MAGIC} {VERSION}`.")));
            }
            self.warnings.add(Warning::repaired(1, format!("the line `{MAGIC} {VERSION}` is missing")));
        }
        let missing = |side| {
            Error::malformed(None, format!("the line that names the {side} text is missing"))
                .with_hint(format!("Write it above the first bead: `{side} ru - FILE`."))
        };
        let (source_language, source_origin) = self.source.take().ok_or_else(|| missing("source"))?;
        let (target_language, target_origin) = self.target.take().ok_or_else(|| missing("target"))?;
        let (source, target, beads) = assemble(self.drafts, &mut self.warnings);
        let alignment = Alignment { source_language, target_language, source, target, beads };
        let bitext = Bitext { source: source_origin, target: target_origin, pairing: self.pairing, alignment };
        Ok((bitext, self.warnings.take(true)))
    }
}

fn pairing(text: &str) -> Option<Pairing> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    Some(match (word, rest) {
        ("text", "") => Pairing::Text(Cut::Sentences),
        ("text", "lines") => Pairing::Text(Cut::Lines),
        ("text", rest) => Pairing::Text(Cut::Srx(unescape(rest.strip_prefix("srx ")?).into_owned())),
        (name, "") => [Pairing::Line, Pairing::Row, Pairing::Turn, Pairing::Id, Pairing::Time, Pairing::Ladder]
            .into_iter()
            .find(|pairing| pairing.name() == name)?,
        _ => return None,
    })
}

/// Puts the segments in the order of their texts and makes the beads.
fn assemble(drafts: Vec<Draft>, warnings: &mut Warnings) -> (Vec<Sentence>, Vec<Sentence>, Vec<Bead>) {
    let mut beads: Vec<Bead> = Vec::with_capacity(drafts.len());
    let mut source: Vec<Piece> = Vec::new();
    // Target segments with the place in their text that the file claims for them.
    let mut target: Vec<(i64, Piece)> = Vec::new();
    for draft in drafts {
        let counts = (draft.source.len(), draft.target.len());
        let shift = draft.heading.map_or(0, |heading| heading.shift);
        let first = (source.len(), target.len());
        source.extend(draft.source);
        target.extend(draft.target.into_iter().zip(first.1..).map(|(piece, at)| (at as i64 + shift, piece)));
        match draft.heading.filter(|_| !draft.damaged) {
            Some(heading) => {
                let fits = (heading.source, heading.target) == counts;
                warnings.line = draft.line;
                if counts == (0, 0) {
                    warnings.skipped("a bead without segments");
                    continue;
                }
                if !fits {
                    let (kind, found) = (format!("{}-{}", heading.source, heading.target), counts);
                    warnings.repaired(format!(
                        "the bead says {kind} and has {}-{} segments, which are believed; it is doubtful",
                        found.0, found.1
                    ));
                }
                beads.push(Bead {
                    source: first.0..source.len(),
                    target: first.1..target.len(),
                    // It was the confidence of another bead.
                    confidence: if fits { heading.confidence } else { 0.0 },
                    state: if fits { heading.state } else { BeadState::Doubtful },
                    moved: heading.moved,
                });
            }
            None => {
                let alone =
                    |source, target| Bead { source, target, confidence: 0.0, state: BeadState::Doubtful, moved: false };
                beads.extend((first.0..source.len()).map(|at| alone(at..at + 1, first.1..first.1)));
                beads.extend((first.1..target.len()).map(|at| alone(source.len()..source.len(), at..at + 1)));
            }
        }
    }
    let order = reorder(&target, &mut beads);
    let mut target: Vec<Option<Piece>> = target.into_iter().map(|(_, piece)| Some(piece)).collect();
    let target = order.into_iter().filter_map(|at| target.get_mut(at).and_then(Option::take));
    (sentences(source.into_iter()), sentences(target), beads)
}

/// The order of the target segments by the places they claim, and the beads' ranges in it.
fn reorder(target: &[(i64, Piece)], beads: &mut [Bead]) -> Vec<usize> {
    // The segments of a bead stay together, whatever others claim.
    let mut groups: Vec<usize> = (0..beads.len()).filter(|&bead| !beads[bead].target.is_empty()).collect();
    groups.sort_by_key(|&bead| target.get(beads[bead].target.start).map(|(claimed, _)| *claimed));
    let mut order = Vec::with_capacity(target.len());
    for bead in groups {
        let range = beads[bead].target.clone();
        beads[bead].target = order.len()..order.len() + range.len();
        order.extend(range);
    }
    // A bead without target stands after that of the one before it.
    let mut at = 0;
    for bead in beads {
        if bead.target.is_empty() {
            bead.target = at..at;
        }
        at = bead.target.end;
    }
    order
}

fn sentences(pieces: impl Iterator<Item = Piece>) -> Vec<Sentence> {
    let mut out: Vec<Sentence> = Vec::new();
    let mut line_before = 0i64;
    for Piece { place, text } in pieces {
        let last = out.last();
        let sentence = match (place, last) {
            (Place::Same, Some(last)) => Sentence { text, ..last.clone() },
            (place, last) => {
                let (kind, below) = match place {
                    Place::Block(kind, below) => (kind, below),
                    Place::Same => (BlockKind::Paragraph, None),
                };
                if let Some(below) = below {
                    line_before = line_before.saturating_add(below);
                }
                let line = below.and_then(|_| usize::try_from(line_before).ok()).filter(|line| *line > 0);
                Sentence { block: last.map_or(0, |last| last.block + 1), kind, text, line }
            }
        };
        out.push(sentence);
    }
    out
}
