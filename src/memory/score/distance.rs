//! The weighted edit distance over tokens, with moved blocks.

use super::token::WORD;

/// What a moved block costs, beside what changed inside it: half a word.
pub const MOVE: u32 = WORD / 2;

/// How many moved blocks are looked for at most.
const MOVES: u32 = 4;

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

/// What becomes of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is not matched.
    Open,
    /// The alignment matches its key.
    Matched,
    /// It moves with its block.
    Moved,
}

/// Memory that is used again from one distance to the next.
#[derive(Debug, Default)]
pub struct Workspace {
    cells: Vec<u32>,
    matched: [Vec<Place>; 2],
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
    let moved = least.saturating_add(MOVE);
    if area > MOVE_CELLS || moved > limit {
        return banded(a, b, limit, forms, &mut space.cells);
    }
    // A moved block cannot make it cheaper than this: most pairs are done here.
    if let Some(cost) = banded(a, b, moved, forms, &mut space.cells) {
        return Some(cost);
    }
    within(with_moves(a, b, (least, limit), forms, space))
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

/// The whole dynamic programme; then the heaviest blocks that both have and that it does not match are moved, that
/// is taken out of both, one after another. The cheapest of these ways counts; beyond the limit it may be dearer.
///
/// What cannot count is not computed: a block takes the same keys out of both, so what is left costs `least` or
/// more, as before; and it costs no less than before without deleting and inserting the block.
fn with_moves(a: &[Item], b: &[Item], (least, limit): (u32, u32), forms: &mut dyn Forms, space: &mut Workspace) -> u32 {
    let Workspace { cells, matched, rest } = space;
    let plain = table(a, b, forms, cells);
    let mut total = plain;
    if MOVE + least >= total.min(limit.saturating_add(1)) {
        return total;
    }
    trace(a, b, forms, cells, matched);
    rest[0].clear();
    rest[1].clear();
    rest[0].extend(a);
    rest[1].extend(b);
    let (mut paid, mut freed) = (0, 0);
    for blocks in (1..=MOVES).rev() {
        let Some((weight, (i, j, length))) = heaviest_block(a, b, matched) else { break };
        let wanted = total.min(limit.saturating_add(1));
        // The blocks to come are no heavier than this one.
        let gain = blocks * (2 * weight).saturating_sub(MOVE);
        if paid + MOVE + least >= wanted || plain + paid >= wanted.saturating_add(freed + gain) {
            break;
        }
        let inside: u32 = (0..length).map(|n| substitution(a[i + n], b[j + n], forms)).sum();
        for (marks, at) in matched.iter_mut().zip([i, j]) {
            marks[at..at + length].fill(Place::Moved);
        }
        (paid, freed) = (paid + MOVE + inside, freed + 2 * weight);
        // A first move may pay off only with the second.
        if plain + paid < wanted + freed {
            for ((rest, all), marks) in rest.iter_mut().zip([a, b]).zip(&*matched) {
                rest.clear();
                rest.extend(all.iter().zip(marks).filter(|(_, place)| **place != Place::Moved).map(|(item, _)| item));
            }
            total = total.min(paid + table(&rest[0], &rest[1], forms, cells));
        }
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
        let (mut diagonal, mut left) = (above[0], above[0] + x.weight);
        row[0] = left;
        for ((&y, &up), cell) in b.iter().zip(&above[1..]).zip(&mut row[1..]) {
            left = (up + x.weight).min(left + y.weight);
            if diagonal < left {
                left = left.min(diagonal + substitution(x, y, forms));
            }
            *cell = left;
            diagonal = up;
        }
    }
    cells.last().copied().unwrap_or(0)
}

/// Marks what the cheapest alignment in the table matches key by key.
fn trace(a: &[Item], b: &[Item], forms: &mut dyn Forms, cells: &[u32], matched: &mut [Vec<Place>; 2]) {
    let width = b.len() + 1;
    for (marks, length) in matched.iter_mut().zip([a.len(), b.len()]) {
        marks.clear();
        marks.resize(length, Place::Open);
    }
    let (mut i, mut j) = (a.len(), b.len());
    while i > 0 && j > 0 {
        let (x, y) = (a[i - 1], b[j - 1]);
        let here = cells[i * width + j];
        if here == cells[(i - 1) * width + j - 1] + substitution(x, y, forms) {
            (i, j) = (i - 1, j - 1);
            if x.key == y.key {
                matched[0][i] = Place::Matched;
                matched[1][j] = Place::Matched;
            }
        } else if here == cells[(i - 1) * width + j] + x.weight {
            i -= 1;
        } else {
            j -= 1;
        }
    }
}

/// The heaviest run of equal keys that is open on both sides, the first of equals: its weight, where it begins in
/// both and how long it is.
fn heaviest_block(a: &[Item], b: &[Item], places: &[Vec<Place>; 2]) -> Option<(u32, (usize, usize, usize))> {
    let fits = |i: usize, j: usize| a[i].key == b[j].key && places[0][i] == Place::Open && places[1][j] == Place::Open;
    let mut best: Option<(u32, (usize, usize, usize))> = None;
    for i in (0..a.len()).filter(|&i| places[0][i] == Place::Open) {
        for j in (0..b.len()).filter(|&j| fits(i, j)) {
            if i > 0 && j > 0 && fits(i - 1, j - 1) {
                continue; // It is within a run.
            }
            let run = (0..a.len().saturating_sub(i).min(b.len() - j)).take_while(|n| fits(i + n, j + n));
            let (length, heavy) = run.fold((0, 0), |(length, weight), n| (length + 1, weight + a[i + n].weight));
            if best.is_none_or(|(most, _)| heavy > most) {
                best = Some((heavy, (i, j, length)));
            }
        }
    }
    best
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
