//! Reads TMX, one unit after the other.

use std::io::Read;

use indexmap::IndexMap;

use super::{ATTRIBUTES, PREFIX, fields, segment};
use crate::format::time::parse_time;
use crate::format::warnings::Warnings;
use crate::format::xml::{Event, Tag, XmlReader};
use crate::format::{Error, UnitReader};
use crate::lang::{LanguageTag, into_nfc, nfc};
use crate::model::{Metadata, Segment, Timestamp, Unit, Variant, Warning};

/// What a TMX file says of itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Header {
    /// The version, as written; empty when there is none.
    pub version: String,
    /// The source language of units that name none; `None` when any language may be the source (`*all*`).
    pub source_language: Option<LanguageTag>,
    /// The tool that wrote the file.
    pub tool: Option<String>,
    /// Its version.
    pub tool_version: Option<String>,
    /// Every other attribute of `header`, as written.
    pub attributes: IndexMap<String, String>,
    /// The notes of the header.
    pub notes: Vec<String>,
    /// The properties of the header.
    pub properties: IndexMap<String, Vec<String>>,
}

/// Reads a TMX file in constant memory.
pub struct Reader<R: Read> {
    xml: XmlReader<R>,
    warnings: Warnings,
    header: Header,
    error: Option<Error>,
    ended: bool,
    /// Units whose variants are in another region than the header's source language, and the first example.
    other_region: Option<(u64, LanguageTag)>,
}

impl<R: Read> Reader<R> {
    /// Begins to read; reads up to the first unit.
    ///
    /// # Errors
    /// When the file cannot be read, is cut short in its header, or its root element is not `tmx`.
    pub fn new(input: R) -> Result<Self, Error> {
        let mut warnings = Warnings::default();
        let mut xml = XmlReader::new(input)?;
        if !matches!(xml.encoding(), "UTF-8" | "UTF-16LE" | "UTF-16BE") {
            warnings.add(Warning::repaired(1, format!("encoded in {}, which TMX does not allow", xml.encoding())));
        }
        let mut header = Header { version: root(&mut xml, &mut warnings)?, ..Header::default() };
        loop {
            match xml.next(&mut warnings)? {
                Event::Start(tag) if tag.name == "header" => {
                    read_header(&tag, &mut header, &mut warnings);
                    read_header_content(&mut xml, &mut header, &mut warnings)?;
                    break;
                }
                Event::Start(Tag { name: "body" | "tu", .. }) => {
                    xml.unread();
                    warnings.repaired("no header");
                    break;
                }
                Event::Eof => return Err(Error::malformed(warnings.line, "the file ends before its first unit")),
                _ => {}
            }
        }
        Ok(Self { xml, warnings, header, error: None, ended: false, other_region: None })
    }

    /// What the file says of itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The next unit; `None` at the end of the file.
    fn read_unit(&mut self) -> Result<Option<Unit>, Error> {
        loop {
            match self.xml.next(&mut self.warnings)? {
                Event::Start(tag) if tag.name == "tu" => {
                    let line = self.warnings.line;
                    let mut tu = Tu::new(&tag, &self.header, &mut self.warnings);
                    tu.read(&mut self.xml, &self.header, &mut self.warnings)?;
                    if tu.unit.variants.is_empty() {
                        self.warnings.add(Warning::skipped(line, "unit without variants"));
                        continue;
                    }
                    return Ok(Some(self.finish(tu)));
                }
                Event::End("body" | "tmx") => return Ok(None),
                Event::Eof => return Err(Error::malformed(self.warnings.line, "the file ends before `</body>`")),
                _ => {}
            }
        }
    }

    fn finish(&mut self, tu: Tu) -> Unit {
        let mut unit = tu.unit;
        fields::from_properties(&mut unit);
        match tu.source_language {
            Some(own) => unit.source_language = own,
            None => {
                unit.source_language.clone_from(&self.header.source_language);
                if let Some(source) = &unit.source_language
                    && unit.variants.iter().all(|v| v.language != *source)
                    && let Some(variant) = unit.variant(source)
                {
                    let language = variant.language.clone();
                    let count = self.other_region.get_or_insert_with(|| (0, language.clone()));
                    count.0 += 1;
                    unit.source_language = Some(language);
                }
            }
        }
        unit
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        if self.ended {
            return None;
        }
        let unit = self.read_unit().unwrap_or_else(|error| {
            self.error = Some(error);
            None
        });
        if unit.is_none() {
            self.ended = true;
            if let (Some((units, language)), Some(source)) = (&self.other_region, &self.header.source_language) {
                let reason = format!(
                    "the header's source language {source} is that of no variant in {units} units; {language} taken"
                );
                self.warnings.add(Warning::repaired(None, reason));
            }
        }
        unit
    }
}

impl<R: Read> UnitReader for Reader<R> {
    fn take_warnings(&mut self) -> Vec<Warning> {
        self.warnings.take(self.ended)
    }

    fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    fn bytes_read(&self) -> u64 {
        self.xml.position()
    }
}

/// Reads up to the start tag of the root and gives the version.
fn root<R: Read>(xml: &mut XmlReader<R>, warnings: &mut Warnings) -> Result<String, Error> {
    loop {
        match xml.next(warnings)? {
            Event::Start(tag) if tag.name == "tmx" => {
                let version = tag.attribute("version", warnings).unwrap_or_default();
                if version.is_empty() {
                    warnings.repaired("`tmx` without a version");
                }
                return Ok(version);
            }
            Event::Start(tag) => {
                let message = format!("not a TMX file: its root element is `{}`", tag.name);
                return Err(Error::malformed(warnings.line, message));
            }
            Event::Eof => return Err(Error::malformed(None, "not a TMX file: there is no element in it")),
            _ => {}
        }
    }
}

fn read_header(tag: &Tag, header: &mut Header, warnings: &mut Warnings) {
    const REQUIRED: [&str; 7] =
        ["creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"];
    let mut missing = REQUIRED.to_vec();
    tag.attributes(warnings, |name, value, warnings| {
        missing.retain(|m| *m != name);
        match name {
            "srclang" => header.source_language = source_language(&value, warnings),
            "creationtool" => header.tool = Some(value.into_owned()),
            "creationtoolversion" => header.tool_version = Some(value.into_owned()),
            _ => {
                header.attributes.insert(name.to_string(), value.into_owned());
            }
        }
    });
    if !missing.is_empty() {
        warnings.repaired(format!("header without {}", missing.join(", ")));
    }
}

fn read_header_content<R: Read>(
    xml: &mut XmlReader<R>,
    header: &mut Header,
    warnings: &mut Warnings,
) -> Result<(), Error> {
    loop {
        match xml.next(warnings)? {
            Event::Start(Tag { name: "note", .. }) => header.notes.push(read_text(xml, warnings)?),
            Event::Start(tag) if tag.name == "prop" => {
                let name = property_name(&tag, warnings);
                header.properties.entry(name).or_default().push(read_text(xml, warnings)?);
            }
            Event::Start(Tag { name: "ude", .. }) => warnings.skipped("user-defined encoding `ude`"),
            Event::Start(Tag { name: "body" | "tu", .. }) => {
                xml.unread();
                warnings.repaired("`header` without an end tag");
                return Ok(());
            }
            Event::End("header") => return Ok(()),
            Event::Eof => return Err(Error::malformed(warnings.line, "the file ends inside its header")),
            _ => {}
        }
    }
}

/// A unit being read.
struct Tu {
    unit: Unit,
    /// What `srclang` of the unit itself says, if it is there; inside, `None` is `*all*`.
    source_language: Option<Option<LanguageTag>>,
    /// A language that variants without one inherit.
    language: Option<LanguageTag>,
}

impl Tu {
    fn new(tag: &Tag, header: &Header, warnings: &mut Warnings) -> Self {
        // Left to grow it would begin with room for four, and they are large.
        let unit = Unit { variants: Vec::with_capacity(2), ..Unit::default() };
        let mut tu = Self { unit, source_language: None, language: None };
        let Unit { name: unit_name, origin, metadata, .. } = &mut tu.unit;
        tag.attributes(warnings, |name, value, warnings| match name {
            "tuid" => *unit_name = non_empty(&value),
            "id" => {
                warnings.repaired("`id` of `tu` instead of `tuid`");
                *unit_name = non_empty(&value);
            }
            "srclang" => tu.source_language = Some(source_language(&value, warnings)),
            "creationtool" => origin.tool = non_empty(&value),
            "xml:lang" | "lang" => tu.language = language(name, &value, header, warnings),
            _ => metadata_attribute(metadata, name, &value, "tu", warnings),
        });
        tu
    }

    /// Reads the content of `tu` and its end tag.
    fn read<R: Read>(&mut self, xml: &mut XmlReader<R>, header: &Header, warnings: &mut Warnings) -> Result<(), Error> {
        loop {
            match xml.next(warnings)? {
                Event::Start(tag) => match tag.name {
                    "tuv" => {
                        let mut tuv = Tuv::new(&tag, self.language.as_ref(), header, warnings);
                        tuv.read(xml, warnings)?;
                        self.unit.variants.extend(tuv.variant(warnings));
                    }
                    "tu" => {
                        xml.unread();
                        warnings.repaired("`tu` without an end tag");
                        return Ok(());
                    }
                    "note" => self.unit.metadata.notes.extend(non_empty(&read_text(xml, warnings)?)),
                    "prop" => {
                        let name = property_name(&tag, warnings);
                        property(&mut self.unit.metadata, name, read_text(xml, warnings)?);
                    }
                    name => warnings.skipped(format!("element `{name}`")),
                },
                Event::End("tu") => return Ok(()),
                Event::End("body" | "tmx") => {
                    xml.unread();
                    warnings.repaired("`tu` without an end tag");
                    return Ok(());
                }
                Event::Eof => return Err(Error::malformed(warnings.line, "the file ends inside a unit")),
                Event::End(_) | Event::Text(_) => {}
            }
        }
    }
}

/// A variant being read.
struct Tuv {
    line: usize,
    language: Option<LanguageTag>,
    metadata: Metadata,
    segment: Option<Segment>,
}

impl Tuv {
    fn new(tag: &Tag, inherited: Option<&LanguageTag>, header: &Header, warnings: &mut Warnings) -> Self {
        let mut tuv = Self { line: warnings.line, language: None, metadata: Metadata::default(), segment: None };
        let mut named = false;
        tag.attributes(warnings, |name, value, warnings| match name {
            "xml:lang" => {
                named = true;
                tuv.language = language(name, &value, header, warnings);
            }
            "lang" if !named => {
                named = true;
                tuv.language = language(name, &value, header, warnings);
            }
            "lang" => {}
            _ => metadata_attribute(&mut tuv.metadata, name, &value, "tuv", warnings),
        });
        if !named {
            tuv.language = inherited.cloned();
        }
        tuv
    }

    /// Reads the content of `tuv` and its end tag.
    fn read<R: Read>(&mut self, xml: &mut XmlReader<R>, warnings: &mut Warnings) -> Result<(), Error> {
        loop {
            match xml.next(warnings)? {
                Event::Start(tag) => match tag.name {
                    "seg" => {
                        let segment = segment::read(xml, warnings)?;
                        if self.segment.is_some() {
                            warnings.skipped("second `seg` of a variant");
                        } else {
                            self.segment = Some(segment);
                        }
                    }
                    "tuv" | "tu" => {
                        xml.unread();
                        warnings.repaired("`tuv` without an end tag");
                        return Ok(());
                    }
                    "note" => self.metadata.notes.extend(non_empty(&read_text(xml, warnings)?)),
                    "prop" => {
                        let name = property_name(&tag, warnings);
                        property(&mut self.metadata, name, read_text(xml, warnings)?);
                    }
                    name => warnings.skipped(format!("element `{name}`")),
                },
                Event::End("tuv") => return Ok(()),
                Event::End("tu" | "body" | "tmx") => {
                    xml.unread();
                    warnings.repaired("`tuv` without an end tag");
                    return Ok(());
                }
                Event::Eof => return Err(Error::malformed(warnings.line, "the file ends inside a unit")),
                Event::End(_) | Event::Text(_) => {}
            }
        }
    }

    fn variant(self, warnings: &mut Warnings) -> Option<Variant> {
        let reason = match (self.language, self.segment) {
            (Some(language), Some(segment)) => return Some(Variant { language, segment, metadata: self.metadata }),
            (None, _) => "variant without a usable language",
            (_, None) => "variant without a segment",
        };
        warnings.add(Warning::skipped(self.line, reason));
        None
    }
}

/// An attribute that `tu` and `tuv` share.
fn metadata_attribute(metadata: &mut Metadata, name: &str, value: &str, element: &str, warnings: &mut Warnings) {
    match name {
        "creationdate" => metadata.created = time(name, value, warnings),
        "creationid" => metadata.created_by = non_empty(value),
        "changedate" => metadata.changed = time(name, value, warnings),
        "changeid" => metadata.changed_by = non_empty(value),
        "lastusagedate" => metadata.last_used = time(name, value, warnings),
        "usagecount" => {
            metadata.usage_count = value.trim().parse().ok();
            if metadata.usage_count.is_none() {
                warnings.skipped("`usagecount` that is not a number");
            }
        }
        _ if ATTRIBUTES.contains(&name) => property(metadata, format!("{PREFIX}{name}"), value.to_string()),
        _ if name.starts_with("xml") => {}
        _ => {
            warnings.repaired(format!("attribute `{name}` of `{element}` kept as the property x-{name}"));
            property(metadata, format!("x-{name}"), value.to_string());
        }
    }
}

fn property(metadata: &mut Metadata, name: String, value: String) {
    metadata.properties.entry(name).or_default().push(value);
}

fn property_name(tag: &Tag, warnings: &mut Warnings) -> String {
    tag.attribute("type", warnings).unwrap_or_else(|| {
        warnings.repaired("`prop` without a type");
        "x-untyped".to_string()
    })
}

/// Reads the text of a note or a property, and its end tag. Elements inside are gone, their text is kept.
fn read_text<R: Read>(xml: &mut XmlReader<R>, warnings: &mut Warnings) -> Result<String, Error> {
    let mut text = String::new();
    let mut depth = 0usize;
    loop {
        match xml.next(warnings)? {
            Event::Text(piece) => text.push_str(piece),
            Event::Start(Tag { name: "tu" | "tuv" | "note" | "prop" | "body", .. })
            | Event::End("header" | "tu" | "tuv" | "body" | "tmx") => {
                xml.unread();
                warnings.repaired("note or property without an end tag");
                break;
            }
            Event::Start(tag) => {
                warnings.skipped(format!("markup `{}` in a note or property", tag.name));
                depth += 1;
            }
            Event::End(_) if depth > 0 => depth -= 1,
            Event::End(_) => break,
            Event::Eof => return Err(Error::malformed(warnings.line, "the file ends inside a note or property")),
        }
    }
    Ok(into_nfc(text))
}

fn non_empty(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| nfc(value).into_owned())
}

fn time(name: &str, value: &str, warnings: &mut Warnings) -> Option<Timestamp> {
    let time = parse_time(value);
    if time.is_none() {
        warnings.skipped(format!("`{name}` that is not a date"));
    }
    time
}

/// A `srclang`; `None` is `*all*`.
fn source_language(value: &str, warnings: &mut Warnings) -> Option<LanguageTag> {
    if value == "*all*" {
        return None;
    }
    let language = LanguageTag::parse(value).ok();
    if language.is_none() {
        warnings.repaired(format!("source language `{value}` is not a language tag"));
    }
    language
}

/// The language of a variant, and what is wrong about it.
fn language(name: &str, value: &str, header: &Header, warnings: &mut Warnings) -> Option<LanguageTag> {
    if name == "lang" && !matches!(header.version.as_str(), "1.1" | "1.2") {
        warnings.repaired("`lang` instead of `xml:lang`");
    }
    LanguageTag::parse(value).ok()
}
