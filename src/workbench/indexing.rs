//! The search indexes of memories: where they are, and making them ready before the first search.

use std::path::{Path, PathBuf};

use super::memories::Memory;
use super::{Error, Notice, Workbench, memories};
use crate::lang::LanguageTag;
use crate::memory::{self, Searcher, Store};

/// Where the search index of a memory is kept: a folder for each file, since copies of a memory are one
/// memory to the index.
pub(super) fn folder(bench: &Workbench, path: &Path) -> Option<PathBuf> {
    Some(bench.cache.as_ref()?.join("index").join(memories::cache_name(path)?))
}

/// Brings the index of a memory up to date: in `source`, in the other language of a memory that has two (words of a
/// translation are marked by means of both), and in every other language that has been searched. So the first search
/// after a large import need not. Without a place for caches there is nothing to do.
///
/// # Errors
/// When the memory cannot be read.
pub fn make_ready(
    bench: &Workbench,
    memory: &Memory,
    source: Option<&LanguageTag>,
    notices: &mut Vec<Notice>,
) -> Result<(), Error> {
    let failed = |e| Error::memory(&memory.path, e);
    let Some(folder) = folder(bench, &memory.path) else { return Ok(()) };
    let mut languages: Vec<LanguageTag> = source.cloned().into_iter().collect();
    let mut others: Vec<LanguageTag> = Vec::new();
    for (language, _) in memory.store.info().map_err(failed)?.languages {
        if !languages.iter().chain(&others).any(|known| known.matches(&language)) {
            others.push(language);
        }
    }
    let few = others.len() < 2;
    for language in others {
        if few || Searcher::is_kept(&memory.store, &language, &folder).map_err(failed)? {
            languages.push(language);
        }
    }
    for language in languages {
        let searcher = Searcher::open(&memory.store, memory.name.as_str(), &language, Some(&folder)).map_err(failed)?;
        notices.extend(searcher.take_notices().into_iter().map(|notice| remark(&memory.path, notice)));
    }
    Ok(())
}

/// What became of an index, for the user.
pub(super) fn remark(memory: &Path, notice: memory::Notice) -> Notice {
    let text = match notice {
        memory::Notice::Rebuilt { .. } => {
            "its search index was damaged or of another state of the memory, and has been made anew".to_owned()
        }
        memory::Notice::NotKept { folder, reason } => {
            format!("its search index cannot be kept in {}: {reason}", folder.display())
        }
    };
    Notice::new(memory, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::testing::{pair, put, tag};

    #[test]
    fn both_languages_of_a_memory_are_made_ready() {
        let folder = tempfile::tempdir().unwrap();
        let bench = Workbench::at(folder.path()).unwrap();
        let mut notices = Vec::new();
        let mut memory = memories::open_live(&bench, "both", Default::default(), &mut notices).unwrap();
        // So many that files are made of them.
        put(&mut memory.store, (0..1200).map(|n| pair(&format!("sentence {n}"), &format!("предложение {n}"))));
        make_ready(&bench, &memory, Some(&tag("en")), &mut notices).unwrap();
        let cache = super::folder(&bench, &memory.path).unwrap();
        for language in ["en", "ru"] {
            assert!(Searcher::is_kept(&memory.store, &tag(language), &cache).unwrap(), "{language}");
        }
    }
}
