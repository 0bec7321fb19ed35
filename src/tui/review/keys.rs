//! What the keys do, each with what the screen says of it: the one list from which keys are obeyed, the line at
//! the bottom is written, and the help screen is made.

use ratatui::crossterm::event::KeyCode;

use crate::tui::keyboard::Key;

/// What a person can ask for while looking at the alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Accept the bead and go on.
    Accept,
    /// Mark it as doubtful.
    Doubt,
    /// Join it with the one below.
    JoinBelow,
    /// Join it with the one above.
    JoinAbove,
    /// Choose where to split it.
    Split,
    /// Give the first segment of the side to the bead above.
    MoveUp,
    /// Give the last segment of the side to the bead below.
    MoveDown,
    /// Say that it has no counterpart.
    Unalign,
    /// Edit the text of the side.
    Edit,
    /// Choose what to delete.
    Delete,
    /// Take the last change back.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Go to the next bead to look at.
    Next,
    /// Visit doubtful beads first, or all in order.
    Order,
    /// The source or the target side.
    Source,
    /// The target side.
    Target,
    /// The other side.
    OtherSide,
    /// The bead above.
    Up,
    /// The bead below.
    Down,
    /// Ten beads up.
    PageUp,
    /// Ten beads down.
    PageDown,
    /// The first bead.
    First,
    /// The last bead.
    Last,
    /// Scroll up within a bead that is higher than the screen.
    ScrollUp,
    /// Scroll down within it.
    ScrollDown,
    /// Search.
    Search,
    /// The next place found.
    FindNext,
    /// The one before.
    FindPrevious,
    /// Forget what was looked for.
    Clear,
    /// Align anew what is not accepted.
    Realign,
    /// Save now.
    Save,
    /// Show the help.
    Help,
    /// Leave.
    Quit,
    /// Leave at once.
    Interrupt,
}

/// A command with its keys and words.
pub struct Binding {
    /// What it does.
    pub command: Command,
    /// The keys that ask for it.
    pub keys: &'static [Key],
    /// The keys as the screen shows them.
    pub shown: &'static str,
    /// Keys and word in the line at the bottom, if it stands there; the most useful come first.
    pub hint: Option<(&'static str, &'static str)>,
    /// Sentence in the help.
    pub help: &'static str,
}

const fn binding(
    command: Command,
    keys: &'static [Key],
    shown: &'static str,
    hint: Option<(&'static str, &'static str)>,
    help: &'static str,
) -> Binding {
    Binding { command, keys, shown, hint, help }
}

/// All of them, in the order of the help and of the hints.
pub const BINDINGS: &[Binding] = &[
    binding(
        Command::Accept,
        &[Key::char('a')],
        "a",
        Some(("a", "accept")),
        "accept the bead and go to the next one to look at",
    ),
    binding(
        Command::Next,
        &[Key::char(' '), Key::plain(KeyCode::Enter)],
        "Space",
        Some(("Space", "next")),
        "go to the next bead to look at (or Enter)",
    ),
    binding(Command::JoinBelow, &[Key::char('J')], "J", Some(("J/K", "join")), "join with the bead below"),
    binding(Command::JoinAbove, &[Key::char('K')], "K", None, "join with the bead above"),
    binding(
        Command::Split,
        &[Key::char('s')],
        "s",
        Some(("s", "split")),
        "split in two, between segments or at a word",
    ),
    binding(
        Command::MoveUp,
        &[Key::char('['), Key::shift(KeyCode::Up)],
        "[",
        Some(("[/]", "move")),
        "move the first segment of this side to the bead above (or Shift ↑)",
    ),
    binding(
        Command::MoveDown,
        &[Key::char(']'), Key::shift(KeyCode::Down)],
        "]",
        None,
        "move the last segment of this side to the bead below (or Shift ↓)",
    ),
    binding(
        Command::OtherSide,
        &[Key::plain(KeyCode::Tab), Key::plain(KeyCode::BackTab)],
        "Tab",
        Some(("Tab", "side")),
        "the other side (▌): moving and editing are about it",
    ),
    binding(
        Command::Unalign,
        &[Key::char('x')],
        "x",
        Some(("x", "unaligned")),
        "its texts have no counterpart: each stands alone, accepted",
    ),
    binding(Command::Edit, &[Key::char('e')], "e", Some(("e", "edit")), "edit the text of this side, a segment a line"),
    binding(
        Command::Undo,
        &[Key::char('u')],
        "u",
        Some(("u/U", "undo")),
        "take the last change back, as many as there were",
    ),
    binding(Command::Redo, &[Key::char('U'), Key::ctrl('r')], "U", None, "do again what was taken back (or Ctrl-R)"),
    binding(
        Command::Delete,
        &[Key::char('D'), Key::plain(KeyCode::Delete)],
        "D",
        Some(("D", "delete")),
        "delete texts from the alignment, not from their files; asks first",
    ),
    binding(Command::Doubt, &[Key::char('d')], "d", None, "mark as doubtful, accepted or not"),
    binding(
        Command::Realign,
        &[Key::char('r')],
        "r",
        Some(("r", "re-align")),
        "align anew all that is not accepted, around what is",
    ),
    binding(
        Command::Search,
        &[Key::char('/')],
        "/",
        Some(("/", "search")),
        "search in both languages; case and accents do not matter",
    ),
    binding(Command::FindNext, &[Key::char('n')], "n", None, "the next place found"),
    binding(Command::FindPrevious, &[Key::char('N')], "N", None, "the place found before"),
    binding(Command::Clear, &[Key::plain(KeyCode::Esc)], "Esc", None, "take the marks of the search away"),
    binding(
        Command::Order,
        &[Key::char('o')],
        "o",
        Some(("o", "order")),
        "what is next: doubtful beads first, or all not accepted in order",
    ),
    binding(Command::Up, &[Key::plain(KeyCode::Up), Key::char('k')], "↑ k", None, "the bead above"),
    binding(Command::Down, &[Key::plain(KeyCode::Down), Key::char('j')], "↓ j", None, "the bead below"),
    binding(Command::Source, &[Key::plain(KeyCode::Left), Key::char('h')], "← h", None, "the source side"),
    binding(Command::Target, &[Key::plain(KeyCode::Right), Key::char('l')], "→ l", None, "the target side"),
    binding(Command::PageUp, &[Key::plain(KeyCode::PageUp), Key::ctrl('b')], "PgUp", None, "ten beads up"),
    binding(Command::PageDown, &[Key::plain(KeyCode::PageDown), Key::ctrl('f')], "PgDn", None, "ten beads down"),
    binding(Command::First, &[Key::plain(KeyCode::Home), Key::char('g')], "Home g", None, "the first bead"),
    binding(Command::Last, &[Key::plain(KeyCode::End), Key::char('G')], "End G", None, "the last bead"),
    binding(Command::ScrollUp, &[Key::ctrl('u')], "Ctrl-U", None, "scroll up in a bead higher than the screen"),
    binding(Command::ScrollDown, &[Key::ctrl('d')], "Ctrl-D", None, "scroll down in it"),
    binding(Command::Save, &[Key::char('w')], "w", None, "save now; every change is saved as it is made"),
    binding(Command::Help, &[Key::char('?'), Key::plain(KeyCode::F(1))], "?", Some(("?", "help")), "this help"),
    binding(Command::Quit, &[Key::char('q')], "q", Some(("q", "quit")), "leave; everything is saved"),
    binding(
        Command::Interrupt,
        &[Key::ctrl('c')],
        "Ctrl-C",
        None,
        "leave at once; everything is saved, a text being edited too",
    ),
];

/// What a key asks for.
pub fn command(key: Key) -> Option<Command> {
    BINDINGS.iter().find(|b| b.keys.contains(&key)).map(|b| b.command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_has_two_meanings() {
        let keys: Vec<_> = BINDINGS.iter().flat_map(|b| b.keys).collect();
        for (i, key) in keys.iter().enumerate() {
            assert!(!keys[..i].contains(key), "{key:?}");
        }
    }

    #[test]
    fn every_command_is_in_the_help() {
        assert!(BINDINGS.iter().all(|b| !b.help.is_empty() && !b.shown.is_empty() && !b.keys.is_empty()));
    }
}
