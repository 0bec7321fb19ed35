//! Translation memories: the store and its ledger, the candidate index, scores, repair, word associations.

mod association;
mod closeness;
pub mod concordance;
mod difference;
mod fragments;
mod index;
mod marks;
mod markup;
pub mod merge;
mod order;
mod penalty;
mod repair;
mod score;
mod search;
mod sqlite;
mod store;
#[cfg(test)]
pub(crate) mod testing;

pub use association::{Associations, Bitext, Link, Rendering};
pub use closeness::Closeness;
pub use difference::{Change, Difference, Part, difference};
pub use fragments::{Fragment, fragments};
pub use index::{Candidate, Notice};
pub use marks::marks;
pub use order::{merge_matches, order_near_equal};
pub use penalty::{LOW_CONFIDENCE, Penalties, Penalty, penalise_several_translations};
pub use repair::{Repair, Replacement, Why, repair};
pub use score::{Analyzer, Class, Key, Similarity, Token, WORD, exchange, similarity};
pub use search::{Match, MatchKind, Query, SearchOptions, Searcher};
pub use sqlite::SqliteStore;
pub use store::{
    Context, Counts, Error, Filter, Info, NewOperation, Operation, OperationId, Revision, Store, StoredUnit,
    Translation, UnitId, VariantId, exact_key,
};
