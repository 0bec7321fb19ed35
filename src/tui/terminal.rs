//! The terminal as a full screen, and as it was before: on leaving, on an error, and on a panic.

use std::io::{self, Stdout, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::crossterm::{cursor, execute, style};
use ratatui::layout::{Rect, Size};

/// Whether a screen is open.
static OPEN: AtomicBool = AtomicBool::new(false);

/// The full screen. The terminal is as before when it is dropped.
pub struct Screen {
    terminal: ratatui::Terminal<CrosstermBackend<Stdout>>,
}

impl Screen {
    /// Takes the whole terminal.
    ///
    /// # Errors
    /// When standard output is no terminal or cannot be written.
    pub fn open(color: bool) -> io::Result<Self> {
        style::force_color_output(color);
        restore_on_panic();
        OPEN.store(true, Ordering::SeqCst);
        let opened = enable_raw_mode()
            .and_then(|()| execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide))
            .and_then(|()| ratatui::Terminal::new(CrosstermBackend::new(stdout())));
        match opened {
            Ok(terminal) => Ok(Self { terminal }),
            Err(error) => {
                restore();
                Err(error)
            }
        }
    }

    /// How many columns and rows there are.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Draws the whole screen; only what is different is sent.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, draw: impl FnOnce(Rect, &mut Buffer)) -> io::Result<()> {
        self.terminal.draw(|frame| draw(frame.area(), frame.buffer_mut())).map(drop)
    }

    /// Tells whatever happens in the terminal, from a thread of its own, as long as somebody listens: `tell` says
    /// whether. (When a terminal is gone, waiting for its keys never ends, so that nobody else may wait for them.)
    pub fn listen(&self, tell: impl Fn(io::Result<event::Event>) -> bool + Send + 'static) {
        std::thread::spawn(move || {
            loop {
                let event = event::read();
                let is_last = event.is_err();
                if !tell(event) || is_last {
                    return;
                }
            }
        });
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back, once. What cannot be written to a terminal that is gone is of no use to anybody.
fn restore() {
    if OPEN.swap(false, Ordering::SeqCst) {
        let _ = disable_raw_mode();
        let _ = execute!(stdout(), DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
    }
}

/// A panic of the screen gives the terminal back before it is reported. One of another thread does not write into
/// the screen: whoever started the thread says that it failed.
fn restore_on_panic() {
    let report = std::panic::take_hook();
    let screen = std::thread::current().id();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == screen {
            restore();
        }
        if !OPEN.load(Ordering::SeqCst) {
            report(panic);
        }
    }));
}
