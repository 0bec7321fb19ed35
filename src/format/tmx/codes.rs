//! Pairs of inline codes within a segment.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{CodeKind, InlineCode};

/// Makes pairs whole: every opening code has a later closing code with the same number, and no two pairs
/// share one. A code without its counterpart becomes an isolated one. Gives the number of codes that became
/// isolated and the number of pairs that were renumbered.
pub(super) fn pair(codes: &mut [InlineCode]) -> (usize, usize) {
    let mut open: FxHashMap<Option<u32>, Vec<usize>> = FxHashMap::default();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut isolated = 0;
    for (index, code) in codes.iter_mut().enumerate() {
        match code.kind {
            CodeKind::Open => open.entry(code.pair).or_default().push(index),
            CodeKind::Close => match open.get_mut(&code.pair).and_then(Vec::pop) {
                Some(opening) => pairs.push((opening, index)),
                None => {
                    (code.kind, code.pair) = (CodeKind::IsolatedClose, None);
                    isolated += 1;
                }
            },
            _ => code.pair = None,
        }
    }
    for index in open.into_values().flatten() {
        (codes[index].kind, codes[index].pair) = (CodeKind::IsolatedOpen, None);
        isolated += 1;
    }
    pairs.sort_unstable();
    let taken: FxHashSet<u32> = codes.iter().filter_map(|c| c.pair).collect();
    let mut fresh = (1..u32::MAX).filter(|n| !taken.contains(n));
    let mut given: FxHashSet<u32> = FxHashSet::default();
    let mut renumbered = 0;
    for (opening, closing) in pairs {
        if codes[opening].pair.is_none_or(|n| !given.insert(n)) {
            let number = fresh.next();
            (codes[opening].pair, codes[closing].pair) = (number, number);
            renumbered += 1;
        }
    }
    (isolated, renumbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes in a compact notation: `1(` and `1)` with their number, `(` and `)` without.
    fn check(before: &str, after: &str) {
        let mut codes: Vec<InlineCode> = before
            .split_whitespace()
            .map(|code| InlineCode {
                at: 0,
                kind: if code.ends_with('(') { CodeKind::Open } else { CodeKind::Close },
                pair: code[..code.len() - 1].parse().ok(),
                counterpart: None,
                category: None,
                association: None,
                data: String::new(),
            })
            .collect();
        pair(&mut codes);
        let number = |c: &InlineCode| c.pair.map(|n| n.to_string()).unwrap_or_default();
        let shown: Vec<String> = codes
            .iter()
            .map(|c| match c.kind {
                CodeKind::Open => format!("{}(", number(c)),
                CodeKind::Close => format!("{})", number(c)),
                CodeKind::IsolatedOpen => "it(".to_string(),
                _ => "it)".to_string(),
            })
            .collect();
        assert_eq!(shown.join(" "), after, "{before}");
    }

    #[test]
    fn pairs_keep_their_numbers_and_may_overlap() {
        check("1( 2( 1) 2)", "1( 2( 1) 2)");
        check("0( 0)", "0( 0)");
    }

    #[test]
    fn codes_without_a_counterpart_are_isolated() {
        check("1( 2)", "it( it)");
        check("1) 1(", "it) it(");
        check("1( 1( 1)", "it( 1( 1)");
    }

    #[test]
    fn numbers_used_twice_or_missing_are_given_anew() {
        check("1( 1) 1( 1)", "1( 1) 2( 2)");
        check("( 1( 1) )", "2( 1( 1) 2)");
    }
}
