//! Units and concepts of every shape for the round trips of formats, and a notation for concepts.

use proptest::prelude::*;

use super::xml::is_xml_char;
use crate::lang::{LanguageTag, nfc};
use crate::model::{
    CaseRule, CodeKind, Concept, InlineCode, Metadata, Origin, Segment, Status, Term, TermStatus, Timestamp, Unit,
    Variant,
};

fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).unwrap()
}

/// Text as the model has it: NFC, and of characters that XML can hold.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[а-яА-Яa-z ]{0,8}",
        proptest::collection::vec(any::<char>(), 0..4).prop_map(|c| c.into_iter().collect::<String>()),
        prop_oneof![Just("<&>\"'"), Just("\r\n\t"), Just("]]>"), Just("&amp;"), Just("и\u{306}😀")]
            .prop_map(str::to_string),
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| {
        let text: String = pieces.concat().chars().filter(|c| is_xml_char(*c)).collect();
        nfc(&text).into_owned()
    })
}

pub(crate) fn filled() -> impl Strategy<Value = String> {
    text().prop_map(|t| if t.is_empty() { "ё".to_string() } else { t })
}

pub(crate) fn segment() -> impl Strategy<Value = Segment> {
    let detail = (any::<Option<u32>>(), proptest::option::of(text()), proptest::option::of(text()), text());
    let spans =
        proptest::collection::vec((0..3u8, any::<prop::sample::Index>(), any::<prop::sample::Index>(), detail), 0..4);
    (text(), spans).prop_map(|(text, spans)| {
        let boundaries: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let code = |at, kind| InlineCode {
            at,
            kind,
            pair: None,
            counterpart: None,
            category: None,
            association: None,
            data: String::new(),
        };
        let mut codes = Vec::new();
        for (number, (shape, a, b, (x, category, association, data))) in spans.into_iter().enumerate() {
            let (a, b) = (boundaries[a.index(boundaries.len())], boundaries[b.index(boundaries.len())]);
            let (from, to) = (a.min(b), a.max(b));
            let pair = Some(number as u32);
            match shape {
                0 => {
                    codes.push(InlineCode {
                        pair,
                        counterpart: x,
                        category,
                        data: data.clone(),
                        ..code(from, CodeKind::Open)
                    });
                    codes.push(InlineCode { pair, data, ..code(to, CodeKind::Close) });
                }
                1 => codes.push(InlineCode {
                    counterpart: x,
                    category,
                    association,
                    data,
                    ..code(from, CodeKind::Standalone)
                }),
                _ => codes.push(InlineCode { counterpart: x, category, data, ..code(from, CodeKind::IsolatedClose) }),
            }
        }
        Segment::with_codes(text, codes)
    })
}

pub(crate) fn metadata() -> impl Strategy<Value = Metadata> {
    let time = || proptest::option::of((0..4_000_000_000i64).prop_map(|s| Timestamp::from_second(s).unwrap()));
    let properties = proptest::collection::vec(("[a-z:]{1,6}", proptest::collection::vec(text(), 1..3)), 0..3);
    (
        time(),
        proptest::option::of(filled()),
        time(),
        any::<Option<u32>>(),
        proptest::collection::vec(filled(), 0..3),
        properties,
    )
        .prop_map(|(created, created_by, last_used, usage_count, notes, properties)| Metadata {
            created,
            changed_by: created_by.clone(),
            created_by,
            changed: last_used,
            last_used,
            usage_count,
            notes,
            properties: properties.into_iter().map(|(name, values)| (format!("x-p{name}"), values)).collect(),
        })
}

pub(crate) fn unit() -> impl Strategy<Value = Unit> {
    let languages = || prop::sample::select(vec!["ru", "en", "en-GB", "zh-Hant-TW"]).prop_map(tag);
    let variant = (languages(), segment(), metadata()).prop_map(|(language, segment, metadata)| Variant {
        language,
        segment,
        metadata,
    });
    let option = || proptest::option::of(filled());
    let origin = (option(), any::<Option<u32>>(), option(), option(), proptest::option::of(0.0..=1.0f32), option())
        .prop_map(|(file, position, previous, next, confidence, tool)| Origin {
            file,
            position,
            previous,
            next,
            confidence,
            tool,
        });
    let status = prop::sample::select(Status::ALL.to_vec());
    let variants = proptest::collection::vec(variant, 1..4);
    (option(), proptest::option::of(languages()), variants, status, option(), origin, metadata()).prop_map(
        |(name, source_language, variants, status, client, origin, metadata)| Unit {
            domain: client.clone(),
            name,
            source_language,
            variants,
            status,
            client,
            origin,
            metadata,
        },
    )
}

/// A segment that has text.
pub(crate) fn filled_segment() -> impl Strategy<Value = Segment> {
    segment().prop_filter_map("empty", |s| (!s.text.is_empty()).then_some(s))
}

/// Text that keeps its form in a cell and in an XML file with line breaks of its own: trimmed, with single
/// spaces; not empty.
pub(crate) fn phrase() -> impl Strategy<Value = String> {
    filled().prop_map(|text| {
        let words: Vec<&str> = text.split_ascii_whitespace().map(str::trim).filter(|w| !w.is_empty()).collect();
        let phrase = words.join(" ");
        if phrase.trim().is_empty() { "слово".to_string() } else { phrase.trim().to_string() }
    })
}

/// A concept with terms in one or two languages, the terms of a language together.
pub(crate) fn concept() -> impl Strategy<Value = Concept> {
    let option = || proptest::option::weighted(0.2, phrase());
    let status = prop::sample::select(TermStatus::ALL.to_vec());
    let case = proptest::option::of(prop::sample::select(CaseRule::ALL.to_vec()));
    let term = (0..2usize, phrase(), status, case, option(), option());
    let terms = proptest::collection::vec(term, 1..4);
    let id = proptest::option::of("[a-z][a-z0-9]{0,3}( [a-z0-9]{1,2})?");
    (id, option(), option(), option(), terms).prop_map(|(id, domain, definition, note, mut terms)| {
        terms.sort_by_key(|t| t.0);
        let terms = terms
            .into_iter()
            .map(|(language, text, status, case, part_of_speech, note)| Term {
                language: tag(["ru", "en-GB"][language]),
                text,
                status,
                case,
                part_of_speech,
                note,
            })
            .collect();
        Concept { id, domain, definition, note, terms, line: None }
    })
}

/// Concepts in a compact notation: `ru:слово en:word/forbidden/keep/noun "note" (domain; definition; note)`.
pub(crate) fn show_concepts(concepts: &[Concept]) -> Vec<String> {
    let show_term = |term: &Term| {
        let mut out = format!("{}:{}", term.language, term.text);
        if term.status != TermStatus::default() {
            out.push_str(&format!("/{}", term.status.name()));
        }
        out.extend(term.case.map(|c| format!("/{}", c.name())));
        out.extend(term.part_of_speech.as_ref().map(|p| format!("/{p}")));
        out.extend(term.note.as_ref().map(|n| format!(" {n:?}")));
        out
    };
    let show_concept = |concept: &Concept| {
        let mut parts: Vec<String> = concept.id.iter().map(|id| format!("#{id}")).collect();
        parts.extend(concept.terms.iter().map(show_term));
        let fields = [&concept.domain, &concept.definition, &concept.note].map(|f| f.as_deref().unwrap_or_default());
        if fields.iter().any(|f| !f.is_empty()) {
            parts.push(format!("({})", fields.join("; ")));
        }
        parts.join(" ")
    };
    concepts.iter().map(show_concept).collect()
}
