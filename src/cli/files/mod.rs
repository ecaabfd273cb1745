//! Reading files: everything that can be wrong with one is said here, before anybody parses it.

mod check;
mod disk;
mod nearest;
mod package;
mod task;
mod tree;

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use crate::cli::report::Report;
use crate::diagnostic::Diagnostic;
use crate::sdk::PythonModule;
use crate::source::{SourceId, Sources, Span};
use disk::{LARGEST, Problem, list, nothing_there, problem, read_file, unreadable, within_limit};

pub use disk::join;

/// What a file is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A task file.
    Task,
    /// A Python module that a task file imports.
    Module,
    /// Flyte's configuration.
    Config,
    /// Runtime templates.
    Templates,
    /// Facts of the execution.
    Execution,
    /// podtpl's own settings.
    Settings,
    /// A Pod of a cluster.
    Live,
}

impl Role {
    /// The role in words.
    pub fn words(self) -> &'static str {
        match self {
            Role::Task => "task file",
            Role::Module => "Python module",
            Role::Config => "configuration",
            Role::Templates => "runtime templates",
            Role::Execution => "facts of the execution",
            Role::Settings => "settings",
            Role::Live => "live Pod",
        }
    }

    /// Extensions of the files that are taken from a directory. Of configuration Flyte itself is
    /// told to take `*.yaml`.
    fn extensions(self) -> &'static [&'static str] {
        match self {
            Role::Config => &["yaml"],
            Role::Task => &["yaml", "yml", "json", "pb", "tgz", "py"],
            _ => &["yaml", "yml", "json"],
        }
    }
}

/// A path as it was given.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The path; `-` is standard input.
    pub path: String,
    /// Where a settings file gives it.
    pub at: Option<Span>,
    /// What for.
    pub role: Role,
}

/// The texts of a run, and what was wrong with them.
#[derive(Debug)]
pub struct Files {
    /// The texts.
    pub sources: Sources,
    /// What is wrong so far.
    pub report: Report,
    stdin_taken: bool,
    /// What was read, for a second side of a comparison that names the same files.
    read: Vec<(String, Role, SourceId)>,
    reusing: bool,
    /// Python files by their paths.
    modules: HashMap<String, SourceId>,
    /// The same, parsed, by their dotted names.
    parsed: HashMap<(SourceId, String), PythonModule>,
}

impl Files {
    /// Nothing read yet.
    pub fn new(report: Report) -> Self {
        Files {
            sources: Sources::new(),
            report,
            stdin_taken: false,
            read: Vec::new(),
            reusing: false,
            modules: HashMap::new(),
            parsed: HashMap::new(),
        }
    }

    /// From now on, files that were read before are the same texts: the other side of a comparison
    /// has most of them in common.
    pub fn reuse(&mut self) {
        self.reusing = true;
    }

    /// Reads a file, all files of a directory, or standard input.
    pub fn read_any(&mut self, asked: &Asked) -> Vec<SourceId> {
        if asked.path != "-" && Path::new(&asked.path).is_dir() {
            return self.read_directory(asked);
        }
        self.read_role(asked)
    }

    fn read_role(&mut self, asked: &Asked) -> Vec<SourceId> {
        match asked.role {
            Role::Task => self.read_task(asked),
            _ => self.read(asked).into_iter().collect(),
        }
    }

    /// Keeps a text under a name.
    fn keep(&mut self, asked: &Asked, name: &str, text: String) -> SourceId {
        let id = self.sources.add(name, text);
        self.remember(asked, name, id)
    }

    fn remember(&mut self, asked: &Asked, name: &str, id: SourceId) -> SourceId {
        self.read.push((asked.path.clone(), asked.role, id));
        if asked.path.ends_with(".py") {
            self.modules.insert(asked.path.clone(), id);
        }
        self.report.log(format!("read `{name}` ({})", asked.role.words()));
        id
    }

    /// The texts that a file was before, if the other side of a comparison read it.
    fn read_before(&self, asked: &Asked) -> Option<Vec<SourceId>> {
        let same = self.read.iter().filter(|(path, role, _)| *path == asked.path && *role == asked.role);
        let ids: Vec<SourceId> = same.map(|(_, _, id)| *id).collect();
        (self.reusing && !ids.is_empty()).then_some(ids)
    }

    fn bytes(&mut self, asked: &Asked) -> Result<Vec<u8>, Problem> {
        if asked.path == "-" { self.read_stdin(asked) } else { read_file(asked) }
    }

    /// A Python text as a module; one that many task files import is parsed once.
    pub fn python(&mut self, id: SourceId, name: &str, package: bool) -> PythonModule {
        let parse = || PythonModule::parse(&self.sources, id, name, package);
        self.parsed.entry((id, name.to_owned())).or_insert_with(parse).clone()
    }

    /// Reads a file or standard input.
    pub fn read(&mut self, asked: &Asked) -> Option<SourceId> {
        if let Some(before) = self.read_before(asked) {
            return before.first().copied();
        }
        // a module that many task files import is one text
        if asked.role == Role::Module
            && let Some(id) = self.modules.get(&asked.path)
        {
            return Some(*id);
        }
        match self.bytes(asked) {
            Ok(bytes) => self.take(asked, bytes),
            Err(problem) => {
                self.report.add(*problem);
                None
            }
        }
    }

    /// Keeps bytes that should be a text.
    fn take(&mut self, asked: &Asked, bytes: Vec<u8>) -> Option<SourceId> {
        match self.take_text(asked, bytes) {
            Ok(text) => Some(self.keep(asked, &asked.path, text)),
            Err(problem) => {
                self.report.add(*problem);
                None
            }
        }
    }

    /// Makes a text of bytes, if they are one.
    fn take_text(&mut self, asked: &Asked, bytes: Vec<u8>) -> Result<String, Problem> {
        let finding = match check::text(bytes) {
            // an empty `__init__.py` is a module
            Ok(text) if text.is_empty() && asked.role == Role::Task && !asked.path.ends_with(".py") => {
                check::Finding::empty(text)
            }
            Ok(text) => return Ok(text),
            Err(finding) => finding,
        };
        let id = self.sources.add(&asked.path, finding.lossy);
        let span = Span::new(id, finding.at, finding.at + finding.len);
        let place = self.sources.place(span);
        let message = format!("`{}` {}", asked.path, finding.what);
        let problem = match (finding.shows, finding.label.as_str()) {
            (true, _) => Diagnostic::error(finding.code, message).at(span, finding.label),
            (false, "") => Diagnostic::error(finding.code, message),
            (false, label) => Diagnostic::error(finding.code, format!("{message}: {place}: {label}")),
        };
        Err(Box::new(problem.help(finding.help)))
    }

    fn read_stdin(&mut self, asked: &Asked) -> Result<Vec<u8>, Problem> {
        if std::mem::replace(&mut self.stdin_taken, true) {
            let message = format!("standard input (`-`) is already read; it cannot also be the {}", asked.role.words());
            let problem = problem(asked, "file/stdin-twice", message);
            return Err(Box::new(problem.help("give `-` once and files for the rest")));
        }
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes);
        read.map_err(|e| Box::new(unreadable(asked, &e)))?;
        within_limit(asked, bytes)
    }

    fn read_directory(&mut self, asked: &Asked) -> Vec<SourceId> {
        let listed = match asked.role {
            Role::Task => tree::task_files(&asked.path),
            role => list(&asked.path, role.extensions()),
        };
        match listed {
            Ok(paths) if paths.is_empty() => {
                self.report.add(nothing_there(asked));
                Vec::new()
            }
            Ok(paths) => {
                let (all, mut ids) = (paths.len(), Vec::new());
                for (i, path) in paths.into_iter().enumerate() {
                    self.report.progress.step("files", i, all);
                    ids.extend(self.read_role(&Asked { path, ..asked.clone() }));
                }
                ids
            }
            Err(error) => {
                self.report.add(unreadable(asked, &error));
                Vec::new()
            }
        }
    }
}
