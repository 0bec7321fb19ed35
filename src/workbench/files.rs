//! Reading whole files and writing them so that a crash leaves the old or the new one.

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::Path;

use super::Error;

/// The whole content of a file.
///
/// # Errors
/// When it is a folder, is missing or cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes).map_err(|e| Error::read(path, &e))?;
    Ok(bytes)
}

/// A file opened for reading; a folder is refused here rather than at the first read.
///
/// # Errors
/// As [`read`].
pub fn open(path: &Path) -> Result<File, Error> {
    let file = File::open(path).map_err(|e| Error::read(path, &e))?;
    match file.metadata() {
        Ok(meta) if meta.is_dir() => Err(Error::read(path, &std::io::ErrorKind::IsADirectory.into())),
        _ => Ok(file),
    }
}

/// Writes a file through a temporary one beside it: a crash, a full disk or an error of `write` leaves what
/// was there before. What is not a regular file (a device, a pipe) is written to directly.
///
/// # Errors
/// Whatever `write` says, and failures to make or rename the file.
pub fn write_atomically<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T, Error>) -> Result<T, Error> {
    let failed = |e: std::io::Error| Error::write(path, &e);
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => return Err(failed(std::io::ErrorKind::IsADirectory.into())),
        Ok(meta) if !meta.is_file() => {
            let mut out = BufWriter::new(File::options().write(true).open(path).map_err(failed)?);
            let result = write(&mut out)?;
            out.flush().map_err(failed)?;
            return Ok(result);
        }
        _ => {}
    }
    // A link is followed, so that the file it points to is replaced and not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tolmach-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&target).map_or(0o666, |meta| meta.permissions().mode());
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    let mut out = BufWriter::with_capacity(1 << 16, builder.tempfile_in(folder).map_err(failed)?);
    let result = write(&mut out)?;
    let file = out.into_inner().map_err(|e| failed(e.into_error()))?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&target).map_err(|e| failed(e.error))?;
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_atomically(&path, |out| out.write_all("старый".as_bytes()).map_err(|e| Error::write(&path, &e))).unwrap();
        let result: Result<(), _> = write_atomically(&path, |out| {
            out.write_all(b"half").map_err(|e| Error::write(&path, &e))?;
            Err(Error::usage("no"))
        });
        assert!(result.is_err());
        assert_eq!(read(&path).unwrap(), "старый".as_bytes());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn a_folder_is_refused_with_a_hint() {
        let folder = tempfile::tempdir().unwrap();
        let error = read(folder.path()).unwrap_err();
        assert_eq!((error.message.as_str(), error.hint.is_some()), ("this is a folder", true));
        assert!(write_atomically(folder.path(), |_| Ok(())).is_err());
    }
}
