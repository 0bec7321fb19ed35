//! A progress bar on standard error, on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over the bytes of a file; it hides itself when standard error is not a terminal.
pub fn bytes(total: u64, quiet: bool) -> ProgressBar {
    styled(total, quiet, "{spinner} {bytes}/{total_bytes} {wide_bar} {eta} {msg}")
}

/// A bar over pieces of work, likewise.
pub fn items(total: u64, quiet: bool) -> ProgressBar {
    styled(total, quiet, "{spinner} {pos}/{len} {wide_bar} {eta}")
}

/// A sign of life for work whose length is not known.
pub fn waiting(what: &'static str, quiet: bool) -> ProgressBar {
    let bar = styled(0, quiet, "{spinner} {msg} {elapsed}").with_message(what);
    bar.enable_steady_tick(std::time::Duration::from_millis(125));
    bar
}

fn styled(total: u64, quiet: bool, template: &str) -> ProgressBar {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(8) };
    let bar = ProgressBar::with_draw_target(Some(total), target);
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// `Break` once the user has asked to stop: what a long work asks now and then.
pub fn keep_going() -> std::ops::ControlFlow<()> {
    if super::Context::interrupted() { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
}
