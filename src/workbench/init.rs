//! Making a workbench.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Error, config, files, layout};
use crate::lang::LanguageTag;

/// Makes what a workbench has and `folder` has not, and gives the paths made.
///
/// # Errors
/// When something cannot be made.
pub fn init(folder: &Path, source: Option<&LanguageTag>, target: Option<&LanguageTag>) -> Result<Vec<PathBuf>, Error> {
    let mut made = Vec::new();
    for name in [layout::MEMORIES, layout::GLOSSARIES] {
        let path = folder.join(name);
        if !path.is_dir() {
            fs::create_dir_all(&path).map_err(|e| Error::write(&path, &e))?;
            made.push(path);
        }
    }
    let text = [
        (layout::CONFIG, config::template(source, target)),
        (".gitignore", format!("{}/\n*.{ext}-wal\n*.{ext}-shm\n", layout::CACHE, ext = layout::MEMORY_EXTENSION)),
    ];
    for (name, text) in text {
        let path = folder.join(name);
        if !path.exists() {
            files::write_atomically(&path, |out| out.write_all(text.as_bytes()).map_err(|e| Error::write(&path, &e)))?;
            made.push(path);
        }
    }
    Ok(made)
}
