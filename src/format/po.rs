//! Reads gettext catalogues (`.po`, `.pot`).

use super::{Error, decode, encoding_warnings};
use crate::lang::{LanguageTag, nfc};
use crate::model::Warning;

/// A message and its translations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// What tells apart equal messages (`msgctxt`).
    pub context: Option<String>,
    /// The message (`msgid`).
    pub id: String,
    /// The message for more than one (`msgid_plural`).
    pub plural: Option<String>,
    /// Its translation, or one for each plural form; may be empty.
    pub strings: Vec<String>,
    /// Whether the translation is a guess that no person has approved.
    pub fuzzy: bool,
    /// The line of the message in the file, from 1.
    pub line: usize,
}

/// A catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    /// The language that the header names.
    pub language: Option<LanguageTag>,
    /// The messages in order, without the header.
    pub messages: Vec<Message>,
}

/// Whether a file's name is that of a catalogue.
pub fn is_po(name: &str) -> bool {
    matches!(super::units::extension(name).as_str(), "po" | "pot")
}

/// Reads a catalogue. Messages that are commented out (`#~`) are counted and left out.
///
/// # Errors
/// When there is no message in it.
pub fn read(bytes: &[u8]) -> Result<(Catalogue, Vec<Warning>), Error> {
    let decoded = decode(bytes);
    let mut reader = Reader { warnings: encoding_warnings(&decoded), ..Reader::default() };
    for (number, line) in decoded.text.lines().enumerate() {
        reader.line(line.trim(), number + 1);
    }
    reader.end_message();
    let Reader { catalogue, mut warnings, obsolete, seen, .. } = reader;
    if !seen {
        return Err(Error::malformed(None, "there is no message in it")
            .with_hint("A catalogue has messages of `msgid \"…\"` and `msgstr \"…\"`."));
    }
    if obsolete > 0 {
        warnings.push(Warning::skipped(None, format!("messages that are no longer used: {obsolete}")));
    }
    Ok((catalogue, warnings))
}

/// To which part of a message a line in quotes belongs.
#[derive(Clone, Copy, Default, PartialEq)]
enum Part {
    #[default]
    None,
    Context,
    Id,
    Plural,
    String,
}

#[derive(Default)]
struct Reader {
    catalogue: Catalogue,
    warnings: Vec<Warning>,
    message: Message,
    part: Part,
    /// Whether the remarks above the next message call it fuzzy.
    fuzzy: bool,
    obsolete: usize,
    seen: bool,
}

impl Reader {
    fn line(&mut self, line: &str, number: usize) {
        if let Some(remark) = line.strip_prefix('#') {
            if self.part == Part::String {
                self.end_message();
            }
            if let Some(old) = remark.strip_prefix('~') {
                self.obsolete += usize::from(old.trim_start().starts_with("msgid "));
            } else if let Some(flags) = remark.strip_prefix(',') {
                self.fuzzy |= flags.split(',').any(|flag| flag.trim() == "fuzzy");
            }
            return;
        }
        if line.is_empty() {
            return;
        }
        let (word, rest) = if line.starts_with('"') { ("", line) } else { line.split_once(' ').unwrap_or((line, "")) };
        let text = unquote(rest.trim());
        if text.is_none() {
            self.warnings.push(Warning::skipped(number, "this is no part of a message"));
            return;
        }
        let text = text.unwrap_or_default();
        match word {
            "" => {}
            "msgctxt" | "msgid" => {
                if self.part == Part::String || (word == "msgctxt" && self.part != Part::None) {
                    self.end_message();
                }
                if word == "msgctxt" {
                    self.message.context = Some(String::new());
                }
                self.part = if word == "msgid" { Part::Id } else { Part::Context };
                if word == "msgid" {
                    self.message.line = number;
                    self.seen = true;
                }
            }
            "msgid_plural" => {
                self.message.plural = Some(String::new());
                self.part = Part::Plural;
            }
            _ if word.starts_with("msgstr") => {
                self.message.strings.push(String::new());
                self.part = Part::String;
            }
            _ => {
                self.warnings.push(Warning::skipped(number, "this is no part of a message"));
                return;
            }
        }
        let slot = match self.part {
            Part::None => None,
            Part::Context => self.message.context.as_mut(),
            Part::Id => Some(&mut self.message.id),
            Part::Plural => self.message.plural.as_mut(),
            Part::String => self.message.strings.last_mut(),
        };
        match slot {
            Some(slot) => slot.push_str(&text),
            None => self.warnings.push(Warning::skipped(number, "a text that belongs to no message")),
        }
    }

    fn end_message(&mut self) {
        let mut message = std::mem::take(&mut self.message);
        let part = std::mem::take(&mut self.part);
        message.fuzzy = std::mem::take(&mut self.fuzzy);
        if part == Part::None {
            return;
        }
        if message.id.is_empty() && message.context.is_none() {
            let header = message.strings.first().map(String::as_str).unwrap_or_default();
            let language = header.lines().find_map(|line| line.strip_prefix("Language:"));
            self.catalogue.language = language.and_then(|tag| {
                // `ru_RU.UTF-8@latin` of the POSIX world.
                let tag = tag.trim().split(['.', '@']).next().unwrap_or_default().replace('_', "-");
                LanguageTag::parse(&tag).ok()
            });
            return;
        }
        let normal = |text: &mut String| *text = nfc(text).into_owned();
        normal(&mut message.id);
        message.plural.iter_mut().for_each(normal);
        message.strings.iter_mut().for_each(normal);
        self.catalogue.messages.push(message);
    }
}

/// The text between quotes, its escapes resolved; `None` when there are none.
fn unquote(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some(c @ ('"' | '\\')) => out.push(c),
            Some(c) => out.extend(['\\', c]),
            None => out.push('\\'),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FILE: &str = r#"# Перевод
msgid ""
msgstr ""
"Language: ru_RU.UTF-8\n"
"Content-Type: text/plain; charset=UTF-8\n"

#: a.c:1
#, fuzzy, c-format
msgctxt "menu"
msgid "Open \"%s\""
msgstr "Открыть «%s»"

msgid ""
"one\n"
"two"
msgstr "раз\nдва"
msgid "%d file"
msgid_plural "%d files"
msgstr[0] "%d файл"
msgstr[1] "%d файла"
msgstr[2] "%d файлов"

#~ msgid "old"
#~ msgstr "старое"
"#;

    #[test]
    fn a_catalogue() {
        let (catalogue, warnings) = read(FILE.as_bytes()).unwrap();
        assert_eq!(catalogue.language, LanguageTag::parse("ru-RU").ok());
        let show = |m: &Message| {
            let fuzzy = if m.fuzzy { " fuzzy" } else { "" };
            format!("{}:{}{:?} {:?} {:?}{fuzzy}", m.line, m.context.as_deref().unwrap_or(""), m.id, m.plural, m.strings)
        };
        assert_eq!(
            catalogue.messages.iter().map(show).collect::<Vec<_>>(),
            [
                r#"10:menu"Open \"%s\"" None ["Открыть «%s»"] fuzzy"#,
                r#"13:"one\ntwo" None ["раз\nдва"]"#,
                r#"17:"%d file" Some("%d files") ["%d файл", "%d файла", "%d файлов"]"#,
            ]
        );
        assert_eq!(warnings, [Warning::skipped(None, "messages that are no longer used: 1")]);
        assert!(read("Просто текст".as_bytes()).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn any_text_is_read_or_refused(parts in prop::collection::vec(prop::sample::select(vec![
            "msgid \"a\"\n", "msgid_plural \"b\"\n", "msgstr \"\\n\"\n", "msgstr[1] \"\\\"\n", "\"x\"\n", "msgctxt \"c\"\n", "#, fuzzy\n", "#~ msgid \"\"\n", "\"", "y\n",
        ]), 0..20)) {
            if let Ok((catalogue, _)) = read(parts.concat().as_bytes()) {
                prop_assert!(catalogue.messages.len() <= parts.len());
            }
        }
    }
}
