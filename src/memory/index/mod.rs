//! The candidate index: finds the stored texts that are most like a query, without missing any and without
//! reading them all.
//!
//! It is a cache, one for each memory and language, made of immutable parts: files of which what is
//! used is read, and what is newer than the newest file. Each part holds the texts of a range of variant ids, and
//! a file's name says which (`NAME-AFTER-UPTO.index`), so the files that follow one another from 0 on are
//! the index; there is no list of them to keep. The text behind an id never changes, so a part is never
//! wrong; what is gone from the memory is simply not found there any more. A copy of the memory that went
//! its own way may have other texts behind the ids: a part names the revision that it was made of, and is
//! of use only to a memory that has been in it.
//!
//! Texts that no file holds are read from the memory when the index is opened or refreshed. Some thousands
//! of them become a file; a file joins those before it that are not much larger, so there are few. Files
//! are written beside their place and renamed, so that other processes see them whole or not at all. A file
//! that was joined into another is deleted; who has it open keeps it.
//!
//! Without a place to write to, everything is in memory. A file that is damaged, or of another version, is
//! made anew: its header and the table of its checksums are looked at when it is opened, each block when it
//! is first used.

mod build;
mod bytes;
mod find;
mod list;
mod part;
mod phrase;
mod postings;
mod query;
mod share;
mod signature;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use self::build::{Builder, Pieces};
use self::part::{Label, Part};
pub(super) use self::phrase::{Holding, Place, Within};
pub(super) use self::postings::{Run, is_content};
use self::query::{Best, Hit, Prepared};
use super::score::{Analyzer, Similarity, Token, name_hash};
use super::store::{Error, Store, VariantId};
use crate::lang::LanguageTag;
use crate::model::Segment;

/// How large parts may be. The defaults serve memories of any size; tests make them small.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    /// From so many new texts on, a file is made of them.
    pub file: usize,
    /// A part has no more texts than this, so that making one takes no more memory than that.
    pub texts: usize,
    /// Nor more tokens than this.
    pub tokens: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { file: 1000, texts: 1 << 20, tokens: 1 << 27 }
    }
}

/// A file joins the one before it if that has at most so many times its entries.
const JOIN: usize = 4;

/// Something about an index that a user may want to know; answers are right in any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A part of the index was damaged, of another version, or of another state of the memory; it was made
    /// anew.
    Rebuilt {
        /// The file, if it was one.
        file: Option<PathBuf>,
    },
    /// The index could not be kept and will be made again next time.
    NotKept {
        /// Where it should be.
        folder: PathBuf,
        /// Why not.
        reason: String,
    },
}

/// So many texts are cut into tokens at a time, on all cores.
const TOGETHER: usize = 8192;

/// So many of them by one core: of the forms that they have in common each is looked up once.
const BY_ONE: usize = 1024;

/// An index while it takes in new texts.
struct Growing<'a, 'b> {
    index: &'a mut Index,
    builder: Builder<'b>,
    /// Texts that are cut and not in the builder yet, by their ids.
    cut: Vec<(Vec<i64>, Pieces)>,
    /// The builder has the texts after this one …
    after: i64,
    /// … up to this one.
    last: i64,
}

impl<'b> Growing<'_, 'b> {
    /// Cuts texts, and meanwhile takes in those that were cut before; what is full becomes a part.
    fn take(&mut self, store: &dyn Store, analyzer: &'b Analyzer, texts: &[(i64, Segment)]) -> Result<(), Error> {
        let sizes = self.index.sizes;
        let before = std::mem::take(&mut self.cut);
        let coming: usize = before.iter().map(|(ids, _)| ids.len()).sum();
        let full = self.builder.texts() + coming > sizes.texts || self.builder.tokens() >= sizes.tokens;
        if full && self.builder.texts() > 0 {
            let full = std::mem::replace(&mut self.builder, Builder::new(analyzer));
            let label = Label { name: self.index.name, after: self.after, upto: self.last };
            self.index.add_new(full.finish(label, store.revision()?));
            // The memory is being read: it is not asked what is gone.
            self.index.write_files(None);
            self.after = self.last;
        }
        let cut = |texts: &[(i64, Segment)]| {
            let ids = texts.iter().map(|(id, _)| *id).collect();
            (ids, Pieces::of(analyzer, texts.iter().map(|(_, segment)| segment)))
        };
        let Self { builder, last, .. } = self;
        let take_in = || {
            for (ids, pieces) in &before {
                builder.add(ids, pieces);
                *last = ids.last().copied().unwrap_or(*last);
            }
        };
        (self.cut, ()) = rayon::join(|| texts.par_chunks(BY_ONE).map(cut).collect(), take_in);
        Ok(())
    }
}

/// Stored texts with the same tokens, and how alike they are to a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// How alike.
    pub similarity: Similarity,
    /// Newest first; some may be gone.
    pub variants: Vec<VariantId>,
}

/// Memory that is used again from one search to the next.
#[derive(Default)]
pub(super) struct Scratch(find::Scratch);

/// The index of a memory's texts in one language.
pub(super) struct Index {
    pub analyzer: Analyzer,
    language: LanguageTag,
    name: u64,
    folder: Option<PathBuf>,
    sizes: Sizes,
    /// In the order of their texts' ids; files first.
    parts: Vec<Part>,
    /// How many of `parts` are files.
    files: usize,
    /// A part turned out to be damaged.
    damaged: bool,
    /// How often it was made anew.
    generation: u32,
    pub notices: Vec<Notice>,
}

impl Index {
    /// Opens the index of a memory for a language, whatever the region, brings it up to date, and keeps it
    /// in a folder if there is one.
    ///
    /// # Errors
    /// When the memory cannot be read. Whatever happens to the folder becomes a notice.
    pub(super) fn open(
        store: &dyn Store,
        language: &LanguageTag,
        folder: Option<&Path>,
        sizes: Sizes,
    ) -> Result<Self, Error> {
        let mut index = Self::new(store, language, folder, sizes)?;
        index.open_files(store)?;
        index.refresh(store)?;
        Ok(index)
    }

    /// Whether a folder has files of the index of a memory for a language.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub(super) fn is_kept(store: &dyn Store, language: &LanguageTag, folder: &Path) -> Result<bool, Error> {
        Ok(!Self::new(store, language, Some(folder), Sizes::default())?.list().is_empty())
    }

    fn new(store: &dyn Store, language: &LanguageTag, folder: Option<&Path>, sizes: Sizes) -> Result<Self, Error> {
        let memory = store.info()?.id;
        Ok(Self {
            analyzer: Analyzer::new(language),
            language: language.clone(),
            name: name_hash(&format!("{memory} {} {}", language.language(), language.script().unwrap_or_default())),
            folder: folder.map(Path::to_path_buf),
            sizes,
            parts: Vec::new(),
            files: 0,
            damaged: false,
            generation: 0,
            notices: Vec::new(),
        })
    }

    /// Takes in what was stored since it was opened or last refreshed.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub(super) fn refresh(&mut self, store: &dyn Store) -> Result<(), Error> {
        self.take_in(store)?;
        if self.damaged { self.rebuild(store) } else { Ok(()) }
    }

    fn take_in(&mut self, store: &dyn Store) -> Result<(), Error> {
        let language = self.language.clone();
        let from = self.parts.last().map_or(0, |p| p.label.upto);
        let analyzer = self.analyzer.clone();
        let together = TOGETHER.min(self.sizes.texts);
        let builder = Builder::new(&analyzer);
        let mut growing = Growing { index: self, builder, cut: Vec::new(), after: from, last: from };
        let mut waiting: Vec<(i64, Segment)> = Vec::new();
        let mut failed = None;
        let upto = store.texts_after(&language, VariantId(from), &mut |id, segment| {
            waiting.push((id.0, segment.clone()));
            if waiting.len() >= together && failed.is_none() {
                failed = growing.take(store, &analyzer, &waiting).err();
                waiting.clear();
            }
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        growing.take(store, &analyzer, &waiting)?;
        growing.take(store, &analyzer, &[])?; // what was cut last
        let Growing { builder, after, last, .. } = growing;
        if builder.texts() > 0 {
            let label = Label { name: self.name, after, upto: upto.0.max(last) };
            self.add_new(builder.finish(label, store.revision()?));
        }
        self.write_files(Some(store));
        Ok(())
    }

    /// Throws everything away and makes it anew from the memory.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub(super) fn rebuild(&mut self, store: &dyn Store) -> Result<(), Error> {
        self.notices.push(Notice::Rebuilt { file: None });
        // What was written just now and cannot be read is not tried again: it stays in memory then.
        for _ in 0..2 {
            for (_, file) in self.list() {
                let _ = fs::remove_file(file);
            }
            self.parts.clear();
            self.files = 0;
            self.damaged = false;
            self.generation += 1;
            self.take_in(store)?;
            if !self.damaged {
                break;
            }
            self.folder = None;
        }
        Ok(())
    }

    /// How often it was made anew: candidates of another generation are void.
    pub(super) fn generation(&self) -> u32 {
        self.generation
    }

    /// The texts most like a query, at most `limit` of them, that are at least as alike as `least`; the most
    /// alike first, the newer first among those equally alike. `None` shows that the index is damaged.
    pub(super) fn candidates(
        &self,
        query: Vec<Token>,
        least: Similarity,
        limit: usize,
        scratch: &mut Scratch,
    ) -> Option<Vec<Candidate>> {
        let query = Prepared::new(query);
        let mut best = Best::new(limit, least);
        for (number, part) in self.parts.iter().enumerate() {
            find::find(&part.view(), number as u32, &query, &mut best, &mut scratch.0).ok()?;
        }
        best.into_hits().iter().map(|hit| self.candidate(hit)).collect()
    }

    /// Makes the bytes of a file claim another name.
    #[cfg(test)]
    pub(super) fn relabel(bytes: &mut [u8], name: u64) {
        part::relabel(bytes, name);
    }

    /// The size of all parts.
    pub(super) fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.len()).sum()
    }

    fn candidate(&self, hit: &Hit) -> Option<Candidate> {
        let view = self.parts.get(hit.part as usize)?.view();
        let rest = view.record(hit.entry, &mut Vec::new())?;
        let mut variants = Vec::new();
        view.variants(rest, |id| {
            variants.push(VariantId(id));
            true
        })?;
        Some(Candidate { similarity: hit.similarity, variants })
    }

    fn add_new(&mut self, bytes: Vec<u8>) {
        // What was just made is whole.
        self.parts.extend(Part::owned(bytes));
    }

    /// The files of this index, as their names tell.
    fn list(&self) -> Vec<(Label, PathBuf)> {
        let Some(folder) = &self.folder else { return Vec::new() };
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut files: Vec<(Label, PathBuf)> = entries
            .filter_map(|entry| {
                let name = entry.file_name();
                let mut numbers = name.to_str()?.strip_suffix(".index")?.split('-');
                let mut number = || u64::from_str_radix(numbers.next()?, 16).ok();
                let label = Label { name: number()?, after: number()? as i64, upto: number()? as i64 };
                (label.name == self.name && label.after < label.upto).then(|| (label, entry.path()))
            })
            .collect();
        files.sort_by_key(|(label, _)| (label.after, std::cmp::Reverse(label.upto)));
        files
    }

    fn path(&self, folder: &Path, label: Label) -> PathBuf {
        folder.join(format!("{:016x}-{:x}-{:x}.index", self.name, label.after, label.upto))
    }

    /// Opens the files that follow one another from the beginning.
    fn open_files(&mut self, store: &dyn Store) -> Result<(), Error> {
        // Another process may delete files that it joined between the listing and the opening.
        for _ in 0..3 {
            let files = self.list();
            let mut gone = false;
            loop {
                let upto = self.parts.last().map_or(0, |p| p.label.upto);
                let mut opened = None;
                for (label, path) in files.iter().filter(|(label, _)| label.after == upto) {
                    match open_file(path, *label) {
                        Ok(part) if store.has_been(part.revision)? => {
                            opened = Some(part);
                            break;
                        }
                        Err(Broken::Gone) => gone = true,
                        Ok(_) | Err(Broken::Damaged) => {
                            let _ = fs::remove_file(path);
                            self.notices.push(Notice::Rebuilt { file: Some(path.clone()) });
                        }
                    }
                }
                match opened {
                    Some(part) => self.parts.push(part),
                    None => break,
                }
            }
            if !gone {
                break;
            }
        }
        self.files = self.parts.len();
        Ok(())
    }

    /// Makes a file of the new parts if they are worth it, joined with the small files before them.
    fn write_files(&mut self, store: Option<&dyn Store>) {
        let entries = |parts: &[Part]| parts.iter().map(|p| p.entries as usize).sum::<usize>();
        let Some(folder) = self.folder.clone().filter(|_| entries(&self.parts[self.files..]) >= self.sizes.file) else {
            return self.join_new();
        };
        let mut first = self.files;
        while let Some(before) = first.checked_sub(1) {
            let (smaller, joined) = (entries(&self.parts[first..]), entries(&self.parts[before..]));
            if entries(&self.parts[before..first]) > JOIN * smaller || joined > self.sizes.texts {
                break;
            }
            first = before;
        }
        if !self.join(first, store) {
            self.damaged = true;
            return;
        }
        match self.parts.last().map(|part| self.write(&folder, part)) {
            Some(Ok(written)) => {
                if let (Some(part), Some(place)) = (written, self.parts.last_mut()) {
                    *place = part;
                }
                self.files = self.parts.len();
                self.tidy();
            }
            Some(Err(error)) => {
                self.files = self.files.min(first);
                self.folder = None;
                self.notices.push(Notice::NotKept { folder, reason: error.to_string() });
            }
            None => {}
        }
    }

    /// Keeps the parts that are not files few.
    fn join_new(&mut self) {
        let new = &self.parts[self.files..];
        if new.len() > 4 && new.iter().all(|p| (p.entries as usize) < self.sizes.file) {
            self.join(self.files, None);
        }
    }

    /// Makes one part of those from `first` on, without the texts that are gone. Says whether it could.
    fn join(&mut self, first: usize, store: Option<&dyn Store>) -> bool {
        let parts = &self.parts[first..];
        if parts.len() < 2 {
            return true;
        }
        let joined = || {
            let mut builder = Builder::new(&self.analyzer);
            for part in parts {
                let gone = match store {
                    Some(store) => gone(&part.view(), store)?,
                    None => FxHashSet::default(),
                };
                builder.add_part(&part.view(), &mut |id| !gone.contains(&id))?;
            }
            let label = Label { name: self.name, after: parts.first()?.label.after, upto: parts.last()?.label.upto };
            Part::owned(builder.finish(label, parts.last()?.revision)).ok()
        };
        let Some(part) = joined() else { return false };
        self.parts.truncate(first);
        self.parts.push(part);
        true
    }

    /// Writes a part to a file; gives it as that file, or nothing if another process has joined the file
    /// into a larger one already.
    fn write(&self, folder: &Path, part: &Part) -> std::io::Result<Option<Part>> {
        fs::create_dir_all(folder)?;
        let mut file =
            tempfile::Builder::new().prefix(&format!("{:016x}-", self.name)).suffix(".part").tempfile_in(folder)?;
        file.write_all(part.made().unwrap_or_default())?;
        file.as_file().sync_data()?;
        let path = self.path(folder, part.label);
        file.persist(&path).map_err(|e| e.error)?;
        Ok(open_file(&path, part.label).ok())
    }

    /// Deletes the files whose texts the files of this index hold, and what killed processes left.
    fn tidy(&self) {
        for (label, path) in self.list() {
            let holds = |p: &Label| *p != label && p.after <= label.after && label.upto <= p.upto;
            if self.parts[..self.files].iter().any(|p| holds(&p.label)) {
                let _ = fs::remove_file(path);
            }
        }
        let (Some(folder), Some(newest)) = (&self.folder, self.parts[..self.files].last()) else { return };
        let modified = |path: &Path| fs::metadata(path).and_then(|m| m.modified()).ok();
        let Some(now) = modified(&self.path(folder, newest.label)) else { return };
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let old = modified(&path).is_some_and(|then| now.duration_since(then).is_ok_and(|age| age > STALE));
            if old && path.extension().is_some_and(|e| e == "part") {
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// No process takes so long to write a file.
const STALE: Duration = Duration::from_secs(3600);

/// The variants of a part that are gone from the memory.
fn gone(part: &part::View<'_>, store: &dyn Store) -> Option<FxHashSet<i64>> {
    let mut ids = Vec::new();
    let mut forms = Vec::new();
    for entry in 0..part.entries {
        let rest = part.record(entry, &mut forms)?;
        part.variants(rest, |id| {
            ids.push(VariantId(id));
            true
        })?;
    }
    let mut gone = FxHashSet::default();
    for some in ids.chunks(4096) {
        // If the memory cannot say, they stay.
        let Ok(living) = store.living(some) else { break };
        gone.extend(some.iter().zip(living).filter(|(_, living)| !living).map(|(id, _)| id.0));
    }
    Some(gone)
}

enum Broken {
    Gone,
    Damaged,
}

fn open_file(path: &Path, label: Label) -> Result<Part, Broken> {
    let file = File::open(path).map_err(|_| Broken::Gone)?;
    let part = Part::of_file(file).map_err(|_| Broken::Damaged)?;
    if part.label == label { Ok(part) } else { Err(Broken::Damaged) }
}

#[cfg(test)]
mod tests;
