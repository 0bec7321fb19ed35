use proptest::prelude::*;

use super::*;
use crate::format::arbitrary::{self, show_concepts as show};
use crate::format::units::ReadOptions;
use crate::lang::LanguageTag;
use crate::model::{Concept, Warning};

fn options() -> ReadOptions {
    let tag = |text| LanguageTag::parse(text).ok();
    ReadOptions { source: tag("ru"), target: tag("en"), map: None }
}

fn check(text: &str, expected: &[&str]) {
    let (concepts, warnings) = read(text.as_bytes(), false, &options()).unwrap();
    assert_eq!(show(&concepts), expected);
    assert_eq!(warnings, []);
}

#[test]
fn a_concept_may_be_a_row() {
    check(
        "ru,en,domain,note\nсанкции,sanctions | restrictive measures [admitted],politics,often plural\nТГ,,,\n",
        &["ru:санкции en:sanctions en:restrictive measures/admitted (politics; ; often plural)", "ru:ТГ"],
    );
    check(
        "id;ru;en;en status\r\n7;Дума [exact];Duma;do-not-translate\r\n",
        &["#7 ru:Дума/exact en:Duma/do-not-translate"],
    );
    check("ru,en,status\nвойна,SMO,forbidden\n", &["ru:война en:SMO/forbidden"]);
    check("ru,en\nТАСС [агентство],TASS [1]\n", &["ru:ТАСС [агентство] en:TASS [1]"]);
}

#[test]
fn a_term_may_be_a_row() {
    check(
        "concept,language,term,status,case,part_of_speech,term_note,definition\n\
         a,ru,МИД,,exact,,,ministry\n,en,MFA,preferred,,noun,short,\nb,ru,дом,,,,,\na,en,FO,obsolete,,,,\n",
        &["#a ru:МИД/exact en:MFA/noun \"short\" en:FO/deprecated (; ministry; )", "#b ru:дом"],
    );
}

#[test]
fn tables_of_other_tools_are_read() {
    // OmegaT
    check(
        "# a comment\nслово\tword; term\tremark\nдом\thouse\n",
        &["ru:слово en:word en:term (; ; remark)", "ru:дом en:house"],
    );
    check("#нетвойне\t#nowar\n", &["ru:#нетвойне en:#nowar"]);
    // kapi
    check("source,target,domain\nслово,word,linguistics\n", &["ru:слово en:word (linguistics; ; )"]);
    // memoQ
    check(
        "Entry_ID;Entry_Subject;Entry_Note;Russian_Def;Russian;Term_Info;Term_Example;English_United_States;Term_Info;English_United_States;Term_Info\n\
         12;law;x;смысл;акт;CasePermissive;;act; or deed;CaseInsense;deed;CaseInsense;Forbidden\n".replace("act; or deed", "\"act; or deed\"").replace("CaseInsense;Forbidden", "\"CaseInsense;Forbidden\"").as_str(),
        &["#12 ru:акт/keep en-US:act; or deed/ignore en-US:deed/forbidden/ignore (law; смысл; x)"],
    );
    let cp1251 = encoding_rs::WINDOWS_1251.encode("Русский;Английский\nсвобода слова;free speech\n").0.into_owned();
    assert_eq!(show(&read(&cp1251, false, &ReadOptions::default()).unwrap().0), ["ru:свобода слова en:free speech"]);
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let text = "concept,language,term,status\r\n\r\n1,ru,да,maybe\r\n2,---,нет,\r\n,,,,5\r\n";
    let (concepts, warnings) = read(text.as_bytes(), false, &options()).unwrap();
    assert_eq!(show(&concepts), ["#1 ru:да"]);
    let expected = [
        (3, "status `maybe`, which is not known"),
        (4, "`---` is not a language tag such as ru, en-GB or zh-Hant"),
        (4, "row without a term"),
        (5, "cells beyond the last column"),
        (5, "row without a term"),
    ];
    assert_eq!(warnings, expected.map(|(line, reason)| Warning::skipped(line, reason)));
    assert_eq!(concepts[0].line, Some(3));
}

#[test]
fn unknown_languages_are_asked_for() {
    for text in ["слово\tword\n", "source,target\nслово,word\n"] {
        assert!(read(text.as_bytes(), false, &ReadOptions::default()).unwrap_err().hint.is_some());
    }
}

#[test]
fn the_simplest_layout_that_holds_everything_is_written() {
    let text = "ru,en,domain,definition,note\nМИД [exact],MFA | FO [deprecated],state,,\n";
    let (mut concepts, _) = read(text.as_bytes(), false, &options()).unwrap();
    assert_eq!(write(&concepts, b','), text);
    concepts[0].terms[1].note = Some("short".to_string());
    assert_eq!(
        write(&concepts, b';'),
        "concept;language;term;status;case;part_of_speech;term_note;domain;definition;note\n\
         1;ru;МИД;preferred;exact;;;state;;\n1;en;MFA;preferred;;;short;;;\n1;en;FO;deprecated;;;;;;\n"
    );
}

fn term(language: &str, text: &str, status: TermStatus) -> Term {
    let language = LanguageTag::parse(language).unwrap();
    Term { language, text: text.to_string(), status, case: None, part_of_speech: None, note: None }
}

fn concept() -> Concept {
    let terms = vec![
        term("ru", "белорусский", TermStatus::Preferred),
        term("en", "Belarusian", TermStatus::Preferred),
        term("en", "White Russian", TermStatus::Forbidden),
    ];
    Concept { terms, ..Concept::default() }
}

fn check_append(existing: &str, added: &str) {
    let new = append(existing.as_bytes(), &concept(), false, &options()).unwrap();
    assert_eq!(String::from_utf8(new).unwrap(), format!("{existing}{added}"));
}

#[test]
fn a_concept_is_added_in_the_layout_of_the_file() {
    let row = "белорусский,Belarusian | White Russian [forbidden]";
    check_append("", &format!("ru,en,domain,definition,note\n{row},,,\n"));
    check_append("# ours\nru,en\n\"да\"  ,yes", &format!("\n{row}\n"));
    check_append("\u{feff}ru;en;colour\r\nда;yes;\r\n", "белорусский;Belarusian | White Russian [forbidden];\r\n");
    check_append("да\tyes\n", "белорусский\tBelarusian | White Russian [forbidden]\n");
    check_append(
        "concept,language,term,status\n1,ru,да,\n1,en,yes,\n",
        "2,ru,белорусский,preferred\n2,en,Belarusian,preferred\n2,en,White Russian,forbidden\n",
    );
}

#[test]
fn what_the_file_has_no_place_for_is_an_error() {
    let error = |existing: &[u8], concept: &Concept| append(existing, concept, false, &options()).unwrap_err().message;
    let noted = Concept { note: Some("why".to_string()), ..concept() };
    assert_eq!(error("ru,en\nда,yes\n".as_bytes(), &noted), "the columns of the glossary have no place for a note");
    assert_eq!(
        error("ru,de\nда,ja\n".as_bytes(), &concept()),
        "the columns of the glossary have no place for the term `Belarusian` in en"
    );
    let cp1251 = encoding_rs::WINDOWS_1251.encode("ru;en\nсвобода слова;free speech\n").0;
    assert_eq!(error(&cp1251, &concept()), "terms are added to UTF-8 files only; this is windows-1251");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_written_reads_back_the_same(
        mut concepts in proptest::collection::vec(arbitrary::concept(), 1..4),
        delimiter in prop::sample::select(vec![b',', b';', b'\t']),
    ) {
        let text = write(&concepts, delimiter);
        let (mut found, warnings) = read(text.as_bytes(), delimiter == b'\t', &ReadOptions::default()).unwrap();
        prop_assert_eq!(warnings, vec![]);
        for (concept, found) in concepts.iter_mut().zip(&mut found) {
            found.line = None;
            concept.id = concept.id.take().or(found.id.clone());
        }
        prop_assert_eq!(found, concepts, "{}", text);
    }

    #[test]
    fn adding_keeps_what_is_there(concepts in proptest::collection::vec(arbitrary::concept(), 1..3), new in arbitrary::concept()) {
        let text = write(&concepts, b',');
        if let Ok(bytes) = append(text.as_bytes(), &new, false, &ReadOptions::default()) {
            prop_assert!(bytes.starts_with(text.as_bytes()));
        }
    }

    #[test]
    fn no_input_panics(text in "[ru,en;\t\"\n#\\[\\]|a-c]{0,60}", heading in prop::sample::select(vec!["", "ru,en,status\n", "concept,language,term\n"])) {
        let _ = read(format!("{heading}{text}").as_bytes(), true, &options());
        let _ = append(format!("{heading}{text}").as_bytes(), &concept(), false, &options());
    }
}
