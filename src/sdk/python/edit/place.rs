//! Expressions by their places, and the places beside them at which something can be written.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{DictItem, Expr, ExprCall, Keyword, Stmt};
use ruff_text_size::Ranged;
use std::rc::Rc;

use super::Module;
use crate::source::Span;

/// A place in a text, with what separates new text from what is there.
pub(super) struct Gap {
    /// Where the new text goes.
    pub at: usize,
    /// What stands before it.
    pub before: String,
    /// What stands behind it.
    pub behind: String,
}

struct Find<'t, 'm> {
    module: &'m Module,
    span: Span,
    found: Option<&'t Expr>,
}

impl<'t> Visitor<'t> for Find<'t, '_> {
    fn visit_expr(&mut self, expr: &'t Expr) {
        let own = self.module.span(expr);
        if self.found.is_some() || !own.contains(&self.span) {
            return;
        }
        if own == self.span {
            self.found = Some(expr);
        } else if !matches!(expr, Expr::FString(_) | Expr::TString(_)) {
            // quotes inside of texts are another matter
            walk_expr(self, expr);
        }
    }
}

/// The expression at a place.
pub(super) fn expression(modules: &[Rc<Module>], span: Span) -> Option<(&Module, &Expr)> {
    let module = modules.iter().find(|m| m.id == span.source)?;
    let mut find = Find { module, span, found: None };
    module.body().iter().for_each(|statement| find.visit_stmt(statement));
    find.found.map(|found| (&**module, found))
}

struct Assigned<'t, 'm> {
    module: &'m Module,
    target: Span,
    found: Option<&'t Expr>,
}

impl<'t> Visitor<'t> for Assigned<'t, '_> {
    fn visit_stmt(&mut self, statement: &'t Stmt) {
        let is = |target: &Expr| {
            let index = if let Expr::Subscript(s) = target { Some(self.module.span(&*s.slice)) } else { None };
            self.module.span(target) == self.target || index == Some(self.target)
        };
        match statement {
            Stmt::Assign(s) if s.targets.iter().any(is) => self.found = Some(&s.value),
            other => walk_stmt(self, other),
        }
    }
}

/// What is assigned to the attribute or the item at a place.
pub(super) fn assigned(modules: &[Rc<Module>], target: Span) -> Option<(&Module, &Expr)> {
    let module = modules.iter().find(|m| m.id == target.source)?;
    let mut find = Assigned { module, target, found: None };
    module.body().iter().for_each(|statement| find.visit_stmt(statement));
    find.found.map(|found| (&**module, found))
}

/// Where one more named argument goes: in front of the others, behind those without a name.
pub(super) fn argument(module: &Module, call: &ExprCall) -> Gap {
    let arguments = &call.arguments;
    let end = arguments.range.end().to_usize().saturating_sub(1);
    match (arguments.keywords.first(), arguments.args.last()) {
        (Some(first), _) => {
            let at = first.start().to_usize();
            Gap { at, before: String::new(), behind: format!(",{}", between(module, at)) }
        }
        (None, Some(last)) => {
            let at = end_of(module, last.end().to_usize(), end);
            Gap { at, before: ", ".to_owned(), behind: String::new() }
        }
        (None, None) => Gap { at: end, before: String::new(), behind: String::new() },
    }
}

/// Where one more item of a display goes: behind the others. `items` are their places, `end` that of the bracket.
pub(super) fn item(module: &Module, items: &[Span], end: usize) -> Gap {
    match items.last() {
        Some(last) => {
            let at = end_of(module, last.end as usize, end);
            Gap { at, before: format!(",{}", between(module, last.start as usize)), behind: String::new() }
        }
        None => Gap { at: end, before: String::new(), behind: String::new() },
    }
}

/// The text of one item with the comma that goes with it.
pub(super) fn whole_item(module: &Module, items: &[Span], number: usize, end: usize) -> Option<Span> {
    let own = items.get(number)?;
    let (start, stop) = (own.start as usize, end_of(module, own.end as usize, end));
    let previous = number.checked_sub(1).and_then(|n| items.get(n));
    Some(match (items.get(number + 1), previous) {
        (Some(next), _) => Span::new(own.source, start, next.start as usize),
        (None, Some(previous)) => Span::new(own.source, end_of(module, previous.end as usize, start), stop),
        (None, None) => {
            let rest = module.text().get(stop..end).unwrap_or("");
            let comma = rest.find(',').filter(|at| rest.get(..*at).is_some_and(|gap| gap.trim().is_empty()));
            Span::new(own.source, start, comma.map_or(stop, |at| stop + at + 1))
        }
    })
}

/// The named argument of a call.
pub(super) fn keyword<'t>(call: &'t ExprCall, name: &str) -> Option<&'t Keyword> {
    call.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|n| n.as_str() == name))
}

/// A blank, or the line break and indentation before a place, if that begins its line.
fn between(module: &Module, at: usize) -> String {
    let before = module.text().get(..at).unwrap_or("");
    let line = before.rfind('\n').map_or(0, |n| n + 1);
    let indent = before.get(line..).unwrap_or("");
    if line > 0 && !indent.is_empty() && indent.trim().is_empty() { format!("\n{indent}") } else { " ".to_owned() }
}

/// Behind an expression and the brackets that it stands in by itself.
fn end_of(module: &Module, end: usize, limit: usize) -> usize {
    let text = module.text();
    let (mut at, mut last) = (end, end);
    let mut comment = false;
    for c in text.get(end..limit).unwrap_or("").chars() {
        at += c.len_utf8();
        match c {
            '\n' => comment = false,
            _ if comment => {}
            '#' => comment = true,
            ')' => last = at,
            c if c.is_whitespace() || c == '\\' => {}
            _ => break,
        }
    }
    last
}

/// Whether an expression is a value written out.
pub(super) fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::StringLiteral(_) | Expr::NumberLiteral(_) | Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) => true,
        Expr::FString(_) => true,
        Expr::UnaryOp(u) => is_literal(&u.operand),
        Expr::BinOp(b) => is_literal(&b.left) && is_literal(&b.right),
        Expr::List(l) => l.elts.iter().all(is_literal),
        Expr::Tuple(t) => t.elts.iter().all(is_literal),
        Expr::Dict(d) => d.items.iter().all(|i| i.key.as_ref().is_some_and(is_literal) && is_literal(&i.value)),
        _ => false,
    }
}

/// A place in a module.
pub(super) fn span(module: &Module, start: usize, end: usize) -> Span {
    Span::new(module.id, start, end)
}

/// A key with its value; what `**` spreads by itself.
pub(super) fn pair(module: &Module, item: &DictItem) -> Span {
    let start = item.key.as_ref().map_or(item.value.start(), Ranged::start);
    span(module, start.to_usize(), item.value.end().to_usize())
}

/// The places of expressions.
pub(super) fn spans(module: &Module, items: &[Expr]) -> Vec<Span> {
    items.iter().map(|e| module.span(e)).collect()
}

/// `k8s.` of `k8s.V1PodSpec(...)`.
pub(super) fn prefix(module: &Module, expr: &Expr) -> Option<String> {
    let Expr::Call(ExprCall { func, .. }) = expr else { return None };
    let Expr::Attribute(a) = &**func else { return None };
    a.attr.as_str().starts_with("V1").then(|| format!("{}.", module.written(&*a.value)))
}

/// Whether an environment is made from another one, and does not take all arguments.
pub(super) fn is_copy(expr: &Expr) -> bool {
    let Expr::Call(call) = expr else { return false };
    matches!(&*call.func, Expr::Attribute(a) if a.attr.as_str() == "clone_with")
}

/// Whether a text can be the name of an argument.
pub(super) fn is_name(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && !text.starts_with(|c: char| c.is_ascii_digit())
}

/// Why nothing can be written into an expression.
pub(super) fn unusual(module: &Module, expr: &Expr) -> String {
    let written = module.written(expr);
    let line = written.lines().next().unwrap_or("");
    let cut: String = line.chars().take(40).collect();
    let dots = if cut.len() < written.len() { "..." } else { "" };
    format!("`{cut}{dots}` does not write out what it makes")
}
