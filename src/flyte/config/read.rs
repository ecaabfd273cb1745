//! From texts to [`Config`]: the flow. Files are read, folded into one tree, rebuilt as Flyte's
//! library rebuilds them, partly put back as written, and decoded section by section.

use super::environment::Environment;
use super::notes::Notes;
use super::{Config, fold, restore, sections, settings, unread, warnings, written};
use crate::diagnostic::{Diagnostic, Level};
use crate::flyte::version::FlyteVersion;
use crate::source::{SourceId, Sources};
use crate::tree::Node;

/// Reads the configuration files, in this order, as `version` of Flyte does.
///
/// `environment` is the environment of Flyte's own process (`propellerEnv`): a map of strings, or
/// null. Gives the configuration with warnings about what Flyte swallows silently, or the reasons
/// for which Flyte would not start (each quotes Flyte's message).
pub fn read(
    sources: &Sources,
    files: &[SourceId],
    environment: &Node,
    version: FlyteVersion,
) -> Result<(Config, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut notes = Notes::default();
    let files = written::load(sources, files, version, &mut notes)?;
    let folded = fold::fold(&files, version, &mut notes);
    let environment = Environment::new(environment, written::is_section);
    let mut settings = settings::build(&folded, &environment, version, &mut notes);
    restore::restore(&mut settings.root, &files, sources, version.config_reader(), &mut notes);
    warnings::of_files(&files, version, &mut notes);
    let decoded = sections::decode(&settings, &files, sources, version, &mut notes);
    let mut config = match decoded {
        Ok(config) if notes.errors.is_empty() => config,
        Ok(_) => return Err(sorted(notes.errors)),
        Err(mut faults) => {
            // Where chance has a hand in it, Flyte's message may differ from start to start.
            faults.append(&mut notes.errors);
            return Err(sorted(faults));
        }
    };
    config.has_task_resources = sections::has_task_resources(&settings, &files);
    warnings::of_result(&settings, &config, version, &mut notes);
    config.unread = unread::find(&config, &files, &notes);
    Ok((config, sorted(notes.warnings)))
}

/// In the order of their places, the worse first.
fn sorted(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let level = |d: &Diagnostic| match d.level {
        Level::Error => 0,
        Level::Warning => 1,
        Level::Note => 2,
    };
    found.sort_by_key(|d| (level(d), d.label.as_ref().map(|l| (l.span.source, l.span.start))));
    found
}
