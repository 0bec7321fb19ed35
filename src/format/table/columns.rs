//! What the columns of a table hold.

use crate::format::Error;
use crate::format::language_names::language_named;
use crate::lang::LanguageTag;

/// What a column holds beside text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The unit's identifier.
    Name,
    /// The language it was translated from.
    SourceLanguage,
    /// How far it can be relied upon: machine, aligned, translated, approved, rejected.
    Status,
    /// The client.
    Client,
    /// The subject field.
    Domain,
    /// The file it was taken from.
    File,
    /// Its position there, from 0.
    Position,
    /// The source segment before it.
    Previous,
    /// The source segment after it.
    Next,
    /// The confidence of the alignment, 0 to 1.
    Confidence,
    /// The tool that made it.
    Tool,
    /// When it was made (ISO 8601, like the dates below).
    Created,
    /// Who made it.
    CreatedBy,
    /// When it was last changed.
    Changed,
    /// Who changed it last.
    ChangedBy,
    /// When it was last used.
    LastUsed,
    /// How often it was used.
    UsageCount,
    /// A note, or several as a JSON array.
    Notes,
    /// Properties as a JSON object of arrays.
    Properties,
    /// Inline codes as a JSON object of arrays by language.
    Codes,
    /// Metadata of variants as a JSON object by language.
    VariantMetadata,
}

impl Field {
    /// Every field with its heading, in the order in which they are written.
    pub const ALL: [(Self, &'static str); 21] = [
        (Self::Name, "name"),
        (Self::SourceLanguage, "source_language"),
        (Self::Status, "status"),
        (Self::Client, "client"),
        (Self::Domain, "domain"),
        (Self::File, "file"),
        (Self::Position, "position"),
        (Self::Previous, "previous"),
        (Self::Next, "next"),
        (Self::Confidence, "confidence"),
        (Self::Tool, "tool"),
        (Self::Created, "created"),
        (Self::CreatedBy, "created_by"),
        (Self::Changed, "changed"),
        (Self::ChangedBy, "changed_by"),
        (Self::LastUsed, "last_used"),
        (Self::UsageCount, "usage_count"),
        (Self::Notes, "notes"),
        (Self::Properties, "properties"),
        (Self::Codes, "codes"),
        (Self::VariantMetadata, "variant_metadata"),
    ];

    /// The field that a heading names, ours or another tool's.
    fn named(heading: &str) -> Option<Self> {
        let key = heading.trim().to_lowercase().replace([' ', '-'], "_");
        let key = match key.as_str() {
            "id" | "key" | "identifier" | "label" | "tuid" => "name",
            "note"
            | "comment"
            | "comments"
            | "remark"
            | "translator_comments"
            | "примечание"
            | "примечания"
            | "комментарий" => "notes",
            "subject" | "subject_field" | "тема" | "область" => "domain",
            "document" | "filename" | "file_name" | "файл" => "file",
            "customer" | "клиент" => "client",
            "author" | "creator" | "автор" => "created_by",
            "creation_date" | "date" | "дата" => "created",
            "modified" | "change_date" => "changed",
            "modifier" => "changed_by",
            other => other,
        };
        Self::ALL.iter().find(|(_, name)| *name == key).map(|(field, _)| *field)
    }
}

/// What one column holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Column {
    Text(LanguageTag),
    Field(Field),
    /// A property by this name.
    Property(String),
    Ignored,
}

/// What a heading says before the languages are known.
enum Heading {
    Source,
    Target,
    Column(Column),
}

fn heading(text: &str) -> Heading {
    let key = text.trim().to_lowercase();
    match key.as_str() {
        "source"
        | "src"
        | "original"
        | "untranslated"
        | "source text"
        | "source segment"
        | "source_text"
        | "msgid"
        | "оригинал"
        | "исходный текст" => Heading::Source,
        "target" | "tgt" | "translation" | "translated" | "target text" | "target segment" | "target_text"
        | "msgstr" | "перевод" => Heading::Target,
        "" => Heading::Column(Column::Ignored),
        _ => Heading::Column(match (language_named(text), Field::named(text)) {
            (Some(language), _) => Column::Text(language),
            (None, Some(field)) => Column::Field(field),
            (None, None) => Column::Property(text.trim().to_string()),
        }),
    }
}

/// Which columns of a table hold what, where its first row does not tell: `source=1,target=2,note=4` or
/// `ru=Оригинал,en=Translation`. What is not named is ignored.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnMap {
    entries: Vec<(String, String)>,
}

impl ColumnMap {
    /// Reads `what=column`, separated by commas: what a column holds (source, target, a language, or a
    /// [`Field`]) and its number from 1 or its heading.
    ///
    /// # Errors
    /// When a part is not of this form.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let entries = text.split(',').map(|part| match part.split_once('=') {
            Some((what, column)) if !what.trim().is_empty() && !column.trim().is_empty() => {
                Ok((what.trim().to_string(), column.trim().to_string()))
            }
            _ => Err(Error::malformed(None, format!("`{part}` does not say which column holds what"))
                .with_hint("Write it as source=1,target=2 or ru=Original,en=Translation.")),
        });
        Ok(Self { entries: entries.collect::<Result<_, _>>()? })
    }
}

/// The columns of a table, and whether its first row is a heading.
#[derive(Debug, PartialEq)]
pub(super) struct Layout {
    pub columns: Vec<Column>,
    pub has_heading: bool,
}

/// What the caller knows of the languages.
pub(super) struct Languages<'a> {
    pub source: Option<&'a LanguageTag>,
    pub target: Option<&'a LanguageTag>,
}

impl Languages<'_> {
    /// The column of a source or target text.
    fn resolve(&self, heading: Heading) -> Result<Column, Error> {
        let (language, which) = match heading {
            Heading::Column(column) => return Ok(column),
            Heading::Source => (self.source, "source"),
            Heading::Target => (self.target, "target"),
        };
        language.cloned().map(Column::Text).ok_or_else(|| {
            Error::malformed(1, format!("the language of the {which} column is not known"))
                .with_hint("Give the languages with --from and --to.")
        })
    }
}

/// Settles what the columns hold, by the map if there is one, else by the first row, else by the languages.
pub(super) fn layout(first: &[&str], map: Option<&ColumnMap>, languages: &Languages) -> Result<Layout, Error> {
    let headings: Vec<Heading> = first.iter().map(|cell| heading(cell)).collect();
    let is_text = |h: &Heading| matches!(h, Heading::Source | Heading::Target | Heading::Column(Column::Text(_)));
    let has_heading = headings.iter().filter(|h| is_text(h)).count() > 1;
    if let Some(map) = map {
        return mapped(first, map, has_heading, languages);
    }
    let columns = if has_heading {
        headings.into_iter().map(|h| languages.resolve(h)).collect::<Result<Vec<_>, _>>()?
    } else {
        let (Some(source), Some(target)) = (languages.source, languages.target) else {
            return Err(Error::malformed(1, "the first row names no languages").with_hint(
                "Give the languages with --from and --to, or name the columns with --map source=1,target=2.",
            ));
        };
        if first.len() < 2 {
            return Err(Error::malformed(1, "there is one column only").with_hint(
                "A table of units has a column for each language, separated by commas, semicolons or tabs.",
            ));
        }
        let mut columns = vec![Column::Text(source.clone()), Column::Text(target.clone())];
        match first.len() {
            2 => {}
            3 => columns.push(Column::Field(Field::Notes)),
            // LF Aligner: the file, and a score of its own kind.
            4 if first[3].trim().parse::<f64>().is_ok() => {
                columns.extend([Column::Field(Field::File), Column::Property("score".to_string())]);
            }
            cells => columns.extend((3..=cells).map(|n| Column::Property(format!("column-{n}")))),
        }
        columns
    };
    Ok(Layout { columns, has_heading })
}

fn mapped(first: &[&str], map: &ColumnMap, recognised: bool, languages: &Languages) -> Result<Layout, Error> {
    let mut layout = Layout { columns: vec![Column::Ignored; first.len()], has_heading: recognised };
    for (what, place) in &map.entries {
        let index = match place.parse::<usize>() {
            Ok(number) => number.checked_sub(1).filter(|index| *index < first.len()),
            Err(_) => {
                layout.has_heading = true;
                first.iter().position(|cell| cell.trim().eq_ignore_ascii_case(place))
            }
        };
        let Some(index) = index else {
            let names: Vec<_> =
                first.iter().enumerate().map(|(n, cell)| format!("{} {}", n + 1, cell.trim())).collect();
            return Err(Error::malformed(1, format!("there is no column `{place}`"))
                .with_hint(format!("The first row has: {}.", names.join(", "))));
        };
        let column = LanguageTag::parse(what).ok().filter(|_| language_named(what).is_some()).map(Column::Text);
        layout.columns[index] = match column {
            Some(column) => column,
            None => languages.resolve(heading(what))?,
        };
    }
    Ok(layout)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns in a compact notation.
    fn check(first: &[&str], map: &str, expected: &str) {
        let (ru, en) = (LanguageTag::parse("ru").unwrap(), LanguageTag::parse("en").unwrap());
        let languages = Languages { source: Some(&ru), target: Some(&en) };
        let map = (!map.is_empty()).then(|| ColumnMap::parse(map).unwrap());
        let shown = match layout(first, map.as_ref(), &languages) {
            Err(error) => error.message,
            Ok(layout) => {
                let columns = layout.columns.iter().map(|column| match column {
                    Column::Text(language) => language.to_string(),
                    Column::Field(field) => format!("{field:?}"),
                    Column::Property(name) => format!("={name}"),
                    Column::Ignored => "-".to_string(),
                });
                let heading = if layout.has_heading { "" } else { "no heading: " };
                format!("{heading}{}", columns.collect::<Vec<_>>().join(" "))
            }
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn headings_of_many_tools_are_known() {
        check(&["ru", "en-GB", "note", "colour"], "", "ru en-GB Notes =colour");
        check(
            &["location", "source", "target", "id", "fuzzy", "context", "translator_comments"],
            "",
            "=location ru en Name =fuzzy =context Notes",
        );
        check(&["Русский", "English (United Kingdom)", "Клиент", ""], "", "ru en-GB Client -");
        check(&["original", "translation", "Usage count"], "", "ru en UsageCount");
    }

    #[test]
    fn tables_without_a_heading_have_source_and_target_first() {
        check(&["Да", "Yes"], "", "no heading: ru en");
        check(&["Да", "Yes", "remark"], "", "no heading: ru en Notes");
        check(&["Да", "Yes", "a.txt", "0.35"], "", "no heading: ru en File =score");
        check(&["Да", "Yes", "x", "y"], "", "no heading: ru en =column-3 =column-4");
        check(&["Да"], "", "there is one column only");
    }

    #[test]
    fn a_map_says_what_the_first_row_does_not() {
        check(&["x", "Нет", "No", "why"], "source=2,target=3,note=4", "no heading: - ru en Notes");
        check(&["A", "B"], "de=B,uk=a", "uk de");
        check(&["ru", "en"], "en=1,ru=2", "en ru");
        check(&["A", "B"], "source=3", "there is no column `3`");
        check(&["A", "B"], "source=C", "there is no column `C`");
        assert!(ColumnMap::parse("source").is_err());
    }

    #[test]
    fn unknown_languages_are_asked_for() {
        let none = Languages { source: None, target: None };
        assert!(layout(&["source", "target"], None, &none).unwrap_err().hint.is_some());
        assert!(layout(&["Да", "Yes"], None, &none).unwrap_err().hint.is_some());
        assert!(layout(&["ru", "en"], None, &none).is_ok());
    }
}
