//! Segmentation by rules: an engine for SRX 2.0 (LISA OSCAR, 2008).
//!
//! At each place of a text the first rule decides whose `before` ends there and whose `after` begins
//! there; without one there is no break. What the standard leaves open is done as its implementations do:
//!
//! - A breaking rule takes for its `before` the longest match: `[.?!]+` breaks "Oh?!" behind the second
//!   mark and not between them. (An expression with a lazy `*?` or `+?` takes every match.)
//! - A rule against breaking holds when any match of its `before` ends at the place, within
//!   1,000 characters.
//! - Line ends are ordinary white space unless a rule says otherwise.

mod alphabet;
mod automaton;
mod look_around;
mod pattern;
mod rules;
mod scan;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use automaton::{Automaton, Builder, Cache, Direction};
use look_around::LookAround;
use pattern::Parsed;
use scan::{Scan, ScanCache};

use super::LanguageTag;

pub use rules::{LanguageMap, Rule, RuleList, Rules};

/// Splits texts of one language into segments. Cloning is cheap and clones share what they learn.
#[derive(Clone)]
pub struct Segmenter {
    shared: Arc<Shared>,
}

/// The rules have nothing to say about a language: no language map fits it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the segmentation rules have no language map for `{0}`")]
pub struct NoRules(pub LanguageTag);

struct Shared {
    breaks: Vec<BreakRule>,
    /// The `before` of the breaking rules, and for each of its expressions the rules that have it.
    ends: Automaton,
    /// For each expression of `ends`, whether every match counts and not only the longest.
    lazy: Vec<bool>,
    exceptions: Vec<Exception>,
    /// For each expression of `befores`, the exceptions that have it.
    exceptions_by_before: Vec<Vec<u32>>,
    /// The exceptions whose `before` has look-around.
    odd_exceptions: Vec<u32>,
    befores: Automaton,
    afters: Automaton,
    idle: Mutex<Vec<Scratch>>,
}

struct BreakRule {
    order: usize,
    before: Side,
    after: Side,
}

struct Exception {
    order: usize,
    before: Side,
    after: Side,
}

/// One half of a rule.
enum Side {
    /// The number of an expression in an automaton.
    Plain(u32),
    /// An expression that only a backtracking engine understands.
    Odd(Box<LookAround>),
}

/// What one split needs and the next one can use again.
#[derive(Default)]
struct Scratch {
    scan: ScanCache,
    befores: Cache,
    afters: Cache,
    before_hits: Vec<u32>,
    after_hits: Vec<u32>,
}

impl Segmenter {
    /// Compiles the rules of a language. Rules that cannot be used are left out; the list says why, one
    /// sentence each.
    ///
    /// # Errors
    /// When no language map fits the language.
    pub fn new(rules: &Rules, language: &LanguageTag) -> Result<(Self, Vec<String>), NoRules> {
        if !rules.maps.iter().any(|map| map.fits(language)) {
            return Err(NoRules(language.clone()));
        }
        let mut befores = Builder::new(Direction::Backward);
        let mut afters = Builder::new(Direction::Forward);
        let mut ends = Builder::new(Direction::Forward);
        let mut lazy = Vec::new();
        let (mut breaks, mut exceptions, mut unusable) = (Vec::new(), Vec::new(), Vec::new());
        for (order, rule) in rules.for_language(language).enumerate() {
            let mut add = || -> Result<(), String> {
                let (before, after) = (pattern::parse(&rule.before)?, pattern::parse(&rule.after)?);
                let side = |automaton: &mut Builder| {
                    Ok::<_, String>(match &before.hir {
                        Some(hir) => Side::Plain(automaton.add(&before.text, hir).map_err(too_large)?),
                        None => Side::Odd(Box::new(LookAround::before(&before.text)?)),
                    })
                };
                if rule.breaks {
                    let before_side = side(&mut ends)?;
                    lazy.resize(ends.patterns(), before.is_lazy());
                    breaks.push(BreakRule { order, before: before_side, after: forward(&mut afters, &after)? });
                } else {
                    let before = side(&mut befores)?;
                    exceptions.push(Exception { order, before, after: forward(&mut afters, &after)? });
                }
                Ok(())
            };
            if let Err(reason) = add() {
                unusable.push(format!("the rule `{}` | `{}` cannot be used: {reason}", rule.before, rule.after));
            }
        }
        let (ends, befores, afters) = (ends.build(), befores.build(), afters.build());
        let mut exceptions_by_before = vec![Vec::new(); befores.patterns()];
        let mut odd_exceptions = Vec::new();
        for (index, exception) in (0u32..).zip(&exceptions) {
            match exception.before {
                Side::Plain(id) => exceptions_by_before[id as usize].push(index),
                Side::Odd(_) => odd_exceptions.push(index),
            }
        }
        let idle = Mutex::default();
        let shared =
            Shared { breaks, ends, lazy, exceptions, exceptions_by_before, odd_exceptions, befores, afters, idle };
        Ok((Self { shared: Arc::new(shared) }, unusable))
    }

    /// The byte ranges of the segments, in order, without the white space around them; none is empty.
    pub fn split(&self, text: &str) -> Vec<Range<usize>> {
        let mut scratch = self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let mut segments = Vec::new();
        let mut start = 0;
        self.shared.for_each_break(text, &mut scratch, |end| {
            segments.extend(trimmed(text, start..end));
            start = end;
        });
        segments.extend(trimmed(text, start..text.len()));
        self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
        segments
    }
}

impl Shared {
    /// Calls `found` with each place where a rule breaks, in order.
    fn for_each_break(&self, text: &str, scratch: &mut Scratch, mut found: impl FnMut(usize)) {
        let mut scan = Scan::new(text, &self.ends, &mut scratch.scan);
        let mut next_plain = scan.next(&self.ends, &self.lazy, &mut scratch.scan);
        let mut odd: Vec<OddBreaks> = (self.breaks.iter()).filter_map(|rule| OddBreaks::new(text, rule)).collect();
        // The expressions that end at the place under consideration.
        let mut ending = Vec::new();
        loop {
            let next_odd = odd.iter().filter_map(|breaks| breaks.next).min();
            let at = match (next_plain, next_odd) {
                (None, None) => return,
                (plain, odd) => plain.map_or(usize::MAX, |(at, _)| at).min(odd.unwrap_or(usize::MAX)),
            };
            ending.clear();
            while let Some((_, pattern)) = next_plain.filter(|&(end, _)| end == at) {
                ending.push(pattern);
                next_plain = scan.next(&self.ends, &self.lazy, &mut scratch.scan);
            }
            if at > 0 && at < text.len() {
                self.afters.walk(&mut scratch.afters, text, at, &mut scratch.after_hits);
                let breaking = self.breaks.iter().find(|rule| {
                    let ends_here = match &rule.before {
                        Side::Plain(id) => ending.contains(id),
                        Side::Odd(_) => odd.iter().any(|b| b.rule.order == rule.order && b.next == Some(at)),
                    };
                    ends_here && rule.after.begins(text, at, scratch)
                });
                if let Some(rule) = breaking
                    && !self.is_forbidden(text, at, rule.order, scratch)
                {
                    found(at);
                }
            }
            for breaks in odd.iter_mut().filter(|breaks| breaks.next == Some(at)) {
                breaks.advance(text);
            }
        }
    }

    /// Whether an exception that comes before the rule of number `order` holds at a place, for which the
    /// `after` expressions were walked.
    fn is_forbidden(&self, text: &str, at: usize, order: usize, scratch: &mut Scratch) -> bool {
        if self.exceptions.first().is_none_or(|first| first.order > order) {
            return false;
        }
        self.befores.walk(&mut scratch.befores, text, at, &mut scratch.before_hits);
        let applies = |index: &u32| {
            let exception = &self.exceptions[*index as usize];
            exception.order < order && exception.after.begins(text, at, scratch)
        };
        scratch.before_hits.iter().any(|&id| self.exceptions_by_before[id as usize].iter().any(applies))
            || self.odd_exceptions.iter().any(|index| {
                applies(index)
                    && match &self.exceptions[*index as usize].before {
                        Side::Odd(expression) => expression.ends_at(text, at),
                        Side::Plain(_) => false,
                    }
            })
    }
}

/// The places where a breaking rule's `before` with look-around ends, from left to right.
struct OddBreaks<'a> {
    rule: &'a BreakRule,
    before: &'a LookAround,
    next: Option<usize>,
    position: usize,
}

impl<'a> OddBreaks<'a> {
    fn new(text: &str, rule: &'a BreakRule) -> Option<Self> {
        match &rule.before {
            Side::Odd(before) => {
                let mut breaks = Self { rule, before, next: None, position: 0 };
                breaks.advance(text);
                Some(breaks)
            }
            Side::Plain(_) => None,
        }
    }

    fn advance(&mut self, text: &str) {
        let last = self.next;
        // A match may end where the last one did, or be empty.
        while let Some((start, end)) = self.before.find(text, self.position) {
            self.position = if end > start { end } else { look_around::next_boundary(text, end) };
            if Some(end) != last {
                self.next = Some(end);
                return;
            }
        }
        self.next = None;
    }
}

impl Side {
    /// Whether it matches from a place on, for which the plain expressions were walked.
    fn begins(&self, text: &str, at: usize, scratch: &Scratch) -> bool {
        match self {
            Self::Plain(id) => scratch.after_hits.contains(id),
            Self::Odd(expression) => expression.begins_at(text, at),
        }
    }
}

fn forward(afters: &mut Builder, after: &Parsed) -> Result<Side, String> {
    Ok(match &after.hir {
        Some(hir) => Side::Plain(afters.add(&after.text, hir).map_err(too_large)?),
        None => Side::Odd(Box::new(LookAround::after(&after.text)?)),
    })
}

fn too_large(automaton::TooLarge: automaton::TooLarge) -> String {
    "it needs too much memory (a large count in braces?)".into()
}

fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    let end = range.start + piece.trim_end().len();
    (start < end).then_some(start..end)
}

impl std::fmt::Debug for Segmenter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (breaks, exceptions) = (self.shared.breaks.len(), self.shared.exceptions.len());
        f.debug_struct("Segmenter").field("breaks", &breaks).field("exceptions", &exceptions).finish()
    }
}
