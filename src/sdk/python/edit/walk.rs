//! A changed tree of arguments as changes of the texts.

use ruff_python_ast::Expr;
use ruff_text_size::Ranged;
use std::rc::Rc;

use super::names::Names;
use super::place::{self, Gap, is_copy, is_name, pair, prefix, span, spans, unusual};
use super::slot::{self, Slot, Under};
use super::spell::{Speller, text};
use super::ty::Ty;
use super::{Module, Sdk, tree};
use crate::source::{Span, Splice, spliced};
use crate::tree::{Entry, Node, Origin, Value};

/// The changes that make `before` into `after`; the value asked for has the origin `new` there.
pub(super) fn splices(
    modules: &[Rc<Module>],
    sdk: Sdk,
    before: &Node,
    after: &Node,
    new: &Origin,
) -> Result<Vec<Splice>, String> {
    let decorator = before.get(tree::DECORATOR).and_then(Node::span);
    let mut walk = Walk { modules, sdk, new, decorator, names: Names::default(), path: Vec::new(), out: Vec::new() };
    walk.compare(before, after, &Ty::Task, None)?;
    walk.done()
}

/// The change that makes the value written out at a place into another one.
pub(super) fn at_literal(
    modules: &[Rc<Module>],
    span: Span,
    value: &Node,
    new: &Origin,
) -> Result<Vec<Splice>, String> {
    let (sdk, names) = (Sdk::Flytekit, Names::default());
    let mut walk = Walk { modules, sdk, new, decorator: None, names, path: Vec::new(), out: Vec::new() };
    let found = place::expression(modules, span).filter(|(_, expr)| place::is_literal(expr));
    let (module, _) = found.ok_or("the value is put together there")?;
    let mut out = Text::default();
    walk.spell(&mut out, module, value, &Ty::Plain, None)?;
    walk.push(span, out, Some("value"));
    walk.done()
}

struct Walk<'w> {
    modules: &'w [Rc<Module>],
    sdk: Sdk,
    new: &'w Origin,
    /// The task's own decorator, beside its environment.
    decorator: Option<Span>,
    names: Names,
    path: Vec<String>,
    out: Vec<Splice>,
}

impl<'w> Walk<'w> {
    /// All changes, if they go together and what comes of them is Python.
    fn done(self) -> Result<Vec<Splice>, String> {
        let Walk { modules, names, mut out, .. } = self;
        for (span, text) in names.imports(modules) {
            out.push(Splice { span, text, value: None, key: "import".to_owned() });
        }
        for (i, one) in out.iter().enumerate() {
            let is_over = |o: &Splice| o.span.source == one.span.source && o.span.start < one.span.end;
            if out.iter().skip(i + 1).any(|other| is_over(other) && other.span.end > one.span.start) {
                return Err("two changes would have to be made at one place".to_owned());
            }
        }
        for module in modules.iter().filter(|m| out.iter().any(|s| s.span.source == m.id)) {
            let text = spliced(module.text(), module.id, &out);
            let again = Module::parse(&text, module.id, &module.name, module.package);
            again.map_err(|_| "it is written in an unusual way")?;
        }
        Ok(out)
    }

    fn compare(&mut self, before: &Node, after: &Node, ty: &Ty, slot: Option<Slot<'_>>) -> Result<(), String> {
        match (&before.value, &after.value) {
            (Value::Map(_), Value::Map(_)) if before.origin == after.origin => self.entries(before, after, ty),
            (Value::Seq(_), Value::Seq(_)) if before.origin == after.origin => self.items(before, after, ty),
            _ if before.origin == after.origin && before == after => Ok(()),
            _ => self.replace(before, after, ty, slot),
        }
    }

    fn entries(&mut self, before: &Node, after: &Node, ty: &Ty) -> Result<(), String> {
        let mut added: Vec<&Entry> = Vec::new();
        for entry in after.entries() {
            let Some(old) = before.get(&entry.key) else {
                added.push(entry);
                continue;
            };
            self.path.push(ty.argument(&entry.key).unwrap_or(&entry.key).to_owned());
            let slot = Slot { parent: before, ty, under: Under::Key(&entry.key) };
            self.compare(old, &entry.node, &ty.entry(&entry.key), Some(slot))?;
            self.path.pop();
        }
        for entry in before.entries().iter().filter(|e| after.get(&e.key).is_none()) {
            self.remove(before, ty, Under::Key(&entry.key))?;
        }
        if added.is_empty() { Ok(()) } else { self.add(before, &added, ty) }
    }

    fn items(&mut self, before: &Node, after: &Node, ty: &Ty) -> Result<(), String> {
        let (old, new) = (before.items(), after.items());
        if new.len() < old.len() {
            let gone = (0..old.len()).find(|i| old.get(*i).map(|n| &n.origin) != new.get(*i).map(|n| &n.origin));
            return gone.map_or(Ok(()), |i| self.remove(before, ty, Under::Index(i)));
        }
        for (i, (old, new)) in old.iter().zip(new).enumerate() {
            self.path
                .push(old.get("name").and_then(Node::as_str).map_or_else(|| format!("[{i}]"), |n| format!("[{n}]")));
            let slot = Slot { parent: before, ty, under: Under::Index(i) };
            self.compare(old, new, &ty.item(), Some(slot))?;
            self.path.pop();
        }
        new.get(old.len()..).unwrap_or_default().iter().try_for_each(|item| self.append(before, item, ty))
    }

    /// More entries of a map.
    fn add(&mut self, parent: &Node, added: &[&Entry], ty: &Ty) -> Result<(), String> {
        let (mut module, mut expr) = slot::expression(self.modules, parent)?;
        let of_task = matches!(ty, Ty::Task) && added.iter().all(|e| e.key == "pod_template");
        if let Some(own) = self.decorator.filter(|_| of_task && is_copy(expr)) {
            (module, expr) = place::expression(self.modules, own).ok_or("its decorator is not written out")?;
        }
        let gap = match expr {
            Expr::Call(call) => place::argument(module, call),
            Expr::Dict(d) => {
                let places: Vec<Span> = d.items.iter().map(|i| pair(module, i)).collect();
                place::item(module, &places, d.end().to_usize() - 1)
            }
            Expr::Name(_) | Expr::Attribute(_) if matches!(ty, Ty::Task) => {
                Gap { at: expr.end().to_usize(), before: "(".to_owned(), behind: ")".to_owned() }
            }
            other => return Err(unusual(module, other)),
        };
        let is_dict = matches!(expr, Expr::Dict(_));
        let is_plain_call = matches!(expr, Expr::Call(call) if !ty.is_made() && module.written(&*call.func) != "dict");
        if is_plain_call {
            return Err(unusual(module, expr));
        }
        let mut out = Text::default();
        for (i, entry) in added.iter().enumerate() {
            out.text.push_str(if i > 0 { ", " } else { &gap.before });
            let argument = ty.argument(&entry.key).filter(|a| is_dict || is_name(a));
            let argument = argument.ok_or_else(|| format!("`{}` is no argument there", entry.key))?;
            out.text.push_str(&if is_dict { format!("{}: ", text(&entry.key)) } else { format!("{argument}=") });
            let ty = if is_dict { Ty::Plain } else { ty.entry(&entry.key) };
            self.spell(&mut out, module, &entry.node, &ty, prefix(module, expr))?;
        }
        out.text.push_str(&gap.behind);
        let keys: Vec<&str> = added.iter().map(|e| ty.argument(&e.key).unwrap_or(&e.key)).collect();
        self.push(span(module, gap.at, gap.at), out, Some(&keys.join(", ")));
        Ok(())
    }

    /// One more item of a list.
    fn append(&mut self, parent: &Node, item: &Node, ty: &Ty) -> Result<(), String> {
        let (module, expr) = slot::expression(self.modules, parent)?;
        let end = expr.end().to_usize();
        let gap = match expr {
            Expr::List(list) => place::item(module, &spans(module, &list.elts), end - 1),
            Expr::Tuple(tuple) if tuple.parenthesized && tuple.elts.len() > 1 => {
                place::item(module, &spans(module, &tuple.elts), end - 1)
            }
            Expr::ListComp(_) | Expr::Call(_) => Gap { at: end, before: " + [".to_owned(), behind: "]".to_owned() },
            other => return Err(unusual(module, other)),
        };
        let neighbour = match expr {
            Expr::List(list) => list.elts.first().and_then(|e| prefix(module, e)),
            Expr::ListComp(c) => prefix(module, &c.elt),
            _ => None,
        };
        let mut out = Text { text: gap.before, value: None };
        self.spell(&mut out, module, item, &ty.item(), neighbour)?;
        out.text.push_str(&gap.behind);
        self.push(span(module, gap.at, gap.at), out, Some("[]"));
        Ok(())
    }

    /// Another value in the place of one that is there: where it is written out, or where it is used.
    fn replace(&mut self, before: &Node, after: &Node, ty: &Ty, slot: Option<Slot<'_>>) -> Result<(), String> {
        let used = slot.and_then(|slot| slot::used(self.modules, slot));
        let own = before.span().and_then(|span| place::expression(self.modules, span));
        let written = own.filter(|(module, expr)| {
            place::is_literal(expr) || used.is_some_and(|(m, e)| m.span(e) == module.span(*expr))
        });
        let (module, expr) = written.or(used).ok_or("the value is put together elsewhere")?;
        let mut out = Text::default();
        self.spell(&mut out, module, after, ty, None)?;
        self.push(module.span(expr), out, None);
        Ok(())
    }

    /// Takes away an argument, which then is `None`, or an item of a display.
    fn remove(&mut self, parent: &Node, ty: &Ty, under: Under<'_>) -> Result<(), String> {
        let (module, expr) = slot::expression(self.modules, parent)?;
        let (its, used) = slot::used(self.modules, Slot { parent, ty, under }).ok_or_else(|| unusual(module, expr))?;
        if matches!(expr, Expr::Call(_)) && ty.is_made() {
            self.push(its.span(used), Text { text: "None".to_owned(), value: None }, Some(&named(ty, under)));
            return Ok(());
        }
        let places = match expr {
            Expr::Dict(d) => d.items.iter().map(|i| pair(module, i)).collect(),
            Expr::List(list) => spans(module, &list.elts),
            other => return Err(unusual(module, other)),
        };
        let at = places.iter().position(|p| p.contains(&its.span(used)));
        let whole = at.and_then(|at| place::whole_item(module, &places, at, expr.end().to_usize().saturating_sub(1)));
        self.push(whole.ok_or_else(|| unusual(module, expr))?, Text::default(), Some(&named(ty, under)));
        Ok(())
    }

    fn spell(
        &mut self,
        out: &mut Text,
        module: &Module,
        node: &Node,
        ty: &Ty,
        prefix: Option<String>,
    ) -> Result<(), String> {
        let (names, text) = (&mut self.names, std::mem::take(&mut out.text));
        let mut speller = Speller { module, sdk: self.sdk, prefix, names, out: text, value: out.value, new: self.new };
        speller.node(node, ty)?;
        (out.text, out.value) = (speller.out, speller.value);
        Ok(())
    }

    /// Notes a change; the same one may come from several places of the tree.
    fn push(&mut self, span: Span, text: Text, key: Option<&str>) {
        let all = self.path.iter().map(String::as_str).chain(key);
        let mut path = String::new();
        for part in all {
            let dot = if path.is_empty() || part.starts_with('[') { "" } else { "." };
            path.push_str(&format!("{dot}{part}"));
        }
        let splice = Splice { span, text: text.text, value: text.value, key: path };
        if !self.out.iter().any(|s| s.span == splice.span && s.text == splice.text) {
            self.out.push(splice);
        }
    }
}

/// A text, and where in it the value asked for stands.
#[derive(Default)]
struct Text {
    text: String,
    value: Option<(usize, usize)>,
}

fn named(ty: &Ty, under: Under<'_>) -> String {
    match under {
        Under::Key(key) => ty.argument(key).unwrap_or(key).to_owned(),
        Under::Index(i) => format!("[{i}]"),
    }
}
