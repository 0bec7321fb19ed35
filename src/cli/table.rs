//! A plain table for people: columns aligned by display width, figures to the right.

use std::fmt;

use unicode_width::UnicodeWidthStr;

/// Rows under a header. Columns whose cells are all figures stand to the right.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(header: &[&str]) -> Self {
        Self { rows: vec![header.iter().map(ToString::to_string).collect()] }
    }

    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
        let widths: Vec<usize> =
            (0..columns).map(|c| self.rows.iter().map(|r| cell(r, c).width()).max().unwrap_or(0)).collect();
        let is_figure = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || c == '–');
        let right: Vec<bool> = (0..columns).map(|c| self.rows.iter().skip(1).all(|r| is_figure(&cell(r, c)))).collect();
        for (index, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for column in 0..columns {
                let text = cell(row, column);
                let pad = " ".repeat(widths[column].saturating_sub(text.width()));
                line += &if right[column] { format!("{pad}{text}") } else { format!("{text}{pad}") };
                line += "  ";
            }
            let end = if index + 1 < self.rows.len() { "\n" } else { "" };
            write!(f, "{}{end}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_to_the_right_and_wide_letters_count_double() {
        let mut table = Table::new(&["name", "units"]);
        table.row(["記憶".into(), "5".into()]);
        table.row(["memory".into(), "1,000".into()]);
        assert_eq!(table.to_string(), "name    units\n記憶        5\nmemory  1,000");
    }
}
