//! Aligning two texts, and making units of the beads.

use super::texts::{self, Cutting, Input, Said, Text};
use super::{Error, Notice, Workbench, evidence};
use crate::align;
use crate::lang::LanguageTag;
use crate::model::{Alignment, Bead, Metadata, Origin, Status, Timestamp, Unit, Variant};

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

/// An alignment and where its texts came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Aligned {
    /// The source text.
    pub source: Text,
    /// The target text.
    pub target: Text,
    /// The alignment.
    pub alignment: Alignment,
    /// What to say of it.
    pub summary: align::Summary,
}

/// Below this fit two texts are taken to be strangers. Of translations it is 0.8 and more, of four pairs of
/// texts that have nothing to do with each other it was 0.48 to 0.71: some strangers pass.
const STRANGERS: f32 = 0.65;

impl Aligned {
    /// Whether the texts look like translations of each other: most of one text is paired (what a web page
    /// has around the other does not count against it), and with confidence.
    pub fn are_translations(&self) -> bool {
        let beads = self.alignment.beads.iter().filter(|b| !b.is_unpaired());
        let (source, target) = beads.fold((0, 0), |(s, t), b| (s + b.source.len(), t + b.target.len()));
        let share = |paired: usize, all: usize| paired as f32 / all.max(1) as f32;
        let paired = share(source, self.alignment.source.len()).max(share(target, self.alignment.target.len()));
        paired * self.summary.mean_confidence >= STRANGERS
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
    let config = &bench.config;
    let said = |command, configured, option| Said { command, configured, at_hand: &[], option };
    let of_source = said(request.from, config.source.as_ref(), "--from");
    let of_target = said(request.to, config.target.as_ref(), "--to");
    let source = texts::read(request.source, of_source, request.cutting, notices)?;
    let target = texts::read(request.target, of_target, request.cutting, notices)?;
    let languages = (source.language.language.clone(), target.language.language.clone());
    if languages.0 == languages.1 {
        return Err(Error::usage(format!("both texts are taken to be in the same language, {}", languages.0))
            .hint("name the languages with --from and --to"));
    }
    let evidence = evidence::gather(bench, request.memories, request.glossaries, &languages, now, notices)?;
    let texts = align::Request {
        source: &source.sentences,
        target: &target.sentences,
        source_language: &languages.0,
        target_language: &languages.1,
        evidence: &evidence,
        locked: request.locked,
    };
    let options = align::Options { order: request.order, ..align::Options::default() };
    let outcome = align::align(&texts, &options);
    let alignment = Alignment {
        source_language: languages.0,
        target_language: languages.1,
        source: source.sentences.clone(),
        target: target.sentences.clone(),
        beads: outcome.beads,
    };
    let summary = align::Summary::new(&alignment);
    Ok(Aligned { source, target, alignment, summary })
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

/// The beads that become units: both sides there, and a confidence of `min_confidence` or more.
pub fn kept(alignment: &Alignment, min_confidence: f32) -> impl Iterator<Item = &Bead> {
    alignment.beads.iter().filter(move |b| !b.is_unpaired() && b.confidence >= min_confidence)
}

/// The units of an alignment, with their places, their neighbours and the confidence of each.
pub fn units<'a>(
    aligned: &'a Aligned,
    min_confidence: f32,
    provenance: &'a Provenance,
) -> impl Iterator<Item = Unit> + 'a {
    let alignment = &aligned.alignment;
    let text = |index: Option<usize>| index.and_then(|i| alignment.source.get(i)).map(|s| s.text.clone());
    let file = aligned.source.path.file_name().map(|n| n.to_string_lossy().into_owned());
    kept(alignment, min_confidence).map(move |bead| {
        let source = Variant::new(alignment.source_language.clone(), alignment.source_text(bead).as_str());
        let target = Variant::new(alignment.target_language.clone(), alignment.target_text(bead).as_str());
        Unit {
            status: Status::Aligned,
            client: provenance.client.clone(),
            domain: provenance.domain.clone(),
            origin: Origin {
                file: file.clone(),
                position: u32::try_from(bead.source.start).ok(),
                previous: text(bead.source.start.checked_sub(1)),
                next: text(Some(bead.source.end)),
                confidence: Some(bead.confidence),
                tool: provenance.tool.clone(),
            },
            metadata: Metadata {
                created: provenance.time,
                created_by: provenance.author.clone(),
                ..Metadata::default()
            },
            ..Unit::pair(source, target)
        }
    })
}
