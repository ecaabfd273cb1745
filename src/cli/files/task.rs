//! Task files: texts, protobuf, and archives of them.

use super::{Asked, Files, package, problem};
use crate::diagnostic::Diagnostic;
use crate::source::SourceId;

impl Files {
    /// Reads a task file, which may be binary: an archive is several texts.
    pub(super) fn read_task(&mut self, asked: &Asked) -> Vec<SourceId> {
        if let Some(before) = self.read_before(asked) {
            return before;
        }
        match self.bytes(asked).map(|bytes| (package::binary(&bytes), bytes)) {
            Ok((None, bytes)) => self.take(asked, bytes).into_iter().collect(),
            Ok((Some(Ok(package::Binary::Text(text))), _)) => vec![self.keep_decoded(asked, &asked.path, text)],
            Ok((Some(Ok(package::Binary::Package(files))), _)) => self.read_package(asked, files),
            Ok((Some(Ok(package::Binary::LaunchPlan)), _)) => {
                let found = Diagnostic::note(
                    "task/launch-plan",
                    format!("`{}` is a launch plan: no task is in it", asked.path),
                );
                self.report.add(found.help("the files of tasks end in `_1.pb`, those of workflows in `_2.pb`"));
                Vec::new()
            }
            Ok((Some(Err(wrong)), _)) => {
                self.report.add(binary_problem(asked, &asked.path, wrong));
                Vec::new()
            }
            Err(problem) => {
                self.report.add(*problem);
                Vec::new()
            }
        }
    }

    fn keep_decoded(&mut self, asked: &Asked, name: &str, text: String) -> SourceId {
        let id = self.sources.add_decoded(name, text);
        self.remember(asked, name, id)
    }

    /// Keeps the texts of an archive.
    fn read_package(&mut self, asked: &Asked, files: Vec<package::InPackage>) -> Vec<SourceId> {
        let mut ids = Vec::new();
        for (name, read) in files {
            let name = format!("{}/{name}", asked.path);
            match read {
                Ok(Some(text)) => ids.push(self.keep_decoded(asked, &name, text)),
                Ok(None) => self.report.log(format!("`{name}` holds no task")),
                Err(wrong) => self.report.add(binary_problem(asked, &name, wrong)),
            }
        }
        if ids.is_empty() && !self.report.has_errors() {
            let found = problem(asked, "task/none", format!("the archive `{}` holds no task", asked.path));
            self.report.add(found.help("give the `.tgz` of `pyflyte package`"));
        }
        ids
    }
}

/// An error about a binary file, or about one of an archive.
fn binary_problem(asked: &Asked, name: &str, wrong: package::Wrong) -> Diagnostic {
    problem(asked, wrong.code, format!("`{name}` {}", wrong.what)).help(wrong.help)
}
