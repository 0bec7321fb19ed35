//! When two units are the same, and what the stored one takes over from the other. Independent of where
//! units are stored.

use crate::model::{Metadata, Origin, Status, Timestamp, Unit, Variant};

/// Whether `given` is already there as `stored`: two variants at least are the same in language tag, text
/// and codes, and no language tag has different texts in the two. A unit with a further language is the same
/// unit; one for another client or of another domain is not, lest one client's memory serve another's job.
pub fn same(stored: &Unit, given: &Unit) -> bool {
    let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    if differ(&stored.client, &given.client) || differ(&stored.domain, &given.domain) {
        return false;
    }
    let mut common = 0;
    for variant in &given.variants {
        if stored.variants.iter().any(|v| same_variant(v, variant)) {
            common += 1;
        } else if stored.variants.iter().any(|v| v.language == variant.language) {
            return false;
        }
    }
    common >= 2
}

/// Whether two variants are the same in language tag, text and codes.
pub fn same_variant(a: &Variant, b: &Variant) -> bool {
    a.language == b.language && a.segment == b.segment
}

/// Takes over into `stored` what `given` (the [`same`] unit) says more or newer, and tells whether anything
/// changed. What is missing is filled in; where both say something, the one changed last (or made last, if
/// never changed) is right. New languages are added at the end. The status only rises, except that a later
/// rejection counts and that a rejected unit stays rejected. Taking over the same unit again changes nothing.
pub fn take_over(stored: &mut Unit, given: Unit) -> bool {
    let before = (stored.status, stored.variants.len());
    let newer = moment(&given.metadata) > moment(&stored.metadata);
    let mut changed = false;
    stored.status = match (stored.status, given.status) {
        (Status::Rejected, _) => Status::Rejected,
        (old, Status::Rejected) => {
            if newer {
                Status::Rejected
            } else {
                old
            }
        }
        (old, new) => old.max(new),
    };
    changed |= fill(&mut stored.name, given.name);
    changed |= fill(&mut stored.source_language, given.source_language);
    changed |= fill(&mut stored.client, given.client);
    changed |= fill(&mut stored.domain, given.domain);
    changed |= take_over_origin(&mut stored.origin, given.origin);
    changed |= take_over_metadata(&mut stored.metadata, given.metadata);
    for variant in given.variants {
        match stored.variants.iter_mut().find(|v| same_variant(v, &variant)) {
            Some(known) => changed |= take_over_metadata(&mut known.metadata, variant.metadata),
            None => stored.variants.push(variant),
        }
    }
    changed || before != (stored.status, stored.variants.len())
}

/// The place belongs together: it is taken over only by a unit of which none was known. Contexts are the
/// store's to keep.
fn take_over_origin(stored: &mut Origin, given: Origin) -> bool {
    if stored.file.is_some() || stored.position.is_some() || stored.confidence.is_some() {
        return false;
    }
    let mut changed = fill(&mut stored.file, given.file);
    changed |= fill(&mut stored.position, given.position);
    changed |= fill(&mut stored.confidence, given.confidence);
    changed | fill(&mut stored.tool, given.tool)
}

fn take_over_metadata(stored: &mut Metadata, given: Metadata) -> bool {
    let newer = moment(&given) > moment(stored);
    let mut changed = fill(&mut stored.created, given.created);
    changed |= fill(&mut stored.created_by, given.created_by);
    changed |=
        if newer { replace(&mut stored.changed, given.changed) } else { fill(&mut stored.changed, given.changed) };
    changed |= if newer {
        replace(&mut stored.changed_by, given.changed_by)
    } else {
        fill(&mut stored.changed_by, given.changed_by)
    };
    changed |= raise(&mut stored.last_used, given.last_used);
    changed |= raise(&mut stored.usage_count, given.usage_count);
    for note in given.notes {
        if !stored.notes.contains(&note) {
            stored.notes.push(note);
            changed = true;
        }
    }
    for (name, values) in given.properties {
        match stored.properties.get_mut(&name) {
            None => {
                stored.properties.insert(name, values);
                changed = true;
            }
            Some(known) if newer && *known != values => {
                *known = values;
                changed = true;
            }
            Some(_) => {}
        }
    }
    changed
}

/// When it was last changed or, if never, made.
pub fn moment(metadata: &Metadata) -> Option<Timestamp> {
    metadata.changed.or(metadata.created)
}

fn fill<T>(stored: &mut Option<T>, given: Option<T>) -> bool {
    let fills = stored.is_none() && given.is_some();
    if fills {
        *stored = given;
    }
    fills
}

fn replace<T: PartialEq>(stored: &mut Option<T>, given: Option<T>) -> bool {
    let replaces = given.is_some() && *stored != given;
    if replaces {
        *stored = given;
    }
    replaces
}

fn raise<T: PartialOrd>(stored: &mut Option<T>, given: Option<T>) -> bool {
    let raises = given > *stored;
    if raises {
        *stored = given;
    }
    raises
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::LanguageTag;

    fn unit(variants: &[(&str, &str)]) -> Unit {
        let variants =
            variants.iter().map(|(tag, text)| Variant::new(LanguageTag::parse(tag).unwrap(), *text)).collect();
        Unit { variants, ..Unit::default() }
    }

    #[test]
    fn units_are_the_same_when_all_common_languages_agree_and_two_are_common() {
        let pair = [("ru", "да"), ("en", "yes")];
        for (stored, given, expected) in [
            (&pair[..], &pair[..], true),
            (&pair, &[("en", "yes"), ("ru", "да")], true),
            (&pair, &[("ru", "да"), ("en", "yes"), ("de", "ja")], true),
            (&[("ru", "да"), ("en", "yes"), ("fr", "oui")], &[("ru", "да"), ("en", "yes"), ("de", "ja")], true),
            (&[("ru", "да"), ("en", "yes"), ("de", "doch")], &[("ru", "да"), ("en", "yes"), ("de", "ja")], false),
            (&pair, &[("ru", "да"), ("en", "aye")], false),
            (&pair, &[("ru", "да"), ("de", "ja")], false),
            (&pair, &[("ru", "да"), ("en-GB", "yes")], false),
            (&pair, &[("ru", "да"), ("en", "yes ")], false),
        ] {
            assert_eq!(same(&unit(stored), &unit(given)), expected, "{stored:?} {given:?}");
        }
    }

    #[test]
    fn another_client_has_a_unit_of_its_own() {
        let of = |client: Option<&str>| Unit {
            client: client.map(str::to_string),
            ..unit(&[("ru", "да"), ("en", "yes")])
        };
        assert!(!same(&of(Some("Lindqvist")), &of(Some("Okafor"))));
        assert!(same(&of(None), &of(Some("Okafor"))));
        assert!(same(&of(Some("Okafor")), &of(None)));
    }

    #[test]
    fn what_is_missing_is_filled_in_and_what_is_newer_wins() {
        let at = |second| Timestamp::from_second(second).ok();
        let mut stored = unit(&[("ru", "да"), ("en", "yes")]);
        stored.metadata.changed = at(100);
        stored.metadata.changed_by = Some("Ada".into());
        let mut given = stored.clone();
        given.variants.push(unit(&[("de", "ja")]).variants.remove(0));
        given.status = Status::Approved;
        given.domain = Some("law".into());
        given.metadata.changed_by = Some("Bo".into());
        given.metadata.notes.push("checked".into());

        assert!(take_over(&mut stored, given.clone()));
        assert_eq!(stored.metadata.changed_by.as_deref(), Some("Ada"));
        assert_eq!((stored.status, stored.domain.as_deref()), (Status::Approved, Some("law")));
        assert_eq!(stored.variants.len(), 3);
        assert!(!take_over(&mut stored, given.clone()), "a second time nothing changes");

        given.metadata.changed = at(200);
        given.status = Status::Translated;
        assert!(take_over(&mut stored, given));
        assert_eq!(stored.metadata.changed_by.as_deref(), Some("Bo"));
        assert_eq!(stored.status, Status::Approved);
    }

    #[test]
    fn a_rejection_stays() {
        let mut stored = unit(&[("ru", "да"), ("en", "yes")]);
        let rejected = Unit { status: Status::Rejected, ..stored.clone() };
        assert!(!take_over(&mut stored, rejected.clone()), "one that is not newer does not reject");
        let mut later = rejected.clone();
        later.metadata.changed = Timestamp::from_second(5).ok();
        assert!(take_over(&mut stored, later));
        assert!(!take_over(&mut stored, Unit { status: Status::Approved, ..rejected }));
        assert_eq!(stored.status, Status::Rejected);
    }
}
