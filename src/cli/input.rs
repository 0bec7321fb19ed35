//! What the user names as input: a file, standard input, or the words themselves.

use std::io::Read;
use std::path::Path;

use crate::workbench::Error;
use crate::workbench::texts::Input;

/// A file, or standard input for `-`.
pub fn file_or_stdin(path: &Path) -> Result<Input, Error> {
    if path != Path::new("-") {
        return Ok(Input::File(path.to_path_buf()));
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(|e| Error::read(path, &e))?;
    Ok(Input::Bytes(bytes))
}

/// A file that exists, `-`, or literal words. What has no white space and an extension or a path separator
/// was meant as a file, and is an error if it is not there.
pub fn text_file_or_stdin(text: &str) -> Result<Input, Error> {
    let path = Path::new(text);
    if text == "-" || path.exists() {
        return file_or_stdin(path);
    }
    let meant_as_file = !text.contains(char::is_whitespace)
        && (path.components().count() > 1 || path.extension().is_some_and(|e| e.len() <= 5 && !e.is_empty()));
    if meant_as_file {
        let error = Error::read(path, &std::io::ErrorKind::NotFound.into());
        return Err(error.hint("to look up these very words, add --text"));
    }
    Ok(Input::Literal(text.to_owned()))
}
