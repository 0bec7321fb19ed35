//! `tolmach review`: a person goes through an alignment, both languages side by side.
//!
//! `state` is what the screen knows, `update` what an event makes of it, `view` what it looks like;
//! `session` connects them with the terminal, the file and the aligner.

mod beads;
mod help;
mod history;
mod keys;
mod layout;
mod search;
mod session;
mod splitting;
mod state;
#[cfg(test)]
mod tests;
mod update;
mod view;

pub use session::run;
