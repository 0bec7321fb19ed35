//! Alignments for people and machines.

use super::super::output::{BOLD, DIM, GREEN, RESET, YELLOW, count};
use super::{Context, Failure};
use crate::align::Summary;
use crate::format::beads::BeadLine;
use crate::model::{Alignment, Bead, BeadState};
use crate::workbench::align::{self as work, Aligned};

/// Prints an alignment: its pairs if they are asked for, its summary, and the places to look at. In JSON, its beads.
pub fn alignment(aligned: &Aligned, min_confidence: f32, pairs: bool, context: &mut Context) -> Result<(), Failure> {
    let alignment = &aligned.alignment;
    if !context.out.is_text() {
        for bead in &alignment.beads {
            context.out.item(&BeadLine::new(alignment, bead))?;
        }
        context.out.end_items()?;
        return Ok(());
    }
    if pairs {
        for bead in &alignment.beads {
            print_bead(alignment, bead, context)?;
        }
        context.out.line("")?;
    }
    let summary = &aligned.summary;
    context.out.line(format!(
        "{BOLD}{}{RESET} ({}) to {BOLD}{}{RESET} ({}): {}",
        count(alignment.source.len(), "segment"),
        alignment.source_language,
        count(alignment.target.len(), "segment"),
        alignment.target_language,
        kinds(summary),
    ))?;
    let kept = work::kept(alignment, min_confidence).count();
    let paired = alignment.beads.iter().filter(|b| work::has_both_texts(alignment, b)).count();
    let accepted = alignment.beads.iter().filter(|b| b.state == BeadState::Accepted).count();
    if paired > 0 {
        let accepted = if accepted > 0 { format!(", {} accepted", count(accepted, "bead")) } else { String::new() };
        context.out.line(format!("mean confidence {:.0} %{accepted}", summary.mean_confidence * 100.0))?;
    }
    if kept < paired {
        context.out.line(format!(
            "{} below {:.0} % {} left out when storing or writing",
            count(paired - kept, "pair"),
            min_confidence * 100.0,
            if paired - kept == 1 { "is" } else { "are" },
        ))?;
    }
    if !summary.doubtful.is_empty() {
        context.out.line(format!("\nto look at ({}):", summary.doubtful.len()))?;
        for &index in &summary.doubtful {
            if let Some(bead) = alignment.beads.get(index) {
                print_bead(alignment, bead, context)?;
            }
        }
    }
    Ok(())
}

/// The beads by kind: `13 × 1-1, 1 × 2-1`.
pub fn kinds(summary: &Summary) -> String {
    let kinds: Vec<String> = summary.kinds.iter().map(|k| format!("{} × {}", k.count, k.kind)).collect();
    if kinds.is_empty() { "nothing to align".into() } else { kinds.join(", ") }
}

fn print_bead(alignment: &Alignment, bead: &Bead, context: &mut Context) -> Result<(), Failure> {
    let texts = [alignment.source_text(bead), alignment.target_text(bead)].map(|text| text.trim().to_string());
    if texts.iter().all(String::is_empty) {
        // Empty lines are beads, and there is nothing to see of them.
        return Ok(());
    }
    let percent = (bead.confidence * 100.0).round();
    let style = if percent >= 90.0 { GREEN } else { YELLOW };
    let place = |range: &std::ops::Range<usize>| match range.len() {
        0 => "–".to_string(),
        1 => format!("{}", range.start + 1),
        _ => format!("{}–{}", range.start + 1, range.end),
    };
    let accepted = if bead.state == BeadState::Accepted { " accepted" } else { "" };
    let moved = if bead.moved { " moved" } else { "" };
    context.out.line(format!(
        "{BOLD}{}{RESET} {style}{percent:>3.0} %{RESET}{accepted}{moved}  {DIM}{} : {}{RESET}",
        bead.kind(),
        place(&bead.source),
        place(&bead.target)
    ))?;
    for text in texts {
        if !text.is_empty() {
            context.out.line(format!("    {text}"))?;
        }
    }
    Ok(())
}
