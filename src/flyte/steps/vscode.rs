//! The readiness probe of VS Code (2.x).

use crate::flyte::build::Build;
use crate::flyte::pipeline::{Reason, Refusal};
use crate::tree::{Made, Node, Origin, Rule, Verdict};

/// Variable that asks for VS Code.
const ASKS: &str = "_F_E_VS";

/// Texts that Go takes for true.
const TRUE: [&str; 6] = ["1", "t", "T", "TRUE", "true", "True"];

static MADE: Made = Made { step: "vscode-probe", reason: "the primary container runs VS Code" };

/// Replaces the readiness probe of every container named like the primary, or of the only container.
pub fn run(b: &mut Build<'_>) -> Result<(), Refusal> {
    // Of several containers of that name the first that does not ask ends the search.
    for (at, asks, has_action) in candidates(b).into_iter().map_while(|candidate| candidate) {
        b.decide(&asks);
        if !is_true(&asks) {
            break;
        }
        set_probe(b, at, if has_action { 6060 } else { 8080 });
    }
    Ok(())
}

/// Each container that may ask: its index, the value of the variable, whether it knows its action;
/// nothing for one that does not have the variable.
fn candidates(b: &Build<'_>) -> Vec<Option<(usize, Node, bool)>> {
    let primary = b.primary.as_str().unwrap_or("");
    let containers = b.spec.get("containers").map_or(&[][..], Node::items);
    let only = containers.len() == 1;
    let named = containers.iter().enumerate().filter(|(_, c)| only || c.str_at("name") == primary);
    let asking = named.map(|(at, c)| {
        let env = c.get("env").map_or(&[][..], Node::items);
        let asks = env.iter().find(|v| v.str_at("name") == ASKS)?.get("value")?.clone();
        Some((at, asks, env.iter().any(|v| v.str_at("name") == "ACTION_NAME")))
    });
    asking.collect()
}

fn is_true(asks: &Node) -> bool {
    TRUE.contains(&asks.as_str().unwrap_or(""))
}

/// Why there is no probe.
pub fn idle(b: &Build<'_>) -> Reason {
    match candidates(b).first() {
        None | Some(None) => format!("the primary container has no variable `{ASKS}`").into(),
        Some(Some((_, asks, _))) if !is_true(asks) => format!("`{ASKS}` of the primary container is not true").into(),
        Some(Some(_)) => "the primary container has this probe already".into(),
    }
}

fn set_probe(b: &mut Build<'_>, at: usize, port: i64) {
    let origin = || Origin::Flyte(&MADE);
    let get = Node::object(vec![("port", Node::int(port, origin()))], origin());
    let mut probe = Node::object(
        vec![
            ("failureThreshold", Node::int(50, origin())),
            ("httpGet", get),
            ("initialDelaySeconds", Node::int(15, origin())),
            ("periodSeconds", Node::int(5, origin())),
        ],
        origin(),
    );
    let Some(list) = b.spec.map_mut().get_mut("containers") else { return };
    if let Some(container) = list.seq_mut().get_mut(at) {
        if let Some(before) = container.get("readinessProbe").filter(|n| !n.is_null()) {
            probe.displace(before, Verdict::Replaced, Rule::Forced);
        }
        container.set("readinessProbe", probe);
    }
}
