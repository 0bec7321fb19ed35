//! Translation memories: the store and its ledger, the candidate index, scores, repair.

mod difference;
mod repair;
mod store;

pub use difference::{Change, Difference, Part, difference};
pub use repair::{Repair, repair};
pub use store::{
    Counts, Error, Filter, Info, NewOperation, Operation, OperationId, Store, StoredUnit, UnitId, VariantId, exact_key,
};
