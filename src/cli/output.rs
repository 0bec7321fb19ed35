//! Standard output in the format asked for, and notes on standard error.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::AutoStream;
use clap::ValueEnum;
use serde::Serialize;

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
    /// One JSON object a line, as soon as it is known.
    Jsonl,
}

/// When colour is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

pub const RED: anstyle::Style = anstyle::AnsiColor::Red.on_default();
pub const GREEN: anstyle::Style = anstyle::AnsiColor::Green.on_default();
pub const YELLOW: anstyle::Style = anstyle::AnsiColor::Yellow.on_default();
pub const BLUE: anstyle::Style = anstyle::AnsiColor::Cyan.on_default();
pub const DIM: anstyle::Style = anstyle::Style::new().dimmed();
pub const BOLD: anstyle::Style = anstyle::Style::new().bold();
pub const RESET: anstyle::Reset = anstyle::Reset;

/// Where a command prints.
pub struct Output {
    /// The format asked for.
    pub format: Format,
    /// Whether notes are left out.
    pub quiet: bool,
    stdout: BufWriter<AutoStream<io::Stdout>>,
    stderr: AutoStream<io::Stderr>,
    /// Whether a person is looking at every line as it comes.
    immediate: bool,
    /// Objects of a JSON array printed so far.
    items: usize,
}

impl Output {
    pub fn new(format: Format, color: Color, quiet: bool) -> Self {
        let choice = match color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
        let stdout = io::stdout();
        let immediate = stdout.is_terminal() || format == Format::Jsonl;
        Self {
            format,
            quiet,
            stdout: BufWriter::new(AutoStream::new(stdout, auto(choice, &io::stdout()))),
            stderr: AutoStream::new(io::stderr(), auto(choice, &io::stderr())),
            immediate,
            items: 0,
        }
    }

    /// Whether text for people is printed.
    pub fn is_text(&self) -> bool {
        self.format == Format::Text
    }

    /// Whether colour is wanted on standard output.
    pub fn has_color(&self) -> bool {
        self.stdout.get_ref().current_choice() != anstream::ColorChoice::Never
    }

    /// A line of text; styles are dropped where they are not wanted.
    pub fn line(&mut self, text: impl std::fmt::Display) -> io::Result<()> {
        writeln!(self.stdout, "{text}")?;
        if self.immediate { self.stdout.flush() } else { Ok(()) }
    }

    /// A whole answer as one JSON document (`json`: indented; `jsonl`: on a line).
    pub fn document(&mut self, value: &impl Serialize) -> io::Result<()> {
        let text = match self.format {
            Format::Jsonl => serde_json::to_string(value)?,
            _ => serde_json::to_string_pretty(value)?,
        };
        self.line(text)
    }

    /// One of many answers: a line of its own in `jsonl`, an element of one array in `json`
    /// (which [`Self::end_items`] closes).
    pub fn item(&mut self, value: &impl Serialize) -> io::Result<()> {
        let text = serde_json::to_string(value)?;
        match self.format {
            Format::Json => {
                let lead = if self.items == 0 { "[\n  " } else { ",\n  " };
                self.items += 1;
                write!(self.stdout, "{lead}{text}")
            }
            _ => self.line(text),
        }
    }

    /// Closes the array that [`Self::item`] opened; nothing in other formats.
    pub fn end_items(&mut self) -> io::Result<()> {
        if self.format != Format::Json {
            return Ok(());
        }
        let text = if self.items == 0 { "[]" } else { "\n]" };
        self.items = 0;
        self.line(text)
    }

    /// A remark on standard error; nothing with `--quiet`.
    pub fn note(&mut self, text: impl std::fmt::Display) {
        if !self.quiet {
            // A closed standard error is no reason to stop.
            let _ = writeln!(self.stderr, "{DIM}note:{RESET} {text}");
        }
    }

    /// Something that a person should know even with `--quiet`.
    pub fn warn(&mut self, text: impl std::fmt::Display) {
        let _ = writeln!(self.stderr, "{YELLOW}warning:{RESET} {text}");
    }

    /// Raw bytes, for a file that goes to standard output.
    pub fn raw(&mut self) -> &mut dyn Write {
        &mut self.stdout
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.stdout.flush()
    }
}

fn auto(choice: anstream::ColorChoice, stream: &impl anstream::stream::RawStream) -> anstream::ColorChoice {
    match choice {
        anstream::ColorChoice::Auto => AutoStream::choice(stream),
        other => other,
    }
}

/// `1 unit`, `2 units`.
pub fn count(n: impl TryInto<u64>, one: &str) -> String {
    match n.try_into().unwrap_or(u64::MAX) {
        1 => format!("1 {one}"),
        n => format!("{} {one}s", thousands(n)),
    }
}

/// `1,234,567`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// `12.3 MB`.
pub fn size(bytes: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    if unit == 0 { format!("{bytes} B") } else { format!("{value:.1} {}", units[unit]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_for_people() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!((count(1u64, "unit"), count(0u64, "unit")), ("1 unit".into(), "0 units".into()));
        assert_eq!((size(999), size(12_340_000)), ("999 B".into(), "12.3 MB".into()));
    }
}
