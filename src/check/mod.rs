//! Quality and consistency checks, a file a check.
