//! Full screens in the terminal: a state, a pure update, a view of it, and the terminal around them.
//!
//! A screen is a folder; what screens share stands beside them. A screen's state knows no terminal: events go in,
//! effects come out, and the view draws the state into a buffer, so that all of it is tested without one.

mod keyboard;
pub mod review;
mod terminal;
mod text;
mod theme;
