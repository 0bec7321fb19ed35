//! One table or TMX file whose rows hold a text and its translation.

use std::io::Cursor;

use super::{Aligned, Alignment, Both, Cell, Error, Input, Notice, Pairing, Row, beads_of, bytes, origin};
use crate::format::units::{self, ReadOptions, UnitFormat};
use crate::model::{BlockKind, Unit};

pub(super) fn pair(file: &Input, said: Both<'_>, notices: &mut Vec<Notice>) -> Result<Aligned, Error> {
    let place = file.path();
    let failed = |e| Error::format(place, e);
    let content = bytes(file)?;
    let format = UnitFormat::of(&place.to_string_lossy(), &content).map_err(failed)?;
    let source = said.source.command.or(said.source.configured).cloned();
    let target = said.target.command.or(said.target.configured).cloned();
    let options = ReadOptions { source, target, map: None };
    let mut reader = units::open(Box::new(Cursor::new(content)), format, &options).map_err(failed)?;
    let mut rows = Vec::new();
    let mut languages = None;
    let mut others = 0usize;
    for unit in reader.by_ref() {
        let Some((source, target)) = sides(&unit, &options) else {
            others += 1;
            continue;
        };
        let (from, to) = (&unit.variants[source].language, &unit.variants[target].language);
        let (first_from, first_to) = languages.get_or_insert_with(|| (from.clone(), to.clone()));
        if !first_from.matches(from) || !first_to.matches(to) {
            others += 1;
            continue;
        }
        let cell = |at: usize| Cell::new(&unit.variants[at].segment.text, None);
        rows.push(Row { source: cell(source), target: cell(target), doubtful: false });
    }
    notices.extend(reader.take_warnings().into_iter().map(|w| Notice::warning(place, w)));
    if let Some(error) = reader.error() {
        notices.push(Notice::new(place, format!("cut short: {error}; the rows before it are used")));
    }
    let Some((source_language, target_language)) = languages else {
        return Err(Error::usage("there is no row with both texts").at(place).hint("see its columns, --from and --to"));
    };
    if others > 0 {
        let pair = format!("{source_language} and {target_language}");
        notices.push(Notice::new(place, format!("skipped: rows without texts in {pair}: {others}")));
    }
    let (source, target, beads) = beads_of(rows, BlockKind::Cell);
    let origins = (origin(file, &source), origin(file, &target));
    let alignment = Alignment { source_language, target_language, source, target, beads };
    Ok(Aligned::new(origins.0, origins.1, Pairing::Row, alignment))
}

/// Which variants of a unit are the source and the target: those in the languages asked for, else the first and
/// the one after it.
fn sides(unit: &Unit, options: &ReadOptions) -> Option<(usize, usize)> {
    let position = |tag| unit.variants.iter().position(|v| tag == &v.language || v.language.matches(tag));
    let source = match options.source.as_ref().or(unit.source_language.as_ref()) {
        Some(tag) => position(tag)?,
        None => 0,
    };
    let target = match &options.target {
        Some(tag) => position(tag)?,
        None => (0..unit.variants.len()).find(|&at| at != source)?,
    };
    (source != target && source < unit.variants.len()).then_some((source, target))
}
