use proptest::prelude::*;

use super::*;
use crate::format::{UnitReader, arbitrary};
use crate::lang::LanguageTag;
use crate::model::{CodeKind, Segment, Unit, Variant, Warning};

fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).unwrap()
}

/// Everything in a file: its units, and its warnings as `line: reason`.
fn read(bytes: &[u8]) -> (Vec<Unit>, Vec<String>, Option<Option<usize>>) {
    let mut reader = Reader::new(bytes).unwrap();
    let units: Vec<Unit> = reader.by_ref().collect();
    let error = reader.error().map(|e| e.line);
    let show = |w: Warning| format!("{}: {}", w.line.unwrap_or(0), w.reason);
    (units, reader.take_warnings().into_iter().map(show).collect(), error)
}

const HEADER: &str = r#"<header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="ru" datatype="xml"/>"#;

/// A file of one unit: the content of `tu`, on line 2.
fn file(tu: &str) -> String {
    format!("<tmx version=\"1.4\">{HEADER}<body>\n{tu}\n</body></tmx>")
}

/// Text with codes in a compact notation: `{kind pair x category data}`.
fn show(segment: &Segment) -> String {
    let mut out = String::new();
    let mut from = 0;
    for code in &segment.codes {
        out.push_str(&segment.text[from..code.at]);
        from = code.at;
        let kind = match code.kind {
            CodeKind::Open => "bpt",
            CodeKind::Close => "ept",
            CodeKind::Standalone => "ph",
            CodeKind::IsolatedOpen => "it(",
            CodeKind::IsolatedClose => "it)",
            CodeKind::HighlightOpen => "hi(",
            CodeKind::HighlightClose => "hi)",
        };
        let number = |n: Option<u32>, sign: &str| n.map(|n| format!("{sign}{n}")).unwrap_or_default();
        let category = code.category.as_deref().map(|c| format!(":{c}")).unwrap_or_default();
        let (i, x) = (number(code.pair, "#"), number(code.counterpart, "@"));
        let data = code.data.replace('\u{2}', "⟨").replace('\u{3}', "⟩");
        out.push_str(&format!("{{{kind}{i}{x}{category} {data}}}"));
    }
    out.push_str(&segment.text[from..]);
    out
}

/// What the content of a `seg` reads as, and the reasons of the warnings.
fn check_seg(content: &str, expected: &str, reasons: &[&str]) {
    let (units, warnings, error) =
        read(file(&format!("<tu><tuv xml:lang='ru'><seg>{content}</seg></tuv></tu>")).as_bytes());
    assert_eq!(error, None, "{content}");
    assert_eq!(show(&units[0].variants[0].segment), expected);
    assert_eq!(warnings, reasons.iter().map(|r| format!("2: {r}")).collect::<Vec<_>>(), "{content}");
    assert_eq!(round_trip(&units, Level::Codes), units, "{content}");
}

fn round_trip(units: &[Unit], level: Level) -> Vec<Unit> {
    let (found, warnings, error) = read(&write(units, level));
    assert_eq!((warnings, error), (vec![], None));
    found
}

fn write(units: &[Unit], level: Level) -> Vec<u8> {
    let options = WriterOptions {
        source_language: Some(tag("ru")),
        level,
        tool: "tolmach".to_string(),
        tool_version: "0".to_string(),
        created: None,
    };
    let mut writer = Writer::new(Vec::new(), options).unwrap();
    units.iter().for_each(|unit| writer.write(unit).unwrap());
    writer.finish().unwrap()
}

#[test]
fn a_unit_is_written_as_a_block_of_lines() {
    let mut unit = Unit::pair(Variant::new(tag("ru"), "Нет <войне> & войнам"), Variant::new(tag("en-GB"), "No to war"));
    unit.name = Some("1".to_string());
    unit.client = Some("Dawn".to_string());
    unit.metadata.created = Some("2022-02-24T05:00:00Z".parse().unwrap());
    unit.metadata.notes.push("A slogan".to_string());
    unit.metadata.properties.insert("tmx:datatype".to_string(), vec!["html".to_string()]);
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
  <header creationtool="tolmach" creationtoolversion="0" segtype="sentence" o-tmf="tolmach" adminlang="en" srclang="ru" datatype="unknown"/>
  <body>
    <tu tuid="1" datatype="html" creationdate="20220224T050000Z">
      <prop type="x-client">Dawn</prop>
      <note>A slogan</note>
      <tuv xml:lang="ru">
        <seg>Нет &lt;войне&gt; &amp; войнам</seg>
      </tuv>
      <tuv xml:lang="en-GB">
        <seg>No to war</seg>
      </tuv>
    </tu>
  </body>
</tmx>
"#;
    assert_eq!(String::from_utf8(write(&[unit], Level::Codes)).unwrap(), expected);
}

#[test]
fn inline_codes_of_each_kind_are_read() {
    check_seg(
        r#"<bpt i="1" x="2" type="bold">&lt;b></bpt>А<ept i="1">&lt;/b></ept>"#,
        "{bpt#1@2:bold <b>}А{ept#1 </b>}",
        &[],
    );
    check_seg(r#"А<ph x="1" type="lb"/>Б<it pos="end">}</it>"#, "А{ph@1:lb }Б{it) }}", &[]);
    check_seg(r#"А <hi type="name">Б <hi>В</hi></hi>"#, "А {hi(:name }Б {hi( }В{hi) }{hi) }", &[]);
    check_seg(r#"<ph>&lt;img alt="<sub type="x">Да</sub>"></ph>"#, "{ph <img alt=\"⟨sub type=\"x\"⟩Да⟨/sub⟩\">}", &[]);
}

#[test]
fn inline_codes_that_are_wrong_are_repaired() {
    let alone = "`bpt` or `ept` without its counterpart read as `it`";
    check_seg(r#"<bpt i="1">b</bpt>А"#, "{it( b}А", &[alone]);
    check_seg(r#"А<ept i="2">b</ept>"#, "А{it) b}", &[alone]);
    check_seg("<ut>{\\b </ut>А", "{ph {\\b }А", &["deprecated `ut` read as `ph`"]);
    check_seg(r#"А<x id="1"/>Б"#, "А{ph <x id=\"1\"/>}Б", &["`x` in a segment kept as an inline code"]);
    check_seg("<g>А</g>", "{ph <g>}А{ph </g>}", &["`g` in a segment kept as an inline code"]);
    check_seg(r#"в <t5:n id="1" r="x" n="2023"/> году"#, "в 2023 году", &["protected number read as text"]);
    check_seg("<hi>А", "{hi( }А{hi) }", &["`hi` without an end tag"]);
    check_seg("А<ph>б", "А{ph б}", &["inline code without an end tag"]);
}

#[test]
fn text_is_kept_as_it_stands_but_composed() {
    check_seg(" А\n\tБ&#13; ", " А\n\tБ\r ", &[]);
    check_seg("и\u{306}<ph/>о", "й{ph }о", &[]);
    check_seg("", "", &[]);
}

#[test]
fn attributes_notes_and_properties_are_kept() {
    let tu = r#"<tu tuid="7" usagecount="3" lastusagedate="20230101" creationid="anna" changedate="2023-01-02T03:04:05Z"
        changeid="boris" creationtool="T" creationtoolversion="2" datatype="html" srclang="*all*">
        <note>One</note><prop type="x-a">1</prop><note>Two</note><prop type="x-a">2</prop>
        <tuv xml:lang="ru" creationdate="20230101T000000Z"><prop type="p">v</prop><seg>А</seg></tuv></tu>"#;
    let (units, warnings, _) = read(file(tu).as_bytes());
    assert_eq!(warnings, Vec::<String>::new());
    let unit = &units[0];
    let property = |name: &str| unit.metadata.properties[name].join(",");
    assert_eq!((unit.name.as_deref(), &unit.source_language), (Some("7"), &None));
    assert_eq!((unit.metadata.usage_count, unit.metadata.notes.join(",")), (Some(3), "One,Two".to_string()));
    assert_eq!((unit.metadata.created_by.as_deref(), unit.origin.tool.as_deref()), (Some("anna"), Some("T")));
    assert_eq!((property("x-a"), property("tmx:datatype")), ("1,2".to_string(), "html".to_string()));
    assert_eq!(unit.variants[0].metadata.properties["p"], ["v"]);
    assert!(unit.variants[0].metadata.created.is_some());
    assert_eq!(round_trip(&units, Level::Codes), units);
}

#[test]
fn the_source_language_comes_from_the_unit_then_the_header() {
    let pair = |attributes: &str, first: &str| {
        let tu = format!(
            "<tu{attributes}><tuv xml:lang='{first}'><seg>А</seg></tuv><tuv xml:lang='en'><seg>A</seg></tuv></tu>"
        );
        let (units, warnings, _) = read(file(&tu).as_bytes());
        assert_eq!(round_trip(&units, Level::Codes), units);
        (units[0].source_language.as_ref().map(LanguageTag::to_string), warnings.len())
    };
    assert_eq!(pair("", "RU"), (Some("ru".to_string()), 0));
    assert_eq!(pair("", "ru-RU"), (Some("ru-RU".to_string()), 1));
    assert_eq!(pair("", "uk"), (Some("ru".to_string()), 0));
    assert_eq!(pair(" srclang='en'", "ru"), (Some("en".to_string()), 0));
    assert_eq!(pair(" srclang='en-GB'", "ru"), (Some("en-GB".to_string()), 0));
    assert_eq!(pair(" srclang='*all*'", "ru"), (None, 0));
}

#[test]
fn units_that_are_not_whole_are_read_as_far_as_they_go() {
    let cases: [(&str, &str, &[&str]); 7] = [
        ("<tu><tuv xml:lang='ru'><seg>А</seg></tuv></tu>", "А", &[]),
        ("<tu><prop type='x'>1</prop></tu>", "", &["2: unit without variants"]),
        (
            "<tu><tuv xml:lang='---'><seg>А</seg></tuv></tu>",
            "",
            &["2: variant without a usable language", "2: unit without variants"],
        ),
        ("<tu><tuv xml:lang='ru'/><tuv xml:lang='en'><seg>A</seg></tuv></tu>", "A", &["2: variant without a segment"]),
        ("<tu><tuv lang='en_us'><seg>A</seg></tuv></tu>", "A", &["2: `lang` instead of `xml:lang`"]),
        ("<tu xml:lang='ru'><tuv><seg>А</tuv></tu>", "А", &["2: `seg` without an end tag"]),
        (
            "<tu><tuv xml:lang='ru'><seg>А</seg></tuv>\n<tu><tuv xml:lang='ru'><seg>Б</seg></tuv></tu>",
            "А,Б",
            &["3: `tu` without an end tag"],
        ),
    ];
    for (tu, texts, expected) in cases {
        let (units, warnings, error) = read(file(tu).as_bytes());
        let found: Vec<_> = units.iter().map(|u| u.variants[0].segment.text.as_str()).collect();
        assert_eq!((found.join(",").as_str(), error), (texts, None), "{tu}");
        assert_eq!(warnings, expected, "{tu}");
    }
}

#[test]
fn a_cut_file_gives_its_whole_units_and_an_error() {
    let whole = file("<tu><tuv xml:lang='ru'><seg>А</seg></tuv></tu>\n<tu><tuv xml:lang='ru'><seg>Б</seg></tuv></tu>");
    let second = whole.rfind("<tu>").unwrap();
    for cut in second + 1..whole.len() - "</body></tmx>".len() {
        let Some(part) = whole.get(..cut) else { continue };
        let (units, _, error) = read(part.as_bytes());
        let complete = part.matches("</tu>").count();
        assert_eq!(units.len(), complete, "{part}");
        assert!(error.is_some(), "{part}");
    }
}

#[test]
fn headers_may_be_poor_or_missing() {
    let unit = "<tu><tuv xml:lang='ru'><seg>А</seg></tuv></tu>";
    for (start, expected) in [
        (
            "<tmx version='2.0'><header srclang='ru' adminlang='en' segtype='sentence' datatype='xml'/><body>",
            "header without creationtool, creationtoolversion, o-tmf",
        ),
        ("<tmx version='1.4'><body>", "no header"),
    ] {
        let (units, warnings, _) = read(format!("{start}{unit}</body></tmx>").as_bytes());
        assert_eq!((units.len(), warnings), (1, vec![format!("1: {expected}")]));
    }
    let (units, warnings, _) = read(format!("<tmx>{HEADER}<body>{unit}</body></tmx>").as_bytes());
    assert_eq!((units.len(), warnings), (1, vec!["1: `tmx` without a version".to_string()]));
}

#[test]
fn a_header_keeps_what_it_says() {
    let header = "<header creationtool='T' creationtoolversion='9' segtype='block' o-tmf='o' adminlang='en' srclang='*all*' datatype='xml'>
        <note>N</note><ude name='x'><map unicode='#xF8FF'/></ude><prop type='p'>{\\rtf1\n}</prop></header>";
    let file = format!("<tmx version='1.4'>{header}<body></body></tmx>");
    let reader = Reader::new(file.as_bytes()).unwrap();
    let header = reader.header();
    assert_eq!((header.tool.as_deref(), header.source_language.as_ref()), (Some("T"), None));
    assert_eq!((header.notes.join(","), header.properties["p"].join(",")), ("N".to_string(), "{\\rtf1\n}".to_string()));
}

#[test]
fn other_files_are_refused_with_a_reason() {
    let error = |bytes: &[u8]| Reader::new(bytes).map(|_| ()).unwrap_err().message;
    assert_eq!(error(b"<xliff version='1.2'></xliff>"), "not a TMX file: its root element is `xliff`");
    assert_eq!(error(b""), "not a TMX file: there is no element in it");
    assert_eq!(error(b"<tmx version='1.4'><header"), error(b"<tmx version='1.4'><header"));
}

#[test]
fn encodings_are_told_where_they_matter() {
    let text = file("<tu><tuv xml:lang='ru'><seg>Слово за слово</seg></tuv></tu>");
    let (units, warnings, _) = read(&encoding_rs::WINDOWS_1251.encode(&text).0);
    assert_eq!(units[0].variants[0].segment.text, "Слово за слово");
    assert_eq!(warnings, ["1: encoded in windows-1251, which TMX does not allow"]);
    let mut damaged = text.into_bytes();
    let at = damaged.iter().position(|b| *b == 0xd0).unwrap();
    damaged.insert(at, 0xff);
    assert_eq!(read(&damaged).1, ["0: bytes that are no character in UTF-8 became U+FFFD"]);
}

#[test]
fn level_one_has_no_codes() {
    let (units, ..) = read(file("<tu><tuv xml:lang='ru'><seg>А<ph>x</ph>Б</seg></tuv></tu>").as_bytes());
    assert_eq!(show(&round_trip(&units, Level::Plain)[0].variants[0].segment), "АБ");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_is_written_reads_back_the_same(units in proptest::collection::vec(arbitrary::unit(), 1..4)) {
        let bytes = write(&units, Level::Codes);
        prop_assert_eq!(round_trip(&units, Level::Codes), units.clone());
        prop_assert_eq!(write(&units, Level::Codes), bytes);
    }

    #[test]
    fn no_input_panics(pieces in proptest::collection::vec(prop::sample::select(vec![
        "<tu>", "</tu>", "<tuv xml:lang='ru'>", "<tuv>", "</tuv>", "<seg>", "</seg>", "<bpt i='1'>", "</bpt>", "<ept i='1'/>",
        "<ph>", "</ph>", "<hi>", "</hi>", "<sub>", "</sub>", "<note>", "</note>", "<prop type='x-status'>", "</prop>", "text",
        "&#xD800;", "&x;", "<", "</body>", "<t5:n/>", "<x/>", "й",
    ]), 0..40)) {
        let (units, ..) = read(file(&pieces.concat()).as_bytes());
        let (again, ..) = read(&write(&units, Level::Codes));
        prop_assert_eq!(again, units);
    }
}

/// Files that other tools wrote, where they are at hand: each gives the units that are in it, and the same
/// ones again after being written.
#[test]
fn files_of_other_tools_are_read_and_written() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/interop");
    let Ok(manifest) = std::fs::read_to_string(folder.join("MANIFEST.tsv")) else { return };
    for line in manifest.lines() {
        let (Some(name), Some(description)) = (line.split('\t').next(), line.split('\t').next_back()) else { continue };
        if !name.ends_with(".tmx") {
            continue;
        }
        let (units, warnings, error) = read(&std::fs::read(folder.join(name)).unwrap());
        let count = description.split_once('[').and_then(|(_, rest)| rest.split_once(" units]")).map(|(n, _)| n);
        assert_eq!((Some(units.len().to_string().as_str()), error), (count, None), "{name}: {warnings:?}");
        let again = round_trip(&units, Level::Codes);
        assert!(again == units, "{name}");
    }
}
