//! Names across scripts: a rough Latin skeleton that the usual transliterations of a name share.
//!
//! The skeleton is no transliteration for readers. It gives one letter to what different systems (scholarly,
//! ISO 9, BGN/PCGN, passports, newspapers; English, German, French and Polish habits) spell in different
//! ways: ш, sh, š, sch, sz are all `s`; х and kh are `h`; й, y, j are `i`. What still differs between a
//! Russian and a Belarusian or Ukrainian reading of a name (г as g or h, ў as v or u, ц as ts or t) is left
//! to [`name_similarity`], where such letters are cheap to exchange.

use super::fold;

/// Latin letters or groups with one sound, and the letter they get; the longest that fits is taken.
const GROUPS: [(&str, &str); 34] = [
    ("schtsch", "sc"),
    ("shch", "sc"),
    ("chtch", "sc"),
    ("szcz", "sc"),
    ("tsch", "c"),
    ("dzh", "j"),
    ("dsch", "j"),
    ("tch", "c"),
    ("sch", "s"),
    ("sh", "s"),
    ("sz", "s"),
    ("ch", "c"),
    ("cz", "c"),
    ("ts", "c"),
    ("tz", "c"),
    ("zh", "z"),
    ("rz", "z"),
    ("kh", "h"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("dj", "j"),
    ("dż", "j"),
    ("ck", "k"),
    ("qu", "kv"),
    ("ya", "ia"),
    ("yu", "iu"),
    ("yo", "io"),
    ("ye", "e"),
    ("je", "e"),
    ("ie", "e"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
];

/// The Latin letters that one letter of another script stands for.
fn letters(c: char) -> &'static str {
    match c {
        // Cyrillic: Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian.
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' | 'ѓ' => "g",
        'д' => "d",
        'е' | 'э' | 'ё' | 'є' => "e",
        'ж' | 'з' => "z",
        'и' | 'й' | 'і' | 'ї' | 'ы' | 'ј' => "i",
        'к' | 'ќ' => "k",
        'л' | 'љ' => "l",
        'м' => "m",
        'н' | 'њ' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' | 'ш' => "s",
        'щ' => "sc",
        'т' => "t",
        'у' => "u",
        'ў' => "v",
        'ф' => "f",
        'х' => "h",
        'ц' | 'ч' | 'ћ' => "c",
        'ђ' | 'џ' => "j",
        'ѕ' => "dz",
        'ю' => "iu",
        'я' => "ia",
        // Latin letters with marks, by their usual sound.
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "e",
        'ç' | 'č' | 'ć' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' => "g",
        'í' | 'ì' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ł' | 'ľ' | 'ĺ' | 'ļ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "e",
        'ř' | 'ŕ' => "r",
        'š' | 'ś' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' | 'þ' => "t",
        'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ŭ' | 'ų' => "u",
        'ý' | 'ÿ' => "i",
        'ž' | 'ź' | 'ż' => "z",
        // Greek.
        'α' | 'ά' => "a",
        'β' => "v",
        'γ' => "g",
        'δ' => "d",
        'ε' | 'έ' => "e",
        'ζ' => "z",
        'η' | 'ή' | 'ι' | 'ί' | 'ϊ' | 'ΐ' | 'υ' | 'ύ' | 'ϋ' => "i",
        'θ' | 'τ' => "t",
        'κ' => "k",
        'λ' => "l",
        'μ' => "m",
        'ν' => "n",
        'ξ' => "ks",
        'ο' | 'ό' | 'ω' | 'ώ' => "o",
        'π' => "p",
        'ρ' => "r",
        'σ' | 'ς' => "s",
        'φ' => "f",
        'χ' => "h",
        'ψ' => "ps",
        // Armenian (Eastern reading).
        'ա' => "a",
        'բ' => "b",
        'գ' => "g",
        'դ' => "d",
        'ե' | 'է' | 'ը' => "e",
        'զ' | 'ժ' => "z",
        'թ' | 'տ' => "t",
        'ի' | 'յ' => "i",
        'լ' | 'ղ' => "l",
        'խ' | 'հ' => "h",
        'ծ' | 'ց' | 'չ' | 'ճ' => "c",
        'կ' | 'ք' => "k",
        'ձ' => "dz",
        'մ' => "m",
        'ն' => "n",
        'շ' | 'ս' => "s",
        'ո' | 'օ' => "o",
        'պ' | 'փ' => "p",
        'ջ' => "j",
        'ռ' | 'ր' => "r",
        'վ' | 'ւ' => "v",
        'ֆ' => "f",
        // Georgian.
        'ა' => "a",
        'ბ' => "b",
        'გ' | 'ღ' => "g",
        'დ' => "d",
        'ე' => "e",
        'ვ' => "v",
        'ზ' | 'ჟ' => "z",
        'თ' | 'ტ' => "t",
        'ი' => "i",
        'კ' | 'ქ' | 'ყ' => "k",
        'ლ' => "l",
        'მ' => "m",
        'ნ' => "n",
        'ო' => "o",
        'პ' | 'ფ' => "p",
        'რ' => "r",
        'ს' | 'შ' => "s",
        'უ' => "u",
        'ჩ' | 'ც' | 'წ' | 'ჭ' => "c",
        'ძ' => "dz",
        'ხ' | 'ჰ' => "h",
        'ჯ' => "j",
        // Hebrew and Arabic write consonants; alef and ayin are left out.
        'ב' => "b",
        'ג' => "g",
        'ד' => "d",
        'ה' | 'ח' => "h",
        'ו' => "v",
        'ז' => "z",
        'ט' | 'ת' => "t",
        'י' => "i",
        'כ' | 'ך' | 'ק' => "k",
        'ל' => "l",
        'מ' | 'ם' => "m",
        'נ' | 'ן' => "n",
        'ס' | 'ש' => "s",
        'פ' | 'ף' => "p",
        'צ' | 'ץ' => "c",
        'ר' => "r",
        'ا' | 'أ' | 'إ' | 'آ' | 'ى' => "a",
        'ب' => "b",
        'پ' => "p",
        'ت' | 'ط' | 'ث' | 'ة' => "t",
        'ج' | 'چ' => "j",
        'ح' | 'خ' | 'ه' => "h",
        'د' | 'ذ' | 'ض' => "d",
        'ر' => "r",
        'ز' | 'ظ' | 'ژ' => "z",
        'س' | 'ش' | 'ص' => "s",
        'غ' | 'گ' => "g",
        'ف' => "f",
        'ق' | 'ك' | 'ک' => "k",
        'ل' => "l",
        'م' => "m",
        'ن' => "n",
        'و' => "u",
        'ي' | 'ی' | 'ئ' => "i",
        _ => "",
    }
}

/// The Latin skeleton of a word: what spellings of one name in different scripts and systems share.
///
/// Doubled letters (so -ий, -iy and -yi are all one `i`), soft signs, apostrophes and hyphens are dropped; what has no letter is left out, so a
/// word in a script without a table (Chinese, Thai) gives an empty skeleton.
pub fn skeleton(word: &str) -> String {
    let folded = fold(word);
    let mut out = String::with_capacity(folded.len());
    let mut rest = folded.as_str();
    while let Some(c) = rest.chars().next() {
        if let Some((group, letter)) = GROUPS.iter().find(|(group, _)| rest.starts_with(group)) {
            push(&mut out, letter);
            rest = &rest[group.len()..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            'c' => push(&mut out, if rest.starts_with(['e', 'i', 'y']) { "c" } else { "k" }),
            'q' => push(&mut out, "k"),
            'w' => push(&mut out, "v"),
            'x' => push(&mut out, "ks"),
            'y' | 'j' => push(&mut out, "i"),
            'a'..='z' | '0'..='9' => push(&mut out, c.encode_utf8(&mut [0; 4])),
            _ => push(&mut out, letters(c)),
        }
    }
    out
}

/// Adds letters, never the same letter twice in a row.
fn push(out: &mut String, letters: &str) {
    for c in letters.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
}

/// How alike two spellings of a name are, 0 to 1: the weighted edit distance of their skeletons
/// (Levenshtein 1966) over the longer one's length. Vowels are cheaper than consonants, and letters that
/// transliteration systems or sister languages exchange are cheap. 0 when a skeleton is empty.
///
/// From about 0.8 on two words may well be one name.
pub fn name_similarity(a: &str, b: &str) -> f64 {
    skeleton_similarity(&skeleton(a), &skeleton(b))
}

/// [`name_similarity`] of words whose skeletons are known.
pub fn skeleton_similarity(a: &str, b: &str) -> f64 {
    // A name longer than this is no name; the bound keeps the quadratic cost small.
    const LONGEST: usize = 64;
    let a = &a.as_bytes()[..a.len().min(LONGEST)];
    let b = &b.as_bytes()[..b.len().min(LONGEST)];
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let mut row: Vec<f64> = Vec::with_capacity(b.len() + 1);
    row.push(0.0);
    for &y in b {
        row.push(row[row.len() - 1] + gap(y));
    }
    for &x in a {
        let mut diagonal = row[0];
        row[0] += gap(x);
        for (j, &y) in b.iter().enumerate() {
            let best = (diagonal + exchange(x, y)).min(row[j + 1] + gap(x)).min(row[j] + gap(y));
            diagonal = row[j + 1];
            row[j + 1] = best;
        }
    }
    1.0 - row[b.len()] / a.len().max(b.len()) as f64
}

fn is_vowel(c: u8) -> bool {
    matches!(c, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// What it costs to leave a letter out. Vowels and `h` come and go between systems.
fn gap(c: u8) -> f64 {
    if is_vowel(c) || c == b'h' { 0.6 } else { 1.0 }
}

/// What it costs to write one letter for another.
fn exchange(a: u8, b: u8) -> f64 {
    if a == b {
        return 0.0;
    }
    match (a.min(b), a.max(b)) {
        // г: g or h. ў: v or u. ц: c (ts) or t. x: h or k. ж, дж: z or j. с and з, б and п across languages.
        (b'g', b'h') | (b'u', b'v') | (b'c', b't') | (b'h', b'k') | (b'j', b'z') | (b'i', b'j') => 0.3,
        (b'c', b's') | (b's', b'z') | (b'f', b't') | (b'b', b'v') | (b'c', b'k') | (b'f', b'v') => 0.5,
        (a, b) if is_vowel(a) && is_vowel(b) => 0.4,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_skeleton() {
        for (a, b) in [
            ("Минск", "Minsk"),
            ("Зеленский", "Zelensky"),
            ("Зеленский", "Zelenskyy"),
            ("Зеленський", "Zelenskiy"),
            ("Хрущёв", "Khrushchev"),
            ("Шостакович", "Shostakovich"),
            ("Шостакович", "Šostakovič"),
            ("Владимир", "Wladimir"),
            ("Юшчанка", "Yushchanka"),
            ("Ереван", "Yerevan"),
            ("Αθήνα", "Athina"),
        ] {
            assert_eq!(skeleton(a), skeleton(b), "{a} {b}");
        }
    }

    #[test]
    fn readings_of_one_name_are_alike_and_different_names_are_not() {
        for (a, b) in [
            ("Цихановская", "Tsikhanouskaya"),
            ("Цихановская", "Tikhanovskaya"),
            ("Tsikhanouskaya", "Tikhanovskaya"),
            ("Лукашенко", "Lukashenka"),
            ("Григорий", "Hryhoriy"),
            ("Чайковский", "Tschaikowski"),
            ("Чайковский", "Tchaïkovski"),
        ] {
            assert!(name_similarity(a, b) >= 0.75, "{a} {b} {}", name_similarity(a, b));
        }
        for (a, b) in
            [("Минск", "Pinsk"), ("Иванов", "Petrov"), ("Бабарико", "Kolesnikova"), ("", "Minsk"), ("北京", "Beijing")]
        {
            assert!(name_similarity(a, b) < 0.85, "{a} {b} {}", name_similarity(a, b));
        }
    }

    #[test]
    fn similarity_is_symmetric() {
        assert_eq!(name_similarity("Гомель", "Homiel"), name_similarity("Homiel", "Гомель"));
        assert_eq!(name_similarity("Homiel", "Homiel"), 1.0);
    }
}
