//! Files of units, whatever their format.

use std::io::Read;

use super::table::ColumnMap;
use super::{Error, UnitReader, table, tmx};
use crate::lang::LanguageTag;

/// The formats in which units are read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitFormat {
    /// Translation Memory eXchange.
    Tmx,
    /// A table separated by commas or semicolons.
    Csv,
    /// A table separated by tabs.
    Tsv,
}

/// How a file of units is read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReadOptions {
    /// The source language, where the file does not name its languages.
    pub source: Option<LanguageTag>,
    /// The target language, likewise.
    pub target: Option<LanguageTag>,
    /// Which columns of a table hold what.
    pub map: Option<ColumnMap>,
}

impl UnitFormat {
    /// The format of a file by its name and its first bytes (a kilobyte is enough).
    ///
    /// # Errors
    /// When it is none of these; the hint says which ones there are.
    pub fn of(name: &str, first_bytes: &[u8]) -> Result<Self, Error> {
        let text = super::decode(&first_bytes[..first_bytes.len().min(1024)]).text;
        let extension = extension(name);
        match extension.as_str() {
            "tmx" => Ok(Self::Tmx),
            "csv" => Ok(Self::Csv),
            "tsv" | "tab" => Ok(Self::Tsv),
            _ if text.contains("<tmx") => Ok(Self::Tmx),
            "txt" | "utf8" | "" if !text.trim_start().starts_with('<') && text.contains('\t') => Ok(Self::Tsv),
            _ => Err(unsupported(&extension, "units are read from TMX, CSV and TSV")),
        }
    }
}

/// The part of a file's name after its last dot, in lower case.
pub(super) fn extension(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
}

/// The error for a file of another format.
pub(super) fn unsupported(extension: &str, supported: &str) -> Error {
    let known = match extension {
        "xlf" | "xliff" | "sdlxliff" | "mqxliff" => "XLIFF",
        "po" | "pot" => "PO",
        "sdltm" => "SDLTM",
        "xlsx" | "xls" | "ods" => "spreadsheet",
        "sdltb" | "ttb" => "MultiTerm",
        _ => return Error::malformed(None, "the format is not known").with_hint(format!("So far {supported}.")),
    };
    Error::malformed(None, format!("{known} files are not read yet")).with_hint(format!("So far {supported}."))
}

/// Begins to read a file of units.
///
/// # Errors
/// When the file cannot be read, is not of the format, or does not tell the languages of its columns.
pub fn open(
    input: Box<dyn Read + Send>,
    format: UnitFormat,
    options: &ReadOptions,
) -> Result<Box<dyn UnitReader + Send>, Error> {
    Ok(match format {
        UnitFormat::Tmx => Box::new(tmx::Reader::new(input)?),
        UnitFormat::Csv => Box::new(table::Reader::new(input, options, false)?),
        UnitFormat::Tsv => Box::new(table::Reader::new(input, options, true)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_known_by_name_or_content() {
        for (name, content, expected) in [
            ("a.TMX", "", Some(UnitFormat::Tmx)),
            ("memories/a.b.csv", "", Some(UnitFormat::Csv)),
            ("a.tab", "", Some(UnitFormat::Tsv)),
            ("a.xml", "<?xml version='1.0'?><tmx version='1.4'>", Some(UnitFormat::Tmx)),
            ("-", "Да\tYes", Some(UnitFormat::Tsv)),
            ("a.txt", "Просто текст", None),
            ("a.xlf", "<xliff>", None),
        ] {
            assert_eq!(UnitFormat::of(name, content.as_bytes()).ok(), expected, "{name}");
        }
        let error = UnitFormat::of("a.sdltm", b"").unwrap_err();
        assert_eq!(error.message, "SDLTM files are not read yet");
    }

    #[test]
    fn every_format_is_opened() {
        let units = |format, text: &'static str| {
            let reader = open(Box::new(text.as_bytes()), format, &ReadOptions::default()).unwrap();
            reader.map(|u| u.variants[1].segment.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(units(UnitFormat::Csv, "ru;en\nДа;Yes\n"), ["Yes"]);
        assert_eq!(units(UnitFormat::Tsv, "ru\ten\nДа\tYes\n"), ["Yes"]);
        let tmx = "<tmx><body><tu><tuv xml:lang='ru'><seg>Да</seg></tuv><tuv xml:lang='en'><seg>Yes</seg></tuv></tu></body></tmx>";
        assert_eq!(units(UnitFormat::Tmx, tmx), ["Yes"]);
    }
}
