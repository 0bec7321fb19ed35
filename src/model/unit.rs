//! A translation unit and what is known of it.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::Segment;
use crate::lang::LanguageTag;

/// A moment in UTC.
pub type Timestamp = jiff::Timestamp;

/// How far a translation can be relied upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Made by a machine and not looked at.
    Machine,
    /// Paired by alignment and not looked at.
    Aligned,
    /// Translated by a person; the default.
    #[default]
    Translated,
    /// Read and approved by a second person.
    Approved,
    /// Not to be used.
    Rejected,
}

impl Status {
    /// Every status, from the least to the most reliable, and what is not to be used.
    pub const ALL: [Self; 5] = [Self::Machine, Self::Aligned, Self::Translated, Self::Approved, Self::Rejected];

    /// The name that files and machine-readable output use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Aligned => "aligned",
            Self::Translated => "translated",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    /// The status with this [`Self::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }
}

/// Where a unit comes from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Origin {
    /// The file or document it was taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its position there, counted from 0 in segments of the source text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// The text of the source segment before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// The text of the source segment after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The confidence of the alignment that made it, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// The tool that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
}

/// What is known of a unit or of one variant beside its text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Metadata {
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Timestamp>,
    /// Who changed it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<String>,
    /// When it was last used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<Timestamp>,
    /// How often it was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_count: Option<u32>,
    /// Remarks, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Free properties by name, each with one or more values, in order of appearance.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub properties: IndexMap<String, Vec<String>>,
}

impl Metadata {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        let Self { created, created_by, changed, changed_by, last_used, usage_count, notes, properties } = self;
        created.is_none()
            && created_by.is_none()
            && changed.is_none()
            && changed_by.is_none()
            && last_used.is_none()
            && usage_count.is_none()
            && notes.is_empty()
            && properties.is_empty()
    }
}

/// A segment in one language (TMX `tuv`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// Its language.
    pub language: LanguageTag,
    /// Its text and inline codes.
    pub segment: Segment,
    /// What is known of this variant alone.
    #[serde(default)]
    pub metadata: Metadata,
}

impl Variant {
    /// A variant of which nothing but language and segment is known.
    pub fn new(language: LanguageTag, segment: impl Into<Segment>) -> Self {
        Self { language, segment: segment.into(), metadata: Metadata::default() }
    }
}

/// One segment in two or more languages (TMX `tu`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Unit {
    /// The identifier that the file it came from gave it (TMX `tuid`); need not be unique.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The language it was translated from, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_language: Option<LanguageTag>,
    /// The variants, in order.
    pub variants: Vec<Variant>,
    /// How far it can be relied upon.
    #[serde(default)]
    pub status: Status,
    /// The client it was made for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The subject field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Where it comes from.
    #[serde(default)]
    pub origin: Origin,
    /// Dates, people, notes and properties.
    #[serde(default)]
    pub metadata: Metadata,
}

impl Unit {
    /// A unit of two variants.
    pub fn pair(source: Variant, target: Variant) -> Self {
        Self { source_language: Some(source.language.clone()), variants: vec![source, target], ..Self::default() }
    }

    /// The variant that serves `language` best: the same tag first, then without region, then another region.
    pub fn variant(&self, language: &LanguageTag) -> Option<&Variant> {
        self.variants
            .iter()
            .filter_map(|v| Some((language.distance(&v.language)?, v)))
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, v)| v)
    }
}
