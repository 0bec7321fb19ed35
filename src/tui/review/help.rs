//! The help: how the work goes, what the signs mean, and every key.

use super::keys::BINDINGS;

const INTRODUCTION: &str = "\
A bead is what stands under one heading: source segments and the target segments that translate them. Doubtful beads \
(?) are to be looked at; accepted ones (✓) are settled, and re-alignment never changes them. Mend a bead, then accept \
it, and the next one to look at comes by itself. What was changed by hand is doubtful until it is accepted.
Every change is saved in the alignment file as it is made, and u takes it back. The text files themselves are never \
changed. Letter keys work with a Cyrillic keyboard too.
The figures at the right edge say how many doubtful beads there are in each part of the alignment (+: ten and more).
";

/// The help, paragraph by paragraph: keys and what they do, or a text with no key.
pub fn paragraphs() -> Vec<(&'static str, &'static str)> {
    let introduction = INTRODUCTION.lines().map(|line| ("", line));
    let keys = BINDINGS.iter().map(|b| (b.shown, b.help));
    introduction.chain([("", "")]).chain(keys).collect()
}
