use proptest::prelude::*;

use super::*;
use crate::format::arbitrary;
use crate::model::{CaseRule, Glossary, TermStatus};

/// Concepts in a compact notation, and the reasons of the warnings.
fn show(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let (concepts, warnings) = read(bytes).unwrap();
    let told = warnings.iter().map(|w| format!("{}: {}", w.line.unwrap_or(0), w.reason)).collect();
    (arbitrary::show_concepts(&concepts), told)
}

fn check(body: &str, concepts: &[&str], warnings: &[&str]) {
    for (start, end) in [
        ("<martif type='TBX' xml:lang='en'><text><body>", "</body></text></martif>"),
        (
            "<tbx type='TBX-Basic' style='dct' xmlns:b='http://www.tbxinfo.net/ns/basic'><text><body>",
            "</body></text></tbx>",
        ),
    ] {
        let file = format!("{start}{body}{end}");
        assert_eq!(show(file.as_bytes()), (strings(concepts), strings(warnings)), "{file}");
    }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|t| t.to_string()).collect()
}

#[test]
fn entries_of_version_2_are_read() {
    check(
        "<termEntry id='c1'><descrip type='subjectField'>law</descrip><langSet xml:lang='RU'><descripGrp><descrip \
         type='Definition'>the\n  act</descrip></descripGrp><ntig><termGrp><term>акт </term><termNote \
         type='partOfSpeech'>noun</termNote></termGrp></ntig></langSet><langSet xml:lang='en'><tig><term>act</term>\
         <termNote type='administrativeStatus'>admittedTerm-admn-sts</termNote><note>rare</note></tig></langSet></termEntry>",
        &["#c1 ru:акт/noun en:act/admitted \"rare\" (law; the act; )"],
        &[],
    );
}

#[test]
fn entries_of_version_3_are_read_in_both_styles() {
    check(
        "<conceptEntry><b:subjectField>law</b:subjectField><langSec xml:lang='ru'><termSec><term>акт</term>\
         <b:partOfSpeech>noun</b:partOfSpeech></termSec></langSec><langSec xml:lang='en'><termSec><term>act</term>\
         <termNote type='usageStatus'>deprecated</termNote></termSec></langSec></conceptEntry>",
        &["ru:акт/noun en:act/deprecated (law; ; )"],
        &[],
    );
}

#[test]
fn what_is_wrong_is_told_and_the_rest_read() {
    check(
        "<termEntry id='c1'>\n<langSet xml:lang='---'><tig><term>x</term></tig></langSet><langSet xml:lang='en'><tig>\
         <term>act</term><termNote type='normativeAuthorization'>maybe</termNote></tig>\n<tig><term/></tig></langSet></termEntry>\
         <termEntry/>",
        &["#c1 en:act"],
        &[
            "2: terms in `---`, which is not a language tag",
            "2: status `maybe`, which is not known",
            "3: term without text",
            "3: entry without terms",
        ],
    );
    check(
        "<termEntry><transacGrp><transac type='transactionType'>origination</transac></transacGrp><langSet xml:lang='en'>\
         <tig><term>act</term><descrip type='context'>An act.</descrip></tig></langSet></termEntry>",
        &["en:act"],
        &["0: `transac` transactiontype (1 in all)", "0: `descrip` context (1 in all)"],
    );
}

#[test]
fn a_cut_file_gives_its_whole_entries() {
    let entry = "<termEntry><langSet xml:lang='en'><tig><term>act</term></tig></langSet></termEntry>";
    let (concepts, warnings) = show(format!("<martif><text><body>{entry}\n<termEntry><langSet").as_bytes());
    assert_eq!(concepts, ["en:act"]);
    assert!(warnings[0].starts_with("2: the file ends"), "{warnings:?}");
    assert!(read(b"<martif><text>").is_err());
    assert_eq!(read(b"<tmx/>").unwrap_err().message, "not a TBX file: its root element is `tmx`");
}

#[test]
fn what_tbx_has_no_category_for_is_a_note() {
    let (concepts, _) = read(
        "<tbx><conceptEntry id='c1'><langSec xml:lang='ru'><termSec><term>СВО</term></termSec></langSec></conceptEntry></tbx>"
            .as_bytes(),
    )
    .unwrap();
    let mut glossary = Glossary { name: "A&B".to_string(), concepts };
    glossary.concepts[0].terms[0].status = TermStatus::Forbidden;
    glossary.concepts[0].terms[0].case = Some(CaseRule::Keep);
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
  <tbxHeader>
    <fileDesc>
      <titleStmt>
        <title>A&amp;B</title>
      </titleStmt>
      <sourceDesc>
        <p>Written by tolmach</p>
      </sourceDesc>
    </fileDesc>
  </tbxHeader>
  <text>
    <body>
      <conceptEntry id="c1">
        <langSec xml:lang="ru">
          <termSec>
            <term>СВО</term>
            <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>
            <note>status: forbidden</note>
            <note>case: keep</note>
          </termSec>
        </langSec>
      </conceptEntry>
    </body>
  </text>
</tbx>
"#;
    assert_eq!(write(&glossary, Version::V3), expected);
    assert_eq!(show(expected.as_bytes()).0, ["#c1 ru:СВО/forbidden/keep"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_is_written_reads_back_the_same(
        mut concepts in proptest::collection::vec(arbitrary::concept(), 1..4),
        version in prop::sample::select(vec![Version::V2, Version::V3]),
    ) {
        let text = write(&Glossary { name: String::new(), concepts: concepts.clone() }, version);
        let (mut found, warnings) = read(text.as_bytes()).unwrap();
        prop_assert_eq!(warnings, vec![]);
        for (concept, found) in concepts.iter_mut().zip(&mut found) {
            found.line = None;
            concept.id = concept.id.take().or(found.id.clone());
        }
        prop_assert_eq!(found, concepts, "{}", text);
    }

    #[test]
    fn no_input_panics(pieces in proptest::collection::vec(prop::sample::select(vec![
        "<termEntry>", "</termEntry>", "<langSet xml:lang='ru'>", "<langSet>", "</langSet>", "<tig>", "</tig>", "<term>",
        "</term>", "<note>", "</note>", "text", "<x>", "</x>", "<", "&x;",
    ]), 0..40)) {
        let _ = read(format!("<martif>{}</martif>", pieces.concat()).as_bytes());
    }
}

/// Files that other tools wrote, where they are at hand: each gives the entries that are in it.
#[test]
fn files_of_other_tools_are_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/interop");
    let Ok(manifest) = std::fs::read_to_string(folder.join("MANIFEST.tsv")) else { return };
    for line in manifest.lines() {
        let (Some(name), Some(description)) = (line.split('\t').next(), line.split('\t').next_back()) else { continue };
        if !name.ends_with(".tbx") {
            continue;
        }
        let (concepts, warnings) = read(&std::fs::read(folder.join(name)).unwrap()).unwrap();
        let number = |before: &str, after: &str| {
            let number = description.split_once(before)?.1.split_once(after)?.0;
            number.parse::<usize>().ok()
        };
        assert_eq!(Some(concepts.len()), number("[", " units]"), "{name}");
        // Entries may have terms without text; those are told.
        let terms: usize = concepts.iter().map(|c| c.terms.len()).sum();
        let told = warnings.iter().any(|w| w.reason.starts_with("term without text"));
        assert!(Some(terms) == number(",term:", ";") || told, "{name}: {terms}");
    }
}
