//! Regular expressions of SRX files, in the words of the Rust crates.
//!
//! SRX asks for ICU expressions; most files were written for Java's. Both differ from Rust's syntax in
//! escapes, property names, flags and in what a class may hold. The differences are rewritten here; a
//! rewriting that goes beyond a change of spelling is called a repair.

use std::fmt::Write;
use std::iter::Peekable;
use std::str::Chars;

use regex_syntax::hir::{Hir, HirKind};

/// An expression that can be used.
pub(super) struct Parsed {
    /// The expression in Rust's syntax.
    pub text: String,
    /// Its structure; `None` when it has look-around, atomic groups or back references, which only a
    /// backtracking engine understands.
    pub hir: Option<Hir>,
    /// What was repaired.
    pub repairs: Vec<&'static str>,
}

impl Parsed {
    /// Whether some repetition in it is lazy.
    pub(super) fn is_lazy(&self) -> bool {
        self.hir.as_ref().is_some_and(is_lazy)
    }
}

fn is_lazy(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            !repetition.greedy && repetition.max != Some(repetition.min) || is_lazy(&repetition.sub)
        }
        HirKind::Capture(capture) => is_lazy(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(is_lazy),
        _ => false,
    }
}

/// Reads an expression of an SRX file. The error says why it cannot be used.
pub(super) fn parse(expression: &str) -> Result<Parsed, String> {
    let (text, repairs) = translate(expression);
    let hir = match regex_syntax::parse(&text) {
        Ok(hir) => Some(hir),
        Err(error) => match fancy_regex::Regex::new(&text) {
            Ok(_) => None,
            Err(_) => return Err(last_line(&error.to_string())),
        },
    };
    Ok(Parsed { text, hir, repairs })
}

/// The sentence that names the fault, from under the drawing of where it is.
fn last_line(message: &str) -> String {
    message.lines().last().unwrap_or(message).trim_start_matches("error: ").to_string()
}

const HORIZONTAL_SPACE: &str = r" \t\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}";
const VERTICAL_SPACE: &str = r"\n\x0B\f\r\x{85}\x{2028}\x{2029}";

const LONE_DASH: &str = "a dash beside a character class in brackets now stands for itself";

fn translate(expression: &str) -> (String, Vec<&'static str>) {
    let mut translation = Translation { input: expression.chars().peekable(), out: String::new(), repairs: Vec::new() };
    translation.expression();
    (translation.out, translation.repairs)
}

struct Translation<'a> {
    input: Peekable<Chars<'a>>,
    out: String,
    repairs: Vec<&'static str>,
}

/// What the last item of a bracketed class was: whether a dash after it can begin a range.
#[derive(Clone, Copy, PartialEq)]
enum Item {
    Start,
    Character,
    Class,
    RangeEnd,
}

impl Translation<'_> {
    fn expression(&mut self) {
        while let Some(c) = self.input.next() {
            match c {
                '\\' => {
                    self.escape(false);
                }
                '[' => self.class(),
                '(' if self.input.peek() == Some(&'?') => self.group(),
                _ => self.out.push(c),
            }
        }
    }

    /// After `(`: `?flags)` and `?flags:` lose the flags that Rust lacks or reads otherwise (`U`, `u`, `d`).
    fn group(&mut self) {
        let rest: String = self.input.clone().skip(1).take_while(|c| c.is_ascii_alphabetic() || *c == '-').collect();
        let end = self.input.clone().nth(1 + rest.len());
        if rest.is_empty() || !matches!(end, Some(')' | ':')) {
            self.out.push('(');
            return;
        }
        for _ in 0..rest.len() + 2 {
            self.input.next();
        }
        let (on, off) = rest.split_once('-').unwrap_or((&rest, ""));
        let keep = |flags: &str| flags.chars().filter(|c| "imsx".contains(*c)).collect::<String>();
        let (on, off) = (keep(on), keep(off));
        let flags = if off.is_empty() { on } else { format!("{on}-{off}") };
        match end {
            Some(')') if flags.is_empty() => {}
            Some(')') => _ = write!(self.out, "(?{flags})"),
            _ => _ = write!(self.out, "(?{flags}:"),
        }
    }

    /// After a backslash. Returns what it was, for a class.
    fn escape(&mut self, in_class: bool) -> Item {
        let Some(c) = self.input.next() else {
            self.out.push_str("\\\\");
            return Item::Character;
        };
        match c {
            'h' => self.space(HORIZONTAL_SPACE, in_class, false),
            'H' => self.space(HORIZONTAL_SPACE, in_class, true),
            'v' => self.space(VERTICAL_SPACE, in_class, false),
            'V' => self.space(VERTICAL_SPACE, in_class, true),
            'R' if !in_class => {
                self.out.push_str(r"(?:\r\n|[\n\x0B\f\r\x{85}\x{2028}\x{2029}])");
                Item::Class
            }
            'Z' => {
                self.out.push_str("\\z");
                Item::Character
            }
            'u' => self.code(4),
            'x' if self.input.peek() != Some(&'{') => self.code(2),
            'e' => self.character('\u{1b}'),
            'Q' => {
                self.quotation();
                Item::Character
            }
            'E' => Item::Character,
            'p' | 'P' => {
                self.property(c);
                Item::Class
            }
            'd' | 'D' | 'w' | 'W' | 's' | 'S' => {
                self.out.push('\\');
                self.out.push(c);
                Item::Class
            }
            c if c.is_ascii_alphanumeric() => {
                self.out.push('\\');
                self.out.push(c);
                Item::Character
            }
            c => self.character(c),
        }
    }

    fn space(&mut self, members: &str, in_class: bool, negated: bool) -> Item {
        match (in_class, negated) {
            (true, false) => self.out.push_str(members),
            (_, true) => _ = write!(self.out, "[^{members}]"),
            (false, false) => _ = write!(self.out, "[{members}]"),
        }
        Item::Class
    }

    /// `\uFFFF` and `\xFF`.
    fn code(&mut self, digits: usize) -> Item {
        let code: String = self.input.clone().take(digits).take_while(char::is_ascii_hexdigit).collect();
        for _ in 0..code.len() {
            self.input.next();
        }
        _ = write!(self.out, "\\x{{{}}}", if code.is_empty() { "0" } else { &code });
        Item::Character
    }

    /// `\Q…\E`: everything stands for itself.
    fn quotation(&mut self) {
        while let Some(c) = self.input.next() {
            if c == '\\' && self.input.peek() == Some(&'E') {
                self.input.next();
                return;
            }
            self.character(c);
        }
    }

    fn character(&mut self, c: char) -> Item {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && !"<>\"' \t\r\n".contains(c) {
            self.out.push('\\');
        }
        self.out.push(c);
        Item::Character
    }

    /// After `\p`: Java's own names.
    fn property(&mut self, letter: char) {
        let braced = self.input.peek() == Some(&'{');
        let name: String = if braced {
            self.input.by_ref().skip(1).take_while(|c| *c != '}').collect()
        } else {
            self.input.next().into_iter().collect()
        };
        let name = match name.as_str() {
            "Punct" => "P",
            "Lower" | "javaLowerCase" => "Lowercase",
            "Upper" | "javaUpperCase" => "Uppercase",
            "Alpha" => "Alphabetic",
            "Digit" => "Nd",
            "Space" | "javaWhitespace" => "White_Space",
            name => {
                let bare = name.strip_prefix("Is").or_else(|| name.strip_prefix("In")).unwrap_or(name);
                bare.strip_prefix("Block=").unwrap_or(bare)
            }
        };
        _ = write!(self.out, "\\{letter}{{{name}}}");
    }

    /// After `[`: up to the closing bracket. `[[a]]` and `&&` mean the same in both languages; `--` and
    /// `~~` are operators in Rust alone, and a dash beside `\d` is an error in Rust alone.
    fn class(&mut self) {
        self.out.push('[');
        let mut depth = 1usize;
        let mut last = Item::Start;
        if self.input.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        // A bracket in the first place stands for itself.
        if self.input.next_if_eq(&']').is_some() {
            last = self.character(']');
        }
        while let Some(c) = self.input.next() {
            last = match c {
                '\\' => self.escape(true),
                ']' => {
                    self.out.push(']');
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                    Item::Class
                }
                '[' if self.input.peek() == Some(&':') => {
                    self.out.push('[');
                    for c in self.input.by_ref() {
                        self.out.push(c);
                        if c == ']' {
                            break;
                        }
                    }
                    Item::Class
                }
                '[' => {
                    self.out.push('[');
                    if self.input.next_if_eq(&'^').is_some() {
                        self.out.push('^');
                    }
                    depth += 1;
                    Item::Start
                }
                '-' => self.dash(last),
                '~' => self.character('~'),
                '&' if self.input.next_if_eq(&'&').is_some() => {
                    self.out.push_str("&&");
                    Item::Start
                }
                '&' => self.character('&'),
                c => {
                    self.out.push(c);
                    Item::Character
                }
            };
        }
    }

    fn dash(&mut self, last: Item) -> Item {
        let next = self.input.peek().copied();
        let mut ahead = self.input.clone().skip(1);
        let before_class = match next {
            Some('\\') => ahead.next().is_some_and(|c| "dDwWsSpPhHvV".contains(c)),
            Some('[') => true,
            _ => false,
        };
        if last == Item::Character && !before_class && !matches!(next, Some(']' | '&') | None) {
            self.out.push('-');
            // The end of the range, so that `a-z-9` is read as Java does.
            return match self.input.next() {
                Some('\\') => match self.escape(true) {
                    Item::Character => Item::RangeEnd,
                    other => other,
                },
                Some(c) => {
                    self.character(c);
                    Item::RangeEnd
                }
                None => Item::RangeEnd,
            };
        }
        if matches!(last, Item::Class | Item::RangeEnd) && !matches!(next, Some(']') | None) || before_class {
            self.repairs.push(LONE_DASH);
        }
        self.character('-')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expression: &str, translated: &str) {
        let (text, _) = translate(expression);
        assert_eq!(text, translated, "{expression}");
        parse(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
    }

    #[test]
    fn what_is_the_same_stays() {
        for expression in [r"\b(Mr|Dr)\.\s", r"[^\p{Lu}a-z]+?", "(?:a|b){2,}", r"[\.\?!]+", "(?<=a)b", "[a-z&&[^b]]"] {
            let (text, repairs) = translate(expression);
            assert_eq!((text.as_str(), repairs.len()), (expression, 0));
        }
    }

    #[test]
    fn escapes_of_java_and_icu() {
        check(r"\u2029", r"\x{2029}");
        check(r"[\u0e01-\u0e5b]{20,}", r"[\x{0e01}-\x{0e5b}]{20,}");
        check(r"\xA0", r"\x{A0}");
        check(r"a\h*", r"a[ \t\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}]*");
        check(r"[\va]", r"[\n\x0B\f\r\x{85}\x{2028}\x{2029}a]");
        check(r"\Qa.b\E\.", r"a\.b\.");
        check(r"\»\<\ ", "»< ");
        check(r"\Z", r"\z");
    }

    #[test]
    fn properties_of_java() {
        check(r"\p{Punct}\p{IsCyrillic}\p{InThai}\pL\P{Lower}", r"\p{P}\p{Cyrillic}\p{Thai}\p{L}\P{Lowercase}");
    }

    #[test]
    fn flags_that_mean_something_else_in_rust() {
        check("(?U)a", "a");
        check("(?iu)a", "(?i)a");
        check("(?u:a)", "(?:a)");
        check("(?i-u:a)", "(?i:a)");
        check("(?s-i)a", "(?s-i)a");
        check("((?i)jan|feb)", "((?i)jan|feb)");
    }

    #[test]
    fn a_dash_that_cannot_be_a_range_stands_for_itself() {
        check(r"[\d-–]", r"[\d\-–]");
        check("[a-z-9]", r"[a-z\-9]");
        check("[--/]", r"[\--\/]");
        check("[-a]", r"[\-a]");
        check(r"[a-\d]", r"[a\-\d]");
        assert_eq!(translate(r"[\d-–]").1, [LONE_DASH]);
        assert!(translate("[-a-z]").1.is_empty());
    }

    #[test]
    fn odd_classes() {
        check("[]a]", r"[\]a]");
        check("[a~~b]", r"[a\~\~b]");
        check("[a&b]", r"[a\&b]");
        check("[[:upper:]x]", "[[:upper:]x]");
    }

    #[test]
    fn what_cannot_be_used_is_told() {
        assert_eq!(parse("(").err().as_deref(), Some("unclosed group"));
        assert_eq!(parse("[a").err().as_deref(), Some("unclosed character class"));
        assert!(parse(r"\p{NoSuch}").is_err());
    }

    #[test]
    fn look_around_is_left_to_the_backtracking_engine() {
        assert!(parse("(?<!a)b").unwrap().hir.is_none());
        assert!(parse("a++b").unwrap().hir.is_some());
    }
}
