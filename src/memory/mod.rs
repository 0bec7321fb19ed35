//! Translation memories: the store and its ledger, the candidate index, scores, repair.

mod store;

pub use store::{
    Counts, Error, Filter, Info, NewOperation, Operation, OperationId, Store, StoredUnit, UnitId, VariantId, exact_key,
};
