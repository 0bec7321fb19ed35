//! Subtitles: SubRip (`.srt`) and WebVTT (`.vtt`).

use super::{Error, decode, encoding_warnings};
use crate::lang::{collapse_space, nfc};
use crate::model::Warning;

/// A text that is shown for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// Its number or name, if it has one.
    pub id: Option<String>,
    /// When it appears, in milliseconds from the beginning.
    pub start: u64,
    /// When it goes, in the same measure; never before it appears.
    pub end: u64,
    /// What it says, without markup, its lines joined by spaces.
    pub text: String,
    /// The line of its times in the file, from 1.
    pub line: usize,
}

/// Whether a file is one of subtitles, by the extension of its name or by its first bytes.
pub fn is_subtitle(name: &str, first_bytes: &[u8]) -> bool {
    let extension = super::units::extension(name);
    let head = first_bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(first_bytes);
    matches!(extension.as_str(), "srt" | "vtt") || head.starts_with(b"WEBVTT")
}

/// Reads the cues of a file in the order of their times. Cues without text are left out.
///
/// # Errors
/// When there is no cue in it.
pub fn read(bytes: &[u8]) -> Result<(Vec<Cue>, Vec<Warning>), Error> {
    let decoded = decode(bytes);
    let mut warnings = encoding_warnings(&decoded);
    let lines: Vec<&str> = decoded.text.lines().collect();
    let mut cues: Vec<Cue> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let Some((start, end)) = times(lines[at]) else {
            if lines[at].contains("-->") {
                warnings.push(Warning::skipped(at + 1, "the times of this cue cannot be read"));
            }
            at += 1;
            continue;
        };
        let line = at + 1;
        // The line above names the cue, if nothing else stands there.
        let above = at.checked_sub(1).map(|above| lines[above].trim()).filter(|above| !above.is_empty());
        let alone = at < 2 || lines[at - 2].trim().is_empty();
        let id = above.filter(|above| alone && !above.contains("-->") && !above.starts_with("WEBVTT"));
        at += 1;
        let mut text = String::new();
        while at < lines.len() && times(lines[at]).is_none() && !lines[at].contains("-->") {
            if lines[at].trim().is_empty() {
                let next = (at..lines.len()).find(|&next| !lines[next].trim().is_empty()).unwrap_or(lines.len());
                if begins_cue(&lines[next..]) {
                    break;
                }
                at = next;
            }
            text.push(' ');
            text.push_str(lines[at]);
            at += 1;
        }
        if end < start {
            warnings.push(Warning::repaired(line, "the cue ends before it begins"));
        }
        let text = collapse_space(&nfc(&without_markup(&text))).to_string();
        if !text.is_empty() {
            cues.push(Cue { id: id.map(str::to_string), start, end: end.max(start), text, line });
        }
    }
    if cues.is_empty() {
        return Err(Error::malformed(None, "there is no subtitle in it")
            .with_hint("A cue has a line of times such as `00:00:01,000 --> 00:00:02,500`, and its text below."));
    }
    if cues.windows(2).any(|pair| pair[1].start < pair[0].start) {
        warnings.push(Warning::repaired(None, "cues out of order were put in the order of their times"));
        cues.sort_by_key(|cue| cue.start);
    }
    Ok((cues, warnings))
}

/// Whether a cue, or a block of WebVTT that is none, begins here, after a blank line: such a line inside a text is not
/// its end.
fn begins_cue(lines: &[&str]) -> bool {
    let Some(first) = lines.first() else { return true };
    let word = first.split_whitespace().next().unwrap_or_default();
    matches!(word, "NOTE" | "STYLE" | "REGION")
        || first.contains("-->")
        || lines.get(1).is_some_and(|second| second.contains("-->"))
}

/// The times of a cue: `00:01:02,500 --> 00:01:04.000 align:start`.
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    Some((time(start.trim())?, time(rest.split_whitespace().next()?)?))
}

/// A time in milliseconds: hours may be missing, and the fraction may have any number of digits.
fn time(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let number = |text: &str| {
        let fine = (1..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if fine { text.parse::<u64>().ok() } else { None }
    };
    let fraction = fraction.get(..3).unwrap_or(fraction);
    let thousandths = number(fraction)? * 10u64.pow(3 - fraction.len() as u32);
    let mut seconds = 0;
    let mut parts = 0;
    for part in whole.split(':') {
        seconds = seconds * 60 + number(part.trim())?;
        parts += 1;
    }
    (2..=3).contains(&parts).then_some(seconds * 1000 + thousandths)
}

/// A text without tags (`<i>`, `<v Anna>`, `{\an8}`), its entities resolved.
fn without_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Once a tag has no end, no later one of its sort has: they are not looked for again.
    let mut endless = String::new();
    while let Some(at) = rest.find(['<', '{']) {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let name = |c: char| c.is_ascii_alphanumeric() || c == '/';
        let (is_tag, closing) = match tag.strip_prefix('<') {
            Some(inside) => (inside.starts_with(name), '>'),
            None => (tag.starts_with("{\\"), '}'),
        };
        let end = if is_tag && !endless.contains(closing) { tag.find(closing) } else { None };
        if is_tag && end.is_none() {
            endless.push(closing);
        }
        match end {
            Some(end) => rest = &tag[end + 1..],
            None => {
                out.push_str(&tag[..1]);
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    htmlize::unescape(out).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(file: &str, cues: &[&str], warnings: usize) {
        let (read, found) = read(file.as_bytes()).unwrap();
        let show = |c: &Cue| format!("{}@{} {}-{} {}", c.id.as_deref().unwrap_or("-"), c.line, c.start, c.end, c.text);
        assert_eq!(read.iter().map(show).collect::<Vec<_>>(), cues);
        assert_eq!(found.len(), warnings, "{found:?}");
    }

    #[test]
    fn subrip() {
        check(
            "\u{feff}1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Привет,</i>\r\n{\\an8}мир &amp; все\r\n\r\n\
             2\r\n00:01:00,5 --> 01:00:00,000 X1:1\r\n- Да?\r\n\r\n- Нет: 1 < 2.\r\n\r\n3\r\n00:02:00,000 --> 00:02:01,000\r\n\r\n",
            &["1@2 1000-2500 Привет, мир & все", "2@7 60500-3600000 - Да? - Нет: 1 < 2."],
            0,
        );
    }

    #[test]
    fn webvtt() {
        check(
            "WEBVTT - x\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE a\nremark\n\nintro\n00:01.000 --> 00:02.000 align:start\n\
             <v Anna>Hello</v>\n\nNOTE another\n\n00:03.000 --> 00:04.000\n2021\n",
            &["intro@11 1000-2000 Hello", "-@16 3000-4000 2021"],
            0,
        );
    }

    #[test]
    fn damage_is_reported() {
        check(
            "1\n00:00:05,000 --> 00:00:04,000\nb\n\n2\n0:0:x --> 1\nc\n\n3\n00:00:01,000 --> 00:00:02,000\na",
            &["3@10 1000-2000 a", "1@2 5000-5000 b"],
            3,
        );
        assert!(read("Просто текст".as_bytes()).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn any_text_is_read_or_refused(parts in prop::collection::vec(prop::sample::select(vec![
            "1\n", "00:00:01,000 --> 00:00:02,000\n", "\n", "WEBVTT\n", "NOTE\n", "<i", "{\\", ">", "х&lt;\n", "99999:999999:999999 --> :\n", "-->", "0:0,",
        ]), 0..20)) {
            let _ = read(parts.concat().as_bytes());
        }
    }
}
