//! Choosing where a bead is split: a place on each side, proposed and then moved by the arrow keys.

use crate::model::{Alignment, Bead, Side, SplitPoint};

/// Signs after which a text is likely to be cut: the ends of sentences and of clauses.
const ENDS: &str = ".!?…。！？;:；：";
const PAUSES: &str = ",—–，、";
/// How far from the middle such a place may be and still be proposed before a nearer one without a sign, as a
/// part of the text.
const END_BONUS: f64 = 0.25;
const PAUSE_BONUS: f64 = 0.1;

/// The places chosen so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Splitting {
    source: Places,
    target: Places,
}

/// The places where one side can be cut, and the one chosen.
#[derive(Debug, Clone, PartialEq)]
struct Places {
    all: Vec<Place>,
    chosen: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct Place {
    point: SplitPoint,
    /// How much of the side's text is before it, 0 to 1.
    part: f64,
    /// How good a place it looks, as a distance that it makes up for.
    bonus: f64,
}

impl Splitting {
    /// Proposes a place on each side; nothing when there is nothing to split.
    pub fn new(alignment: &Alignment, bead: &Bead) -> Option<Self> {
        let mut source = Places::new(alignment, bead, Side::Source);
        let mut target = Places::new(alignment, bead, Side::Target);
        if source.all.len() + target.all.len() <= 3 {
            return None;
        }
        // The side with the better place says where the other should be cut.
        let (of_source, of_target) = (source.propose(0.5), target.propose(0.5));
        if of_target.bonus > of_source.bonus {
            source.propose(of_target.part);
        } else {
            target.propose(of_source.part);
        }
        Some(Self { source, target })
    }

    /// The places chosen, source first.
    pub fn points(&self) -> (SplitPoint, SplitPoint) {
        (self.source.point(), self.target.point())
    }

    /// Moves the place of a side by a word, back or on.
    pub fn step(&mut self, side: Side, on: bool) {
        let places = self.places(side);
        let last = places.all.len().saturating_sub(1);
        places.chosen = if on { (places.chosen + 1).min(last) } else { places.chosen.saturating_sub(1) };
    }

    /// Moves the place of a side to the next boundary of segments, back or on.
    pub fn leap(&mut self, side: Side, on: bool) {
        loop {
            let before = self.places(side).chosen;
            self.step(side, on);
            let places = self.places(side);
            if places.chosen == before || places.point().byte == 0 {
                return;
            }
        }
    }

    /// Moves the place of a side to its beginning or end, so that all of its text stays together.
    pub fn leap_to_end(&mut self, side: Side, end: bool) {
        let places = self.places(side);
        places.chosen = if end { places.all.len().saturating_sub(1) } else { 0 };
    }

    fn places(&mut self, side: Side) -> &mut Places {
        match side {
            Side::Source => &mut self.source,
            Side::Target => &mut self.target,
        }
    }
}

impl Places {
    fn new(alignment: &Alignment, bead: &Bead, side: Side) -> Self {
        let segments = alignment.segments_of(bead, side);
        let total = segments.iter().map(|s| s.text.len()).sum::<usize>().max(1) as f64;
        let mut all = Vec::new();
        let mut before = 0;
        for (segment, sentence) in segments.iter().enumerate() {
            let part = before as f64 / total;
            // Between segments is the best place of all.
            all.push(Place { point: SplitPoint { segment, byte: 0 }, part, bonus: 1.0 });
            for byte in words(&sentence.text) {
                let bonus = sentence.text.get(..byte).map_or(0.0, bonus);
                let part = (before + byte) as f64 / total;
                all.push(Place { point: SplitPoint { segment, byte }, part, bonus });
            }
            before += sentence.text.len();
        }
        all.push(Place { point: SplitPoint { segment: segments.len(), byte: 0 }, part: 1.0, bonus: 1.0 });
        let chosen = all.len() - 1;
        Self { all, chosen }
    }

    fn point(&self) -> SplitPoint {
        self.all.get(self.chosen).map_or(SplitPoint { segment: 0, byte: 0 }, |place| place.point)
    }

    /// Chooses the best place near a part of the text, neither the beginning nor the end if there is another.
    fn propose(&mut self, part: f64) -> Place {
        let inner = self.all.iter().enumerate().skip(1).take(self.all.len().saturating_sub(2));
        let cost = |place: &Place| (place.part - part).abs() - place.bonus;
        match inner.min_by(|(_, a), (_, b)| cost(a).total_cmp(&cost(b))) {
            Some((best, place)) => {
                self.chosen = best;
                place.clone()
            }
            None => Place { point: self.point(), part, bonus: -1.0 },
        }
    }
}

/// Where the words of a text begin, but the first. Where no blanks part words (Chinese), characters do.
fn words(text: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let mut previous = None;
    for (byte, c) in text.char_indices() {
        let begins = previous.is_some_and(|p: char| {
            p.is_whitespace() || (is_unspaced(p) || is_unspaced(c)) && (c.is_alphanumeric() || p.is_alphanumeric())
        });
        if begins && !c.is_whitespace() && !ENDS.contains(c) && !PAUSES.contains(c) && !"”’）」』》".contains(c)
        {
            out.push(byte);
        }
        previous = Some(c);
    }
    out
}

fn is_unspaced(c: char) -> bool {
    crate::lang::Script::of(c).is_some_and(crate::lang::Script::is_unspaced)
        || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff65}')
}

fn bonus(before: &str) -> f64 {
    match before.trim_end().trim_end_matches(['»', '”', '"', ')', '」', '』']).chars().next_back() {
        Some(c) if ENDS.contains(c) => END_BONUS,
        Some(c) if PAUSES.contains(c) => PAUSE_BONUS,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{alignment, picture};

    /// What a bead becomes when the proposal, changed by `moves`, is taken.
    fn check(bead: &str, moves: impl FnOnce(&mut Splitting), expected: &str) {
        let mut alignment = alignment(bead);
        let mut splitting = Splitting::new(&alignment, &alignment.beads[0]).unwrap();
        moves(&mut splitting);
        let (source, target) = splitting.points();
        let result = alignment.split(0, source, target);
        let got = result.map_or_else(|refusal| refusal.to_string(), |()| picture(&alignment).replace('?', ""));
        assert_eq!(got, expected);
    }

    #[test]
    fn boundaries_of_segments_are_proposed_and_ends_of_sentences_after_them() {
        check("да,нет:yes,no", |_| {}, "да:yes нет:no");
        check("да,нет:yes._no", |_| {}, "да:yes. нет:no");
        check("раз_два_три:один_два;_три", |_| {}, "раз_два:один_два; три:три");
        check("да:yes,no", |_| {}, "да:yes :no");
    }

    #[test]
    fn arrows_move_the_place() {
        let target = Side::Target;
        check("да,нет:yes_no_no", |s| s.step(target, true), "да:yes_no нет:no");
        check("да,нет:yes_no", |s| s.leap_to_end(target, true), "да:yes_no нет:");
        check("да,нет:yes_no", |s| s.leap_to_end(target, false), "да: нет:yes_no");
        check("а,б,в,г:yes,no", |s| s.leap(Side::Source, true), "а,б,в:yes г:no");
        check("а_г,б_д,в_е,ж_з:x", |s| s.leap(Side::Source, true), "а_г,б_д,в_е:x ж_з:");
    }

    #[test]
    fn chinese_is_cut_between_characters() {
        assert_eq!(words("我们。他们"), [3, 9, 12]);
        assert_eq!(words("Мы — за мир."), [9, 14]);
    }

    #[test]
    fn a_word_alone_is_not_split() {
        let alignment = alignment("да: нет:no");
        assert_eq!(Splitting::new(&alignment, &alignment.beads[0]), None);
        assert!(Splitting::new(&alignment, &alignment.beads[1]).is_some());
    }
}
