//! Where things are: the workbench folder, its memories and glossaries, its cache.

use std::fs;
use std::path::{Path, PathBuf};

use super::config::Config;
use super::dictionaries::Dictionaries;
use super::{Error, files};

/// The configuration file's name.
pub const CONFIG: &str = "tolmach.toml";
/// The folder of memories.
pub const MEMORIES: &str = "memories";
/// The folder of glossaries.
pub const GLOSSARIES: &str = "glossaries";
/// The folder of caches: never needed, safe to delete.
pub const CACHE: &str = ".tolmach";
/// The extension of live memories.
pub const MEMORY_EXTENSION: &str = "tm";

/// Extensions of files that are consulted as memories.
const MEMORY_FILES: [&str; 4] = [MEMORY_EXTENSION, "tmx", "csv", "tsv"];
/// Extensions of files that are glossaries.
const GLOSSARY_FILES: [&str; 4] = ["csv", "tsv", "tbx", "txt"];

/// The place a command works in: a workbench folder if there is one, and where caches may go.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Workbench {
    /// The workbench folder; `None` outside of one.
    pub root: Option<PathBuf>,
    /// What `tolmach.toml` says.
    pub config: Config,
    /// Where caches go; `None` keeps them in memory.
    pub cache: Option<PathBuf>,
    /// Dictionaries that help alignment.
    pub dictionaries: Dictionaries,
}

impl Workbench {
    /// The workbench that `folder` is in: the nearest folder upwards with `tolmach.toml`, `memories/` or
    /// `glossaries/`. Outside of any, caches go to `user_cache`.
    ///
    /// # Errors
    /// When its `tolmach.toml` cannot be read.
    pub fn find(folder: &Path, user_cache: Option<PathBuf>) -> Result<Self, Error> {
        let root = folder.ancestors().find(|f| is_root(f));
        match root {
            Some(root) => Self::at(root),
            None => Ok(Self {
                root: None,
                config: Config::default(),
                cache: user_cache,
                dictionaries: Dictionaries::default(),
            }),
        }
    }

    /// The workbench in exactly this folder.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub fn at(root: &Path) -> Result<Self, Error> {
        let path = root.join(CONFIG);
        let config = if path.is_file() {
            let bytes = files::read(&path)?;
            Config::parse(&String::from_utf8_lossy(&bytes), &path)?
        } else {
            Config::default()
        };
        let cache = Some(root.join(CACHE));
        Ok(Self { root: Some(root.to_path_buf()), config, cache, dictionaries: Dictionaries::default() })
    }

    /// The memories of the workbench, by name: live ones and files.
    ///
    /// # Errors
    /// When the folder is there and cannot be read.
    pub fn memories(&self) -> Result<Vec<PathBuf>, Error> {
        self.listed(MEMORIES, &MEMORY_FILES)
    }

    /// The glossaries of the workbench, by name.
    ///
    /// # Errors
    /// When the folder is there and cannot be read.
    pub fn glossaries(&self) -> Result<Vec<PathBuf>, Error> {
        self.listed(GLOSSARIES, &GLOSSARY_FILES)
    }

    fn listed(&self, folder: &str, extensions: &[&str]) -> Result<Vec<PathBuf>, Error> {
        let Some(folder) = self.root.as_ref().map(|r| r.join(folder)) else { return Ok(Vec::new()) };
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let failed = |e: std::io::Error| Error::read(&folder, &e);
        let mut paths = Vec::new();
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
            if !hidden && path.is_file() && extensions.contains(&extension(&path).as_str()) {
                paths.push(path);
            }
        }
        paths.sort();
        Ok(paths)
    }

    /// The file that a memory's name or path stands for. A name is looked for in the workbench: `statements`
    /// is `memories/statements.tm`, or `memories/statements.tmx` if only that is there. What has a path
    /// separator or a memory's extension and exists is a path.
    ///
    /// # Errors
    /// When a name is given and there is no workbench to look in.
    pub fn memory_path(&self, name: &str) -> Result<PathBuf, Error> {
        let path = Path::new(name);
        let is_path = path.components().count() > 1 || path.is_absolute();
        if is_path || path.is_file() {
            return Ok(path.to_path_buf());
        }
        let known = MEMORY_FILES.contains(&extension(path).as_str());
        let Some(root) = &self.root else {
            if known {
                return Ok(path.to_path_buf());
            }
            return Err(Error::usage(format!(
                "`{name}` names a memory of a workbench, and there is no workbench here"
            ))
            .hint(format!("make one with `tolmach init`, or give a path such as ./{name}.{MEMORY_EXTENSION}")));
        };
        let folder = root.join(MEMORIES);
        if known {
            return Ok(folder.join(name));
        }
        let candidates = MEMORY_FILES.iter().map(|e| folder.join(format!("{name}.{e}")));
        Ok(candidates
            .into_iter()
            .find(|p| p.is_file())
            .unwrap_or_else(|| folder.join(format!("{name}.{MEMORY_EXTENSION}"))))
    }
}

fn is_root(folder: &Path) -> bool {
    folder.join(CONFIG).is_file() || folder.join(MEMORIES).is_dir() || folder.join(GLOSSARIES).is_dir()
}

/// The extension of a path in lower case; empty without one.
pub fn extension(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// The name a memory or glossary goes by: its file's, without folder and extension.
pub fn name_of(path: &Path) -> String {
    path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workbench(files: &[&str]) -> (tempfile::TempDir, Workbench) {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let workbench = Workbench::find(folder.path(), None).unwrap();
        (folder, workbench)
    }

    #[test]
    fn found_from_a_folder_inside() {
        let (folder, _) = workbench(&["memories/a.tm", "texts/2024/x.txt"]);
        let inside = Workbench::find(&folder.path().join("texts/2024"), None).unwrap();
        assert_eq!(inside.root.as_deref(), Some(folder.path()));
    }

    #[test]
    fn memories_are_listed_by_name_and_caches_are_not() {
        let (_folder, bench) = workbench(&["memories/b.tmx", "memories/a.tm", "memories/a.tm-wal", "memories/.x.tm"]);
        let names: Vec<_> = bench.memories().unwrap().iter().map(|p| p.file_name().unwrap().to_owned()).collect();
        assert_eq!(names, ["a.tm", "b.tmx"]);
    }

    #[test]
    fn names_and_paths() {
        let (folder, bench) = workbench(&["memories/agency.tmx", "glossaries/g.csv"]);
        let memories = folder.path().join("memories");
        assert_eq!(bench.memory_path("agency").unwrap(), memories.join("agency.tmx"));
        assert_eq!(bench.memory_path("new").unwrap(), memories.join("new.tm"));
        assert_eq!(bench.memory_path("./x.tm").unwrap(), Path::new("./x.tm"));
        let outside = Workbench::default();
        assert!(outside.memory_path("new").is_err());
        assert_eq!(outside.memory_path("new.tm").unwrap(), Path::new("new.tm"));
    }
}
