//! Which texts hold a key: what the postings tell beside the search for matches.

use super::Index;
use crate::memory::store::VariantId;

/// Lists with more than so many times the entries asked for are not read in whole.
const LONG: usize = 4;

impl Index {
    /// How many texts there are, those with the same tokens once; texts that are gone may be among them.
    pub(crate) fn texts(&self) -> usize {
        self.parts.iter().map(|part| part.entries as usize).sum()
    }

    /// How many of them hold a key, given by its hash. `None` shows that the index is damaged.
    pub(crate) fn frequency(&self, key: u64) -> Option<usize> {
        self.parts.iter().try_fold(0, |sum, part| {
            let view = part.view();
            Some(sum + view.find_key(key)?.map_or(Some(0), |k| Some(view.postings(k)?.count_within(&(0..u32::MAX))))?)
        })
    }

    /// Texts that hold a key: about `most` of them at most, spread evenly over all by weight, always the same
    /// ones. Each is given by its newest variant, which may be gone. `None` shows that the index is damaged.
    pub(crate) fn sample(&self, key: u64, most: usize) -> Option<Vec<VariantId>> {
        let all = self.frequency(key)?;
        let mut out = Vec::with_capacity(most.min(all));
        let mut forms = Vec::new();
        for part in &self.parts {
            let view = part.view();
            let Some(key) = view.find_key(key)? else { continue };
            let postings = view.postings(key)?;
            let count = postings.count_within(&(0..u32::MAX));
            let wanted = (most * count).div_ceil(all.max(1)).max(1);
            let mut entries = Vec::new();
            if count <= wanted * LONG {
                postings.visit(0..part.entries, |entry| {
                    entries.push(entry);
                    Some(())
                })?;
                if entries.len() > wanted {
                    entries = (0..wanted).map(|i| entries[i * entries.len() / wanted]).collect();
                }
            } else {
                // The first entry in each of so many equal stretches of the part.
                let border = |i: usize| (i as u64 * u64::from(part.entries) / wanted as u64) as u32;
                for stretch in 0..wanted {
                    let mut first = None;
                    let visited = postings.visit(border(stretch)..border(stretch + 1), |entry| {
                        first = Some(entry);
                        None
                    });
                    if visited.is_none() && first.is_none() {
                        return None;
                    }
                    entries.extend(first);
                }
            }
            for entry in entries {
                let rest = view.record(entry, &mut forms)?;
                view.variants(rest, |id| {
                    out.push(VariantId(id));
                    false
                })?;
            }
        }
        Some(out)
    }
}
