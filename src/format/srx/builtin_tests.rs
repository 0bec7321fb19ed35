//! What the built-in rules do, language by language. A bar is a break.

use super::builtin;
use crate::lang::LanguageTag;
use crate::lang::segmentation::Segmenter;

#[track_caller]
fn check(language: &str, cases: &[&str]) {
    let (segmenter, unusable) = Segmenter::new(builtin(), &LanguageTag::parse(language).unwrap()).unwrap();
    assert!(unusable.is_empty(), "{unusable:?}");
    for case in cases {
        let text = case.replace('|', "");
        let segments: Vec<&str> = segmenter.split(&text).into_iter().map(|range| &text[range]).collect();
        let expected: Vec<&str> = case.split('|').map(str::trim).filter(|segment| !segment.is_empty()).collect();
        assert_eq!(segments, expected);
    }
}

#[test]
fn lists_on_one_line() {
    check(
        "en",
        &[
            "1.) The wages |2.) The hours",
            "1) The wages. |2) The hours.",
            "1. The wages |2. The hours |3. The pensions",
            "a. The wages |b. The hours |c. The pensions",
            "• 9. The wages |• 10. The hours",
            "⁃9. The wages |⁃10. The hours",
            "We demand three things. |(i) Pay the wages. |(ii) Free the prisoners.",
            "Clause 3. |The court agreed.",
        ],
    );
    check("ru", &["Требуем: 1. Выплатить долги. |2. Освободить всех.", "Нужно: 1) отставка; 2) выборы."]);
}

#[test]
fn spaced_ellipses() {
    check(
        "en",
        &[
            "The quote was cut . . . and went on.",
            "The end was cut . . . . |The next came whole.",
            "They left it alone. |. . . The next began in the middle.",
            "What we meant . . . I forget.",
            "It was late.... |She went home.",
            "It was . . . !",
        ],
    );
}

#[test]
fn acronyms_at_the_end_of_a_sentence() {
    check(
        "en",
        &[
            "They moved to the U.S. |How are they now?",
            "They work for the U.S. Government in Ohio.",
            "The U.S. President met Sen. Brown.",
            "She left the E.U. in May.",
            "It was sold to Steel & Co. |It closed in May.",
            "Steel & Co. of Leeds closed. |Steel Inc. Chairman Dale resigned.",
            "She has a Ph.D. degree.",
        ],
    );
}

#[test]
fn hours_before_titles() {
    check(
        "en",
        &[
            "At 7 a.m. Mr. Dale came in. |He left at 9 P.M. |Mr. Dale then slept.",
            "The vote is at 10 a.m. on Friday.",
            "It began at 6 p.m. (Minsk time) and ended late.",
        ],
    );
}

#[test]
fn quotes_and_brackets() {
    check(
        "en",
        &[
            "\"The plan [...] was never meant to work [...]\" (Dale 17).",
            "\"This is over.\" |She closed the door.",
            "\"This is over.\" she said.",
            "He (he had been an engineer.) came back.",
            "They shouted “Free them!” and left.",
            "She asked, “Who is there?” |“We are.”",
        ],
    );
}

#[test]
fn english_abbreviations() {
    check(
        "en",
        &[
            "See No. 5 and Art. 361, Sec. IV, p. 55. |The rest is on pp. 7–9.",
            "Mr. and Mrs. A. G. Dale of St. Ives met Gov. Hale, Jr. in Oct. 2020.",
            "Some goods, e.g. Russian oil, i.e. all of it, vs. Other goods.",
            "It rose by approx. 5 % etc. and fell again.",
            "You and I. |They did not.",
            "We know Albert I. Dale.",
            "It is plan B. |So we wait.",
        ],
    );
}

#[test]
fn informal_english_begins_with_small_letters() {
    check(
        "en",
        &[
            "are you there? |call me later. |i am at work.",
            "\"Leave us!\" they shouted.",
            "Leave us! he cried.",
            "What a site! |https://example.org/a.b?c=d shows it.",
            "It ends here.|The next began at once.",
        ],
    );
}

#[test]
fn russian_addresses_references_and_titles() {
    check(
        "ru",
        &[
            "Митинг прошёл в г. Минске на ул. Ленина, д. 5. |Пришли все.",
            "Он осуждён по ст. 293 УК РБ и ч. 1 ст. 342, см. Приложение.",
            "Об этом сказал проф. Петренко, а также тов. Иванова и д-р Ли.",
            "Партия РСДРП (б), т. е. Большевики, и т. н. Комитет, и т. п. |Других не было.",
            "Первый пункт (англ. Union) и им. Ленина.",
        ],
    );
}

#[test]
fn russian_initials() {
    check(
        "ru",
        &[
            "А. Г. Лукашенко и А.Г. Лукашенко — одно лицо. |Выступил Дж. Байден.",
            "Указ подписал Лукашенко А. Г. в пятницу.",
            "Ж.-П. Сартр и Ю. В. Андропов не встречались.",
            "Пришёл царь Николай I. |Указа не было.",
        ],
    );
}

#[test]
fn russian_years_and_sums() {
    check(
        "ru",
        &[
            "24 февраля 2022 г. Россия напала на Украину.",
            "В 1917–1918 гг. Советы взяли власть. |С тех пор прошло 100 лет.",
            "Это было в 2020 г. |Мы помним.",
            "Это было в 2020 г. и раньше.",
            "Заплатили 1,5 тыс. руб. и 3 млн. долл. |Больше не дали.",
            "Нас было 5 тыс. человек.",
            "Она (род. 5 мая 1960 г.) живёт здесь.",
            "До н. э. жили иначе. |Теперь так.",
        ],
    );
}

#[test]
fn russian_speech() {
    check(
        "ru",
        &[
            "«Мы не уйдём!» — сказал он. |Его увели.",
            "— Нет! — ответила она. — Мы остаёмся.",
            "«За что? — спросила мать. — За что вы его?»",
            "Он крикнул: «Свободу!». |Его услышали.",
            "Мы ждём… но не молчим. |Мы ждём… |Никто не пришёл.",
            "Как?! |Почему?.. |Не знаем.",
        ],
    );
}

#[test]
fn markup_that_was_left_does_not_matter() {
    check(
        "ru",
        &[
            "**Мы не уйдём.** |_Нас много._ |Мы вместе.",
            "<b>Мы не уйдём.</b> |<i>Нас много.</i> |<a href=\"x\">Мы</a> вместе.",
            "Так писали газеты.[12] |Это правда.",
        ],
    );
}

#[test]
fn ukrainian() {
    check(
        "uk",
        &[
            "24 лютого 2022 р. Росія напала на Україну. |Ми пам'ятаємо.",
            "Мітинг був у м. Києві на вул. Січових Стрільців, буд. 5. |Прийшли всі.",
            "Про це сказав проф. Петренко, див. Додаток. |В. О. Зеленський виступив.",
            "Заплатили 5 тис. грн. |Більше не дали.",
            "«Ні!» — сказала вона. |Її почули.",
        ],
    );
}

#[test]
fn belarusian() {
    check(
        "be",
        &[
            "24 лютага 2022 г. Расія напала на Украіну. |Мы памятаем.",
            "Мітынг быў у г. Мінску на вул. Леніна, д. 5. |Прыйшлі ўсе.",
            "Яго асудзілі па арт. 293 КК, гл. Дадатак. |А. Р. Лукашэнка маўчаў.",
            "«Не!» — сказала яна. |Яе пачулі.",
        ],
    );
}

#[test]
fn german() {
    check(
        "de",
        &[
            "Am 24. Februar 2022 begann der Krieg. |Seit dem 19. Jahrhundert war es still.",
            "Wir brauchen z. B. Wasser, u. a. Brot, d. h. Hilfe. |Mehr nicht.",
            "Frau Prof. Dr. med. Keller wohnt in der Berliner Str. 5. |Sie ist da.",
            "Das steht auf S. 225, Abs. 3 usw. und in Bd. 4. |Gut so.",
            "Es steht auf Seite 12. |Dort kann man es lesen.",
            "„Nein!“, rief sie. |Er schwieg.",
        ],
    );
}

#[test]
fn french_spanish_italian_portuguese() {
    check("fr", &["M. Dupont et Mme Roche ont lu l'art. 5, p. 12. |C'est tout.", "« Non ! » dit-il. |Elle partit."]);
    check("fr", &["Il vécut en 50 av. J.-C. |Puis il mourut.", "Du pain, du sel, etc. |Rien de plus."]);
    check("es", &["El Sr. López vio a la Dra. Ruiz el 3 de ene. de 2020. |Era tarde.", "¡Basta! |¿Quién es?"]);
    check("es", &["Vive en los EE. UU. desde 1990, pág. 5, núm. 7. |Trabaja en S. A. y más."]);
    check("it", &["Il sig. Rossi e l'avv. Bianchi leggono l'art. 5, ad es. ROMA. |È tutto.", "«Basta!» disse lei."]);
    check(
        "pt",
        &["O Sr. Silva e a Dra. Reis leram o art. 5, pág. 12. |É tudo.", "No séc. XX foi assim, etc. |Acabou."],
    );
}

#[test]
fn polish() {
    check(
        "pl",
        &[
            "24 lutego 2022 r. Rosja napadła na Ukrainę. |Pamiętamy.",
            "Prof. Nowak mieszka przy ul. Długiej 5, tzn. W Krakowie. |Tak jest.",
            "Zapłacili 5 tys. zł itd. i odeszli. |Koniec.",
            "— Nie! — powiedział. — Zostajemy. |Tak było.",
        ],
    );
}

#[test]
fn scripts_with_marks_of_their_own() {
    check("zh", &["我们不走。|你们呢？！|他说：“不走。”|他看了《走吧！孩子》。"]);
    check("ja", &["私たちは行かない。|「なぜ？」と聞いた。|合計は３．５％です（端数は切る。以上）。"]);
    check("ar", &["لن نرحل. |هل تسمعون؟ |نحن هنا."]);
    check("hi", &["हम नहीं जाएंगे। |क्या तुम सुनते हो? |हम यहाँ हैं।"]);
    check("hy", &["Մենք չենք գնա։ |Լսո՞ւմ եք: |Մենք այստեղ ենք։"]);
    check("th", &["เราจะไม่ไป ใครได้ยินบ้าง? |เราอยู่ที่นี่"]);
    check("el", &["Ποιος είναι; |Είμαστε εδώ."]);
}

#[test]
fn a_language_without_rules_of_its_own_has_the_common_ones() {
    check("sr-Latn", &["Mi ne idemo. |Dr. Petrov je rekao. |J. Broz je ćutao."]);
    check("mn", &["Бид явахгүй. |Та нар уу?"]);
}

#[test]
fn line_ends_are_space_but_blank_lines_and_bullets_are_not() {
    check("ru", &["Мы не\nуйдём. |Нас\r\nмного\n\n|и мы вместе\n|• раз\n|• два"]);
}

#[test]
fn long_runs_of_space_are_one_place_and_not_many() {
    let (segmenter, _) = Segmenter::new(builtin(), &LanguageTag::parse("en").unwrap()).unwrap();
    let text = format!("{}One.", " ".repeat(100_000));
    assert_eq!(segmenter.split(&text).first(), Some(&(100_000..100_004)));
}
