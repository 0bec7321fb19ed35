//! Markup that stands in the text itself, as exports without inline codes have it: tags and placeholders.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// The longest text between `<` and `>` that is taken for a tag, in bytes.
const LONGEST_TAG: usize = 2000;

/// Placeholders of printf, Python, Qt, ICU and gettext templates, shells and the like, and numbered tags.
/// What has white space inside is left to the translator.
static PLACEHOLDER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = r"(?x)
        %(?:\d+\$)?[-+\#0]*\d*(?:\.\d+)?(?:hh|h|ll|l|z|j|t)?(?:[sdiufFeEgGxXocp]\b|@)  # %s %1$d %.2f %@
        | %\([A-Za-z0-9_]+\)[sdif]                                                     # %(name)s
        | %[A-Z][A-Z0-9_]+%?                                                           # %PRODUCTNAME
        | %\d{1,2}                                                                     # %1
        | \$\{[^{}\s]+\} | \$\([A-Za-z0-9_]+\) | \$\[[A-Za-z0-9_]+\]                   # ${name} $(name) $[name]
        | \$[A-Za-z_][A-Za-z0-9_]*\$                                                   # $name$
        | \{\{[^{}\s]+\}\} | \{[A-Za-z0-9_.:,\#-]*\}                                   # {{name}} {name} {0} {}
        | </?\d{1,3}/?>                                                                # <0/>
    ";
    Regex::new(pattern).ok()
});

/// The tags and placeholders of a text, in order, without overlap.
pub(crate) fn markup(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = tags(text).collect();
    if text.bytes().any(|b| matches!(b, b'%' | b'$' | b'{' | b'<')) {
        let placeholders = PLACEHOLDER.iter().flat_map(|regex| regex.find_iter(text)).map(|m| m.range());
        // `50%` is a number.
        let percent =
            |r: &Range<usize>| text[r.clone()].starts_with('%') && text[..r.start].ends_with(char::is_numeric);
        let placeholders: Vec<_> = placeholders
            .filter(|r| !percent(r) && !found.iter().any(|tag| tag.start < r.end && r.start < tag.end))
            .collect();
        found.extend(placeholders);
        found.sort_by_key(|range| range.start);
    }
    found
}

/// Tags with a name: `<b>`, `</item>`, `<br/>`.
pub(crate) fn tags(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find('<')?;
            let rest = &text.as_bytes()[start + 1..];
            let named = rest.strip_prefix(b"/").unwrap_or(rest).first().is_some_and(u8::is_ascii_alphabetic);
            let end = rest.iter().take(LONGEST_TAG).position(|b| matches!(b, b'<' | b'>'));
            match end.filter(|_| named).filter(|&end| rest[end] == b'>') {
                Some(end) => {
                    from = start + end + 2;
                    return Some(start..from);
                }
                None => from = start + 1,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_placeholders_are_found() {
        for (text, expected) in [
            ("<b>Press</b> <a href=\"x y\">OK", &["<b>", "</b>", "<a href=\"x y\">"][..]),
            ("1 < 2 and 5 > 3, a<b", &[]),
            ("Go to <0>the page</0><1/>.", &["<0>", "</0>", "<1/>"]),
            ("%s of %1$d, %.2f, %(name)s, %@", &["%s", "%1$d", "%.2f", "%(name)s", "%@"]),
            ("50% of it, 7% said so, 100 % sure", &[]),
            ("{0} {name} {count:N2} {{user}} ${path}", &["{0}", "{name}", "{count:N2}", "{{user}}", "${path}"]),
            ("%PRODUCTNAME and $[officename], $count$", &["%PRODUCTNAME", "$[officename]", "$count$"]),
            ("{ a set } costs $5 and $6", &[]),
            ("<a title=\"{name}\">", &["<a title=\"{name}\">"]),
        ] {
            let found: Vec<&str> = markup(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
