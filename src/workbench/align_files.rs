//! Aligning files whatever they are: one pair, or many on all cores.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::align::{self, Aligned};
use super::evidence::Gathered;
use super::file_pairs::FilePair;
use super::paired::{self, By, Paired};
use super::texts::{Cutting, Input};
use super::{Error, ErrorKind, Notice, Workbench};
use crate::align::Order;
use crate::lang::LanguageTag;
use crate::model::Timestamp;

/// How files are aligned.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// Language of the source texts, if the command says it.
    pub from: Option<&'a LanguageTag>,
    /// Language of the target texts, if the command says it.
    pub to: Option<&'a LanguageTag>,
    /// By what segments are paired.
    pub by: By,
    /// A hunalign ladder to take the beads from.
    pub ladder: Option<&'a Path>,
    /// How texts are cut into segments.
    pub cutting: Cutting<'a>,
    /// Memories that serve as a lexicon, beside those of the workbench.
    pub memories: &'a [String],
    /// Glossaries that serve as a lexicon, beside those of the workbench.
    pub glossaries: &'a [PathBuf],
    /// Whether beads may stand out of order.
    pub order: Order,
    /// Now.
    pub now: Timestamp,
}

impl<'a> Settings<'a> {
    /// What the aligner is asked for two texts.
    fn request(&self, source: &'a Input, target: &'a Input) -> align::Request<'a> {
        align::Request {
            source,
            target,
            from: self.from,
            to: self.to,
            cutting: self.cutting,
            memories: self.memories,
            glossaries: self.glossaries,
            locked: &[],
            order: self.order,
        }
    }
}

/// Aligns one file that holds two texts, or two files.
///
/// # Errors
/// When a file cannot be read, does not fit the way of pairing, or its language cannot be told.
pub fn align_files(
    bench: &Workbench,
    files: &[Input],
    settings: Settings<'_>,
    gathered: &Gathered,
    notices: &mut Vec<Notice>,
) -> Result<Aligned, Error> {
    if let (Some(ladder), [source, target]) = (settings.ladder, files) {
        return paired::by_ladder(bench, settings.request(source, target), ladder, notices);
    }
    let by = paired::settle(files, settings.by, notices)?;
    let (By::Text, [source, target]) = (by, files) else {
        let paired = Paired { files, by, from: settings.from, to: settings.to };
        return paired::pair(bench, paired, notices);
    };
    let request = settings.request(source, target);
    let (source, target) = align::read(bench, request, notices)?;
    let languages = (source.language.language.clone(), target.language.language.clone());
    let lexicon = (settings.memories, settings.glossaries);
    let evidence = gathered.get(bench, lexicon, &languages, settings.now, notices)?;
    Ok(align::pair(source, target, request, &evidence))
}

/// What came of one pair of many.
#[derive(Debug)]
pub struct Report {
    /// The alignment, or why there is none.
    pub result: Result<Aligned, Error>,
    /// What was said of its files.
    pub notices: Vec<Notice>,
}

/// Aligns many pairs on all cores, and goes on after one that fails. The reports stand in the order of the pairs.
/// `done` is called after each; once `keep_going` breaks, the pairs that are left are not begun.
pub fn align_all(
    bench: &Workbench,
    pairs: &[FilePair],
    settings: Settings<'_>,
    done: &(dyn Fn() + Sync),
    keep_going: &(dyn Fn() -> ControlFlow<()> + Sync),
) -> Vec<Report> {
    let gathered = Gathered::default();
    let align = |pair: &FilePair| {
        let mut notices = Vec::new();
        let result = if keep_going().is_break() {
            Err(Error::new(ErrorKind::Interrupted, "interrupted"))
        } else {
            let files = [&pair.source, &pair.target].map(|path| Input::File(path.clone()));
            let (from, to) = (pair.from.as_ref().or(settings.from), pair.to.as_ref().or(settings.to));
            align_files(bench, &files, Settings { from, to, ..settings }, &gathered, &mut notices)
        };
        done();
        Report { result, notices }
    };
    pairs.par_iter().map(align).collect()
}
