//! The part of the grid in which paths are sought: for each source position a range of target positions.
//!
//! A position is a place between segments, from 0 to the number of segments. A path runs from (0, 0) to the
//! last corner.

/// A band of the grid. Both limits never fall, each row's range meets the next one's, and both corners are
/// in it: so a path always exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Band {
    rows: Vec<(u32, u32)>,
    /// Where each row's cells begin when all are laid out one after the other.
    starts: Vec<usize>,
}

impl Band {
    /// A band from wished-for ranges, one for each source position: made wider where a path would not fit.
    pub fn new(mut rows: Vec<(u32, u32)>, target: usize) -> Self {
        let target = target as u32;
        if rows.is_empty() {
            rows.push((0, target));
        }
        rows[0].0 = 0;
        if let Some(last) = rows.last_mut() {
            last.1 = target;
        }
        let mut high = 0;
        for row in &mut rows {
            high = row.1.min(target).max(high);
            row.1 = high;
        }
        let mut low = target;
        for row in rows.iter_mut().rev() {
            low = row.0.min(low).min(row.1);
            row.0 = low;
        }
        for index in 1..rows.len() {
            if rows[index].0 > rows[index - 1].1 {
                rows[index - 1].1 = rows[index].0;
            }
        }
        let mut starts = Vec::with_capacity(rows.len() + 1);
        let mut cells = 0;
        for &(low, high) in &rows {
            starts.push(cells);
            cells += (high - low + 1) as usize;
        }
        starts.push(cells);
        Self { rows, starts }
    }

    /// The whole grid.
    pub fn full(source: usize, target: usize) -> Self {
        Self::new(vec![(0, target as u32); source + 1], target)
    }

    /// Everything within `width` segments of a path, which is given as its (source, target) positions.
    pub fn around(path: &[(usize, usize)], source: usize, target: usize, width: usize) -> Self {
        let mut on_path = vec![(target, 0); source + 1];
        for pair in path.windows(2) {
            let ((i0, j0), (i1, j1)) = (pair[0], pair[1]);
            for (low, high) in &mut on_path[i0..=i1] {
                (*low, *high) = ((*low).min(j0), (*high).max(j1));
            }
        }
        let rows = (0..=source)
            .map(|i| {
                let (low, high) = on_path[i];
                let before = on_path[i.saturating_sub(width)].0;
                let after = on_path[(i + width).min(source)].1;
                (low.saturating_sub(width).min(before) as u32, (high + width).max(after) as u32)
            })
            .collect();
        Self::new(rows, target)
    }

    /// The same band, made wider where these positions would lie outside.
    pub fn through(mut self, corners: impl Iterator<Item = (usize, usize)>) -> Self {
        let target = self.row(self.source()).1;
        for (i, j) in corners {
            if let Some((low, high)) = self.rows.get_mut(i) {
                (*low, *high) = ((*low).min(j as u32), (*high).max(j as u32));
            }
        }
        Self::new(self.rows, target)
    }

    /// The number of source segments.
    pub fn source(&self) -> usize {
        self.rows.len() - 1
    }

    /// The lowest and the highest target position of a row.
    pub fn row(&self, source: usize) -> (usize, usize) {
        let (low, high) = self.rows[source];
        (low as usize, high as usize)
    }

    /// The number of cells.
    pub fn cells(&self) -> usize {
        self.starts[self.rows.len()]
    }

    /// Where a cell stands in a table of all cells; `None` outside the band.
    pub fn index(&self, source: usize, target: usize) -> Option<usize> {
        let (low, high) = self.row(source);
        (low <= target && target <= high).then(|| self.starts[source] + target - low)
    }

    /// The same band with the sides exchanged.
    pub fn transposed(&self) -> Self {
        let target = self.row(self.source()).1;
        let mut rows = vec![(u32::MAX, 0); target + 1];
        let mut next = 0;
        for i in 0..self.rows.len() {
            let (low, high) = self.row(i);
            // Limits never fall: the first row that reaches a column is its lowest.
            while next <= high {
                rows[next].0 = i as u32;
                next += 1;
            }
            let end = self.rows.get(i + 1).map_or(target + 1, |r| r.0 as usize);
            for row in &mut rows[low..end.min(target + 1)] {
                row.1 = i as u32;
            }
        }
        Self::new(rows, self.source())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check_invariants(band: &Band, source: usize, target: usize) -> Result<(), TestCaseError> {
        prop_assert_eq!(band.source(), source);
        prop_assert_eq!(band.index(0, 0), Some(0));
        prop_assert_eq!(band.index(source, target), Some(band.cells() - 1));
        for i in 1..=source {
            let ((l0, h0), (l1, h1)) = (band.row(i - 1), band.row(i));
            prop_assert!(l0 <= l1 && h0 <= h1 && l1 <= h0 && l1 <= h1, "{:?} {:?}", (l0, h0), (l1, h1));
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn a_path_always_fits(rows in prop::collection::vec((0u32..20, 0u32..20), 1..20), target in 0usize..15) {
            let source = rows.len() - 1;
            let band = Band::new(rows, target);
            check_invariants(&band, source, target)?;
            let other = band.transposed();
            check_invariants(&other, target, source)?;
            for i in 0..=source {
                for j in 0..=target {
                    prop_assert_eq!(band.index(i, j).is_some(), other.index(j, i).is_some(), "{} {}", i, j);
                }
            }
        }
    }

    #[test]
    fn a_long_run_of_one_side_is_covered() {
        let band = Band::around(&[(0, 0), (1, 1), (1, 9), (2, 10)], 2, 10, 1);
        assert_eq!((0..=2).map(|i| band.row(i)).collect::<Vec<_>>(), [(0, 10), (0, 10), (0, 10)]);
        let band = Band::around(&[(0, 0), (5, 5), (10, 10)], 10, 10, 0);
        assert!(band.index(5, 5).is_some());
    }
}
