//! The bytes of a part. Those of a file are read block by block as they are used, and each block is compared
//! with its checksum first. So a large file opens at once, takes no more memory than what is used of it, and what
//! was read is what was written; a file that is changed, cut or deleted meanwhile does no harm.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use memmap2::{MmapOptions, MmapRaw};
use xxhash_rust::xxh3::xxh3_64;

/// How many bytes share a checksum and are read at once: a page of memory.
const BLOCK: usize = 4096;

/// How many blocks that follow one another are read at once, at most.
const TOGETHER: usize = 64;

/// Checksums of the blocks of `bytes`, the first of which begins at `from`.
pub(super) fn checksums(bytes: &[u8], from: usize) -> Vec<u8> {
    let blocks = from / BLOCK..bytes.len().div_ceil(BLOCK);
    let sum = |block| bytes.get(block_range(block, from, bytes.len())).map_or(0, xxh3_64);
    blocks.flat_map(|block| sum(block).to_le_bytes()).collect()
}

fn block_range(block: usize, from: usize, upto: usize) -> Range<usize> {
    (block * BLOCK).max(from)..((block + 1) * BLOCK).min(upto)
}

/// Checksums as numbers.
fn numbers(checksums: &[u8]) -> Vec<u64> {
    checksums.as_chunks::<8>().0.iter().map(|sum| u64::from_le_bytes(*sum)).collect()
}

enum Source {
    Owned(Vec<u8>),
    File(Blocks),
}

/// The bytes of a part, in memory or in a file.
pub(super) struct Bytes {
    source: Source,
    /// What the checksums cover; they follow it.
    covered: Range<usize>,
}

/// A file of which only the blocks that were used are in memory.
struct Blocks {
    file: Mutex<File>,
    /// As large as the file; pages that were never written to take no memory.
    memory: MmapRaw,
    /// One bit a block: whether it is in memory, and what was written.
    known: Vec<AtomicU64>,
    /// The checksum of each block.
    checksums: Vec<u64>,
}

impl Bytes {
    /// Bytes that this process has made.
    pub(super) fn owned(bytes: Vec<u8>) -> Self {
        Self { source: Source::Owned(bytes), covered: 0..0 }
    }

    /// A file.
    ///
    /// # Errors
    /// When there is no room for as many addresses as the file has bytes.
    pub(super) fn of_file(file: File) -> io::Result<Self> {
        let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        let memory = MmapRaw::from(MmapOptions::new().len(length.max(1)).no_reserve_swap().map_anon()?);
        // Large pages would take memory for what is not used.
        #[cfg(target_os = "linux")]
        let _ = memory.advise(memmap2::Advice::NoHugePage);
        let blocks = Blocks { file: Mutex::new(file), memory, known: Vec::new(), checksums: Vec::new() };
        Ok(Self { source: Source::File(blocks), covered: 0..0 })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match &self.source {
            Source::Owned(bytes) => bytes.len(),
            Source::File(blocks) => blocks.memory.len(),
        }
    }

    /// All of them, if they are in memory.
    pub(super) fn all(&self) -> Option<&[u8]> {
        match &self.source {
            Source::Owned(bytes) => Some(bytes),
            Source::File(_) => None,
        }
    }

    /// A copy of a range, unchecked.
    pub(super) fn unchecked(&self, range: Range<usize>) -> Option<Vec<u8>> {
        match &self.source {
            Source::Owned(bytes) => bytes.get(range).map(<[u8]>::to_vec),
            Source::File(blocks) => {
                let mut bytes = vec![0; range.end.checked_sub(range.start).filter(|_| range.end <= self.len())?];
                blocks.read(range.start, &mut bytes).ok()?;
                Some(bytes)
            }
        }
    }

    /// Sets which bytes the checksums at the end cover. `checksum` is that of the checksums themselves.
    pub(super) fn cover(&mut self, covered: Range<usize>, checksum: u64) -> Option<()> {
        let count = covered.end.div_ceil(BLOCK).checked_sub(covered.start / BLOCK)?;
        let sums = self.unchecked(covered.end..self.len())?;
        if sums.len() != 8 * count || xxh3_64(&sums) != checksum {
            return None;
        }
        if let Source::File(blocks) = &mut self.source {
            blocks.checksums = numbers(&sums);
            blocks.known = std::iter::repeat_with(AtomicU64::default).take(covered.end / BLOCK / 64 + 1).collect();
        }
        self.covered = covered;
        Some(())
    }

    /// Some of the bytes that are covered, to be read when they are used.
    pub(super) fn section(&self, range: Range<usize>) -> Checked<'_> {
        let inside = range.start <= range.end && range.end <= self.covered.end;
        let Range { start, end } = if inside { range } else { 0..0 };
        Checked { start, end, of: self }
    }

    /// The bytes of a range that is covered; `None` where they are not what was written.
    #[inline]
    fn get(&self, range: Range<usize>) -> Option<&[u8]> {
        match &self.source {
            Source::Owned(bytes) => bytes.get(range),
            Source::File(blocks) => {
                let length = range.end.checked_sub(range.start).filter(|_| range.end <= self.covered.end)?;
                let mut numbers = range.start / BLOCK..range.end.div_ceil(BLOCK);
                while let Some(block) = numbers.find(|block| !blocks.is_known(*block)) {
                    let end = numbers.end.min(block + TOGETHER);
                    if !blocks.load(block..end, &self.covered) {
                        return None;
                    }
                    numbers.start = end;
                }
                // SAFETY: the range lies in the memory, of which the covered bytes are never more than the file
                // has. All of its blocks are known, so they were written before the bit was set (and the bit
                // was read with `Acquire`), and nothing is written to a known block.
                Some(unsafe { std::slice::from_raw_parts(blocks.memory.as_ptr().add(range.start), length) })
            }
        }
    }
}

impl Blocks {
    fn read(&self, start: usize, bytes: &mut [u8]) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start as u64))?;
        file.read_exact(bytes)
    }

    #[inline]
    fn is_known(&self, block: usize) -> bool {
        let known = self.known.get(block / 64).map_or(0, |word| word.load(Ordering::Acquire));
        known >> (block % 64) & 1 == 1
    }

    /// Reads blocks that follow one another into the memory if they are what was written.
    #[cold]
    fn load(&self, mut blocks: Range<usize>, covered: &Range<usize>) -> bool {
        let of = |block| block_range(block, covered.start, covered.end);
        let whole = of(blocks.start).start..of(blocks.end.saturating_sub(1)).end;
        let mut read = vec![0; whole.len()];
        if self.read(whole.start, &mut read).is_err() {
            return false;
        }
        blocks.all(|block| {
            let range = of(block);
            let within = range.start.checked_sub(whole.start).zip(range.end.checked_sub(whole.start));
            let bytes = within.and_then(|(start, end)| read.get(start..end));
            bytes.is_some_and(|bytes| self.keep(block, range.start, bytes, covered))
        })
    }

    /// Keeps the bytes of a block, which begins at `start`, if they are what was written.
    fn keep(&self, block: usize, start: usize, read: &[u8], covered: &Range<usize>) -> bool {
        let written = block.checked_sub(covered.start / BLOCK).and_then(|number| self.checksums.get(number));
        let Some(word) = self.known.get(block / 64).filter(|_| written == Some(&xxh3_64(read))) else { return false };
        // One at a time: who comes second finds the block known.
        let _file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.is_known(block) {
            // SAFETY: the block lies in the memory (see `Bytes::get`). Nobody reads a block before it is known,
            // and only the holder of the lock writes to one that is not.
            unsafe { self.memory.as_mut_ptr().add(start).copy_from_nonoverlapping(read.as_ptr(), read.len()) };
            word.fetch_or(1 << (block % 64), Ordering::Release);
        }
        true
    }
}

/// A section, or a part of one. What is read of it is compared with its checksum first: `None` where it is
/// not what was written, or lies outside.
#[derive(Clone, Copy)]
pub(super) struct Checked<'a> {
    start: usize,
    end: usize,
    of: &'a Bytes,
}

impl<'a> Checked<'a> {
    pub(super) fn len(&self) -> usize {
        self.end - self.start
    }

    /// A range of it as one of the whole.
    #[inline]
    fn within(&self, range: Range<usize>) -> Option<Range<usize>> {
        let (start, end) = (self.start.checked_add(range.start)?, self.start.checked_add(range.end)?);
        (start <= end && end <= self.end).then_some(start..end)
    }

    /// The bytes of a range.
    #[inline]
    pub(super) fn get(&self, range: Range<usize>) -> Option<&'a [u8]> {
        self.of.get(self.within(range)?)
    }

    /// The bytes of a range, to be read when they are used.
    pub(super) fn part(&self, range: Range<usize>) -> Option<Self> {
        let Range { start, end } = self.within(range)?;
        Some(Self { start, end, of: self.of })
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
