//! Normal forms of text: NFC, white space, and the folding under which words are compared.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc_quick};

/// Text in Unicode normal form C (UAX #15). Borrows when the text is in it already.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if is_plainly_nfc(text.as_bytes()) || is_nfc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// [`nfc`] of a text that is owned, which it stays when it is in NFC already.
pub(crate) fn into_nfc(text: String) -> String {
    match nfc(&text) {
        Cow::Owned(normal) => normal,
        Cow::Borrowed(_) => text,
    }
}

/// Whether UTF-8 is in NFC because it is made of Latin, of Cyrillic and of the dashes and quotes of U+2000 to
/// U+203F alone. The first two of those are spaces that NFC replaces.
fn is_plainly_nfc(text: &[u8]) -> bool {
    // Bytes below 0xCC belong to characters below U+0300; 0xD0 and 0xD1 begin U+0400 to U+047F.
    let expected = |b: &u8| *b < 0xcc || *b == 0xd0 || *b == 0xd1 || *b == 0xe2;
    let (all, wide) = text.iter().fold((true, false), |(all, wide), b| (all & expected(b), wide | (*b == 0xe2)));
    all && (!wide || text.windows(3).all(|w| w[0] != 0xe2 || (w[1] == 0x80 && w[2] > 0x81)))
}

/// Runs of white space (no-break spaces and line breaks too) become one space; both ends are trimmed.
pub fn collapse_space(text: &str) -> String {
    if is_collapsed(text) {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Whether there is no white space in a text but single spaces between other characters: [`collapse_space`]
/// leaves it as it is.
pub(crate) fn is_collapsed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let double = |found: bool, pair: &[u8]| found | ((pair[0] == b' ') & (pair[1] == b' '));
    if text.starts_with(' ') || text.ends_with(' ') || bytes.windows(2).fold(false, double) {
        return false;
    }
    // The bytes of ASCII, and those that other white space begins with.
    let suspicious = |found: bool, b: &u8| found | matches!(b, 9..=13 | 0xc2 | 0xe1..=0xe3);
    !bytes.iter().fold(false, suspicious) || !text.chars().any(|c| c != ' ' && c.is_whitespace())
}

/// The form under which words are compared: lower case, ё as е, typographic apostrophes as `'`, without
/// stress marks, soft hyphens and zero-width characters; Arabic without vowel signs, tatweel and the hamza on
/// alef, final alef as yeh (many write neither); Hebrew without points.
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '\u{301}' | '\u{300}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' => {}
            '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' => {}
            'ё' | 'Ё' => out.push('е'),
            'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
            'ى' => out.push('ي'),
            '’' | '‘' | 'ʼ' | '`' | '´' => out.push('\''),
            _ => out.extend(c.to_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fold_ignores_what_readers_ignore() {
        assert_eq!(fold("Артём"), fold("АРТЕМ"));
        assert_eq!(fold("за\u{301}мок"), "замок");
        assert_eq!(fold("прав’а"), "прав'а");
        assert_eq!(fold("مُحَمَّد"), fold("محمد"));
        assert_eq!(fold("إلـى الأمم"), fold("الي الامم"));
        assert_eq!(fold("שָׁלוֹם"), fold("שלום"));
    }

    #[test]
    fn an_owned_text_is_brought_to_nfc() {
        for text in ["", "Plain", "\u{439}", "\u{438}\u{306}", "e\u{301}\u{212b}"] {
            assert_eq!(into_nfc(text.to_string()), nfc(text));
        }
    }

    #[test]
    fn space_is_collapsed() {
        assert_eq!(collapse_space(" 1\u{a0}000 \n руб. "), "1 000 руб.");
        assert_eq!(collapse_space(" \t"), "");
    }

    #[test]
    fn nfc_composes() {
        assert_eq!(nfc("и\u{306}"), "й");
        assert!(matches!(nfc("уже так — “да”"), Cow::Borrowed(_)));
        assert_eq!(nfc("\u{2000}— \u{2126}"), "\u{2002}— Ω");
    }

    #[test]
    fn every_white_space_is_known() {
        for c in (0..=0xffff).filter_map(char::from_u32) {
            assert_eq!(is_collapsed(&format!("a{c}b")), !c.is_whitespace() || c == ' ', "{c:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_collapsed_stays(text in "[ аz\u{a0}\u{2003}\u{3000}—…\t]{0,8}") {
            let words: Vec<&str> = text.split_whitespace().collect();
            proptest::prop_assert_eq!(is_collapsed(&text), words.join(" ") == text);
            proptest::prop_assert_eq!(collapse_space(&text), words.join(" "));
        }
    }
}
