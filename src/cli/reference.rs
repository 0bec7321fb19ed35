//! The command line as a reference: completions, man pages, and all help texts as one text.

use std::path::PathBuf;

use clap_complete::Shell;

use super::error::{CommandResult, Outcome};
use super::{Context, tree};
use crate::workbench::{Error, files};

/// Print a completion script for a shell
///
/// For bash: `tolmach completions bash > ~/.local/share/bash-completion/completions/tolmach`.
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the man page, or write one page a command into a folder
#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// The folder to write tolmach.1, tolmach-align.1 … into, instead of printing tolmach.1
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub fn completions(args: &CompletionsArgs, context: &mut Context) -> CommandResult {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut tree(), "tolmach", &mut script);
    context.out.raw().write_all(&script)?;
    Ok(Outcome::Done)
}

pub fn man(args: &ManArgs, context: &mut Context) -> CommandResult {
    let Some(folder) = &args.folder else {
        let mut page = Vec::new();
        clap_mangen::Man::new(tree()).render(&mut page)?;
        context.out.raw().write_all(&page)?;
        return Ok(Outcome::Done);
    };
    if !folder.is_dir() {
        return Err(Error::usage("there is no such folder").at(folder).into());
    }
    for (path, command) in commands() {
        let name = path.join("-");
        let mut page = Vec::new();
        clap_mangen::Man::new(command.name(name.clone())).render(&mut page)?;
        let file = folder.join(format!("{name}.1"));
        files::write_atomically(&file, |out| out.write_all(&page).map_err(|e| Error::write(&file, &e)))?;
    }
    Ok(Outcome::Done)
}

/// All help texts, one after the other: a change of any shows in review.
pub fn reference() -> String {
    let mut out = String::new();
    for (path, command) in commands() {
        let name = path.join(" ");
        out += &format!("# {name}\n\n{}\n", command.bin_name(name.clone()).term_width(100).render_long_help());
    }
    out.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Every command with its path, the tree itself first.
fn commands() -> Vec<(Vec<String>, clap::Command)> {
    let mut root = tree();
    root.build();
    let mut out = Vec::new();
    let mut stack = vec![(vec!["tolmach".to_owned()], root)];
    while let Some((path, command)) = stack.pop() {
        let children: Vec<_> = command.get_subcommands().filter(|c| c.get_name() != "help").cloned().collect();
        for child in children.into_iter().rev() {
            let mut child_path = path.clone();
            child_path.push(child.get_name().to_owned());
            stack.push((child_path, child));
        }
        out.push((path, command));
    }
    out
}
