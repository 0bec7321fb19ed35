//! Bilingual dictionaries as a lexicon: those installed on the system in the dictd format, and files named.

use std::path::{Path, PathBuf};

use super::{Error, Notice, files};
use crate::align;
use crate::format::dictionary::{self, Dictionary};
use crate::lang::LanguageTag;

/// The dictionaries that are to be used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dictionaries {
    /// Folders of installed dictionaries; of these only such as fit the languages are used, and those only where the
    /// seed lexicon lacks one.
    pub folders: Vec<PathBuf>,
    /// Files that are used whatever they are called: the index of a dictd dictionary, its `.dict` or `.dict.dz`, or
    /// a table of two columns.
    pub named: Vec<PathBuf>,
}

/// The languages of dictionaries that do not say them in their names.
const KNOWN: [(&str, &str, &str); 2] = [("mueller7", "en", "ru"), ("mueller7accent", "en", "ru")];

/// ISO 639-3 codes as FreeDict's names have them, and the language tags.
const CODES: [(&str, &str); 30] = [
    ("ara", "ar"),
    ("bel", "be"),
    ("bul", "bg"),
    ("ces", "cs"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("gle", "ga"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("isl", "is"),
    ("ita", "it"),
    ("jpn", "ja"),
    ("kur", "ku"),
    ("lat", "la"),
    ("lit", "lt"),
    ("nld", "nl"),
    ("nor", "no"),
    ("pol", "pl"),
    ("por", "pt"),
    ("rus", "ru"),
    ("slk", "sk"),
    ("spa", "es"),
    ("swe", "sv"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("zho", "zh"),
];

/// The word pairs of all dictionaries that fit, from the source language to the target's. Which they are is said.
///
/// Installed ones are used where the seed lexicon lacks a language. Where it has both they were found to do harm in
/// short texts (`benches/README.md`), and results should not differ between machines for nothing.
///
/// # Errors
/// When a dictionary that was named cannot be read. One that is installed and damaged is passed over and told of.
pub fn pairs(
    dictionaries: &Dictionaries,
    (from, to): (&LanguageTag, &LanguageTag),
    notices: &mut Vec<Notice>,
) -> Result<Vec<(String, String)>, Error> {
    let mut out = Vec::new();
    let folders: &[PathBuf] = if align::covers(from, to) { &[] } else { &dictionaries.folders };
    for path in installed(folders) {
        let Some((source, target)) = languages(&path) else { continue };
        let forward = (source, target) == (from.language(), to.language());
        if !forward && (source, target) != (to.language(), from.language()) {
            continue;
        }
        match read(&path) {
            Ok(found) => {
                notices.push(Notice::new(&path, said(&found)));
                let turned = |(word, translation)| if forward { (word, translation) } else { (translation, word) };
                out.extend(found.pairs.into_iter().map(turned));
            }
            Err(error) => notices.push(Notice::new(&path, format!("this dictionary is not used: {error}"))),
        }
    }
    for path in &dictionaries.named {
        let found = read(path)?;
        notices.push(Notice::new(path, said(&found)));
        // Which column is whose is seen by where the words occur.
        for (word, translation) in found.pairs {
            out.push((translation.clone(), word.clone()));
            out.push((word, translation));
        }
    }
    Ok(out)
}

fn said(dictionary: &Dictionary) -> String {
    let name = if dictionary.name.is_empty() { String::new() } else { format!(" ({})", dictionary.name) };
    let damaged = match dictionary.damaged {
        0 => String::new(),
        n => format!(", {n} damaged"),
    };
    format!("dictionary{name} helps as a lexicon: {} word pairs{damaged}", dictionary.pairs.len())
}

/// The indexes in the folders, by name.
fn installed(folders: &[PathBuf]) -> Vec<PathBuf> {
    let entries = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "index")).collect();
    found.sort();
    found
}

/// The languages of a dictionary by its file's name: `freedict-eng-rus`, or one that is known.
fn languages(path: &Path) -> Option<(&'static str, &'static str)> {
    let name = path.file_stem()?.to_str()?;
    if let Some(&(_, source, target)) = KNOWN.iter().find(|(known, ..)| *known == name) {
        return Some((source, target));
    }
    let (source, target) = name.strip_prefix("freedict-")?.split_once('-')?;
    let tag = |code: &str| CODES.iter().find(|(known, _)| *known == code).map(|&(_, tag)| tag);
    Some((tag(source)?, tag(target)?))
}

/// Reads the dictionary that a file belongs to.
fn read(path: &Path) -> Result<Dictionary, Error> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let base = [".dict.dz", ".dict", ".index"].iter().find_map(|ending| name.strip_suffix(ending));
    let Some(base) = base else { return Ok(dictionary::read_table(&files::read(path)?)) };
    let beside = |ending: &str| path.with_file_name(format!("{base}{ending}"));
    let index = files::read(&beside(".index"))?;
    let packed = beside(".dict.dz");
    let text = if packed.is_file() { packed } else { beside(".dict") };
    dictionary::read_dictd(&index, &files::read(&text)?).map_err(|e| Error::format(&text, e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_languages() {
        assert_eq!(languages(Path::new("/x/freedict-eng-rus.index")), Some(("en", "ru")));
        assert_eq!(languages(Path::new("mueller7.index")), Some(("en", "ru")));
        assert_eq!(languages(Path::new("jargon.index")), None);
    }

    #[test]
    fn only_what_fits_is_used_and_it_is_turned() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["freedict-eng-nld", "freedict-deu-nld", "freedict-eng-rus"] {
            std::fs::write(folder.path().join(format!("{name}.index")), "sea\tA\tI\n").unwrap();
            std::fs::write(folder.path().join(format!("{name}.dict")), "sea\nzee\n").unwrap();
        }
        let tag = |text| LanguageTag::parse(text).unwrap();
        let dictionaries = Dictionaries { folders: vec![folder.path().to_path_buf()], named: vec![] };
        let mut notices = Vec::new();
        let found = pairs(&dictionaries, (&tag("nl"), &tag("en-GB")), &mut notices).unwrap();
        assert_eq!(found, [("zee".to_string(), "sea".to_string())]);
        assert_eq!(notices.len(), 1);
        assert_eq!(
            pairs(&dictionaries, (&tag("ru"), &tag("en")), &mut notices).unwrap(),
            [],
            "the seed lexicon has both"
        );
    }
}
