//! Objects of known classes, and functions of the files.

use ruff_python_ast::{Expr, StmtFunctionDef};
use std::rc::Rc;

use crate::sdk::python::language::composed::Scope;
use crate::sdk::python::language::value::{Shared, Val};
use crate::source::Span;
use std::collections::HashMap;

/// An instance of a class that is known by name.
#[derive(Debug)]
pub(in crate::sdk::python) struct Object<'a> {
    /// Package and class (`flytekit.PodTemplate`).
    pub class: String,
    /// What it was given.
    pub fields: Vec<Field<'a>>,
}

/// An argument or attribute.
#[derive(Clone, Debug)]
pub(in crate::sdk::python) struct Field<'a> {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub key: Span,
    /// Its value.
    pub value: Val<'a>,
}

/// A function with the module whose names it sees.
#[derive(Debug)]
pub(in crate::sdk::python) struct Function<'a> {
    /// Number of the module.
    pub module: usize,
    /// `def`, or the body of a `lambda`.
    pub code: Code<'a>,
    /// Defaults of its parameters, by name.
    pub defaults: Vec<(String, Val<'a>)>,
    /// The functions around it, outermost first.
    pub scopes: Vec<Rc<Scope<'a>>>,
    /// Module and name of the function that it says it is, by `functools.wraps`.
    pub wraps: Option<(usize, String)>,
    /// Results that it keeps, by its arguments, if it keeps them.
    pub kept: Option<Shared<HashMap<String, Val<'a>>>>,
    /// The object whose method it is.
    pub bound: Option<Val<'a>>,
}

impl<'a> Function<'a> {
    /// The same function once more.
    pub fn copy(&self) -> Self {
        Function {
            module: self.module,
            code: self.code,
            defaults: self.defaults.clone(),
            scopes: self.scopes.clone(),
            wraps: self.wraps.clone(),
            kept: self.kept.clone(),
            bound: self.bound.clone(),
        }
    }
}

/// What a function runs.
#[derive(Clone, Copy, Debug)]
pub(in crate::sdk::python) enum Code<'a> {
    /// `def`
    Def(&'a StmtFunctionDef),
    /// `lambda`
    Lambda(&'a ruff_python_ast::ExprLambda, &'a Expr),
}

impl<'a> Object<'a> {
    /// A field's value.
    pub fn get(&self, name: &str) -> Option<&Val<'a>> {
        self.fields.iter().find(|f| f.name == name).map(|f| &f.value)
    }

    /// Sets a field.
    pub fn set(&mut self, name: &str, key: Span, value: Val<'a>) {
        match self.fields.iter_mut().find(|f| f.name == name) {
            Some(field) => (field.key, field.value) = (key, value),
            None => self.fields.push(Field { name: name.to_owned(), key, value }),
        }
    }
}
