//! Alignment files: opening them, keeping them, and finding the texts they were made of.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::{Error, Notice, files};
use crate::format;
use crate::model::{Bitext, TextOrigin};

/// The extension of alignment files.
pub const EXTENSION: &str = "bitext";

/// An alignment file that is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// What is in it.
    pub bitext: Bitext,
    /// How many of its lines could not be read as they stand, and would be gone or changed when it is written
    /// again: then [`set_aside`] keeps a copy first.
    pub damaged: usize,
}

/// Opens an alignment file. What is damaged in it is in the notices, line by line.
///
/// # Errors
/// When it cannot be read or is no alignment file.
pub fn load(path: &Path, notices: &mut Vec<Notice>) -> Result<Opened, Error> {
    let (bitext, warnings) = format::bitext::read(&files::read(path)?).map_err(|e| Error::format(path, e))?;
    let damaged = warnings.len();
    notices.extend(warnings.into_iter().map(|w| Notice::warning(path, w)));
    Ok(Opened { bitext, damaged })
}

/// Writes an alignment file: a crash leaves the old one or the new one.
///
/// # Errors
/// When it cannot be written.
pub fn save(path: &Path, bitext: &Bitext) -> Result<(), Error> {
    files::write_atomically(path, |out| format::bitext::write(out, bitext).map_err(|e| Error::format(path, e)))
}

/// Copies an alignment file to `NAME.old` beside it, before it is written again without something that is in it: lines
/// that could not be read, or beads that could not be kept. An earlier copy is not written over: then the new one gets
/// a number.
///
/// # Errors
/// When the copy cannot be made.
pub fn set_aside(path: &Path, notices: &mut Vec<Notice>) -> Result<PathBuf, Error> {
    let named = |number: usize| {
        let mut name = path.as_os_str().to_owned();
        name.push(if number == 0 { ".old".to_string() } else { format!(".old-{number}") });
        PathBuf::from(name)
    };
    let copy = (0..).map(named).find(|copy| !copy.exists()).unwrap_or_else(|| named(0));
    fs::copy(path, &copy).map_err(|e| Error::write(&copy, &e))?;
    notices.push(Notice::new(path, format!("a copy of it as it was is kept as {}", copy.display())));
    Ok(copy)
}

/// The file of a text, by what the alignment file at `path` says; `None` when it was no file.
pub fn text_file(path: &Path, origin: &TextOrigin) -> Option<PathBuf> {
    let folder = path.parent().unwrap_or(Path::new(""));
    (!origin.path.is_empty()).then(|| folder.join(&origin.path))
}

/// What an alignment file at `path` says of a text in `file`, as [`text_file`] finds it again.
pub fn origin(path: &Path, file: Option<&Path>, fingerprint: Option<u64>) -> TextOrigin {
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let path = file.map(|file| portable(&relative(folder, file))).unwrap_or_default();
    TextOrigin { path, fingerprint }
}

/// By what a changed text is noticed: a hash of what it says, without markup and line ends.
pub fn fingerprint(text: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(text.as_bytes())
}

/// The way from a folder to a file. Where there is none (another drive), the file's full path.
fn relative(folder: &Path, file: &Path) -> PathBuf {
    let (Ok(from), Ok(to)) = (fs::canonicalize(folder), fs::canonicalize(file)) else { return file.to_path_buf() };
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return to;
    }
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

/// A path as it is written into files that go from one system to another.
fn portable(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::bitext::read;

    const FILE: &str = "tolmach bitext 1\nsource ru\ntarget en\n\n1-1 0.90 new\n< p Да.\n> p Yes.\n";

    #[test]
    fn what_is_saved_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bitext");
        let bitext = read(FILE.as_bytes()).unwrap().0;
        save(&path, &bitext).unwrap();
        let mut notices = Vec::new();
        assert_eq!(load(&path, &mut notices).unwrap(), Opened { bitext, damaged: 0 });
        fs::write(&path, FILE.replace("< p", "? p")).unwrap();
        assert_eq!(load(&path, &mut notices).unwrap().damaged, 1);
        let copies = [(); 2].map(|()| set_aside(&path, &mut notices).unwrap());
        assert!(copies[0].ends_with("a.bitext.old") && copies[1].ends_with("a.bitext.old-1"));
        fs::write(&path, "Просто текст").unwrap();
        assert_eq!(load(&path, &mut notices).unwrap_err().message, "this is not an alignment file");
    }

    #[test]
    fn texts_are_found_from_the_folder_of_the_alignment() {
        let folder = tempfile::tempdir().unwrap();
        for inner in ["texts", "alignments"] {
            fs::create_dir(folder.path().join(inner)).unwrap();
        }
        let text = folder.path().join("texts/a.ru.txt");
        fs::write(&text, "Да.").unwrap();
        let path = folder.path().join("alignments/a.bitext");
        let origin = origin(&path, Some(&text), Some(1));
        assert_eq!(origin.path, "../texts/a.ru.txt");
        assert_eq!(fs::canonicalize(text_file(&path, &origin).unwrap()).unwrap(), fs::canonicalize(&text).unwrap());
        assert_eq!(text_file(&path, &TextOrigin::default()), None);
    }
}
