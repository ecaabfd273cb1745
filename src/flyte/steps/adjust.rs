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
        if amount(&self.request).is_none() {
            let (source, rule) =
                if from_limit { (&self.limit, Rule::RequestFromLimit) } else { (default, Rule::Default) };
            let origin = match rule {
                Rule::Default => source.origin.clone(),
                _ => Origin::derived(rule, step, vec![source.origin.clone()]),
            };
            let mut filled = Node::new(source.value.clone(), origin).decided_by(rule);
            if !self.request.is_null() {
                filled.displace(&self.request, Verdict::Empty, rule);
            }
            if from_limit {
                filled.displace(default, Verdict::OnlyIfUnset, rule);
            }
            self.request = filled;
        } else {
            self.request.displace(default, Verdict::OnlyIfUnset, Rule::OnlyIfUnset);
        }
        if !from_limit {
            let origin = Origin::derived(Rule::LimitFromRequest, step, vec![self.request.origin.clone()]);
            let mut filled = Node::new(self.request.value.clone(), origin).decided_by(Rule::LimitFromRequest);
            if !self.limit.is_null() {
                filled.displace(&self.limit, Verdict::Empty, Rule::LimitFromRequest);
            }
            self.limit = filled;
        }
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
