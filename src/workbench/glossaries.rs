//! Opening glossaries, adding to them, checking them.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Serialize;

use super::{Error, Notice, Workbench, files, layout};
use crate::format;
use crate::format::units::ReadOptions;
use crate::glossary::{AddError, Added, GlossaryFinding, NewEntry, add_entry, check_glossary};
use crate::lang::LanguageTag;
use crate::model::{Concept, Glossary, Term, TermStatus};

/// The languages of a glossary that does not name its own, as far as the command or the workbench says them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Languages<'a> {
    /// Of the source terms.
    pub from: Option<&'a LanguageTag>,
    /// Of their translations.
    pub to: Option<&'a LanguageTag>,
}

impl<'a> Languages<'a> {
    /// What the command says, else what the workbench says.
    pub fn new(bench: &'a Workbench, from: Option<&'a LanguageTag>, to: Option<&'a LanguageTag>) -> Self {
        Self { from: from.or(bench.config.source.as_ref()), to: to.or(bench.config.target.as_ref()) }
    }

    fn options(self) -> ReadOptions {
        ReadOptions { source: self.from.cloned(), target: self.to.cloned(), map: None }
    }
}

/// The glossaries of the workbench and those named, each by its file's name. One that is in both is read once.
///
/// # Errors
/// When one cannot be read.
pub fn open(
    bench: &Workbench,
    named: &[PathBuf],
    languages: Languages<'_>,
    notices: &mut Vec<Notice>,
) -> Result<Vec<Glossary>, Error> {
    paths(bench, named)?.iter().map(|path| read(path, languages, notices)).collect()
}

/// The languages that glossaries have terms in, most first.
pub fn languages(glossaries: &[Glossary]) -> Vec<LanguageTag> {
    let mut counts: IndexMap<LanguageTag, usize> = IndexMap::new();
    for term in glossaries.iter().flat_map(|g| &g.concepts).flat_map(|c| &c.terms) {
        *counts.entry(term.language.clone()).or_default() += 1;
    }
    counts.sort_by(|a, n, b, m| m.cmp(n).then(a.cmp(b)));
    counts.into_keys().collect()
}

/// The files that [`open`] reads.
///
/// # Errors
/// When the workbench's folder cannot be read.
pub fn paths(bench: &Workbench, named: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut paths = bench.glossaries()?;
    for path in named {
        let same = |other: &PathBuf| std::fs::canonicalize(other).ok() == std::fs::canonicalize(path).ok();
        if !path.exists() || !paths.iter().any(same) {
            paths.push(path.clone());
        }
    }
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Reads a glossary file.
///
/// # Errors
/// When it cannot be read, or nothing of it is a glossary.
pub fn read(path: &Path, languages: Languages<'_>, notices: &mut Vec<Notice>) -> Result<Glossary, Error> {
    let bytes = files::read(path)?;
    let (glossary, warnings) =
        format::glossaries::read(&bytes, &file_name(path), &languages.options()).map_err(|e| Error::format(path, e))?;
    notices.extend(warnings.into_iter().map(|w| Notice::warning(path, w)));
    Ok(glossary)
}

/// A term and its translation to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTerm {
    /// The source term in its base form.
    pub source: String,
    /// Its translation.
    pub target: String,
    /// The translation's status.
    pub status: TermStatus,
    /// A remark on the translation.
    pub note: Option<String>,
    /// Subject field.
    pub domain: Option<String>,
}

/// What was added, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Addition {
    /// The glossary's file.
    pub path: PathBuf,
    /// The source term's language.
    pub from: LanguageTag,
    /// The translation's language.
    pub to: LanguageTag,
    /// The concept as it was added.
    pub concept: Concept,
}

/// A finding about a glossary, with the file it is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileFinding {
    /// The file.
    pub file: String,
    /// The finding.
    #[serde(flatten)]
    pub finding: GlossaryFinding,
}

/// Adds a term and its translation to a glossary file, and makes the file if it is not there. `into` is a
/// name in the workbench or a path; without it there must be one glossary that can be added to, or none.
///
/// # Errors
/// When it is not clear which file or which languages are meant, when the pair is there already, or when the
/// file cannot be read or written.
pub fn add(
    bench: &Workbench,
    new: &NewTerm,
    languages: Languages<'_>,
    into: Option<&str>,
    notices: &mut Vec<Notice>,
) -> Result<Addition, Error> {
    let path = file_to_add_to(bench, into)?;
    let (bytes, mut glossary) = if path.exists() {
        (files::read(&path)?, read(&path, languages, notices)?)
    } else {
        notices.push(Notice::new(&path, "made a new glossary"));
        (Vec::new(), Glossary::default())
    };
    let (from, to) = languages_of(&glossary, languages, &path)?;
    let term = |language: &LanguageTag, text: &str, status, note: Option<&String>| Term {
        language: language.clone(),
        text: text.to_owned(),
        status,
        case: None,
        part_of_speech: None,
        note: note.cloned(),
    };
    let entry = NewEntry {
        source: term(&from, &new.source, TermStatus::Preferred, None),
        target: term(&to, &new.target, new.status, new.note.as_ref()),
        domain: new.domain.clone(),
        definition: None,
        note: None,
        other_meaning: false,
    };
    let pair = vec![entry.source.clone(), entry.target.clone()];
    let concept = match add_entry(&mut glossary, entry).map_err(|e| refusal(&e, &path))? {
        Added::NewConcept { concept } => glossary.concepts.swap_remove(concept),
        // The file gets what is new: under the concept's identifier, or as a row of its own.
        Added::ToConcept { concept, term } => {
            let Concept { id, domain, mut terms, .. } = glossary.concepts.swap_remove(concept);
            let terms = if id.is_some() { vec![terms.swap_remove(term)] } else { pair };
            Concept { id, domain, terms, ..Concept::default() }
        }
    };
    let bytes = format::glossaries::append(&bytes, &file_name(&path), &concept, &languages.options())
        .map_err(|e| Error::format(&path, e))?;
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|e| Error::write(folder, &e))?;
    }
    files::write_atomically(&path, |out| out.write_all(&bytes).map_err(|e| Error::write(&path, &e)))?;
    Ok(Addition { path, from, to, concept })
}

/// Why the glossary refused an entry, and what to do.
fn refusal(error: &AddError, path: &Path) -> Error {
    let line = match error {
        AddError::Duplicate { line, .. } | AddError::HasPreferred { line, .. } => *line,
        _ => None,
    };
    let mut out = Error::usage(error.to_string()).at(path);
    out.line = line;
    match error {
        AddError::HasPreferred { .. } => out.hint("add it with --status admitted, or change the file"),
        AddError::Ambiguous { .. } => out.hint("name the subject field with --domain"),
        _ => out,
    }
}

/// The file that is added to.
fn file_to_add_to(bench: &Workbench, into: Option<&str>) -> Result<PathBuf, Error> {
    let addable = |path: &PathBuf| ["csv", "tsv"].contains(&layout::extension(path).as_str());
    let in_workbench = |name: &str| bench.root.as_ref().map(|root| root.join(layout::GLOSSARIES).join(name));
    if let Some(name) = into {
        let path = PathBuf::from(name);
        let named = if path.components().count() > 1 || path.exists() {
            path
        } else if addable(&path) {
            in_workbench(name).unwrap_or(path)
        } else {
            in_workbench(&format!("{name}.csv")).unwrap_or_else(|| path.with_extension("csv"))
        };
        return if addable(&named) {
            Ok(named)
        } else {
            Err(Error::usage("terms can be added to CSV and TSV glossaries only").at(named))
        };
    }
    let mut candidates: Vec<PathBuf> = bench.glossaries()?.into_iter().filter(addable).collect();
    match (candidates.len(), in_workbench("terms.csv")) {
        (1, _) => Ok(candidates.remove(0)),
        (0, Some(path)) => Ok(path),
        (0, None) => Err(Error::usage("there is no workbench here").hint("name a file with --into terms.csv")),
        _ => {
            let names: Vec<String> = candidates.iter().map(|p| layout::name_of(p)).collect();
            Err(Error::usage("there is more than one glossary")
                .hint(format!("name one with --into: {}", names.join(", "))))
        }
    }
}

/// The languages of a new term: as the command or the workbench says, or those of the glossary if it has two.
fn languages_of(
    glossary: &Glossary,
    Languages { from, to }: Languages<'_>,
    path: &Path,
) -> Result<(LanguageTag, LanguageTag), Error> {
    let mut present: Vec<&LanguageTag> = Vec::new();
    for term in glossary.concepts.iter().flat_map(|c| &c.terms) {
        if !present.contains(&&term.language) {
            present.push(&term.language);
        }
    }
    let other = |known: &LanguageTag| match present.as_slice() {
        [a, b] if known.matches(a) => Some(*b),
        [a, b] if known.matches(b) => Some(*a),
        _ => None,
    };
    let pair = match (from, to, present.as_slice()) {
        (Some(from), Some(to), _) => Some((from, to)),
        (Some(from), None, _) => other(from).map(|to| (from, to)),
        (None, Some(to), _) => other(to).map(|from| (from, to)),
        (None, None, [from, to]) => Some((*from, *to)),
        _ => None,
    };
    let (from, to) = pair.ok_or_else(|| {
        Error::usage("the languages of the terms are not known").at(path).hint("name them with --from and --to")
    })?;
    Ok((from.clone(), to.clone()))
}

/// Checks glossaries themselves: those of the workbench, or the files named.
///
/// # Errors
/// When one cannot be read.
pub fn check(bench: &Workbench, named: &[PathBuf], notices: &mut Vec<Notice>) -> Result<Vec<FileFinding>, Error> {
    let paths = if named.is_empty() { bench.glossaries()? } else { named.to_vec() };
    let languages = Languages::new(bench, None, None);
    let mut findings = Vec::new();
    for path in &paths {
        let file = path.display().to_string();
        let found = check_glossary(&read(path, languages, notices)?);
        findings.extend(found.into_iter().map(|finding| FileFinding { file: file.clone(), finding }));
    }
    Ok(findings)
}
