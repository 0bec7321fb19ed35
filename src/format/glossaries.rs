//! Files of glossaries, whatever their format.

use super::units::{ReadOptions, extension, unsupported};
use super::{Error, glossary_table, tbx};
use crate::model::{Concept, Glossary, Warning};

/// The formats in which glossaries are read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GlossaryFormat {
    /// A table separated by commas.
    Csv,
    /// A table separated by tabs.
    Tsv,
    /// TermBase eXchange, written as version 3.
    Tbx,
    /// TermBase eXchange, written as version 2.
    TbxV2,
}

impl GlossaryFormat {
    /// The format of a file by its name and its first bytes (a kilobyte is enough).
    ///
    /// # Errors
    /// When it is none of these; the hint says which ones there are.
    pub fn of(name: &str, first_bytes: &[u8]) -> Result<Self, Error> {
        let text = super::decode(&first_bytes[..first_bytes.len().min(1024)]).text;
        let extension = extension(name);
        match extension.as_str() {
            "tbx" => Ok(Self::Tbx),
            "csv" => Ok(Self::Csv),
            "tsv" | "tab" => Ok(Self::Tsv),
            _ if text.contains("<martif") || text.contains("<tbx") => Ok(Self::Tbx),
            "txt" | "utf8" | "" if !text.trim_start().starts_with('<') => Ok(Self::Tsv),
            _ => Err(unsupported(&extension, "glossaries are read from CSV, TSV and TBX")),
        }
    }
}

/// Reads a glossary; its name is the file's without folder and extension.
///
/// # Errors
/// When the file is of no format that we read, or does not tell the languages of its terms.
pub fn read(bytes: &[u8], name: &str, options: &ReadOptions) -> Result<(Glossary, Vec<Warning>), Error> {
    let (concepts, warnings) = match GlossaryFormat::of(name, bytes)? {
        GlossaryFormat::Tbx | GlossaryFormat::TbxV2 => tbx::read(bytes)?,
        GlossaryFormat::Csv => glossary_table::read(bytes, false, options)?,
        GlossaryFormat::Tsv => glossary_table::read(bytes, true, options)?,
    };
    Ok((Glossary { name: stem(name), concepts }, warnings))
}

/// Writes a glossary.
pub fn write(glossary: &Glossary, format: GlossaryFormat) -> String {
    match format {
        GlossaryFormat::Csv => glossary_table::write(&glossary.concepts, b','),
        GlossaryFormat::Tsv => glossary_table::write(&glossary.concepts, b'\t'),
        GlossaryFormat::Tbx => tbx::write(glossary, tbx::Version::V3),
        GlossaryFormat::TbxV2 => tbx::write(glossary, tbx::Version::V2),
    }
}

/// The file with a concept added at its end; everything before stays byte for byte.
///
/// # Errors
/// When the file is no table in UTF-8, or has no column for something that the concept says.
pub fn append(existing: &[u8], name: &str, concept: &Concept, options: &ReadOptions) -> Result<Vec<u8>, Error> {
    match GlossaryFormat::of(name, existing)? {
        GlossaryFormat::Tbx | GlossaryFormat::TbxV2 => Err(Error::malformed(None, "terms are not added to TBX files")
            .with_hint("Keep the glossary as CSV, and export it as TBX.")),
        GlossaryFormat::Csv => glossary_table::append(existing, concept, false, options),
        GlossaryFormat::Tsv => glossary_table::append(existing, concept, true, options),
    }
}

fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_read_and_written() {
        let csv = "ru,en\nслово,word\n";
        let (glossary, _) = read(csv.as_bytes(), "glossaries/core.v1.csv", &ReadOptions::default()).unwrap();
        assert_eq!(glossary.name, "core.v1");
        for (format, name) in
            [(GlossaryFormat::Tsv, "a.tsv"), (GlossaryFormat::Tbx, "a.tbx"), (GlossaryFormat::TbxV2, "a.xml")]
        {
            let (found, warnings) = read(write(&glossary, format).as_bytes(), name, &ReadOptions::default()).unwrap();
            assert_eq!((&found.concepts[0].terms, warnings), (&glossary.concepts[0].terms, vec![]), "{format:?}");
        }
    }

    #[test]
    fn other_files_are_refused_with_a_hint() {
        let error = read(b"", "terms.sdltb", &ReadOptions::default()).unwrap_err();
        assert_eq!(error.message, "MultiTerm files are not read yet");
        assert!(append(b"<martif/>", "a.tbx", &Concept::default(), &ReadOptions::default()).is_err());
    }
}
