//! A person's work on an alignment file: opening it, keeping every change, aligning anew around what is accepted.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::{Error, ErrorKind, Notice, Workbench, bitext, evidence, files};
use crate::align;
use crate::model::{Alignment, Bead, BeadState, Bitext, Timestamp};

/// An alignment file under work. It can be saved from one thread while another aligns.
#[derive(Debug)]
pub struct Review {
    path: PathBuf,
    /// What the file says beside the alignment; the alignment in it is as it was opened.
    opened: Bitext,
    bench: Workbench,
    now: Timestamp,
    file: Mutex<FileState>,
}

/// What is known of the file on the disk.
#[derive(Debug)]
struct FileState {
    /// A hash of its content when it was read or written last.
    fingerprint: u64,
    /// Whether it has lines that could not be read, of which a copy is to be kept.
    damaged: bool,
}

/// How a person left the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many beads there are.
    pub beads: usize,
    /// How many of them are accepted.
    pub accepted: usize,
    /// How many are doubtful.
    pub doubtful: usize,
    /// Whether the program was told to end.
    pub interrupted: bool,
    /// What should be said once the screen is gone.
    pub notices: Vec<Notice>,
}

impl Review {
    /// Opens an alignment file. Damaged lines are in the notices.
    ///
    /// # Errors
    /// When it cannot be read or is no alignment file.
    pub fn open(bench: &Workbench, path: &Path, now: Timestamp, notices: &mut Vec<Notice>) -> Result<Self, Error> {
        let opened = bitext::load(path, notices)?;
        let file = FileState { fingerprint: fingerprint(path)?, damaged: opened.damaged > 0 };
        let (path, opened) = (path.to_path_buf(), opened.bitext);
        Ok(Self { path, opened, bench: bench.clone(), now, file: Mutex::new(file) })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The alignment as it was opened.
    pub fn alignment(&self) -> &Alignment {
        &self.opened.alignment
    }

    /// Writes the alignment as it is now. Before a damaged file is written for the first time, a copy of it is
    /// kept beside it.
    ///
    /// # Errors
    /// When the file cannot be written, or when another program has changed it and `overwrite` is not said.
    pub fn save(&self, alignment: &Alignment, overwrite: bool, notices: &mut Vec<Notice>) -> Result<(), Error> {
        // After a panic elsewhere the file's state is as good as before: it is written after the file.
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !overwrite && self.path.exists() && fingerprint(&self.path)? != file.fingerprint {
            return Err(Error::new(ErrorKind::Unwritable, "another program has changed the file").at(&self.path));
        }
        if file.damaged {
            bitext::set_aside(&self.path, notices)?;
            file.damaged = false;
        }
        bitext::save(&self.path, &self.bitext(alignment))?;
        file.fingerprint = fingerprint(&self.path)?;
        Ok(())
    }

    /// Writes the alignment as it is now to a new file beside its own, when it cannot be written to that. Gives the
    /// new file.
    ///
    /// # Errors
    /// When it cannot be written either.
    pub fn keep_aside(&self, alignment: &Alignment) -> Result<PathBuf, Error> {
        let named = |number: usize| {
            let mut name = self.path.as_os_str().to_owned();
            name.push(if number == 0 { ".mine".to_owned() } else { format!(".mine-{number}") });
            PathBuf::from(name)
        };
        let path = (0..).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(0));
        bitext::save(&path, &self.bitext(alignment))?;
        Ok(path)
    }

    fn bitext(&self, alignment: &Alignment) -> Bitext {
        Bitext { alignment: alignment.clone(), ..self.opened.clone() }
    }

    /// Aligns all that is not accepted anew, around what is. The memories and glossaries of the workbench help as a
    /// lexicon.
    ///
    /// # Errors
    /// When a memory or glossary of the workbench is unusable.
    pub fn realign(&self, alignment: &Alignment, notices: &mut Vec<Notice>) -> Result<Vec<Bead>, Error> {
        let languages = (alignment.source_language.clone(), alignment.target_language.clone());
        let evidence = evidence::gather(&self.bench, &[], &[], &languages, self.now, notices)?;
        let locked: Vec<Bead> =
            alignment.beads.iter().filter(|bead| bead.state == BeadState::Accepted).cloned().collect();
        // What came out of order once may do so again.
        let order =
            if alignment.beads.iter().any(|bead| bead.moved) { align::Order::Free } else { align::Order::default() };
        let request = align::Request {
            source: &alignment.source,
            target: &alignment.target,
            source_language: &alignment.source_language,
            target_language: &alignment.target_language,
            evidence: &evidence,
            locked: &locked,
        };
        Ok(align::align(&request, &super::align::options(order)).beads)
    }
}

fn fingerprint(path: &Path) -> Result<u64, Error> {
    Ok(xxhash_rust::xxh3::xxh3_64(&files::read(path)?))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const FILE: &str = "tolmach bitext 1\nsource ru\ntarget en\n\n1-1 0.90 new\n< p Да.\n> p Yes.\n";

    fn open(path: &Path) -> Review {
        Review::open(&Workbench::default(), path, Timestamp::UNIX_EPOCH, &mut Vec::new()).unwrap()
    }

    fn accepted(review: &Review) -> Alignment {
        let mut alignment = review.alignment().clone();
        alignment.beads[0].state = BeadState::Accepted;
        alignment
    }

    #[test]
    fn what_another_program_wrote_is_not_written_over_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bitext");
        fs::write(&path, FILE).unwrap();
        let review = open(&path);
        let (alignment, mut notices) = (accepted(&review), Vec::new());
        review.save(&alignment, false, &mut notices).unwrap();
        review.save(&alignment, false, &mut notices).unwrap();
        let other = FILE.replace("Yes", "Yeah");
        fs::write(&path, &other).unwrap();
        assert_eq!(
            review.save(&alignment, false, &mut notices).unwrap_err().message,
            "another program has changed the file"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), other);
        let aside = review.keep_aside(&alignment).unwrap();
        assert_eq!(aside, folder.path().join("a.bitext.mine"));
        assert!(fs::read_to_string(aside).unwrap().contains("1-1 0.90 accepted"));
        review.save(&alignment, true, &mut notices).unwrap();
        assert!(fs::read_to_string(&path).unwrap().contains("1-1 0.90 accepted"));
        fs::remove_file(&path).unwrap();
        review.save(&alignment, false, &mut notices).unwrap();
        assert!(path.exists(), "a file that is gone is written anew");
        assert_eq!(notices, []);
    }

    #[test]
    fn of_a_damaged_file_a_copy_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bitext");
        let damaged = FILE.replace("< p Да.", "Да.");
        fs::write(&path, &damaged).unwrap();
        let review = open(&path);
        let mut notices = Vec::new();
        review.save(&accepted(&review), false, &mut notices).unwrap();
        review.save(&accepted(&review), false, &mut notices).unwrap();
        let files = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let others: Vec<_> = files.filter(|file| *file != path).collect();
        assert_eq!((others.len(), notices.len()), (1, 1));
        assert_eq!(fs::read_to_string(&others[0]).unwrap(), damaged);
    }
}
