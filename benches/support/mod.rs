//! What the benchmarks of the search share.

#![allow(dead_code)] // each uses a part of it

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use tolmach::lang::LanguageTag;
use tolmach::memory::{
    Counts, Error, Filter, Info, NewOperation, Operation, OperationId, Revision, Store, StoredUnit, UnitId, VariantId,
};
use tolmach::model::{Segment, Unit};

/// A column of a file of tab-separated values; nothing where there is no file.
pub fn column(path: &Path, index: usize) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().filter_map(|line| line.split('\t').nth(index)).map(str::to_string).collect()
}

/// SplitMix64.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }
}

/// Median, 99th percentile and mean, in milliseconds.
pub fn spread(times: &mut [Duration]) -> String {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    let mean = times.iter().sum::<Duration>().as_secs_f64() * 1e3 / times.len() as f64;
    format!("{:.3}/{:.2}/{mean:.3}", at(0.5), at(0.99))
}

/// The most memory this process ever had, in MB (Linux; else 0).
pub fn peak_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()?.parse::<usize>().ok()).unwrap_or(0) / 1024
}

/// A store of texts alone; variant *n* is text *n* − 1.
pub struct Texts(pub Vec<String>);

impl Store for Texts {
    fn info(&self) -> Result<Info, Error> {
        Ok(Info {
            id: "00000000000000000000000000000000".into(),
            units: self.0.len() as u64,
            languages: Vec::new(),
            statuses: Vec::new(),
            created: Default::default(),
            operations: 0,
            changed: None,
            bytes: 0,
        })
    }

    fn texts_after(
        &self,
        _: &LanguageTag,
        after: VariantId,
        visitor: &mut dyn FnMut(VariantId, &Segment),
    ) -> Result<VariantId, Error> {
        for (index, text) in self.0.iter().enumerate().skip(after.0 as usize) {
            visitor(VariantId(index as i64 + 1), &text.as_str().into());
        }
        Ok(VariantId(after.0.max(self.0.len() as i64)))
    }

    fn living(&self, variants: &[VariantId]) -> Result<Vec<bool>, Error> {
        Ok(vec![true; variants.len()])
    }

    fn add(
        &mut self,
        _: &NewOperation,
        _: &mut dyn Iterator<Item = Unit>,
        _: &mut dyn FnMut(&Counts) -> ControlFlow<()>,
    ) -> Result<(OperationId, Counts), Error> {
        Err(Error::ReadOnly("not in this measurement".into()))
    }

    fn remove(&mut self, _: &NewOperation, _: &[UnitId]) -> Result<(OperationId, Counts), Error> {
        Err(Error::ReadOnly("not in this measurement".into()))
    }

    fn undo(&mut self, _: &NewOperation, _: Option<OperationId>) -> Result<(Operation, Counts), Error> {
        Err(Error::ReadOnly("not in this measurement".into()))
    }

    fn log(&self, _: usize) -> Result<Vec<Operation>, Error> {
        Ok(Vec::new())
    }

    fn visit(&self, _: &Filter, _: &mut dyn FnMut(StoredUnit) -> ControlFlow<()>) -> Result<(), Error> {
        Ok(())
    }

    fn units_of(&self, _: &[VariantId]) -> Result<Vec<(VariantId, StoredUnit)>, Error> {
        Ok(Vec::new())
    }

    fn exact(&self, _: &LanguageTag, _: u64) -> Result<Vec<VariantId>, Error> {
        Ok(Vec::new())
    }

    fn revision(&self) -> Result<Revision, Error> {
        Ok(Revision { operation: OperationId(0), mark: 0 })
    }

    fn has_been(&self, _: Revision) -> Result<bool, Error> {
        Ok(true)
    }

    fn purge(
        &mut self,
        _: &NewOperation,
        _: &Filter,
        _: &mut dyn FnMut() -> ControlFlow<()>,
    ) -> Result<(Option<OperationId>, Counts), Error> {
        unreachable!()
    }

    fn occurrences(&self, unit: &StoredUnit) -> Result<Vec<Unit>, Error> {
        Ok(vec![unit.unit.clone()])
    }
}
