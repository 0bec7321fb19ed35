//! Which of many expressions match at a place of a text, in one walk.
//!
//! For one place, SRX asks of every rule whether *some* match of its `before` ends there. An ordinary
//! search cannot say so: it gives the leftmost match alone, and one expression after the other. This
//! automaton starts at the place, walks backwards (or, for `after`, forwards) and tells every expression
//! that matches on the way, usually after a few characters.
//!
//! It is a Thompson automaton over characters, made deterministic as far as texts ask for it (Cox,
//! *Regular Expression Matching in the Wild*, 2010). A step looks at the characters on both sides of a
//! boundary, so `\b`, `^` and `$` are exact in every script.

use regex_syntax::hir::{Class, Hir, HirKind, Look};
use rustc_hash::FxHashMap;

use super::alphabet::{Alphabet, CharSet, Edge};

/// Which way an automaton walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Forward,
    Backward,
}

/// An expression needs more room than all rules of a file together reasonably do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// How far an automaton walks from its place, in characters. Longer matches are not seen; without a bound,
/// an expression such as `\w+\.` would make hostile texts take quadratic time.
pub(super) const REACH: usize = 1_000;

const MAX_NODES: usize = 200_000;
const MAX_STEPS: usize = 1_000_000;

type NodeId = u32;
type StateId = u32;

enum Node {
    Set { set: u32, next: NodeId },
    Look { look: Look, next: NodeId },
    Split(Vec<NodeId>),
    Match(u32),
}

/// Builds an [`Automaton`] from expressions; equal ones share a number.
pub(super) struct Builder {
    direction: Direction,
    nodes: Vec<Node>,
    starts: Vec<NodeId>,
    sets: FxHashMap<CharSet, u32>,
    patterns: FxHashMap<String, u32>,
}

impl Builder {
    pub(super) fn new(direction: Direction) -> Self {
        Self {
            direction,
            nodes: Vec::new(),
            starts: Vec::new(),
            sets: FxHashMap::default(),
            patterns: FxHashMap::default(),
        }
    }

    /// Adds an expression and returns the number that [`Automaton::walk`] will report it under.
    pub(super) fn add(&mut self, text: &str, hir: &Hir) -> Result<u32, TooLarge> {
        if let Some(&id) = self.patterns.get(text) {
            return Ok(id);
        }
        let before = self.nodes.len();
        let id = self.patterns.len() as u32;
        let start = self.push(Node::Match(id)).and_then(|accept| self.compile(hir, accept));
        match start {
            Ok(start) => {
                self.starts.push(start);
                self.patterns.insert(text.to_string(), id);
                Ok(id)
            }
            Err(TooLarge) => {
                self.nodes.truncate(before);
                Err(TooLarge)
            }
        }
    }

    pub(super) fn build(self) -> Automaton {
        let mut sets: Vec<(CharSet, u32)> = self.sets.into_iter().collect();
        sets.sort_unstable_by_key(|&(_, id)| id);
        let alphabet = Alphabet::new(sets.into_iter().map(|(set, _)| set).collect());
        Automaton {
            direction: self.direction,
            nodes: self.nodes,
            starts: self.starts,
            alphabet,
            patterns: self.patterns.len(),
        }
    }

    fn push(&mut self, node: Node) -> Result<NodeId, TooLarge> {
        if self.nodes.len() >= MAX_NODES {
            return Err(TooLarge);
        }
        self.nodes.push(node);
        Ok(self.nodes.len() as u32 - 1)
    }

    /// The entry of nodes that walk over `hir` and go on at `next`. The depth is bounded by the parser.
    fn compile(&mut self, hir: &Hir, mut next: NodeId) -> Result<NodeId, TooLarge> {
        match hir.kind() {
            HirKind::Empty => Ok(next),
            HirKind::Literal(literal) => {
                let text = String::from_utf8_lossy(&literal.0);
                // Built from the far end to the near end.
                let chars: Vec<char> = match self.direction {
                    Direction::Forward => text.chars().rev().collect(),
                    Direction::Backward => text.chars().collect(),
                };
                for c in chars {
                    next = self.set(vec![(c, c)], next)?;
                }
                Ok(next)
            }
            HirKind::Class(Class::Unicode(class)) => {
                self.set(class.ranges().iter().map(|r| (r.start(), r.end())).collect(), next)
            }
            HirKind::Class(Class::Bytes(class)) => {
                self.set(class.ranges().iter().map(|r| (r.start().into(), r.end().into())).collect(), next)
            }
            HirKind::Look(look) => self.push(Node::Look { look: *look, next }),
            HirKind::Capture(capture) => self.compile(&capture.sub, next),
            HirKind::Concat(parts) => {
                match self.direction {
                    Direction::Forward => {
                        for part in parts.iter().rev() {
                            next = self.compile(part, next)?;
                        }
                    }
                    Direction::Backward => {
                        for part in parts {
                            next = self.compile(part, next)?;
                        }
                    }
                }
                Ok(next)
            }
            HirKind::Alternation(branches) => {
                let entries = branches.iter().map(|b| self.compile(b, next)).collect::<Result<_, _>>()?;
                self.push(Node::Split(entries))
            }
            HirKind::Repetition(repetition) => {
                match repetition.max {
                    None => {
                        let again = self.push(Node::Split(vec![next]))?;
                        let entry = self.compile(&repetition.sub, again)?;
                        if let Node::Split(exits) = &mut self.nodes[again as usize] {
                            exits.push(entry);
                        }
                        next = again;
                    }
                    Some(max) => {
                        let exit = next;
                        for _ in repetition.min..max {
                            let entry = self.compile(&repetition.sub, next)?;
                            next = self.push(Node::Split(vec![entry, exit]))?;
                        }
                    }
                }
                for _ in 0..repetition.min {
                    next = self.compile(&repetition.sub, next)?;
                }
                Ok(next)
            }
        }
    }

    fn set(&mut self, ranges: CharSet, next: NodeId) -> Result<NodeId, TooLarge> {
        let fresh = self.sets.len() as u32;
        let set = *self.sets.entry(ranges).or_insert(fresh);
        self.push(Node::Set { set, next })
    }
}

/// The automaton of many expressions. It is immutable; what it learns of texts is in a [`Cache`].
pub(super) struct Automaton {
    direction: Direction,
    nodes: Vec<Node>,
    starts: Vec<NodeId>,
    alphabet: Alphabet,
    patterns: usize,
}

/// The deterministic part of an automaton, as far as it was needed.
#[derive(Default)]
pub(super) struct Cache {
    /// The nodes that wait behind the last character, sorted, and what that character was for `\b` and `^`.
    states: Vec<State>,
    ids: FxHashMap<State, StateId>,
    /// The states to start in, by what is behind the place.
    starts: [Option<StateId>; Edge::COUNT],
    /// `states.len()` rows of a step for each class of characters and one for the edge of the text.
    steps: Vec<Step>,
    /// Lists of expressions that match at one boundary; the first one is empty.
    outputs: Vec<Box<[u32]>>,
    seen: Vec<u32>,
    generation: u32,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    nodes: Box<[NodeId]>,
    passed: Edge,
}

#[derive(Clone, Copy)]
struct Step {
    next: StateId,
    output: u32,
}

const UNKNOWN: StateId = StateId::MAX;
const DEAD: StateId = StateId::MAX - 1;

impl Automaton {
    /// How many different expressions it holds.
    pub(super) fn patterns(&self) -> usize {
        self.patterns
    }

    /// Collects into `hits` the numbers of the expressions that have a match between `at` and some place
    /// within [`REACH`] in the direction of the automaton, each number once, in no particular order.
    ///
    /// `at` must be a character boundary.
    pub(super) fn walk(&self, cache: &mut Cache, text: &str, at: usize, hits: &mut Vec<u32>) {
        hits.clear();
        if self.starts.is_empty() {
            return;
        }
        let (left, right) = text.split_at(at);
        match self.direction {
            Direction::Forward => self.run(cache, left.chars().next_back(), right.chars(), hits),
            Direction::Backward => self.run(cache, right.chars().next(), left.chars().rev(), hits),
        }
    }

    fn run(&self, cache: &mut Cache, passed: Option<char>, ahead: impl Iterator<Item = char>, hits: &mut Vec<u32>) {
        let width = self.alphabet.width();
        let passed = self.alphabet.edge(passed.map(|c| self.alphabet.class_of(c)));
        let mut state = match cache.starts[passed.index()] {
            Some(state) => state,
            None => {
                let state = cache.state_id(State { nodes: self.starts.clone().into(), passed }, width);
                cache.starts[passed.index()] = Some(state);
                state
            }
        };
        let mut ahead = ahead.fuse();
        for _ in 0..REACH {
            let class = ahead.next().map(|c| self.alphabet.class_of(c));
            let slot = state as usize * width + class.map_or(width - 1, usize::from);
            let mut step = cache.steps[slot];
            if step.next == UNKNOWN {
                step = self.step(cache, state, class);
            }
            for &pattern in &cache.outputs[step.output as usize] {
                if !hits.contains(&pattern) {
                    hits.push(pattern);
                }
            }
            if step.next == DEAD {
                return;
            }
            state = step.next;
        }
    }

    /// Finds out and keeps what happens in `state` when a character of `class` is next, or the text's end.
    fn step(&self, cache: &mut Cache, state: StateId, class: Option<u16>) -> Step {
        let State { nodes, passed } = cache.states[state as usize].clone();
        let ahead = self.alphabet.edge(class);
        let (left, right) = match self.direction {
            Direction::Forward => (passed, ahead),
            Direction::Backward => (ahead, passed),
        };
        cache.seen.resize(self.nodes.len(), 0);
        cache.generation += 1;
        let (mut reached, mut output, mut stack) = (Vec::new(), Vec::new(), nodes.into_vec());
        while let Some(id) = stack.pop() {
            let seen = &mut cache.seen[id as usize];
            if *seen == cache.generation {
                continue;
            }
            *seen = cache.generation;
            match &self.nodes[id as usize] {
                Node::Set { set, next } => {
                    if class.is_some_and(|class| self.alphabet.contains(*set, class)) {
                        reached.push(*next);
                    }
                }
                Node::Look { look, next } => {
                    if holds(*look, left, right) {
                        stack.push(*next);
                    }
                }
                Node::Split(exits) => stack.extend(exits),
                Node::Match(pattern) => output.push(*pattern),
            }
        }
        reached.sort_unstable();
        reached.dedup();
        let output = cache.output_id(output);
        let width = self.alphabet.width();
        let known = cache.states.len();
        let next = match reached.is_empty() {
            true => DEAD,
            false => cache.state_id(State { nodes: reached.into(), passed: ahead }, width),
        };
        let step = Step { next, output };
        // The cache may have been emptied for the new state: then there is no row to fill.
        if cache.states.len() >= known {
            cache.steps[state as usize * width + class.map_or(width - 1, usize::from)] = step;
        }
        step
    }
}

impl Cache {
    fn state_id(&mut self, state: State, width: usize) -> StateId {
        if let Some(&id) = self.ids.get(&state) {
            return id;
        }
        if self.steps.len() + width > MAX_STEPS {
            self.states.clear();
            self.ids.clear();
            self.steps.clear();
            self.starts = Default::default();
        }
        let id = self.states.len() as StateId;
        self.steps.resize(self.steps.len() + width, Step { next: UNKNOWN, output: 0 });
        self.states.push(state.clone());
        self.ids.insert(state, id);
        if self.outputs.is_empty() {
            self.outputs.push(Box::default());
        }
        id
    }

    fn output_id(&mut self, output: Vec<u32>) -> u32 {
        match self.outputs.iter().position(|known| **known == *output) {
            Some(index) => index as u32,
            None => {
                self.outputs.push(output.into());
                self.outputs.len() as u32 - 1
            }
        }
    }
}

/// Whether an assertion holds between two characters.
fn holds(look: Look, left: Edge, right: Edge) -> bool {
    match look {
        Look::Start => left.text_edge(),
        Look::End => right.text_edge(),
        Look::StartLF => left.text_edge() || left.line_feed(),
        Look::EndLF => right.text_edge() || right.line_feed(),
        Look::StartCRLF => left.text_edge() || left.line_feed() || left.carriage_return() && !right.line_feed(),
        Look::EndCRLF => right.text_edge() || right.carriage_return() || right.line_feed() && !left.carriage_return(),
        Look::WordUnicode | Look::WordAscii => left.word() != right.word(),
        Look::WordUnicodeNegate | Look::WordAsciiNegate => left.word() == right.word(),
        Look::WordStartUnicode | Look::WordStartAscii => !left.word() && right.word(),
        Look::WordEndUnicode | Look::WordEndAscii => left.word() && !right.word(),
        Look::WordStartHalfUnicode | Look::WordStartHalfAscii => !left.word(),
        Look::WordEndHalfUnicode | Look::WordEndHalfAscii => !right.word(),
    }
}
