//! Writing an alignment to a file, in whatever format the file's ending names.

use std::path::Path;

use super::align::{self, Aligned, Provenance};
use super::export::{self, Target};
use super::{Error, ErrorKind, Notice, bitext, files, layout};
use crate::format;
use crate::format::units::UnitFormat;
use crate::model::{BeadState, Timestamp, Warning};

/// The formats in which an alignment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// An alignment file: everything, to be reviewed and gone on with.
    Bitext,
    /// TMX, CSV or TSV: the pairs that are kept.
    Units(UnitFormat),
    /// hunalign's ladder: the places of all beads.
    Ladder,
    /// A web page for reading side by side: all beads.
    Page,
    /// XLIFF 2.1: all beads with a source.
    Xliff,
    /// JSON lines: all beads.
    JsonLines,
}

impl OutputFormat {
    /// The format that a file's ending names.
    ///
    /// # Errors
    /// When it names none.
    pub fn of(path: &Path) -> Result<Self, Error> {
        Ok(match layout::extension(path).as_str() {
            bitext::EXTENSION => Self::Bitext,
            "ladder" => Self::Ladder,
            "html" | "htm" => Self::Page,
            "xlf" | "xliff" => Self::Xliff,
            "jsonl" => Self::JsonLines,
            _ => Self::Units(
                export::format_of(path)
                    .map_err(|error| error.hint("use .bitext, .tmx, .csv, .tsv, .html, .xlf, .ladder or .jsonl"))?,
            ),
        })
    }

    /// Whether it holds texts in more than two languages.
    pub fn holds_many_languages(self) -> bool {
        matches!(self, Self::Units(_))
    }
}

/// What is written of an alignment beside its beads.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The least confidence of the pairs that TMX and tables get.
    pub min_confidence: f32,
    /// What their units say of themselves.
    pub provenance: &'a Provenance,
    /// Now.
    pub now: Timestamp,
}

/// Writes an alignment, and gives the number of beads or pairs written.
///
/// # Errors
/// When the file cannot be written; then the old one is left.
pub fn write(
    path: &Path,
    format: OutputFormat,
    aligned: &Aligned,
    options: Options<'_>,
    notices: &mut Vec<Notice>,
) -> Result<u64, Error> {
    let alignment = &aligned.alignment;
    let all = alignment.beads.len() as u64;
    let failed = |e| Error::format(path, e);
    let warnings: Vec<Warning> = match format {
        OutputFormat::Units(format) => {
            let languages = vec![alignment.source_language.clone(), alignment.target_language.clone()];
            let target = Target::new(format, languages, options.now);
            let mut units = align::units(aligned, options.min_confidence, options.provenance);
            return export::write(path, &target, &mut units, notices);
        }
        OutputFormat::Bitext => {
            bitext::save(path, &aligned.to_bitext(path))?;
            Vec::new()
        }
        OutputFormat::Ladder => {
            files::write_atomically(path, |out| format::ladder::write(out, alignment).map_err(failed))?
        }
        OutputFormat::Page => {
            let title = title(aligned);
            files::write_atomically(path, |out| format::page::write(out, alignment, &title).map_err(failed))?;
            Vec::new()
        }
        OutputFormat::Xliff => {
            let original = bitext::origin(path, aligned.source.file(), None).path;
            files::write_atomically(path, |out| format::xliff::write(out, alignment, &original).map_err(failed))?
        }
        OutputFormat::JsonLines => {
            files::write_atomically(path, |out| format::beads::write(out, alignment).map_err(failed))?;
            Vec::new()
        }
    };
    notices.extend(warnings.into_iter().map(|w| Notice::warning(path, w)));
    Ok(all)
}

/// Refuses to write a new alignment over an alignment file in which a person has accepted beads, or that cannot be
/// read.
///
/// # Errors
/// When there is such a file.
pub fn protect(path: &Path, format: OutputFormat) -> Result<(), Error> {
    if format != OutputFormat::Bitext || !path.is_file() {
        return Ok(());
    }
    let bitext = bitext::load(path, &mut Vec::new())
        .map_err(|e| Error { message: format!("not written over, as it cannot be read: {}", e.message), ..e })?
        .bitext;
    match bitext.alignment.beads.iter().filter(|bead| bead.state == BeadState::Accepted).count() {
        0 => Ok(()),
        accepted => {
            Err(Error::new(ErrorKind::Unwritable, format!("not written over: accepted beads in it: {accepted}"))
                .at(path)
                .hint("`tolmach align --realign FILE` keeps them; --force loses them"))
        }
    }
}

/// The names of both texts.
fn title(aligned: &Aligned) -> String {
    let name = |path: &Path| path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    format!("{} – {}", name(&aligned.source.path), name(&aligned.target.path))
}
