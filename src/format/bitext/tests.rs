//! What goes out comes back the same; damage costs the bead it is in.

use proptest::prelude::*;

use super::*;
use crate::format::arbitrary::text;
use crate::lang::LanguageTag;
use crate::model::{Alignment, Bead, BeadState, Bitext, BlockKind, Cut, Pairing, Sentence, TextOrigin};

fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).unwrap()
}

fn written(bitext: &Bitext) -> String {
    let mut out = Vec::new();
    write(&mut out, bitext).unwrap();
    String::from_utf8(out).unwrap()
}

/// The beads in a compact notation: `kind confidence state: source / target`, segments parted by `|`.
fn show(bitext: &Bitext) -> Vec<String> {
    let alignment = &bitext.alignment;
    let texts = |segments: &[Sentence]| segments.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join("|");
    let show = |bead: &Bead| {
        let (source, target) = (&alignment.source[bead.source.clone()], &alignment.target[bead.target.clone()]);
        let moved = if bead.moved { " moved" } else { "" };
        let state = format!("{:?}", bead.state).to_lowercase();
        format!("{:.2} {state}{moved}: {} / {}", bead.confidence, texts(source), texts(target))
    };
    alignment.beads.iter().map(show).collect()
}

#[track_caller]
fn check(text: &str, beads: &[&str], warnings: &[&str]) {
    let (bitext, found) = read(text.as_bytes()).unwrap();
    assert_eq!(show(&bitext), beads);
    let found: Vec<String> = found.iter().map(|w| format!("{}: {}", w.line.unwrap_or_default(), w.reason)).collect();
    assert_eq!(found.len(), warnings.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(warnings) {
        assert!(found.starts_with(expected), "{found}");
    }
}

const FILE: &str = "\
tolmach bitext 1
source ru 00000000000000ff texts/a.ru.txt
target en - a.en.html

1-1 0.99 accepted
< h1+1 Заявление
> h1+12 Statement

2-1 0.87 new
< p+2 Мы против войны.
< . Мы за мир.
> p+4 We are against the war and for peace.

0-1 0.93 doubtful
> aside+31 Leave a comment
";

#[test]
fn a_file_is_read_and_written_the_same() {
    let (bitext, warnings) = read(FILE.as_bytes()).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(bitext.source, TextOrigin { path: "texts/a.ru.txt".into(), fingerprint: Some(255) });
    assert_eq!(bitext.target.fingerprint, None);
    let lines: Vec<_> = bitext.alignment.target.iter().map(|s| s.line.unwrap()).collect();
    assert_eq!(lines, [12, 16, 47]);
    assert_eq!(bitext.alignment.source.iter().map(|s| s.block).collect::<Vec<_>>(), [0, 1, 1]);
    assert_eq!(written(&bitext), FILE);
    let windows = FILE.replace('\n', "\r\n");
    assert_eq!(read(format!("\u{feff}{windows}").as_bytes()).unwrap().0, bitext);
    let utf16: Vec<u8> = format!("\u{feff}{FILE}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&utf16).unwrap().0, bitext);
}

#[test]
fn a_bead_put_in_changes_no_other_line() {
    let (mut bitext, _) = read(FILE.as_bytes()).unwrap();
    let alignment = &mut bitext.alignment;
    let paragraph = Sentence { block: 9, kind: BlockKind::Paragraph, text: "Нет!".into(), line: Some(2) };
    alignment.source.insert(1, paragraph);
    for bead in &mut alignment.beads[1..] {
        bead.source = bead.source.start + 1..bead.source.end + 1;
    }
    alignment.source.iter_mut().skip(2).for_each(|s| s.line = s.line.map(|l| l + 1));
    let bead = Bead { source: 1..2, target: 1..1, confidence: 0.5, state: BeadState::New, moved: false };
    alignment.beads.insert(1, bead);
    let before: Vec<&str> = FILE.lines().collect();
    let after = written(&bitext);
    let removed = before.iter().filter(|line| !after.lines().any(|l| l == **line)).count();
    assert_eq!((after.lines().count() - before.len(), removed), (3, 0), "{after}");
}

#[test]
fn damage_costs_its_bead() {
    let replaced = |from: &str, to: &str| {
        assert!(FILE.contains(from));
        FILE.replace(from, to)
    };
    let first = "0.99 accepted: Заявление / Statement";
    let second = "0.87 new: Мы против войны.|Мы за мир. / We are against the war and for peace.";
    let third = "0.93 doubtful:  / Leave a comment";
    // The heading.
    let alone = ["0.00 doubtful: Мы против войны. / ", "0.00 doubtful: Мы за мир. / "];
    let target = "0.00 doubtful:  / We are against the war and for peace.";
    let beads = [first, alone[0], alone[1], target, third];
    check(&replaced("2-1 0.87 new", "2-1 O.87 new"), &beads, &["9: `2-1 O.87 new` begins no bead"]);
    check(&replaced("2-1 0.87 new\n", ""), &beads, &["9: a segment without a bead"]);
    // A segment that is still legible, and one that is not.
    check(&replaced("< . Мы за мир.", "< Мы за мир."), &beads, &["11: a segment without a place"]);
    check(
        &replaced("< . Мы за мир.", "Мы за мир."),
        &[first, alone[0], target, third],
        &["11: `Мы за мир.` is no segment"],
    );
    // A segment that is gone, moved by hand or put in.
    check(
        &replaced("< . Мы за мир.\n", ""),
        &[first, "0.00 doubtful: Мы против войны. / We are against the war and for peace.", third],
        &["9: the bead says 2-1 and has 1-1 segments"],
    );
    // Blank lines where there were none, and none where there were some.
    check(&replaced("< . Мы", "\n \n< . Мы"), &[first, second, third], &[]);
    check(&replaced("\n\n", "\n"), &[first, second, third], &[]);
    check(&replaced("0-1 0.93", "# спросить Алену\n0-1 0.93"), &[first, second, third], &["14: a remark"]);
}

#[test]
fn files_that_are_refused() {
    let message = |text: &str| read(text.as_bytes()).unwrap_err().message;
    assert_eq!(message(""), "this is not an alignment file");
    assert_eq!(message("Просто текст"), "this is not an alignment file");
    assert!(message("tolmach bitext 1\nsource ru - a\n").contains("target text is missing"));
    assert!(message("tolmach bitext 2\n").contains("newer"));
    assert!(message("tolmach bitext 1\nsource ??? - a\n").contains("no language tag"));
    let conflict = FILE.replace("2-1 0.87", "<<<<<<< HEAD\n2-1 0.87");
    let error = read(conflict.as_bytes()).unwrap_err();
    assert_eq!((error.line, error.message.as_str()), (Some(9), "a merge conflict stands here"));
    let (bitext, warnings) = read("source ru\n? \ntarget en - \n".as_bytes()).unwrap();
    assert_eq!((bitext.alignment.beads.len(), warnings.len()), (0, 2));
}

#[test]
fn a_confidence_is_never_rounded_up() {
    for (confidence, written) in [(0.4999, 0.49), (0.5, 0.5), (0.29, 0.29), (0.9999, 0.99), (1.0, 1.0), (7.0, 1.0)] {
        assert_eq!(line::round_down(confidence), written, "{confidence}");
    }
}

#[test]
fn odd_texts_stay_on_one_line() {
    for (text, line) in [
        ("обычный", "обычный"),
        (" a\u{a0}", "\\u{20}a\\u{a0}"),
        ("a\tb\nc\u{2028}", "a\\tb\\nc\\u{2028}"),
        ("C:\\new", "C:\\\\new"),
        ("\u{1}", "\\u{1}"),
    ] {
        assert_eq!(line::escape(text), line);
        assert_eq!(line::unescape(line), text);
    }
    assert_eq!(line::unescape("\\x \\u{d800} \\u{} \\"), "\\x \\u{d800} \\u{} \\");
}

fn kind() -> impl Strategy<Value = BlockKind> {
    prop_oneof![
        (1..7u8).prop_map(BlockKind::Heading),
        Just(BlockKind::Paragraph),
        Just(BlockKind::ListItem),
        Just(BlockKind::Quote),
        Just(BlockKind::Cell),
        Just(BlockKind::Aside),
    ]
}

/// A text: segments in blocks that have lines or have none.
fn sentences(texts: Vec<String>, blocks: Vec<(bool, BlockKind, Option<usize>)>) -> Vec<Sentence> {
    let mut out: Vec<Sentence> = Vec::new();
    for (text, (goes_on, kind, line)) in texts.into_iter().zip(blocks.into_iter().cycle()) {
        out.push(match out.last() {
            Some(last) if goes_on => Sentence { text, ..last.clone() },
            last => Sentence { block: last.map_or(0, |l| l.block + 1), kind, text, line },
        });
    }
    out
}

fn bitext() -> impl Strategy<Value = Bitext> {
    let odd = prop_oneof![text(), Just("< p+1 x".into()), Just("1-1 0.5 new".into()), Just("\u{2028}#".into())];
    let side = || {
        let block = (any::<bool>(), kind(), prop::option::of(1..90usize));
        (prop::collection::vec(odd.clone(), 12), prop::collection::vec(block, 5))
    };
    let bead = (0..3usize, 0..3usize, 0..101u8, 0..3usize, any::<bool>());
    let beads = prop::collection::vec(bead, 0..6);
    let order = Just((0..6usize).collect::<Vec<_>>()).prop_shuffle();
    let pairing = prop_oneof![
        Just(Pairing::default()),
        Just(Pairing::Text(Cut::Lines)),
        Just(Pairing::Time),
        Just(Pairing::Text(Cut::Srx("мои правила.srx".into()))),
    ];
    (side(), side(), beads, order, pairing, any::<Option<u64>>()).prop_map(
        |(source, target, shapes, order, pairing, fingerprint)| {
            let states = [BeadState::New, BeadState::Accepted, BeadState::Doubtful];
            let (mut i, mut beads) = (0, Vec::new());
            for (n, m, confidence, state, moved) in shapes.into_iter().filter(|shape| shape.0 + shape.1 > 0) {
                let confidence = f32::from(confidence) / 100.0;
                beads.push(Bead { source: i..i + n, target: 0..m, confidence, state: states[state], moved });
                i += n;
            }
            let mut j = 0;
            let count = beads.len();
            for at in order.into_iter().filter(|&at| at < count) {
                let length = beads[at].target.len();
                if length > 0 {
                    beads[at].target = j..j + length;
                    j += length;
                }
            }
            let mut before = 0;
            for bead in &mut beads {
                if bead.target.is_empty() {
                    bead.target = before..before;
                }
                before = bead.target.end;
            }
            let cut = |(mut texts, blocks): (Vec<String>, Vec<_>), length| {
                texts.truncate(length);
                sentences(texts, blocks)
            };
            Bitext {
                source: TextOrigin { path: "тексты/a b.txt".into(), fingerprint },
                target: TextOrigin::default(),
                pairing,
                alignment: Alignment {
                    source_language: tag("ru"),
                    target_language: tag("zh-Hant-TW"),
                    source: cut(source, i),
                    target: cut(target, j),
                    beads,
                },
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_goes_out_comes_back(bitext in bitext()) {
        let text = written(&bitext);
        let (back, warnings) = read(text.as_bytes()).unwrap();
        prop_assert_eq!(warnings, []);
        prop_assert_eq!(&back, &bitext);
        prop_assert_eq!(written(&back), text);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
        let _ = read(&[b"tolmach bitext 1\nsource ru\ntarget en\n", &*bytes].concat());
    }

    /// Whatever happens to one line below the header, the beads that do not touch it stay as they were, and every
    /// segment on another line is still there.
    #[test]
    fn an_edited_line_costs_one_bead(
        bitext in bitext(),
        at in any::<prop::sample::Index>(),
        edit in 0..4u8,
        new in prop_oneof!["[<>] (p\\+1|[.]|x) [а-я]{0,5}", "[0-2]-[0-2] 0[.]5 new", "\\PC{0,12}", Just(String::new())],
    ) {
        let text = written(&bitext);
        let mut lines: Vec<&str> = text.lines().collect();
        let header = lines.iter().position(|line| line.is_empty()).unwrap_or(lines.len());
        prop_assume!(header < lines.len());
        let at = header + at.index(lines.len() - header);
        match edit {
            0 => { lines.remove(at); }
            1 => lines[at] = &new,
            2 => lines.insert(at, &new),
            _ => lines.insert(at, lines[at]),
        }
        let (read, _) = read(lines.join("\n").as_bytes()).unwrap();
        let (before, after) = (show(&bitext), show(&read));
        let lost = before.iter().filter(|bead| !after.contains(bead)).count();
        prop_assert!(lost <= 1, "{:#?}\n{:#?}", before, after);
        let texts = |b: &Bitext| b.alignment.source.iter().chain(&b.alignment.target).map(|s| s.text.clone()).collect::<Vec<_>>();
        let after = texts(&read);
        let gone = texts(&bitext).into_iter().filter(|text| !after.contains(text)).count();
        prop_assert!(gone <= usize::from(edit < 2));
    }
}
