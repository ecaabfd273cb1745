//! Functions of the files, and running them.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprLambda, Stmt, StmtFunctionDef};

use crate::sdk::python::language::call::{Given, NO_FIT, bind};
use crate::sdk::python::language::composed::{Of, Scope};
use crate::sdk::python::language::machine::{Frame, Machine};
use crate::sdk::python::language::value::{Code, Function, Kind, Val};
use crate::source::Span;
use std::rc::Rc;

impl<'a> Machine<'a> {
    /// The function as it stands there, without its decorators.
    pub fn function(&mut self, s: &'a StmtFunctionDef, frame: &mut Frame<'a>) -> Val<'a> {
        let defaults = self.defaults(&s.parameters, frame);
        let scopes = frame.captured();
        let function = Function {
            module: frame.module,
            code: Code::Def(s),
            defaults,
            scopes,
            wraps: None,
            kept: None,
            bound: None,
        };
        Val::new(Kind::Function(Rc::new(function)), self.span(frame, &s.name))
    }

    /// `lambda`
    pub fn lambda(&mut self, l: &'a ExprLambda, frame: &mut Frame<'a>, span: Span) -> Val<'a> {
        let defaults = l.parameters.as_ref().map(|p| self.defaults(p, frame)).unwrap_or_default();
        let (code, scopes) = (Code::Lambda(l, &l.body), frame.captured());
        let function = Function { module: frame.module, code, defaults, scopes, wraps: None, kept: None, bound: None };
        Val::new(Kind::Function(Rc::new(function)), span)
    }

    /// Defaults of parameters, as they are when the function is made.
    pub fn defaults(&mut self, p: &'a ruff_python_ast::Parameters, frame: &mut Frame<'a>) -> Vec<(String, Val<'a>)> {
        let all = p.posonlyargs.iter().chain(p.args.iter()).chain(p.kwonlyargs.iter());
        let with = all.filter_map(|a| Some((a.parameter.name.as_str().to_owned(), a.default.as_deref()?)));
        with.collect::<Vec<_>>().into_iter().map(|(name, default)| (name, self.expr(default, frame))).collect()
    }

    /// Runs a function of the files.
    pub fn run(&mut self, function: &Rc<Function<'a>>, mut given: Given<'a>, span: Span) -> Val<'a> {
        if let Some(bound) = &function.bound {
            given.positional.insert(0, bound.clone());
        }
        let key = function.kept.as_ref().map(|_| arguments_key(&given));
        if let (Some(kept), Some(key)) = (&function.kept, &key) {
            let Some(key) = key else { return Val::unknown("the arguments of this call", span) };
            if let Some(value) = kept.borrow().get(key) {
                return value.clone();
            }
        }
        if !self.enter() {
            self.unfollowed(span, "calls nested this deeply are not followed");
            return Val::unknown("calls nested this deeply are not followed", span);
        }
        let parameters = match function.code {
            Code::Def(def) => Some(&*def.parameters),
            Code::Lambda(lambda, _) => lambda.parameters.as_deref(),
        };
        let first = given.positional.first().cloned();
        let value = match bind(parameters, function, given, span) {
            Ok(mut names) => {
                names.extend(first.map(|v| ("()self".to_owned(), v)));
                let mut scopes = function.scopes.clone();
                scopes.push(Scope::new(Of::Function, names));
                self.body(function.code, Frame::new(function.module, scopes), span)
            }
            Err(lost) => {
                self.unfollowed(span, "a call of a function that is not followed");
                match lost.kind {
                    Kind::Unknown(NO_FIT) => {
                        let name = match function.code {
                            Code::Def(def) => def.name.as_str(),
                            Code::Lambda(..) => "<lambda>",
                        };
                        self.raise("TypeError", &format!("{name}() does not take these arguments"), span)
                    }
                    _ => lost,
                }
            }
        };
        self.leave();
        if let (Some(kept), Some(Some(key))) = (&function.kept, key) {
            kept.borrow_mut().entry(key).or_insert(value.clone());
        }
        value
    }

    fn body(&mut self, code: Code<'a>, mut frame: Frame<'a>, span: Span) -> Val<'a> {
        let def = match code {
            Code::Lambda(_, body) => return self.expr(body, &mut frame),
            Code::Def(def) if def.is_async => return Val::unknown("a coroutine", span),
            Code::Def(def) => def,
        };
        frame.yields = yields(&def.body).then(Vec::new);
        self.block(&def.body, &mut frame);
        match (frame.doubt, frame.yields, frame.returned) {
            (Some(doubt), ..) => Val::unknown("a condition that only running the program decides", doubt.at),
            (None, Some(items), _) => Val::once("generator", items, span),
            (None, None, Some(value)) => value,
            (None, None, None) => Val::new(Kind::None, span),
        }
    }
}

/// What tells the arguments of a call apart.
fn arguments_key(given: &Given<'_>) -> Option<String> {
    let mut out = String::new();
    for value in &given.positional {
        out.push_str(&format!("{:?},", value.key()?));
    }
    for field in &given.named {
        out.push_str(&format!("{}={:?},", field.name, field.value.key()?));
    }
    Some(out)
}

/// Whether statements hold a `yield` of their own function.
fn yields(body: &[Stmt]) -> bool {
    struct Yields(bool);
    impl<'a> Visitor<'a> for Yields {
        fn visit_stmt(&mut self, stmt: &'a Stmt) {
            if !matches!(stmt, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) {
                walk_stmt(self, stmt);
            }
        }
        fn visit_expr(&mut self, expr: &'a Expr) {
            match expr {
                Expr::Yield(_) | Expr::YieldFrom(_) => self.0 = true,
                Expr::Lambda(_) => {}
                _ => walk_expr(self, expr),
            }
        }
    }
    let mut found = Yields(false);
    body.iter().for_each(|s| found.visit_stmt(s));
    found.0
}
