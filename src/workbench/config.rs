//! `tolmach.toml`: what a workbench says of itself. Every key is optional.

use std::path::Path;

use indexmap::IndexMap;
use serde::Deserialize;

use super::{Error, ErrorKind};
use crate::lang::LanguageTag;

/// The content of `tolmach.toml`.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// The language translated from.
    pub source: Option<LanguageTag>,
    /// The language translated into.
    pub target: Option<LanguageTag>,
    /// The name written into memories as author.
    pub author: Option<String>,
    /// The client of everything stored from here.
    pub client: Option<String>,
    /// The subject field of everything stored from here.
    pub domain: Option<String>,
    /// What is said of single memories, by name.
    pub memory: IndexMap<String, MemoryConfig>,
    /// Defaults of `tolmach suggest`.
    pub suggest: SuggestConfig,
    /// Points taken off a score, by the penalty's name.
    pub penalties: IndexMap<String, u8>,
    /// Which checks run.
    pub check: CheckConfig,
}

/// What is said of one memory.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct MemoryConfig {
    /// Points taken off each of its matches.
    pub penalty: u8,
    /// Among equal matches the memory with the higher priority comes first.
    pub priority: i32,
    /// Whether it is left out.
    pub off: bool,
}

/// Defaults of `tolmach suggest`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SuggestConfig {
    /// The lowest score shown, in percent.
    pub min_score: Option<u8>,
    /// The most matches shown for a segment.
    pub max_matches: Option<usize>,
}

/// Which checks run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct CheckConfig {
    /// Only these.
    pub only: Vec<String>,
    /// All but these.
    pub skip: Vec<String>,
}

impl Config {
    /// Reads the text of a configuration file; `path` is for the message.
    ///
    /// # Errors
    /// When it is not TOML, or has a key or value that is not known, with its line.
    pub fn parse(text: &str, path: &Path) -> Result<Self, Error> {
        toml::from_str(text).map_err(|error| {
            let mut out = Error::new(ErrorKind::Malformed, error.message().replace('\n', "; ")).at(path);
            out.line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            out.hint("`tolmach init --help` lists the keys of tolmach.toml")
        })
    }
}

/// The file that `tolmach init` writes: every key with its default, commented out.
pub fn template(source: Option<&LanguageTag>, target: Option<&LanguageTag>) -> String {
    let language = |key: &str, tag: Option<&LanguageTag>, example: &str| match tag {
        Some(tag) => format!("{key} = \"{tag}\"\n"),
        None => format!("# {key} = \"{example}\"\n"),
    };
    let mut out = String::from("# A tolmach workbench. Every key may be left out.\n\n");
    out += "# The languages translated from and into (BCP 47).\n";
    out += &language("source", source, "ru");
    out += &language("target", target, "en");
    out += r#"
# Written into memories with everything stored from here.
# author = "..."
# client = "..."
# domain = "..."

[suggest]
# min-score = 70     # the lowest score shown, in percent
# max-matches = 5    # the most matches shown for a segment

[check]
# only = []          # run only these checks
# skip = []          # run all but these

# [memory.agency]    # what is said of memories/agency.tmx (or .tm, .csv ...)
# penalty = 5        # points taken off each of its matches
# priority = 0       # among equal matches the higher comes first
# off = false        # true: not consulted

# [penalties]                  # points taken off a match when ...
# machine = 10                 # a machine made the translation and nobody looked at it
# aligned = 0                  # alignment made the pair and nobody looked at it
# unapproved = 0               # a person made it, but nobody approved it
# low-confidence = 5           # the alignment that made the pair was not sure
# region = 1                   # it is of another region: en-GB for en-US
# client = 1                   # it is not of your client
# domain = 1                   # it is not of your domain
# several-translations = 1     # the same source has another translation as well
# missing-codes = 1            # an inline code is only in your text or only in the match
# different-codes = 1          # the inline codes are others
# white-space = 1              # white space alone differs
# repaired = 1                 # numbers, dates, addresses, markup or codes were put in
# repaired-term = 5            # a term or a name was put in; for each of them
"#;
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Penalties;

    #[test]
    fn the_template_is_valid_and_says_nothing_but_languages() {
        let ru = LanguageTag::parse("ru").unwrap();
        let config = Config::parse(&template(Some(&ru), None), Path::new("tolmach.toml")).unwrap();
        assert_eq!(config, Config { source: Some(ru), ..Config::default() });
        let all: String =
            template(None, None).lines().map(|l| l.strip_prefix("# ").unwrap_or(l).to_owned() + "\n").skip(3).collect();
        let all = all.replace("The languages", "#").replace("Written into", "#");
        assert!(Config::parse(&all, Path::new("tolmach.toml")).is_ok(), "{all}");
    }

    #[test]
    fn the_template_names_every_penalty_with_its_default() {
        let all = template(None, None);
        let (_, lines) = all.split_once("# [penalties]").unwrap();
        let points = lines.lines().skip(1).map(|line| {
            let (name, rest) = line.trim_start_matches("# ").split_once(" = ").unwrap();
            (name.to_owned(), rest.split(' ').next().unwrap().parse::<u8>().unwrap())
        });
        let mut defaults = Penalties::default();
        let named = Penalties::NAMES.iter().filter(|name| **name != "memory");
        let expected = named.map(|name| ((*name).to_owned(), *defaults.points_mut(name).unwrap()));
        assert_eq!(points.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }

    #[test]
    fn a_wrong_key_is_named_with_its_line() {
        let error = Config::parse("source = \"ru\"\n[suggest]\nmin-scor = 3\n", Path::new("tolmach.toml")).unwrap_err();
        assert_eq!(error.line, Some(3));
        assert!(error.message.contains("min-scor"), "{}", error.message);
        let error = Config::parse("source = \"русский\"", Path::new("tolmach.toml")).unwrap_err();
        assert!(error.message.contains("not a language tag"), "{}", error.message);
    }
}
