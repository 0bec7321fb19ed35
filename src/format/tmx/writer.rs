//! Writes TMX 1.4b.

use std::io::Write;

use super::segment::{self, attribute};
use super::{ATTRIBUTES, PREFIX, fields};
use crate::format::Error;
use crate::format::time::compact_time;
use crate::format::xml::escape_text;
use crate::lang::LanguageTag;
use crate::model::{Metadata, Timestamp, Unit, Variant};

/// How much of a segment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// Level 1: text without inline codes.
    Plain,
    /// Level 2: text with inline codes.
    #[default]
    Codes,
}

/// How a TMX file is written.
#[derive(Debug, Clone, PartialEq)]
pub struct WriterOptions {
    /// The header's source language; `None` writes `*all*`: each unit names its own.
    pub source_language: Option<LanguageTag>,
    /// Whether inline codes are written.
    pub level: Level,
    /// The tool that writes the file.
    pub tool: String,
    /// Its version.
    pub tool_version: String,
    /// When the file is made; left out when `None`.
    pub created: Option<Timestamp>,
}

/// Writes units one after the other: UTF-8, a unit a block of lines, the same bytes for the same units.
pub struct Writer<W: Write> {
    output: W,
    options: WriterOptions,
    text: String,
}

impl<W: Write> Writer<W> {
    /// Begins a file: writes its header.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(output: W, options: WriterOptions) -> Result<Self, Error> {
        let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">\n  <header".to_string();
        let source = options.source_language.as_ref().map_or("*all*", LanguageTag::as_str);
        attribute(&mut text, "creationtool", Some(&options.tool));
        attribute(&mut text, "creationtoolversion", Some(&options.tool_version));
        attribute(&mut text, "segtype", Some("sentence"));
        attribute(&mut text, "o-tmf", Some("tolmach"));
        attribute(&mut text, "adminlang", Some("en"));
        attribute(&mut text, "srclang", Some(source));
        attribute(&mut text, "datatype", Some("unknown"));
        attribute(&mut text, "creationdate", options.created.and_then(compact_time).as_deref());
        text.push_str("/>\n  <body>\n");
        let mut writer = Self { output, options, text };
        writer.flush_text()?;
        Ok(writer)
    }

    /// Writes a unit. One without variants has no place in TMX and is left out. Characters that XML forbids
    /// are left out of texts.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(&mut self, unit: &Unit) -> Result<(), Error> {
        if unit.variants.is_empty() {
            return Ok(());
        }
        let text = &mut self.text;
        text.push_str("    <tu");
        attribute(text, "tuid", unit.name.as_deref());
        attribute(text, "srclang", own_source_language(unit, self.options.source_language.as_ref()));
        attribute(text, "creationtool", unit.origin.tool.as_deref());
        metadata_attributes(text, Element::Unit, &unit.metadata);
        text.push_str(">\n");
        for (name, value) in fields::to_properties(unit) {
            property(text, "      ", name, &value);
        }
        metadata_elements(text, Element::Unit, &unit.metadata);
        for variant in &unit.variants {
            write_variant(text, variant, self.options.level);
        }
        text.push_str("    </tu>\n");
        self.flush_text()
    }

    /// Ends the file and gives back what it was written to.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self) -> Result<W, Error> {
        self.text.push_str("  </body>\n</tmx>\n");
        self.flush_text()?;
        self.output.flush()?;
        Ok(self.output)
    }

    fn flush_text(&mut self) -> Result<(), Error> {
        self.output.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }
}

/// The `srclang` that a unit needs beside the header's. It is left out only where a reader finds the same
/// language without it.
fn own_source_language<'a>(unit: &'a Unit, header: Option<&LanguageTag>) -> Option<&'a str> {
    let source = unit.source_language.as_ref();
    let has_variant = source.is_none_or(|s| unit.variants.iter().any(|v| v.language == *s));
    if source == header && has_variant { None } else { Some(source.map_or("*all*", LanguageTag::as_str)) }
}

fn write_variant(text: &mut String, variant: &Variant, level: Level) {
    text.push_str("      <tuv");
    attribute(text, "xml:lang", Some(variant.language.as_str()));
    metadata_attributes(text, Element::Variant, &variant.metadata);
    text.push_str(">\n");
    metadata_elements(text, Element::Variant, &variant.metadata);
    text.push_str("        <seg>");
    match level {
        Level::Plain => escape_text(text, &variant.segment.text),
        Level::Codes => segment::write(text, &variant.segment),
    }
    text.push_str("</seg>\n      </tuv>\n");
}

/// What carries metadata.
#[derive(Clone, Copy, PartialEq)]
enum Element {
    Unit,
    Variant,
}

/// The attribute that a property stands for. A unit's `creationtool` is a field of the model, and a variant
/// has no `segtype`.
fn as_attribute<'a>(element: Element, name: &'a str, values: &'a [String]) -> Option<(&'a str, &'a str)> {
    let other = if element == Element::Unit { "creationtool" } else { "segtype" };
    let name = name.strip_prefix(PREFIX).filter(|n| ATTRIBUTES.contains(n) && *n != other)?;
    let [value] = values else { return None };
    Some((name, value))
}

fn metadata_attributes(text: &mut String, element: Element, metadata: &Metadata) {
    let time = |time: Option<Timestamp>| time.and_then(compact_time);
    for (name, values) in &metadata.properties {
        if let Some((name, value)) = as_attribute(element, name, values) {
            attribute(text, name, Some(value));
        }
    }
    attribute(text, "usagecount", metadata.usage_count.map(|n| n.to_string()).as_deref());
    attribute(text, "lastusagedate", time(metadata.last_used).as_deref());
    attribute(text, "creationdate", time(metadata.created).as_deref());
    attribute(text, "creationid", metadata.created_by.as_deref());
    attribute(text, "changedate", time(metadata.changed).as_deref());
    attribute(text, "changeid", metadata.changed_by.as_deref());
}

fn metadata_elements(text: &mut String, element: Element, metadata: &Metadata) {
    let indent = if element == Element::Unit { "      " } else { "        " };
    for note in &metadata.notes {
        text.push_str(indent);
        text.push_str("<note>");
        escape_text(text, note);
        text.push_str("</note>\n");
    }
    for (name, values) in &metadata.properties {
        if as_attribute(element, name, values).is_some() {
            continue;
        }
        for value in values {
            property(text, indent, name, value);
        }
    }
}

fn property(text: &mut String, indent: &str, name: &str, value: &str) {
    text.push_str(indent);
    text.push_str("<prop");
    attribute(text, "type", Some(name));
    text.push('>');
    escape_text(text, value);
    text.push_str("</prop>\n");
}
