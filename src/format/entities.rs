//! The named characters of HTML 4.01 (section 24), which real XML files use without declaring them.

/// U+00A0 to U+00FF in order.
const LATIN_1: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo", "not", "shy",
    "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot", "cedil", "sup1", "ordm",
    "raquo", "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig",
    "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve",
    "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN",
    "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc",
    "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml",
    "divide", "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
];

/// The Greek letters, symbols and special characters.
#[rustfmt::skip]
const OTHERS: &[(&str, char)] = &[
    ("quot", '"'), ("amp", '&'), ("lt", '<'), ("gt", '>'), ("apos", '\''),
    ("OElig", 'Œ'), ("oelig", 'œ'), ("Scaron", 'Š'), ("scaron", 'š'), ("Yuml", 'Ÿ'), ("fnof", 'ƒ'), ("circ", 'ˆ'),
    ("tilde", '˜'), ("ensp", '\u{2002}'), ("emsp", '\u{2003}'), ("thinsp", '\u{2009}'), ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'), ("lrm", '\u{200e}'), ("rlm", '\u{200f}'), ("ndash", '–'), ("mdash", '—'), ("lsquo", '‘'),
    ("rsquo", '’'), ("sbquo", '‚'), ("ldquo", '“'), ("rdquo", '”'), ("bdquo", '„'), ("dagger", '†'), ("Dagger", '‡'),
    ("bull", '•'), ("hellip", '…'), ("permil", '‰'), ("prime", '′'), ("Prime", '″'), ("lsaquo", '‹'), ("rsaquo", '›'),
    ("oline", '‾'), ("frasl", '⁄'), ("euro", '€'), ("image", 'ℑ'), ("weierp", '℘'), ("real", 'ℜ'), ("trade", '™'),
    ("alefsym", 'ℵ'), ("larr", '←'), ("uarr", '↑'), ("rarr", '→'), ("darr", '↓'), ("harr", '↔'), ("crarr", '↵'),
    ("lArr", '⇐'), ("uArr", '⇑'), ("rArr", '⇒'), ("dArr", '⇓'), ("hArr", '⇔'), ("forall", '∀'), ("part", '∂'),
    ("exist", '∃'), ("empty", '∅'), ("nabla", '∇'), ("isin", '∈'), ("notin", '∉'), ("ni", '∋'), ("prod", '∏'),
    ("sum", '∑'), ("minus", '−'), ("lowast", '∗'), ("radic", '√'), ("prop", '∝'), ("infin", '∞'), ("ang", '∠'),
    ("and", '∧'), ("or", '∨'), ("cap", '∩'), ("cup", '∪'), ("int", '∫'), ("there4", '∴'), ("sim", '∼'), ("cong", '≅'),
    ("asymp", '≈'), ("ne", '≠'), ("equiv", '≡'), ("le", '≤'), ("ge", '≥'), ("sub", '⊂'), ("sup", '⊃'), ("nsub", '⊄'),
    ("sube", '⊆'), ("supe", '⊇'), ("oplus", '⊕'), ("otimes", '⊗'), ("perp", '⊥'), ("sdot", '⋅'), ("lceil", '⌈'),
    ("rceil", '⌉'), ("lfloor", '⌊'), ("rfloor", '⌋'), ("lang", '〈'), ("rang", '〉'), ("loz", '◊'), ("spades", '♠'),
    ("clubs", '♣'), ("hearts", '♥'), ("diams", '♦'), ("thetasym", 'ϑ'), ("upsih", 'ϒ'), ("piv", 'ϖ'),
    ("Alpha", 'Α'), ("Beta", 'Β'), ("Gamma", 'Γ'), ("Delta", 'Δ'), ("Epsilon", 'Ε'), ("Zeta", 'Ζ'), ("Eta", 'Η'),
    ("Theta", 'Θ'), ("Iota", 'Ι'), ("Kappa", 'Κ'), ("Lambda", 'Λ'), ("Mu", 'Μ'), ("Nu", 'Ν'), ("Xi", 'Ξ'),
    ("Omicron", 'Ο'), ("Pi", 'Π'), ("Rho", 'Ρ'), ("Sigma", 'Σ'), ("Tau", 'Τ'), ("Upsilon", 'Υ'), ("Phi", 'Φ'),
    ("Chi", 'Χ'), ("Psi", 'Ψ'), ("Omega", 'Ω'), ("alpha", 'α'), ("beta", 'β'), ("gamma", 'γ'), ("delta", 'δ'),
    ("epsilon", 'ε'), ("zeta", 'ζ'), ("eta", 'η'), ("theta", 'θ'), ("iota", 'ι'), ("kappa", 'κ'), ("lambda", 'λ'),
    ("mu", 'μ'), ("nu", 'ν'), ("xi", 'ξ'), ("omicron", 'ο'), ("pi", 'π'), ("rho", 'ρ'), ("sigmaf", 'ς'),
    ("sigma", 'σ'), ("tau", 'τ'), ("upsilon", 'υ'), ("phi", 'φ'), ("chi", 'χ'), ("psi", 'ψ'), ("omega", 'ω'),
];

/// The character that a name stands for in HTML 4.01 (and `apos` of XML).
pub(crate) fn html_entity(name: &str) -> Option<char> {
    if let Some(index) = LATIN_1.iter().position(|n| *n == name) {
        return char::from_u32(0xa0 + index as u32);
    }
    OTHERS.iter().find(|(n, _)| *n == name).map(|(_, c)| *c)
}

/// The character that a numeric reference stands for: `#233` and `#xE9` (the text between `&` and `;`).
/// `Err` holds the number where it is no character, such as half of a surrogate pair.
pub(crate) fn numeric_reference(name: &str) -> Option<Result<char, u32>> {
    let digits = name.strip_prefix('#')?;
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    }
    .unwrap_or(u32::MAX);
    Some(char::from_u32(number).ok_or(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_each_group_are_known() {
        for (name, c) in [("nbsp", '\u{a0}'), ("eacute", 'é'), ("yuml", 'ÿ'), ("mdash", '—'), ("Omega", 'Ω')] {
            assert_eq!(html_entity(name), Some(c), "{name}");
        }
        assert_eq!(html_entity("eacut"), None);
    }

    #[test]
    fn numeric_references_are_decimal_or_hexadecimal() {
        assert_eq!(numeric_reference("#1071"), Some(Ok('Я')));
        assert_eq!(numeric_reference("#x42F"), Some(Ok('Я')));
        assert_eq!(numeric_reference("#xD83D"), Some(Err(0xd83d)));
        assert_eq!(numeric_reference("#99999999999"), Some(Err(u32::MAX)));
        assert_eq!(numeric_reference("amp"), None);
    }
}
