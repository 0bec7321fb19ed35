//! A small statement with its translation in which every check finds something.

use super::testing::tag;
use super::{Context, Pair, Selection, all, run};
use crate::glossary::testing::glossary;

const PAIRS: [(&str, &str); 20] = [
    ("Заявление рабочего комитета от 3 мая 2022 г.", "Statement of the Workers' Committee of May 4, 2022"),
    ("На собрание пришли 2 500 рабочих.", "2,050 workers came to the meeting."),
    ("Комитет возглавил Пётр Лысенко.", "Petr Lysenko headed the committee."),
    ("Лысенко говорил о санкциях.", "Lysenko spoke of punishments."),
    ("Лысенко поддержали все.", "Everybody supported Lyssenko."),
    ("Белорусские товарищи прислали письмо.", "The Belarusian comrades sent a letter."),
    ("Это письмо белорусских товарищей мы прочли.", "We read the the letter of the Belarussian comrades."),
    ("Долой войну!", "Down with the war!"),
    ("Долой войну!", "No to the war!"),
    ("Долой войну!", "Down with the war!"),
    ("Нет этой войне!", "Down with the war!"),
    ("Их труд принадлежит им.", "Their work belongs to them ."),
    ("Наш адрес: komitet@example.org.", "Our address: comitet@example.org."),
    ("Мы (все) подписались.", "We (all have signed."),
    ("Солидарность", "Солидарность"),
    ("Они — наша cила.", "They are our strеngth."),
    ("Спасибо!", ""),
    (" ", "Thank you!"),
    (
        "Встреча в 14:30 на площади, нас будет 1 000, не меньше 2,5 % города.",
        "We meet at 2:30 p.m. in the square, 1,000 of us, at least 2.5% of the city.",
    ),
    (
        "Нам ответили три завода; 5-й молчит с XX века.",
        "3 plants have answered us; the fifth one has been silent since the 20th century.",
    ),
];

#[test]
fn every_check_finds_its_own() {
    let (ru, en) = (tag("ru"), tag("en"));
    let pairs: Vec<Pair<'_>> = (0..)
        .zip(&PAIRS)
        .map(|(index, (source, target))| Pair {
            source,
            target,
            source_language: &ru,
            target_language: &en,
            index,
            file: Some("statement.tmx"),
            line: Some(index + 10),
        })
        .collect();
    let glossaries = [glossary(&["ru=санкция | en=sanction", "ru=труд | en=labour | en=work !forbidden"])];
    let context = Context::new(&glossaries, [&ru, &en]);
    let findings = run(&pairs, &Selection::default(), &context);

    for check in all() {
        assert!(findings.iter().any(|f| f.check == check.id()), "{} finds nothing", check.id());
    }
    let lines: Vec<String> = findings
        .iter()
        .map(|f| {
            let suggestion = f.suggestion.as_deref().map(|s| format!(" -> {s}")).unwrap_or_default();
            let (line, severity) = (f.line.unwrap_or(0), f.severity.as_str());
            format!("{line}:{} {severity} {}: {}{suggestion}", f.column, f.check, f.message)
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r##"
    10:40 error date-mismatch: `3 мая 2022 г.` became `May 4, 2022` -> May 3, 2022
    11:1 error number-mismatch: `2 500` became `2,050` -> 2,500
    13:19 warning term-missing: `санкциях` is not translated as `sanction` -> sanction
    14:21 warning name-variant: `Lyssenko` for `Лысенко` is `Lysenko` elsewhere (2 times) -> Lysenko
    16:13 warning doubled-word: `the` twice in a row -> the
    16:31 warning spelling-variant: `Belarussian` is `Belarusian` elsewhere (once) -> Belarusian
    18:1 warning inconsistent-target: elsewhere translated as `Down with the war!` (2 times) -> Down with the war!
    20:1 info inconsistent-source: also the translation of `Долой войну!` (2 times)
    21:7 error term-forbidden: `work` is forbidden; the glossary has `labour` -> labour
    21:27 warning spaces: a space before `.` -> .
    22:14 error url-email: `komitet@example.org` became `comitet@example.org` -> komitet@example.org
    23:4 warning unpaired: `(` has no partner
    24:1 warning same-as-source: the translation is the same as the source
    24:1 error wrong-script: `Солидарность` is not translated
    25:12 warning wrong-script: `cила` in the source mixes Latin and Cyrillic letters -> сила
    25:14 error wrong-script: `strеngth` mixes Latin and Cyrillic letters -> strength
    26:1 error empty-target: no translation
    27:1 warning empty-source: a translation without source text
    "##);
    insta::assert_json_snapshot!(findings[0], @r##"
    {
      "check": "date-mismatch",
      "severity": "error",
      "file": "statement.tmx",
      "line": 10,
      "column": 40,
      "segment": 0,
      "side": "target",
      "source": "Заявление рабочего комитета от 3 мая 2022 г.",
      "target": "Statement of the Workers' Committee of May 4, 2022",
      "message": "`3 мая 2022 г.` became `May 4, 2022`",
      "suggestion": "May 3, 2022"
    }
    "##);
}
