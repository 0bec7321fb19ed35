//! The integration tests, one binary: a module a subject.

mod architecture;
mod commands;
mod crash;
mod reference;
mod review;
mod store;
mod suggest;
