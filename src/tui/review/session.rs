//! The screen at work: events from the terminal, the file written behind the screen's back, the aligner on a thread.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ratatui::crossterm::event::Event as Input;
use ratatui::layout::Size;

use super::state::{Saving, State};
use super::update::{Effect, Event};
use super::view;
use crate::model::Alignment;
use crate::tui::terminal::Screen;
use crate::tui::theme::Theme;
use crate::workbench::review::{Report, Review};
use crate::workbench::{Error, ErrorKind, Notice};

/// How long the screen waits for a key before it looks whether the program was told to end.
const TICK: Duration = Duration::from_millis(40);

/// Shows an alignment in the terminal until the person leaves. Every change is in the file by then.
///
/// `interrupted` says whether the program was told to end.
///
/// # Errors
/// When the terminal cannot be used, or the last change could not be written.
pub fn run(review: Review, color: bool, interrupted: fn() -> bool) -> Result<Report, Error> {
    let review = Arc::new(review);
    let mut screen = Screen::open(color).map_err(|e| terminal_failed(&e))?;
    let size = screen.size().map_err(|e| terminal_failed(&e))?;
    let name = review.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let state = State::new(name, review.alignment().clone(), size);
    let mut session = Session::new(state, review);
    let left = session.work(&mut screen, Theme { color }, interrupted);
    // The file first: nothing that the terminal does keeps a change from being written.
    session.finish_writing();
    drop(screen);
    session.report(left)
}

fn terminal_failed(error: &io::Error) -> Error {
    Error::new(ErrorKind::Unreadable, format!("the terminal cannot be used: {error}"))
}

/// How the screen was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    AsWished,
    Interrupted,
}

struct Session {
    state: State,
    review: Arc<Review>,
    events: (Sender<Event>, Receiver<Event>),
    writer: Option<Writer>,
    notices: Arc<Mutex<Vec<Notice>>>,
}

/// The thread that writes the file, so that the screen never waits for the disk.
struct Writer {
    orders: Sender<(Alignment, bool)>,
    thread: JoinHandle<Result<(), Error>>,
}

impl Session {
    fn new(state: State, review: Arc<Review>) -> Self {
        let events = mpsc::channel();
        let notices = Arc::new(Mutex::new(Vec::new()));
        let writer = Writer::start(Arc::clone(&review), events.0.clone(), Arc::clone(&notices));
        Self { state, review, events, writer: Some(writer), notices }
    }

    fn work(&mut self, screen: &mut Screen, theme: Theme, interrupted: fn() -> bool) -> Left {
        let events = self.events.0.clone();
        screen.listen(move |input| match input.map(event) {
            Ok(Some(event)) => events.send(event).is_ok(),
            Ok(None) => true,
            // The terminal is gone.
            Err(_) => events.send(Event::Interrupt).is_ok(),
        });
        let mut changed = true;
        loop {
            let state = &self.state;
            if changed && screen.draw(|area, buffer| view::draw(state, theme, area, buffer)).is_err() {
                return self.take(Event::Interrupt).unwrap_or(Left::Interrupted);
            }
            // All that has happened by now, then one picture of it.
            let mut next = self.events.1.recv_timeout(TICK).ok();
            changed = next.is_some();
            while let Some(event) = next {
                if let Some(left) = self.take(event) {
                    return left;
                }
                next = self.events.1.try_recv().ok();
            }
            if interrupted() {
                return self.take(Event::Interrupt).unwrap_or(Left::Interrupted);
            }
        }
    }

    /// Lets the state take an event and does what it wants; says whether the person leaves.
    fn take(&mut self, event: Event) -> Option<Left> {
        let mut left = None;
        for effect in self.state.update(event) {
            match effect {
                Effect::Save => self.write(false),
                Effect::Overwrite => self.write(true),
                Effect::Realign => self.realign(),
                Effect::Leave => left = Some(Left::AsWished),
                Effect::Interrupt => left = Some(Left::Interrupted),
            }
        }
        left
    }

    fn write(&mut self, overwrite: bool) {
        if let Some(writer) = &self.writer {
            // If the thread is gone, its failure is found when it is joined.
            let _ = writer.orders.send((self.state.alignment.clone(), overwrite));
        }
    }

    fn realign(&mut self) {
        let (review, alignment) = (Arc::clone(&self.review), self.state.alignment.clone());
        let (events, notices) = (self.events.0.clone(), Arc::clone(&self.notices));
        thread::spawn(move || {
            let mut said = Vec::new();
            let outcome = catch_unwind(AssertUnwindSafe(|| review.realign(&alignment, &mut said)))
                .map_err(|_| "the aligner failed".to_owned())
                .and_then(|beads| beads.map_err(|error| error.message));
            note(&notices, said);
            // Nobody listens any more when the person has left.
            let _ = events.send(Event::Aligned(outcome));
        });
    }

    /// Waits until the last change is in the file, or cannot be.
    fn finish_writing(&mut self) {
        let Some(Writer { orders, thread }) = self.writer.take() else { return };
        drop(orders);
        let failed = |why: &str| Err(Error::new(ErrorKind::Unwritable, why));
        let outcome = thread.join().unwrap_or_else(|_| failed("the file was not written"));
        let _ = self.state.update(Event::Saved(outcome.map_err(|error| error.message)));
    }

    fn report(&self, left: Left) -> Result<Report, Error> {
        if let Saving::Failed(why) = &self.state.saving {
            let error = Error::new(ErrorKind::Unwritable, format!("the last changes are not in the file: {why}"));
            let error = error.at(self.review.path());
            // Who leaves knowingly does not want them; who was interrupted was not asked.
            let kept =
                (left == Left::Interrupted).then(|| self.review.keep_aside(&self.state.alignment).ok()).flatten();
            return Err(match kept {
                Some(path) => error.hint(format!("they are kept in {}", path.display())),
                None => error,
            });
        }
        let progress = self.state.progress();
        let notices = std::mem::take(&mut *lock(&self.notices));
        Ok(Report {
            beads: progress.beads,
            accepted: progress.accepted,
            doubtful: progress.doubtful,
            interrupted: left == Left::Interrupted,
            notices,
        })
    }
}

/// Whatever happens, the last change is written.
impl Drop for Session {
    fn drop(&mut self) {
        self.finish_writing();
    }
}

impl Writer {
    fn start(review: Arc<Review>, events: Sender<Event>, notices: Arc<Mutex<Vec<Notice>>>) -> Self {
        let (orders, incoming) = mpsc::channel::<(Alignment, bool)>();
        let thread = thread::spawn(move || {
            let mut outcome = Ok(());
            let mut order = incoming.recv().ok();
            while let Some((mut alignment, mut overwrite)) = order {
                // Of several changes in a row only the last is written.
                while let Ok((newer, over)) = incoming.try_recv() {
                    (alignment, overwrite) = (newer, overwrite || over);
                }
                let mut said = Vec::new();
                outcome = review.save(&alignment, overwrite, &mut said);
                note(&notices, said);
                order = incoming.try_recv().ok();
                if order.is_none() {
                    let _ = events.send(Event::Saved(outcome.clone().map_err(|error| error.message)));
                    order = incoming.recv().ok();
                }
            }
            outcome
        });
        Self { orders, thread }
    }
}

fn note(notices: &Mutex<Vec<Notice>>, said: Vec<Notice>) {
    for notice in said {
        let mut all = lock(notices);
        // Aligned twice, the same is said twice.
        if !all.contains(&notice) {
            all.push(notice);
        }
    }
}

fn lock(notices: &Mutex<Vec<Notice>>) -> std::sync::MutexGuard<'_, Vec<Notice>> {
    notices.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn event(input: Input) -> Option<Event> {
    match input {
        Input::Key(key) => Some(Event::Key(key)),
        Input::Paste(text) => Some(Event::Paste(text)),
        Input::Resize(width, height) => Some(Event::Resize(Size::new(width, height))),
        Input::FocusGained | Input::FocusLost | Input::Mouse(_) => None,
    }
}
