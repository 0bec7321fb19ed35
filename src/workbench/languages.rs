//! Which language a text is in: said, named, declared, configured or detected; never assumed in silence.

use std::fmt;
use std::path::Path;

use super::Error;
use crate::lang::{LanguageTag, detect, detect_among, dominant_script};

/// Languages that are believed when a file name has their code in it.
const IN_FILE_NAMES: &str = " af ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id \
    is it ja ka kk km ko ky lo lt lv mk mn ms my nb ne nl nn no pa pl pt ro ru sk sl sq sr sv sw ta te tg th tk tr tt \
    uk ur uz vi yi zh ";

/// How a language came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The command says so.
    Command,
    /// The file's name says so.
    FileName,
    /// The document declares it.
    Declared,
    /// `tolmach.toml` says so.
    Workbench,
    /// The text looks like it.
    Detected,
    /// It is the one of the memories' and glossaries' languages that the text can be in.
    AtHand,
}

impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Command => "as the command says",
            Self::FileName => "by the file name",
            Self::Declared => "as the document declares",
            Self::Workbench => "by tolmach.toml",
            Self::Detected => "by the look of the text",
            Self::AtHand => "as the memories and glossaries have it",
        })
    }
}

/// What may tell the language of a text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clues<'a> {
    /// What the command says.
    pub command: Option<&'a LanguageTag>,
    /// The file's path.
    pub path: Option<&'a Path>,
    /// What the document declares.
    pub declared: Option<&'a LanguageTag>,
    /// What the workbench is configured for.
    pub configured: Option<&'a LanguageTag>,
    /// The languages of the memories and glossaries at hand, most first: they tell of words that are too few
    /// to look like one language.
    pub at_hand: &'a [LanguageTag],
    /// The text.
    pub text: &'a str,
}

/// A language, how it came to be known, and the language that the text looks like if that is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The language.
    pub language: LanguageTag,
    /// How it came to be known.
    pub how: How,
    /// What the text looks like instead, when that is all but certain.
    pub doubt: Option<LanguageTag>,
}

/// Decides the language of a text: what the command says, else the file name (`statement.ru.txt`,
/// `ru/statement.txt`), the document's own declaration, `tolmach.toml`, and last the look of the text.
///
/// # Errors
/// When nothing tells it.
pub fn decide(clues: Clues<'_>, option: &str) -> Result<Known, Error> {
    let guess = detect(clues.text);
    let looks_like_another = |language: &LanguageTag| {
        guess.as_ref().filter(|g| g.confidence >= 0.9 && !language.matches(&g.language)).map(|g| g.language.clone())
    };
    let known = |language: &LanguageTag, how| {
        let doubt = looks_like_another(language);
        Ok(Known { language: language.clone(), how, doubt })
    };
    if let Some(language) = clues.command {
        return known(language, How::Command);
    }
    if let Some((language, certain)) = clues.path.and_then(from_file_name)
        && (certain || looks_like_another(&language).is_none())
    {
        return known(&language, How::FileName);
    }
    // Page templates declare languages that their text is not in: the text is believed rather than they.
    if let Some(language) = clues.declared
        && looks_like_another(language).is_none()
    {
        return known(language, How::Declared);
    }
    if let Some(language) = clues.configured {
        return known(language, How::Workbench);
    }
    if let Some(guess) = guess {
        return Ok(Known { language: guess.language, how: How::Detected, doubt: None });
    }
    if let Some(language) = among(clues.text, clues.at_hand) {
        return Ok(Known { language, how: How::AtHand, doubt: None });
    }
    let error = Error::usage("the language of the text cannot be told")
        .hint(format!("name it with {option}, as in {option} ru"));
    Err(match clues.path {
        Some(path) => error.at(path),
        None => error,
    })
}

/// The one of some languages that a short text is in: by its words, else the first that is written in its
/// script.
fn among(text: &str, languages: &[LanguageTag]) -> Option<LanguageTag> {
    if let Some(guess) = detect_among(text, languages) {
        return Some(guess.language);
    }
    let script = dominant_script(text)?;
    languages.iter().find(|l| l.usual_script() == Some(script)).cloned()
}

/// The language of a code in a file name: `ru`, `en-GB`.
fn code(text: &str) -> Option<LanguageTag> {
    let language = text.split(['-', '_']).next().unwrap_or(text).to_ascii_lowercase();
    let in_list = (2..=3).contains(&language.len()) && IN_FILE_NAMES.contains(&format!(" {language} "));
    if in_list { LanguageTag::parse(text).ok() } else { None }
}

/// A path without what tells its language, and without its extension: `ru/a.md`, `a.ru.txt` and `a_ru.docx` are all
/// `a`; and the language, if one was there. What follows a hyphen or underscore may be a word: it is a language only
/// where `loose`.
pub(super) fn without_language(path: &Path, loose: bool) -> (String, Option<LanguageTag>) {
    let mut language = None;
    let mut parts: Vec<String> = Vec::new();
    for folder in path.parent().into_iter().flat_map(Path::components) {
        let folder = folder.as_os_str().to_string_lossy();
        match code(&folder) {
            Some(found) => language = Some(found),
            None => parts.push(folder.into_owned()),
        }
    }
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut pieces: Vec<&str> = name.split('.').collect();
    if pieces.len() > 1 {
        pieces.pop();
    }
    pieces.retain(|piece| match code(piece) {
        Some(found) => {
            language = Some(found);
            false
        }
        None => true,
    });
    let mut stem = pieces.join(".");
    if loose && let Some((rest, found)) = affix(&stem) {
        stem = rest;
        language = language.or(Some(found));
    }
    parts.push(stem);
    (parts.join("/"), language)
}

/// A stem without the language at one of its ends.
fn affix(stem: &str) -> Option<(String, LanguageTag)> {
    let last = stem.rsplit_once(['-', '_']).and_then(|(rest, last)| Some((rest, code(last)?)));
    let first = || stem.split_once(['-', '_']).and_then(|(first, rest)| Some((rest, code(first)?)));
    last.or_else(first).map(|(rest, language)| (rest.to_string(), language))
}

/// The language that a file name gives, and whether it can be nothing else: between dots or as the folder's
/// name it is certain, after a hyphen or underscore it may be a word.
fn from_file_name(path: &Path) -> Option<(LanguageTag, bool)> {
    let name = path.file_name()?.to_str()?;
    let mut parts: Vec<&str> = name.split('.').collect();
    if parts.len() > 1 {
        parts.pop();
    }
    if let Some(language) = parts.iter().rev().find_map(|part| code(part)) {
        return Some((language, true));
    }
    let folder = path.parent().and_then(Path::file_name).and_then(|f| f.to_str());
    let stem = parts.last()?;
    let pieces: Vec<&str> = stem.split(['-', '_']).collect();
    let ends = [pieces.last(), pieces.first()];
    if let Some(language) = ends.into_iter().flatten().filter(|_| pieces.len() > 1).find_map(|piece| code(piece)) {
        return Some((language, false));
    }
    folder.and_then(code).map(|language| (language, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> LanguageTag {
        LanguageTag::parse(text).unwrap()
    }

    #[test]
    fn file_names_that_tell() {
        for (name, expected) in [
            ("statement.ru.txt", Some(("ru", true))),
            ("a/statement.en-GB.html", Some(("en-GB", true))),
            ("ru.md", Some(("ru", true))),
            ("texts/be/statement.md", Some(("be", true))),
            ("statement_en.docx", Some(("en", false))),
            ("en-statement.txt", Some(("en", false))),
            ("statement.txt", None),
            ("README", None),
            ("go-to.txt", None),
        ] {
            let expected = expected.map(|(t, c)| (tag(t), c));
            assert_eq!(from_file_name(Path::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn names_without_their_language() {
        for (name, loose, expected) in [
            ("statement.ru.txt", false, ("statement", Some("ru"))),
            ("2024/ru/statement.md", false, ("2024/statement", Some("ru"))),
            ("ru.md", false, ("", Some("ru"))),
            ("a.b.en-GB.html", false, ("a.b", Some("en-GB"))),
            ("statement_en.docx", false, ("statement_en", None)),
            ("statement_en.docx", true, ("statement", Some("en"))),
            ("be-statement.docx", true, ("statement", Some("be"))),
            ("plain", true, ("plain", None)),
        ] {
            let expected = (expected.0.to_string(), expected.1.map(tag));
            assert_eq!(without_language(Path::new(name), loose), expected, "{name}");
        }
    }

    #[test]
    fn the_command_wins_and_doubt_is_told() {
        let text = "Мы требуем немедленно освободить всех политических заключённых и прекратить преследование \
                    людей за их убеждения.";
        let en = tag("en");
        let known = decide(Clues { command: Some(&en), text, ..Clues::default() }, "--from").unwrap();
        assert_eq!((known.language, known.how, known.doubt), (en.clone(), How::Command, Some(tag("ru"))));
        let known = decide(Clues { declared: Some(&en), text, ..Clues::default() }, "--from").unwrap();
        assert_eq!((known.language, known.how), (tag("ru"), How::Detected));
        assert!(decide(Clues { text: "123", ..Clues::default() }, "--from").is_err());
    }
}
