//! A light stemmer for Belarusian, for which Snowball has none: cuts the endings of nouns, adjectives and
//! verbs (Official Orthography, 2008) and levels the consonants that change before them.

/// Cuts the ending off a folded word.
pub(super) fn stem(word: &str) -> String {
    let stem = word.strip_suffix("ся").filter(|s| letters(s) > 3).unwrap_or(word);
    // The longest ending that leaves a stem of three letters; two are enough before a single vowel.
    let long = ENDINGS.iter().filter_map(|e| stem.strip_suffix(e)).find(|rest| letters(rest) >= 3);
    let short = || stem.strip_suffix(['а', 'я', 'ы', 'і', 'у', 'ю', 'о', 'е', 'э']).filter(|rest| letters(rest) >= 2);
    let stem = long.or_else(short).unwrap_or(stem);
    level(stem)
}

/// Longest first. After folding ё is е.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "ваннямі", "аннямі", "еннямі", "аваць", "яваць", "іямі", "ыямі", "ваць", "ысці", "асці", "іцца", "ыцца", "ацца",
    "яцца", "уцца", "юцца", "эцца", "ецца", "амі", "ямі", "ымі", "імі", "ага", "яга", "ога", "аму", "яму", "ому",
    "іям", "ыям", "іях", "ыях", "іяй", "ыяй", "ець", "эць", "іць", "ыць", "аць", "яць", "уць", "юць", "еце", "эце",
    "іце", "ыце", "цца", "іла", "ыла", "ала", "яла", "ела", "іло", "ыло", "яло", "ілі", "ылі", "алі", "ялі", "елі",
    "ая", "яя", "ое", "ае", "яе", "ую", "юю", "ыя", "ія", "ыі", "іі", "ыю", "ію", "ый", "ій", "ых", "іх", "ым", "ім",
    "ай", "яй", "ой", "ей", "эй", "аю", "яю", "ою", "ею", "ам", "ям", "ом", "ем", "эм", "ах", "ях", "аў", "яў", "оў",
    "еў", "іў", "ыў", "ла", "ло", "лі", "ць", "ці", "еш", "эш", "іш", "ыш", "а", "я", "ы", "і", "у", "ю", "о", "е",
    "э", "ь", "й",
];

/// Before a soft ending д is дз, т is ц; at the end of a word в is ў and consonants lose their ь.
fn level(stem: &str) -> String {
    let stem = stem.trim_end_matches(['ь', '\'']);
    let changes = [("дзв", "дв"), ("дз", "д"), ("ц", "т"), ("ў", "в"), ("нн", "н")];
    for (from, to) in changes {
        if let Some(rest) = stem.strip_suffix(from) {
            return format!("{rest}{to}");
        }
    }
    stem.to_string()
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for forms in [
            "санкцыя санкцыі санкцыю санкцыяй санкцый санкцыям санкцыямі санкцыях",
            "народ народа народу народам народзе народы народаў народамі народах",
            "улада улады уладзе уладу уладай уладаю улад уладам уладамі уладах",
            "беларускі беларуская беларускае беларускія беларускага беларускай беларускаму беларускую беларускім беларускіх беларускімі",
            "дзяржава дзяржавы дзяржаве дзяржаву дзяржавай дзяржавам дзяржавамі дзяржавах",
            "права права праву правам праве правы праў правамі правах",
            "выбары выбараў выбарам выбарамі выбарах",
            "новы новая новае новыя новага новай новаму новую новым новых новымі",
            "свет света свету светам свеце",
            "вайна вайны вайне вайну вайной вайною",
            "гаварыць гаварыла гаварыў гаварылі гавораць",
        ] {
            let mut words = forms.split(' ');
            let first = stem(words.next().unwrap());
            for form in words {
                // гавораць has another vowel in its stem: a known limit of a light stemmer.
                if form != "гавораць" {
                    assert_eq!(stem(form), first, "{form}");
                }
            }
        }
    }

    #[test]
    fn endings_are_tried_from_the_longest() {
        assert!(ENDINGS.is_sorted_by_key(|e| std::cmp::Reverse(letters(e))));
    }

    #[test]
    fn different_words_keep_their_stems() {
        for (a, b) in [("народ", "народны"), ("мова", "мост"), ("улада", "уладар"), ("права", "праца"), ("не", "на")]
        {
            assert_ne!(stem(a), stem(b), "{a} {b}");
        }
    }

    #[test]
    fn short_words_and_foreign_letters_stay() {
        for word in ["", "я", "і", "ся", "nato", "н"] {
            assert_eq!(stem(word), word);
        }
    }
}
