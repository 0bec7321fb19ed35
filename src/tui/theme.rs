//! The styles of the screens. Everything can be told apart without colour too: by words, signs, bold and reversed
//! text.

use ratatui::style::{Color, Modifier, Style};

/// Styles, with colour or without.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    /// Whether colours are used.
    pub color: bool,
}

impl Theme {
    fn paint(self, color: Color, style: Style) -> Style {
        if self.color { style.fg(color) } else { style }
    }

    /// What is less important.
    pub fn quiet(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// What is important.
    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// The line at the cursor, and the bar at the top.
    pub fn bar(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// What is done.
    pub fn good(self) -> Style {
        self.paint(Color::Green, Style::new())
    }

    /// What is to be looked at.
    pub fn doubtful(self) -> Style {
        self.paint(Color::Yellow, self.strong())
    }

    /// What could not be done.
    pub fn bad(self) -> Style {
        self.paint(Color::Red, self.strong())
    }

    /// A key in a line of hints.
    pub fn key(self) -> Style {
        self.paint(Color::Cyan, self.strong())
    }

    /// A place found.
    pub fn found(self) -> Style {
        self.paint(Color::Magenta, self.strong().add_modifier(Modifier::UNDERLINED))
    }
}
