//! Annotations of functions that become tasks: both SDKs evaluate them, and names that are not there end the import.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, Stmt, StmtFunctionDef};

use crate::sdk::python::language::composed::Of;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::value::Function;
use crate::sdk::python::syntax;
use crate::source::Span;

/// Every name that Python itself knows.
const PYTHON: &str = "ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError \
BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError \
ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup False \
FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning \
IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError \
ModuleNotFoundError NameError None NotADirectoryError NotImplemented NotImplementedError OSError OverflowError \
PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError ResourceWarning RuntimeError \
RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError True \
TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning \
UserWarning ValueError Warning ZeroDivisionError abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable \
chr classmethod compile complex copyright credits delattr dict dir divmod enumerate eval exec exit filter float format \
frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len license list locals map max \
memoryview min next object oct open ord pow print property quit range repr reversed round set setattr slice sorted \
staticmethod str sum super tuple type vars zip";

/// Names in an expression, with their places.
struct Names<'e>(Vec<&'e ruff_python_ast::ExprName>);

impl<'e> Visitor<'e> for Names<'e> {
    fn visit_expr(&mut self, expr: &'e Expr) {
        match expr {
            Expr::Name(name) => self.0.push(name),
            // these bind names of their own
            Expr::Lambda(_) | Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {}
            _ => walk_expr(self, expr),
        }
    }
}

/// Refuses annotations with names that are not there when the function is decorated.
pub(in crate::sdk::python) fn check<'a>(m: &mut Machine<'a>, function: &Function<'a>, def: &'a StmtFunctionDef) {
    let own = def.parameters.iter().filter_map(|p| p.annotation()).chain(def.returns.as_deref());
    for annotation in own {
        let at = m.place(function.module, annotation);
        // a text is an expression too, evaluated with the names of the module
        let parsed = match annotation {
            Expr::StringLiteral(text) => syntax::expression(text.value.to_str()),
            _ => None,
        };
        let mut names = Names(Vec::new());
        match (&parsed, annotation) {
            (Some(parsed), _) => names.visit_expr(parsed),
            (None, Expr::StringLiteral(_)) => continue,
            (None, _) => names.visit_expr(annotation),
        }
        let missing = names.0.iter().find(|name| !is_there(m, function, def, name.id.as_str()));
        if let Some(name) = missing {
            refuse(m, name.id.as_str(), at);
            return;
        }
    }
}

fn refuse(m: &mut Machine<'_>, name: &str, at: Span) {
    m.raise("NameError", &format!("name '{name}' is not defined"), at);
}

/// Whether a name means something; where that cannot be known it does.
fn is_there(m: &Machine<'_>, function: &Function<'_>, def: &StmtFunctionDef, name: &str) -> bool {
    let Some(space) = m.spaces.get(function.module) else { return true };
    let inside = function.scopes.iter().any(|s| s.of != Of::Methods && s.names.borrow().contains_key(name));
    let generic = def.type_params.as_ref().is_some_and(|t| t.iter().any(|p| p.name().as_str() == name));
    inside
        || generic
        || !space.stars.is_empty()
        || space.names.contains_key(name)
        || PYTHON.split(' ').any(|n| n == name)
        || name.starts_with("__")
        || m.modules.get(function.module).is_some_and(|m| m.body().iter().any(|s| unfollowed(s, name)))
}

/// Statements that bind names in ways that are not followed.
fn unfollowed(statement: &Stmt, name: &str) -> bool {
    match statement {
        Stmt::TypeAlias(alias) => matches!(&*alias.name, Expr::Name(n) if n.id.as_str() == name),
        Stmt::Expr(s) => matches!(&*s.value, Expr::Call(call) if !call.arguments.is_empty() && is_globals(&call.func)),
        _ => false,
    }
}

/// `globals().update(...)` and the like.
fn is_globals(function: &Expr) -> bool {
    let Expr::Attribute(method) = function else { return false };
    let Expr::Call(call) = &*method.value else { return false };
    matches!(&*call.func, Expr::Name(n) if n.id.as_str() == "globals")
}
