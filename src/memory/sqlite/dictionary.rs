//! Languages and names by number. Neither ever changes under its number, so what was looked up once holds.

use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

use super::error::damaged;
use crate::lang::LanguageTag;
use crate::memory::store::Error;

/// Names kept at hand; a file may name a new author in every unit.
const MOST_NAMES: usize = 20_000;

/// What has been looked up so far. To be emptied when a transaction is rolled back.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    tags: FxHashMap<i64, LanguageTag>,
    /// Few, and asked for with every text.
    languages: Vec<(LanguageTag, i64)>,
    texts: FxHashMap<i64, String>,
    names: FxHashMap<String, i64>,
}

impl Dictionary {
    /// The tag of a language.
    pub(super) fn tag(&mut self, connection: &Connection, id: i64) -> Result<LanguageTag, Error> {
        if let Some(tag) = self.tags.get(&id) {
            return Ok(tag.clone());
        }
        let text: Option<String> = connection
            .prepare_cached("SELECT tag FROM language WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        let tag = text.and_then(|t| LanguageTag::parse(&t).ok()).ok_or_else(|| damaged("a language is missing"))?;
        self.tags.insert(id, tag.clone());
        Ok(tag)
    }

    /// The number of a language, given on first use.
    pub(super) fn language(&mut self, connection: &Connection, tag: &LanguageTag) -> Result<i64, Error> {
        if let Some((_, id)) = self.languages.iter().find(|(known, _)| known == tag) {
            return Ok(*id);
        }
        connection
            .prepare_cached("INSERT OR IGNORE INTO language (tag, variants) VALUES (?1, 0)")?
            .execute([tag.as_str()])?;
        let id = connection
            .prepare_cached("SELECT id FROM language WHERE tag = ?1")?
            .query_row([tag.as_str()], |row| row.get(0))?;
        self.languages.push((tag.clone(), id));
        Ok(id)
    }

    /// A name.
    pub(super) fn text(&mut self, connection: &Connection, id: i64) -> Result<String, Error> {
        if let Some(text) = self.texts.get(&id) {
            return Ok(text.clone());
        }
        let text: Option<String> = connection
            .prepare_cached("SELECT text FROM name WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        let text = text.ok_or_else(|| damaged("a name is missing"))?;
        if self.texts.len() >= MOST_NAMES {
            self.texts.clear();
        }
        self.texts.insert(id, text.clone());
        Ok(text)
    }

    /// The number of a name, given on first use.
    pub(super) fn name(&mut self, connection: &Connection, text: &str) -> Result<i64, Error> {
        if let Some(id) = self.names.get(text) {
            return Ok(*id);
        }
        connection.prepare_cached("INSERT OR IGNORE INTO name (text) VALUES (?1)")?.execute([text])?;
        let id =
            connection.prepare_cached("SELECT id FROM name WHERE text = ?1")?.query_row([text], |row| row.get(0))?;
        if self.names.len() >= MOST_NAMES {
            self.names.clear();
        }
        self.names.insert(text.to_string(), id);
        Ok(id)
    }
}
