//! Undo and redo: of each change what stands differently before and after it, whatever made it.

use crate::model::{Alignment, Bead, BeadState, Sentence};

/// The changes made so far and those taken back.
#[derive(Debug, Clone, Default)]
pub struct History {
    done: Vec<Entry>,
    undone: Vec<Entry>,
}

/// A change with its name and where the cursor was.
#[derive(Debug, Clone)]
struct Entry {
    name: String,
    change: Change,
    before: usize,
    after: usize,
}

impl History {
    /// Remembers a change, unless nothing is different. What was taken back before can no longer be done again.
    /// `name` says what was done, `cursors` are the beads at the cursor before and after. Gives whether anything
    /// is different.
    pub fn record(
        &mut self,
        name: impl Into<String>,
        before: &Alignment,
        after: &Alignment,
        cursors: (usize, usize),
    ) -> bool {
        let change = Change::between(before, after);
        if change.is_nothing() {
            return false;
        }
        self.done.push(Entry { name: name.into(), change, before: cursors.0, after: cursors.1 });
        self.undone.clear();
        true
    }

    /// Takes the last change back. Gives its name and the bead it was about.
    pub fn undo(&mut self, alignment: &mut Alignment) -> Option<(String, usize)> {
        let entry = self.done.pop()?;
        entry.change.apply(alignment, Change::OLD);
        let out = (entry.name.clone(), entry.before);
        self.undone.push(entry);
        Some(out)
    }

    /// Does the last change that was taken back once more. Gives its name and the bead after it.
    pub fn redo(&mut self, alignment: &mut Alignment) -> Option<(String, usize)> {
        let entry = self.undone.pop()?;
        entry.change.apply(alignment, Change::NEW);
        let out = (entry.name.clone(), entry.after);
        self.done.push(entry);
        Some(out)
    }
}

/// A bead without its place in the texts: what it is does not change when segments come or go before it.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    source: usize,
    target: usize,
    /// How far its target begins behind the end of the target before it: 0 but for what was moved.
    jump: isize,
    confidence: f32,
    state: BeadState,
    moved: bool,
}

fn steps(beads: &[Bead]) -> Vec<Step> {
    let mut end = 0;
    let step = |bead: &Bead| {
        let jump = bead.target.start as isize - end as isize;
        end = bead.target.end;
        let (source, target) = (bead.source.len(), bead.target.len());
        Step { source, target, jump, confidence: bead.confidence, state: bead.state, moved: bead.moved }
    };
    beads.iter().map(step).collect()
}

fn beads(steps: &[Step]) -> Vec<Bead> {
    let (mut source, mut target) = (0, 0usize);
    let bead = |step: &Step| {
        let start = target.saturating_add_signed(step.jump);
        let bead = Bead {
            source: source..source + step.source,
            target: start..start + step.target,
            confidence: step.confidence,
            state: step.state,
            moved: step.moved,
        };
        (source, target) = (bead.source.end, bead.target.end);
        bead
    };
    steps.iter().map(bead).collect()
}

/// What is different between two alignments: one stretch of each of their lists.
#[derive(Debug, Clone)]
struct Change {
    source: Stretch<Sentence>,
    target: Stretch<Sentence>,
    steps: Stretch<Step>,
}

impl Change {
    const OLD: usize = 0;
    const NEW: usize = 1;

    fn between(old: &Alignment, new: &Alignment) -> Self {
        Self {
            source: Stretch::between(&old.source, &new.source),
            target: Stretch::between(&old.target, &new.target),
            steps: Stretch::between(&steps(&old.beads), &steps(&new.beads)),
        }
    }

    fn is_nothing(&self) -> bool {
        self.source.is_nothing() && self.target.is_nothing() && self.steps.is_nothing()
    }

    /// Brings the alignment from one version to the other.
    fn apply(&self, alignment: &mut Alignment, version: usize) {
        self.source.apply(&mut alignment.source, version);
        self.target.apply(&mut alignment.target, version);
        let mut all = steps(&alignment.beads);
        self.steps.apply(&mut all, version);
        alignment.beads = beads(&all);
    }
}

/// The stretch of a list that is different, in both versions.
#[derive(Debug, Clone)]
struct Stretch<T> {
    at: usize,
    versions: [Vec<T>; 2],
}

impl<T: Clone + PartialEq> Stretch<T> {
    fn between(old: &[T], new: &[T]) -> Self {
        let at = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let (old, new) = (&old[at..], &new[at..]);
        let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
        Self { at, versions: [old[..old.len() - tail].to_vec(), new[..new.len() - tail].to_vec()] }
    }

    fn is_nothing(&self) -> bool {
        self.versions.iter().all(Vec::is_empty)
    }

    fn apply(&self, list: &mut Vec<T>, version: usize) {
        let [old, new] = &self.versions;
        let (there, wanted) = if version == Change::OLD { (new, old) } else { (old, new) };
        // Changes are applied in the order in which they were made and taken back, so the stretch is there.
        let end = (self.at + there.len()).min(list.len());
        list.splice(self.at.min(end)..end, wanted.iter().cloned());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::testing::{alignment, any_alignment, picture};

    #[test]
    fn changes_are_taken_back_and_done_again() {
        let mut now = alignment("a:A b:B c:C");
        let before = now.clone();
        let mut history = History::default();
        now.join(1).unwrap();
        assert!(history.record("joined", &before, &now, (1, 1)));
        assert_eq!(history.undo(&mut now), Some(("joined".into(), 1)));
        assert_eq!(picture(&now), "a:A b:B c:C");
        assert_eq!(history.undo(&mut now), None);
        assert_eq!(history.redo(&mut now), Some(("joined".into(), 1)));
        assert_eq!(picture(&now), "a:A ?b,c:B,C");
        assert_eq!(history.redo(&mut now), None);
    }

    #[test]
    fn a_new_change_ends_what_could_be_done_again() {
        let mut now = alignment("a:A b:B");
        let before = now.clone();
        let mut history = History::default();
        now.join(0).unwrap();
        history.record("joined", &before, &now, (0, 0));
        history.undo(&mut now);
        now.delete(0).unwrap();
        history.record("deleted", &before, &now, (0, 0));
        assert_eq!(history.redo(&mut now), None);
    }

    #[test]
    fn nothing_is_no_change() {
        let now = alignment("a:A b:B");
        assert!(!History::default().record("accepted", &now, &now, (0, 0)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn undo_gives_the_state_before_and_redo_the_state_after(
            versions in prop::collection::vec(any_alignment(), 1..6),
        ) {
            let mut history = History::default();
            let mut kept = vec![versions[0].clone()];
            for pair in versions.windows(2) {
                if history.record("changed", &pair[0], &pair[1], (0, 0)) {
                    kept.push(pair[1].clone());
                }
            }
            let mut now = versions[versions.len() - 1].clone();
            for version in kept.iter().rev().skip(1) {
                prop_assert!(history.undo(&mut now).is_some());
                prop_assert_eq!(&now, version);
            }
            prop_assert!(history.undo(&mut now).is_none());
            for version in kept.iter().skip(1) {
                prop_assert!(history.redo(&mut now).is_some());
                prop_assert_eq!(&now, version);
            }
        }
    }
}
