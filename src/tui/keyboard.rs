//! Keys as the screens understand them, whatever the keyboard is set to.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with the modifiers that matter: Shift only where the character does not say it already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub code: KeyCode,
    /// Control, Alt and Shift.
    pub modifiers: KeyModifiers,
}

impl Key {
    /// A key alone.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, modifiers: KeyModifiers::NONE }
    }

    /// A character.
    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// A character with Control.
    pub const fn ctrl(c: char) -> Self {
        Self { code: KeyCode::Char(c), modifiers: KeyModifiers::CONTROL }
    }

    /// A key with Shift.
    pub const fn shift(code: KeyCode) -> Self {
        Self { code, modifiers: KeyModifiers::SHIFT }
    }

    /// A pressed key as a command. A Cyrillic letter is taken for the Latin one on the same key, so that
    /// commands need no change of the keyboard's layout.
    pub fn command(event: KeyEvent) -> Self {
        let modifiers = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        match event.code {
            KeyCode::Char(c) => {
                let c = latin(c);
                let c = if modifiers.contains(KeyModifiers::CONTROL) { c.to_ascii_lowercase() } else { c };
                Self { code: KeyCode::Char(c), modifiers: modifiers - KeyModifiers::SHIFT }
            }
            KeyCode::BackTab => Self::plain(KeyCode::BackTab),
            code => Self { code, modifiers },
        }
    }
}

/// The Latin letters of a keyboard and the Cyrillic ones on the same keys: Russian, and where Ukrainian or
/// Belarusian have another letter, those.
const CYRILLIC: [(&str, &str); 3] = [
    ("qwertyuiop[]asdfghjkl;'zxcvbnm,.", "йцукенгшщзхъфывапролджэячсмитьбю"),
    ("QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>", "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"),
    ("s]oobSOOB", "іїўщиІЎЩИ"),
];

fn latin(c: char) -> char {
    let on_same_key = |(latin, cyrillic): &(&str, &str)| {
        let at = cyrillic.chars().position(|other| other == c)?;
        latin.chars().nth(at)
    };
    CYRILLIC.iter().find_map(on_same_key).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_need_no_change_of_layout() {
        let command = |c| Key::command(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
        assert_eq!(
            ['ф', 'о', 'Л', 'ы', 'і', 'х', 'a', '?'].map(command),
            ['a', 'j', 'K', 's', 's', '[', 'a', '?'].map(Key::char)
        );
    }

    #[test]
    fn shift_is_said_once() {
        let pressed = |code, modifiers| Key::command(KeyEvent::new(code, modifiers));
        assert_eq!(pressed(KeyCode::Char('J'), KeyModifiers::SHIFT), Key::char('J'));
        assert_eq!(pressed(KeyCode::Up, KeyModifiers::SHIFT), Key::shift(KeyCode::Up));
        assert_eq!(pressed(KeyCode::Char('с'), KeyModifiers::CONTROL), Key::ctrl('c'));
    }
}
