use proptest::prelude::*;

use super::*;
use crate::lang::LanguageTag;
use crate::model::testing::{alignment, any_alignment, picture};

/// The alignment after a change, in the notation of [`picture`].
fn after(before: &str, change: impl FnOnce(&mut Alignment) -> Result<(), Refusal>) -> String {
    let mut alignment = alignment(before);
    match change(&mut alignment) {
        Ok(()) => assert!(alignment.is_covering(), "{alignment:?}"),
        Err(refusal) => {
            assert_eq!(picture(&alignment), before, "a refusal changes nothing");
            return refusal.to_string();
        }
    }
    picture(&alignment)
}

const fn at(segment: usize) -> SplitPoint {
    SplitPoint { segment, byte: 0 }
}

#[test]
fn neighbours_are_joined() {
    assert_eq!(after("a:A b:B c:C", |a| a.join(1)), "a:A ?b,c:B,C");
    assert_eq!(after("a: :A", |a| a.join(0)), "?a:A");
    assert_eq!(after("a:A", |a| a.join(0)), "there is no bead on that side of it");
}

#[test]
fn a_bead_is_split_between_segments() {
    assert_eq!(after("a,b:A,B c:C", |a| a.split(0, at(1), at(1))), "?a:A ?b:B c:C");
    assert_eq!(after("a,b:A", |a| a.split(0, at(1), at(1))), "?a:A ?b:");
    assert_eq!(after("a:A", |a| a.split(0, at(1), at(0))), "?a: ?:A");
    assert_eq!(after("a:A", |a| a.split(0, at(1), at(1))), "a cut needs something before it and something after it");
    assert_eq!(after("a:A", |a| a.split(0, at(0), at(0))), "a cut needs something before it and something after it");
}

#[test]
fn a_segment_is_split_at_a_word() {
    let word = |byte| SplitPoint { segment: 0, byte };
    assert_eq!(after("a_b:A_B c:C", |a| a.split(0, word(2), word(2))), "?a:A ?b:B c:C");
    assert_eq!(after("да_нет:A", |a| a.split(0, word(5), at(1))), "?да:A ?нет:");
    // Inside a letter, or with nothing before it: the boundary there.
    assert_eq!(after("да:A", |a| a.split(0, word(1), at(1))), "?:A ?да:");
}

#[test]
fn a_segment_moves_to_the_neighbour() {
    use Neighbour::{Above, Below};
    use Side::{Source, Target};
    assert_eq!(after("a:A b:B,C", |a| a.move_segment(1, Target, Above)), "?a:A,B ?b:C");
    assert_eq!(after("a:A,B b:C", |a| a.move_segment(0, Target, Below)), "?a:A ?b:B,C");
    assert_eq!(after("a:A b:", |a| a.move_segment(0, Target, Below)), "?a: ?b:A");
    assert_eq!(after("a:A b:", |a| a.move_segment(1, Source, Above)), "?a,b:A");
    assert_eq!(after("a:A", |a| a.move_segment(0, Source, Below)), "there is no bead on that side of it");
    assert_eq!(after("a: b:B", |a| a.move_segment(0, Target, Below)), "there is no text on this side");
}

#[test]
fn what_was_moved_out_of_order_is_not_torn() {
    let mut crossed = alignment("a:A b:B c:C");
    crossed.beads[0].target = 1..2;
    crossed.beads[1].target = 0..1;
    crossed.beads[0].moved = true;
    assert!(crossed.is_covering());
    assert_eq!(crossed.join(0), Err(Refusal::Apart));
    assert_eq!(crossed.move_segment(1, Side::Target, Neighbour::Below), Err(Refusal::Apart));
    crossed.delete(1).unwrap();
    assert_eq!(picture(&crossed), "a:B c:C");
}

#[test]
fn what_has_no_counterpart_stands_alone_and_is_accepted() {
    assert_eq!(after("a:A b:B", |a| a.unalign(0)), "!a: !:A b:B");
    assert_eq!(after("a: b:B", |a| a.unalign(0)), "!a: b:B");
}

#[test]
fn texts_are_edited() {
    let set = |texts: &'static [&str]| {
        move |a: &mut Alignment| a.set_texts(0, Side::Source, &texts.iter().map(|t| (*t).into()).collect::<Vec<_>>())
    };
    assert_eq!(after("a:A b:B", set(&["x"])), "x:A b:B");
    assert_eq!(after("a:A b:B", set(&["x", " ", "y "])), "x,y:A b:B");
    assert_eq!(after("a,b:A c:C", set(&["x"])), "x:A c:C");
    assert_eq!(after("a:A", set(&["\t"])), "a text cannot be left empty; delete it instead");
    assert_eq!(after(":A", set(&["x"])), "there is no text on this side");
}

#[test]
fn texts_are_deleted() {
    assert_eq!(after("a:A b:B", |a| a.delete(0)), "b:B");
    assert_eq!(after("a:A b,c:B", |a| a.delete_side(1, Side::Source)), "a:A ?:B");
    assert_eq!(after("a: b:B", |a| a.delete_side(0, Side::Source)), "b:B");
    assert_eq!(after("a:", |a| a.delete_side(0, Side::Target)), "there is no text on this side");
}

#[test]
fn beads_that_leave_something_out_are_refused() {
    let of = |text| alignment(text).beads;
    assert_eq!(after("a:A b:B", |a| a.set_beads(of("a,b:A,B"))), "a,b:A,B");
    assert_eq!(after("a:A b:B", |a| a.set_beads(of("a:A"))), "these beads do not cover both texts");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn any_changes_keep_every_segment_in_one_bead(
        mut alignment in any_alignment(),
        changes in prop::collection::vec((0..9, 0..9usize, (0..4usize, 0..9usize), (0..4usize, 0..9usize)), 0..20),
    ) {
        for (what, index, source, target) in changes {
            let before = alignment.clone();
            let point = |(segment, byte)| SplitPoint { segment, byte };
            let side = if source.0 % 2 == 0 { Side::Source } else { Side::Target };
            let text = |a: &Alignment| (a.source.iter().map(|s| s.text.clone()).collect::<String>()
                + &a.target.iter().map(|s| s.text.clone()).collect::<String>()).replace(' ', "");
            let result = match what {
                0 => alignment.set_state(index, BeadState::Accepted),
                1 => alignment.join(index),
                2 => alignment.split(index, point(source), point(target)),
                3 => alignment.move_segment(index, side, Neighbour::Above),
                4 => alignment.move_segment(index, side, Neighbour::Below),
                5 => alignment.unalign(index),
                6 => alignment.set_texts(index, side, &["так".into(), "и так".into()]),
                7 => alignment.delete_side(index, side),
                _ => alignment.delete(index),
            };
            prop_assert!(alignment.is_covering(), "{:?}", alignment);
            if result.is_err() {
                prop_assert_eq!(&alignment, &before);
            }
            if what < 6 {
                prop_assert_eq!(text(&alignment), text(&before), "no text is lost");
            }
        }
        prop_assert_eq!(&alignment.source_language, &LanguageTag::parse("ru").unwrap());
    }
}
