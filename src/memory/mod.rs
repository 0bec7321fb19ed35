//! Translation memories: the store and its ledger, the candidate index, scores, repair.

mod difference;
mod index;
pub mod merge;
mod repair;
mod score;
mod search;
mod sqlite;
mod store;
#[cfg(test)]
mod testing;

pub use difference::{Change, Difference, Part, difference};
pub use index::{Candidate, Notice};
pub use repair::{Repair, repair};
pub use score::{Analyzer, Class, Key, Similarity, Token, WORD, exchange, similarity};
pub use search::{LOW_CONFIDENCE, Match, MatchKind, Penalties, Penalty, Query, SearchOptions, Searcher, merge_matches};
pub use sqlite::SqliteStore;
pub use store::{
    Context, Counts, Error, Filter, Info, NewOperation, Operation, OperationId, Revision, Store, StoredUnit, UnitId,
    VariantId, exact_key,
};
