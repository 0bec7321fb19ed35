//! Key words in context: texts with the words that were looked for marked.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::output::{BLUE, RESET};

/// A text with some of its words in colour and between brackets, which stay when the colours go.
pub fn marked(text: &str, ranges: &[Range<usize>]) -> String {
    let mut ranges: Vec<&Range<usize>> = ranges.iter().collect();
    ranges.sort_by_key(|r| (r.start, r.end));
    let (mut out, mut done) = (String::with_capacity(text.len() + 16), 0);
    for range in ranges {
        if let (Some(before), Some(words)) = (text.get(done..range.start), text.get(range.clone())) {
            out += &format!("{before}{BLUE}[{words}]{RESET}");
            done = range.end;
        }
    }
    out + text.get(done..).unwrap_or_default()
}

/// A text with marked words in a line of so many columns, the first of them in the middle; the whole text
/// without a width.
pub fn in_context(text: &str, ranges: &[Range<usize>], width: Option<usize>) -> String {
    let (Some(width), Some(first)) = (width, ranges.first()) else { return marked(text, ranges) };
    let (before, word) = (text.get(..first.start).unwrap_or_default(), text.get(first.clone()).unwrap_or_default());
    let after = text.get(first.end..).unwrap_or_default();
    // The brackets take two columns.
    let room = width.saturating_sub(word.width() + 2);
    let (left, right) = (room / 2, room - room / 2);
    // What is cut off has an ellipsis in its place.
    let (cut_left, cut_right) = (before.width() > left, after.width() > right);
    let before = last_columns(before, left.saturating_sub(usize::from(cut_left)));
    let after = first_columns(after, right.saturating_sub(usize::from(cut_right)));
    let (start, end) = (first.start - before.len(), first.end + after.len());
    let inside = ranges.iter().filter(|r| start <= r.start && r.end <= end);
    let ranges: Vec<Range<usize>> = inside.map(|r| r.start - start..r.end - start).collect();
    let ellipsis = |cut: bool| if cut { "…" } else { "" };
    let pad = " ".repeat(left.saturating_sub(before.width() + usize::from(cut_left)));
    let shown = marked(text.get(start..end).unwrap_or_default(), &ranges);
    format!("{pad}{}{shown}{}", ellipsis(cut_left), ellipsis(cut_right))
}

/// The end of a text that takes at most so many columns.
fn last_columns(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    let fits = text.grapheme_indices(true).rev().take_while(|(_, grapheme)| {
        taken += grapheme.width();
        taken <= columns
    });
    let start = fits.last().map_or(text.len(), |(at, _)| at);
    text.get(start..).unwrap_or_default()
}

/// The beginning of a text that takes at most so many columns.
fn first_columns(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    let fits = text.grapheme_indices(true).take_while(|(_, grapheme)| {
        taken += grapheme.width();
        taken <= columns
    });
    let end = fits.last().map_or(0, |(at, grapheme)| at + grapheme.len());
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn words_are_marked() {
        assert_eq!(plain(&marked("новые санкции и санкции", &[11..25, 29..43])), "новые [санкции] и [санкции]");
        assert_eq!(plain(&marked("overlapping", &[0..4, 2..6, 90..99])), "[over]lapping");
    }

    #[test]
    fn the_key_word_stands_in_the_middle() {
        let text = "We demand new sanctions against all the judges";
        let shown = |width| plain(&in_context(text, std::slice::from_ref(&(14..23)), width));
        assert_eq!(shown(None), "We demand new [sanctions] against all the judges");
        assert_eq!(shown(Some(32)), "…mand new [sanctions] against a…");
        assert_eq!(shown(Some(51)), "      We demand new [sanctions] against all the ju…");
        assert_eq!(shown(Some(0)), "…[sanctions]…");
        assert_eq!(plain(&in_context("中国对俄罗斯的制裁", std::slice::from_ref(&(21..27)), Some(14))), " …的[制裁]");
    }
}
