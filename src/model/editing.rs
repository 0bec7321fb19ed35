//! What a person changes in an alignment. Every change keeps its invariant: each segment of both sides is in
//! exactly one bead, the source in order.
//!
//! A bead made by hand keeps the lowest confidence of those it was made of and is doubtful until it is accepted:
//! a neighbour that lost a segment is looked at once more.

use std::ops::Range;

use super::{Alignment, Bead, BeadState, Sentence};

/// One of the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The source text.
    Source,
    /// The target text.
    Target,
}

impl Side {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Source => Self::Target,
            Self::Target => Self::Source,
        }
    }
}

/// Whence a bead takes a segment, or whither it gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Neighbour {
    /// The bead before it.
    Above,
    /// The bead after it.
    Below,
}

/// A place in one side of a bead, where it is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SplitPoint {
    /// How many whole segments of the bead's side come before it.
    pub segment: usize,
    /// The byte in the next segment; 0 is the boundary before it.
    pub byte: usize,
}

/// Why a change is not possible; nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such bead.
    #[error("there is no bead here")]
    NoBead,
    /// It is the first or the last.
    #[error("there is no bead on that side of it")]
    NoNeighbour,
    /// The neighbour's text is elsewhere in the target: one of the two was moved.
    #[error("their texts do not stand side by side: one of the two is out of order")]
    Apart,
    /// The bead has nothing on that side.
    #[error("there is no text on this side")]
    EmptySide,
    /// One of the halves would be empty.
    #[error("a cut needs something before it and something after it")]
    NothingToCut,
    /// A text without a word.
    #[error("a text cannot be left empty; delete it instead")]
    EmptyText,
    /// Beads that leave segments out or have them twice.
    #[error("these beads do not cover both texts")]
    NotCovering,
}

impl Alignment {
    /// Whether every segment of both sides is in exactly one bead, and the source in order.
    pub fn is_covering(&self) -> bool {
        let source = self.beads.iter().try_fold(0, |at, bead| (bead.source.start == at).then_some(bead.source.end));
        let mut target: Vec<_> = self.beads.iter().map(|b| &b.target).filter(|r| !r.is_empty()).collect();
        target.sort_by_key(|r| r.start);
        let target = target.iter().try_fold(0, |at, range| (range.start == at).then_some(range.end));
        let (source_end, target_end) = (self.source.len(), self.target.len());
        let inside = |r: &Range<usize>, end: usize| r.start <= r.end && r.end <= end;
        self.beads.iter().all(|b| inside(&b.source, source_end) && inside(&b.target, target_end))
            && self.beads.iter().all(|b| !b.source.is_empty() || !b.target.is_empty())
            && (source, target) == (Some(source_end), Some(target_end))
    }

    /// The segments of a side.
    pub fn segments(&self, side: Side) -> &[Sentence] {
        match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }

    /// The segments of one side of a bead.
    pub fn segments_of(&self, bead: &Bead, side: Side) -> &[Sentence] {
        self.segments(side).get(range(bead, side).clone()).unwrap_or_default()
    }

    /// Says what a person thinks of a bead.
    ///
    /// # Errors
    /// When there is no such bead.
    pub fn set_state(&mut self, index: usize, state: BeadState) -> Result<(), Refusal> {
        self.beads.get_mut(index).ok_or(Refusal::NoBead)?.state = state;
        Ok(())
    }

    /// Joins a bead with the next one.
    ///
    /// # Errors
    /// When there is no next one, or their targets stand apart.
    pub fn join(&mut self, index: usize) -> Result<(), Refusal> {
        let first = self.beads.get(index).ok_or(Refusal::NoBead)?;
        let second = self.beads.get(index + 1).ok_or(Refusal::NoNeighbour)?;
        let joined = Bead {
            source: union(&first.source, &second.source)?,
            target: union(&first.target, &second.target)?,
            confidence: first.confidence.min(second.confidence),
            state: BeadState::Doubtful,
            moved: first.moved || second.moved,
        };
        self.beads.splice(index..index + 2, [joined]);
        Ok(())
    }

    /// Splits a bead in two. A cut inside a segment makes two segments of it.
    ///
    /// # Errors
    /// When there would be nothing before the cuts or nothing after them.
    pub fn split(&mut self, index: usize, source: SplitPoint, target: SplitPoint) -> Result<(), Refusal> {
        let bead = self.beads.get(index).ok_or(Refusal::NoBead)?;
        let cuts = [(Side::Source, source), (Side::Target, target)].map(|(s, cut)| (s, self.normal(bead, s, cut)));
        let is_start = |cut: SplitPoint| cut == SplitPoint { segment: 0, byte: 0 };
        let is_end = |side, cut: SplitPoint| cut.segment >= range(bead, side).len();
        if cuts.iter().all(|&(_, cut)| is_start(cut)) || cuts.iter().all(|&(side, cut)| is_end(side, cut)) {
            return Err(Refusal::NothingToCut);
        }
        for (side, cut) in cuts {
            if cut.byte > 0 {
                self.cut_segment(index, side, cut);
            }
        }
        let bead = self.beads.get(index).ok_or(Refusal::NoBead)?;
        let (mut upper, mut lower) = (bead.clone(), bead.clone());
        for (side, cut) in cuts {
            let at = range(bead, side).start + cut.segment + usize::from(cut.byte > 0);
            range_mut(&mut upper, side).end = at;
            range_mut(&mut lower, side).start = at;
        }
        upper.state = BeadState::Doubtful;
        lower.state = BeadState::Doubtful;
        self.beads.splice(index..=index, [upper, lower]);
        Ok(())
    }

    /// Gives the first segment of a bead's side to the bead above, or the last to the one below. A bead that is
    /// left with nothing on either side is gone.
    ///
    /// # Errors
    /// When there is no such bead or no text on this side, or their texts stand apart.
    pub fn move_segment(&mut self, index: usize, side: Side, to: Neighbour) -> Result<(), Refusal> {
        let bead = self.beads.get(index).ok_or(Refusal::NoBead)?;
        let other = match to {
            Neighbour::Above => index.checked_sub(1).ok_or(Refusal::NoNeighbour)?,
            Neighbour::Below => index + 1,
        };
        let neighbour = self.beads.get(other).ok_or(Refusal::NoNeighbour)?;
        let (mut giver, mut taker) = (bead.clone(), neighbour.clone());
        let given = range(bead, side).clone();
        if given.is_empty() {
            return Err(Refusal::EmptySide);
        }
        let (kept, given) = match to {
            Neighbour::Above => (given.start + 1..given.end, given.start..given.start + 1),
            Neighbour::Below => (given.start..given.end - 1, given.end - 1..given.end),
        };
        let taken = match to {
            Neighbour::Above => union(range(neighbour, side), &given)?,
            Neighbour::Below => union(&given, range(neighbour, side))?,
        };
        if side == Side::Target && neighbour.target.is_empty() {
            taker.moved = giver.moved;
        }
        let confidence = giver.confidence.min(taker.confidence);
        *range_mut(&mut giver, side) = kept;
        *range_mut(&mut taker, side) = taken;
        let gone = giver.source.is_empty() && giver.target.is_empty();
        for (at, mut bead) in [(index, giver), (other, taker)] {
            bead.confidence = confidence;
            bead.state = BeadState::Doubtful;
            if let Some(place) = self.beads.get_mut(at) {
                *place = bead;
            }
        }
        if gone {
            self.beads.remove(index);
        }
        Ok(())
    }

    /// Says that the texts of a bead have no counterpart: each side becomes an accepted bead of its own.
    ///
    /// # Errors
    /// When there is no such bead.
    pub fn unalign(&mut self, index: usize) -> Result<(), Refusal> {
        let bead = self.beads.get_mut(index).ok_or(Refusal::NoBead)?;
        bead.state = BeadState::Accepted;
        if !bead.is_unpaired() {
            let mut alone = bead.clone();
            alone.source.start = bead.source.end;
            bead.target.end = bead.target.start;
            self.beads.insert(index + 1, alone);
        }
        Ok(())
    }

    /// Puts other texts in the place of a bead's segments on one side, one or more. What is said of the bead
    /// stays. Texts without a word are left out.
    ///
    /// # Errors
    /// When there is no such bead, it has nothing on that side, or no text is given.
    pub fn set_texts(&mut self, index: usize, side: Side, texts: &[String]) -> Result<(), Refusal> {
        let old = self.segments_of(self.beads.get(index).ok_or(Refusal::NoBead)?, side);
        let last = old.last().ok_or(Refusal::EmptySide)?;
        let texts = texts.iter().map(|text| crate::lang::collapse_space(&crate::lang::nfc(text)));
        let new: Vec<Sentence> = texts
            .filter(|text| !text.is_empty())
            .enumerate()
            .map(|(i, text)| Sentence { text, ..old.get(i).unwrap_or(last).clone() })
            .collect();
        if new.is_empty() {
            return Err(Refusal::EmptyText);
        }
        self.replace(index, side, new);
        Ok(())
    }

    /// Takes the segments of one side of a bead out of the alignment; a bead without text is gone.
    ///
    /// # Errors
    /// When there is no such bead or it has nothing on that side.
    pub fn delete_side(&mut self, index: usize, side: Side) -> Result<(), Refusal> {
        if range(self.beads.get(index).ok_or(Refusal::NoBead)?, side).is_empty() {
            return Err(Refusal::EmptySide);
        }
        self.replace(index, side, Vec::new());
        match self.beads.get_mut(index) {
            Some(bead) if bead.source.is_empty() && bead.target.is_empty() => drop(self.beads.remove(index)),
            Some(bead) => bead.state = BeadState::Doubtful,
            None => {}
        }
        Ok(())
    }

    /// Takes a bead with all its segments out of the alignment.
    ///
    /// # Errors
    /// When there is no such bead.
    pub fn delete(&mut self, index: usize) -> Result<(), Refusal> {
        if index >= self.beads.len() {
            return Err(Refusal::NoBead);
        }
        self.replace(index, Side::Source, Vec::new());
        self.replace(index, Side::Target, Vec::new());
        self.beads.remove(index);
        Ok(())
    }

    /// Puts other beads in the place of all.
    ///
    /// # Errors
    /// When they do not cover both texts.
    pub fn set_beads(&mut self, beads: Vec<Bead>) -> Result<(), Refusal> {
        let old = std::mem::replace(&mut self.beads, beads);
        if self.is_covering() {
            return Ok(());
        }
        self.beads = old;
        Err(Refusal::NotCovering)
    }

    /// A cut on a character boundary; one with no word before or after it in its segment is the boundary there.
    fn normal(&self, bead: &Bead, side: Side, cut: SplitPoint) -> SplitPoint {
        let segments = self.segments_of(bead, side);
        let Some(segment) = segments.get(cut.segment) else { return SplitPoint { segment: segments.len(), byte: 0 } };
        match segment.text.split_at_checked(cut.byte) {
            Some((before, _)) if before.trim().is_empty() => SplitPoint { byte: 0, ..cut },
            Some((_, after)) if after.trim().is_empty() => SplitPoint { segment: cut.segment + 1, byte: 0 },
            Some(_) => cut,
            None => SplitPoint { byte: 0, ..cut },
        }
    }

    fn cut_segment(&mut self, index: usize, side: Side, cut: SplitPoint) {
        let Some(bead) = self.beads.get(index) else { return };
        let mut segments = self.segments_of(bead, side).to_vec();
        let Some(whole) = segments.get(cut.segment).cloned() else { return };
        let (before, after) = whole.text.split_at(cut.byte);
        let part = |text: &str| Sentence { text: text.trim().to_owned(), ..whole.clone() };
        segments.splice(cut.segment..=cut.segment, [part(before), part(after)]);
        self.replace(index, side, segments);
    }

    /// Puts other segments in the place of one side of a bead and moves the ranges of all others along.
    fn replace(&mut self, index: usize, side: Side, new: Vec<Sentence>) {
        let Some(old) = self.beads.get(index).map(|bead| range(bead, side).clone()) else { return };
        if old.is_empty() {
            return;
        }
        let end = old.start + new.len();
        let moved = |at: usize| match at {
            _ if at <= old.start => at,
            _ if at >= old.end => at - old.end + end,
            _ => end,
        };
        for bead in &mut self.beads {
            let range = range_mut(bead, side);
            *range = moved(range.start)..moved(range.end);
        }
        let segments = match side {
            Side::Source => &mut self.source,
            Side::Target => &mut self.target,
        };
        segments.splice(old, new);
    }
}

fn range(bead: &Bead, side: Side) -> &Range<usize> {
    match side {
        Side::Source => &bead.source,
        Side::Target => &bead.target,
    }
}

fn range_mut(bead: &mut Bead, side: Side) -> &mut Range<usize> {
    match side {
        Side::Source => &mut bead.source,
        Side::Target => &mut bead.target,
    }
}

/// Two neighbouring ranges as one.
fn union(first: &Range<usize>, second: &Range<usize>) -> Result<Range<usize>, Refusal> {
    match (first.is_empty(), second.is_empty()) {
        (_, true) => Ok(first.clone()),
        (true, false) => Ok(second.clone()),
        _ if first.end == second.start => Ok(first.start..second.end),
        _ => Err(Refusal::Apart),
    }
}

#[cfg(test)]
mod tests;
