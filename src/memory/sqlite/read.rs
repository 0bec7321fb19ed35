//! Reading units and texts.

use std::cell::RefCell;
use std::ops::ControlFlow;

use rusqlite::{Connection, OptionalExtension, Row};
use rustc_hash::FxHashMap;

use super::dictionary::Dictionary;
use super::error::damaged;
use super::key::TextKey;
use super::row::{COLUMNS, UnitRow, status, unpack_ids};
use crate::lang::{LanguageTag, collapse_space};
use crate::memory::store::{Context, Error, Filter, StoredUnit, Translation, UnitId, VariantId, exact_key};
use crate::model::{InlineCode, Segment, Status, Unit, Variant};

/// Units that a visit reads at a time.
const GROUP: usize = 500;

/// Is told a variant's id, language and text.
type TextVisitor<'a> = dyn FnMut(i64, &LanguageTag, &str) -> Result<ControlFlow<()>, Error> + 'a;

/// A connection and what was looked up on it.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) connection: &'a Connection,
    pub(super) dictionary: &'a RefCell<Dictionary>,
}

impl<'a> Reader<'a> {
    /// The row of a unit, if it is there.
    pub(super) fn row(&self, unit: i64) -> Result<Option<UnitRow>, Error> {
        let mut statement = self.connection.prepare_cached(&format!("SELECT {COLUMNS} FROM unit WHERE id = ?1"))?;
        let mut rows = statement.query([unit])?;
        rows.next()?.map(|row| UnitRow::read(row, 0)).transpose()
    }

    /// The unit of a row, but for the texts of its neighbours.
    pub(super) fn unit(&self, row: &UnitRow) -> Result<Unit, Error> {
        let mut variants = Vec::with_capacity(row.variants.len());
        for id in &row.variants {
            let (language, segment) = self.text_of(*id)?.ok_or_else(|| damaged("a text is missing"))?;
            variants.push(Variant::new(self.dictionary.borrow_mut().tag(self.connection, language)?, segment));
        }
        row.decode(self.connection, &mut self.dictionary.borrow_mut(), variants)
    }

    /// All of a unit.
    pub(super) fn stored(&self, row: UnitRow) -> Result<StoredUnit, Error> {
        let mut unit = self.unit(&row)?;
        if let Some(first) = row.contexts.first() {
            (unit.origin.previous, unit.origin.next) = self.neighbours(&unit, first)?;
        }
        Ok(stored(row, unit))
    }

    /// The language and text of a variant, dead or alive.
    pub(super) fn text_of(&self, variant: i64) -> Result<Option<(i64, Segment)>, Error> {
        let mut statement =
            self.connection.prepare_cached("SELECT language, text, codes FROM variant WHERE id = ?1")?;
        let mut rows = statement.query([variant])?;
        rows.next()?.map(|row| Ok((row.get(0)?, segment(row, 1)?))).transpose()
    }

    /// The text of a living variant with that of its unit in a language, unless the unit was rejected.
    pub(super) fn translation_of(
        &self,
        variant: VariantId,
        wanted: &LanguageTag,
    ) -> Result<Option<Translation>, Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT v.text, u.variants, u.status FROM variant v JOIN unit u ON u.id = v.unit WHERE v.id = ?1",
        )?;
        let mut rows = statement.query([variant.0])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        if !lists(row, 1, variant.0)? || status(row.get(2)?)? == Status::Rejected {
            return Ok(None);
        }
        let variants = unpack_ids(row.get_ref(1)?.as_blob().map_err(|_| damaged("a unit has no texts"))?)?;
        let mut nearest: Option<(u8, String)> = None;
        for other in variants.into_iter().filter(|id| *id != variant.0) {
            let Some((language, segment)) = self.text_of(other)? else { continue };
            let language = self.dictionary.borrow_mut().tag(self.connection, language)?;
            if let Some(distance) = wanted.distance(&language)
                && nearest.as_ref().is_none_or(|(least, _)| distance < *least)
            {
                nearest = Some((distance, segment.text));
            }
        }
        let Some((_, target)) = nearest else { return Ok(None) };
        Ok(Some(Translation { variant, source: text(row, 0)?.to_string(), target }))
    }

    /// The unit that holds a variant, if the variant is alive.
    pub(super) fn unit_of(&self, variant: i64) -> Result<Option<UnitRow>, Error> {
        let Some(unit) = self.unit_id_of(variant)? else { return Ok(None) };
        Ok(self.row(unit)?.filter(|row| row.variants.contains(&variant)))
    }

    /// The unit for which a variant was made; it may have lost it since.
    pub(super) fn unit_id_of(&self, variant: i64) -> Result<Option<i64>, Error> {
        let mut statement = self.connection.prepare_cached("SELECT unit FROM variant WHERE id = ?1")?;
        Ok(statement.query_row([variant], |row| row.get(0)).optional()?)
    }

    /// Whether a variant is there.
    pub(super) fn is_alive(&self, variant: i64) -> Result<bool, Error> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT u.variants FROM variant v JOIN unit u ON u.id = v.unit WHERE v.id = ?1")?;
        let mut rows = statement.query([variant])?;
        match rows.next()? {
            Some(row) => lists(row, 0, variant),
            None => Ok(false),
        }
    }

    /// The living variants of a language whose text has this key.
    pub(super) fn exact(&self, language: &LanguageTag, key: u64) -> Result<Vec<VariantId>, Error> {
        let mut found = Vec::new();
        self.each_with_key(language.language(), key, &mut |variant, tag, _| {
            if language.matches(tag) && self.is_alive(variant)? {
                found.push(VariantId(variant));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// Visits the variants, dead ones too, whose text has this key in this primary language.
    fn each_with_key(&self, primary: &str, key: u64, visit: &mut TextVisitor<'_>) -> Result<(), Error> {
        let mut statement = self.connection.prepare_cached(
            "SELECT v.id, v.language, v.text FROM text_key k JOIN variant v ON v.id = k.variant WHERE k.key = ?1",
        )?;
        let mut rows = statement.query([TextKey::new(primary, key).column()])?;
        while let Some(row) = rows.next()? {
            let tag = self.dictionary.borrow_mut().tag(self.connection, row.get(1)?)?;
            let text = text(row, 2)?;
            // The table has 32 bits of the key.
            if tag.language() == primary && exact_key(text) == key && visit(row.get(0)?, &tag, text)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The texts of a unit's neighbours in a context.
    pub(super) fn neighbours(&self, unit: &Unit, context: &Context) -> Result<(Option<String>, Option<String>), Error> {
        let Some(language) = source_language(unit) else { return Ok((None, None)) };
        let text = |key: Option<u64>| match key {
            Some(key) => self.text_with_key(language.language(), key),
            None => Ok(None),
        };
        Ok((text(context.previous)?, text(context.next)?))
    }

    /// A text with this key, its white space collapsed: of some variant, dead or alive, or kept as a neighbour.
    pub(super) fn text_with_key(&self, primary: &str, key: u64) -> Result<Option<String>, Error> {
        let mut found = None;
        self.each_with_key(primary, key, &mut |_, _, text| {
            found = Some(collapse_space(text));
            Ok(ControlFlow::Break(()))
        })?;
        if found.is_none() {
            let mut statement = self.connection.prepare_cached("SELECT text FROM context_text WHERE key = ?1")?;
            found = statement.query_row([key as i64], |row| row.get(0)).optional()?;
        }
        Ok(found)
    }

    /// Visits the units that pass.
    pub(super) fn visit(
        &self,
        filter: &Filter,
        visitor: &mut dyn FnMut(StoredUnit) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        let Some(sieve) = Sieve::new(self.connection, filter)? else { return Ok(()) };
        let mut statement = self.connection.prepare(&format!("SELECT {COLUMNS} FROM unit ORDER BY id"))?;
        let mut rows = statement.query(())?;
        loop {
            let mut group = Vec::new();
            while group.len() < GROUP
                && let Some(row) = rows.next()?
            {
                let row = UnitRow::read(row, 0)?;
                if sieve.passes(&row) {
                    let unit = self.unit(&row)?;
                    let has = |tag: &LanguageTag| unit.variants.iter().any(|v| tag.matches(&v.language));
                    if filter.languages.iter().all(has) {
                        group.push((row, unit));
                    }
                }
            }
            if group.is_empty() {
                return Ok(());
            }
            for stored in self.with_neighbours(group)? {
                if visitor(stored).is_break() {
                    return Ok(());
                }
            }
        }
    }

    /// Adds the texts of the neighbours. Most of them are in the group itself.
    fn with_neighbours(&self, group: Vec<(UnitRow, Unit)>) -> Result<Vec<StoredUnit>, Error> {
        let mut texts = FxHashMap::default();
        if group.iter().any(|(row, _)| !row.contexts.is_empty()) {
            for variant in group.iter().flat_map(|(_, unit)| &unit.variants) {
                let text = &variant.segment.text;
                texts.entry(TextKey::of(&variant.language, text)).or_insert_with(|| collapse_space(text));
            }
        }
        let stored = group.into_iter().map(|(row, mut unit)| {
            if let (Some(first), Some(language)) = (row.contexts.first(), source_language(&unit)) {
                let primary = language.language();
                let text = |key: Option<u64>| match key.map(|key| (key, texts.get(&TextKey::new(primary, key)))) {
                    Some((key, None)) => self.text_with_key(primary, key),
                    Some((_, known)) => Ok(known.cloned()),
                    None => Ok(None),
                };
                (unit.origin.previous, unit.origin.next) = (text(first.previous)?, text(first.next)?);
            }
            Ok(stored(row, unit))
        });
        stored.collect()
    }

    /// Visits the living texts of a language with ids greater than `after`.
    pub(super) fn texts_after(
        &self,
        language: &LanguageTag,
        after: i64,
        visitor: &mut dyn FnMut(VariantId, &Segment),
    ) -> Result<i64, Error> {
        let next: i64 = self.connection.query_row("SELECT next_variant FROM memory", (), |row| row.get(0))?;
        let languages = self.numbers_of(language)?;
        if !languages.is_empty() {
            let mut statement = self.connection.prepare(&format!(
                "SELECT v.id, v.text, v.codes, u.variants FROM variant v CROSS JOIN unit u \
                 WHERE v.id > ?1 AND v.language IN ({languages}) AND u.id = v.unit ORDER BY v.id"
            ))?;
            let mut rows = statement.query([after])?;
            while let Some(row) = rows.next()? {
                let id = row.get(0)?;
                if lists(row, 3, id)? {
                    visitor(VariantId(id), &segment(row, 1)?);
                }
            }
        }
        Ok(after.max(next - 1))
    }

    /// The numbers of the tags that a language matches, for an SQL list.
    fn numbers_of(&self, language: &LanguageTag) -> Result<String, Error> {
        let mut statement = self.connection.prepare_cached("SELECT id, tag FROM language")?;
        let mut rows = statement.query(())?;
        let mut numbers = Vec::new();
        while let Some(row) = rows.next()? {
            if LanguageTag::parse(text(row, 1)?).is_ok_and(|tag| language.matches(&tag)) {
                numbers.push(row.get::<_, i64>(0)?.to_string());
            }
        }
        Ok(numbers.join(","))
    }
}

fn stored(row: UnitRow, unit: Unit) -> StoredUnit {
    let variants = row.variants.into_iter().map(VariantId).collect();
    StoredUnit { id: UnitId(row.id), variants, unit, contexts: row.contexts }
}

/// A filter in the terms of the table.
struct Sieve<'a> {
    filter: &'a Filter,
    client: Option<i64>,
    domain: Option<i64>,
    files: Option<Vec<i64>>,
}

impl<'a> Sieve<'a> {
    /// None when nothing can pass.
    fn new(connection: &Connection, filter: &'a Filter) -> Result<Option<Self>, Error> {
        let ids = |condition: &str, text: &str| -> Result<Vec<i64>, Error> {
            let mut statement = connection.prepare(&format!("SELECT id FROM name WHERE {condition} ORDER BY id"))?;
            let ids = statement.query_map([text], |row| row.get(0))?.collect::<Result<_, _>>()?;
            Ok(ids)
        };
        let mut sieve = Self { filter, client: None, domain: None, files: None };
        for (given, number) in [(&filter.client, &mut sieve.client), (&filter.domain, &mut sieve.domain)] {
            if let Some(text) = given {
                let Some(id) = ids("text = ?1", text)?.first().copied() else { return Ok(None) };
                *number = Some(id);
            }
        }
        if let Some(part) = &filter.origin {
            sieve.files = Some(ids("instr(text, ?1) > 0", part)?);
        }
        Ok(Some(sieve))
    }

    fn passes(&self, row: &UnitRow) -> bool {
        let moment = row.changed.or(row.created);
        self.filter.since.is_none_or(|since| moment.is_some_and(|m| m >= since.as_second()))
            && self.filter.before.is_none_or(|before| moment.is_some_and(|m| m < before.as_second()))
            && (self.filter.statuses.is_empty() || self.filter.statuses.contains(&row.status))
            && self.client.is_none_or(|client| row.client == Some(client))
            && self.domain.is_none_or(|domain| row.domain == Some(domain))
            && self.files.as_ref().is_none_or(|files| row.file.is_some_and(|f| files.binary_search(&f).is_ok()))
    }
}

/// The language in which a unit's neighbours are.
pub(super) fn source_language(unit: &Unit) -> Option<&LanguageTag> {
    unit.source_language.as_ref().or(unit.variants.first().map(|v| &v.language))
}

/// Columns text and codes.
fn segment(row: &Row<'_>, at: usize) -> Result<Segment, Error> {
    let codes: Vec<InlineCode> = match row.get_ref(at + 1)?.as_str_or_null() {
        Ok(None) => Vec::new(),
        Ok(Some(json)) => serde_json::from_str(json).map_err(|e| Error::Damaged(e.to_string()))?,
        Err(_) => return Err(damaged("inline codes are of a wrong type")),
    };
    let text = text(row, at)?;
    if codes.iter().any(|code| !text.is_char_boundary(code.at)) {
        return Err(damaged("an inline code is outside its text"));
    }
    Ok(Segment { text: text.to_string(), codes })
}

fn text<'a>(row: &'a Row<'_>, at: usize) -> Result<&'a str, Error> {
    row.get_ref(at)?.as_str().map_err(|_| damaged("a text is of a wrong type"))
}

/// Whether the list of ids in a column has this one.
fn lists(row: &Row<'_>, at: usize, variant: i64) -> Result<bool, Error> {
    let blob = row.get_ref(at)?.as_blob().map_err(|_| damaged("a unit has no texts"))?;
    Ok(unpack_ids(blob)?.contains(&variant))
}
