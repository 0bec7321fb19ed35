//! Where in a text the `before` of breaking rules end: all rules in one pass.

use std::str::Chars;

use super::automaton::{Automaton, Cache, REACH, StateId};

/// What is kept from one scan to the next.
pub(super) struct ScanCache {
    /// Matches that begin anywhere.
    anywhere: Cache,
    /// Matches under way, to see how far they go.
    goes_on: Cache,
}

impl Default for ScanCache {
    fn default() -> Self {
        Self { anywhere: Cache::restarting(), goes_on: Cache::default() }
    }
}

/// One pass over a text. The longest match counts: an end is passed over when a match of the same
/// expression that is under way there goes on to a later end (at most [`REACH`] characters away).
pub(super) struct Scan<'t> {
    text: &'t str,
    /// From the place that is looked at next.
    ahead: Chars<'t>,
    /// `None` behind the end of the text.
    state: Option<StateId>,
    /// For each expression, the first place where an end of it counts again.
    open_from: Vec<usize>,
    /// Ends not yet reported, in no order, and the first of them.
    pending: Vec<(usize, u32)>,
    due: usize,
}

impl<'t> Scan<'t> {
    pub(super) fn new(text: &'t str, automaton: &Automaton, cache: &mut ScanCache) -> Self {
        Self {
            text,
            ahead: text.chars(),
            state: (automaton.patterns() > 0).then(|| automaton.start(&mut cache.anywhere, None)),
            open_from: vec![0; automaton.patterns()],
            pending: Vec::new(),
            due: usize::MAX,
        }
    }

    /// The next end, in the order of the text, and the expression that ends there. `lazy` tells of each
    /// expression whether all its ends count.
    pub(super) fn next(&mut self, automaton: &Automaton, lazy: &[bool], cache: &mut ScanCache) -> Option<(usize, u32)> {
        while let Some(state) = self.state {
            let at = self.text.len() - self.ahead.as_str().len();
            if self.due < at {
                break;
            }
            let state = automaton.make_room(&mut cache.anywhere, state);
            let here = self.ahead.clone();
            let (matches, next) = automaton.advance(&mut cache.anywhere, state, self.ahead.next());
            for index in 0..cache.anywhere.matches(matches).len() {
                let pattern = cache.anywhere.matches(matches)[index];
                if at < self.open_from[pattern as usize] {
                    continue;
                }
                let end = match lazy[pattern as usize] {
                    true => at,
                    false => self.longest(automaton, cache, state, pattern, here.clone()),
                };
                self.open_from[pattern as usize] = end + 1;
                self.pending.push((end, pattern));
                self.due = self.due.min(end);
            }
            self.state = next;
        }
        let first = self.pending.iter().position(|&(end, _)| end == self.due)?;
        let found = self.pending.swap_remove(first);
        self.due = self.pending.iter().map(|&(end, _)| end).min().unwrap_or(usize::MAX);
        Some(found)
    }

    /// The last end of the matches of an expression that are under way at a place where one ends.
    fn longest(
        &self,
        automaton: &Automaton,
        cache: &mut ScanCache,
        state: StateId,
        pattern: u32,
        mut ahead: Chars<'t>,
    ) -> usize {
        let place = |ahead: &Chars| self.text.len() - ahead.as_str().len();
        let mut end = place(&ahead);
        let mut state = automaton.under_way(&cache.anywhere, state, pattern, &mut cache.goes_on);
        for _ in 0..REACH {
            let Some(here) = state else { break };
            let here = automaton.make_room(&mut cache.goes_on, here);
            let at = place(&ahead);
            let (matches, next) = automaton.advance(&mut cache.goes_on, here, ahead.next());
            if cache.goes_on.matches(matches).contains(&pattern) {
                end = at;
            }
            state = next;
        }
        end
    }
}
