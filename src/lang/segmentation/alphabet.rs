//! Characters that no expression tells apart, as one class.

use rustc_hash::FxHashMap;

/// A set of characters as sorted ranges, both ends included.
pub(super) type CharSet = Vec<(char, char)>;

/// What assertions ask of the character on one side of a boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Edge(u8);

impl Edge {
    const TEXT_EDGE: Self = Self(8);
    /// How many there are at most.
    pub(super) const COUNT: usize = 9;

    pub(super) fn index(self) -> usize {
        self.0.into()
    }

    pub(super) fn word(self) -> bool {
        self.0 & 1 != 0
    }
    pub(super) fn line_feed(self) -> bool {
        self.0 & 2 != 0
    }
    pub(super) fn carriage_return(self) -> bool {
        self.0 & 4 != 0
    }
    pub(super) fn text_edge(self) -> bool {
        self == Self::TEXT_EDGE
    }
}

/// Below this, a character's class is looked up in a table; above, by binary search.
const DIRECT: usize = 0x3100;

/// The classes of characters that a number of sets distinguish.
pub(super) struct Alphabet {
    direct: Box<[u16]>,
    /// The first character of each interval, and its class.
    intervals: Vec<(u32, u16)>,
    classes: Vec<Members>,
}

/// Which sets the characters of a class are in, a bit for each set, and what they are for assertions.
struct Members {
    sets: Box<[u64]>,
    edge: Edge,
}

impl Alphabet {
    /// The classes for the given sets, which are known by their index from here on.
    pub(super) fn new(mut sets: Vec<CharSet>) -> Self {
        let named = sets.len() as u32;
        sets.extend([word_characters(), vec![('\n', '\n')], vec![('\r', '\r')]]);
        // Sweep over the places where a set begins or ends.
        let mut events: Vec<(u32, u32)> = Vec::new();
        for (set, ranges) in (0u32..).zip(&sets) {
            for &(first, last) in ranges {
                events.push((first.into(), set));
                events.push((u32::from(last) + 1, set));
            }
        }
        events.sort_unstable();
        let mut members: Box<[u64]> = vec![0; sets.len().div_ceil(64)].into();
        let mut known: FxHashMap<Box<[u64]>, u16> = FxHashMap::default();
        let mut classes: Vec<Members> = Vec::new();
        let mut intervals: Vec<(u32, u16)> = Vec::new();
        let mut events = events.into_iter().peekable();
        let mut start = 0;
        loop {
            while let Some((_, set)) = events.next_if(|&(at, _)| at == start) {
                members[set as usize / 64] ^= 1 << (set % 64);
            }
            let class = *known.entry(members.clone()).or_insert_with(|| {
                let bit = |index: u32| (members[index as usize / 64] >> (index % 64) & 1) as u8;
                let edge = Edge(bit(named) | bit(named + 1) << 1 | bit(named + 2) << 2);
                classes.push(Members { sets: members.clone(), edge });
                // More classes than this would need as many expressions; they then share the last one.
                (classes.len() - 1).min(usize::from(u16::MAX - 1)) as u16
            });
            intervals.push((start, class));
            match events.peek() {
                Some(&(at, _)) => start = at,
                None => break,
            }
        }
        let mut direct = vec![0; DIRECT].into_boxed_slice();
        for (index, &(first, class)) in intervals.iter().enumerate() {
            let end = intervals.get(index + 1).map_or(DIRECT, |&(next, _)| (next as usize).min(DIRECT));
            if let Some(cells) = direct.get_mut(first as usize..end) {
                cells.fill(class);
            }
        }
        Self { direct, intervals, classes }
    }

    /// One more than the number of classes: the last column is for the edge of the text.
    pub(super) fn width(&self) -> usize {
        self.classes.len() + 1
    }

    pub(super) fn class_of(&self, c: char) -> u16 {
        match self.direct.get(c as usize) {
            Some(&class) => class,
            None => {
                let after = self.intervals.partition_point(|&(first, _)| first <= c as u32);
                self.intervals[after - 1].1
            }
        }
    }

    /// Whether the characters of a class are in a set.
    pub(super) fn contains(&self, set: u32, class: u16) -> bool {
        self.classes[usize::from(class)].sets[set as usize / 64] >> (set % 64) & 1 != 0
    }

    /// What assertions ask of a class; `None` is beyond the text.
    pub(super) fn edge(&self, class: Option<u16>) -> Edge {
        class.map_or(Edge::TEXT_EDGE, |class| self.classes[usize::from(class)].edge)
    }
}

/// `\w` of Unicode (UTS #18).
fn word_characters() -> CharSet {
    match regex_syntax::parse(r"\w").map(regex_syntax::hir::Hir::into_kind) {
        Ok(regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class))) => {
            class.ranges().iter().map(|r| (r.start(), r.end())).collect()
        }
        _ => Vec::new(),
    }
}
