//! Properties that say what the model has a field for: our own, and those of other tools.

use crate::format::entities::html_entity;
use crate::model::{Status, Unit};

/// Moves our own properties into the fields of the unit, then fills fields that are still empty from what
/// other tools say.
pub(super) fn from_properties(unit: &mut Unit) {
    if unit.metadata.properties.is_empty() {
        return;
    }
    let status = take(unit, "x-status", Status::from_name);
    unit.client = take(unit, "x-client", text);
    unit.domain = take(unit, "x-domain", text);
    unit.origin.file = take(unit, "x-file", text);
    unit.origin.position = take(unit, "x-position", |value| value.parse().ok());
    unit.origin.previous = take(unit, "x-previous", text);
    unit.origin.next = take(unit, "x-next", text);
    unit.origin.confidence = take(unit, "x-confidence", |value| value.parse().ok().filter(|c| (0.0..=1.0).contains(c)));
    unit.status = status.or_else(|| foreign_status(unit)).unwrap_or_default();
    foreign_fields(unit);
}

/// The properties that hold the fields of a unit, in a fixed order.
pub(super) fn to_properties(unit: &Unit) -> impl Iterator<Item = (&'static str, String)> {
    let origin = &unit.origin;
    let status = (unit.status != Status::default()).then(|| unit.status.name().to_string());
    let confidence = origin.confidence.filter(|c| (0.0..=1.0).contains(c));
    [
        ("x-status", status),
        ("x-client", unit.client.clone()),
        ("x-domain", unit.domain.clone()),
        ("x-file", origin.file.clone()),
        ("x-position", origin.position.map(|p| p.to_string())),
        ("x-previous", origin.previous.clone()),
        ("x-next", origin.next.clone()),
        ("x-confidence", confidence.map(|c| c.to_string())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
}

fn text(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_string())
}

/// Takes a property out where it has one value and that can be read; otherwise it stays a property.
fn take<T>(unit: &mut Unit, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let [value] = unit.metadata.properties.get(name)?.as_slice() else { return None };
    let value = read(value)?;
    unit.metadata.properties.shift_remove(name);
    Some(value)
}

/// Client, subject field, document and neighbours as Trados (Workbench and Studio), memoQ and OmegaT name
/// them. The properties stay where they are.
fn foreign_fields(unit: &mut Unit) {
    let Unit { client, domain, origin, metadata, .. } = unit;
    for (name, values) in &metadata.properties {
        // Studio appends the type of the field: `x-Client:SinglePicklist`.
        let bare = name.split(':').next().unwrap_or(name);
        let field = match bare {
            _ if name.starts_with("Att::") || name.starts_with("Txt::") => match &name[5..] {
                "Client" | "Customer" => &mut *client,
                "Subject" | "Domain" => &mut *domain,
                _ => continue,
            },
            "client" | "x-Client" => &mut *client,
            "domain" | "x-Domain" | "x-Subject" => &mut *domain,
            "file" | "x-document" => &mut origin.file,
            "prev" | "x-context-pre" => &mut origin.previous,
            "next" | "x-context-post" => &mut origin.next,
            _ => continue,
        };
        if let (None, [value]) = (&field, values.as_slice()) {
            *field = if bare.starts_with("x-context-") { memoq_context(value) } else { text(value) };
        }
    }
}

/// memoQ writes the neighbour as the XML of a `seg`. One with inline codes is left alone.
fn memoq_context(value: &str) -> Option<String> {
    let inner = value.trim().strip_prefix("<seg>")?.strip_suffix("</seg>")?;
    if inner.contains('<') {
        return None;
    }
    let mut pieces = inner.split('&');
    let mut plain = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        let (name, rest) = piece.split_once(';')?;
        plain.push(html_entity(name)?);
        plain.push_str(rest);
    }
    text(&plain)
}

/// Studio's `x-ConfirmationLevel` and `x-Origin`, memoQ's `aligned`.
fn foreign_status(unit: &Unit) -> Option<Status> {
    let value = |name: &str| match unit.metadata.properties.get(name).map(Vec::as_slice) {
        Some([value]) => value.as_str(),
        _ => "",
    };
    match value("x-ConfirmationLevel") {
        "Translated" => return Some(Status::Translated),
        "ApprovedTranslation" | "ApprovedSignOff" => return Some(Status::Approved),
        "RejectedTranslation" | "RejectedSignOff" => return Some(Status::Rejected),
        _ => {}
    }
    match (value("x-Origin"), value("aligned")) {
        ("MachineTranslation" | "AdaptiveMachineTranslation" | "NeuralMachineTranslation", _) => Some(Status::Machine),
        ("Alignment", _) | (_, "yes") => Some(Status::Aligned),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(properties: &[(&str, &str)]) -> Unit {
        let mut unit = Unit::default();
        for (name, value) in properties {
            unit.metadata.properties.entry(name.to_string()).or_default().push(value.to_string());
        }
        from_properties(&mut unit);
        unit
    }

    #[test]
    fn our_own_properties_become_fields_and_come_back() {
        let own = [
            ("x-status", "approved"),
            ("x-client", "Dawn"),
            ("x-domain", "politics"),
            ("x-file", "statement.md"),
            ("x-position", "7"),
            ("x-previous", "Before."),
            ("x-next", "After."),
            ("x-confidence", "0.25"),
        ];
        let unit = unit(&own);
        assert!(unit.metadata.properties.is_empty());
        assert_eq!((unit.status, unit.origin.position), (Status::Approved, Some(7)));
        let back: Vec<_> = to_properties(&unit).collect();
        assert_eq!(back, own.map(|(name, value)| (name, value.to_string())));
    }

    #[test]
    fn what_cannot_be_read_stays_a_property() {
        let unit = unit(&[("x-confidence", "high"), ("x-client", "A"), ("x-client", "B")]);
        assert_eq!((unit.origin.confidence, &unit.client), (None, &None));
        assert_eq!(unit.metadata.properties.len(), 2);
    }

    #[test]
    fn other_tools_are_understood_and_left_as_they_are() {
        let studio = unit(&[("x-Client:SinglePicklist", "Dawn"), ("x-ConfirmationLevel", "ApprovedSignOff")]);
        assert_eq!((studio.client.as_deref(), studio.status), (Some("Dawn"), Status::Approved));
        assert_eq!(studio.metadata.properties.len(), 2);
        let workbench = unit(&[("Att::Subject", "Software")]);
        assert_eq!(workbench.domain.as_deref(), Some("Software"));
        let memoq = unit(&[("x-document", "a.docx"), ("x-context-pre", "<seg>R&amp;D</seg>"), ("aligned", "yes")]);
        assert_eq!(memoq.origin.file.as_deref(), Some("a.docx"));
        assert_eq!((memoq.origin.previous.as_deref(), memoq.status), (Some("R&D"), Status::Aligned));
        let omegat = unit(&[("file", "a.txt"), ("prev", "Before."), ("x-file", "ours.txt")]);
        assert_eq!(omegat.origin.file.as_deref(), Some("ours.txt"));
        assert_eq!(omegat.origin.previous.as_deref(), Some("Before."));
    }
}
