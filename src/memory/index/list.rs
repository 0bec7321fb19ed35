//! Lists of entries: the postings of a key, packed.

use std::ops::Range;

use bitpacking::{BitPacker, BitPacker4x};

use super::bytes::Checked;
use super::share::STEPS;

/// How many entries a block of postings holds.
pub(super) const BLOCK: usize = BitPacker4x::BLOCK_LEN;

/// The postings of a key, a list of entries in ascending order, each with how much of its weight comes before the
/// key in the part's order ([`Rank`]), in steps ([`steps_before`]); in blocks.
///
///
/// A list is the number of entries; with more than [`BLOCK`] of them, a row for each block (`u32` first
/// entry, `u32` where it begins after the rows) follows; then the blocks. An entry and its steps make one
/// number ([`posting`]). A full block is the number of bits of the greatest difference from one to the next (from
/// the row's entry on), and the differences packed in so many bits; others are differences as variable-length
/// numbers.
#[derive(Clone, Copy)]
pub(super) struct Postings<'a> {
    count: usize,
    rows: Checked<'a>,
    blocks: Checked<'a>,
}

impl<'a> Postings<'a> {
    pub(super) fn read(list: Checked<'a>) -> Option<Self> {
        let mut head = list.get(0..list.len().min(LONGEST_VARINT))?;
        let before = head.len();
        let count = usize::try_from(varint(&mut head)?).ok()?;
        let rows = if count <= BLOCK { 0 } else { count.div_ceil(BLOCK).checked_mul(8)? };
        let start = before - head.len();
        let end = start.checked_add(rows)?;
        Some(Self { count, rows: list.part(start..end)?, blocks: list.part(end..list.len())? })
    }

    /// How many entries.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// About how many entries of the list are in a range.
    pub(super) fn count_within(&self, entries: &Range<u32>) -> Option<usize> {
        if self.rows.len() == 0 {
            return Some(self.count);
        }
        let blocks = self.first_block(entries.end)?.saturating_sub(self.first_block(entries.start)?.saturating_sub(1));
        Some((blocks * BLOCK).min(self.count))
    }

    /// The first block that begins at this entry or later.
    fn first_block(&self, entry: u32) -> Option<usize> {
        let (mut low, mut high) = (0, self.rows.len() / 8);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.rows.u32(2 * middle)? < entry {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Some(low)
    }

    /// Visits the entries of the list.
    pub(super) fn visit(&self, entries: Range<u32>, mut visit: impl FnMut(u32) -> Option<()>) -> Option<()> {
        self.visit_blocks(entries, |postings| postings.iter().try_for_each(|&posting| visit(entry_of(posting))))
    }

    /// Visits the postings ([`posting`]) of the entries that are in a range, in ascending order, at most [`BLOCK`] at a
    /// time.
    #[inline]
    pub(super) fn visit_blocks(&self, entries: Range<u32>, mut visit: impl FnMut(&[u32]) -> Option<()>) -> Option<()> {
        let mut unpacked = [0; BLOCK];
        let mut visit = |postings: &[u32]| {
            let start = postings.partition_point(|&posting| entry_of(posting) < entries.start);
            let end = postings.partition_point(|&posting| entry_of(posting) < entries.end);
            visit(postings.get(start..end)?)
        };
        if self.rows.len() == 0 {
            let block = self.blocks.get(0..self.blocks.len())?;
            return visit(unpack(block, 0, self.count, &mut unpacked)?);
        }
        let blocks = self.rows.len() / 8;
        for number in self.first_block(entries.start.saturating_add(1))?.saturating_sub(1)..blocks {
            let first = self.rows.u32(2 * number)?;
            if first >= entries.end {
                break;
            }
            let start = self.rows.u32(2 * number + 1)? as usize;
            let end = if number + 1 < blocks { self.rows.u32(2 * number + 3)? as usize } else { self.blocks.len() };
            let count = BLOCK.min(self.count.saturating_sub(number * BLOCK));
            visit(unpack(self.blocks.get(start..end)?, first, count, &mut unpacked)?)?;
        }
        Some(())
    }
}

/// An entry and how many steps of its weight come before a key, as one number.
pub(super) fn posting(entry: u32, steps: u32) -> u32 {
    entry * STEPS + steps
}

/// The entry of a posting.
#[inline]
pub(super) fn entry_of(posting: u32) -> u32 {
    posting / STEPS
}

/// How many steps of the entry's weight come before the key.
#[inline]
pub(super) fn steps_of(posting: u32) -> u32 {
    posting % STEPS
}

/// Writes postings, at most [`BLOCK`], as differences from the one before, the first from that of an entry.
pub(super) fn pack(postings: &[u32], first: u32, out: &mut Vec<u8>) {
    let before = posting(first, 0);
    if postings.len() == BLOCK {
        let packer = BitPacker4x::new();
        let bits = packer.num_bits_sorted(before, postings);
        let start = out.len() + 1;
        out.push(bits);
        out.resize(start + BitPacker4x::compressed_block_size(bits), 0);
        packer.compress_sorted(before, postings, &mut out[start..], bits);
    } else {
        postings.iter().fold(before, |before, &posting| {
            put_varint(out, u64::from(posting - before));
            posting
        });
    }
}

/// Reads what [`pack`] wrote.
#[inline]
fn unpack<'a>(mut block: &[u8], first: u32, count: usize, postings: &'a mut [u32; BLOCK]) -> Option<&'a [u32]> {
    let mut before = first.checked_mul(STEPS)?;
    if count == BLOCK {
        let (&bits, packed) = block.split_first()?;
        if bits > 32 || packed.len() != BitPacker4x::compressed_block_size(bits) {
            return None;
        }
        BitPacker4x::new().decompress_sorted(before, packed, postings, bits);
        return Some(postings);
    }
    let postings = postings.get_mut(..count)?;
    for posting in &mut *postings {
        before = before.checked_add(u32::try_from(varint(&mut block)?).ok()?)?;
        *posting = before;
    }
    Some(postings)
}

/// The most bytes that [`varint`] reads.
pub(super) const LONGEST_VARINT: usize = 9;

/// Reads a number in groups of seven bits, lowest first (LEB128).
#[inline]
pub(super) fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let (&first, rest) = bytes.split_first()?;
    *bytes = rest;
    if first < 0x80 {
        return Some(u64::from(first));
    }
    let mut value = u64::from(first & 0x7f);
    for shift in (7..63).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// Writes a number in groups of seven bits, lowest first (LEB128).
pub(super) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(
            gaps in prop::collection::vec((1u32..5000, 0..STEPS), 1..=BLOCK),
            whole in any::<bool>(),
        ) {
            let mut gaps = gaps;
            if whole {
                gaps = gaps.into_iter().cycle().take(BLOCK).collect();
            }
            let mut entry = 0;
            let postings: Vec<u32> = gaps.iter().map(|(gap, steps)| {
                entry += gap;
                posting(entry, *steps)
            }).collect();
            let first = entry_of(postings[0]);
            let mut bytes = Vec::new();
            pack(&postings, first, &mut bytes);
            let mut unpacked = [0; BLOCK];
            prop_assert_eq!(unpack(&bytes, first, postings.len(), &mut unpacked), Some(&postings[..]));
            let short = &bytes[..bytes.len() - 1];
            prop_assert_eq!(unpack(short, first, postings.len(), &mut unpacked), None);
        }
    }
}
