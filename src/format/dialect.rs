//! How a table of text is written: what separates its cells, and whether cells are quoted.

/// The separator of a table and its use of quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub delimiter: u8,
    /// Whether a quote at the beginning of a cell is the sign of RFC 4180 or a character like others.
    pub quoting: bool,
}

impl Dialect {
    /// Settles the dialect by the beginning of a file. `tab_expected` where the file's name says so.
    pub fn detect(head: &str, tab_expected: bool) -> Self {
        let first = head.lines().next().unwrap_or_default();
        let delimiter = match first.trim_end().strip_prefix("sep=").map(str::as_bytes) {
            Some([delimiter]) => *delimiter,
            _ if tab_expected && first.contains('\t') => b'\t',
            _ => best_delimiter(head).unwrap_or(if tab_expected { b'\t' } else { b',' }),
        };
        // Tables separated by tabs are as often written without quotes as with them.
        let quoting = delimiter != b'\t' || quotes_cells(head.as_bytes(), delimiter);
        Self { delimiter, quoting }
    }

    /// A reader of the csv crate for this dialect; every row is a record.
    pub fn reader<R: std::io::Read>(self, input: R) -> csv::Reader<R> {
        csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .quoting(self.quoting)
            .has_headers(false)
            .flexible(true)
            .from_reader(input)
    }
}

/// The separator by which most rows have as many cells as most others; it must stand in the first row.
fn best_delimiter(head: &str) -> Option<u8> {
    const ROWS: usize = 50;
    let mut best = None;
    for delimiter in *b"\t;," {
        let dialect = Dialect { delimiter, quoting: delimiter != b'\t' };
        let mut rows = dialect.reader(head.as_bytes());
        let mut counts: Vec<usize> = rows.records().take(ROWS).map_while(Result::ok).map(|r| r.len()).collect();
        if counts.first().is_none_or(|cells| *cells < 2) {
            continue;
        }
        let rows = counts.len();
        counts.sort_unstable();
        let most = counts.chunk_by(|a, b| a == b).filter(|c| c[0] > 1).map(<[usize]>::len).max().unwrap_or(0);
        let share = most as f64 / rows as f64;
        if best.is_none_or(|(_, s)| share > s) {
            best = Some((delimiter, share));
        }
    }
    best.map(|(delimiter, _)| delimiter)
}

/// Whether quotes at the beginning of cells are signs: all of them are closed before the next separator,
/// and they are there for a reason (a separator, a line break or a quote inside) or around most cells.
fn quotes_cells(head: &[u8], delimiter: u8) -> bool {
    let (mut plain, mut quoted, mut with_reason) = (0usize, 0usize, 0usize);
    let mut at = 0;
    while at < head.len() {
        if head[at] != b'"' {
            let end = head[at..].iter().position(|b| *b == delimiter || *b == b'\n').map_or(head.len(), |n| at + n);
            plain += usize::from(end > at);
            at = end + 1;
            continue;
        }
        let (mut reason, mut next) = (false, at + 1);
        loop {
            match (head.get(next), head.get(next + 1)) {
                (None, _) => return head.len() - at < 8192 && with_reason > 0,
                (Some(b'"'), Some(b'"')) => {
                    reason = true;
                    next += 2;
                }
                (Some(b'"'), after) => {
                    if after.is_some_and(|b| *b != delimiter && *b != b'\r' && *b != b'\n') {
                        return false;
                    }
                    break;
                }
                (Some(b), _) => {
                    reason |= *b == delimiter || *b == b'\n' || *b == b'\r';
                    next += 1;
                }
            }
        }
        quoted += 1;
        with_reason += usize::from(reason);
        at = next + 2;
    }
    quoted == 0 || with_reason > 0 || quoted > plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, delimiter: char, quoting: bool) {
        let found = Dialect::detect(text, false);
        assert_eq!((found.delimiter as char, found.quoting), (delimiter, quoting), "{text}");
    }

    #[test]
    fn the_separator_is_the_one_that_makes_even_rows() {
        check("ru,en\nДа; конечно,Yes\n", ',', true);
        check("ru;en\nДа, конечно;Yes, of course\nНет;No\n", ';', true);
        check("Да, да\tYes\nНет, нет; нет\tNo, no\n", '\t', true);
        check("sep=;\nru;en\n", ';', true);
        check("ru,en\n\"Да;\nда\",Yes\n", ',', true);
        check("слово\n", ',', true);
    }

    #[test]
    fn quotes_in_tables_with_tabs_are_signs_or_characters() {
        check("ru\ten\n\"Да\tда\"\tYes\n", '\t', true);
        check("ru\ten\n\"\"\"Да\"\"\tда\"\tYes\n", '\t', true);
        check("\"Да\"\t\"Yes\"\n\"Нет\"\t\"No\"\n", '\t', true);
        check("\"Да\", — сказал он\t\"Yes,\" he said\n", '\t', false);
        check("«Заря» и «Свет»\t\"Dawn\"\nСвет\tLight\n", '\t', false);
        check("a\t\"b\nc\td\n", '\t', false);
    }
}
