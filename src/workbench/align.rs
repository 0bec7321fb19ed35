//! Aligning two texts, and making units of the beads.

use std::path::{Path, PathBuf};

use super::relation::Relation;
use super::texts::{self, Cutting, Input, Said, Text};
use super::{Error, Notice, Workbench, bitext, evidence};
use crate::align::{self, Evidence};
use crate::lang::LanguageTag;
use crate::model::{
    Alignment, Bead, BeadState, Bitext, Cut, Metadata, Pairing, Sentence, Status, TextOrigin, Timestamp, Unit, Variant,
};

/// What is to be aligned, and how.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The source text.
    pub source: &'a Input,
    /// Its translation.
    pub target: &'a Input,
    /// Language of the source text, if the command says it.
    pub from: Option<&'a LanguageTag>,
    /// Language of the target text, if the command says it.
    pub to: Option<&'a LanguageTag>,
    /// How both are cut into segments.
    pub cutting: Cutting<'a>,
    /// Memories that serve as a lexicon, beside those of the workbench.
    pub memories: &'a [String],
    /// Glossaries that serve as a lexicon, beside those of the workbench.
    pub glossaries: &'a [std::path::PathBuf],
    /// Beads that a person has accepted: they stay as they are.
    pub locked: &'a [Bead],
    /// Whether beads may stand out of order.
    pub order: align::Order,
}

impl<'a> Request<'a> {
    pub(super) fn said_of_source(&self, bench: &'a Workbench) -> Said<'a> {
        Said { command: self.from, configured: bench.config.source.as_ref(), at_hand: &[], option: "--from" }
    }

    pub(super) fn said_of_target(&self, bench: &'a Workbench) -> Said<'a> {
        Said { command: self.to, configured: bench.config.target.as_ref(), at_hand: &[], option: "--to" }
    }
}

/// A text that was aligned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its file; `-` when it was no file.
    pub path: PathBuf,
    /// By what a change of the text is noticed, where that is known.
    pub fingerprint: Option<u64>,
}

impl Origin {
    /// Where a text was read.
    pub fn of(text: &Text) -> Self {
        Self { path: text.path.clone(), fingerprint: Some(text.fingerprint) }
    }

    /// Its file, if it was one.
    pub fn file(&self) -> Option<&Path> {
        Some(self.path.as_path()).filter(|path| *path != Path::new("-"))
    }

    /// The name of its file.
    fn name(&self) -> Option<String> {
        Some(self.file()?.file_name()?.to_string_lossy().into_owned())
    }
}

/// An alignment and where its texts came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Aligned {
    /// The source text.
    pub source: Origin,
    /// The target text.
    pub target: Origin,
    /// By what the segments were paired.
    pub pairing: Pairing,
    /// The alignment.
    pub alignment: Alignment,
    /// What to say of it.
    pub summary: align::Summary,
    /// What the texts are to each other. Texts that are paired by a line, a row or an identifier are believed, if
    /// anything is paired at all.
    pub relation: Relation,
}

impl Aligned {
    /// An alignment with its summary.
    pub fn new(source: Origin, target: Origin, pairing: Pairing, alignment: Alignment) -> Self {
        Self::with_likeness(source, target, pairing, alignment, None, || None)
    }

    /// The same where the aligner has said how alike the texts are; `free` aligns them in any order.
    fn with_likeness(
        source: Origin,
        target: Origin,
        pairing: Pairing,
        alignment: Alignment,
        likeness: Option<f32>,
        free: impl FnOnce() -> Option<Alignment>,
    ) -> Self {
        let summary = align::Summary::new(&alignment);
        let relation = match pairing {
            Pairing::Text(_) | Pairing::Time => Relation::new(&alignment, &summary, likeness, free),
            _ if alignment.beads.iter().any(|b| !b.is_unpaired()) => Relation::Translations,
            _ => Relation::Strangers,
        };
        Self { source, target, pairing, alignment, summary, relation }
    }

    /// What is in an alignment file at `path`.
    pub fn from_bitext(path: &Path, bitext: Bitext) -> Self {
        let origin = |origin: &TextOrigin| Origin {
            path: bitext::text_file(path, origin).unwrap_or_else(|| "-".into()),
            fingerprint: origin.fingerprint,
        };
        Self::new(origin(&bitext.source), origin(&bitext.target), bitext.pairing, bitext.alignment)
    }

    /// What an alignment file at `path` says of it.
    pub fn to_bitext(&self, path: &Path) -> Bitext {
        Bitext {
            source: bitext::origin(path, self.source.file(), self.source.fingerprint),
            target: bitext::origin(path, self.target.file(), self.target.fingerprint),
            pairing: match &self.pairing {
                Pairing::Text(Cut::Srx(rules)) => {
                    Pairing::Text(Cut::Srx(bitext::origin(path, Some(Path::new(rules)), None).path))
                }
                other => other.clone(),
            },
            alignment: self.alignment.clone(),
        }
    }

    /// Whether the texts look like translations of each other, in the same order.
    pub fn are_translations(&self) -> bool {
        self.relation == Relation::Translations
    }
}

/// Reads both texts, cuts them into segments and aligns them. The memories and glossaries of the workbench
/// help as a lexicon.
///
/// # Errors
/// When a text cannot be read or its language cannot be told, or a memory or glossary is unusable.
pub fn align(
    bench: &Workbench,
    request: Request<'_>,
    now: Timestamp,
    notices: &mut Vec<Notice>,
) -> Result<Aligned, Error> {
    let (source, target) = read(bench, request, notices)?;
    let languages = (source.language.language.clone(), target.language.language.clone());
    let evidence = evidence::gather(bench, request.memories, request.glossaries, &languages, now, notices)?;
    Ok(pair(source, target, request, &evidence))
}

/// Reads both texts and cuts them into segments.
///
/// # Errors
/// When a text cannot be read, its language cannot be told, or both are in one language.
pub(super) fn read(bench: &Workbench, request: Request<'_>, notices: &mut Vec<Notice>) -> Result<(Text, Text), Error> {
    let source = texts::read(request.source, request.said_of_source(bench), request.cutting, notices)?;
    let target = texts::read(request.target, request.said_of_target(bench), request.cutting, notices)?;
    two_languages(&source.language.language, &target.language.language)?;
    Ok((source, target))
}

/// Refuses a pair of texts in one language: one of them is not what it is taken for.
pub(super) fn two_languages(source: &LanguageTag, target: &LanguageTag) -> Result<(), Error> {
    if source != target {
        return Ok(());
    }
    Err(Error::usage(format!("both texts are taken to be in the same language, {source}"))
        .hint("name the languages with --from and --to"))
}

/// Aligns two texts that have been read.
pub(super) fn pair(source: Text, target: Text, request: Request<'_>, evidence: &Evidence) -> Aligned {
    let origins = (Origin::of(&source), Origin::of(&target));
    let texts = align::Request {
        source: &source.sentences,
        target: &target.sentences,
        source_language: &source.language.language,
        target_language: &target.language.language,
        evidence,
        locked: request.locked,
    };
    let outcome = align::align(&texts, &options(request.order));
    let whole = |beads| Alignment {
        source_language: source.language.language.clone(),
        target_language: target.language.language.clone(),
        source: source.sentences.clone(),
        target: target.sentences.clone(),
        beads,
    };
    let pairing = Pairing::Text(request.cutting.cut());
    Aligned::with_likeness(origins.0, origins.1, pairing, whole(outcome.beads), outcome.likeness, || {
        (request.order == align::Order::Monotone)
            .then(|| whole(align::align(&texts, &options(align::Order::Free)).beads))
    })
}

/// How texts are aligned.
pub(super) fn options(order: align::Order) -> align::Options {
    align::Options { order, ..align::Options::default() }
}

/// What is written into every unit made of an alignment.
#[derive(Debug, Clone, Default)]
pub struct Provenance {
    /// When.
    pub time: Option<Timestamp>,
    /// By whom.
    pub author: Option<String>,
    /// For whom.
    pub client: Option<String>,
    /// Subject field.
    pub domain: Option<String>,
    /// The tool's name and version.
    pub tool: Option<String>,
}

/// The least confidence of a bead that becomes a unit, where the command says nothing else. Beads below it are
/// doubtful.
pub const MIN_CONFIDENCE: f32 = 0.5;

/// The beads that become units: both sides have text, and a person has accepted it or its confidence is
/// `min_confidence` or more. Doubtful ones are among them only when less than [`MIN_CONFIDENCE`] is asked for.
pub fn kept(alignment: &Alignment, min_confidence: f32) -> impl Iterator<Item = &Bead> {
    alignment.beads.iter().filter(move |bead| is_kept(alignment, bead, min_confidence))
}

/// Whether a bead becomes a unit, as [`kept`] says.
pub(super) fn is_kept(alignment: &Alignment, bead: &Bead, min_confidence: f32) -> bool {
    let sure = bead.confidence >= min_confidence;
    has_both_texts(alignment, bead)
        && match bead.state {
            BeadState::Accepted => true,
            BeadState::New => sure,
            BeadState::Doubtful => sure && min_confidence < MIN_CONFIDENCE,
        }
}

/// Whether there is text on both sides of a bead: of texts that are cut by line, a pair of empty lines is a bead too.
pub fn has_both_texts(alignment: &Alignment, bead: &Bead) -> bool {
    let has_text = |texts: Option<&[Sentence]>| texts.is_some_and(|texts| texts.iter().any(|s| !s.text.is_empty()));
    has_text(alignment.source.get(bead.source.clone())) && has_text(alignment.target.get(bead.target.clone()))
}

/// The units of an alignment, with their places, their neighbours and the confidence of each. What a person has
/// accepted counts as translated, the rest as aligned.
pub fn units<'a>(
    aligned: &'a Aligned,
    min_confidence: f32,
    provenance: &'a Provenance,
) -> impl Iterator<Item = Unit> + 'a {
    let alignment = &aligned.alignment;
    kept(alignment, min_confidence).map(move |bead| {
        let source = Variant::new(alignment.source_language.clone(), alignment.source_text(bead).as_str());
        let target = Variant::new(alignment.target_language.clone(), alignment.target_text(bead).as_str());
        let pair = Unit::pair(source, target);
        let accepted = bead.state == BeadState::Accepted;
        stamped(pair, aligned, bead.source.clone(), bead.confidence, accepted, provenance)
    })
}

/// A unit with its place in the source text and its provenance.
pub(super) fn stamped(
    unit: Unit,
    aligned: &Aligned,
    source: std::ops::Range<usize>,
    confidence: f32,
    accepted: bool,
    provenance: &Provenance,
) -> Unit {
    let text = |index: Option<usize>| index.and_then(|i| aligned.alignment.source.get(i)).map(|s| s.text.clone());
    Unit {
        status: if accepted { Status::Translated } else { Status::Aligned },
        client: provenance.client.clone(),
        domain: provenance.domain.clone(),
        origin: crate::model::Origin {
            file: aligned.source.name(),
            position: u32::try_from(source.start).ok(),
            previous: text(source.start.checked_sub(1)),
            next: text(Some(source.end)),
            confidence: Some(confidence),
            tool: provenance.tool.clone(),
        },
        metadata: Metadata { created: provenance.time, created_by: provenance.author.clone(), ..Metadata::default() },
        ..unit
    }
}
