//! The seed lexicon that tolmach brings: frequent words and those of politics, law and news, a concept a row,
//! a language a column. Any pair of languages comes out of it through the row. It is of our own writing
//! (`seed/lexicon.tsv`: tab-separated, `|` between the words of a cell, dictionary forms).

use crate::lang::LanguageTag;

const TABLE: &str = include_str!("seed/lexicon.tsv");

/// The words that translate each other in two languages; nothing for a language without a column.
pub(super) fn pairs(source: &LanguageTag, target: &LanguageTag) -> Vec<(String, String)> {
    let mut rows = TABLE.lines().map(|row| row.split('\t'));
    let columns: Vec<&str> = rows.next().map(Iterator::collect).unwrap_or_default();
    let column = |language: &LanguageTag| columns.iter().position(|c| *c == language.language());
    let (Some(from), Some(to)) = (column(source), column(target)) else { return Vec::new() };
    let words = |cell: Option<&&'static str>| cell.map_or("", |cell| cell).split('|').filter(|word| !word.is_empty());
    let mut out = Vec::new();
    for row in rows {
        let cells: Vec<&'static str> = row.collect();
        for left in words(cells.get(from)) {
            out.extend(words(cells.get(to)).map(|right| (left.to_owned(), right.to_owned())));
        }
    }
    out
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
            pairs(&tag(from), &tag(to)).iter().any(|(left, right)| (left.as_str(), right.as_str()) == pair)
        };
        assert!(has("ru", "en-GB", ("заявление", "statement")));
        assert!(has("be", "de", ("суд", "Gericht")));
        assert!(has("zh", "ar", ("法院", "محكمة")));
        assert!(pairs(&tag("ru"), &tag("is")).is_empty());
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
