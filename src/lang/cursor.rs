//! A position in a text that small hand-written scanners move along.

/// A text and a byte position in it, always on a character boundary.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub text: &'a str,
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    pub fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The character that follows.
    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character that stands before.
    pub fn previous(&self) -> Option<char> {
        self.text.get(..self.at).and_then(|t| t.chars().next_back())
    }

    /// Goes past the next character if it is wanted.
    pub fn eat(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let c = self.peek().filter(|c| wanted(*c))?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Goes past all characters that are wanted and gives them.
    pub fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = rest.find(|c| !wanted(c)).map_or(rest, |end| &rest[..end]);
        self.at += taken.len();
        taken
    }

    /// Goes past the rest of a word.
    pub fn skip_letters(&mut self) {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b) if b.is_ascii_alphabetic() => self.at += 1,
                Some(0xd0 | 0xd1) => self.at += 2, // U+0400 to U+047F
                Some(0x80..) if self.eat(is_letter).is_some() => {}
                _ => return,
            }
        }
    }

    /// Goes past a run of decimal digits of any script.
    pub fn digits(&mut self) -> &'a str {
        self.take(|c| digit(c).is_some())
    }

    /// Goes past a run of letters, of at most as many as the longest word looked for has: texts without
    /// spaces stay linear.
    pub fn letters(&mut self) -> &'a str {
        let length: usize = self.rest().chars().take(40).take_while(|c| is_letter(*c)).map(char::len_utf8).sum();
        let start = self.at;
        self.at += length;
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Goes past at most one space of any width.
    pub fn blank(&mut self) -> bool {
        self.eat(is_blank).is_some()
    }

    /// Whether the text goes on with a digit, or with a separator and a digit.
    pub fn digits_go_on(&self) -> bool {
        let mut ahead = *self;
        ahead.eat(|c| matches!(c, '.' | ','));
        ahead.peek().and_then(digit).is_some()
    }
}

/// [`char::is_alphabetic`] without a search in the tables for the letters of most texts.
pub(crate) fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphabetic(),
        'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' => true,
        '\u{2000}'..='\u{206f}' | '\u{a0}'..='\u{a9}' | '«' | '»' => false,
        _ => c.is_alphabetic(),
    }
}

/// A space within a line, of any width.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}')
}

/// The value of a decimal digit of the scripts that have their own: Latin, Arabic (both sets),
/// Devanagari, Bengali, Thai, full width.
pub(super) fn digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u8 - b'0');
    }
    let code = u32::from(c);
    [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10]
        .into_iter()
        .find(|zero| (*zero..*zero + 10).contains(&code))
        .and_then(|zero| u8::try_from(code - zero).ok())
}

/// The value of a run of digits; `None` above the range.
pub(super) fn integer(digits: &str) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0u32, |n, c| n.checked_mul(10)?.checked_add(u32::from(digit(c)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn letters_are_skipped_as_they_are_taken(text in "([a-zA-Zа-яЁ\u{400}-\u{47f}éß今Ω]|[1 _—\u{301}]?){0,9}") {
            let mut taken = Cursor::new(&text, 0);
            taken.take(is_letter);
            let mut skipped = Cursor::new(&text, 0);
            skipped.skip_letters();
            proptest::prop_assert_eq!(skipped.at, taken.at);
        }
    }

    #[test]
    fn the_block_that_is_skipped_unseen_has_letters_only() {
        assert!(('\u{400}'..'\u{480}').all(is_letter));
    }
}
