//! The screen without a terminal: keys in, an alignment and effects out.

use proptest::prelude::*;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Size;

use super::state::{Mode, Order, Saving, State, Tone};
use super::update::{Effect, Event};
use crate::model::testing::{alignment, any_alignment, picture};
use crate::model::{Alignment, Side};

fn open(alignment: Alignment) -> State {
    State::new("a.bitext", alignment, Size::new(80, 24))
}

/// A key by its name: `a`, `Enter`, `C-c`, `S-Up`, `A-Enter`.
fn key(name: &str) -> KeyEvent {
    let (modifiers, name) = match name.split_once('-').filter(|(_, rest)| !rest.is_empty()) {
        Some(("C", rest)) => (KeyModifiers::CONTROL, rest),
        Some(("S", rest)) => (KeyModifiers::SHIFT, rest),
        Some(("A", rest)) => (KeyModifiers::ALT, rest),
        _ => (KeyModifiers::NONE, name),
    };
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "Tab" => KeyCode::Tab,
        "Space" => KeyCode::Char(' '),
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        _ => KeyCode::Char(name.chars().next().unwrap()),
    };
    KeyEvent::new(code, modifiers)
}

/// Presses keys, parted by blanks; gives all effects.
fn press(state: &mut State, keys: &str) -> Vec<Effect> {
    keys.split_whitespace().flat_map(|name| state.update(Event::Key(key(name)))).collect()
}

fn after(before: &str, keys: &str) -> State {
    let mut state = open(alignment(before));
    press(&mut state, keys);
    state
}

/// The alignment after some keys, with the bead at the cursor in brackets.
fn check(before: &str, keys: &str, expected: &str) {
    let state = after(before, keys);
    assert!(state.alignment.is_covering());
    let mut beads: Vec<_> = picture(&state.alignment).split(' ').map(str::to_owned).collect();
    if let Some(bead) = beads.get_mut(state.cursor) {
        *bead = format!("[{bead}]");
    }
    assert_eq!(beads.join(" "), expected, "after {keys}");
}

fn message(before: &str, keys: &str) -> String {
    after(before, keys).message.map_or(String::new(), |(_, text)| text)
}

#[test]
fn it_opens_at_the_first_doubtful_bead() {
    check("a:A ?b:B ?c:C", "", "a:A [?b:B] ?c:C");
    check("!a:A b:B", "", "!a:A [b:B]");
    check("!a:A !b:B", "", "[!a:A] !b:B");
}

#[test]
fn accepting_goes_on_to_the_next_doubtful_bead_from_the_end_from_the_beginning() {
    check("?a:A b:B ?c:C", "a", "!a:A b:B [?c:C]");
    check("?a:A b:B ?c:C", "Down Down a", "[?a:A] b:B !c:C");
    // Then to those that are not accepted.
    check("?a:A b:B !c:C", "a", "!a:A [b:B] !c:C");
    assert!(message("?a:A b:B", "a").starts_with("no doubtful bead is left"));
    check("?a:A", "a", "[!a:A]");
    assert_eq!(message("?a:A", "a"), "all beads are accepted");
}

#[test]
fn in_order_every_bead_that_is_not_accepted_is_next() {
    check("?a:A b:B ?c:C", "o a", "!a:A [b:B] ?c:C");
    check("?a:A b:B ?c:C", "Space", "?a:A b:B [?c:C]");
    check("?a:A b:B ?c:C", "o Space", "?a:A [b:B] ?c:C");
}

#[test]
fn an_accepted_bead_can_be_doubted() {
    check("!a:A b:B", "g d", "[?a:A] b:B");
}

#[test]
fn the_cursor_moves() {
    check("a:A b:B c:C", "Down", "a:A [b:B] c:C");
    check("a:A b:B c:C", "j j j k", "a:A [b:B] c:C");
    check("a:A b:B c:C", "End", "a:A b:B [c:C]");
    check("a:A b:B c:C", "G Home", "[a:A] b:B c:C");
    assert_eq!(after("a:A", "Left").side, Side::Source);
    assert_eq!(after("a:A", "h l").side, Side::Target);
    assert_eq!(after("a:A", "Tab Tab Tab").side, Side::Source);
}

#[test]
fn beads_are_joined_with_the_next_and_the_one_before() {
    check("a:A b:B c:C", "J", "[?a,b:A,B] c:C");
    check("a:A b:B c:C", "j j K", "a:A [?b,c:B,C]");
    check("a:A", "K", "[a:A]");
    assert_eq!(message("a:A", "K"), "there is no bead on that side of it");
}

#[test]
fn segments_move_to_the_neighbours() {
    check("a:A b:B,C", "j [", "?a:A,B [?b:C]");
    check("a:A,B b:C", "]", "[?a:A] ?b:B,C");
    check("a,b:A c:C", "Tab S-Down", "[?a:A] ?b,c:C");
    // A bead that has given all it had is gone.
    check("a:A :B", "j [", "[?a:A,B]");
    check(":A b:B", "]", "[?b:A,B]");
}

#[test]
fn a_bead_is_split_where_it_is_proposed_or_where_the_arrows_say() {
    check("a,b:A,B", "s Enter", "[?a:A] ?b:B");
    check("a,b:A", "s End Enter", "[?a:A] ?b:");
    check("a,b:A_B", "s Enter", "[?a:A] ?b:B");
    check("a_b_c:A_B_C", "s Home Right Tab Home Right Right Enter", "[?a_b:A] ?c:B_C");
    check("a,b:A,B", "s Esc", "[a,b:A,B]");
    check("a,b:A,B", "s Home Tab Home Enter Esc", "[a,b:A,B]");
    assert_eq!(message("a:", "s"), "a cut needs something before it and something after it");
}

#[test]
fn what_has_no_counterpart_is_settled() {
    check("?a:A ?b:B", "x", "!a: !:A [?b:B]");
    check("?a: ?b:B", "x", "!a: [?b:B]");
}

#[test]
fn a_text_is_edited() {
    check("a:A", "e Delete X Y Enter", "[a:XY]");
    check("a:A", "Tab e End ! Enter", "[a!:A]");
    check("a:A", "e End A-Enter B Enter", "[a:A,B]");
    check("a:A,B", "e End C-j Enter", "[a:A,B]");
    check("a:A", "e X Esc Esc", "[a:A]");
    assert_eq!(message("a:A", "e X Esc"), "Enter keeps your changes, Esc once more drops them");
    check("a:A", "e X Esc Y Enter", "[a:XYA]");
    check("a:A", "e Esc J", "[a:A]");
    assert!(matches!(after("a:A", "e Delete Enter").mode, Mode::Edit(_)));
    assert_eq!(message("a:A", "e Delete Enter"), "a text cannot be left empty; delete it instead");
    assert_eq!(message("a:", "e"), "there is no text on this side");
}

#[test]
fn what_is_pasted_is_text_and_never_commands() {
    let mut state = after("a:A b:B", "e");
    state.update(Event::Paste("J\nx".into()));
    press(&mut state, "Enter");
    state.update(Event::Paste("JJJ".into()));
    assert_eq!(picture(&state.alignment), "a:J_xA b:B");
}

#[test]
fn deleting_asks_which_text() {
    check("a:A b:B", "D b", "[b:B]");
    check("a:A b:B", "D t", "[?a:] b:B");
    check("a:A b:B", "Delete s", "[?:A] b:B");
    check("a:A b:B", "D Esc", "[a:A] b:B");
    check("a:A b:B", "D D", "[a:A] b:B");
}

#[test]
fn changes_are_taken_back_and_done_again() {
    check("?a:A b:B ?c:C", "a u", "[?a:A] b:B ?c:C");
    check("a:A b:B c:C", "J J u", "[?a,b:A,B] c:C");
    check("a:A b:B c:C", "J J u u", "[a:A] b:B c:C");
    check("a:A b:B c:C", "J J u u U", "[?a,b:A,B] c:C");
    check("a:A b:B c:C", "J u C-r", "[?a,b:A,B] c:C");
    assert_eq!(message("a:A b:B", "J u"), "taken back: joined");
    assert_eq!(message("a:A", "u"), "there is nothing to take back");
}

#[test]
fn words_are_found_in_both_languages() {
    check("да:A нет:NO да:no", "/ N o Enter", "да:A [нет:NO] да:no");
    check("да:A нет:NO да:no", "/ N o Enter n", "да:A нет:NO [да:no]");
    check("да:A нет:NO да:no", "/ N o Enter n n", "да:A [нет:NO] да:no");
    check("да:A нет:NO да:no", "/ д а Enter N", "[да:A] нет:NO да:no");
    assert_eq!(message("да:A", "/ z Enter"), "“z” is in neither text");
    assert_eq!(message("да:A", "n"), "nothing was looked for yet: / begins a search");
    check("да:A b:B", "/ J Esc", "[да:A] b:B");
    assert_eq!(after("да:A", "/ д Enter Esc").search, None);
}

#[test]
fn commands_work_with_a_cyrillic_keyboard_and_texts_stay_cyrillic() {
    check("?a:A ?b:B", "ф", "!a:A [?b:B]");
    check("a:A b:B", "О", "[?a,b:A,B]");
    check("a:A", "у ф Enter", "[a:фA]");
}

#[test]
fn every_change_is_saved_and_nothing_else() {
    let saves = |keys| press(&mut open(alignment("?a:A b:B c,d:C")), keys);
    for keys in ["a", "d J", "x", "J", "] u", "D b", "e X Enter", "G s Enter"] {
        assert!(saves(keys).iter().all(|effect| *effect == Effect::Save) && !saves(keys).is_empty(), "{keys}");
    }
    for keys in ["j k", "Tab o Space", "s Esc", "e Esc", "D Esc", "/ c Enter", "? q", "u", "K", "d", "z"] {
        assert_eq!(saves(keys), [], "{keys}");
    }
}

#[test]
fn what_could_not_be_saved_is_not_left_unsaid() {
    let mut state = after("a:A b:B", "J");
    assert_eq!(state.saving, Saving::Writing);
    state.update(Event::Saved(Err("the disk is full".into())));
    assert_eq!(press(&mut state, "q"), []);
    assert!(state.message.as_ref().is_some_and(|(tone, text)| *tone == Tone::Refused && text.contains("disk is full")));
    assert_eq!(press(&mut state, "w"), [Effect::Overwrite]);
    state.update(Event::Saved(Ok(())));
    assert_eq!(press(&mut state, "w q"), [Effect::Save, Effect::Leave]);
    state.update(Event::Saved(Err("the disk is full".into())));
    assert_eq!(press(&mut state, "q j q"), [], "q once more means the very next key");
    assert_eq!(press(&mut state, "q"), [Effect::Leave]);
}

#[test]
fn while_the_aligner_works_nothing_is_changed() {
    let mut state = after("?a:A b:B", "");
    assert_eq!(press(&mut state, "r"), [Effect::Realign]);
    assert_eq!(press(&mut state, "a J x j k"), []);
    assert_eq!(picture(&state.alignment), "?a:A b:B");
    let effects = state.update(Event::Aligned(Ok(alignment("a,b:A,B").beads)));
    assert_eq!((picture(&state.alignment).as_str(), effects.as_slice()), ("a,b:A,B", [Effect::Save].as_slice()));
    press(&mut state, "u");
    assert_eq!(picture(&state.alignment), "?a:A b:B");
}

#[test]
fn an_aligner_that_fails_changes_nothing() {
    let mut state = after("?a:A b:B", "r");
    assert_eq!(state.update(Event::Aligned(Err("no memory".into()))), []);
    assert_eq!(state.message.as_ref().unwrap().1, "not aligned: no memory");
    press(&mut state, "r");
    assert_eq!(state.update(Event::Aligned(Ok(alignment("a:A").beads))), []);
    assert_eq!(picture(&state.alignment), "?a:A b:B");
    assert_eq!(message("!a:A", "r"), "all beads are accepted: nothing is left to align");
}

#[test]
fn an_interrupt_keeps_the_text_being_edited() {
    let mut state = after("a:A", "e X");
    assert_eq!(state.update(Event::Interrupt), [Effect::Save, Effect::Interrupt]);
    assert_eq!(picture(&state.alignment), "a:XA");
    assert_eq!(press(&mut after("a:A", "e"), "C-c"), [Effect::Interrupt]);
    assert_eq!(press(&mut after("a:A", "? "), "C-c"), [Effect::Interrupt]);
}

#[test]
fn an_empty_alignment_can_be_looked_at() {
    let mut state = open(alignment(""));
    assert_eq!(press(&mut state, "a d J K s [ ] x e D u U o Space Tab / a Enter n j k G g C-d"), []);
    assert_eq!(press(&mut state, "q"), [Effect::Leave]);
}

#[test]
fn order_and_help_are_shown_by_the_state() {
    assert_eq!(after("a:A", "o").order, Order::InOrder);
    assert!(matches!(after("a:A", "? Down Down Up").mode, Mode::Help(1)));
    assert!(matches!(after("a:A", "? Esc").mode, Mode::Browse));
}

const KEYS: &[&str] = &[
    "a",
    "d",
    "J",
    "K",
    "s",
    "[",
    "]",
    "x",
    "e",
    "D",
    "u",
    "U",
    "r",
    "o",
    "Space",
    "Tab",
    "/",
    "n",
    "N",
    "j",
    "k",
    "Home",
    "End",
    "Enter",
    "Enter",
    "Esc",
    "Left",
    "Right",
    "Up",
    "Down",
    "b",
    "t",
    "A-Enter",
    "Backspace",
    "C-d",
    "?",
    "w",
    "中",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn any_keys_keep_the_alignment_whole_and_can_all_be_taken_back(
        before in any_alignment(),
        keys in prop::collection::vec(prop::sample::select(KEYS), 0..60),
    ) {
        let mut state = open(before.clone());
        for name in keys {
            press(&mut state, name);
            state.aligning = false;
            prop_assert!(state.alignment.is_covering(), "{:?}", state.alignment);
            prop_assert!(state.cursor < state.alignment.beads.len().max(1));
        }
        let now = state.alignment.clone();
        state.mode = Mode::Browse;
        let mut back = 0;
        while state.history.undo(&mut state.alignment).is_some() {
            back += 1;
        }
        prop_assert_eq!(&state.alignment, &before);
        for _ in 0..back {
            state.history.redo(&mut state.alignment);
        }
        prop_assert_eq!(&state.alignment, &now);
    }
}
