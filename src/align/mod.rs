//! Pairs the segments of a text with those of its translation.
