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
//!
//! [`Scan`](super::scan::Scan) uses it the other way, to find where matches end in a whole text.

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
/// Small in tests, so that they empty the cache often.
const MAX_STEPS: usize = if cfg!(test) { 500 } else { 1_000_000 };

type NodeId = u32;
pub(super) type StateId = u32;
pub(super) type MatchesId = u32;

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
    /// The first node of each expression, in the order of their numbers.
    bounds: Vec<NodeId>,
    sets: FxHashMap<CharSet, u32>,
    patterns: FxHashMap<String, u32>,
}

impl Builder {
    pub(super) fn new(direction: Direction) -> Self {
        Self {
            direction,
            nodes: Vec::new(),
            starts: Vec::new(),
            bounds: Vec::new(),
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
                self.bounds.push(before as NodeId);
                self.patterns.insert(text.to_string(), id);
                Ok(id)
            }
            Err(TooLarge) => {
                self.nodes.truncate(before);
                Err(TooLarge)
            }
        }
    }

    /// How many different expressions were added.
    pub(super) fn patterns(&self) -> usize {
        self.patterns.len()
    }

    pub(super) fn build(self) -> Automaton {
        let mut sets: Vec<(CharSet, u32)> = self.sets.into_iter().collect();
        sets.sort_unstable_by_key(|&(_, id)| id);
        let alphabet = Alphabet::new(sets.into_iter().map(|(set, _)| set).collect());
        Automaton { direction: self.direction, nodes: self.nodes, starts: self.starts, bounds: self.bounds, alphabet }
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
    bounds: Vec<NodeId>,
    alphabet: Alphabet,
}

/// The deterministic part of an automaton, as far as it was needed.
#[derive(Default)]
pub(super) struct Cache {
    /// Whether a match may begin at every place and not only at the first.
    restarts: bool,
    /// The nodes that wait behind the last character, sorted, and what that character was for `\b` and `^`.
    states: Vec<State>,
    ids: FxHashMap<State, StateId>,
    /// The states to start in, by what is behind the place.
    starts: [Option<StateId>; Edge::COUNT],
    /// `states.len()` rows of a step for each class of characters and one for the edge of the text.
    steps: Vec<Step>,
    /// Lists of expressions that match at one boundary; the first one is empty.
    matches: Vec<Box<[u32]>>,
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
    matches: MatchesId,
}

const UNKNOWN: StateId = StateId::MAX;
const DEAD: StateId = StateId::MAX - 1;

impl Automaton {
    /// How many different expressions it holds.
    pub(super) fn patterns(&self) -> usize {
        self.starts.len()
    }

    /// What a character behind the place is for a state; `None` is beyond the text.
    fn passed(&self, c: Option<char>) -> Edge {
        self.alphabet.edge(c.map(|c| self.alphabet.class_of(c)))
    }

    /// The state before any character.
    pub(super) fn start(&self, cache: &mut Cache, passed: Option<char>) -> StateId {
        let passed = self.passed(passed);
        match cache.starts[passed.index()] {
            Some(state) => state,
            None => {
                let nodes = if cache.restarts { Box::default() } else { self.starts.clone().into() };
                let state = cache.state_id(State { nodes, passed }, self.alphabet.width());
                cache.starts[passed.index()] = Some(state);
                state
            }
        }
    }

    /// The state in `goes_on` of the matches of one expression that are under way in a state of `cache`;
    /// `None` when there is none.
    pub(super) fn under_way(
        &self,
        cache: &Cache,
        state: StateId,
        pattern: u32,
        goes_on: &mut Cache,
    ) -> Option<StateId> {
        let State { nodes, passed } = &cache.states[state as usize];
        let first = self.bounds[pattern as usize];
        let end = self.bounds.get(pattern as usize + 1).copied().unwrap_or(NodeId::MAX);
        // Sorted.
        let nodes = &nodes[nodes.partition_point(|&node| node < first)..nodes.partition_point(|&node| node < end)];
        let state = State { nodes: nodes.into(), passed: *passed };
        (!nodes.is_empty()).then(|| goes_on.state_id(state, self.alphabet.width()))
    }

    /// What happens when a character is next, or the text's end: which expressions match at the place before
    /// it (see [`Cache::matches`]), and the state behind it unless no match can be under way there.
    #[inline]
    pub(super) fn advance(
        &self,
        cache: &mut Cache,
        state: StateId,
        next: Option<char>,
    ) -> (MatchesId, Option<StateId>) {
        let width = self.alphabet.width();
        let class = next.map(|c| self.alphabet.class_of(c));
        let mut step = cache.steps[state as usize * width + class.map_or(width - 1, usize::from)];
        if step.next == UNKNOWN {
            step = self.step(cache, state, class);
        }
        (step.matches, (step.next != DEAD).then_some(step.next))
    }

    /// Empties a cache that has grown large. All states but the given one are void then; that one gets the
    /// number which is returned.
    #[inline]
    pub(super) fn make_room(&self, cache: &mut Cache, state: StateId) -> StateId {
        if cache.steps.len() < MAX_STEPS {
            return state;
        }
        let kept = cache.states[state as usize].clone();
        *cache = Cache { restarts: cache.restarts, ..Cache::default() };
        cache.state_id(kept, self.alphabet.width())
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
        let mut state = self.start(cache, passed);
        let mut ahead = ahead.fuse();
        for _ in 0..REACH {
            state = self.make_room(cache, state);
            let (matches, next) = self.advance(cache, state, ahead.next());
            for pattern in cache.matches(matches) {
                if !hits.contains(pattern) {
                    hits.push(*pattern);
                }
            }
            match next {
                Some(next) => state = next,
                None => return,
            }
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
        let (mut reached, mut matches, mut stack) = (Vec::new(), Vec::new(), nodes.into_vec());
        if cache.restarts {
            stack.extend(&self.starts);
        }
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
                Node::Match(pattern) => matches.push(*pattern),
            }
        }
        reached.sort_unstable();
        reached.dedup();
        matches.sort_unstable();
        let width = self.alphabet.width();
        let next = match reached.is_empty() && (!cache.restarts || class.is_none()) {
            true => DEAD,
            false => cache.state_id(State { nodes: reached.into(), passed: ahead }, width),
        };
        let step = Step { next, matches: cache.matches_id(matches) };
        cache.steps[state as usize * width + class.map_or(width - 1, usize::from)] = step;
        step
    }
}

impl Cache {
    /// A cache for finding matches that begin anywhere.
    pub(super) fn restarting() -> Self {
        Self { restarts: true, ..Self::default() }
    }

    fn state_id(&mut self, state: State, width: usize) -> StateId {
        if let Some(&id) = self.ids.get(&state) {
            return id;
        }
        let id = self.states.len() as StateId;
        self.steps.resize(self.steps.len() + width, Step { next: UNKNOWN, matches: 0 });
        self.states.push(state.clone());
        self.ids.insert(state, id);
        id
    }

    fn matches_id(&mut self, matches: Vec<u32>) -> MatchesId {
        match self.matches.iter().position(|known| **known == *matches) {
            Some(index) => index as u32,
            None => {
                self.matches.push(matches.into());
                self.matches.len() as u32 - 1
            }
        }
    }

    /// The expressions that match at one place.
    #[inline]
    pub(super) fn matches(&self, id: MatchesId) -> &[u32] {
        &self.matches[id as usize]
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
