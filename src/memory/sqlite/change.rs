//! A write under way: one transaction, one operation of the ledger, its counters.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::dictionary::Dictionary;
use super::error::damaged;
use super::key::TextKey;
use super::new_keys::NewKeys;
use super::open::random;
use super::read::Reader;
use super::row::UnitRow;
use super::rows;
use crate::lang::{LanguageTag, collapse_space};
use crate::memory::store::{Context, Counts, Error, NewOperation, OperationId};
use crate::model::{Segment, Status, Unit};

/// An operation that has begun. Dropped without [`Change::commit`], it has never been.
pub(super) struct Change<'a> {
    transaction: Transaction<'a>,
    dictionary: &'a RefCell<Dictionary>,
    /// The operation's number.
    pub(super) id: i64,
    /// The id for the next new unit.
    pub(super) next_unit: i64,
    /// The id for the next new text.
    next_variant: i64,
    /// The first id given to a new unit.
    pub(super) first_unit: i64,
    statuses: BTreeMap<i64, i64>,
    languages: BTreeMap<i64, i64>,
    /// Keys of new texts that are not in the table yet.
    keys: NewKeys,
    /// Whether the table of keys had any before the operation.
    had_keys: bool,
}

/// A text that is to be stored.
pub(super) struct NewText<'a> {
    pub(super) id: i64,
    /// The unit that it is of.
    pub(super) unit: i64,
    pub(super) tag: &'a LanguageTag,
    pub(super) segment: &'a Segment,
    /// What it is to be found by.
    pub(super) key: TextKey,
}

impl<'a> Change<'a> {
    /// Begins an operation: from here other writers wait.
    pub(super) fn begin(
        connection: &'a Connection,
        dictionary: &'a RefCell<Dictionary>,
        operation: &NewOperation,
    ) -> Result<Self, Error> {
        let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
        let (next_unit, next_variant) =
            transaction.query_row("SELECT next_unit, next_variant FROM memory", (), |r| Ok((r.get(0)?, r.get(1)?)))?;
        transaction.execute(
            "INSERT INTO operation (kind, detail, author, time, mark) VALUES (?1, ?2, ?3, ?4, ?5)",
            (
                &operation.kind,
                &operation.detail,
                &operation.author,
                operation.time.as_second(),
                random((&operation.detail, operation.time.as_nanosecond(), std::process::id())) as i64,
            ),
        )?;
        let id = transaction.last_insert_rowid();
        let had_keys = transaction.query_row("SELECT EXISTS (SELECT 1 FROM text_key)", (), |row| row.get(0))?;
        Ok(Self {
            transaction,
            dictionary,
            id,
            next_unit,
            next_variant,
            first_unit: next_unit,
            statuses: BTreeMap::new(),
            languages: BTreeMap::new(),
            keys: NewKeys::default(),
            had_keys,
        })
    }

    /// Writes down what was done and makes it so.
    pub(super) fn commit(mut self, counts: &Counts) -> Result<OperationId, Error> {
        self.flush_keys()?;
        let connection = &self.transaction;
        for (status, change) in &self.statuses {
            connection.execute(
                "INSERT INTO tally VALUES (?1, ?2) ON CONFLICT (status) DO UPDATE SET units = units + excluded.units",
                (status, change),
            )?;
        }
        for (language, change) in &self.languages {
            connection.execute("UPDATE language SET variants = variants + ?2 WHERE id = ?1", (language, change))?;
        }
        connection
            .execute("UPDATE memory SET next_unit = ?1, next_variant = ?2", (self.next_unit, self.next_variant))?;
        let range = (self.first_unit < self.next_unit).then_some((self.first_unit, self.next_unit - 1));
        connection.execute(
            "UPDATE operation SET first_unit = ?2, last_unit = ?3, read = ?4, new = ?5, changed = ?6, \
             duplicate = ?7, skipped = ?8, removed = ?9 WHERE id = ?1",
            (
                self.id,
                range.map(|r| r.0),
                range.map(|r| r.1),
                counts.read as i64,
                counts.new as i64,
                counts.changed as i64,
                counts.duplicate as i64,
                counts.skipped as i64,
                counts.removed as i64,
            ),
        )?;
        self.transaction.commit()?;
        Ok(OperationId(self.id))
    }

    /// Reads inside the operation.
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader { connection: &self.transaction, dictionary: self.dictionary }
    }

    /// The connection inside the operation.
    pub(super) fn connection(&self) -> &Connection {
        &self.transaction
    }

    /// Notes in the ledger what a unit is before this operation touches it; only the first time counts.
    pub(super) fn remember(&self, unit: i64) -> Result<(), Error> {
        let taken = self
            .transaction
            .prepare_cached("INSERT OR IGNORE INTO before SELECT ?1, * FROM unit WHERE id = ?2")?
            .execute((self.id, unit))?;
        if taken == 0 {
            self.transaction
                .prepare_cached("INSERT OR IGNORE INTO before (operation, id) VALUES (?1, ?2)")?
                .execute((self.id, unit))?;
        }
        Ok(())
    }

    /// Counts a unit of this status in (1) or out (-1).
    pub(super) fn count_unit(&mut self, status: Status, by: i64) {
        *self.statuses.entry(status as i64).or_default() += by;
    }

    /// Counts a text of this language in (1) or out (-1).
    pub(super) fn count_text(&mut self, language: i64, by: i64) {
        *self.languages.entry(language).or_default() += by;
    }

    /// The id for a new text.
    pub(super) fn new_variant(&mut self) -> i64 {
        self.next_variant += 1;
        self.next_variant - 1
    }

    /// Stores new texts.
    pub(super) fn insert_texts(&mut self, texts: &[NewText<'_>]) -> Result<(), Error> {
        let mut languages = Vec::with_capacity(texts.len());
        for text in texts {
            let language = self.dictionary.borrow_mut().language(&self.transaction, text.tag)?;
            languages.push(language);
            self.count_text(language, 1);
            self.keys.push(text.key, text.id);
        }
        let texts = texts.iter().zip(languages).map(Ok);
        rows::insert(&self.transaction, "INSERT OR FAIL INTO variant", 5, texts, |(text, language), values| {
            let NewText { id, unit, segment, .. } = text;
            let codes = (!segment.codes.is_empty())
                .then(|| serde_json::to_string(&segment.codes))
                .transpose()
                .map_err(|e| Error::Io(e.to_string()))?;
            values.push(id)?;
            values.push(unit)?;
            values.push(language)?;
            values.push(&segment.text)?;
            values.push(codes)
        })
    }

    /// The row of a unit.
    pub(super) fn row(
        &self,
        id: i64,
        unit: &Unit,
        variants: Vec<i64>,
        contexts: Vec<Context>,
    ) -> Result<UnitRow, Error> {
        let dictionary = &mut self.dictionary.borrow_mut();
        UnitRow::encode(&self.transaction, dictionary, id, unit, variants, contexts)
    }

    /// Puts the keys of the new texts into their table.
    fn flush_keys(&mut self) -> Result<(), Error> {
        let keys = self.keys.take();
        rows::insert(
            &self.transaction,
            "INSERT OR FAIL INTO text_key",
            2,
            keys.into_iter().map(Ok),
            |(key, variant), values| {
                values.push(key)?;
                values.push(variant)
            },
        )
    }

    /// The same once there are many.
    pub(super) fn flush_many_keys(&mut self) -> Result<(), Error> {
        if self.keys.are_many() { self.flush_keys() } else { Ok(()) }
    }

    /// The variants with a key that this operation stored and that are not in the table of keys yet.
    pub(super) fn new_variants(&self, key: TextKey) -> impl Iterator<Item = i64> + '_ {
        self.keys.variants(key)
    }

    /// Whether it is worth looking a key up in its table.
    pub(super) fn may_be_stored(&self, key: TextKey) -> bool {
        self.had_keys || self.keys.may_be_taken(key)
    }

    /// Takes away the units of a range that are there; gives how many.
    pub(super) fn take_away(&mut self, first: i64, last: i64) -> Result<u64, Error> {
        self.transaction
            .prepare_cached("INSERT OR IGNORE INTO before SELECT ?1, * FROM unit WHERE id BETWEEN ?2 AND ?3")?
            .execute((self.id, first, last))?;
        self.count_range_out(first, last)?;
        let gone =
            self.transaction.prepare_cached("DELETE FROM unit WHERE id BETWEEN ?1 AND ?2")?.execute((first, last))?;
        Ok(gone as u64)
    }

    fn count_range_out(&mut self, first: i64, last: i64) -> Result<(), Error> {
        let connection: &Connection = &self.transaction;
        let (statuses, languages) = (&mut self.statuses, &mut self.languages);
        let mut statement =
            connection.prepare_cached("SELECT status, variants FROM unit WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
        let mut language = connection.prepare_cached("SELECT language FROM variant WHERE id = ?1")?;
        let mut rows = statement.query((first, last))?;
        while let Some(row) = rows.next()? {
            *statuses.entry(row.get(0)?).or_default() -= 1;
            let ids = row.get_ref(1)?.as_blob().map_err(|_| damaged("a unit has no texts"))?;
            for id in super::row::unpack_ids(ids)? {
                let language: i64 = language.query_row([id], |row| row.get(0))?;
                *languages.entry(language).or_default() -= 1;
            }
        }
        Ok(())
    }

    /// Makes a unit what it was. Texts that are gone come back under new ids.
    pub(super) fn put_back(&mut self, mut row: UnitRow) -> Result<(), Error> {
        let current = self.reader().row(row.id)?;
        self.remember(row.id)?;
        let alive = current.as_ref().map_or(&[][..], |c| &c.variants);
        for &gone in alive.iter().filter(|id| !row.variants.contains(id)) {
            let (language, _) = self.text(gone)?;
            self.count_text(language, -1);
        }
        for id in &mut row.variants {
            if !alive.contains(id) {
                let (language, segment) = self.text(*id)?;
                let tag = self.dictionary.borrow_mut().tag(&self.transaction, language)?;
                *id = self.new_variant();
                let key = TextKey::of(&tag, &segment.text);
                self.insert_texts(&[NewText { id: *id, unit: row.id, tag: &tag, segment: &segment, key }])?;
            }
        }
        if let Some(current) = &current {
            self.count_unit(current.status, -1);
        }
        self.count_unit(row.status, 1);
        UnitRow::write(&self.transaction, [Ok(row)])?;
        self.flush_many_keys()
    }

    fn text(&self, variant: i64) -> Result<(i64, Segment), Error> {
        self.reader().text_of(variant)?.ok_or_else(|| damaged("a text is missing"))
    }

    /// Keeps the text of a neighbour unless some variant has it.
    pub(super) fn keep_neighbour(&self, primary: &str, key: u64, text: &str) -> Result<(), Error> {
        let new = self.keys.contains(TextKey::new(primary, key));
        if !new && self.reader().text_with_key(primary, key)?.is_none() {
            self.transaction
                .prepare_cached("INSERT OR IGNORE INTO context_text VALUES (?1, ?2)")?
                .execute((key as i64, collapse_space(text)))?;
        }
        Ok(())
    }
}
