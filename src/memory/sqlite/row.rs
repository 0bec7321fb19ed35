//! A unit as the tables hold it: packed lists, numbered names, seconds, and JSON of what is rarer.

use std::borrow::Cow;

use indexmap::IndexMap;
use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};

use super::dictionary::Dictionary;
use super::error::damaged;
use super::rows;
use crate::memory::store::{Context, Error};
use crate::model::{Metadata, Origin, Status, Timestamp, Unit, Variant};

/// The columns of tables `unit` and (after the operation) `before`, in the order of [`UnitRow::read`].
pub(super) const COLUMNS: &str = "id, variants, status, source, client, domain, file, position, confidence, \
     created, created_by, changed, changed_by, contexts, extra";

/// One row of table `unit`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct UnitRow {
    pub(super) id: i64,
    pub(super) variants: Vec<i64>,
    pub(super) status: Status,
    pub(super) source: Option<i64>,
    pub(super) client: Option<i64>,
    pub(super) domain: Option<i64>,
    pub(super) file: Option<i64>,
    pub(super) position: Option<u32>,
    pub(super) confidence: Option<f64>,
    pub(super) created: Option<i64>,
    pub(super) created_by: Option<i64>,
    pub(super) changed: Option<i64>,
    pub(super) changed_by: Option<i64>,
    pub(super) contexts: Vec<Context>,
    pub(super) extra: Option<String>,
}

impl UnitRow {
    /// Reads [`COLUMNS`], beginning with column `at`.
    pub(super) fn read(row: &Row<'_>, at: usize) -> Result<Self, Error> {
        Ok(Self {
            id: row.get(at)?,
            variants: unpack_ids(row.get_ref(at + 1)?.as_blob().map_err(|_| damaged("a unit has no texts"))?)?,
            status: status(row.get(at + 2)?)?,
            source: row.get(at + 3)?,
            client: row.get(at + 4)?,
            domain: row.get(at + 5)?,
            file: row.get(at + 6)?,
            position: row.get(at + 7)?,
            confidence: row.get(at + 8)?,
            created: row.get(at + 9)?,
            created_by: row.get(at + 10)?,
            changed: row.get(at + 11)?,
            changed_by: row.get(at + 12)?,
            contexts: match row.get_ref(at + 13)?.as_blob_or_null() {
                Ok(blob) => unpack_contexts(blob.unwrap_or_default())?,
                Err(_) => return Err(damaged("the contexts of a unit are of a wrong type")),
            },
            extra: row.get(at + 14)?,
        })
    }

    /// Inserts rows, or puts them in the place of those with their ids.
    pub(super) fn write(
        connection: &Connection,
        units: impl IntoIterator<Item = Result<Self, Error>>,
    ) -> Result<(), Error> {
        rows::insert(connection, "REPLACE INTO unit", 15, units, |unit, values| {
            values.push(unit.id)?;
            values.push(pack_ids(&unit.variants))?;
            values.push(unit.status as i64)?;
            for name in [unit.source, unit.client, unit.domain, unit.file] {
                values.push(name)?;
            }
            values.push(unit.position)?;
            values.push(unit.confidence)?;
            for known in [unit.created, unit.created_by, unit.changed, unit.changed_by] {
                values.push(known)?;
            }
            values.push((!unit.contexts.is_empty()).then(|| pack_contexts(&unit.contexts)))?;
            values.push(&unit.extra)
        })
    }

    /// The row of a unit. The texts of `unit.origin`'s neighbours are not in it, `contexts` is.
    pub(super) fn encode(
        connection: &Connection,
        dictionary: &mut Dictionary,
        id: i64,
        unit: &Unit,
        variants: Vec<i64>,
        contexts: Vec<Context>,
    ) -> Result<Self, Error> {
        let mut name = |text: &Option<String>| text.as_ref().map(|t| dictionary.name(connection, t)).transpose();
        let client = name(&unit.client)?;
        let domain = name(&unit.domain)?;
        let file = name(&unit.origin.file)?;
        let mut extra =
            Extra { name: unit.name.as_deref().map(Cow::Borrowed), tool: name(&unit.origin.tool)?, ..Extra::default() };
        extra.own = Known::encode(connection, dictionary, &unit.metadata)?;
        let known = unit.variants.iter().rposition(|v| !v.metadata.is_empty()).map_or(0, |at| at + 1);
        for variant in &unit.variants[..known] {
            extra.variants.push(Known::encode(connection, dictionary, &variant.metadata)?);
        }
        let source = unit.source_language.as_ref().map(|tag| dictionary.language(connection, tag)).transpose()?;
        Ok(Self {
            id,
            variants,
            status: unit.status,
            source,
            client,
            domain,
            file,
            position: unit.origin.position,
            confidence: unit.origin.confidence.map(f64::from),
            created: extra.own.created.take(),
            created_by: extra.own.created_by.take(),
            changed: extra.own.changed.take(),
            changed_by: extra.own.changed_by.take(),
            contexts,
            extra: (!extra.is_empty())
                .then(|| serde_json::to_string(&extra))
                .transpose()
                .map_err(|e| Error::Io(e.to_string()))?,
        })
    }

    /// The unit, with the languages and segments of its variants, which are not in the row.
    pub(super) fn decode(
        &self,
        connection: &Connection,
        dictionary: &mut Dictionary,
        mut variants: Vec<Variant>,
    ) -> Result<Unit, Error> {
        let mut extra: Extra = match &self.extra {
            Some(json) => serde_json::from_str(json).map_err(|e| Error::Damaged(e.to_string()))?,
            None => Extra::default(),
        };
        extra.own.created = self.created;
        extra.own.created_by = self.created_by;
        extra.own.changed = self.changed;
        extra.own.changed_by = self.changed_by;
        for (variant, known) in variants.iter_mut().zip(extra.variants) {
            variant.metadata = known.decode(connection, dictionary)?;
        }
        let metadata = extra.own.decode(connection, dictionary)?;
        let source_language = self.source.map(|id| dictionary.tag(connection, id)).transpose()?;
        let mut text = |id: Option<i64>| id.map(|id| dictionary.text(connection, id)).transpose();
        Ok(Unit {
            name: extra.name.map(Cow::into_owned),
            source_language,
            variants,
            status: self.status,
            client: text(self.client)?,
            domain: text(self.domain)?,
            origin: Origin {
                file: text(self.file)?,
                position: self.position,
                // It was an f32 when it was stored.
                confidence: self.confidence.map(|c| c as f32),
                tool: text(extra.tool)?,
                ..Origin::default()
            },
            metadata,
        })
    }
}

/// What few units have.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Extra<'a> {
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'a, str>>,
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    tool: Option<i64>,
    #[serde(rename = "m", skip_serializing_if = "Known::is_empty")]
    own: Known<'a>,
    #[serde(rename = "v", skip_serializing_if = "Vec::is_empty")]
    variants: Vec<Known<'a>>,
}

impl Extra<'_> {
    fn is_empty(&self) -> bool {
        let Self { name, tool, own, variants } = self;
        name.is_none() && tool.is_none() && own.is_empty() && variants.is_empty()
    }
}

/// [`Metadata`] with numbered names and seconds.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Known<'a> {
    #[serde(rename = "c", skip_serializing_if = "Option::is_none")]
    created: Option<i64>,
    #[serde(rename = "cb", skip_serializing_if = "Option::is_none")]
    created_by: Option<i64>,
    #[serde(rename = "h", skip_serializing_if = "Option::is_none")]
    changed: Option<i64>,
    #[serde(rename = "hb", skip_serializing_if = "Option::is_none")]
    changed_by: Option<i64>,
    #[serde(rename = "u", skip_serializing_if = "Option::is_none")]
    last_used: Option<i64>,
    #[serde(rename = "k", skip_serializing_if = "Option::is_none")]
    usage_count: Option<u32>,
    #[serde(rename = "n", skip_serializing_if = "<[_]>::is_empty")]
    notes: Cow<'a, [String]>,
    #[serde(rename = "p", skip_serializing_if = "IndexMap::is_empty")]
    properties: Cow<'a, IndexMap<String, Vec<String>>>,
}

impl<'a> Known<'a> {
    fn is_empty(&self) -> bool {
        let Self { created, created_by, changed, changed_by, last_used, usage_count, notes, properties } = self;
        [created, created_by, changed, changed_by, last_used].into_iter().all(Option::is_none)
            && usage_count.is_none()
            && notes.is_empty()
            && properties.is_empty()
    }

    fn encode(connection: &Connection, dictionary: &mut Dictionary, metadata: &'a Metadata) -> Result<Self, Error> {
        let seconds = |time: Option<Timestamp>| time.map(Timestamp::as_second);
        let mut name = |text: &Option<String>| text.as_ref().map(|t| dictionary.name(connection, t)).transpose();
        Ok(Self {
            created: seconds(metadata.created),
            created_by: name(&metadata.created_by)?,
            changed: seconds(metadata.changed),
            changed_by: name(&metadata.changed_by)?,
            last_used: seconds(metadata.last_used),
            usage_count: metadata.usage_count,
            notes: Cow::Borrowed(&metadata.notes),
            properties: Cow::Borrowed(&metadata.properties),
        })
    }

    fn decode(self, connection: &Connection, dictionary: &mut Dictionary) -> Result<Metadata, Error> {
        let mut text = |id: Option<i64>| id.map(|id| dictionary.text(connection, id)).transpose();
        Ok(Metadata {
            created: self.created.map(timestamp).transpose()?,
            created_by: text(self.created_by)?,
            changed: self.changed.map(timestamp).transpose()?,
            changed_by: text(self.changed_by)?,
            last_used: self.last_used.map(timestamp).transpose()?,
            usage_count: self.usage_count,
            notes: self.notes.into_owned(),
            properties: self.properties.into_owned(),
        })
    }
}

/// A stored time.
pub(super) fn timestamp(seconds: i64) -> Result<Timestamp, Error> {
    Timestamp::from_second(seconds).map_err(|_| damaged("a time is out of range"))
}

/// A stored status.
pub(super) fn status(number: i64) -> Result<Status, Error> {
    Ok(match number {
        0 => Status::Machine,
        1 => Status::Aligned,
        2 => Status::Translated,
        3 => Status::Approved,
        4 => Status::Rejected,
        _ => return Err(damaged("a status is unknown")),
    })
}

/// Differences of neighbours, zigzag, in LEB128.
fn pack_ids(ids: &[i64]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(ids.len() + 4);
    let mut last = 0i64;
    for &id in ids {
        let difference = id.wrapping_sub(last);
        let mut rest = ((difference << 1) ^ (difference >> 63)) as u64;
        while rest >= 0x80 {
            bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        bytes.push(rest as u8);
        last = id;
    }
    bytes
}

/// The reverse of [`pack_ids`].
pub(super) fn unpack_ids(bytes: &[u8]) -> Result<Vec<i64>, Error> {
    let mut ids = Vec::with_capacity(2);
    let (mut last, mut zigzag, mut shift) = (0i64, 0u64, 0u32);
    for byte in bytes {
        zigzag |= u64::from(byte & 0x7f).checked_shl(shift).ok_or_else(|| damaged("a list of ids is broken"))?;
        shift += 7;
        if byte & 0x80 == 0 {
            last = last.wrapping_add((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64));
            ids.push(last);
            (zigzag, shift) = (0, 0);
        }
    }
    if shift == 0 { Ok(ids) } else { Err(damaged("a list of ids is cut short")) }
}

fn pack_contexts(contexts: &[Context]) -> Vec<u8> {
    let keys = contexts.iter().flat_map(|c| [c.previous, c.next]);
    keys.flat_map(|key| key.unwrap_or(0).to_le_bytes()).collect()
}

fn unpack_contexts(bytes: &[u8]) -> Result<Vec<Context>, Error> {
    let (keys, rest) = bytes.as_chunks::<8>();
    let key = |bytes: [u8; 8]| Some(u64::from_le_bytes(bytes)).filter(|k| *k != 0);
    let (pairs, odd) = keys.as_chunks::<2>();
    if !rest.is_empty() || !odd.is_empty() {
        return Err(damaged("a list of contexts is cut short"));
    }
    Ok(pairs.iter().map(|&[previous, next]| Context { previous: key(previous), next: key(next) }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_come_back(ids in prop::collection::vec(any::<i64>(), 0..5)) {
            prop_assert_eq!(unpack_ids(&pack_ids(&ids)).unwrap(), ids);
        }

        #[test]
        fn broken_lists_are_errors_not_panics(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = unpack_ids(&bytes);
            let _ = unpack_contexts(&bytes);
        }
    }

    #[test]
    fn neighbouring_ids_take_a_byte_each() {
        assert_eq!(pack_ids(&[2_000_000, 2_000_001]).len(), 5);
    }
}
