//! The content of `seg`: text with inline codes.

use std::borrow::Cow;
use std::io::Read;

use super::codes::pair;
use crate::format::Error;
use crate::format::warnings::Warnings;
use crate::format::xml::{Event, Tag, XmlReader, escape_attribute, escape_text, is_name_start};
use crate::model::{CodeKind, InlineCode, Segment};

/// Stand for `<` and `>` of the tags of sub-flows in the data of a code; XML forbids both characters.
const TAG_OPEN: char = '\u{2}';
const TAG_CLOSE: char = '\u{3}';

/// Elements that hold segments: inside a segment they mean that an end tag is missing.
fn is_outer(name: &str) -> bool {
    matches!(name, "seg" | "tuv" | "tu" | "body" | "tmx")
}

/// Reads the content of `seg`, whose start tag was read already, and its end tag.
pub(super) fn read<R: Read>(xml: &mut XmlReader<R>, warnings: &mut Warnings) -> Result<Segment, Error> {
    let mut text = String::new();
    let mut codes = Vec::new();
    let mut highlights = 0usize;
    let mut empty_foreign = false;
    loop {
        match xml.next(warnings)? {
            Event::Text(piece) => text.push_str(piece),
            Event::Start(tag) if is_outer(tag.name) => {
                xml.unread();
                warnings.repaired("`seg` without an end tag");
                break;
            }
            Event::Start(tag) => match tag.name {
                "bpt" | "ept" | "ph" | "it" | "ut" => {
                    let mut code = code(&tag, text.len(), warnings);
                    read_data(xml, &mut code.data, warnings)?;
                    codes.push(code);
                }
                "hi" => {
                    highlights += 1;
                    codes.push(code(&tag, text.len(), warnings));
                }
                "t5:n" => {
                    warnings.repaired("protected number read as text");
                    text.push_str(&tag.attribute("n", warnings).unwrap_or_default());
                    empty_foreign = tag.is_empty;
                }
                name => {
                    warnings.repaired(format!("`{name}` in a segment kept as an inline code"));
                    let slash = if tag.is_empty { "/" } else { "" };
                    codes.push(standalone(text.len(), format!("<{}{slash}>", tag.raw)));
                    empty_foreign = tag.is_empty;
                }
            },
            Event::End(_) if empty_foreign => empty_foreign = false,
            Event::End("seg") => break,
            Event::End(name) if is_outer(name) => {
                xml.unread();
                warnings.repaired("`seg` without an end tag");
                break;
            }
            Event::End("hi") if highlights > 0 => {
                highlights -= 1;
                codes.push(InlineCode { kind: CodeKind::HighlightClose, ..standalone(text.len(), String::new()) });
            }
            Event::End("t5:n") => {}
            Event::End(name) => codes.push(standalone(text.len(), format!("</{name}>"))),
            Event::Eof => return Err(Error::malformed(warnings.line, "the file ends inside a segment")),
        }
    }
    for _ in 0..highlights {
        warnings.repaired("`hi` without an end tag");
        codes.push(InlineCode { kind: CodeKind::HighlightClose, ..standalone(text.len(), String::new()) });
    }
    if !codes.is_empty() {
        let (isolated, renumbered) = pair(&mut codes);
        if isolated > 0 {
            warnings.repaired("`bpt` or `ept` without its counterpart read as `it`");
        }
        if renumbered > 0 {
            warnings.repaired("number `i` missing or used twice");
        }
    }
    Ok(Segment::with_codes(text, codes))
}

fn standalone(at: usize, data: String) -> InlineCode {
    InlineCode {
        at,
        kind: CodeKind::Standalone,
        pair: None,
        counterpart: None,
        category: None,
        association: None,
        data,
    }
}

/// The code that a start tag begins, without its data.
fn code(tag: &Tag, at: usize, warnings: &mut Warnings) -> InlineCode {
    let mut code = standalone(at, String::new());
    let element = tag.name;
    code.kind = match element {
        "bpt" => CodeKind::Open,
        "ept" => CodeKind::Close,
        "it" => CodeKind::IsolatedOpen,
        "hi" => CodeKind::HighlightOpen,
        _ => CodeKind::Standalone,
    };
    if element == "ut" {
        warnings.repaired("deprecated `ut` read as `ph`");
    }
    tag.attributes(warnings, |name, value, warnings| {
        let mut number = || {
            let number = value.trim().parse().ok();
            if number.is_none() {
                warnings.repaired(format!("`{name}` of `{element}` is not a number"));
            }
            number
        };
        match name {
            "i" if matches!(element, "bpt" | "ept") => code.pair = number(),
            "x" if element != "ept" => code.counterpart = number(),
            "type" if element != "ept" => code.category = Some(value.into_owned()),
            "assoc" if element == "ph" => code.association = Some(value.into_owned()),
            "pos" if element == "it" => match &*value {
                "end" => code.kind = CodeKind::IsolatedClose,
                "begin" => {}
                _ => warnings.repaired("`pos` of `it` is neither begin nor end"),
            },
            _ => warnings.skipped(format!("attribute `{name}` of `{element}`")),
        }
    });
    code
}

/// Reads the content of a code and its end tag. Tags inside are those of sub-flows; they are made to nest.
fn read_data<R: Read>(xml: &mut XmlReader<R>, data: &mut String, warnings: &mut Warnings) -> Result<(), Error> {
    let mut open: Vec<String> = Vec::new();
    let push_tag = |data: &mut String, tag: &str| data.push_str(&format!("{TAG_OPEN}{tag}{TAG_CLOSE}"));
    loop {
        match xml.next(warnings)? {
            Event::Text(piece) => data.push_str(piece),
            Event::Start(tag) if !is_outer(tag.name) => {
                open.push(tag.name.to_string());
                push_tag(data, &tag.raw.replace('<', "&lt;").replace('>', "&gt;"));
            }
            Event::End(name) if !is_outer(name) => match open.last() {
                Some(last) if last == name => push_tag(data, &format!("/{}", open.pop().unwrap_or_default())),
                Some(_) => warnings.skipped("end tag in an inline code that fits no start tag"),
                None => return Ok(()),
            },
            Event::Eof => return Err(Error::malformed(warnings.line, "the file ends inside an inline code")),
            _ => {
                xml.unread();
                warnings.repaired("inline code without an end tag");
                open.iter().rev().for_each(|name| push_tag(data, &format!("/{name}")));
                return Ok(());
            }
        }
    }
}

/// Appends a segment as the content of `seg`, with its inline codes.
pub(super) fn write(out: &mut String, segment: &Segment) {
    if segment.codes.is_empty() {
        return escape_text(out, &segment.text);
    }
    let mut codes = Cow::Borrowed(&segment.codes);
    if codes.iter().any(|c| matches!(c.kind, CodeKind::Open | CodeKind::Close)) {
        pair(codes.to_mut());
    }
    let mut from = 0;
    let mut highlights = 0usize;
    for code in codes.iter() {
        if let Some(text) = segment.text.get(from..code.at) {
            escape_text(out, text);
            from = code.at;
        }
        match code.kind {
            CodeKind::Open => element(out, "bpt", code),
            CodeKind::Close => element(out, "ept", code),
            CodeKind::Standalone => element(out, "ph", code),
            CodeKind::IsolatedOpen | CodeKind::IsolatedClose => element(out, "it", code),
            CodeKind::HighlightOpen => {
                highlights += 1;
                start_tag(out, "hi", code);
                out.push('>');
            }
            CodeKind::HighlightClose if highlights > 0 => {
                highlights -= 1;
                out.push_str("</hi>");
            }
            CodeKind::HighlightClose => {}
        }
    }
    escape_text(out, &segment.text[from..]);
    for _ in 0..highlights {
        out.push_str("</hi>");
    }
}

fn element(out: &mut String, name: &str, code: &InlineCode) {
    start_tag(out, name, code);
    if code.data.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    write_data(out, &code.data);
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// A start tag without its `>`; attributes in a fixed order.
fn start_tag(out: &mut String, name: &str, code: &InlineCode) {
    out.push('<');
    out.push_str(name);
    let position = match code.kind {
        CodeKind::IsolatedOpen => Some("begin"),
        CodeKind::IsolatedClose => Some("end"),
        _ => None,
    };
    let is_ept = code.kind == CodeKind::Close;
    let standalone = code.kind == CodeKind::Standalone;
    attribute(out, "pos", position);
    attribute(out, "i", code.pair.map(|n| n.to_string()).as_deref());
    attribute(out, "x", code.counterpart.filter(|_| !is_ept).map(|n| n.to_string()).as_deref());
    attribute(out, "assoc", code.association.as_deref().filter(|_| standalone));
    attribute(out, "type", code.category.as_deref().filter(|_| !is_ept));
}

/// Appends an attribute that has a value.
pub(super) fn attribute(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape_attribute(out, value);
        out.push('"');
    }
}

/// Appends the data of a code, the tags of its sub-flows as tags again. Tags that would not nest are left out.
fn write_data(out: &mut String, data: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut pieces = data.split(TAG_OPEN);
    escape_text(out, pieces.next().unwrap_or_default());
    for piece in pieces {
        let (tag, text) = piece.split_once(TAG_CLOSE).unwrap_or(("", piece));
        let name = tag.split(char::is_whitespace).next().unwrap_or_default();
        let fits = match name.strip_prefix('/') {
            Some(name) => open.pop_if(|o| *o == name).is_some(),
            None if !tag.contains(['<', '>']) && name.starts_with(is_name_start) => {
                open.push(name);
                true
            }
            None => false,
        };
        if fits {
            out.push('<');
            out.push_str(tag);
            out.push('>');
        }
        escape_text(out, text);
    }
    while let Some(name) = open.pop() {
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}
