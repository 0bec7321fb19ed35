//! A glossary: concepts with terms in several languages.

use serde::{Deserialize, Serialize};

use crate::lang::LanguageTag;

/// What the terminologist says of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TermStatus {
    /// The one to use; the default.
    #[default]
    Preferred,
    /// May be used.
    Admitted,
    /// Out of use: a warning where it appears.
    Deprecated,
    /// Wrong: an error where it appears.
    Forbidden,
    /// Stays as it is in the source text.
    DoNotTranslate,
}

impl TermStatus {
    /// Every status, from the one to use to the wrong one, and what stays as it is.
    pub const ALL: [Self; 5] =
        [Self::Preferred, Self::Admitted, Self::Deprecated, Self::Forbidden, Self::DoNotTranslate];

    /// The name that files and machine-readable output use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Admitted => "admitted",
            Self::Deprecated => "deprecated",
            Self::Forbidden => "forbidden",
            Self::DoNotTranslate => "do-not-translate",
        }
    }

    /// The status with this [`Self::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }
}

/// How the letter case of a term matters when it is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseRule {
    /// Any case. The default, but for terms in capitals (see [`CaseRule::for_term`]).
    #[default]
    Ignore,
    /// A capital in the term must be a capital in the text: `Дума` is not `дума`, `МИД` is not `мид`.
    Keep,
    /// Letter for letter, without other grammatical forms.
    Exact,
}

impl CaseRule {
    /// Every rule, from the loosest.
    pub const ALL: [Self; 3] = [Self::Ignore, Self::Keep, Self::Exact];

    /// The name that files and machine-readable output use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ignore => "ignore",
            Self::Keep => "keep",
            Self::Exact => "exact",
        }
    }

    /// The rule with this [`Self::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.name() == name)
    }

    /// The rule for a term of which nothing is said: terms with two capitals in one word (`МИД`, `ООН`,
    /// `iPhone`) keep their capitals, others are found in any case.
    pub fn for_term(text: &str) -> Self {
        let keeps = text.split_whitespace().any(|w| w.chars().filter(|c| c.is_uppercase()).count() > 1);
        if keeps { Self::Keep } else { Self::Ignore }
    }
}

/// A term of a concept in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Its language.
    pub language: LanguageTag,
    /// The term in its base form, NFC.
    pub text: String,
    /// What the terminologist says of it.
    #[serde(default)]
    pub status: TermStatus,
    /// How its letter case matters; `None` is [`CaseRule::for_term`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseRule>,
    /// Part of speech, as the file says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of_speech: Option<String>,
    /// A remark about this term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A concept: one meaning, its terms in each language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Concept {
    /// The identifier that the file gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Subject field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// A remark about the concept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Its terms, in order.
    pub terms: Vec<Term>,
    /// The line in the file where it begins, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

impl Concept {
    /// Its terms in a language, whatever the region.
    pub fn terms_in<'a>(&'a self, language: &'a LanguageTag) -> impl Iterator<Item = &'a Term> {
        self.terms.iter().filter(move |t| language.matches(&t.language))
    }
}

/// A glossary: the concepts of one file, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Glossary {
    /// Its name: the file's, without folder and extension.
    pub name: String,
    /// Its concepts.
    pub concepts: Vec<Concept>,
}
