//! The seed lexicon that tolmach brings: frequent words and those of politics, law and news, a concept a row,
//! a language a column. Any pair of languages comes out of it through the row. It is of our own writing
//! (`seed/lexicon.tsv`: tab-separated, `|` between the words of a cell, dictionary forms).

use super::seeds::Row;
use crate::lang::LanguageTag;

const TABLE: &str = include_str!("seed/lexicon.tsv");

/// Whether the seed lexicon has both languages.
pub fn covers(source: &LanguageTag, target: &LanguageTag) -> bool {
    let columns = TABLE.lines().next().unwrap_or("");
    [source, target].iter().all(|language| columns.split('\t').any(|column| column == language.language()))
}

/// The words of each concept in two languages; nothing for a language without a column.
pub(super) fn rows(source: &LanguageTag, target: &LanguageTag) -> Vec<Row<'static>> {
    let mut rows = TABLE.lines();
    let columns: Vec<&str> = rows.next().map_or_else(Vec::new, |header| header.split('\t').collect());
    let column = |language: &LanguageTag| columns.iter().position(|c| *c == language.language());
    let (Some(from), Some(to)) = (column(source), column(target)) else { return Vec::new() };
    let words = |row: &'static str, column: usize| -> Vec<&'static str> {
        row.split('\t').nth(column).unwrap_or("").split('|').filter(|word| !word.is_empty()).collect()
    };
    rows.map(|row| (words(row, from), words(row, to))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> LanguageTag {
        LanguageTag::parse(text).unwrap()
    }

    #[test]
    fn any_pair_comes_through_the_row() {
        let has = |from, to, pair: (&str, &str)| {
            rows(&tag(from), &tag(to)).iter().any(|(left, right)| left.contains(&pair.0) && right.contains(&pair.1))
        };
        assert!(has("ru", "en-GB", ("заявление", "statement")));
        assert!(has("be", "de", ("суд", "Gericht")));
        assert!(has("zh", "ar", ("法院", "محكمة")));
        assert!(rows(&tag("ru"), &tag("is")).is_empty());
        assert!(covers(&tag("ru"), &tag("en-GB")) && !covers(&tag("ru"), &tag("is")));
    }

    #[test]
    fn every_row_is_whole() {
        let mut seen = std::collections::BTreeSet::new();
        for (number, row) in TABLE.lines().enumerate() {
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(cells.len(), 12, "line {}", number + 1);
            assert!(cells.iter().all(|c| c.trim() == *c && !c.starts_with('|') && !c.ends_with('|')), "{row}");
            assert!(!cells[0].is_empty() && !cells[1].is_empty(), "line {}", number + 1);
            let key = (cells[0].split('|').next(), cells[1].split('|').next());
            assert!(seen.insert(key), "line {} stands twice", number + 1);
        }
    }
}
