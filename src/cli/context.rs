//! What every command gets: the workbench, the output, the clock, and whether to stop.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args;

use super::output::{Color, Format, Output};
use super::{Failure, error};
use crate::lang::LanguageTag;
use crate::memory::Filter;
use crate::model::{Status, Timestamp};
use crate::workbench::align::Provenance;
use crate::workbench::{Error, ErrorKind, Notice, Workbench};

/// Options that every command takes.
#[derive(Debug, Args)]
pub struct GlobalArgs {
    /// The workbench folder, instead of the one found upwards from here
    #[arg(short = 'C', long, global = true, value_name = "DIR", help_heading = "Global options")]
    pub workbench: Option<PathBuf>,
    /// How results are printed
    #[arg(long, global = true, value_enum, default_value_t = Format::Text, help_heading = "Global options")]
    pub format: Format,
    /// When colour is used
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, help_heading = "Global options")]
    pub color: Color,
    /// Leave out notes on standard error
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub quiet: bool,
}

/// The languages of a command that works on a pair.
#[derive(Debug, Clone, Default, Args)]
pub struct LanguageArgs {
    /// Language of the source text (BCP 47: ru, en-GB)
    #[arg(long, value_name = "TAG")]
    pub from: Option<LanguageTag>,
    /// Language of the target text
    #[arg(long, value_name = "TAG")]
    pub to: Option<LanguageTag>,
}

/// What is written into the units that a command stores.
#[derive(Debug, Clone, Default, Args)]
pub struct ProvenanceArgs {
    /// Author of the stored units [default: tolmach.toml]
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Client of the stored units [default: tolmach.toml]
    #[arg(long, value_name = "NAME")]
    client: Option<String>,
    /// Subject field of the stored units [default: tolmach.toml]
    #[arg(long, value_name = "NAME")]
    domain: Option<String>,
}

impl ProvenanceArgs {
    /// With what `tolmach.toml` says where the command says nothing.
    pub fn resolve(&self, context: &Context) -> Provenance {
        let config = &context.workbench.config;
        Provenance {
            time: Some(context.now()),
            author: self.author.clone().or_else(|| config.author.clone()),
            client: self.client.clone().or_else(|| config.client.clone()),
            domain: self.domain.clone().or_else(|| config.domain.clone()),
            tool: Some(format!("tolmach {}", env!("CARGO_PKG_VERSION"))),
        }
    }
}

/// Which units of a memory are meant.
#[derive(Debug, Clone, Default, Args)]
pub struct FilterArgs {
    /// Only units changed at this day or later (2026-01-31)
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<Timestamp>,
    /// Only units changed before this day
    #[arg(long, value_name = "DATE", value_parser = date)]
    before: Option<Timestamp>,
    /// Only units with this status: machine, aligned, translated, approved, rejected
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Vec<Status>,
    /// Only units of this client
    #[arg(long, value_name = "NAME")]
    client: Option<String>,
    /// Only units of this subject field
    #[arg(long, value_name = "NAME")]
    domain: Option<String>,
    /// Only units from files whose name contains this
    #[arg(long, value_name = "TEXT")]
    origin: Option<String>,
}

impl FilterArgs {
    /// As the store understands it.
    pub fn filter(self, languages: Vec<LanguageTag>) -> Filter {
        let Self { since, before, status: statuses, client, domain, origin } = self;
        Filter { languages, since, before, statuses, client, domain, origin }
    }
}

/// A day, as the beginning of it in UTC, or a moment.
fn date(text: &str) -> Result<Timestamp, String> {
    let moment = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00Z") };
    moment.parse().map_err(|_| "a date such as 2026-01-31 is wanted".to_owned())
}

/// A status by its name.
pub fn status(text: &str) -> Result<Status, String> {
    Status::from_name(text).ok_or_else(|| "one of machine, aligned, translated, approved, rejected is wanted".into())
}

/// What every command gets.
pub struct Context {
    pub workbench: Workbench,
    pub out: Output,
}

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
/// Whether a full screen is shown: it ends by itself when it sees the interrupt.
static FULL_SCREEN: AtomicBool = AtomicBool::new(false);

/// How long a command may take to end by itself after an interrupt. Whatever is cut off then is a
/// transaction that has not happened.
const GRACE: Duration = Duration::from_millis(500);
/// The same for a full screen, which writes the last change and gives the terminal back.
const FULL_SCREEN_GRACE: Duration = Duration::from_secs(10);

impl Context {
    pub fn new(global: GlobalArgs) -> Result<Self, Failure> {
        let out = Output::new(global.format, global.color, global.quiet);
        // Without a handler the default action ends the process, with the same exit status in a shell.
        let _ = ctrlc::set_handler(|| {
            let full_screen = FULL_SCREEN.load(Ordering::SeqCst);
            if INTERRUPTED.swap(true, Ordering::SeqCst) && !full_screen {
                std::process::exit(130);
            }
            std::thread::spawn(move || {
                std::thread::sleep(if full_screen { FULL_SCREEN_GRACE } else { GRACE });
                std::process::exit(130);
            });
        });
        let workbench = match &global.workbench {
            Some(folder) if !folder.is_dir() => {
                return Err(Error::usage("there is no such folder").at(folder).into());
            }
            Some(folder) => Workbench::at(folder)?,
            None => {
                let here = std::env::current_dir().map_err(|e| Error::read(".".as_ref(), &e))?;
                Workbench::find(&here, user_cache())?
            }
        };
        Ok(Self { workbench, out })
    }

    /// Prints remarks on standard error: the first of them all, of many the number.
    pub fn notes(&mut self, notices: Vec<Notice>) {
        const MOST: usize = 20;
        for notice in notices.iter().take(MOST) {
            self.out.note(notice);
        }
        if notices.len() > MOST {
            self.out.note(format!("and {} more", notices.len() - MOST));
        }
    }

    /// Now, in whole seconds: no format keeps more.
    pub fn now(&self) -> Timestamp {
        let seconds = Timestamp::now().as_second();
        Timestamp::from_second(seconds).unwrap_or_default()
    }

    /// Whether the user has asked to stop.
    pub fn interrupted() -> bool {
        INTERRUPTED.load(Ordering::SeqCst)
    }

    /// Shows a full screen: it is given the time to end well when the user asks to stop.
    pub fn full_screen<T>(show: impl FnOnce() -> T) -> T {
        FULL_SCREEN.store(true, Ordering::SeqCst);
        let out = show();
        FULL_SCREEN.store(false, Ordering::SeqCst);
        out
    }

    /// Fails when the user has asked to stop.
    pub fn check_interrupt() -> Result<(), Failure> {
        if Self::interrupted() {
            return Err(error::Failure::Work(Error::new(ErrorKind::Interrupted, "interrupted, nothing was changed")));
        }
        Ok(())
    }
}

/// `$XDG_CACHE_HOME/tolmach` or `~/.cache/tolmach`.
fn user_cache() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let base = from("XDG_CACHE_HOME").or_else(|| from("HOME").map(|home| home.join(".cache")))?;
    Some(base.join("tolmach"))
}

/// The name that a value has in JSON, for tables.
pub fn name(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
