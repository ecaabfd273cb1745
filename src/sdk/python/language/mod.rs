//! The language: what statements and expressions are worth, as far as that is known without running them.

pub(in crate::sdk::python) mod access;
pub(in crate::sdk::python) mod assignments;
pub(in crate::sdk::python) mod bound;
pub(in crate::sdk::python) mod call;
pub(in crate::sdk::python) mod callables;
pub(in crate::sdk::python) mod comparison;
pub(in crate::sdk::python) mod composed;
pub(in crate::sdk::python) mod comprehensions;
pub(in crate::sdk::python) mod decorators;
pub(in crate::sdk::python) mod doubt;
pub(in crate::sdk::python) mod exceptions;
pub(in crate::sdk::python) mod expr;
pub(in crate::sdk::python) mod functions;
pub(in crate::sdk::python) mod imports;
pub(in crate::sdk::python) mod instances;
pub(in crate::sdk::python) mod items;
pub(in crate::sdk::python) mod loops;
pub(in crate::sdk::python) mod machine;
pub(in crate::sdk::python) mod object;
pub(in crate::sdk::python) mod operators;
pub(in crate::sdk::python) mod patterns;
pub(in crate::sdk::python) mod run;
pub(in crate::sdk::python) mod scopes;
pub(in crate::sdk::python) mod several;
pub(in crate::sdk::python) mod user;
pub(in crate::sdk::python) mod value;
