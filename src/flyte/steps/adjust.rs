//! The adjust rule: a request and a limit, filled in and clamped.

use crate::kube::quantity::Quantity;
use crate::tree::{Node, Origin, Rule, Text, Value, Verdict};

/// What a container's resources are adjusted to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Missing values are filled in, then clamped.
    Fill,
    /// Only clamped; what is missing is written as zero.
    RangeOnly,
}

/// A request and a limit on their way through the adjust rule.
pub struct Pair {
    pub request: Node,
    pub limit: Node,
}

/// A quantity that counts: parsed, and not zero.
pub fn amount(node: &Node) -> Option<Quantity> {
    let quantity = Quantity::parse(node.as_str()?).ok()?;
    (!quantity.is_zero()).then_some(quantity)
}

impl Pair {
    /// The adjust rule with a platform default and limit; zero means unset everywhere.
    pub fn adjust(&mut self, mode: Mode, default: &Node, limit: &Node, step: &'static str) {
        if mode == Mode::Fill {
            self.fill(default, step);
        }
        if let Some(cap) = &amount(limit) {
            clamp(&mut self.request, limit, cap, step);
            clamp(&mut self.limit, limit, cap, step);
        }
        if let Some(own) = &amount(&self.limit) {
            clamp(&mut self.request, &self.limit, own, step);
        }
    }

    fn fill(&mut self, default: &Node, step: &'static str) {
        let from_limit = amount(&self.limit).is_some();
        match (amount(&self.request), from_limit) {
            (Some(_), _) => not_needed(&mut self.request, default, Rule::OnlyIfUnset),
            (None, true) => {
                self.request = derived(&self.limit, &self.request, Rule::RequestFromLimit, step);
                not_needed(&mut self.request, default, Rule::RequestFromLimit);
            }
            (None, false) => {
                let filled = Node::new(default.value.clone(), default.origin.clone()).decided_by(Rule::Default);
                self.request = in_place_of(filled, &self.request, Rule::Default);
            }
        }
        if !from_limit {
            self.limit = derived(&self.request, &self.limit, Rule::LimitFromRequest, step);
        }
    }
}

/// The value of one side for the other side, which has none.
fn derived(source: &Node, unset: &Node, rule: Rule, step: &'static str) -> Node {
    let origin = Origin::derived(rule, step, vec![source.origin.clone()]);
    in_place_of(Node::new(source.value.clone(), origin).decided_by(rule), unset, rule)
}

/// A value where nothing, or zero, was given.
fn in_place_of(mut filled: Node, unset: &Node, rule: Rule) -> Node {
    if unset.is_null() {
        filled.inherit(unset);
    } else {
        filled.displace(unset, Verdict::Empty, rule);
    }
    filled
}

/// Tells that the default did not matter. What nobody set and is zero is no default.
fn not_needed(node: &mut Node, default: &Node, rule: Rule) {
    if amount(default).is_some() || default.span().is_some() {
        node.displace(default, Verdict::OnlyIfUnset, rule);
    }
}

/// A value beyond the cap becomes the cap, in the cap's spelling.
fn clamp(node: &mut Node, cap: &Node, value: &Quantity, step: &'static str) {
    let beyond = amount(node).is_some_and(|own| own.compare(value).is_gt());
    if beyond {
        let origin = Origin::derived(Rule::Clamp, step, vec![cap.origin.clone()]);
        let mut clamped = Node::new(cap.value.clone(), origin);
        clamped.displace(node, Verdict::Clamped, Rule::Clamp);
        *node = clamped;
    }
}

/// A quantity in Kubernetes' spelling, or Flyte's message.
pub fn spelled(node: &Node, step: &'static str) -> Result<(Node, Quantity), String> {
    let text = node.as_str().unwrap_or("");
    let quantity = Quantity::parse(text).map_err(str::to_owned)?;
    if quantity.text() == text {
        return Ok((node.clone(), quantity));
    }
    let origin = Origin::derived(Rule::Respell, step, vec![node.origin.clone()]);
    Ok((Node { value: Value::Str(Text::from(quantity.text())), origin, history: node.history.clone() }, quantity))
}
