//! The store behind a trait that speaks of units and operations, not of SQLite: a team's memory in a
//! database server will stand behind the same one.

use std::ops::ControlFlow;

use serde::Serialize;

use crate::lang::{LanguageTag, collapse_space, is_collapsed};
use crate::model::{Segment, Status, Timestamp, Unit};

/// Identifies a unit within its memory; never used again for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct UnitId(pub i64);

/// Identifies one stored text of a unit. Ids only grow; the text behind an id never changes: a changed text
/// and a text that `undo` brings back get new ids. This is what lets an index of texts stay valid for ever,
/// with what is gone simply not found any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct VariantId(pub i64);

/// The number of an operation in the ledger, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct OperationId(pub i64);

/// A unit as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredUnit {
    /// Its id.
    pub id: UnitId,
    /// The ids of its variants, in the order of `unit.variants`.
    pub variants: Vec<VariantId>,
    /// The unit. Its origin names the first context in which it was seen, with white space collapsed.
    pub unit: Unit,
    /// Every context in which it was seen, the first one first; empty when none is known.
    pub contexts: Vec<Context>,
}

/// A stored text and its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// The variant that has the text.
    pub variant: VariantId,
    /// The text.
    pub source: String,
    /// The text of its unit in the language asked for.
    pub target: String,
}

/// The neighbours of a segment where it was seen, by the [`exact_key`]s of their texts. A segment that is
/// repeated in a document is one unit with several contexts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Context {
    /// The source segment before it; `None` at the beginning of a document.
    pub previous: Option<u64>,
    /// The source segment after it; `None` at the end of a document.
    pub next: Option<u64>,
}

/// A state of a memory: that after an operation. Two copies of a memory that go on apart have other revisions
/// from there, so what was made from one is known not to be of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Revision {
    /// The newest operation; 0 when there was none.
    pub operation: OperationId,
    /// A random number that this operation has and no other.
    pub mark: u64,
}

/// What a memory says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Info {
    /// Identifies the memory for ever, wherever its file is moved or copied (32 hexadecimal digits).
    pub id: String,
    /// How many units it holds.
    pub units: u64,
    /// Variants by language, most first.
    #[serde(serialize_with = "as_map")]
    pub languages: Vec<(LanguageTag, u64)>,
    /// Units by status, in the order of [`Status`], zeros left out.
    #[serde(serialize_with = "as_map")]
    pub statuses: Vec<(Status, u64)>,
    /// When it was made.
    pub created: Timestamp,
    /// How many operations its ledger holds.
    pub operations: u64,
    /// The newest operation's time.
    pub changed: Option<Timestamp>,
    /// Size of the store on disk, in bytes.
    pub bytes: u64,
}

/// Counts as an object, in their order.
fn as_map<K: Serialize, S: serde::Serializer>(counts: &[(K, u64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(counts.iter().map(|(name, n)| (name, n)))
}

/// An operation to be: what the ledger will say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOperation {
    /// One word: import, align, delete, undo …
    pub kind: String,
    /// What it was about, for the log: the file's name, the command's arguments.
    pub detail: String,
    /// Who did it.
    pub author: Option<String>,
    /// When.
    pub time: Timestamp,
}

/// An entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// Its number.
    pub id: OperationId,
    /// One word: import, align, delete, undo …
    pub kind: String,
    /// What it was about.
    pub detail: String,
    /// Who did it.
    pub author: Option<String>,
    /// When.
    pub time: Timestamp,
    /// What it did.
    pub counts: Counts,
    /// The operation that it took back, when it is an undo.
    pub undoes: Option<OperationId>,
    /// The operation that took it back, if one did and was not itself taken back.
    pub undone_by: Option<OperationId>,
}

/// What an operation did to units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Units handed in.
    pub read: u64,
    /// Units that were not there.
    pub new: u64,
    /// Units that were there and gained or changed a variant or metadata.
    pub changed: u64,
    /// Units that were there already, the same in text and codes.
    pub duplicate: u64,
    /// Units that could not be kept: fewer than two variants with text.
    pub skipped: u64,
    /// Units taken away.
    pub removed: u64,
}

/// Which units are meant. Every field that is set must agree.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// Units that have variants in all of these languages (any region).
    pub languages: Vec<LanguageTag>,
    /// Changed (or, if never, made) at this time or later.
    pub since: Option<Timestamp>,
    /// Changed (or, if never, made) before this time.
    pub before: Option<Timestamp>,
    /// With one of these statuses; empty means any.
    pub statuses: Vec<Status>,
    /// Of this client.
    pub client: Option<String>,
    /// Of this subject field.
    pub domain: Option<String>,
    /// Whose origin file contains this text.
    pub origin: Option<String>,
}

/// Why a memory could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error("there is no memory at this place")]
    Missing,
    /// Something is there already where a memory was to be made.
    #[error("there is a file at this place already")]
    Exists,
    /// The file is not a memory of ours.
    #[error("this is not a tolmach memory: {0}")]
    Foreign(String),
    /// A later version of tolmach wrote it.
    #[error("this memory was written by a newer tolmach (format {found}, this one knows {known})")]
    Newer {
        /// The format number found.
        found: i64,
        /// The newest format number known.
        known: i64,
    },
    /// The file is damaged.
    #[error("this memory is damaged: {0}")]
    Damaged(String),
    /// Another process has been writing for too long.
    #[error("another process is writing to this memory")]
    Busy,
    /// The place cannot be written to.
    #[error("this memory cannot be written: {0}")]
    ReadOnly(String),
    /// There is nothing to undo, or it cannot be undone any more.
    #[error("{0}")]
    CannotUndo(String),
    /// The caller said stop (an interrupt); nothing was written.
    #[error("interrupted, nothing was changed")]
    Interrupted,
    /// Input or output failed, a full disk for one.
    #[error("{0}")]
    Io(String),
}

/// A translation memory. Every method that changes it is one transaction and one operation of the ledger:
/// after a crash it has happened wholly or not at all. Readers in other processes see the state before or
/// after, never between, and never wait.
pub trait Store {
    /// What the memory says of itself.
    fn info(&self) -> Result<Info, Error>;

    /// Adds units. A unit that is there already ([`super::merge::same`]: the same texts and codes in every
    /// language that both have, two at least, and no other client or domain) is a duplicate. When it is newer
    /// or says more, the stored one takes that over ([`super::merge::take_over`]) and it counts as changed;
    /// so it does when it was seen in another context. The same source with another translation is a new
    /// unit. Variants without text are left out; a unit with fewer than two others is skipped.
    ///
    /// `progress` is told how many units were read so far, now and then; when it says `Break` nothing is kept
    /// and the result is [`Error::Interrupted`]. Times are kept in whole seconds.
    fn add(
        &mut self,
        operation: &NewOperation,
        units: &mut dyn Iterator<Item = Unit>,
        progress: &mut dyn FnMut(&Counts) -> ControlFlow<()>,
    ) -> Result<(OperationId, Counts), Error>;

    /// Removes the units with these ids (those that are there).
    fn remove(&mut self, operation: &NewOperation, units: &[UnitId]) -> Result<(OperationId, Counts), Error>;

    /// Removes the units that pass a filter, as one operation. Without any there is no operation.
    fn purge(
        &mut self,
        operation: &NewOperation,
        filter: &Filter,
        progress: &mut dyn FnMut() -> ControlFlow<()>,
    ) -> Result<(Option<OperationId>, Counts), Error>;

    /// Takes back an operation (the newest that is not undone and not itself an undo, by default): its units
    /// are again what they were before it. It is refused when a later operation that stands touched the same
    /// units. An undo can be taken back too, by its number: then what it took back is there again.
    fn undo(&mut self, operation: &NewOperation, which: Option<OperationId>) -> Result<(Operation, Counts), Error>;

    /// The ledger, newest first.
    fn log(&self, limit: usize) -> Result<Vec<Operation>, Error>;

    /// Visits units in the order of their ids, in constant memory, as one consistent state.
    fn visit(&self, filter: &Filter, visitor: &mut dyn FnMut(StoredUnit) -> ControlFlow<()>) -> Result<(), Error>;

    /// The units that hold these variants, in the order given; what is gone is left out.
    fn units_of(&self, variants: &[VariantId]) -> Result<Vec<(VariantId, StoredUnit)>, Error>;

    /// The texts of these variants with those of their units in a language (the nearest to it), in the order
    /// given. What is gone, rejected or without such a text is left out. (A store may do it with less than
    /// whole units.)
    fn translations_of(&self, variants: &[VariantId], language: &LanguageTag) -> Result<Vec<Translation>, Error> {
        let units = self.units_of(variants)?.into_iter().filter(|(_, stored)| stored.unit.status != Status::Rejected);
        let translation = |(variant, StoredUnit { variants, unit, .. }): (VariantId, StoredUnit)| {
            let place = variants.iter().position(|v| *v == variant)?;
            let others = unit.variants.iter().enumerate().filter(|(index, _)| *index != place);
            let (_, target) = others
                .filter_map(|(_, other)| Some((language.distance(&other.language)?, other)))
                .min_by_key(|(distance, _)| *distance)?;
            let source = unit.variants.get(place)?.segment.text.clone();
            Some(Translation { variant, source, target: target.segment.text.clone() })
        };
        Ok(units.filter_map(translation).collect())
    }

    /// The texts of these variants, in the order given; what is gone is left out.
    fn texts_of(&self, variants: &[VariantId]) -> Result<Vec<(VariantId, String)>, Error> {
        let units = self.units_of(variants)?;
        let text = |(id, stored): (VariantId, StoredUnit)| {
            let place = stored.variants.iter().position(|v| *v == id)?;
            Some((id, stored.unit.variants.get(place)?.segment.text.clone()))
        };
        Ok(units.into_iter().filter_map(text).collect())
    }

    /// The variants in a language (any region) whose normalised text ([`super::exact_key`]) has this hash.
    fn exact(&self, language: &LanguageTag, key: u64) -> Result<Vec<VariantId>, Error>;

    /// Visits the texts in a language (any region) with ids greater than `after`, ascending: how an index
    /// catches up. Gives the greatest id there is in any language (what the next call goes on from), or `after`.
    fn texts_after(
        &self,
        language: &LanguageTag,
        after: VariantId,
        visitor: &mut dyn FnMut(VariantId, &Segment),
    ) -> Result<VariantId, Error>;

    /// The state that the memory is in.
    fn revision(&self) -> Result<Revision, Error>;

    /// Whether the memory was once in this state.
    fn has_been(&self, revision: Revision) -> Result<bool, Error>;

    /// The unit once for every context in which it was seen, with the texts of the neighbours: for what can
    /// name only one context a unit, as TMX does. Once as it is when no context is known.
    fn occurrences(&self, unit: &StoredUnit) -> Result<Vec<Unit>, Error>;

    /// Which of these variants are still there, for an index that may hold some that are gone.
    fn living(&self, variants: &[VariantId]) -> Result<Vec<bool>, Error>;
}

/// The key under which exact matches are found: a stable hash (XXH3) of the text with its white space
/// collapsed. Letter case counts; inline codes do not.
pub fn exact_key(text: &str) -> u64 {
    let hash = |text: &str| xxhash_rust::xxh3::xxh3_64(text.as_bytes());
    if is_collapsed(text) { hash(text) } else { hash(&collapse_space(text)) }
}
