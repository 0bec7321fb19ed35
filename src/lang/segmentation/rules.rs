//! What an SRX 2.0 file says, as plain data.

use crate::lang::LanguageTag;

use super::pattern;

/// The rules of an SRX file: named rule lists, and which languages use which of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Whether a language uses every list whose map fits it, one after the other (`cascade="yes"`), or
    /// only the first one.
    pub cascade: bool,
    /// The rule lists, in the order of the file.
    pub lists: Vec<RuleList>,
    /// Which languages use which list, in the order of the file.
    pub maps: Vec<LanguageMap>,
}

/// A named list of rules (`languagerule`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleList {
    /// The name by which language maps refer to it.
    pub name: String,
    /// The rules; at each place of a text the first one that fits decides.
    pub rules: Vec<Rule>,
}

/// Whether a text is broken where `before` ends and `after` begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// `true` breaks, `false` forbids a break that a later rule would make.
    pub breaks: bool,
    /// Regular expression (ICU or Java flavour) for what stands before the place.
    pub before: String,
    /// Regular expression for what follows the place.
    pub after: String,
}

/// Gives a rule list to languages (`languagemap`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageMap {
    /// Regular expression that must match the whole language tag, whatever the case of its letters.
    pub pattern: String,
    /// The name of the rule list.
    pub list: String,
}

impl Rules {
    /// The rules of a language in the order they are tried; empty when no map fits the language.
    pub fn for_language<'a>(&'a self, language: &'a LanguageTag) -> impl Iterator<Item = &'a Rule> {
        self.maps
            .iter()
            .filter(|map| map.fits(language))
            .take(if self.cascade { usize::MAX } else { 1 })
            .flat_map(|map| self.lists.iter().find(|list| list.name == map.list))
            .flat_map(|list| &list.rules)
    }
}

impl LanguageMap {
    /// Whether the map is for the language. A pattern that cannot be used fits nothing.
    pub fn fits(&self, language: &LanguageTag) -> bool {
        self.compiled().is_ok_and(|pattern| pattern.is_match(language.as_str()))
    }

    /// Checks that the pattern can be used.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn check(&self) -> Result<(), String> {
        self.compiled().map(drop)
    }

    fn compiled(&self) -> Result<regex::Regex, String> {
        let pattern = pattern::parse(&self.pattern)?;
        regex::Regex::new(&format!("^(?i:{})$", pattern.text)).map_err(|error| error.to_string())
    }
}

impl Rule {
    /// Checks that both expressions can be used. Returns what had to be repaired in them for that, if
    /// anything.
    ///
    /// # Errors
    /// Why the rule cannot be used.
    pub fn check(&self) -> Result<Vec<&'static str>, String> {
        let mut repairs = Vec::new();
        for expression in [&self.before, &self.after] {
            let parsed = pattern::parse(expression).map_err(|reason| format!("`{expression}`: {reason}"))?;
            repairs.extend(parsed.repairs);
        }
        repairs.dedup();
        Ok(repairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(before: &str) -> Rule {
        Rule { breaks: true, before: before.into(), after: String::new() }
    }

    fn rules(cascade: bool) -> Rules {
        let list = |name: &str| RuleList { name: name.into(), rules: vec![rule(name)] };
        let map = |pattern: &str, list: &str| LanguageMap { pattern: pattern.into(), list: list.into() };
        Rules {
            cascade,
            lists: vec![list("all"), list("russian"), list("british")],
            maps: vec![
                map("RU.*", "russian"),
                map("en-gb", "british"),
                map("[", "british"),
                map("x", "no such list"),
                map(".*", "all"),
            ],
        }
    }

    fn used(cascade: bool, language: &str) -> Vec<String> {
        let language = LanguageTag::parse(language).unwrap();
        rules(cascade).for_language(&language).map(|rule| rule.before.clone()).collect()
    }

    #[test]
    fn a_cascade_uses_every_list_that_fits_and_otherwise_the_first() {
        assert_eq!(used(true, "ru-RU"), ["russian", "all"]);
        assert_eq!(used(false, "ru-RU"), ["russian"]);
    }

    #[test]
    fn a_map_fits_the_whole_tag_without_regard_to_case() {
        assert_eq!(used(true, "en-GB"), ["british", "all"]);
        assert_eq!(used(true, "en-GB-oxendict"), ["all"]);
    }
}
