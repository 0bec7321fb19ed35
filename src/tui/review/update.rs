//! What an event makes of the state: the whole behaviour of the screen, without a terminal.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Size;
use ratatui_textarea::TextArea;

use super::keys::{self, Command};
use super::search::Search;
use super::splitting::Splitting;
use super::state::{Editor, Mode, Order, Saving, State, Tone};
use crate::model::{Alignment, Bead, BeadState, Neighbour, Refusal, Side};
use crate::tui::keyboard::Key;

/// What happens to the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A key was pressed.
    Key(KeyEvent),
    /// A text was pasted.
    Paste(String),
    /// The terminal has another size.
    Resize(Size),
    /// The file was written, or why it was not.
    Saved(Result<(), String>),
    /// The aligner is done, or why it is not.
    Aligned(Result<Vec<Bead>, String>),
    /// Somebody ends the program.
    Interrupt,
}

/// What the state wants done in the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Write the alignment as it is now.
    Save,
    /// Write it even if another program has changed the file.
    Overwrite,
    /// Align anew around what is accepted.
    Realign,
    /// Leave the screen.
    Leave,
    /// Leave the screen; the program was interrupted.
    Interrupt,
}

/// How many beads a page is.
const PAGE: usize = 10;
/// How many rows a bead that is higher than the screen is scrolled.
const SCROLL: usize = 5;

impl State {
    /// Takes an event and says what is to be done.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Key(key) if !key.is_press() && !key.is_repeat() => Vec::new(),
            Event::Key(key) => {
                self.message = None;
                self.key(key)
            }
            Event::Paste(text) => {
                self.paste(&text);
                Vec::new()
            }
            Event::Resize(size) => {
                self.size = size;
                self.scroll = self.scroll.min(self.most_scroll());
                Vec::new()
            }
            Event::Saved(Ok(())) => {
                self.saving = Saving::Written;
                Vec::new()
            }
            Event::Saved(Err(why)) => {
                self.saving = Saving::Failed(why);
                Vec::new()
            }
            Event::Aligned(outcome) => self.aligned(outcome),
            Event::Interrupt => self.interrupt(),
        }
    }

    fn key(&mut self, event: KeyEvent) -> Vec<Effect> {
        let key = Key::command(event);
        if key == Key::ctrl('c') {
            return self.interrupt();
        }
        match std::mem::replace(&mut self.mode, Mode::Browse) {
            Mode::Browse => match keys::command(key) {
                Some(command) => self.command(command),
                None => {
                    self.refuse("this key does nothing; ? shows those that do");
                    Vec::new()
                }
            },
            Mode::Split(splitting) => self.split_key(splitting, key),
            Mode::Edit(editor) => self.edit_key(editor, event),
            Mode::Search(line) => self.search_key(line, event),
            Mode::Delete => self.delete_key(key),
            Mode::Help(top) => self.help_key(top, key),
        }
    }

    fn command(&mut self, command: Command) -> Vec<Effect> {
        let leaving = std::mem::take(&mut self.leaving);
        let last = self.alignment.beads.len().saturating_sub(1);
        match command {
            Command::Up => self.go_to(self.cursor.saturating_sub(1)),
            Command::Down => self.go_to(self.cursor + 1),
            Command::PageUp => self.go_to(self.cursor.saturating_sub(PAGE)),
            Command::PageDown => self.go_to(self.cursor + PAGE),
            Command::First => self.go_to(0),
            Command::Last => self.go_to(last),
            Command::ScrollUp => self.scroll = self.scroll.saturating_sub(SCROLL),
            Command::ScrollDown => self.scroll = (self.scroll + SCROLL).min(self.most_scroll()),
            Command::Source => self.side = Side::Source,
            Command::Target => self.side = Side::Target,
            Command::OtherSide => self.side = self.side.other(),
            Command::Next => self.go_on(),
            Command::Order => self.change_order(),
            Command::Search => self.mode = Mode::Search(Box::default()),
            Command::FindNext => self.find(true),
            Command::FindPrevious => self.find(false),
            Command::Clear => self.search = None,
            Command::Help => self.mode = Mode::Help(0),
            Command::Save => return self.save_now(),
            Command::Quit => return self.quit(leaving),
            Command::Interrupt => return self.interrupt(),
            _ if self.aligning => self.refuse("aligning …: changes wait until it is done"),
            Command::Accept => return self.accept(),
            Command::Doubt => return self.change("marked as doubtful", |a, i| a.set_state(i, BeadState::Doubtful)),
            Command::JoinBelow => return self.change("joined", Alignment::join),
            Command::JoinAbove => return self.join_above(),
            Command::MoveUp => return self.move_segment(Neighbour::Above),
            Command::MoveDown => return self.move_segment(Neighbour::Below),
            Command::Unalign => return self.unalign(),
            Command::Split => self.begin_split(),
            Command::Edit => self.begin_edit(),
            Command::Delete if self.bead().is_some() => self.mode = Mode::Delete,
            Command::Delete => self.refuse(Refusal::NoBead),
            Command::Undo => return self.go_back(),
            Command::Redo => return self.redo(),
            Command::Realign => return self.realign(),
        }
        Vec::new()
    }

    /// Makes a change at the cursor, remembers it, and asks for the file to be written.
    fn change(&mut self, name: &str, change: impl FnOnce(&mut Alignment, usize) -> Result<(), Refusal>) -> Vec<Effect> {
        self.change_to(name, self.cursor, change)
    }

    /// The same, with the cursor on another bead afterwards.
    fn change_to(
        &mut self,
        name: &str,
        cursor: usize,
        change: impl FnOnce(&mut Alignment, usize) -> Result<(), Refusal>,
    ) -> Vec<Effect> {
        let before = self.alignment.clone();
        let at = self.cursor;
        if let Err(refusal) = change(&mut self.alignment, at) {
            self.refuse(refusal);
            return Vec::new();
        }
        self.go_to(cursor);
        if !self.history.record(name, &before, &self.alignment, (at, self.cursor)) {
            return Vec::new();
        }
        self.say(format!("{name}; u takes it back"));
        self.save()
    }

    fn accept(&mut self) -> Vec<Effect> {
        let effects = self.change("accepted", |a, i| a.set_state(i, BeadState::Accepted));
        self.message = None;
        self.go_on();
        effects
    }

    fn unalign(&mut self) -> Vec<Effect> {
        let effects = self.change("marked as unaligned", Alignment::unalign);
        if !effects.is_empty() && self.next_to_look_at(self.cursor).is_some() {
            self.go_on();
            self.say("marked as unaligned; u takes it back");
        }
        effects
    }

    fn join_above(&mut self) -> Vec<Effect> {
        let Some(above) = self.cursor.checked_sub(1) else {
            self.refuse(Refusal::NoNeighbour);
            return Vec::new();
        };
        self.change_to("joined", above, |a, _| a.join(above))
    }

    fn move_segment(&mut self, to: Neighbour) -> Vec<Effect> {
        let side = self.side;
        // A bead that gives away all it has is gone: then the one that took it is at the cursor.
        let gone = self.bead().is_some_and(|b| b.is_unpaired() && b.source.len() + b.target.len() == 1);
        let cursor = if gone && to == Neighbour::Above { self.cursor.saturating_sub(1) } else { self.cursor };
        let name = if to == Neighbour::Above { "moved up" } else { "moved down" };
        self.change_to(name, cursor, |a, i| a.move_segment(i, side, to))
    }

    /// Goes to the next bead to look at.
    fn go_on(&mut self) {
        match self.next_to_look_at(self.cursor) {
            Some(next) => {
                let none_doubtful = self.order == Order::DoubtfulFirst && self.progress().doubtful == 0;
                self.go_to(next);
                if none_doubtful {
                    self.say("no doubtful bead is left; next are the others that are not accepted");
                }
            }
            None if self.alignment.beads.is_empty() => self.refuse(Refusal::NoBead),
            None => self.say("all beads are accepted"),
        }
    }

    fn change_order(&mut self) {
        self.order = match self.order {
            Order::DoubtfulFirst => Order::InOrder,
            Order::InOrder => Order::DoubtfulFirst,
        };
        self.say(match self.order {
            Order::DoubtfulFirst => "next are the doubtful beads first",
            Order::InOrder => "next are all beads that are not accepted, in order",
        });
    }

    fn begin_split(&mut self) {
        match self.bead().map(|bead| Splitting::new(&self.alignment, bead)) {
            None => self.refuse(Refusal::NoBead),
            Some(None) => self.refuse(Refusal::NothingToCut),
            Some(Some(splitting)) => self.mode = Mode::Split(splitting),
        }
    }

    fn split_key(&mut self, mut splitting: Splitting, key: Key) -> Vec<Effect> {
        let side = self.side;
        match key.code {
            KeyCode::Enter | KeyCode::Char('s') => {
                let (source, target) = splitting.points();
                let effects = self.change("split", |a, i| a.split(i, source, target));
                if effects.is_empty() {
                    self.mode = Mode::Split(splitting);
                }
                return effects;
            }
            KeyCode::Esc | KeyCode::Char('q') => return Vec::new(),
            KeyCode::Left | KeyCode::Char('h') => splitting.step(side, false),
            KeyCode::Right | KeyCode::Char('l') => splitting.step(side, true),
            KeyCode::Up | KeyCode::Char('k') => splitting.leap(side, false),
            KeyCode::Down | KeyCode::Char('j') => splitting.leap(side, true),
            KeyCode::Home => splitting.leap_to_end(side, false),
            KeyCode::End => splitting.leap_to_end(side, true),
            KeyCode::Tab | KeyCode::BackTab => self.side = side.other(),
            _ => self.refuse("choose a place, then Enter; Esc leaves the bead whole"),
        }
        self.mode = Mode::Split(splitting);
        Vec::new()
    }

    fn begin_edit(&mut self) {
        let texts = self.bead().map(|bead| self.alignment.segments_of(bead, self.side));
        match texts {
            None => self.refuse(Refusal::NoBead),
            Some([]) => self.refuse(Refusal::EmptySide),
            Some(segments) => {
                let texts = segments.iter().map(|s| s.text.clone()).collect();
                self.mode = Mode::Edit(Box::new(Editor::new(self.side, texts)));
            }
        }
    }

    fn edit_key(&mut self, mut editor: Box<Editor>, event: KeyEvent) -> Vec<Effect> {
        let dropping = std::mem::take(&mut editor.dropping);
        let new_line = event.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::SHIFT);
        match event.code {
            KeyCode::Esc if dropping || !editor.is_changed() => return Vec::new(),
            KeyCode::Esc => {
                editor.dropping = true;
                self.refuse("Enter keeps your changes, Esc once more drops them");
            }
            KeyCode::Enter if !new_line => return self.keep(editor),
            KeyCode::Enter => editor.area.insert_newline(),
            // A line feed, as some terminals send it; the editor would delete to the beginning of the line.
            KeyCode::Char('j') if event.modifiers == KeyModifiers::CONTROL => editor.area.insert_newline(),
            _ => drop(editor.area.input(event)),
        }
        self.mode = Mode::Edit(editor);
        Vec::new()
    }

    /// Puts the edited texts in their place.
    fn keep(&mut self, editor: Box<Editor>) -> Vec<Effect> {
        let side = editor.side;
        let effects = self.change("edited", |a, i| a.set_texts(i, side, editor.area.lines()));
        if effects.is_empty() && self.message.is_some() {
            self.mode = Mode::Edit(editor);
        }
        effects
    }

    fn paste(&mut self, text: &str) {
        let line = crate::lang::collapse_space(text);
        match &mut self.mode {
            Mode::Edit(editor) => drop(editor.area.insert_str(line)),
            Mode::Search(area) => drop(area.insert_str(line)),
            _ => self.refuse("a text can be pasted where one is edited: press e first"),
        }
    }

    fn search_key(&mut self, mut line: Box<TextArea<'static>>, event: KeyEvent) -> Vec<Effect> {
        match event.code {
            KeyCode::Esc => return Vec::new(),
            KeyCode::Enter => {
                // Nothing typed looks for the same once more.
                self.search = Search::new(&line.lines().concat()).or(self.search.take());
                self.find(true);
                return Vec::new();
            }
            KeyCode::Char('j' | 'm') if event.modifiers == KeyModifiers::CONTROL => {}
            _ => drop(line.input(event)),
        }
        self.mode = Mode::Search(line);
        Vec::new()
    }

    /// Goes to the next bead with the words, or the one before.
    fn find(&mut self, on: bool) {
        let Some(search) = &self.search else {
            return self.refuse("nothing was looked for yet: / begins a search");
        };
        let words = search.words.clone();
        let found = search.beads(&self.alignment);
        let next = if on {
            found.iter().position(|&bead| bead > self.cursor).or(found.first().map(|_| 0))
        } else {
            found.iter().rposition(|&bead| bead < self.cursor).or(found.len().checked_sub(1))
        };
        match next.and_then(|n| Some((n, *found.get(n)?))) {
            Some((n, bead)) => {
                self.go_to(bead);
                self.say(format!("“{words}”: {} of {}; n next, N previous", n + 1, found.len()));
            }
            None => self.refuse(format!("“{words}” is in neither text")),
        }
    }

    fn delete_key(&mut self, key: Key) -> Vec<Effect> {
        match key.code {
            KeyCode::Char('s') => self.change("deleted the source text", |a, i| a.delete_side(i, Side::Source)),
            KeyCode::Char('t') => self.change("deleted the target text", |a, i| a.delete_side(i, Side::Target)),
            KeyCode::Char('b') => self.change("deleted the bead", Alignment::delete),
            _ => {
                self.say("nothing was deleted");
                Vec::new()
            }
        }
    }

    fn help_key(&mut self, top: usize, key: Key) -> Vec<Effect> {
        let top = match key.code {
            KeyCode::Down | KeyCode::Char('j' | ' ') => top + 1,
            KeyCode::Up | KeyCode::Char('k') => top.saturating_sub(1),
            KeyCode::PageDown => top + PAGE,
            KeyCode::PageUp => top.saturating_sub(PAGE),
            _ => return Vec::new(),
        };
        self.mode = Mode::Help(top.min(super::help::paragraphs().len().saturating_sub(1)));
        Vec::new()
    }

    fn go_back(&mut self) -> Vec<Effect> {
        let undone = self.history.undo(&mut self.alignment);
        self.travelled(undone, "taken back", "there is nothing to take back")
    }

    fn redo(&mut self) -> Vec<Effect> {
        let redone = self.history.redo(&mut self.alignment);
        self.travelled(redone, "done again", "nothing was taken back")
    }

    fn travelled(&mut self, to: Option<(String, usize)>, done: &str, nothing: &str) -> Vec<Effect> {
        match to {
            None => {
                self.refuse(nothing);
                Vec::new()
            }
            Some((name, cursor)) => {
                self.go_to(cursor);
                self.say(format!("{done}: {name}"));
                self.save()
            }
        }
    }

    fn realign(&mut self) -> Vec<Effect> {
        let progress = self.progress();
        if progress.accepted == progress.beads {
            self.refuse("all beads are accepted: nothing is left to align");
            return Vec::new();
        }
        self.aligning = true;
        vec![Effect::Realign]
    }

    fn aligned(&mut self, outcome: Result<Vec<Bead>, String>) -> Vec<Effect> {
        self.aligning = false;
        let beads = match outcome {
            Ok(beads) => beads,
            Err(why) => {
                self.refuse(format!("not aligned: {why}"));
                return Vec::new();
            }
        };
        // The cursor stays at the same text.
        let start = self.bead().map(|bead| (bead.source.start, bead.target.start)).unwrap_or_default();
        let same = |bead: &Bead| bead.source.end > start.0 || bead.source.is_empty() && bead.target.end > start.1;
        let cursor = beads.iter().position(same).unwrap_or(0);
        let before = self.alignment.beads.len();
        let effects = self.change_to("aligned anew", cursor, |a, _| a.set_beads(beads));
        if effects.is_empty() && self.message.is_none() {
            self.say("aligned anew: nothing is different");
        } else if !effects.is_empty() {
            let progress = self.progress();
            self.say(format!(
                "aligned anew around {} accepted: {} beads became {}; u takes it back",
                progress.accepted, before, progress.beads
            ));
        }
        effects
    }

    fn save(&mut self) -> Vec<Effect> {
        self.saving = Saving::Writing;
        vec![Effect::Save]
    }

    /// Once more, and over what another program has written: the person was told and insists.
    fn save_now(&mut self) -> Vec<Effect> {
        let failed = matches!(self.saving, Saving::Failed(_));
        self.saving = Saving::Writing;
        vec![if failed { Effect::Overwrite } else { Effect::Save }]
    }

    fn quit(&mut self, sure: bool) -> Vec<Effect> {
        match &self.saving {
            Saving::Failed(why) if !sure => {
                let why = format!("not saved: {why}; w saves all the same, q once more leaves without");
                self.leaving = true;
                self.refuse(why);
                Vec::new()
            }
            _ => vec![Effect::Leave],
        }
    }

    /// Leaves at once. A text being edited is kept as if Enter had been pressed.
    fn interrupt(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Mode::Edit(editor) = std::mem::replace(&mut self.mode, Mode::Browse)
            && editor.is_changed()
        {
            effects = self.keep(editor);
        }
        effects.push(Effect::Interrupt);
        effects
    }

    fn say(&mut self, text: impl ToString) {
        self.message = Some((Tone::Said, text.to_string()));
    }

    fn refuse(&mut self, text: impl ToString) {
        self.message = Some((Tone::Refused, text.to_string()));
    }
}
