use std::io::Read;

use proptest::prelude::*;

use super::*;
use crate::format::units::ReadOptions;
use crate::format::{UnitReader, arbitrary};
use crate::lang::LanguageTag;
use crate::model::{Status, Unit};

fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).unwrap()
}

fn options() -> ReadOptions {
    ReadOptions { source: Some(tag("ru")), target: Some(tag("en")), map: None }
}

/// The units in a compact notation, `ru:Да en:Yes`, and the warnings as `line: reason`.
fn read(bytes: &[u8], options: &ReadOptions) -> (Vec<Unit>, Vec<String>) {
    let mut reader = Reader::new(bytes, options, false).unwrap();
    let units: Vec<Unit> = reader.by_ref().collect();
    assert!(reader.error().is_none());
    let warnings = reader.take_warnings().into_iter();
    (units, warnings.map(|w| format!("{}: {}", w.line.unwrap_or(0), w.reason)).collect())
}

fn check(text: &str, expected: &[&str], warnings: &[&str]) {
    check_bytes(text.as_bytes(), expected, warnings);
}

fn check_bytes(bytes: &[u8], expected: &[&str], warnings: &[&str]) {
    let (units, told) = read(bytes, &options());
    let shown = units.iter().map(|unit| {
        let texts = unit.variants.iter().map(|v| format!("{}:{}", v.language, v.segment.text));
        texts.collect::<Vec<_>>().join(" ")
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    assert_eq!(told, warnings);
}

#[test]
fn rows_are_units() {
    check("ru,en\nДа,Yes\nНет,No\n", &["ru:Да en:Yes", "ru:Нет en:No"], &[]);
    check("\u{feff}Русский;English\r\n\"Да; да\";Yes\r\n", &["ru:Да; да en:Yes"], &[]);
    check("Да\tYes\nНет\t\"No\"\n", &["ru:Да en:Yes", "ru:Нет en:\"No\""], &[]);
    check("ru,en\n\"две\nстроки\",\"two\nlines\"\n", &["ru:две\nстроки en:two\nlines"], &[]);
    check_bytes(
        &encoding_rs::WINDOWS_1251.encode("ru;en\nСвобода слова;Free speech\n").0,
        &["ru:Свобода слова en:Free speech"],
        &[],
    );
}

#[test]
fn ragged_and_empty_rows_are_told_with_their_lines() {
    let text = "ru,en,note\nДа,Yes\n,,\nНет,\"No\nno\",,extra\n\n,,why\n";
    let units = ["ru:Да en:Yes", "ru:Нет en:No\nno"];
    let told = ["2: row with fewer cells than columns", "4: cells beyond the last column", "7: row without text"];
    check(text, &units, &told);
    check(&text.replace('\n', "\r\n"), &units.map(|u| u.replace('\n', "\r\n")).each_ref().map(String::as_str), &told);
}

#[test]
fn other_columns_become_fields_and_properties() {
    let (units, warnings) = read(
        "source,target,status,context,confidence,created\nДа,Yes,approved,menu,0.5,2022-02-24\nНет,No,Needs work,,high,soon\n".as_bytes(),
        &options(),
    );
    assert_eq!((units[0].status, units[0].origin.confidence), (Status::Approved, Some(0.5)));
    assert_eq!(units[0].metadata.properties["context"], ["menu"]);
    assert!(units[0].metadata.created.is_some());
    assert_eq!(units[1].metadata.properties["status"], ["Needs work"]);
    assert_eq!(warnings.len(), 3);
}

#[test]
fn the_source_language_is_asked_for_or_the_first_column() {
    let source = |text: &str, options: &ReadOptions| read(text.as_bytes(), options).0[0].source_language.clone();
    assert_eq!(source("en,ru\nYes,Да\n", &ReadOptions::default()), Some(tag("en")));
    assert_eq!(source("en,ru-RU\nYes,Да\n", &options()), Some(tag("ru-RU")));
    assert_eq!(source("en,ru,source_language\nYes,Да,\n", &options()), None);
    assert_eq!(source("en,ru,source_language\nYes,Да,en\n", &options()), Some(tag("en")));
}

#[test]
fn guards_of_spreadsheets_are_taken_off_with_their_mark() {
    check("\u{feff}ru,en\n'=1,'x\n", &["ru:=1 en:'x"], &[]);
    check("ru,en\n'=1,'x\n", &["ru:'=1 en:'x"], &[]);
}

fn write(units: &[Unit], options: WriterOptions) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), options).unwrap();
    units.iter().for_each(|unit| writer.write(unit).unwrap());
    let (bytes, warnings) = writer.finish().unwrap();
    assert_eq!(warnings, []);
    bytes
}

fn languages() -> Vec<LanguageTag> {
    ["ru", "en"].map(tag).into()
}

#[test]
fn a_table_is_written_plainly() {
    let mut unit = read("ru,en\n=Да,\"Yes, \"\"sir\"\"\"\n".as_bytes(), &options()).0;
    unit[0].variants.push(crate::model::Variant::new(tag("en-GB"), "Aye"));
    let options = WriterOptions { languages: languages(), columns: Columns::Text, ..WriterOptions::default() };
    assert_eq!(String::from_utf8(write(&unit, options.clone())).unwrap(), "ru,en\n=Да,\"Yes, \"\"sir\"\"\"\n=Да,Aye\n");
    let spreadsheet = WriterOptions { spreadsheet: true, delimiter: Delimiter::Semicolon, ..options };
    assert_eq!(
        String::from_utf8(write(&unit, spreadsheet)).unwrap(),
        "\u{feff}ru;en\n'=Да;\"Yes, \"\"sir\"\"\"\n'=Да;Aye\n"
    );
}

#[test]
fn variants_without_a_column_are_counted() {
    let units = read("ru,en,de\nДа,Yes,Ja\n".as_bytes(), &options()).0;
    let mut writer =
        Writer::new(Vec::new(), WriterOptions { languages: languages(), ..WriterOptions::default() }).unwrap();
    writer.write(&units[0]).unwrap();
    let (_, warnings) = writer.finish().unwrap();
    assert_eq!(warnings[0].reason, "variants in languages that have no column: 1");
}

/// A unit with a text in each of two languages, as a table can hold it.
fn unit() -> impl Strategy<Value = Unit> {
    (arbitrary::unit(), arbitrary::filled_segment(), arbitrary::filled_segment()).prop_map(|(mut unit, ru, en)| {
        let metadata = unit.variants[0].metadata.clone();
        unit.variants = vec![crate::model::Variant::new(tag("ru"), ru), crate::model::Variant::new(tag("en"), en)];
        unit.variants[1].metadata = metadata;
        unit
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_is_written_reads_back_the_same(
        units in proptest::collection::vec(unit(), 1..4),
        delimiter in prop::sample::select(vec![Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab]),
        spreadsheet in any::<bool>(),
    ) {
        let options = WriterOptions { languages: languages(), columns: Columns::Full, delimiter, spreadsheet };
        let bytes = write(&units, options);
        let (found, warnings) = read(&bytes, &ReadOptions::default());
        prop_assert_eq!(warnings, Vec::<String>::new());
        prop_assert_eq!(found, units, "{}", String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn plain_text_reads_back_the_same(
        texts in proptest::collection::vec((arbitrary::filled(), arbitrary::filled()), 1..4),
        delimiter in prop::sample::select(vec![Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab]),
        spreadsheet in any::<bool>(),
    ) {
        let units: Vec<Unit> = texts.iter().map(|(ru, en)| {
            Unit::pair(crate::model::Variant::new(tag("ru"), &**ru), crate::model::Variant::new(tag("en"), &**en))
        }).collect();
        let options = WriterOptions { languages: languages(), columns: Columns::Text, delimiter, spreadsheet };
        let bytes = write(&units, options);
        prop_assert_eq!(read(&bytes, &ReadOptions::default()).0, units, "{}", String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_input_panics(bytes in proptest::collection::vec(prop_oneof![Just(b','), Just(b'"'), Just(b'\n'), Just(b'\t'), any::<u8>()], 0..100)) {
        let mut text = b"ru,en,codes,properties,notes\n".to_vec();
        text.extend(&bytes);
        for input in [bytes, text] {
            if let Ok(mut reader) = Reader::new(input.as_slice(), &options(), true) {
                reader.by_ref().count();
            }
        }
    }
}

/// Tables that other tools wrote, where they are at hand.
#[test]
fn files_of_other_tools_are_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let files = ["memory/tm.en-de.tsv", "memory/tm.en-ja.tsv"];
    for name in files {
        let Ok(mut file) = std::fs::File::open(folder.join(name)) else { continue };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let lines = bytes.iter().filter(|b| **b == b'\n').count();
        let (units, _) = read(&bytes, &ReadOptions { source: Some(tag("en")), target: Some(tag("de")), map: None });
        assert!(units.len() >= lines - 1, "{name}: {} of {lines}", units.len());
    }
}
