//! The folder a translator works in: its configuration, its layout, and the use cases.
