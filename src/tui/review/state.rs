//! What the screen knows: the alignment, where the person is in it, and what has been done.

use ratatui::layout::Size;
use ratatui::style::Style;
use ratatui_textarea::{TextArea, WrapMode};

use super::history::History;
use super::layout::{self, Columns};
use super::search::Search;
use super::splitting::Splitting;
use crate::model::{Alignment, Bead, BeadState, Side};

/// Which bead is next after one that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The doubtful ones first, then the others that are not accepted.
    DoubtfulFirst,
    /// All that are not accepted, as they stand.
    InOrder,
}

/// What the keys are about at the moment.
#[derive(Debug, Clone)]
pub enum Mode {
    /// Looking at the alignment.
    Browse,
    /// Choosing where to split the bead.
    Split(Splitting),
    /// Editing the texts of a side.
    Edit(Box<Editor>),
    /// Typing what to look for.
    Search(Box<TextArea<'static>>),
    /// Choosing what to delete.
    Delete,
    /// Reading the help, from this line on.
    Help(usize),
}

/// Texts being edited.
#[derive(Debug, Clone)]
pub struct Editor {
    /// Which side they are of.
    pub side: Side,
    /// The texts, a segment a line.
    pub area: TextArea<'static>,
    /// As they were.
    pub before: Vec<String>,
    /// Whether the next Esc drops the changes.
    pub dropping: bool,
}

impl Editor {
    /// An editor of these texts.
    pub fn new(side: Side, texts: Vec<String>) -> Self {
        let mut area = TextArea::new(texts.clone());
        area.set_wrap_mode(WrapMode::WordOrGlyph);
        area.set_cursor_line_style(Style::new());
        Self { side, area, before: texts, dropping: false }
    }

    /// Whether anything was changed.
    pub fn is_changed(&self) -> bool {
        self.area.lines() != self.before
    }
}

/// Whether the file is as the screen is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saving {
    /// Nothing was changed.
    Unchanged,
    /// It is being written.
    Writing,
    /// It was written.
    Written,
    /// It could not be written: why.
    Failed(String),
}

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done or is so.
    Said,
    /// Something could not be done.
    Refused,
}

/// How far the work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// All beads.
    pub beads: usize,
    /// Those that are accepted.
    pub accepted: usize,
    /// Those that are doubtful.
    pub doubtful: usize,
}

/// Everything the screen shows and the keys change.
#[derive(Debug, Clone)]
pub struct State {
    /// The file's name.
    pub name: String,
    /// The alignment as it is now.
    pub alignment: Alignment,
    /// The bead at the cursor.
    pub cursor: usize,
    /// The side that moving, editing and deleting are about.
    pub side: Side,
    /// Which bead is next.
    pub order: Order,
    /// What the keys are about.
    pub mode: Mode,
    /// What was said last; the next key takes it away.
    pub message: Option<(Tone, String)>,
    /// Whether the file is as the screen is.
    pub saving: Saving,
    /// What was looked for last.
    pub search: Option<Search>,
    /// Whether the aligner is at work.
    pub aligning: bool,
    /// The rows of the cursor's bead that are scrolled away above.
    pub scroll: usize,
    /// The size of the screen.
    pub size: Size,
    /// What can be taken back.
    pub history: History,
    /// Whether leaving was asked for while the file could not be written.
    pub leaving: bool,
}

impl State {
    /// The screen as it opens: at the first doubtful bead.
    pub fn new(name: impl Into<String>, alignment: Alignment, size: Size) -> Self {
        let mut state = Self {
            name: name.into(),
            alignment,
            cursor: 0,
            side: Side::Target,
            order: Order::DoubtfulFirst,
            mode: Mode::Browse,
            message: None,
            saving: Saving::Unchanged,
            search: None,
            aligning: false,
            scroll: 0,
            size,
            history: History::default(),
            leaving: false,
        };
        let last = state.alignment.beads.len().saturating_sub(1);
        state.cursor = state.next_to_look_at(last).unwrap_or(0);
        state
    }

    /// The bead at the cursor.
    pub fn bead(&self) -> Option<&Bead> {
        self.alignment.beads.get(self.cursor)
    }

    /// How far the work is.
    pub fn progress(&self) -> Progress {
        let count = |state| self.alignment.beads.iter().filter(|b| b.state == state).count();
        Progress {
            beads: self.alignment.beads.len(),
            accepted: count(BeadState::Accepted),
            doubtful: count(BeadState::Doubtful),
        }
    }

    /// The next bead to look at after one, in the order chosen, from the end on from the beginning again.
    pub fn next_to_look_at(&self, after: usize) -> Option<usize> {
        let beads = &self.alignment.beads;
        let next = |wanted: fn(BeadState) -> bool| {
            let is_wanted = |&index: &usize| beads.get(index).is_some_and(|bead| wanted(bead.state));
            (after + 1..beads.len()).chain(0..beads.len().min(after + 1)).find(is_wanted)
        };
        let open = |state| state != BeadState::Accepted;
        match self.order {
            Order::DoubtfulFirst => next(|state| state == BeadState::Doubtful).or_else(|| next(open)),
            Order::InOrder => next(open),
        }
    }

    /// Puts the cursor on a bead, or the last there is.
    pub fn go_to(&mut self, bead: usize) {
        self.cursor = bead.min(self.alignment.beads.len().saturating_sub(1));
        self.scroll = 0;
    }

    /// How far the cursor's bead can be scrolled: all but its last row.
    pub fn most_scroll(&self) -> usize {
        let columns = Columns::new(self.size.width);
        self.bead().map_or(0, |bead| layout::rows(&self.alignment, bead, columns).len().saturating_sub(1))
    }
}
