//! The bytes of a part. Those of a file are not trusted: each block is compared with its checksum before the
//! first byte of it is used, so what was read is what was written, and a large file opens at once.
//!
//! (A block that changes on the disk after it was compared is not noticed by the process that has it open.)

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use memmap2::Mmap;
use xxhash_rust::xxh3::xxh3_64;

/// How many bytes share a checksum: a page of memory, so that no page is read for the checksum alone.
const BLOCK: usize = 4096;

/// Checksums of the blocks of `bytes`, the first of which begins at `from`.
pub(super) fn checksums(bytes: &[u8], from: usize) -> Vec<u8> {
    let blocks = from / BLOCK..bytes.len().div_ceil(BLOCK);
    let sum = |block| bytes.get(block_range(block, from, bytes.len())).map_or(0, xxh3_64);
    blocks.flat_map(|block| sum(block).to_le_bytes()).collect()
}

fn block_range(block: usize, from: usize, upto: usize) -> Range<usize> {
    (block * BLOCK).max(from)..((block + 1) * BLOCK).min(upto)
}

enum Source {
    Owned(Vec<u8>),
    Mapped(Mmap),
}

/// The bytes of a part, in memory or mapped from a file.
pub(super) struct Bytes {
    source: Source,
    /// What the checksums cover; they follow it.
    covered: Range<usize>,
    /// One bit a block: whether it is known to be what was written.
    known: Vec<AtomicU64>,
}

impl Bytes {
    /// Bytes that this process has made.
    pub(super) fn owned(bytes: Vec<u8>) -> Self {
        Self { source: Source::Owned(bytes), covered: 0..0, known: Vec::new() }
    }

    /// A file.
    pub(super) fn mapped(map: Mmap) -> Self {
        Self { source: Source::Mapped(map), covered: 0..0, known: Vec::new() }
    }

    /// All of them, unchecked.
    pub(super) fn all(&self) -> &[u8] {
        match &self.source {
            Source::Owned(bytes) => bytes,
            Source::Mapped(map) => map,
        }
    }

    /// Sets which bytes the checksums at the end cover. `checksum` is that of the checksums themselves.
    pub(super) fn cover(&mut self, covered: Range<usize>, checksum: u64) -> Option<()> {
        let blocks = covered.end.div_ceil(BLOCK).checked_sub(covered.start / BLOCK)?;
        let sums = self.all().get(covered.end..)?;
        if sums.len() != 8 * blocks || xxh3_64(sums) != checksum {
            return None;
        }
        let known = if matches!(self.source, Source::Owned(_)) { u64::MAX } else { 0 };
        let words = covered.end / BLOCK / 64 + 1;
        self.known = std::iter::repeat_with(|| AtomicU64::new(known)).take(words).collect();
        self.covered = covered;
        Some(())
    }

    /// Some of the bytes that are covered, to be compared when they are used.
    pub(super) fn section(&self, range: Range<usize>) -> Checked<'_> {
        let bytes = self.all().get(range.clone()).unwrap_or_default();
        Checked { bytes, start: range.start, of: self }
    }

    #[inline]
    fn is_whole(&self, block: usize) -> bool {
        let known = self.known.get(block / 64).map_or(0, |word| word.load(Ordering::Relaxed));
        known >> (block % 64) & 1 == 1 || self.compare(block)
    }

    #[cold]
    fn compare(&self, block: usize) -> bool {
        let Range { start, end } = self.covered;
        let sum = |at: usize| Some(u64::from_le_bytes(self.all().get(at..at + 8)?.try_into().ok()?));
        let written = block.checked_sub(start / BLOCK).and_then(|number| sum(end + 8 * number));
        let found = self.all().get(block_range(block, start, end)).map(xxh3_64);
        let whole = written.is_some() && written == found;
        if let Some(word) = self.known.get(block / 64).filter(|_| whole) {
            word.fetch_or(1 << (block % 64), Ordering::Relaxed);
        }
        whole
    }
}

/// A section, or a part of one. What is read of it is compared with its checksum first: `None` where it is
/// not what was written, or lies outside.
#[derive(Clone, Copy)]
pub(super) struct Checked<'a> {
    bytes: &'a [u8],
    /// Where it begins in the whole.
    start: usize,
    of: &'a Bytes,
}

impl<'a> Checked<'a> {
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes of a range.
    #[inline]
    pub(super) fn get(&self, range: Range<usize>) -> Option<&'a [u8]> {
        let bytes = self.bytes.get(range.clone())?;
        let first = (self.start + range.start) / BLOCK;
        let end = (self.start + range.end).div_ceil(BLOCK);
        (first..end).all(|block| self.of.is_whole(block)).then_some(bytes)
    }

    /// The bytes of a range, to be compared when they are used.
    pub(super) fn part(&self, range: Range<usize>) -> Option<Self> {
        let start = self.start + range.start;
        Some(Self { bytes: self.bytes.get(range)?, start, of: self.of })
    }

    #[inline]
    pub(super) fn u8(&self, index: usize) -> Option<u8> {
        self.get(index..index + 1)?.first().copied()
    }

    /// A number of a list of them.
    #[inline]
    pub(super) fn u32(&self, index: usize) -> Option<u32> {
        self.get(4 * index..4 * index + 4)?.try_into().ok().map(u32::from_le_bytes)
    }

    /// A number of a list of them.
    #[inline]
    pub(super) fn u64(&self, index: usize) -> Option<u64> {
        self.get(8 * index..8 * index + 8)?.try_into().ok().map(u64::from_le_bytes)
    }
}
