//! The names of the months in their grammatical forms.

/// The forms of the twelve months of a language: a row a month, always in the same order within a
/// language (full forms first, abbreviations last), so that a form can be kept when the month changes.
/// `-` stands for a form that the month lacks.
fn table(language: &str) -> Option<&'static [&'static str; 12]> {
    Some(match language {
        "en" => &[
            "january jan -",
            "february feb -",
            "march mar -",
            "april apr -",
            "may may -",
            "june jun -",
            "july jul -",
            "august aug -",
            "september sep sept",
            "october oct -",
            "november nov -",
            "december dec -",
        ],
        "ru" => &[
            "января январь январе январю январем янв",
            "февраля февраль феврале февралю февралем фев",
            "марта март марте марту мартом мар",
            "апреля апрель апреле апрелю апрелем апр",
            "мая май мае маю маем -",
            "июня июнь июне июню июнем -",
            "июля июль июле июлю июлем -",
            "августа август августе августу августом авг",
            "сентября сентябрь сентябре сентябрю сентябрем сен",
            "октября октябрь октябре октябрю октябрем окт",
            "ноября ноябрь ноябре ноябрю ноябрем ноя",
            "декабря декабрь декабре декабрю декабрем дек",
        ],
        "uk" => &[
            "січня січень січні січню січнем січ",
            "лютого лютий лютому лютому лютим лют",
            "березня березень березні березню березнем бер",
            "квітня квітень квітні квітню квітнем кві",
            "травня травень травні травню травнем тра",
            "червня червень червні червню червнем чер",
            "липня липень липні липню липнем лип",
            "серпня серпень серпні серпню серпнем сер",
            "вересня вересень вересні вересню вереснем вер",
            "жовтня жовтень жовтні жовтню жовтнем жов",
            "листопада листопад листопаді листопаду листопадом лис",
            "грудня грудень грудні грудню груднем гру",
        ],
        "be" => &[
            "студзеня студзень студзені студзеню студзенем",
            "лютага люты лютым лютаму лютым",
            "сакавіка сакавік сакавіку сакавіку сакавіком",
            "красавіка красавік красавіку красавіку красавіком",
            "мая май маі маю маем",
            "чэрвеня чэрвень чэрвені чэрвеню чэрвенем",
            "ліпеня ліпень ліпені ліпеню ліпенем",
            "жніўня жнівень жніўні жніўню жніўнем",
            "верасня верасень верасні верасню вераснем",
            "кастрычніка кастрычнік кастрычніку кастрычніку кастрычнікам",
            "лістапада лістапад лістападзе лістападу лістападам",
            "снежня снежань снежні снежню снежнем",
        ],
        "de" => &[
            "januar jänner jan",
            "februar - feb",
            "märz - mär",
            "april - apr",
            "mai - -",
            "juni - jun",
            "juli - jul",
            "august - aug",
            "september - sep",
            "oktober - okt",
            "november - nov",
            "dezember - dez",
        ],
        "fr" => &[
            "janvier janv",
            "février févr",
            "mars -",
            "avril avr",
            "mai -",
            "juin -",
            "juillet juil",
            "août -",
            "septembre sept",
            "octobre oct",
            "novembre nov",
            "décembre déc",
        ],
        "es" => &[
            "enero ene -",
            "febrero feb -",
            "marzo mar -",
            "abril abr -",
            "mayo - -",
            "junio jun -",
            "julio jul -",
            "agosto ago -",
            "septiembre sep setiembre",
            "octubre oct -",
            "noviembre nov -",
            "diciembre dic -",
        ],
        "it" => &[
            "gennaio gen",
            "febbraio feb",
            "marzo mar",
            "aprile apr",
            "maggio mag",
            "giugno giu",
            "luglio lug",
            "agosto ago",
            "settembre set",
            "ottobre ott",
            "novembre nov",
            "dicembre dic",
        ],
        "pt" => &[
            "janeiro jan",
            "fevereiro fev",
            "março mar",
            "abril abr",
            "maio -",
            "junho jun",
            "julho jul",
            "agosto ago",
            "setembro set",
            "outubro out",
            "novembro nov",
            "dezembro dez",
        ],
        "pl" => &[
            "stycznia styczeń styczniu styczniowi styczniem sty",
            "lutego luty lutym lutemu lutym lut",
            "marca marzec marcu marcowi marcem mar",
            "kwietnia kwiecień kwietniu kwietniowi kwietniem kwi",
            "maja maj maju majowi majem -",
            "czerwca czerwiec czerwcu czerwcowi czerwcem cze",
            "lipca lipiec lipcu lipcowi lipcem lip",
            "sierpnia sierpień sierpniu sierpniowi sierpniem sie",
            "września wrzesień wrześniu wrześniowi wrześniem wrz",
            "października październik październiku październikowi październikiem paź",
            "listopada listopad listopadzie listopadowi listopadem lis",
            "grudnia grudzień grudniu grudniowi grudniem gru",
        ],
        _ => return None,
    })
}

/// Whether the month names of a language are known.
pub(super) fn is_known(language: &str) -> bool {
    table(language).is_some()
}

/// Whether the name of a month can begin with a letter.
pub(super) fn may_begin(letter: char, language: &str) -> bool {
    // English months are capitalised: `may` and `march` are other words.
    let Some(table) = table(language).filter(|_| language != "en" || letter.is_uppercase()) else { return false };
    // All forms of a month begin alike, so most words are turned down by their first letter.
    letter.to_lowercase().next().is_some_and(|first| table.iter().any(|row| row.starts_with(first)))
}

/// The month that a word names, 1 to 12.
pub(super) fn month(word: &str, language: &str) -> Option<u8> {
    place(word, language).map(|(month, _)| month)
}

/// The month (1 to 12) and the form of it (a column of the table) that a word is.
fn place(word: &str, language: &str) -> Option<(u8, usize)> {
    let first = word.chars().next()?;
    if !may_begin(first, language) || !(3..=13).contains(&word.chars().count()) {
        return None;
    }
    let (table, first) = (table(language)?, first.to_lowercase().next()?);
    let word = super::fold(word);
    (1u8..).zip(table).filter(|(_, row)| row.starts_with(first)).find_map(|(month, row)| {
        let form = row.split(' ').position(|form| form == word)?;
        Some((month, form))
    })
}

/// The name of a month in the grammatical form and letter case of another month's name.
pub(super) fn like(pattern: &str, month: u8, language: &str) -> Option<String> {
    let (_, form) = place(pattern, language)?;
    let row = table(language)?.get(usize::from(month).checked_sub(1)?)?;
    let name = row.split(' ').nth(form).filter(|name| *name != "-")?;
    let capitals = pattern.chars().filter(|c| c.is_uppercase()).count();
    Some(match capitals {
        0 => name.to_string(),
        1 => {
            let mut letters = name.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
        }
        _ => name.to_uppercase(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_in_every_case() {
        for (word, language, expected) in [
            ("мая", "ru", Some(5)),
            ("Декабрём", "ru", Some(12)),
            ("Sept", "en", Some(9)),
            ("may", "en", None),
            ("März", "de", Some(3)),
            ("październiku", "pl", Some(10)),
            ("лютага", "be", Some(2)),
            ("maybe", "en", None),
            ("May", "zu", None),
        ] {
            assert_eq!(month(word, language), expected, "{word}");
        }
    }

    #[test]
    fn a_month_takes_the_form_of_another() {
        assert_eq!(like("May", 6, "en").as_deref(), Some("June"));
        assert_eq!(like("мая", 6, "ru").as_deref(), Some("июня"));
        assert_eq!(like("Мае", 1, "ru").as_deref(), Some("Январе"));
        assert_eq!(like("янв", 5, "ru"), None);
        assert_eq!(like("MARCH", 6, "en").as_deref(), Some("JUNE"));
    }

    #[test]
    fn every_row_has_the_same_forms() {
        for language in ["en", "ru", "uk", "be", "de", "fr", "es", "it", "pt", "pl"] {
            let rows = table(language).unwrap();
            let forms = rows[0].split(' ').count();
            assert!(rows.iter().all(|r| r.split(' ').count() == forms), "{language}");
        }
    }
}
