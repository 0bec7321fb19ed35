//! Numbers written in words, as evidence that a figure was put into words or the reverse.

use super::number::{Decimal, Number, NumberForm, scale};
use super::placeable::{Placeable, Value};
use super::{LanguageTag, TokenKind, fold, tokens};

/// What a number word does to the number that is being read.
#[derive(Clone, Copy)]
enum Part {
    /// 0 to 19.
    Unit(u64),
    /// 20 to 90.
    Tens(u64),
    /// 100 to 900, as one word.
    Hundreds(u64),
    /// The English *hundred*, which multiplies.
    Hundred,
    /// *thousand* and greater: a power of ten.
    Scale(i32),
    /// A word for a tenth part of the next smaller number: полтора is 15, half is 5.
    Tenths(u64),
}

/// The numbers that a text names in words, cardinal and ordinal: `twenty-five`, «двести», `third`.
///
/// Meant as evidence and therefore generous: *both* is two, *decade* is ten. English and Russian are
/// read up to trillions, Ukrainian, Belarusian, German, French, Spanish, Italian, Portuguese and Polish
/// up to twelve.
pub fn number_words(text: &str, language: &LanguageTag) -> Vec<Placeable> {
    let language = language.language();
    let mut out = Vec::new();
    let mut open: Option<Reading> = None;
    for token in tokens(text) {
        let word = text.get(token.range.clone()).unwrap_or_default();
        if token.kind == TokenKind::Punctuation && word == "-" {
            continue;
        }
        let part = (token.kind == TokenKind::Word).then(|| part(&fold(word), language)).flatten();
        let Some(part) = part else {
            if !matches!(word, "and" | "a" | "с") {
                out.extend(open.take().map(Reading::placeable));
            }
            continue;
        };
        match open.as_mut().filter(|o| o.takes(part)) {
            Some(reading) => reading.add(part, token.range.end),
            None => {
                out.extend(open.take().map(Reading::placeable));
                let mut reading = Reading { start: token.range.start, ..Reading::default() };
                reading.add(part, token.range.end);
                open = Some(reading);
            }
        }
    }
    out.extend(open.map(Reading::placeable));
    out
}

/// A number while its words are read.
#[derive(Default)]
struct Reading {
    start: usize,
    end: usize,
    /// What is closed by a scale word.
    total: u64,
    /// What is not yet closed by one.
    current: u64,
    /// Whether `current` counts tenths.
    tenths: bool,
}

impl Reading {
    fn takes(&self, part: Part) -> bool {
        match part {
            Part::Unit(n) => !self.tenths && self.current.is_multiple_of(if n < 10 { 10 } else { 100 }),
            Part::Tens(_) => !self.tenths && self.current.is_multiple_of(100),
            Part::Hundreds(_) => self.current == 0,
            Part::Hundred => !self.tenths && (1..100).contains(&self.current),
            Part::Scale(_) => self.current > 0,
            Part::Tenths(n) => n < 10 && !self.tenths && (1..1000).contains(&self.current),
        }
    }

    fn add(&mut self, part: Part, end: usize) {
        self.end = end;
        match part {
            Part::Unit(n) | Part::Tens(n) | Part::Hundreds(n) => self.current += n,
            Part::Hundred => self.current = self.current.max(1) * 100,
            Part::Scale(power) => {
                let factor = 10u64.saturating_pow(power.unsigned_abs());
                let product = self.current.max(1).saturating_mul(factor);
                self.total = self.total.saturating_add(if self.tenths { product / 10 } else { product });
                self.current = 0;
                self.tenths = false;
            }
            Part::Tenths(n) => (self.current, self.tenths) = (self.current * 10 + n, true),
        }
    }

    fn placeable(self) -> Placeable {
        let value = if self.tenths {
            Decimal::from(self.current).scaled(-1)
        } else {
            Decimal::from(self.total.saturating_add(self.current))
        };
        let number = Number { value, other: None, form: NumberForm::Words };
        Placeable { range: self.start..self.end, value: Value::Number(number) }
    }
}

fn part(word: &str, language: &str) -> Option<Part> {
    match language {
        "en" => english(word),
        "ru" => russian(word),
        _ => small(word, language),
    }
}

fn english(word: &str) -> Option<Part> {
    const UNITS: [&str; 19] = [
        "one first once single",
        "two second twice both double couple pair half",
        "three third thrice triple",
        "four fourth",
        "five fifth",
        "six sixth",
        "seven seventh",
        "eight eighth",
        "nine ninth",
        "ten tenth decade",
        "eleven eleventh",
        "twelve twelfth dozen",
        "thirteen thirteenth",
        "fourteen fourteenth",
        "fifteen fifteenth",
        "sixteen sixteenth",
        "seventeen seventeenth",
        "eighteen eighteenth",
        "nineteen nineteenth",
    ];
    const TENS: [&str; 8] = ["twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet"];
    if word == "half" {
        return Some(Part::Tenths(5));
    }
    if word == "zero" || word == "nought" {
        return Some(Part::Unit(0));
    }
    if word == "hundred" || word == "hundreds" || word == "hundredth" {
        return Some(Part::Hundred);
    }
    if let Some(n) = (1..).zip(UNITS).find_map(|(n, forms)| forms.split(' ').any(|f| f == word).then_some(n)) {
        return Some(Part::Unit(n));
    }
    if let Some(n) = (2..)
        .zip(TENS)
        .find_map(|(n, stem)| word.strip_prefix(stem).filter(|end| ["y", "ieth", "ies"].contains(end)).map(|_| n))
    {
        return Some(Part::Tens(n * 10));
    }
    scale(word.trim_end_matches("th"), "en").filter(|_| word.len() > 3).map(Part::Scale)
}

fn russian(word: &str) -> Option<Part> {
    /// Endings of numerals of the kind of пять, of ordinals and of collective numerals.
    const COUNT: &str = "ь и ью еро ерых ерым";
    const ORDINAL: &str = "ый ой ого ому ым ом ая ую ое ые ых ыми";
    const UNITS: [(u64, &str, &str); 39] = [
        (0, "нол", "ь я ю ем е"),
        (0, "нул", "ь я ю ем е"),
        (1, "од", "ин на но ного ному ним ном ной ну ни них"),
        (1, "перв", ORDINAL),
        (2, "дв", "а е ух ум умя ое оих ойной ойного ажды"),
        (2, "втор", ORDINAL),
        (2, "об", "а е оих еих оим еим"),
        (2, "пар", "а у ы"),
        (3, "тр", "и ех ем емя ое оих ижды ойка ойки"),
        (3, "трет", "ий ьего ьему ьим ьем ья ью ье ьи ьих ьей ь и"),
        (4, "четыр", "е ех ем ьмя ежды"),
        (4, "четвер", "о ых"),
        (4, "четверт", ORDINAL),
        (5, "пят", COUNT),
        (5, "пят", ORDINAL),
        (6, "шест", COUNT),
        (6, "шест", ORDINAL),
        (7, "сем", COUNT),
        (7, "седьм", ORDINAL),
        (7, "семерк", "а и у ой е"),
        (8, "вос", "емь ьми емью ьмеро"),
        (8, "восьм", ORDINAL),
        (8, "восьмерк", "а и у ой е"),
        (9, "девят", COUNT),
        (9, "девят", ORDINAL),
        (10, "десят", COUNT),
        (10, "десят", ORDINAL),
        (10, "десят", "ок ка ку ком ке"),
        (11, "одиннадцат", "ь и ью ый ого ому ым ом ая ой ую ое ые ых"),
        (12, "двенадцат", "ь и ью ый ого ому ым ом ая ой ую ое ые ых"),
        (12, "дюжин", "а ы у ой"),
        (13, "тринадцат", "ь и ью ый ого ому ым ом ая ой ую ое ые ых"),
        (14, "четырнадцат", "ь и ью ый ого ому ым ом ая ой ую ое ые ых"),
        (15, "пятнадцат", "ь и ью ый ого ому ым ом ая ой ую ое ые ых"),
        (16, "шестнадцат", "ь и ью ый ого ому ым ом ая ой ую ое ые ых"),
        (17, "семнадцат", "ь и ью ый ого ому ым ом ая ой ую ое ые ых"),
        (18, "восемнадцат", "ь и ью ый ого ому ым ом ая ой ую ое ые ых"),
        (19, "девятнадцат", "ь и ью ый ого ому ым ом ая ой ую ое ые ых"),
        (20, "двадцатк", "а и у ой е"),
    ];
    const TENS: [(u64, &str, &str); 11] = [
        (20, "двадцат", "ь и ью ый ого ому ым ом ая ой ую ое ые ых"),
        (30, "тридцат", "ь и ью ый ого ому ым ом ая ой ую ое ые ых"),
        (40, "сорок", "а овой овый овые овых"),
        (50, "пятьдесят", " ый ого ые ых"),
        (50, "пятидесят", "и ый ого ые ых"),
        (60, "шестьдесят", " "),
        (60, "шестидесят", "и ый ого ые ых"),
        (70, "семьдесят", " "),
        (80, "восемьдесят", " "),
        (90, "девяност", "о а ые ых"),
        (90, "девяносто", " "),
    ];
    const HUNDREDS: [(u64, &str); 17] = [
        (100, "сто"),
        (100, "ста"),
        (100, "сотня"),
        (100, "сотни"),
        (100, "сотню"),
        (200, "двести"),
        (200, "двухсот"),
        (300, "триста"),
        (300, "трехсот"),
        (400, "четыреста"),
        (400, "четырехсот"),
        (500, "пятьсот"),
        (500, "пятисот"),
        (600, "шестьсот"),
        (700, "семьсот"),
        (800, "восемьсот"),
        (900, "девятьсот"),
    ];
    if word.starts_with("полтор") {
        return Some(Part::Tenths(15));
    }
    if word.starts_with("половин") {
        return Some(Part::Tenths(5));
    }
    let find = |table: &[(u64, &str, &str)]| {
        table.iter().find_map(|(n, stem, endings)| {
            let end = word.strip_prefix(stem)?;
            endings.split(' ').any(|e| e == end).then_some(*n)
        })
    };
    find(&UNITS)
        .map(Part::Unit)
        .or_else(|| find(&TENS).map(Part::Tens))
        .or_else(|| (word == "сорок").then_some(Part::Tens(40)))
        .or_else(|| HUNDREDS.iter().find(|(_, w)| *w == word).map(|(n, _)| Part::Hundreds(*n)))
        .or_else(|| scale(word, "ru").map(Part::Scale))
        .or_else(|| counted(word))
}

/// The number in a Russian compound: «двухлетний», «трёхмерный», «сорокалетие».
fn counted(word: &str) -> Option<Part> {
    const PREFIXES: [(u64, &str); 24] = [
        (1, "одно"),
        (2, "двух"),
        (2, "дву"),
        (3, "трех"),
        (4, "четырех"),
        (50, "пятидесяти"),
        (60, "шестидесяти"),
        (70, "семидесяти"),
        (80, "восьмидесяти"),
        (11, "одиннадцати"),
        (12, "двенадцати"),
        (15, "пятнадцати"),
        (16, "шестнадцати"),
        (18, "восемнадцати"),
        (20, "двадцати"),
        (30, "тридцати"),
        (40, "сорока"),
        (90, "девяносто"),
        (5, "пяти"),
        (6, "шести"),
        (7, "семи"),
        (8, "восьми"),
        (9, "девяти"),
        (10, "десяти"),
    ];
    let (number, _) = PREFIXES.iter().find(|(_, prefix)| {
        word.strip_prefix(prefix).is_some_and(|rest| rest.chars().count() >= 4 && !rest.starts_with("сот"))
    })?;
    Some(if *number < 20 { Part::Unit(*number) } else { Part::Tens(*number) })
}

/// One to twelve in the other languages.
fn small(word: &str, language: &str) -> Option<Part> {
    let table = match language {
        "uk" => {
            "один одна одне одного одній|два дві двох другий друга|три трьох третій|чотири чотирьох четвертий|п'ять \
             п'яти п'ятий|шість шести шостий|сім семи сьомий|вісім восьми восьмий|дев'ять дев'яти дев'ятий|десять \
             десяти десятий|одинадцять|дванадцять"
        }
        "be" => {
            "адзін адна адно аднаго|два дзве двух другі другая|тры трох трэці|чатыры чатырох чацвёрты|пяць пяці \
             пяты|шэсць шасці шосты|сем сямі сёмы|восем васьмі восьмы|дзевяць дзевяці дзевяты|дзесяць дзесяці \
             дзесяты|адзінаццаць|дванаццаць"
        }
        "de" => {
            "ein eine einen einer eines einem eins erste ersten|zwei zweite zweiten beide beiden|drei dritte \
             dritten|vier vierte vierten|fünf fünfte|sechs sechste|sieben siebte|acht achte|neun neunte|zehn \
             zehnte|elf elfte|zwölf zwölfte"
        }
        "fr" => {
            "un une premier première|deux deuxième second seconde|trois troisième|quatre quatrième|cinq \
             cinquième|six sixième|sept septième|huit huitième|neuf neuvième|dix dixième|onze onzième|douze \
             douzième"
        }
        "es" => {
            "un uno una primer primero primera|dos segundo segunda|tres tercer tercero tercera|cuatro cuarto \
             cuarta|cinco quinto quinta|seis sexto sexta|siete séptimo séptima|ocho octavo octava|nueve noveno \
             novena|diez décimo décima|once undécimo|doce duodécimo"
        }
        "it" => {
            "un uno una primo prima|due secondo seconda|tre terzo terza|quattro quarto quarta|cinque quinto \
             quinta|sei sesto sesta|sette settimo settima|otto ottavo ottava|nove nono nona|dieci decimo \
             decima|undici undicesimo|dodici dodicesimo"
        }
        "pt" => {
            "um uma primeiro primeira|dois duas segundo segunda|três terceiro terceira|quatro quarto \
             quarta|cinco quinto quinta|seis sexto sexta|sete sétimo sétima|oito oitavo oitava|nove nono \
             nona|dez décimo décima|onze|doze"
        }
        "pl" => {
            "jeden jedna jedno jednego jednej|dwa dwie dwóch dwu drugi druga|trzy trzech trzeci trzecia|cztery \
             czterech czwarty czwarta|pięć pięciu piąty piąta|sześć sześciu szósty szósta|siedem siedmiu \
             siódmy|osiem ośmiu ósmy|dziewięć dziewięciu dziewiąty|dziesięć dziesięciu dziesiąty|jedenaście|dwanaście"
        }
        _ => return None,
    };
    (1..)
        .zip(table.split('|'))
        .find_map(|(n, forms)| forms.split_whitespace().any(|f| f == word).then_some(Part::Unit(n)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words() {
        for (language, text, expected) in [
            ("en", "twenty-five people in three cities", &["25", "3"][..]),
            ("en", "two hundred and fifty thousand", &["250000"]),
            ("en", "half a million", &["500000"]),
            ("en", "the first and the second", &["1", "2"]),
            ("en", "one, two", &["1", "2"]),
            ("ru", "двадцать пять человек", &["25"]),
            ("ru", "полтора миллиона", &["1500000"]),
            ("ru", "двести тысяч рублей", &["200000"]),
            ("ru", "пятилетний план третьего съезда", &["5", "3"]),
            ("ru", "обе стороны", &["2"]),
            ("ru", "двух с половиной миллионов", &["2500000"]),
            ("en", "two and a half million", &["2500000"]),
            ("ru", "трёхмерный, сорокалетие", &["3", "40"]),
            ("ru", "семинар, ноль", &["0"]),
            ("ru", "сорок, сотня", &["40", "100"]),
            ("de", "zwölf Menschen", &["12"]),
            ("zu", "one", &[]),
        ] {
            let found: Vec<String> = number_words(text, &LanguageTag::parse(language).unwrap())
                .into_iter()
                .map(|p| match p.value {
                    Value::Number(n) => n.value.to_string(),
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn long_lists_of_number_words_do_not_overflow() {
        let language = LanguageTag::parse("en").unwrap();
        number_words(&"nine hundred trillion ".repeat(2000), &language);
    }
}
