//! Failures to messages, hints and exit codes: the one place where they meet.

use std::io::{self, Write};
use std::process::ExitCode;

use serde::Serialize;

use super::output::Format;
use crate::workbench::{self, ErrorKind};

/// What a command came to when nothing failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done: exit code 0.
    Done,
    /// The answer is no (findings, nothing found, files differ): exit code 1.
    No,
}

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The work failed.
    Work(workbench::Error),
    /// Standard output could not be written.
    Output(io::Error),
}

/// What every command gives.
pub type CommandResult = Result<Outcome, Failure>;

impl From<workbench::Error> for Failure {
    fn from(error: workbench::Error) -> Self {
        Self::Work(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Says what failed on standard error and gives the exit code.
pub fn exit_code(result: CommandResult, format: Format) -> ExitCode {
    let error = match result {
        Ok(Outcome::Done) => return ExitCode::SUCCESS,
        Ok(Outcome::No) => return ExitCode::from(1),
        // Whoever closed the pipe has read enough.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
        Err(Failure::Output(error)) => workbench::Error::write("standard output".as_ref(), &error),
        Err(Failure::Work(error)) => error,
    };
    let mut stderr = anstream::stderr().lock();
    // Nothing can be done about a closed standard error.
    let _ = match format {
        Format::Text => write_text(&mut stderr, &error),
        Format::Json | Format::Jsonl => write_json(&mut stderr, &error),
    };
    ExitCode::from(match error.kind {
        ErrorKind::Usage => 2,
        ErrorKind::Interrupted => 130,
        ErrorKind::Unreadable | ErrorKind::Malformed | ErrorKind::Unwritable | ErrorKind::Busy => 3,
    })
}

/// What clap says of a wrong command line, help and version; they go where clap sends them.
pub fn wrong_use(error: &clap::Error) -> ExitCode {
    let printed = error.print();
    match (error.exit_code(), printed) {
        (0, _) => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    }
}

fn write_text(out: &mut dyn Write, error: &workbench::Error) -> io::Result<()> {
    write!(out, "{}error:{} ", super::output::RED, super::output::RESET)?;
    if let Some(file) = &error.file {
        write!(out, "{}", file.display())?;
        if let Some(line) = error.line {
            write!(out, ":{line}")?;
        }
        write!(out, ": ")?;
    } else if let Some(line) = error.line {
        write!(out, "line {line}: ")?;
    }
    writeln!(out, "{}", error.message)?;
    if let Some(hint) = &error.hint {
        writeln!(out, "  {}hint:{} {hint}", super::output::BOLD, super::output::RESET)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct JsonError<'a> {
    kind: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
}

fn write_json(out: &mut dyn Write, error: &workbench::Error) -> io::Result<()> {
    let document = serde_json::json!({ "error": JsonError {
        kind: error.kind.as_str(),
        message: &error.message,
        file: error.file.as_ref().map(|f| f.display().to_string()),
        line: error.line,
        hint: error.hint.as_deref(),
    }});
    writeln!(out, "{document}")
}
