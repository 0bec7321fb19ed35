//! PO files, and subtitles by number: what has the same identifier is a pair.

use std::collections::HashMap;
use std::hash::Hash;
use std::path::Path;

use super::{
    Aligned, Alignment, Both, Cell, Error, Input, Notice, Pairing, Row, beads_of, bytes, of_segments, origin, text_of,
    texts,
};
use crate::format::{Error as FormatError, po, subtitle};
use crate::lang::LanguageTag;
use crate::model::{BlockKind, Warning};

/// A PO file: its messages and their translations.
pub(super) fn in_one(file: &Input, said: Both<'_>, notices: &mut Vec<Notice>) -> Result<Aligned, Error> {
    let place = file.path();
    let catalogue = read(place, po::read(&bytes(file)?), notices)?;
    let mut forms = 0;
    let mut rows = Vec::new();
    for message in &catalogue.messages {
        let cell = |text: Option<&str>| Cell::new(text.unwrap_or_default(), Some(message.line));
        let row = |source, target| Row { source, target, doubtful: message.fuzzy };
        rows.push(row(cell(Some(&message.id)), cell(message.strings.first().map(String::as_str))));
        if let (Some(plural), [_, middle @ .., last]) = (&message.plural, message.strings.as_slice()) {
            rows.push(row(cell(Some(plural)), cell(Some(last))));
            forms += middle.len();
        }
    }
    if forms > 0 {
        let text = format!("skipped: plural forms between the first and the last, which have no source: {forms}");
        notices.push(Notice::new(place, text));
    }
    let (source, target, beads) = beads_of(rows, BlockKind::Cell);
    let from = texts::language(place, None, None, &text_of(&source), said.source, notices)?.language;
    let declared = catalogue.language.as_ref();
    let named = matches!(file, Input::File(_)).then_some(place);
    let to = texts::language(place, named, declared, &text_of(&target), said.target, notices)?.language;
    let origins = (origin(file, &source), origin(file, &target));
    let alignment = Alignment { source_language: from, target_language: to, source, target, beads };
    Ok(Aligned::new(origins.0, origins.1, Pairing::Id, alignment))
}

/// Two PO files with the same messages, or two files of subtitles with the same numbers.
pub(super) fn in_two(
    source: &Input,
    target: &Input,
    said: Both<'_>,
    notices: &mut Vec<Notice>,
) -> Result<Aligned, Error> {
    let of_source = entries(source, notices)?;
    let of_target = entries(target, notices)?;
    let (declared_source, declared_target) = (of_source.language, of_target.language);
    let rows = matched(of_source.cells, of_target.cells);
    let (source_segments, target_segments, beads) = beads_of(rows, BlockKind::Cell);
    let files = [(source, declared_source, source_segments), (target, declared_target, target_segments)];
    of_segments(files, said, Pairing::Id, beads, notices)
}

/// The texts of a file by identifier.
struct Entries {
    language: Option<LanguageTag>,
    /// Identifier, text, whether the text is a guess.
    cells: Vec<(String, Option<Cell>, bool)>,
}

fn entries(input: &Input, notices: &mut Vec<Notice>) -> Result<Entries, Error> {
    let place = input.path();
    let content = bytes(input)?;
    if subtitle::is_subtitle(&place.to_string_lossy(), &content) {
        let cues = read(place, subtitle::read(&content), notices)?;
        let nameless = cues.iter().filter(|cue| cue.id.is_none()).count();
        if nameless > 0 {
            notices.push(Notice::new(place, format!("skipped: subtitles without a number or name: {nameless}")));
        }
        let cells = cues.into_iter().filter_map(|cue| Some((cue.id?, Cell::new(&cue.text, Some(cue.line)), false)));
        return Ok(Entries { language: None, cells: cells.collect() });
    }
    if !po::is_po(&place.to_string_lossy()) {
        return Err(Error::usage("there are no identifiers in this file")
            .at(place)
            .hint("PO files and subtitles are paired by identifier; leave --by out for texts"));
    }
    let catalogue = read(place, po::read(&content), notices)?;
    let is_template = catalogue.messages.iter().all(|m| m.strings.iter().all(String::is_empty));
    let mut cells = Vec::new();
    for message in catalogue.messages {
        let id = format!("{}\u{4}{}", message.context.as_deref().unwrap_or_default(), message.id);
        let forms: Vec<&str> = if is_template {
            std::iter::once(message.id.as_str()).chain(message.plural.as_deref()).collect()
        } else {
            message.strings.iter().map(String::as_str).collect()
        };
        for (form, text) in forms.into_iter().enumerate() {
            cells.push((format!("{id}\u{4}{form}"), Cell::new(text, Some(message.line)), message.fuzzy));
        }
    }
    Ok(Entries { language: catalogue.language, cells })
}

/// The rows of what has the same identifier, in the order of the source; then what only the target has.
fn matched<K: Hash + Eq + Clone>(
    source: Vec<(K, Option<Cell>, bool)>,
    target: Vec<(K, Option<Cell>, bool)>,
) -> Vec<Row> {
    let order: Vec<K> = target.iter().map(|(id, ..)| id.clone()).collect();
    let mut by_id: HashMap<K, (Option<Cell>, bool)> = HashMap::new();
    let mut again = Vec::new();
    for (id, cell, guess) in target {
        // Of what has the same identifier twice the first is paired.
        match by_id.entry(id) {
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert((cell, guess));
            }
            std::collections::hash_map::Entry::Occupied(_) => again.push(cell),
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    for (id, cell, guess) in source {
        let (other, other_guess) = by_id.remove(&id).unwrap_or_default();
        rows.push(Row { source: cell, target: other, doubtful: guess || other_guess });
    }
    let alone = |cell| Row { source: None, target: cell, doubtful: false };
    rows.extend(order.iter().filter_map(|id| by_id.remove(id)).map(|(cell, _)| alone(cell)));
    rows.extend(again.into_iter().map(alone));
    rows
}

/// What a reader gives, its warnings passed on.
fn read<T>(
    place: &Path,
    result: Result<(T, Vec<Warning>), FormatError>,
    notices: &mut Vec<Notice>,
) -> Result<T, Error> {
    let (value, warnings) = result.map_err(|e| Error::format(place, e))?;
    notices.extend(warnings.into_iter().map(|w| Notice::warning(place, w)));
    Ok(value)
}
