//! `date-mismatch`

use super::values::{report_differences, report_extra};
use super::{Check, Context, Examined, Report, Severity};
use crate::lang::Value;

/// Dates and times of day that only one side has, by value: 3 мая 2022 г. is May 3, 2022.
pub(super) struct DateMismatch;

impl Check for DateMismatch {
    fn id(&self) -> &'static str {
        "date-mismatch"
    }

    fn description(&self) -> &'static str {
        "A date or a time of day of the source is not in the translation, or the translation has another one."
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn pair(&self, pair: &Examined<'_>, _: &Context<'_>, report: &mut Report) {
        let dates = |value: &Value| matches!(value, Value::Date(_) | Value::Time(_));
        let extra = report_differences(pair, report, dates);
        report_extra(pair, report, &extra);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{flags, passes};
    use super::*;

    #[test]
    fn other_dates_and_times() {
        let check = |source, target, expected: &[&str]| flags(&DateMismatch, ("ru", "en"), (source, target), expected);
        check(
            "3 мая 2022 г. началось.",
            "It began on May 4, 2022.",
            &["13: `3 мая 2022 г.` became `May 4, 2022` -> May 3, 2022"],
        );
        check("24 февраля", "June 24", &["1: `24 февраля` became `June 24` -> February 24"]);
        check("в мае 2022 года", "in June 2022", &["4: `мае 2022 года` became `June 2022` -> May 2022"]);
        check("в 14:30", "at 2:30 a.m.", &["4: `14:30` became `2:30 a.m.` -> 2:30 p.m."]);
        check("Он приехал 5 июля.", "He arrived.", &["12: `5 июля` is not in the translation"]);
        check("Он приехал.", "He arrived on July 5.", &["15: `July 5` is not in the source"]);
    }

    #[test]
    fn the_same_dates_written_otherwise() {
        passes(
            &DateMismatch,
            ("ru", "en"),
            &[
                ("3 мая 2022 г.", "May 3, 2022"),
                ("3 мая 2022 года", "3 May 2022"),
                ("03.05.2022", "the 3rd of May, 2022"),
                ("03.05.2022", "5/3/2022"),
                ("3 мая", "May 3, 2022"),
                ("в 14:30", "at 2:30 p.m."),
                ("в 14:00", "at 2 p.m."),
                ("в 14 часов", "at 2 p.m."),
                ("в 2 часа дня", "at 14:00"),
                ("3–5 мая 2022 года", "May 3–5, 2022"),
                ("с 3 по 5 мая", "from 3 to 5 May"),
                ("с 3 по 5 мая", "from May 3 to May 5"),
                ("теракты 11 сентября", "the 9/11 attacks"),
                ("8 марта", "International Women's Day"),
                ("25 октября (7 ноября) 1917 года", "October 25 (November 7), 1917"),
                ("3 мая прошло, 3 мая", "May 3 has passed"),
            ],
        );
    }
}
