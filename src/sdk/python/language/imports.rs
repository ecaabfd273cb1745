//! Imports: modules beside the file by their values, everything else by its dotted name.

use crate::sdk::python::flytekit::refusals;
use crate::sdk::python::library::standard;
use ruff_python_ast::{Stmt, StmtImport, StmtImportFrom};

use crate::sdk::python::language::machine::{Frame, Machine};
use crate::sdk::python::language::value::{Kind, Val};
use crate::sdk::python::syntax::Module;

impl<'a> Machine<'a> {
    /// `import a.b as c`
    pub fn import(&mut self, s: &'a StmtImport, frame: &mut Frame<'a>) {
        for alias in &s.names {
            let (dotted, span) = (alias.name.as_str(), self.span(frame, alias));
            let first = dotted.split('.').next().unwrap_or(dotted);
            let (bound, means) = match &alias.asname {
                Some(name) => (name.as_str(), dotted),
                None => (first, first),
            };
            self.whole_path(dotted);
            let value = self.named(means, span);
            self.bind(frame, bound, value);
        }
    }

    /// Runs a module and the packages around it.
    fn whole_path(&mut self, dotted: &str) {
        for (at, _) in dotted.match_indices('.').chain([(dotted.len(), "")]) {
            if let Some(number) = dotted.get(..at).and_then(|n| self.number(n)) {
                self.module(number);
            }
        }
    }

    /// A module beside the file, or a name of elsewhere.
    fn named(&self, dotted: &str, span: crate::source::Span) -> Val<'a> {
        match self.number(dotted) {
            Some(number) => Val::new(Kind::Module(number), span),
            None => Val::new(Kind::Name(dotted.into()), span),
        }
    }

    /// `from .a import b as c`
    pub fn import_from(&mut self, s: &'a StmtImportFrom, frame: &mut Frame<'a>) {
        let modules = self.modules;
        let Some(here) = modules.get(frame.module) else { return };
        let dotted = absolute(here, s);
        self.whole_path(&dotted);
        let number = self.number(&dotted);
        for alias in &s.names {
            let (name, span) = (alias.name.as_str(), self.span(frame, alias));
            if name == "*" {
                self.import_all(&dotted, number, frame);
                continue;
            }
            refusals::imported(self, &dotted, name, span);
            let below = if dotted.is_empty() { name.to_owned() } else { format!("{dotted}.{name}") };
            let of_module = number.and_then(|n| self.spaces.get(n)).and_then(|s| s.names.get(name).cloned());
            let value = match (of_module, self.number(&below), number) {
                (Some(value), _, _) => value,
                (None, Some(submodule), _) => {
                    self.module(submodule);
                    Val::new(Kind::Module(submodule), span)
                }
                (None, None, Some(_)) => Val::unknown("the module does not say this name", span),
                _ if s.level > 0 => Val::unknown("the module is not there", span),
                _ => match standard::constant(&below) {
                    Some(text) => Val::str(text, span),
                    None => Val::new(Kind::Name(below.into()), span),
                },
            };
            self.bind(frame, alias.asname.as_ref().unwrap_or(&alias.name).as_str(), value);
        }
    }

    fn import_all(&mut self, dotted: &str, number: Option<usize>, frame: &mut Frame<'a>) {
        let Some(space) = number.and_then(|n| self.spaces.get(n)) else {
            if let Some(space) = self.spaces.get_mut(frame.module) {
                space.stars.push(dotted.to_owned());
            }
            return;
        };
        let listed = space.names.get("__all__").and_then(|all| self.items(all).ok());
        let listed: Option<Vec<String>> =
            listed.map(|l| l.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect());
        let public = |name: &String| match &listed {
            Some(names) => names.contains(name),
            None => !name.starts_with('_'),
        };
        let names: Vec<_> =
            space.names.iter().filter(|(n, _)| public(n)).map(|(n, v)| (n.clone(), v.clone())).collect();
        let stars = space.stars.clone();
        names.into_iter().for_each(|(name, value)| self.bind(frame, &name, value));
        if let Some(space) = self.spaces.get_mut(frame.module) {
            space.stars.extend(stars);
        }
    }
}

/// The dotted name of the module that a statement imports from.
fn absolute(here: &Module, s: &StmtImportFrom) -> String {
    let name = s.module.as_ref().map_or("", |m| m.as_str());
    let mut parts: Vec<&str> = here.name.split('.').filter(|p| !p.is_empty()).collect();
    // a package's own file stands one level higher than its modules
    let up = (s.level as usize).saturating_sub(usize::from(here.package));
    if s.level == 0 {
        return name.to_owned();
    }
    parts.truncate(parts.len().saturating_sub(up));
    parts.extend(name.split('.').filter(|p| !p.is_empty()));
    parts.join(".")
}

/// Dotted names of all modules that the statements of a module may ask for.
pub(in crate::sdk::python) fn asked(module: &Module) -> Vec<String> {
    let mut out = Vec::new();
    collect(module, module.body(), &mut out);
    out.sort();
    out.dedup();
    out
}

fn collect(module: &Module, body: &[Stmt], out: &mut Vec<String>) {
    for statement in body {
        match statement {
            Stmt::Import(s) => s.names.iter().for_each(|a| add(a.name.as_str(), out)),
            Stmt::ImportFrom(s) => {
                let dotted = absolute(module, s);
                add(&dotted, out);
                let join = |name: &str| if dotted.is_empty() { name.to_owned() } else { format!("{dotted}.{name}") };
                s.names.iter().filter(|a| a.name.as_str() != "*").for_each(|a| add(&join(a.name.as_str()), out));
            }
            Stmt::Try(s) => collect(module, &s.body, out),
            Stmt::If(s) => collect(module, &s.body, out),
            _ => {}
        }
    }
}

/// Adds a module and the packages around it.
fn add(dotted: &str, out: &mut Vec<String>) {
    let ends = dotted.match_indices('.').map(|(at, _)| at).chain([dotted.len()]);
    out.extend(ends.filter_map(|at| dotted.get(..at)).filter(|n| !n.is_empty()).map(str::to_owned));
}
