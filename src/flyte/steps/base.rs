//! Laying the task over a template: pod level by the generic merge, containers by name.
//!
//! Template containers called `default` and `primary` are the base of the task's containers;
//! others count only where a version merges by equal names. A template container without a
//! counterpart disappears.

use crate::flyte::build::Build;
use crate::flyte::pipeline::{Reason, Refusal};
use crate::flyte::steps::sharing::Sharing;
use crate::kube::fields::Type;
use crate::kube::merge::{merge_map, merge_struct};
use crate::tree::{Definition, History, Node, Origin, Rule, Text, Value, Verdict};

/// Which containers of a template are magic.
struct Magic {
    list: &'static str,
    default: &'static str,
    primary: &'static str,
}

const CONTAINERS: Magic = Magic { list: "containers", default: "default", primary: "primary" };
const INIT_CONTAINERS: Magic = Magic { list: "initContainers", default: "default-init", primary: "primary-init" };

/// 2.x: the task over the pod template of its accelerator's device class.
pub fn lay_over_class_template(b: &mut Build<'_>) -> Result<(), Refusal> {
    let accelerator = super::accelerator::effective(b);
    if accelerator.is_null() {
        return Ok(());
    }
    let Some(class) = super::accelerator::device_class(b, &accelerator) else { return Ok(()) };
    let template = class.pod_template.clone();
    if let Some(named) = accelerator.get("deviceClass") {
        b.decide(named);
    }
    if !template.is_null() {
        lay_over(b, &template);
    }
    Ok(())
}

/// The task over the runtime template, if there is one.
pub fn lay_over_runtime_template(b: &mut Build<'_>) -> Result<(), Refusal> {
    if let Some(refusal) = super::lookup::still_missing(b) {
        return Err(refusal);
    }
    let Some(template) = b.template else { return Ok(()) };
    lay_over(b, &template.spec);
    b.metadata = template.metadata.clone();
    for (key, own) in [("labels", &mut b.labels), ("annotations", &mut b.annotations)] {
        if let Some(base) = template.metadata.get(key).filter(|n| !n.is_null()) {
            *own = merge_map(base, own);
        }
    }
    Ok(())
}

/// Why no class template changed anything.
pub fn class_template_is_idle(b: &Build<'_>) -> Reason {
    let accelerator = super::accelerator::effective(b);
    if accelerator.is_null() {
        return super::accelerator::NONE_ASKED.into();
    }
    match super::accelerator::device_class(b, &accelerator) {
        None => "the configuration has no such device class as the task's accelerator".into(),
        Some(class) if class.pod_template.is_null() => {
            format!("device class `{}` has no pod template", class.name).into()
        }
        Some(class) => format!("the template of device class `{}` gives nothing more", class.name).into(),
    }
}

/// Why no runtime template changed anything.
pub fn runtime_template_is_idle(b: &Build<'_>) -> Reason {
    match b.template {
        None => super::lookup::nothing_found(b),
        Some(_) => "the template gives nothing that the task does not have".into(),
    }
}

/// Lays the task spec over a template's spec.
fn lay_over(b: &mut Build<'_>, template: &Node) {
    let merges_init = b.version.merges_init_containers();
    let skip: &[&str] = if merges_init { &["containers", "initContainers"] } else { &["containers"] };
    let mut merged = merge_struct(template, &b.spec, b.types.pod_spec, b.zeros, skip);
    let primary = b.primary.as_text().cloned().unwrap_or(Text::Static(""));
    merge_list(b, &mut merged, template, &CONTAINERS, &primary);
    if merges_init {
        let primary_init = b.primary_init.clone();
        merge_list(b, &mut merged, template, &INIT_CONTAINERS, &primary_init);
    }
    b.spec = merged;
}

fn merge_list(b: &mut Build<'_>, merged: &mut Node, template: &Node, magic: &Magic, primary: &str) {
    let bases = template.get(magic.list).map_or(&[][..], Node::items);
    if bases.is_empty() {
        return;
    }
    for base in bases {
        if let Some(name) = base.get("name") {
            b.decide(name);
        }
    }
    let Some(list) = merged.map_mut().get_mut(magic.list) else {
        // the task has no such list at all: what the template had in it is left out like any other
        let origin = template.get(magic.list).map_or_else(|| template.origin.clone(), |list| list.origin.clone());
        let displaced = dropped(bases.iter(), &origin);
        let history = History { rule: Some(Rule::Drop), displaced };
        merged.set(magic.list, Node { history: Some(history.into()), ..Node::null(origin) });
        return;
    };
    let mut layering = Layering {
        bases: bases.to_vec(),
        magic,
        primary: primary.to_owned(),
        container: b.types.container,
        zeros: b.zeros,
        version: b.version,
        uses: vec![0; bases.len()],
        holders: vec![Vec::new(); bases.len()],
    };
    let layers: Vec<Vec<usize>> = list.items().iter().map(|c| layering.layers(c.str_at("name"))).collect();
    for layer in layers.iter().flatten() {
        if let Some(uses) = layering.uses.get_mut(*layer) {
            *uses += 1;
        }
    }
    let mut done: Vec<Node> = Vec::with_capacity(list.items().len());
    for (container, layers) in list.items().iter().zip(&layers) {
        layering.lay_over(container, layers, &mut done);
    }
    *list = Node { value: Value::Seq(std::rc::Rc::new(done)), ..list.clone() };
    let unused = bases.iter().zip(&layering.uses).filter(|(_, uses)| **uses == 0).map(|(base, _)| base);
    let dropped = dropped(unused, &list.origin);
    if b.version.is_documented() && magic.list == "containers" && b.task.container().is_none() {
        keep_bases(list, bases, magic);
    } else if let Some(history) = (!dropped.is_empty()).then(|| list.history.get_or_insert_with(Default::default)) {
        std::rc::Rc::make_mut(history).displaced.extend(dropped);
    }
}

/// The documented rules: `default` and `primary` stay in the Pod, before the task's containers.
fn keep_bases(list: &mut Node, bases: &[Node], magic: &Magic) {
    let own: Vec<String> = list.items().iter().map(|c| c.str_at("name").to_owned()).collect();
    let kept = bases.iter().filter(|c| {
        let name = c.str_at("name");
        [magic.default, magic.primary].contains(&name) && !own.iter().any(|n| n == name)
    });
    let items: Vec<Node> = kept.cloned().chain(list.items().iter().cloned()).collect();
    *list = Node { value: Value::Seq(std::rc::Rc::new(items)), ..list.clone() };
}

/// The template's containers while the task's are laid over them.
struct Layering<'a> {
    /// They change where two containers of one name share what the template gave the first.
    bases: Vec<Node>,
    magic: &'a Magic,
    primary: String,
    container: &'static Type,
    zeros: crate::kube::merge::Zeros,
    version: crate::flyte::version::FlyteVersion,
    /// How many containers of the task each template container is below of.
    uses: Vec<usize>,
    /// For each template container the containers that share something with it.
    holders: Vec<Vec<Holder>>,
}

/// A container that shares something with a template container.
#[derive(Clone)]
struct Holder {
    /// Its index among those that are done.
    at: usize,
    /// What was below the template container.
    lower: Option<Node>,
    sharing: Sharing,
}

impl Layering<'_> {
    /// One container over its layers, added to those that are done.
    fn lay_over(&mut self, container: &Node, layers: &[usize], done: &mut Vec<Node>) {
        let Some((first, rest)) = layers.split_first() else {
            done.push(container.clone());
            return;
        };
        let mut below: Vec<Node> = Vec::with_capacity(layers.len());
        let mut merged = self.base(*first);
        for layer in rest {
            let over = self.base(*layer);
            let next = self.merge(&merged, &over);
            below.push(std::mem::replace(&mut merged, next));
        }
        let merged = self.merge(&merged, container);
        self.share(layers, &below, &merged, done);
        done.push(merged);
    }

    fn merge(&self, base: &Node, over: &Node) -> Node {
        let mut merged = merge_struct(base, over, self.container, self.zeros, &[]);
        // The name is no matter of layers: the task's stays, the template's only found the layer.
        if let (Some(name), Some(own)) = (merged.map_mut().get_mut("name"), over.get("name"))
            && own.is_filled()
        {
            *name = own.clone();
        }
        merged
    }

    fn base(&self, i: usize) -> Node {
        self.bases.get(i).cloned().unwrap_or_else(|| Node::null(crate::tree::Origin::Flyte(&super::pod_level::NO_BASE)))
    }

    /// Indexes of the template containers below a container of this name, lowest first.
    fn layers(&self, name: &str) -> Vec<usize> {
        let last = |wanted: &str| self.bases.iter().rposition(|c| c.str_at("name") == wanted);
        let mut layers: Vec<usize> = last(self.magic.default).into_iter().collect();
        if name == self.primary {
            layers.extend(last(self.magic.primary));
        }
        if self.allows_name_match(name) {
            layers.extend(self.bases.iter().enumerate().filter(|(_, c)| c.str_at("name") == name).map(|(i, _)| i));
        }
        layers
    }

    fn allows_name_match(&self, name: &str) -> bool {
        let version = self.version;
        if !version.merges_by_equal_names() {
            false
        } else if version.merges_magic_layer_twice() {
            true
        } else if version.keeps_primary_from_name_match() {
            name != self.primary && name != self.magic.default
        } else {
            name != self.magic.default && name != self.magic.primary
        }
    }

    /// Go shares pointers (and, with the first layer of a name match, maps or everything) between
    /// the template and what was made of it. So what was just merged is also what the template has
    /// now, and what earlier containers over it have.
    fn share(&mut self, layers: &[usize], below: &[Node], merged: &Node, done: &mut [Node]) {
        let magic = [self.magic.default, self.magic.primary];
        for (n, i) in layers.iter().enumerate() {
            if self.uses.get(*i).is_none_or(|uses| *uses < 2) {
                continue;
            }
            let base = self.base(*i);
            let lower = n.checked_sub(1).and_then(|n| below.get(n));
            let by_name = lower.is_none() && !magic.contains(&base.str_at("name"));
            if lower.is_none() && !by_name {
                continue;
            }
            let sharing = Sharing { maps: by_name, whole: by_name && self.version.shares_whole_template_container() };
            let now = match sharing.whole {
                true => merged.clone(),
                false => sharing.fields(lower, &base, &base, merged, self.container),
            };
            for holder in self.holders.get(*i).map_or(&[][..], Vec::as_slice) {
                if let Some(earlier) = done.get_mut(holder.at) {
                    *earlier = holder.sharing.fields(holder.lower.as_ref(), &base, earlier, &now, self.container);
                }
            }
            if let Some(slot) = self.bases.get_mut(*i) {
                *slot = now;
            }
            if let Some(holders) = self.holders.get_mut(*i) {
                holders.push(Holder { at: done.len(), lower: lower.cloned(), sharing });
            }
        }
    }
}

/// Template containers that no container of the task's list took up.
fn dropped<'b>(unused: impl Iterator<Item = &'b Node>, list: &Origin) -> Vec<Definition> {
    unused
        .map(|base| Definition {
            value: base.value.clone(),
            origin: base.origin.clone(),
            verdict: Verdict::Dropped,
            rule: Rule::Drop,
            by: list.clone(),
        })
        .collect()
}
