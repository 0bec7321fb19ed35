//! Translation memories: the store and its ledger, the candidate index, scores, repair.

mod difference;
pub mod merge;
mod repair;
mod sqlite;
mod store;

pub use difference::{Change, Difference, Part, difference};
pub use repair::{Repair, repair};
pub use sqlite::SqliteStore;
pub use store::{
    Context, Counts, Error, Filter, Info, NewOperation, Operation, OperationId, Store, StoredUnit, UnitId, VariantId,
    exact_key,
};
