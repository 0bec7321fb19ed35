//! What the tests of the search share.

use std::ops::ControlFlow;

use super::{Filter, NewOperation, SqliteStore, Store, StoredUnit, UnitId};
use crate::lang::LanguageTag;
use crate::model::{Unit, Variant};

pub(crate) fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).unwrap()
}

pub(crate) fn pair(source: &str, target: &str) -> Unit {
    Unit::pair(Variant::new(tag("en"), source), Variant::new(tag("ru"), target))
}

pub(crate) fn store() -> SqliteStore {
    SqliteStore::open_in_memory().unwrap()
}

fn operation() -> NewOperation {
    NewOperation { kind: "test".into(), detail: String::new(), author: None, time: Default::default() }
}

pub(crate) fn put(store: &mut SqliteStore, units: impl IntoIterator<Item = Unit>) {
    let mut units = units.into_iter();
    store.add(&operation(), &mut units, &mut |_| ControlFlow::Continue(())).unwrap();
}

pub(crate) fn remove(store: &mut SqliteStore, units: &[UnitId]) {
    store.remove(&operation(), units).unwrap();
}

pub(crate) fn stored(store: &SqliteStore) -> Vec<StoredUnit> {
    let mut units = Vec::new();
    let mut keep = |unit| {
        units.push(unit);
        ControlFlow::Continue(())
    };
    store.visit(&Filter::default(), &mut keep).unwrap();
    units
}
