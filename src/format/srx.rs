//! Segmentation Rules eXchange (SRX) 1.0 and 2.0, and tolmach's own rules in it.
//!
//! Read is anybody's file: with a namespace or without, SRX 1.0's `maprule` groups as one list of maps.
//! Of the header only `cascade` counts; what it says of sub-flows and format codes is for tools that
//! segment markup, and here a text has none any more.

use std::borrow::Cow;
use std::sync::OnceLock;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::lang::segmentation::{LanguageMap, Rule, RuleList, Rules};
use crate::model::Warning;

use super::{Error, decode};

/// Reads an SRX file. There is a warning for each rule that had to be repaired or left out.
///
/// # Errors
/// When the file is no XML from the start, or its root element is not `srx`.
pub fn read(bytes: &[u8]) -> Result<(Rules, Vec<Warning>), Error> {
    let text = decode(bytes).text;
    let mut file = File::default();
    let mut xml = Reader::from_str(&text);
    xml.config_mut().check_end_names = false;
    let mut lines = LineCounter::new(&text);
    loop {
        let line = lines.line_at(xml.buffer_position() as usize);
        match xml.read_event() {
            Ok(Event::Start(element)) => file.start(&element, line)?,
            Ok(Event::Empty(element)) => {
                file.start(&element, line)?;
                file.end(element.local_name().as_ref());
            }
            Ok(Event::End(element)) => file.end(element.local_name().as_ref()),
            Ok(Event::Text(text)) => file.text(&text.xml10_content()),
            Ok(Event::CData(text)) => file.text(&text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => match reference.resolve_char_ref() {
                Ok(Some(c)) => file.text(c.encode_utf8(&mut [0; 4])),
                _ => match resolve_predefined_entity(&reference.xml10_content()) {
                    Some(text) => file.text(text),
                    None => file.unknown_entity(&reference.xml10_content(), line),
                },
            },
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) if file.root_seen => {
                file.warnings.push(Warning::skipped(line, format!("what follows is no XML ({error})")));
                break;
            }
            Err(error) => return Err(Error::malformed(line, format!("no XML ({error})"))),
        }
    }
    file.finish()
}

/// tolmach's own rules: Russian, English, Ukrainian, Belarusian, German, French, Spanish, Italian,
/// Portuguese, Polish, and a list that every language ends with.
pub fn builtin() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| {
        let mut all = Rules { cascade: true, ..Rules::default() };
        for file in BUILTIN {
            // A test reads every file without a warning.
            if let Ok((rules, _)) = read(file.as_bytes()) {
                all.lists.extend(rules.lists);
                all.maps.extend(rules.maps);
            }
        }
        all
    })
}

/// The lists are tried in this order.
const BUILTIN: &[&str] = &[
    include_str!("srx/ru.srx"),
    include_str!("srx/en.srx"),
    include_str!("srx/uk.srx"),
    include_str!("srx/be.srx"),
    include_str!("srx/de.srx"),
    include_str!("srx/fr.srx"),
    include_str!("srx/es.srx"),
    include_str!("srx/it.srx"),
    include_str!("srx/pt.srx"),
    include_str!("srx/pl.srx"),
    include_str!("srx/default.srx"),
];

/// What was read so far.
#[derive(Default)]
struct File {
    rules: Rules,
    warnings: Vec<Warning>,
    root_seen: bool,
    list: Option<RuleList>,
    rule: Option<OpenRule>,
    half: Option<Half>,
}

struct OpenRule {
    line: usize,
    rule: Rule,
}

#[derive(Clone, Copy)]
enum Half {
    Before,
    After,
}

impl File {
    fn start(&mut self, element: &BytesStart, line: usize) -> Result<(), Error> {
        let name = element.local_name();
        let name = name.as_ref();
        if !std::mem::replace(&mut self.root_seen, true) && name != "srx" {
            return Err(Error::malformed(line, format!("the root element is `{name}`, not `srx`")));
        }
        match name {
            "header" => self.rules.cascade = attribute(element, "cascade").is_some_and(|v| is_yes(&v)),
            "languagerule" => {
                let name = attribute(element, "languagerulename").unwrap_or_default().into_owned();
                self.list = Some(RuleList { name, rules: Vec::new() });
            }
            "rule" => {
                // The standard's default is "yes".
                let breaks = attribute(element, "break").is_none_or(|v| is_yes(&v));
                let rule = Rule { breaks, before: String::new(), after: String::new() };
                self.rule = Some(OpenRule { line, rule });
            }
            "beforebreak" => self.half = Some(Half::Before),
            "afterbreak" => self.half = Some(Half::After),
            "languagemap" => self.map(element, line),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "beforebreak" | "afterbreak" => self.half = None,
            "rule" => {
                if let (Some(list), Some(open)) = (&mut self.list, self.rule.take()) {
                    match open.rule.check() {
                        Ok(repairs) => {
                            self.warnings.extend(repairs.into_iter().map(|reason| {
                                Warning::repaired(open.line, format!("{reason}: `{}`", open.rule.before))
                            }));
                            list.rules.push(open.rule);
                        }
                        Err(reason) => self.warnings.push(Warning::skipped(open.line, format!("rule {reason}"))),
                    }
                }
            }
            "languagerule" => self.rules.lists.extend(self.list.take()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let (Some(half), Some(open)) = (self.half, &mut self.rule) {
            match half {
                Half::Before => open.rule.before.push_str(text),
                Half::After => open.rule.after.push_str(text),
            }
        }
    }

    fn unknown_entity(&mut self, name: &str, line: usize) {
        self.warnings.push(Warning::repaired(line, format!("the unknown entity `&{name};` was left out")));
    }

    fn map(&mut self, element: &BytesStart, line: usize) {
        let pattern = attribute(element, "languagepattern").unwrap_or_default().into_owned();
        let list = attribute(element, "languagerulename").unwrap_or_default().into_owned();
        let map = LanguageMap { pattern, list };
        match map.check() {
            Ok(()) => self.rules.maps.push(map),
            Err(reason) => {
                self.warnings.push(Warning::skipped(line, format!("language map `{}`: {reason}", map.pattern)));
            }
        }
    }

    fn finish(mut self) -> Result<(Rules, Vec<Warning>), Error> {
        if !self.root_seen {
            return Err(Error::malformed(None, "no `srx` element").with_hint("Give a file of segmentation rules."));
        }
        self.rules.lists.extend(self.list.take());
        if self.rules.maps.is_empty()
            && let Some(list) = self.rules.lists.first()
        {
            self.warnings.push(Warning::repaired(
                None,
                format!("there is no language map: every language uses the first rules, `{}`", list.name),
            ));
            self.rules.maps.push(LanguageMap { pattern: ".*".into(), list: list.name.clone() });
        }
        for map in &self.rules.maps {
            if !self.rules.lists.iter().any(|list| list.name == map.list) {
                let reason = format!("language map `{}` names rules that are not there, `{}`", map.pattern, map.list);
                self.warnings.push(Warning::skipped(None, reason));
            }
        }
        Ok((self.rules, self.warnings))
    }
}

fn attribute<'a>(element: &'a BytesStart, name: &str) -> Option<Cow<'a, str>> {
    let found = element.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    match quick_xml::escape::unescape(&found.value) {
        Ok(value) => Some(Cow::Owned(value.into_owned())),
        Err(_) => Some(found.value),
    }
}

fn is_yes(value: &str) -> bool {
    value.trim().eq_ignore_ascii_case("yes")
}

/// Line numbers of rising byte positions.
struct LineCounter<'a> {
    text: &'a str,
    counted: usize,
    line: usize,
}

impl<'a> LineCounter<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, counted: 0, line: 1 }
    }

    /// The line, from 1, of the first thing that is not white space at or behind a position.
    fn line_at(&mut self, position: usize) -> usize {
        let rest = self.text.get(position..).unwrap_or_default();
        let position = position + rest.len() - rest.trim_start().len();
        if let Some(passed) = self.text.get(self.counted..position) {
            self.line += passed.bytes().filter(|b| *b == b'\n').count();
            self.counted = position;
        }
        self.line
    }
}

#[cfg(test)]
mod builtin_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::LanguageTag;
    use crate::lang::segmentation::Segmenter;

    fn rules(text: &str) -> (Rules, Vec<String>) {
        let (rules, warnings) = read(text.as_bytes()).unwrap();
        (rules, warnings.iter().map(|w| format!("{}: {}", w.line.unwrap_or(0), w.reason)).collect())
    }

    const SRX_2: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<s:srx xmlns:s="http://www.lisa.org/srx20" version="2.0">
 <s:header segmentsubflows="yes" cascade="yes"/>
 <s:body>
  <s:languagerules>
   <s:languagerule languagerulename="All">
    <s:rule break="no"><s:beforebreak>\bvs<!-- versus -->\.</s:beforebreak><s:afterbreak/></s:rule>
    <s:rule><s:beforebreak><![CDATA[[.?]]]>&lt;?&#x2026;?</s:beforebreak><s:afterbreak>\s</s:afterbreak></s:rule>
   </s:languagerule>
  </s:languagerules>
  <s:maprules><s:languagemap languagepattern=".*" languagerulename="All"/></s:maprules>
 </s:body>
</s:srx>"#;

    #[test]
    fn reads_srx_2_with_namespaces_entities_and_cdata() {
        let (rules, warnings) = rules(SRX_2);
        assert!(warnings.is_empty(), "{warnings:?}");
        let rule = |breaks, before: &str, after: &str| Rule { breaks, before: before.into(), after: after.into() };
        assert!(rules.cascade);
        assert_eq!(rules.lists[0].rules, [rule(false, r"\bvs\.", ""), rule(true, "[.?]<?…?", r"\s")]);
        assert_eq!(rules.maps[0], LanguageMap { pattern: ".*".into(), list: "All".into() });
    }

    #[test]
    fn reads_utf_16() {
        let bytes: Vec<u8> = "\u{feff}"
            .chars()
            .chain(SRX_2.chars())
            .collect::<String>()
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(read(&bytes).unwrap().0, rules(SRX_2).0);
    }

    #[test]
    fn bad_rules_are_repaired_or_left_out_with_their_line() {
        let (rules, warnings) = rules(
            r#"<srx version="1.0">
<body><languagerules><languagerule languagerulename="A">
<rule break="no"><beforebreak>[\d-–]\.</beforebreak></rule>
<rule break="no"><beforebreak>(</beforebreak></rule>
<rule break="yes"><beforebreak>\.</beforebreak><afterbreak>&nbsp;\s</afterbreak></rule>
</languagerule></languagerules>
<maprules><maprule maprulename="M">
<languagemap languagepattern="(" languagerulename="A"/><languagemap languagepattern="EN.*" languagerulename="B"/>
</maprule></maprules></body></srx>"#,
        );
        assert_eq!(rules.lists[0].rules.len(), 2);
        assert_eq!(
            warnings,
            [
                r"3: a dash beside a character class in brackets now stands for itself: `[\d-–]\.`",
                "4: rule `(`: unclosed group",
                "5: the unknown entity `&nbsp;` was left out",
                "8: language map `(`: unclosed group",
                "0: language map `EN.*` names rules that are not there, `B`",
            ]
        );
    }

    #[test]
    fn a_file_that_breaks_off_gives_what_was_read() {
        let cut = &SRX_2[..SRX_2.find("<s:maprules").unwrap() + 5];
        let (rules, warnings) = rules(cut);
        assert_eq!(rules.lists[0].rules.len(), 2);
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        assert_eq!(rules.maps[0].pattern, ".*");
    }

    #[test]
    fn what_is_no_srx_is_an_error() {
        assert_eq!(read(b"<tmx/>").unwrap_err().message, "the root element is `tmx`, not `srx`");
        assert_eq!(read(b"").unwrap_err().message, "no `srx` element");
        assert!(read(b"Hello.").is_err());
    }

    #[test]
    fn our_own_rules_are_read_without_a_warning_and_compile() {
        for file in BUILTIN {
            let (rules, warnings) = read(file.as_bytes()).unwrap();
            assert!(warnings.is_empty(), "{warnings:?}");
            for map in &rules.maps {
                let language = LanguageTag::parse(map.pattern.get(..2).filter(|l| *l != ".*").unwrap_or("zh")).unwrap();
                let (_, unusable) = Segmenter::new(builtin(), &language).unwrap();
                assert!(unusable.is_empty(), "{unusable:?}");
            }
        }
    }

    #[test]
    fn rule_files_of_other_tools_load() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/interop");
        let mut folders = vec![std::path::PathBuf::from(root)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "srx") {
                    let (rules, _) = read(&std::fs::read(&path).unwrap()).unwrap_or_else(|e| panic!("{path:?}: {e}"));
                    assert!(!rules.lists.is_empty(), "{path:?}");
                }
            }
        }
    }
}
