//! Writes TBX-Basic.

use indexmap::{IndexMap, IndexSet};

use crate::format::xml::{escape_attribute, escape_text};
use crate::lang::LanguageTag;
use crate::model::{CaseRule, Concept, Glossary, Term, TermStatus};

/// The version of TBX that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Version {
    /// ISO 30042:2008, `martif`: what nearly all tools read.
    V2,
    /// ISO 30042:2019, `tbx`, in the DCA style.
    #[default]
    V3,
}

/// The parts of speech that TBX-Basic knows.
const PARTS_OF_SPEECH: [&str; 5] = ["noun", "verb", "adjective", "adverb", "other"];

/// Writes a glossary as TBX-Basic: UTF-8, LF. Concepts without terms are left out; one without an identifier
/// gets one. The terms of a language are put together.
pub fn write(glossary: &Glossary, version: Version) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_string();
    let (root, header) = match version {
        Version::V2 => {
            out.push_str("<!DOCTYPE martif SYSTEM \"TBXBasiccoreStructV02.dtd\">\n");
            out.push_str("<martif type=\"TBX-Basic\" xml:lang=\"en\">\n");
            ("martif", "martifHeader")
        }
        Version::V3 => {
            out.push_str("<tbx type=\"TBX-Basic\" style=\"dca\" xml:lang=\"en\"");
            out.push_str(" xmlns=\"urn:iso:std:iso:30042:ed-2\">\n");
            ("tbx", "tbxHeader")
        }
    };
    out.push_str(&format!("  <{header}>\n    <fileDesc>\n      <titleStmt>\n"));
    element(&mut out, 8, "title", None, &glossary.name);
    out.push_str("      </titleStmt>\n      <sourceDesc>\n        <p>Written by tolmach</p>\n      </sourceDesc>\n");
    out.push_str("    </fileDesc>\n");
    if version == Version::V2 {
        out.push_str("    <encodingDesc>\n      <p type=\"XCSURI\">TBXBasicXCSV02.xcs</p>\n    </encodingDesc>\n");
    }
    out.push_str(&format!("  </{header}>\n  <text>\n    <body>\n"));
    let mut ids: IndexSet<String> = glossary.concepts.iter().filter_map(|c| c.id.clone()).collect();
    let mut used = IndexSet::new();
    for concept in glossary.concepts.iter().filter(|c| !c.terms.is_empty()) {
        let id = match &concept.id {
            Some(id) if is_xml_id(id) && used.insert(id.clone()) => id.clone(),
            _ => fresh_id(&mut ids),
        };
        write_concept(&mut out, concept, &id, version);
    }
    out.push_str(&format!("    </body>\n  </text>\n</{root}>\n"));
    out
}

/// Whether a text can be an identifier in XML; ASCII only, to be safe.
fn is_xml_id(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
}

fn fresh_id(ids: &mut IndexSet<String>) -> String {
    let mut number = ids.len() + 1;
    loop {
        let id = format!("c{number}");
        if ids.insert(id.clone()) {
            return id;
        }
        number += 1;
    }
}

fn write_concept(out: &mut String, concept: &Concept, id: &str, version: Version) {
    let (entry, language_section) = match version {
        Version::V2 => ("termEntry", "langSet"),
        Version::V3 => ("conceptEntry", "langSec"),
    };
    out.push_str(&format!("      <{entry} id=\"{id}\">\n"));
    for (kind, text) in [("subjectField", &concept.domain), ("definition", &concept.definition)] {
        if let Some(text) = text {
            element(out, 8, "descrip", Some(kind), text);
        }
    }
    if let Some(note) = &concept.note {
        element(out, 8, "note", None, note);
    }
    if let Some(own) = concept.id.as_ref().filter(|own| *own != id) {
        element(out, 8, "note", None, &format!("id: {own}"));
    }
    let mut languages: IndexMap<&LanguageTag, Vec<&Term>> = IndexMap::new();
    for term in &concept.terms {
        languages.entry(&term.language).or_default().push(term);
    }
    for (language, terms) in languages {
        out.push_str(&format!("        <{language_section} xml:lang=\"{language}\">\n"));
        for term in terms {
            write_term(out, term, version);
        }
        out.push_str(&format!("        </{language_section}>\n"));
    }
    out.push_str(&format!("      </{entry}>\n"));
}

fn write_term(out: &mut String, term: &Term, version: Version) {
    let section = match version {
        Version::V2 => "tig",
        Version::V3 => "termSec",
    };
    out.push_str(&format!("          <{section}>\n"));
    element(out, 12, "term", None, &term.text);
    let mut notes = Vec::new();
    if let Some(part) = &term.part_of_speech {
        let nearest = PARTS_OF_SPEECH.iter().find(|p| part.eq_ignore_ascii_case(p)).unwrap_or(&"other");
        element(out, 12, "termNote", Some("partOfSpeech"), nearest);
        if part != nearest {
            notes.push(format!("part of speech: {part}"));
        }
    }
    let status = match term.status {
        TermStatus::Preferred | TermStatus::DoNotTranslate => "preferredTerm-admn-sts",
        TermStatus::Admitted => "admittedTerm-admn-sts",
        TermStatus::Deprecated | TermStatus::Forbidden => "deprecatedTerm-admn-sts",
    };
    element(out, 12, "termNote", Some("administrativeStatus"), status);
    if matches!(term.status, TermStatus::Forbidden | TermStatus::DoNotTranslate) {
        notes.push(format!("status: {}", term.status.name()));
    }
    notes.extend(term.case.map(CaseRule::name).map(|case| format!("case: {case}")));
    notes.extend(term.note.clone());
    for note in notes {
        element(out, 12, "note", None, &note);
    }
    out.push_str(&format!("          </{section}>\n"));
}

fn element(out: &mut String, indent: usize, name: &str, kind: Option<&str>, text: &str) {
    out.push_str(&" ".repeat(indent));
    out.push('<');
    out.push_str(name);
    if let Some(kind) = kind {
        out.push_str(" type=\"");
        escape_attribute(out, kind);
        out.push('"');
    }
    out.push('>');
    escape_text(out, text);
    out.push_str(&format!("</{name}>\n"));
}
