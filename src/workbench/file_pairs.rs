//! Which files are translations of each other: by a list, or by the names in two folders.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::languages::without_language;
use super::{Error, ErrorKind, bitext, layout};
use crate::format;
use crate::lang::LanguageTag;

/// A text and its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePair {
    /// The source text.
    pub source: PathBuf,
    /// The target text.
    pub target: PathBuf,
    /// Where the list wants its alignment written.
    pub output: Option<PathBuf>,
    /// Language of the source text, if the list or the name says it.
    pub from: Option<LanguageTag>,
    /// Language of the target text, likewise.
    pub to: Option<LanguageTag>,
    /// What the pair is called among the others: its file's name without language and extension.
    pub name: String,
}

impl FilePair {
    /// The alignment file of the pair in a folder.
    pub fn alignment_in(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.{}", self.name, bitext::EXTENSION))
    }
}

/// Reads a list of pairs: a line a pair, separated by tabs: source, target, and if wanted where to write the
/// alignment, the source language and the target language. Paths are taken from the current folder. Empty lines and
/// lines that begin with `#` are passed over.
///
/// # Errors
/// When a line names no two files, or is wrong in another way.
pub fn read_list(bytes: &[u8], place: &Path) -> Result<Vec<FilePair>, Error> {
    let mut pairs = Vec::new();
    let mut names = HashSet::new();
    for (number, line) in format::decode(bytes).text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |message: String| {
            let mut error = Error::new(ErrorKind::Malformed, message).at(place);
            error.line = Some(number + 1);
            error.hint(
                "a line is: source, target, output, source language, target language, separated by tabs; the \
                        last three may be missing",
            )
        };
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let cell = |at: usize| cells.get(at).copied().filter(|cell| !cell.is_empty());
        let (Some(source), Some(target)) = (cell(0), cell(1)) else {
            return Err(wrong("this line does not name two files".into()));
        };
        if cells.len() > 5 {
            return Err(wrong("this line has more than five cells".into()));
        }
        let language = |at: usize| {
            let parse = |tag| LanguageTag::parse(tag).map_err(|_| wrong(format!("`{tag}` is no language tag")));
            cell(at).map(parse).transpose()
        };
        let (stem, _) = without_language(Path::new(Path::new(source).file_name().unwrap_or_default()), false);
        pairs.push(FilePair {
            source: source.into(),
            target: target.into(),
            output: cell(2).map(PathBuf::from),
            from: language(3)?,
            to: language(4)?,
            name: unused(&mut names, if stem.is_empty() { "alignment" } else { &stem }),
        });
    }
    Ok(pairs)
}

/// A name that no other pair has.
fn unused(names: &mut HashSet<String>, stem: &str) -> String {
    let numbered = (2..).map(|number| format!("{stem}-{number}"));
    let name = std::iter::once(stem.to_string()).chain(numbered).find(|name| !names.contains(name)).unwrap_or_default();
    names.insert(name.clone());
    name
}

/// Pairs by name, and the files that have no counterpart or more than one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matched {
    /// In the order of their names.
    pub pairs: Vec<FilePair>,
    /// The files left over, by path.
    pub unmatched: Vec<PathBuf>,
}

/// Extensions of the files that are looked at in folders.
const TEXTS: [&str; 14] =
    ["txt", "text", "md", "markdown", "html", "htm", "xhtml", "docx", "odt", "srt", "vtt", "po", "docm", "ott"];

/// Matches the files of two folders, and of the folders in them, by their names without language and extension:
/// `statement.ru.txt` and `statement.en.html`, `ru/x.md` and `en/x.md`. If both are one folder, the names must tell the
/// languages, `from` and `to`.
///
/// # Errors
/// When a folder cannot be read, or both are one and the languages are not said.
pub fn match_folders(
    source: &Path,
    target: &Path,
    from: Option<&LanguageTag>,
    to: Option<&LanguageTag>,
) -> Result<Matched, Error> {
    let one = fs::canonicalize(source).ok() == fs::canonicalize(target).ok();
    let (sources, targets) = if one {
        let (Some(from), Some(to)) = (from, to) else {
            return Err(Error::usage("both texts are looked for in one folder, and the languages are not said")
                .at(source)
                .hint("name the languages with --from and --to"));
        };
        let files = files_in(source)?;
        // A name that tells no language tells of no side: it stays unmatched.
        let of = |tag: &LanguageTag| {
            let is = |(_, relative): &&(PathBuf, PathBuf)| {
                without_language(relative, true).1.is_some_and(|language| tag.matches(&language))
            };
            files.iter().filter(is).cloned().collect::<Vec<_>>()
        };
        (of(from), of(to))
    } else {
        (files_in(source)?, files_in(target)?)
    };
    let mut out = Matched::default();
    let (sources, targets) = matched(sources, targets, false, &mut out);
    let (sources, targets) = matched(sources, targets, true, &mut out);
    out.unmatched = sources.into_iter().chain(targets).map(|(path, _)| path).collect();
    out.unmatched.sort();
    out.pairs.sort_by(|a, b| a.name.cmp(&b.name));
    let mut names = HashSet::new();
    for pair in &mut out.pairs {
        pair.name = unused(&mut names, if pair.name.is_empty() { "alignment" } else { &pair.name });
    }
    Ok(out)
}

/// Files with their paths below the folder they were found in.
type Files = Vec<(PathBuf, PathBuf)>;

/// Takes the pairs of files that alone have a name on their side; gives what is left.
fn matched(sources: Files, targets: Files, loose: bool, out: &mut Matched) -> (Files, Files) {
    let mut groups: BTreeMap<String, (Files, Files)> = BTreeMap::new();
    for file in sources {
        groups.entry(without_language(&file.1, loose).0).or_default().0.push(file);
    }
    for file in targets {
        groups.entry(without_language(&file.1, loose).0).or_default().1.push(file);
    }
    let mut left = (Files::new(), Files::new());
    for (name, (sources, targets)) in groups {
        match (sources.as_slice(), targets.as_slice()) {
            ([source], [target]) if source.0 != target.0 => out.pairs.push(FilePair {
                source: source.0.clone(),
                target: target.0.clone(),
                output: None,
                from: None,
                to: None,
                name,
            }),
            _ => {
                left.0.extend(sources);
                left.1.extend(targets);
            }
        }
    }
    left
}

/// The texts in a folder and in the folders in it, hidden ones left out, with their paths below it.
fn files_in(root: &Path) -> Result<Files, Error> {
    let mut out = Files::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let failed = |e: std::io::Error| Error::read(&folder, &e);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            // A link to a folder may lead back up: it is not followed.
            if entry.file_type().map_err(failed)?.is_dir() {
                folders.push(path);
            } else if TEXTS.contains(&layout::extension(&path).as_str()) {
                let below = path.strip_prefix(root).unwrap_or(&path).to_path_buf();
                out.push((path, below));
            }
        }
    }
    out.sort();
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> LanguageTag {
        LanguageTag::parse(text).unwrap()
    }

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        folder
    }

    /// The pairs as `name: source target`, and what is left.
    #[track_caller]
    fn check(files: &[&str], (source, target): (&str, &str), pairs: &[&str], unmatched: &[&str]) {
        let root = folder(files);
        let (from, to) = (tag("ru"), tag("en"));
        let matched =
            match_folders(&root.path().join(source), &root.path().join(target), Some(&from), Some(&to)).unwrap();
        let below = |path: &Path| path.strip_prefix(root.path()).unwrap().display().to_string();
        let show = |p: &FilePair| format!("{}: {} {}", p.name, below(&p.source), below(&p.target));
        assert_eq!(matched.pairs.iter().map(show).collect::<Vec<_>>(), pairs);
        assert_eq!(matched.unmatched.iter().map(|p| below(p)).collect::<Vec<_>>(), unmatched);
    }

    #[test]
    fn folders_are_matched_by_name() {
        let files = ["ru/b.md", "ru/2024/a.ru.txt", "en/b.html", "en/2024/a.en.txt", "ru/c.md", "en/d.png", "en/.x.md"];
        check(
            &files,
            ("ru", "en"),
            &["2024/a: ru/2024/a.ru.txt en/2024/a.en.txt", "b: ru/b.md en/b.html"],
            &["ru/c.md"],
        );
        check(
            &["x/a_ru.txt", "y/a-en.txt", "x/go-to.txt", "y/go-to.txt"],
            ("x", "y"),
            &["a: x/a_ru.txt y/a-en.txt", "go-to: x/go-to.txt y/go-to.txt"],
            &[],
        );
        // Two files by one name: neither is taken.
        check(&["x/a.txt", "x/a.md", "y/a.txt"], ("x", "y"), &[], &["x/a.md", "x/a.txt", "y/a.txt"]);
    }

    #[test]
    fn one_folder_holds_both() {
        let files = ["t/a.ru.txt", "t/a.en.txt", "t/a.de.txt", "t/ru/b.md", "t/en/b.md", "t/c.ru.txt"];
        check(&files, ("t", "t"), &["a: t/a.ru.txt t/a.en.txt", "b: t/ru/b.md t/en/b.md"], &["t/c.ru.txt"]);
        let root = folder(&files);
        assert!(match_folders(root.path(), root.path(), None, None).is_err());
    }

    #[test]
    fn lists() {
        let place = Path::new("list.tsv");
        let text =
            "# source\ttarget\na/x.ru.txt\tb/x.en.txt\n\ny.txt\tz.txt\tout/y.bitext\tbe\ten-GB\nc/x.txt\td/x.txt\n";
        let pairs = read_list(text.as_bytes(), place).unwrap();
        let names: Vec<_> = pairs.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["x", "y", "x-2"]);
        assert_eq!(
            (pairs[1].output.as_deref(), pairs[1].to.clone()),
            (Some(Path::new("out/y.bitext")), Some(tag("en-GB")))
        );
        assert_eq!(read_list(b"a\tb\nc\n", place).unwrap_err().line, Some(2));
        assert!(read_list(b"a\tb\t\t???", place).unwrap_err().message.contains("no language tag"));
    }
}
