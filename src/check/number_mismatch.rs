//! `number-mismatch`

use super::values::{report_differences, report_extra};
use super::{Check, Context, Examined, Report, Severity};
use crate::lang::Value;

/// Numbers that only one side has, by value: 1 000 is 1,000, 2 млн is 2,000,000, 3 is *three*.
pub(super) struct NumberMismatch;

impl Check for NumberMismatch {
    fn id(&self) -> &'static str {
        "number-mismatch"
    }

    fn description(&self) -> &'static str {
        "A number of the source is not in the translation, or the translation has another one."
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn pair(&self, pair: &Examined<'_>, _: &Context<'_>, report: &mut Report) {
        let numbers = |value: &Value| matches!(value, Value::Number(_) | Value::Code(_));
        let extra = report_differences(pair, report, numbers);
        report_extra(pair, report, &extra);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{flags, passes};
    use super::*;

    #[test]
    fn other_numbers() {
        let check =
            |source, target, expected: &[&str]| flags(&NumberMismatch, ("ru", "en"), (source, target), expected);
        check("Вышло 2 500 человек.", "2,050 people came.", &["1: `2 500` became `2,050` -> 2,500"]);
        check("Собрали 2 млн рублей.", "They raised 2 billion roubles.", &["13: `2 млн` became `2 billion`"]);
        check("Задержано 12 человек.", "People were detained.", &["11: `12` is not in the translation"]);
        check("Задержали многих.", "About 100 were detained.", &["7: `100` is not in the source"]);
        check("С 5 до 10 из 20", "From 5 to 11 of 21", &["11: `10` became `11` -> 10", "17: `20` became `21` -> 20"]);
        check(
            "С 5 до 10 из 20",
            "From 5 to 11",
            &[
                "8: `10` is not in the translation",
                "14: `20` is not in the translation",
                "11: `11` is not in the source",
            ],
        );
        check("Рост 1,5 %", "A rise of 15%", &["11: `1,5` became `15` -> 1.5"]);
        check("Версия 1.2.3", "Version 1.2.4", &["9: `1.2.3` became `1.2.4` -> 1.2.3"]);
    }

    #[test]
    fn the_same_numbers_written_otherwise() {
        passes(
            &NumberMismatch,
            ("ru", "en"),
            &[
                ("1 000 человек", "1,000 people"),
                ("1.000 человек", "1,000 people"),
                ("2,5 %", "2.5 percent"),
                ("2 млн человек", "2,000,000 people"),
                ("1,5–2 млн рублей", "1.5 to 2 million roubles"),
                ("от 1,5 до 2 млн рублей", "from 1.5 million to 2 million roubles"),
                ("3 кандидата", "three candidates"),
                ("Три кандидата", "3 candidates"),
                ("25-летний рабочий", "a 25-year-old worker"),
                ("80-летие победы", "the 80th anniversary of the victory"),
                ("в 2 раза больше", "twice as many"),
                ("в 2 раза меньше", "half as many"),
                ("50 % голосов", "half of the votes"),
                ("за 1 час", "in an hour"),
                ("1 млн рублей", "a million roubles"),
                ("в 90-е годы", "in the 1990s"),
                ("в 1990-х", "in the nineties"),
                ("XX век", "the 20th century"),
                ("XX съезд", "The Twentieth Congress"),
                ("II мировая война", "World War Two"),
                ("Вторая мировая война", "World War II"),
                ("ст. 20.3.3 КоАП", "Article 20.3.3 of the Code"),
                ("8 (800) 555-35-35", "8 800 555-35-35"),
                ("1. Мы против войны.", "We are against the war."),
                ("Он сказал это [12].", "He said this."),
                ("5 из 5 согласны, все 5.", "All 5 agree."),
                ("−5 градусов", "minus 5 degrees"),
                ("«Группа семи» собралась.", "The G7 met."),
                ("к 18.30", "by 6:30 p.m."),
                ("сезон 2021/22", "the 2021–2022 season"),
                ("с 3 по 5 мая", "from May 3 to May 5"),
                ("Около 1/3 населения", "About a third of the population"),
                ("2½ года", "2.5 years"),
                ("Без чисел", "No numbers"),
            ],
        );
        passes(
            &NumberMismatch,
            ("en", "de"),
            &[("1,000.5 km", "1.000,5 km"), ("two", "zwei"), ("3 cats", "drei Katzen")],
        );
    }
}
