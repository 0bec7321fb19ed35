//! XML events for the readers of translation formats: tolerant of what their files get wrong, without DTD
//! fetching and without entity expansion beyond short declared texts.
//!
//! Repaired, with a warning each: control characters, references to unknown names (those of HTML 4 are
//! known), `&` and `<` that begin nothing, malformed attributes. End tags that fit no start tag are passed
//! on and left to the reader of the format.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use quick_xml::errors::Error as XmlError;
use quick_xml::events::Event as RawEvent;
use quick_xml::events::attributes::Attributes;
use rustc_hash::FxHashMap;

use super::Error;
use super::encoding::{Utf8Reader, decoder};
use super::entities::{html_entity, numeric_reference};
use super::warnings::Warnings;
use crate::model::Warning;

/// What is read from the file next. Comments and processing instructions are passed over; text may come in
/// several pieces.
pub(crate) enum Event<'a> {
    Start(Tag<'a>),
    End(&'a str),
    Text(&'a str),
    Eof,
}

/// A start tag. An empty element (`<a/>`) is a start tag followed by an end event.
pub(crate) struct Tag<'a> {
    /// The name with its prefix.
    pub name: &'a str,
    /// All between `<` and `>` as it is written, without the `/` of an empty element.
    pub raw: &'a str,
    /// Whether it is written `<a/>`.
    pub is_empty: bool,
    entities: &'a Entities,
}

/// Texts by the names that the internal DTD subset declares for them.
type Entities = FxHashMap<String, String>;

/// Bounds on declared entities: a file that declares more or longer ones has something else in mind.
const MAX_ENTITIES: usize = 256;
const MAX_ENTITY_LENGTH: usize = 1024;

/// Reads events from bytes in any encoding.
pub(crate) struct XmlReader<R: Read> {
    reader: quick_xml::Reader<LineCounter<R>>,
    encoding: &'static str,
    buffer: Vec<u8>,
    /// The text of the event given last: a text, the inside of a tag, or the name of an end tag.
    content: String,
    last: Kind,
    entities: Entities,
    pending: Pending,
    /// The first half of a character that is written as two references to UTF-16 surrogates.
    high_surrogate: Option<u32>,
    told_of_malformed: bool,
    ended: bool,
}

/// What is to be given before anything more is read.
enum Pending {
    Nothing,
    /// The end of the empty element whose tag is in `content`.
    End,
    /// The last event once more.
    Again(Kind),
    /// The inside of a tag that was found in a text after a stray `<`.
    Tag(String),
}

/// What stands in `content`; of a start tag, the length of its name.
#[derive(Clone, Copy)]
enum Kind {
    Start { name: usize, is_empty: bool },
    End,
    Text,
}

impl<R: Read> XmlReader<R> {
    pub fn new(input: R) -> io::Result<Self> {
        let (input, encoding) = decoder(input)?;
        let mut reader = quick_xml::Reader::from_reader(LineCounter { input, line: 1 });
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        Ok(Self {
            reader,
            encoding,
            buffer: Vec::new(),
            content: String::new(),
            last: Kind::Text,
            entities: Entities::default(),
            pending: Pending::Nothing,
            high_surrogate: None,
            told_of_malformed: false,
            ended: false,
        })
    }

    /// The encoding of the file.
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// Bytes of the input read so far.
    pub fn position(&self) -> u64 {
        self.reader.get_ref().input.position()
    }

    /// The next event. Sets the line of `warnings` to where it begins.
    ///
    /// # Errors
    /// When reading fails or the file ends inside markup. After that there is only [`Event::Eof`].
    pub fn next(&mut self, warnings: &mut Warnings) -> Result<Event<'_>, Error> {
        let Some(kind) = self.advance(warnings)? else { return Ok(Event::Eof) };
        self.last = kind;
        Ok(match kind {
            Kind::Text => Event::Text(&self.content),
            Kind::End => Event::End(&self.content),
            Kind::Start { name, is_empty } => {
                let name = &self.content[..name];
                Event::Start(Tag { name, raw: &self.content, is_empty, entities: &self.entities })
            }
        })
    }

    /// Takes the last event back: it will be given once more.
    pub fn unread(&mut self) {
        self.pending = Pending::Again(self.last);
    }

    /// Puts the next event into `content`; `None` at the end.
    fn advance(&mut self, warnings: &mut Warnings) -> Result<Option<Kind>, Error> {
        match std::mem::replace(&mut self.pending, Pending::Nothing) {
            Pending::Nothing => {}
            Pending::End => {
                self.content.truncate(name_of(&self.content).len());
                return Ok(Some(Kind::End));
            }
            Pending::Again(kind) => {
                if matches!(kind, Kind::Start { is_empty: true, .. }) {
                    self.pending = Pending::End;
                }
                return Ok(Some(kind));
            }
            Pending::Tag(tag) => return Ok(Some(self.recovered_tag(tag, warnings))),
        }
        while !self.ended {
            let input = self.reader.get_ref();
            warnings.line = input.line;
            if !self.told_of_malformed && input.input.malformed() {
                self.told_of_malformed = true;
                let reason = format!("bytes that are no character in {} became U+FFFD", self.encoding);
                warnings.add(Warning::repaired(None, reason));
            }
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(XmlError::IllFormed(reason)) => {
                    warnings.repaired(reason.to_string());
                    continue;
                }
                Err(error) => {
                    self.ended = true;
                    return Err(match error {
                        XmlError::Io(error) => io::Error::new(error.kind(), error.to_string()).into(),
                        error => Error::malformed(warnings.line, format!("the file ends inside markup: {error}")),
                    });
                }
            };
            if self.high_surrogate.is_some() && !matches!(event, RawEvent::GeneralRef(_)) {
                self.high_surrogate = None;
                warnings.skipped("half of a surrogate pair");
            }
            self.content.clear();
            let kind = match event {
                RawEvent::Start(tag) => start(&tag, false, &mut self.content, &mut self.pending, warnings),
                RawEvent::Empty(tag) => start(&tag, true, &mut self.content, &mut self.pending, warnings),
                RawEvent::End(name) => {
                    self.content.push_str(&name);
                    Kind::End
                }
                RawEvent::Text(text) => {
                    if text.contains('&') {
                        warnings.repaired("`&` that begins no reference");
                    }
                    push_clean(&mut self.content, &text, warnings);
                    Kind::Text
                }
                RawEvent::CData(text) => {
                    push_clean(&mut self.content, &text, warnings);
                    Kind::Text
                }
                RawEvent::GeneralRef(name) => {
                    match (numeric_reference(&name), self.high_surrogate.take()) {
                        (Some(Err(high @ 0xd800..0xdc00)), None) => self.high_surrogate = Some(high),
                        (Some(Err(low @ 0xdc00..0xe000)), Some(high)) => {
                            self.content.extend(char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)));
                        }
                        (_, high) => {
                            if high.is_some() {
                                warnings.skipped("half of a surrogate pair");
                            }
                            resolve(&name, &self.entities, &mut self.content, warnings);
                        }
                    }
                    Kind::Text
                }
                RawEvent::DocType(doctype) => {
                    declare_entities(&doctype, &mut self.entities, warnings);
                    continue;
                }
                RawEvent::Eof => {
                    self.ended = true;
                    continue;
                }
                RawEvent::Comment(_) | RawEvent::PI(_) | RawEvent::Decl(_) => continue,
            };
            if matches!(kind, Kind::Text) && self.content.is_empty() {
                continue;
            }
            return Ok(Some(kind));
        }
        Ok(None)
    }

    /// The event of a tag that was found in a text.
    fn recovered_tag(&mut self, mut tag: String, warnings: &mut Warnings) -> Kind {
        self.content.clear();
        if let Some(name) = tag.strip_prefix('/') {
            self.content.push_str(name.trim_end());
            return Kind::End;
        }
        let is_empty = tag.ends_with('/');
        if is_empty {
            tag.pop();
        }
        start(&tag, is_empty, &mut self.content, &mut self.pending, warnings)
    }
}

fn name_of(tag: &str) -> &str {
    let end = tag.bytes().position(|b| b.is_ascii_whitespace()).unwrap_or(tag.len());
    &tag[..end]
}

/// A start tag, or the text that a stray `<` made look like one (`a < b</seg>`).
fn start(raw: &str, is_empty: bool, content: &mut String, pending: &mut Pending, warnings: &mut Warnings) -> Kind {
    if raw.starts_with(is_name_start) {
        content.push_str(raw);
        if is_empty {
            *pending = Pending::End;
        }
        return Kind::Start { name: name_of(raw).len(), is_empty };
    }
    warnings.repaired("`<` that begins no tag");
    content.push('<');
    let end = if is_empty { "/" } else { "" };
    match raw.split_once('<') {
        Some((text, tag)) => {
            push_clean(content, text, warnings);
            *pending = Pending::Tag(format!("{tag}{end}"));
        }
        None => {
            push_clean(content, raw, warnings);
            content.push_str(end);
            content.push('>');
        }
    }
    Kind::Text
}

impl<'a> Tag<'a> {
    /// Visits the attributes in order: name with prefix, and value with its references resolved. Malformed
    /// ones are skipped with a warning.
    pub fn attributes(&self, warnings: &mut Warnings, mut visit: impl FnMut(&'a str, Cow<'a, str>, &mut Warnings)) {
        for attribute in Attributes::new(self.raw, self.name.len()).with_checks(false) {
            match attribute {
                Ok(quick_xml::events::attributes::Attribute { key, value: Cow::Borrowed(raw) }) => {
                    let value = attribute_value(raw, self.entities, warnings);
                    visit(key.into_inner(), value, warnings);
                }
                _ => warnings.skipped("malformed attribute"),
            }
        }
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str, warnings: &mut Warnings) -> Option<String> {
        let mut found = None;
        self.attributes(warnings, |key, value, _| {
            if key == name && found.is_none() {
                found = Some(value.into_owned());
            }
        });
        found
    }
}

/// An attribute's value with its references resolved and its white space normalised (XML 1.0, section 3.3.3).
fn attribute_value<'a>(raw: &'a str, entities: &Entities, warnings: &mut Warnings) -> Cow<'a, str> {
    if !raw.bytes().any(|b| b == b'&' || b < b' ' || b == 0xef) {
        return Cow::Borrowed(raw);
    }
    let mut clean = String::with_capacity(raw.len());
    let mut rest = raw;
    loop {
        let (text, reference) = rest.split_once('&').map_or((rest, None), |(text, after)| (text, Some(after)));
        let text = text.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ");
        push_clean(&mut clean, &text, warnings);
        let Some(after) = reference else { break };
        rest = match after.split_once(';') {
            Some((name, after)) if !name.is_empty() && !name.contains([' ', '&']) => {
                resolve(name, entities, &mut clean, warnings);
                after
            }
            _ => {
                warnings.repaired("`&` that begins no reference");
                clean.push('&');
                after
            }
        };
    }
    Cow::Owned(clean)
}

/// Whether the name of an element can begin with a character.
pub(crate) fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == ':'
}

/// Whether XML 1.0 allows a character (section 2.2).
pub(crate) fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// Appends text with line ends as XML reads them (section 2.11) and without characters that it forbids.
fn push_clean(content: &mut String, text: &str, warnings: &mut Warnings) {
    // 0xEF begins U+FFFE and U+FFFF among others.
    let suspicious = |b: &u8| (*b < b' ' && *b != b'\n' && *b != b'\t') || *b == 0xef;
    if !text.as_bytes().iter().fold(false, |found, b| found | suspicious(b)) {
        content.push_str(text);
        return;
    }
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' => content.push('\n'),
            c if is_xml_char(c) => content.push(c),
            _ => warnings.skipped("control characters"),
        }
    }
}

/// Appends what a reference stands for (`name` is what is between `&` and `;`).
fn resolve(name: &str, entities: &Entities, content: &mut String, warnings: &mut Warnings) {
    let predefined = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    };
    if let Some(c) = predefined {
        content.push(c);
    } else if let Some(number) = numeric_reference(name) {
        match number {
            Ok(c) if is_xml_char(c) => content.push(c),
            Ok(_) => warnings.skipped("reference to a control character"),
            Err(0xd800..0xe000) => warnings.skipped("half of a surrogate pair"),
            Err(_) => warnings.skipped("reference to a number that is no character"),
        }
    } else if let Some(text) = entities.get(name) {
        content.push_str(text);
    } else if let Some(c) = html_entity(name) {
        warnings.repaired("HTML entity that XML does not know");
        content.push(c);
    } else {
        warnings.repaired("unknown entity, kept as text");
        content.push('&');
        content.push_str(name);
        content.push(';');
    }
}

/// Reads `<!ENTITY name "text">` of the internal subset: texts without markup, not expanded any further.
fn declare_entities(doctype: &str, entities: &mut Entities, warnings: &mut Warnings) {
    let Some((_, subset)) = doctype.split_once('[') else { return };
    for declaration in subset.split("<!ENTITY").skip(1) {
        let declaration = declaration.trim_start();
        let (name, value) = declaration.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or_default();
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let text = quote.and_then(|q| value[1..].split_once(q)).map(|(text, _)| text);
        match text {
            Some(text)
                if name != "%"
                    && entities.len() < MAX_ENTITIES
                    && text.len() <= MAX_ENTITY_LENGTH
                    && !text.contains(['<', '%']) =>
            {
                let text = attribute_value(text, &Entities::default(), warnings).into_owned();
                entities.entry(name.to_string()).or_insert(text);
            }
            _ => warnings.skipped("entity declaration that is more than a short text"),
        }
    }
}

/// Counts lines as they are consumed.
struct LineCounter<R> {
    input: Utf8Reader<R>,
    line: usize,
}

impl<R: Read> Read for LineCounter<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(out)?;
        self.line += out[..length].iter().filter(|b| **b == b'\n').count();
        Ok(length)
    }
}

impl<R: Read> BufRead for LineCounter<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let buffered = self.input.buffered();
        self.line += buffered[..amount.min(buffered.len())].iter().filter(|b| **b == b'\n').count();
        self.input.consume(amount);
    }
}

/// Appends text so that it reads back the same from element content. Forbidden characters are left out.
pub(crate) fn escape_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            c if is_xml_char(c) => out.push(c),
            _ => {}
        }
    }
}

/// Appends text so that it reads back the same from an attribute value in double quotes.
pub(crate) fn escape_attribute(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            c if is_xml_char(c) => out.push(c),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The events of a file in a compact notation, and the warnings.
    fn events(xml: &str) -> (String, Vec<String>) {
        let mut warnings = Warnings::default();
        let mut reader = XmlReader::new(xml.as_bytes()).unwrap();
        let mut out = String::new();
        loop {
            match reader.next(&mut warnings) {
                Ok(Event::Start(tag)) => {
                    out.push_str(&format!("({}", tag.name));
                    tag.attributes(&mut Warnings::default(), |name, value, _| {
                        out.push_str(&format!(" {name}={value:?}"));
                    });
                    out.push('|');
                }
                Ok(Event::End(name)) => out.push_str(&format!("{name})")),
                Ok(Event::Text(text)) => out.push_str(text),
                Ok(Event::Eof) => break,
                Err(error) => out.push_str(&format!("!{}", error.line.unwrap_or(0))),
            }
        }
        let warnings = warnings.take(true);
        (out, warnings.into_iter().map(|w| format!("{}: {}", w.line.unwrap_or(0), w.reason)).collect())
    }

    fn check(xml: &str, expected: &str, warnings: &[&str]) {
        let (found, told) = events(xml);
        assert_eq!(
            (found.as_str(), told.iter().map(String::as_str).collect::<Vec<_>>()),
            (expected, warnings.to_vec())
        );
    }

    #[test]
    fn well_formed_files_come_through_without_a_word() {
        check(
            "<a x='1' y = \"&lt;2\"><!-- c --><b/>t&amp;&#1071;<![CDATA[<x>&]]></a>",
            "(a x=\"1\" y=\"<2\"|(b|b)t&Я<x>&a)",
            &[],
        );
        check("<a>\r\nb\rc&#13;</a>", "(a|\nb\nc\ra)", &[]);
        check("<a t='1\n2&#10;3'/>", "(a t=\"1 2\\n3\"|a)", &[]);
    }

    #[test]
    fn what_is_not_xml_is_repaired_and_told_with_its_line() {
        check(
            "<a>\nR&D & B</a>",
            "(a|\nR&D & Ba)",
            &["2: `&` that begins no reference", "2: `&` that begins no reference"],
        );
        check("<a>1 < 2</a>", "(a|1 < 2a)", &["1: `<` that begins no tag"]);
        let stray = "1: `<` that begins no tag";
        check("<a>1 < 2 < 3</a>", "(a|1 < 2 < 3a)", &[stray, stray]);
        check("<a>1 < 2<b/> >3</a>", "(a|1 < 2(b|b) >3a)", &["1: `<` that begins no tag"]);
        check("<a>caf&eacute;</a>", "(a|caféa)", &["1: HTML entity that XML does not know"]);
        check("<a>&firm;</a>", "(a|&firm;a)", &["1: unknown entity, kept as text"]);
        check("<a>x\u{1}y&#2;</a>", "(a|xya)", &["1: control characters", "1: reference to a control character"]);
        check("<a>&#xD83D;&#xDE00;&#xD83D;</a>", "(a|😀a)", &["1: half of a surrogate pair"]);
        check("<a></b>", "(a|b)", &[]);
    }

    #[test]
    fn a_cut_file_is_an_error_at_its_line() {
        check("<a>\n<b x='1", "(a|\n!2", &[]);
        check("<a>\n<b>", "(a|\n(b|", &[]);
    }

    #[test]
    fn declared_entities_are_short_texts_and_expand_once() {
        check("<!DOCTYPE a [<!ENTITY firm \"A&amp;B\">]><a x='&firm;'>&firm;</a>", "(a x=\"A&B\"|A&Ba)", &[]);
        let bomb = "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;\"><!ENTITY z SYSTEM 'file:///etc/hosts'>]><a>&y;&z;</a>";
        let (text, _) = events(bomb);
        assert_eq!(text, "(a|&x;&x;&z;a)");
    }

    #[test]
    fn malformed_attributes_do_not_spoil_the_others() {
        let (text, _) = events("<a x=1 y='2' z>t</a>");
        assert_eq!(text, "(a y=\"2\"|ta)");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn escaped_text_reads_back_the_same(text in any::<String>()) {
            let clean: String = text.chars().filter(|c| is_xml_char(*c)).collect();
            let mut xml = "<a x=\"".to_string();
            escape_attribute(&mut xml, &text);
            xml.push_str("\">");
            escape_text(&mut xml, &text);
            xml.push_str("</a>");
            let mut warnings = Warnings::default();
            let mut reader = XmlReader::new(xml.as_bytes()).unwrap();
            let mut found = String::new();
            loop {
                match reader.next(&mut warnings).unwrap() {
                    Event::Start(tag) => prop_assert_eq!(tag.attribute("x", &mut Warnings::default()).unwrap(), clean.clone()),
                    Event::Text(text) => found.push_str(text),
                    Event::End(_) => {}
                    Event::Eof => break,
                }
            }
            prop_assert_eq!(found, clean);
            prop_assert_eq!(warnings.take(true), vec![]);
        }

        #[test]
        fn no_input_panics(bytes in proptest::collection::vec(prop_oneof![Just(b'<'), Just(b'>'), Just(b'&'), Just(b';'), Just(b'"'), Just(b'!'), Just(b'['), Just(b'/'), any::<u8>()], 0..200)) {
            let mut warnings = Warnings::default();
            let mut reader = XmlReader::new(bytes.as_slice()).unwrap();
            while let Ok(event) = reader.next(&mut warnings) {
                match event {
                    Event::Start(tag) => { tag.attribute("x", &mut Warnings::default()); }
                    Event::Eof => break,
                    _ => {}
                }
            }
        }
    }
}
