//! Bilingual dictionaries as word pairs: the dictd format (an index and a text, which may be compressed), and
//! tables of two columns.
//!
//! The dictd format is that of the Dictionary Server Protocol's reference server: a line of the index is a
//! headword, the offset and the length of its article, tab-separated, both numbers in base 64 with the digits
//! A–Z a–z 0–9 + /. Articles are meant for people, so word pairs are read from them tolerantly: FreeDict puts a
//! sense a line below the headword, Mueller's dictionary marks parts of speech and subjects by words behind an
//! underscore, numbers its senses and adds examples after a semicolon.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::Error;

/// The words of an article that come first are its translations: more are examples and rare senses.
const MOST_TRANSLATIONS: usize = 8;
/// A translation of more words than this is an explanation.
const MOST_WORDS: usize = 3;

/// What a dictionary says: its own name for itself, and word pairs (headword, translation).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dictionary {
    /// Its name (`00-database-short`), empty if it has none.
    pub name: String,
    /// The pairs in the order of the headwords.
    pub pairs: Vec<(String, String)>,
    /// Articles that could not be read.
    pub damaged: usize,
}

/// Reads a dictionary of the dictd format: its index and its text, plain or compressed (`.dict.dz`).
///
/// # Errors
/// When the text is compressed and cannot be decompressed.
pub fn read_dictd(index: &[u8], text: &[u8]) -> Result<Dictionary, Error> {
    let text = inflate(text)?;
    let mut dictionary = Dictionary::default();
    for line in String::from_utf8_lossy(index).lines() {
        let mut fields = line.split('\t');
        let (Some(headword), Some(offset), Some(length)) = (fields.next(), fields.next(), fields.next()) else {
            dictionary.damaged += usize::from(!line.trim().is_empty());
            continue;
        };
        let range =
            number(offset).zip(number(length)).and_then(|(start, length)| Some(start..start.checked_add(length)?));
        let Some(article) = range.and_then(|range| text.get(range)) else {
            dictionary.damaged += 1;
            continue;
        };
        let article = String::from_utf8_lossy(article);
        if headword.starts_with("00database") || headword.starts_with("00-database") {
            if headword.trim_start_matches("00").trim_start_matches('-').replace('-', "") == "databaseshort" {
                dictionary.name = article.lines().last().unwrap_or("").trim().to_string();
            }
            continue;
        }
        for translation in translations(&article) {
            dictionary.pairs.push((headword.to_string(), translation));
        }
    }
    Ok(dictionary)
}

/// Reads a table of two columns, separated by a tab, or by a semicolon or comma where there is no tab: a word and
/// its translation. Lines that begin with # are read over.
pub fn read_table(bytes: &[u8]) -> Dictionary {
    let text = super::decode(bytes).text;
    let mut dictionary = Dictionary::default();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let columns = ['\t', ';', ','].iter().find_map(|&separator| line.split_once(separator));
        let unquoted = |cell: &str| cell.trim().trim_matches('"').trim().to_string();
        match columns.map(|(word, rest)| (unquoted(word), unquoted(rest.split('\t').next().unwrap_or(rest)))) {
            Some((word, translation)) if !word.is_empty() && !translation.is_empty() => {
                dictionary.pairs.push((word, translation));
            }
            _ => dictionary.damaged += 1,
        }
    }
    dictionary
}

/// The text, decompressed if it begins as gzip does (`dictzip` files are gzip files).
fn inflate(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes.to_vec());
    }
    let mut out = Vec::new();
    MultiGzDecoder::new(bytes)
        .read_to_end(&mut out)
        .map_err(|e| Error::malformed(None, format!("the compressed text is damaged: {e}")))?;
    Ok(out)
}

/// A number in base 64, the highest digit first.
fn number(text: &str) -> Option<usize> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    text.trim().bytes().try_fold(0usize, |sum, byte| {
        let digit = DIGITS.iter().position(|&d| d == byte)?;
        sum.checked_mul(64)?.checked_add(digit)
    })
}

/// The translations in an article: what stands below the headword, without what is not translation.
fn translations(article: &str) -> Vec<String> {
    let mut body = String::new();
    for line in article.lines().skip(1) {
        // A sense begins a line; what else is further in goes on with it.
        let line = line.trim();
        let sense = line
            .split_once([')', '.', '>'])
            .is_some_and(|(n, _)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        body.push(if sense { ';' } else { ' ' });
        body.push_str(line);
    }
    let mut found: Vec<String> = Vec::new();
    for piece in plain(&body).split([';', ',']) {
        let words: Vec<&str> = piece.split_whitespace().filter(|word| is_text(word)).collect();
        if words.is_empty() || words.len() > MOST_WORDS {
            continue;
        }
        let translation = words.join(" ");
        // An example gives the headword's language too: two scripts in one piece.
        if mixes_scripts(&translation) || found.contains(&translation) {
            continue;
        }
        found.push(translation);
        if found.len() == MOST_TRANSLATIONS {
            break;
        }
    }
    found
}

/// The text without what stands in brackets: pronunciation, grammar, hints.
fn plain(text: &str) -> String {
    let mut depth = 0usize;
    text.chars()
        .filter(|&c| {
            match c {
                '[' | '(' | '{' | '<' => depth += 1,
                // A closing bracket that nothing opened numbers a sense.
                ']' | ')' | '}' | '>' if depth > 0 => {
                    depth -= 1;
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// Whether a piece of an article is a word: not a sense's number, a part of speech, a subject or a sign.
fn is_text(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters > 0
        && !word.starts_with('_')
        && !word.ends_with('.')
        && !word.contains(['=', '~', '↗', '/', '"'])
        && !word.starts_with(|c: char| c.is_ascii_digit())
}

fn mixes_scripts(text: &str) -> bool {
    let latin = text.chars().any(|c| c.is_ascii_alphabetic());
    latin && text.chars().any(|c| c.is_alphabetic() && c > '\u{24f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A dictionary of these articles, with its index.
    fn dictd(articles: &[(&str, &str)]) -> (Vec<u8>, Vec<u8>) {
        const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let digits = |n: usize| {
            [n / 4096 % 64, n / 64 % 64, n % 64].map(|digit| char::from(DIGITS[digit])).iter().collect::<String>()
        };
        let (mut index, mut text) = (String::new(), String::new());
        for (headword, article) in articles {
            index += &format!("{headword}\t{}\t{}\n", digits(text.len()), digits(article.len()));
            text += article;
        }
        (index.into_bytes(), text.into_bytes())
    }

    fn pairs(articles: &[(&str, &str)]) -> Vec<(String, String)> {
        let (index, text) = dictd(articles);
        read_dictd(&index, &text).unwrap().pairs
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect()
    }

    #[test]
    fn articles_of_two_kinds() {
        let short = "harbour /hɑːbə/ <n>\nгавань, порт\n";
        assert_eq!(pairs(&[("harbour", short)]), owned(&[("harbour", "гавань"), ("harbour", "порт")]));
        let long = "harbour\n   [↗hɑ:bɜ] _n.\n   1) гавань; порт; safe harbour безопасная гавань\n   2) _перен. убежище (от бед)\n";
        assert_eq!(
            pairs(&[("harbour", long)]),
            owned(&[("harbour", "гавань"), ("harbour", "порт"), ("harbour", "убежище")])
        );
    }

    #[test]
    fn the_dictionary_names_itself_and_counts_what_is_damaged() {
        let (mut index, text) =
            dictd(&[("00-database-short", "00-database-short\n  Our dictionary\n"), ("sea", "sea\nморе\n")]);
        index.extend(b"lost\tzzzz\tB\nhalf\n");
        let dictionary = read_dictd(&index, &text).unwrap();
        assert_eq!((dictionary.name.as_str(), dictionary.damaged), ("Our dictionary", 2));
        assert_eq!(dictionary.pairs, owned(&[("sea", "море")]));
    }

    #[test]
    fn a_compressed_text_is_the_same() {
        use std::io::Write;
        let (index, text) = dictd(&[("sea", "sea\nморе\n")]);
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&text).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(read_dictd(&index, &packed).unwrap(), read_dictd(&index, &text).unwrap());
        assert!(read_dictd(&index, &packed[..packed.len() / 2]).is_err());
    }

    #[test]
    fn a_table_of_two_columns() {
        let dictionary = read_table("# ours\nsea\tморе\nharbour;гавань\nalone\n\"port\",порт\n".as_bytes());
        assert_eq!(dictionary.pairs, owned(&[("sea", "море"), ("harbour", "гавань"), ("port", "порт")]));
        assert_eq!(dictionary.damaged, 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_bytes_are_read(index in prop::collection::vec(any::<u8>(), 0..80), text in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = read_dictd(&index, &text);
            let _ = read_table(&text);
        }
    }
}
