//! The weighted edit distance over tokens, with moved blocks.

use super::token::WORD;

/// What a moved block costs, beside what changed inside it: half a word.
pub const MOVE: u32 = WORD / 2;

/// How many moved blocks are looked for at most.
const MOVES: usize = 4;

/// Moved blocks are looked for where the parts that differ are no larger than this (tokens × tokens).
const MOVE_CELLS: usize = 1 << 16;

/// Beyond this (tokens × tokens) the parts that differ count as wholly different.
const CELLS: usize = 1 << 22;

/// A token as the distance sees it. Keys and forms are numbers that only need to be equal for equal keys
/// and forms; one key has one weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Which key.
    pub key: u32,
    /// Which form.
    pub form: u32,
    /// In twentieths of a word.
    pub weight: u32,
}

/// What the distance needs to know of tokens beyond their numbers.
pub trait Forms {
    /// What exchanging two forms of one key costs: at most their weight, the same both ways.
    fn exchange(&mut self, a: Item, b: Item) -> u32;
    /// A hash of the form's text, by which a pair of texts is put in order.
    fn hash(&mut self, item: Item) -> u64;
}

/// Memory that is used again from one distance to the next.
#[derive(Debug, Default)]
pub struct Workspace {
    cells: Vec<u32>,
    matched: [Vec<bool>; 2],
    rest: [Vec<Item>; 2],
}

/// The total weight of tokens.
pub fn weight(items: &[Item]) -> u32 {
    items.iter().fold(0, |sum, item| sum.saturating_add(item.weight))
}

/// The cost of turning `a` into `b` if it is at most `limit`. Costs at or under the limit do not depend on
/// it. `overlap` is the weight of the keys that both share, counted as often as both have them.
pub fn cost(
    a: &[Item],
    b: &[Item],
    overlap: u32,
    limit: u32,
    forms: &mut dyn Forms,
    space: &mut Workspace,
) -> Option<u32> {
    let least = weight(a).max(weight(b)).saturating_sub(overlap);
    let (a, b) = trim(a, b);
    let within = |cost: u32| (cost <= limit).then_some(cost);
    let (Some(first_a), Some(first_b)) = (a.first(), b.first()) else {
        return within(weight(a) + weight(b));
    };
    // The same pair in the other order takes the same way, so that the cost is the same.
    let (a, b) = if forms.hash(*first_a) <= forms.hash(*first_b) { (a, b) } else { (b, a) };
    let area = a.len().saturating_mul(b.len());
    if area > CELLS {
        return within(weight(a).max(weight(b)));
    }
    if area > MOVE_CELLS || least.saturating_add(MOVE) > limit {
        return banded(a, b, limit, forms, &mut space.cells);
    }
    within(with_moves(a, b, forms, space))
}

/// What is left without the common beginning and the common end: an optimal alignment matches both.
fn trim<'a>(a: &'a [Item], b: &'a [Item]) -> (&'a [Item], &'a [Item]) {
    let start = a.iter().zip(b).take_while(|(x, y)| x.form == y.form).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x.form == y.form).count();
    (&a[..a.len() - end], &b[..b.len() - end])
}

fn substitution(x: Item, y: Item, forms: &mut dyn Forms) -> u32 {
    if x.form == y.form {
        0
    } else if x.key == y.key {
        forms.exchange(x, y)
    } else {
        x.weight.max(y.weight)
    }
}

/// Two rows of the dynamic programme, within the band that costs over the limit cannot leave: to stand at
/// (i, j) costs at least the difference in weight of what was read of both.
fn banded(a: &[Item], b: &[Item], limit: u32, forms: &mut dyn Forms, row: &mut Vec<u32>) -> Option<u32> {
    const FAR: u32 = u32::MAX / 2;
    row.clear();
    row.push(0);
    row.extend(b.iter().scan(0, |sum, item| {
        *sum += item.weight;
        Some(*sum)
    }));
    let read: Vec<u32> = row.clone();
    let mut read_a = 0;
    let (mut low, mut high) = (0, read.partition_point(|&w| w <= limit));
    row[high..].fill(FAR);
    for &x in a {
        read_a += x.weight;
        while low < read.len() && read[low].saturating_add(limit) < read_a {
            low += 1;
        }
        if low == read.len() {
            return None;
        }
        let new_high = high.max(read.partition_point(|&w| w <= read_a.saturating_add(limit)));
        let mut diagonal = if low == 0 { FAR } else { row[low - 1] };
        let mut left = FAR;
        let mut best = FAR;
        for j in low..new_high {
            let up = row[j];
            let mut cell = up + x.weight;
            if j > 0 {
                let y = b[j - 1];
                cell = cell.min(left + y.weight);
                if diagonal < cell {
                    cell = cell.min(diagonal + substitution(x, y, forms));
                }
            }
            cell = cell.min(FAR);
            row[j] = cell;
            (diagonal, left) = (up, cell);
            best = best.min(cell);
        }
        high = new_high;
        if low > 0 {
            row[low - 1] = FAR;
        }
        if best > limit {
            return None;
        }
    }
    row.last().copied().filter(|&cost| cost <= limit)
}

/// The whole dynamic programme; then, a few times, the heaviest block that both have and that is not
/// matched is moved, that is taken out of both. The cheapest of these ways counts.
fn with_moves(a: &[Item], b: &[Item], forms: &mut dyn Forms, space: &mut Workspace) -> u32 {
    let Workspace { cells, matched, rest } = space;
    let mut total = table(a, b, forms, cells);
    let [rest_a, rest_b] = rest;
    rest_a.clear();
    rest_b.clear();
    rest_a.extend(a);
    rest_b.extend(b);
    let mut paid = 0;
    for _ in 0..MOVES {
        trace(rest_a, rest_b, forms, cells, matched);
        let Some((i, j, length)) = heaviest_block(rest_a, rest_b, matched) else { break };
        let inside: u32 = (0..length).map(|n| substitution(rest_a[i + n], rest_b[j + n], forms)).sum();
        rest_a.drain(i..i + length);
        rest_b.drain(j..j + length);
        paid += MOVE + inside;
        if paid >= total {
            break;
        }
        // A first move may pay off only with the second.
        total = total.min(paid + table(rest_a, rest_b, forms, cells));
    }
    total
}

/// Fills the table of the dynamic programme, row by row; gives its last cell.
fn table(a: &[Item], b: &[Item], forms: &mut dyn Forms, cells: &mut Vec<u32>) -> u32 {
    let width = b.len() + 1;
    cells.clear();
    cells.resize((a.len() + 1) * width, 0);
    for (j, y) in b.iter().enumerate() {
        cells[j + 1] = cells[j] + y.weight;
    }
    for (&x, rows) in a.iter().zip(1..) {
        let (above, row) = cells[(rows - 1) * width..(rows + 1) * width].split_at_mut(width);
        row[0] = above[0] + x.weight;
        for (j, &y) in b.iter().enumerate() {
            let mut cell = (above[j + 1] + x.weight).min(row[j] + y.weight);
            if above[j] < cell {
                cell = cell.min(above[j] + substitution(x, y, forms));
            }
            row[j + 1] = cell;
        }
    }
    cells.last().copied().unwrap_or(0)
}

/// Marks what the cheapest alignment in the table matches key by key.
fn trace(a: &[Item], b: &[Item], forms: &mut dyn Forms, cells: &[u32], matched: &mut [Vec<bool>; 2]) {
    let width = b.len() + 1;
    for (marks, length) in matched.iter_mut().zip([a.len(), b.len()]) {
        marks.clear();
        marks.resize(length, false);
    }
    let (mut i, mut j) = (a.len(), b.len());
    while i > 0 && j > 0 {
        let (x, y) = (a[i - 1], b[j - 1]);
        let here = cells[i * width + j];
        if here == cells[(i - 1) * width + j - 1] + substitution(x, y, forms) {
            (i, j) = (i - 1, j - 1);
            if x.key == y.key {
                matched[0][i] = true;
                matched[1][j] = true;
            }
        } else if here == cells[(i - 1) * width + j] + x.weight {
            i -= 1;
        } else {
            j -= 1;
        }
    }
}

/// The heaviest run of equal keys that is unmatched on both sides, the first of equals: where it begins in
/// both and how long it is.
fn heaviest_block(a: &[Item], b: &[Item], matched: &[Vec<bool>; 2]) -> Option<(usize, usize, usize)> {
    let mut best: Option<(u32, (usize, usize, usize))> = None;
    for i in (0..a.len()).filter(|&i| !matched[0][i]) {
        for j in (0..b.len()).filter(|&j| !matched[1][j] && a[i].key == b[j].key) {
            let continues = i > 0 && j > 0 && !matched[0][i - 1] && !matched[1][j - 1] && a[i - 1].key == b[j - 1].key;
            if continues {
                continue;
            }
            let run = || a[i..].iter().zip(&b[j..]).zip(matched[0][i..].iter().zip(&matched[1][j..]));
            let run = run().take_while(|((x, y), (p, q))| x.key == y.key && !**p && !**q);
            let (length, heavy) = run.fold((0, 0), |(n, w), ((x, _), _)| (n + 1, w + x.weight));
            if best.is_none_or(|(most, _)| heavy > most) {
                best = Some((heavy, (i, j, length)));
            }
        }
    }
    best.map(|(_, block)| block)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Forms 0..n; the key is the form without its last digit, the weight follows from the key.
    struct Digits;

    impl Forms for Digits {
        fn exchange(&mut self, a: Item, b: Item) -> u32 {
            a.form.abs_diff(b.form).min(a.weight)
        }
        fn hash(&mut self, item: Item) -> u64 {
            xxhash_rust::xxh3::xxh3_64(&item.form.to_le_bytes())
        }
    }

    fn items(forms: &[u32]) -> Vec<Item> {
        let weight = |key: u32| if key % 4 == 3 { 4 } else { 20 };
        forms.iter().map(|&form| Item { key: form / 10, form, weight: weight(form / 10) }).collect()
    }

    fn overlap(a: &[Item], b: &[Item]) -> u32 {
        let mut rest: Vec<Item> = b.to_vec();
        let mut sum = 0;
        for x in a {
            if let Some(at) = rest.iter().position(|y| y.key == x.key) {
                sum += rest.swap_remove(at).weight;
            }
        }
        sum
    }

    fn cost_within(a: &[u32], b: &[u32], limit: u32) -> Option<u32> {
        let (a, b) = (items(a), items(b));
        cost(&a, &b, overlap(&a, &b), limit, &mut Digits, &mut Workspace::default())
    }

    fn check(a: &[u32], b: &[u32], expected: u32) {
        assert_eq!(cost_within(a, b, u32::MAX), Some(expected), "{a:?} {b:?}");
    }

    #[test]
    fn costs_of_single_changes() {
        check(&[10, 20, 40], &[10, 20, 40], 0);
        check(&[10, 20, 40], &[10, 40], 20);
        check(&[10, 20, 40], &[10, 50, 40], 20);
        check(&[10, 20, 40], &[10, 23, 40], 3);
        check(&[10, 30, 40], &[10, 40], 4);
        check(&[10, 30, 40], &[10, 20, 40], 20);
        check(&[], &[10, 30], 24);
    }

    #[test]
    fn a_moved_block_costs_the_same_whatever_its_length() {
        check(&[10, 20, 40, 50, 60, 80], &[50, 60, 80, 10, 20, 40], MOVE);
        check(&[10, 20, 40, 50, 60, 80], &[60, 80, 10, 20, 40, 50], MOVE);
        check(&[10, 20, 40, 50, 60, 80], &[60, 82, 10, 20, 40, 50], MOVE + 2);
        check(&[10, 20, 40, 50, 60], &[60, 50, 40, 20, 10], 4 * MOVE);
    }

    #[test]
    fn very_long_texts_are_bounded() {
        let long: Vec<u32> = (0..3000).map(|n| 10 * n).collect();
        let mut other = long.clone();
        other[1500] = 99_990;
        check(&long, &other, 20);
        let reversed: Vec<u32> = long.iter().rev().copied().collect();
        check(&long, &reversed, weight(&items(&long)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn the_cost_is_symmetric_and_bounded(
            a in prop::collection::vec(0u32..70, 0..14),
            b in prop::collection::vec(0u32..70, 0..14),
        ) {
            let cost = cost_within(&a, &b, u32::MAX).unwrap();
            prop_assert_eq!(cost_within(&b, &a, u32::MAX), Some(cost));
            prop_assert_eq!(cost == 0, a == b);
            let (a, b) = (items(&a), items(&b));
            prop_assert!(cost >= weight(&a).max(weight(&b)) - overlap(&a, &b), "the bound that the search relies on");
            prop_assert!(cost <= weight(&a) + weight(&b));
        }

        #[test]
        fn the_limit_changes_nothing_under_it(
            a in prop::collection::vec(0u32..70, 0..14),
            b in prop::collection::vec(0u32..70, 0..14),
            limit in 0u32..300,
        ) {
            let cost = cost_within(&a, &b, u32::MAX).unwrap();
            prop_assert_eq!(cost_within(&a, &b, limit), (cost <= limit).then_some(cost));
        }

        #[test]
        fn the_band_loses_nothing(
            a in prop::collection::vec(0u32..70, 1..14),
            b in prop::collection::vec(0u32..70, 1..14),
            limit in 0u32..300,
        ) {
            let (a, b) = (items(&a), items(&b));
            let whole = table(&a, &b, &mut Digits, &mut Vec::new());
            let banded = banded(&a, &b, limit, &mut Digits, &mut Vec::new());
            prop_assert_eq!(banded, (whole <= limit).then_some(whole));
        }
    }
}
