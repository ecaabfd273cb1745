//! The names that a module binds somewhere.

use ruff_python_ast::visitor::{Visitor, walk_except_handler, walk_expr, walk_pattern, walk_stmt};
use ruff_python_ast::{ExceptHandler, Expr, ExprContext, Pattern, Stmt};
use std::collections::BTreeSet;

/// Names, as they are found.
struct Bound(BTreeSet<String>);

impl<'a> Visitor<'a> for Bound {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        let mut add = |name: &str| self.0.extend([name.to_owned()]);
        match stmt {
            Stmt::FunctionDef(s) => add(s.name.as_str()),
            Stmt::ClassDef(s) => add(s.name.as_str()),
            Stmt::Import(s) => s.names.iter().for_each(|a| {
                let name = a.asname.as_ref().unwrap_or(&a.name).as_str();
                add(name.split('.').next().unwrap_or(name));
            }),
            Stmt::ImportFrom(s) => {
                s.names.iter().for_each(|a| add(a.asname.as_ref().unwrap_or(&a.name).as_str()));
            }
            Stmt::Global(s) => s.names.iter().for_each(|n| add(n.as_str())),
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Name(name) = expr
            && !matches!(name.ctx, ExprContext::Load)
        {
            self.0.insert(name.id.to_string());
        }
        walk_expr(self, expr);
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(inner) = handler;
        self.0.extend(inner.name.iter().map(ToString::to_string));
        walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchAs(p) => self.0.extend(p.name.iter().map(ToString::to_string)),
            Pattern::MatchStar(p) => self.0.extend(p.name.iter().map(ToString::to_string)),
            Pattern::MatchMapping(p) => self.0.extend(p.rest.iter().map(ToString::to_string)),
            _ => {}
        }
        walk_pattern(self, pattern);
    }
}

/// All names that statements bind somewhere.
pub(in crate::sdk::python) fn names(body: &[Stmt]) -> BTreeSet<String> {
    let mut found = Bound(BTreeSet::new());
    body.iter().for_each(|s| found.visit_stmt(s));
    found.0
}

/// Names that a pattern binds.
pub(in crate::sdk::python) fn captured(pattern: &Pattern) -> BTreeSet<String> {
    let mut found = Bound(BTreeSet::new());
    found.visit_pattern(pattern);
    found.0
}
