//! The `tolmach` binary: everything is in the library, the command line in `tolmach::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    tolmach::cli::run(std::env::args_os())
}
