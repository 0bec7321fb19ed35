//! Word bounds (UAX #29) in texts of Latin and Cyrillic letters, digits and the usual marks: the rules of
//! these classes alone, which need no search in tables.

/// What a character is to the rules. [`Class::Other`] leaves the text to the full rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Letter,
    Digit,
    /// `_`, which joins letters and digits.
    Joiner,
    /// White space and control characters.
    Space,
    /// A mark that joins nothing.
    Mark,
    /// `:`, which joins letters.
    BetweenLetters,
    /// `,` and `;`, which join digits.
    BetweenDigits,
    /// `.` and apostrophes, which join letters and join digits.
    Between,
    Other,
    End,
}

/// The class of the character that begins at a byte, and its length.
fn class(text: &[u8], at: usize) -> (Class, usize) {
    let byte = |ahead: usize| text.get(at + ahead).copied().unwrap_or_default();
    let Some(&first) = text.get(at) else { return (Class::End, 0) };
    match first {
        b'a'..=b'z' | b'A'..=b'Z' => (Class::Letter, 1),
        b'0'..=b'9' => (Class::Digit, 1),
        b'_' => (Class::Joiner, 1),
        0..=b' ' | 0x7f => (Class::Space, 1),
        b':' => (Class::BetweenLetters, 1),
        b',' | b';' => (Class::BetweenDigits, 1),
        b'.' | b'\'' => (Class::Between, 1),
        0x21..0x7f => (Class::Mark, 1),
        // U+0400 to U+047F, U+0100 to U+017F, U+00C0 to U+00FF but for × and ÷.
        0xd0 | 0xd1 | 0xc4 | 0xc5 => (Class::Letter, 2),
        0xc3 if !matches!(byte(1), 0x97 | 0xb7) => (Class::Letter, 2),
        0xc2 => match byte(1) {
            0xa0 => (Class::Space, 2),
            0xab | 0xbb => (Class::Mark, 2), // « »
            _ => (Class::Other, 2),
        },
        0xe2 if byte(1) == 0x80 => match byte(2) {
            0x98 | 0x99 => (Class::Between, 3),                          // ‘ ’
            0x93 | 0x94 | 0x9c | 0x9d | 0x9e | 0xa6 => (Class::Mark, 3), // – — “ ” „ …
            _ => (Class::Other, 3),
        },
        _ => (Class::Other, 0),
    }
}

/// The token that begins at a byte: the class of its first character and its end. [`Class::Other`] when it
/// cannot be known by these rules where it ends, [`Class::End`] at the end of the text.
pub(super) fn token(text: &str, at: usize) -> (Class, usize) {
    let text = text.as_bytes();
    let (first, length) = class(text, at);
    let mut end = at + length;
    if matches!(first, Class::Other | Class::End) {
        return (first, end);
    }
    let mut last = first;
    let in_word = matches!(first, Class::Letter | Class::Digit | Class::Joiner);
    loop {
        let (next, length) = class(text, end);
        let joins = match next {
            // It may be an accent, which belongs to whatever stands before it.
            Class::Other => return (Class::Other, end),
            Class::Letter | Class::Digit | Class::Joiner => in_word,
            Class::BetweenLetters | Class::BetweenDigits | Class::Between => {
                let wanted = match (last, next) {
                    (Class::Letter, Class::BetweenLetters | Class::Between) => Class::Letter,
                    (Class::Digit, Class::BetweenDigits | Class::Between) => Class::Digit,
                    _ => return (first, end),
                };
                match class(text, end + length).0 {
                    Class::Other => return (Class::Other, end),
                    after => after == wanted,
                }
            }
            Class::Space | Class::Mark | Class::End => false,
        };
        if !joins {
            return (first, end);
        }
        end += length;
        last = next;
    }
}
