//! Terms in texts, whatever their grammatical case, and the glossary's own consistency.
