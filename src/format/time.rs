//! Dates as files write them.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::model::Timestamp;

/// Reads a date of ISO 8601 in basic or extended form, with or without time, seconds, and zone (UTC when
/// there is none): `20230314T100000Z`, `2023-03-14 10:00`, `20230314`.
pub(crate) fn parse_time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    let civil: DateTime = text.trim_end_matches(['Z', 'z']).parse().ok()?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

/// The form that TMX recommends, in whole seconds: `20230314T100000Z`. `None` for years that four digits
/// cannot write.
pub(crate) fn compact_time(time: Timestamp) -> Option<String> {
    let civil = TimeZone::UTC.to_datetime(time);
    let (date, time) = (civil.date(), civil.time());
    if date.year() < 0 {
        return None;
    }
    let (year, month, day) = (date.year(), date.month(), date.day());
    Some(format!("{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z", time.hour(), time.minute(), time.second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_dates_of_every_form_are_read() {
        for (text, expected) in [
            ("20230314T100509Z", "20230314T100509Z"),
            ("2023-03-14T10:05:09Z", "20230314T100509Z"),
            ("2023-03-14T12:05:09+02:00", "20230314T100509Z"),
            ("20230314", "20230314T000000Z"),
            ("2023-03-14", "20230314T000000Z"),
            ("2023-03-14 10:05", "20230314T100500Z"),
            ("20230314T1005Z", "20230314T100500Z"),
            ("2023-03-14T10:05:09.25", "20230314T100509Z"),
        ] {
            assert_eq!(parse_time(text).and_then(compact_time).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "yesterday", "20231314", "3/14/2023"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }
}
