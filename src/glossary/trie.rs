//! A trie over the words of terms.
//!
//! A word of a term stands for all its lemmas, so an edge leads from a node by each of them; a word of a text
//! has several readings, so several edges may be walked at once.

use rustc_hash::FxHashMap;

use super::piece::{Gap, Piece};
use crate::lang::TokenKind;

/// What a word is filed under: a lemma, or the word itself where only that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key(u32);

/// The lemmas and words that occur in terms.
#[derive(Default)]
pub(super) struct Keys {
    lemmas: FxHashMap<Box<str>, Key>,
    forms: FxHashMap<Box<str>, Key>,
}

impl Keys {
    /// The key of a lemma, made when it is new.
    pub(super) fn add_lemma(&mut self, text: &str) -> Key {
        let next = self.next();
        *self.lemmas.entry(text.into()).or_insert(next)
    }

    /// The key of a word of which only this form counts, made when it is new.
    pub(super) fn add_form(&mut self, text: &str) -> Key {
        let next = self.next();
        *self.forms.entry(text.into()).or_insert(next)
    }

    /// The key of a lemma that some term has.
    pub(super) fn lemma(&self, text: &str) -> Option<Key> {
        self.lemmas.get(text).copied()
    }

    /// The key of a word that some term has in this form.
    pub(super) fn form(&self, text: &str) -> Option<Key> {
        self.forms.get(text).copied()
    }

    fn next(&self) -> Key {
        Key((self.lemmas.len() + self.forms.len()) as u32)
    }
}

/// Where a word leads from a node.
#[derive(Clone, Copy)]
struct Edge {
    to: u32,
    /// What the term has before the word.
    gap: Gap,
}

impl Edge {
    /// Whether the term lets stand between two words what stands between two pieces of the text: a full stop
    /// or, between ideographs, a space must be in the term too.
    fn passes(&self, before: &Piece, piece: &Piece) -> bool {
        let ideographs = before.kind == TokenKind::Ideograph && piece.kind == TokenKind::Ideograph;
        (self.gap.dot || !piece.gap.dot) && (self.gap.space || !piece.gap.space || !ideographs)
    }
}

/// The words of all terms; node 0 is the root.
pub(super) struct Trie {
    /// The terms that end at each node.
    ends: Vec<Vec<u32>>,
    edges: FxHashMap<(u32, Key), Vec<Edge>>,
}

impl Trie {
    pub(super) const ROOT: u32 = 0;

    pub(super) fn new() -> Self {
        Self { ends: vec![Vec::new()], edges: FxHashMap::default() }
    }

    /// Lets a term end at a node.
    pub(super) fn end(&mut self, node: u32, term: u32) {
        if let Some(terms) = self.ends.get_mut(node as usize) {
            terms.push(term);
        }
    }

    /// The terms that end at a node.
    pub(super) fn ends(&self, node: u32) -> &[u32] {
        self.ends.get(node as usize).map_or(&[], Vec::as_slice)
    }

    /// The nodes that a piece with these keys leads to, in order. `before` is the piece before it in the
    /// text, unless the piece begins the term.
    pub(super) fn step(&self, nodes: &[u32], keys: &[Key], before: Option<&Piece>, piece: &Piece) -> Vec<u32> {
        let mut reached = Vec::new();
        for &node in nodes {
            for &key in keys {
                let edges = self.edges.get(&(node, key)).into_iter().flatten();
                let passable = edges.filter(|e| before.is_none_or(|b| e.passes(b, piece)));
                reached.extend(passable.map(|e| e.to));
            }
        }
        reached.sort_unstable();
        reached.dedup();
        reached
    }
}

/// Finds the node that a word leads to while the trie grows.
#[derive(Default)]
pub(super) struct Children(FxHashMap<(u32, Vec<Key>, Gap), u32>);

impl Children {
    /// The node to which a word of a term leads, made when it is new. `keys` are those of the word, in order.
    pub(super) fn child(&mut self, trie: &mut Trie, from: u32, keys: &[Key], gap: Gap) -> u32 {
        // A hyphen may be missing or be there whatever the term has.
        let gap = Gap { hyphen: false, ..gap };
        *self.0.entry((from, keys.to_vec(), gap)).or_insert_with(|| {
            let to = trie.ends.len() as u32;
            trie.ends.push(Vec::new());
            for &key in keys {
                trie.edges.entry((from, key)).or_default().push(Edge { to, gap });
            }
            to
        })
    }
}
