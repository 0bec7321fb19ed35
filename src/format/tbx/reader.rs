//! Reads TBX.

use indexmap::IndexMap;

use super::own_note;
use crate::format::Error;
use crate::format::term_words::{case_named, status_named};
use crate::format::warnings::Warnings;
use crate::format::xml::{Event, Tag, XmlReader};
use crate::lang::{LanguageTag, nfc};
use crate::model::{Concept, Term, Warning};

/// Reads the concepts of a TBX file. A file that is cut short gives the concepts before the cut.
///
/// # Errors
/// When the file is not TBX, or nothing of it can be read.
pub fn read(bytes: &[u8]) -> Result<(Vec<Concept>, Vec<Warning>), Error> {
    let mut warnings = Warnings::default();
    let mut xml = XmlReader::new(bytes)?;
    let mut reader = Reader::default();
    let mut is_tbx = false;
    let end = loop {
        match xml.next(&mut warnings) {
            Ok(Event::Start(tag)) => {
                if !is_tbx && !matches!(local(tag.name), "martif" | "tbx" | "TBX") {
                    let message = format!("not a TBX file: its root element is `{}`", tag.name);
                    return Err(Error::malformed(warnings.line, message));
                }
                is_tbx = true;
                reader.start(&tag, &mut warnings);
            }
            Ok(Event::End(name)) => {
                if matches!(name, "martif" | "tbx" | "TBX") {
                    break None;
                }
                reader.end(local(name), &mut warnings);
            }
            Ok(Event::Text(text)) => {
                if let Some(leaf) = &mut reader.leaf {
                    leaf.text.push_str(text);
                }
            }
            Ok(Event::Eof) if !is_tbx => {
                return Err(Error::malformed(None, "not a TBX file: there is no element in it"));
            }
            Ok(Event::Eof) => break Some(Error::malformed(warnings.line, "the file ends before its root does")),
            Err(error) => break Some(error),
        }
    };
    if let Some(error) = end {
        if reader.concepts.is_empty() {
            return Err(error);
        }
        warnings.add(Warning::skipped(error.line, error.message));
    }
    for (what, count) in reader.dropped {
        warnings.add(Warning::skipped(None, format!("{what} ({count} in all)")));
    }
    Ok((reader.concepts, warnings.take(true)))
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// An element of text alone.
struct Leaf {
    name: String,
    /// What it says: its type, or its name in the DCT style; in lower case.
    kind: String,
    text: String,
}

#[derive(Default)]
struct Reader {
    concepts: Vec<Concept>,
    concept: Option<Concept>,
    language: Option<LanguageTag>,
    term: Option<Term>,
    /// Whether a term section is open, with a language or without.
    in_term: bool,
    leaf: Option<Leaf>,
    /// What the model has no place for, counted.
    dropped: IndexMap<String, u64>,
}

impl Reader {
    fn start(&mut self, tag: &Tag, warnings: &mut Warnings) {
        match local(tag.name) {
            "termEntry" | "conceptEntry" => {
                self.finish_concept(warnings);
                let id = tag.attribute("id", warnings).filter(|id| !id.is_empty());
                self.concept = Some(Concept { id, line: Some(warnings.line), ..Concept::default() });
            }
            "langSet" | "langSec" => {
                let name = tag.attribute("xml:lang", warnings).or_else(|| tag.attribute("lang", warnings));
                let name = name.unwrap_or_default();
                self.language = LanguageTag::parse(&name).ok();
                if self.language.is_none() {
                    warnings.skipped(format!("terms in `{name}`, which is not a language tag"));
                }
            }
            "tig" | "ntig" | "termSec" => {
                self.finish_term(warnings);
                self.in_term = true;
                self.term = self.language.clone().map(|language| Term {
                    language,
                    text: String::new(),
                    status: Default::default(),
                    case: None,
                    part_of_speech: None,
                    note: None,
                });
            }
            "descripGrp" | "adminGrp" | "termGrp" | "transacGrp" | "termNoteGrp" | "termCompList" => {}
            name if self.concept.is_some() && self.leaf.is_none() => {
                let kind = tag.attribute("type", warnings).unwrap_or_else(|| name.to_string());
                self.leaf = Some(Leaf { name: name.to_string(), kind: kind.to_lowercase(), text: String::new() });
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, warnings: &mut Warnings) {
        if self.leaf.as_ref().is_some_and(|leaf| leaf.name == name) {
            if let Some(leaf) = self.leaf.take() {
                self.take(leaf, warnings);
            }
            return;
        }
        match name {
            "tig" | "ntig" | "termSec" => self.finish_term(warnings),
            "langSet" | "langSec" => {
                self.finish_term(warnings);
                self.language = None;
            }
            "termEntry" | "conceptEntry" => self.finish_concept(warnings),
            _ => {}
        }
    }

    fn finish_term(&mut self, warnings: &mut Warnings) {
        self.leaf = None;
        self.in_term = false;
        if let Some(term) = self.term.take() {
            match &mut self.concept {
                Some(concept) if !term.text.is_empty() => concept.terms.push(term),
                _ => warnings.skipped("term without text"),
            }
        }
    }

    fn finish_concept(&mut self, warnings: &mut Warnings) {
        self.finish_term_if_open(warnings);
        self.language = None;
        if let Some(concept) = self.concept.take() {
            if concept.terms.is_empty() {
                warnings.add(Warning::skipped(concept.line, "entry without terms"));
            } else {
                self.concepts.push(concept);
            }
        }
    }

    fn finish_term_if_open(&mut self, warnings: &mut Warnings) {
        if self.in_term {
            self.finish_term(warnings);
        }
    }

    /// Puts what an element says where it belongs.
    fn take(&mut self, leaf: Leaf, warnings: &mut Warnings) {
        // Line breaks and indents are those of the file.
        let words: Vec<&str> = leaf.text.split_ascii_whitespace().collect();
        let text = nfc(&words.join(" ")).into_owned();
        let Some(concept) = &mut self.concept else { return };
        if text.is_empty() || (self.in_term && self.term.is_none()) {
            return;
        }
        let term = self.term.as_mut();
        match (leaf.kind.as_str(), term) {
            ("term", Some(term)) => term.text = text,
            ("partofspeech", Some(term)) => term.part_of_speech = Some(term.part_of_speech.take().unwrap_or(text)),
            ("administrativestatus" | "normativeauthorization" | "usagestatus" | "status", Some(term)) => {
                match status_named(&text) {
                    Some(status) => term.status = status,
                    None => warnings.skipped(format!("status `{text}`, which is not known")),
                }
            }
            ("note", Some(term)) => term_note(term, text),
            ("subjectfield", _) if concept.domain.is_none() => concept.domain = Some(text),
            ("definition", _) if concept.definition.is_none() => concept.definition = Some(text),
            ("note" | "commentall", _) => match own_note(&text) {
                Some(("id", id)) => concept.id = Some(id.to_string()),
                _ => add_note(&mut concept.note, text),
            },
            _ => {
                let element = &leaf.name;
                let what =
                    if *element == leaf.kind { format!("`{element}`") } else { format!("`{element}` {}", leaf.kind) };
                *self.dropped.entry(what).or_insert(0) += 1;
            }
        }
    }
}

/// A note of a term: ours, or a remark.
fn term_note(term: &mut Term, text: String) {
    match own_note(&text) {
        Some(("status", value)) if status_named(value).is_some() => {
            term.status = status_named(value).unwrap_or_default();
        }
        Some(("case", value)) if case_named(value).is_some() => term.case = case_named(value),
        Some(("part of speech", value)) => term.part_of_speech = Some(value.to_string()),
        _ => add_note(&mut term.note, text),
    }
}

fn add_note(note: &mut Option<String>, text: String) {
    *note = Some(match note.take() {
        Some(before) => format!("{before}\n{text}"),
        None => text,
    });
}
