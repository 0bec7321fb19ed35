//! `tolmach init`.

use std::path::PathBuf;

use super::context::{Context, LanguageArgs};
use super::error::{CommandResult, Outcome};
use crate::workbench;

/// Make a workbench: tolmach.toml, memories/ and glossaries/
///
/// What is there already is left as it is. Every key of tolmach.toml may be left out; the file that is
/// written lists them all with their defaults.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder, made if it is missing
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    #[command(flatten)]
    languages: LanguageArgs,
}

pub fn run(args: Args, context: &mut Context) -> CommandResult {
    let made = workbench::init(&args.folder, args.languages.from.as_ref(), args.languages.to.as_ref())?;
    if context.out.is_text() {
        for path in &made {
            context.out.line(format!("made {}", path.display()))?;
        }
        if made.is_empty() {
            context.out.line("this is a workbench already; nothing was changed")?;
        }
    } else {
        context.out.document(&serde_json::json!({ "made": made }))?;
    }
    Ok(Outcome::Done)
}
