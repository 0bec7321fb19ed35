//! The `tolmach` binary: everything is in the library, the command line in `tolmach::cli`, full screens in
//! `tolmach::tui`.

use std::process::ExitCode;

use tolmach::cli::{self, Screens};
use tolmach::tui;

fn main() -> ExitCode {
    cli::run(std::env::args_os(), Screens { review: tui::review::run })
}
