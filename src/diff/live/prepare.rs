//! What the API server changes in a new Pod beside its defaults: old names of fields, label
//! selectors, profiles of AppArmor.

use std::borrow::Cow;

use super::Class;
use super::facts::{At, Explained, Facts};
use super::rules::Because;
use crate::tree::{Entry, FieldPath, Map, Node, Segment, Text};

/// The annotation that held a container's profile before there was a field; the container's name
/// follows.
const PROFILE: &str = "container.apparmor.security.beta.kubernetes.io/";

/// Annotations of very old clients, which the API server takes away.
const INIT_CONTAINERS: &[&str] = &[
    "pod.alpha.kubernetes.io/init-container-statuses",
    "pod.alpha.kubernetes.io/init-containers",
    "pod.beta.kubernetes.io/init-container-statuses",
    "pod.beta.kubernetes.io/init-containers",
];

const OLD_NAME: &str = "the API server keeps the old and the new name alike";

/// Fields that repeat what another one says.
pub(super) fn added(facts: &Facts<'_>, at: &At<'_>, value: &Node) -> Option<Explained> {
    let same = |other: Option<&Node>| other.is_some_and(|other| other == value);
    if at.is("PodSpec", "serviceAccount") && same(at.beside_right("serviceAccountName"))
        || at.is("PodSpec", "serviceAccountName") && same(at.beside_left("serviceAccount"))
    {
        return Explained::all(Class::ApiServerDefault, OLD_NAME);
    }
    let why = "the profile that the annotation asks for";
    if at.is_in_container("securityContext") {
        let profile = asked_profile(facts, at.left?.str_at("name"), value)?;
        let entry = Entry::new(Text::Static("appArmorProfile"), profile);
        let part = Node::map(Map::from_sorted(vec![entry]), value.origin.clone());
        return Explained::part(Class::ApiServerDefault, why, part);
    }
    if at.is("SecurityContext", "appArmorProfile") {
        let above = at.path.segments().split_last()?.1.split_last()?.1;
        let name = facts.live.find(&FieldPath::new(above.to_vec()))?.str_at("name").to_owned();
        let profile = asked_profile(facts, &name, value)?;
        return if profile == *value { Explained::all(Class::ApiServerDefault, why) } else { None };
    }
    if let Some(name) = at.key.strip_prefix(PROFILE)
        && is_annotation(at.path)
        && field_profile(facts, name).is_some_and(|text| value.as_str() == Some(&text))
    {
        return Explained::all(Class::ApiServerDefault, "the container's profile, as older readers know it");
    }
    None
}

/// Conditions that follow from `matchLabelKeys`.
pub(super) fn item_added(facts: &Facts<'_>, at: &At<'_>, item: &Node) -> Option<Explained> {
    if !at.is("LabelSelector", "matchExpressions") {
        return None;
    }
    // .../labelSelector/matchExpressions/n
    let above = at.path.segments().iter().rev().skip(3).rev().cloned().collect();
    let term = facts.live.find(&FieldPath::new(above))?;
    let list = match item.str_at("operator") {
        "In" => "matchLabelKeys",
        "NotIn" => "mismatchLabelKeys",
        _ => return None,
    };
    let key = item.str_at("key");
    let asked = term.get(list)?.items().iter().any(|k| k.as_str() == Some(key));
    let value = |pod: &Node| pod.at(&["metadata", "labels", key]).cloned();
    let [only] = item.get("values")?.items() else { return None };
    let fits = asked && [value(facts.rendered), value(facts.live)].iter().flatten().any(|label| label == only);
    let why = "the Pod's own label, which `matchLabelKeys` or `mismatchLabelKeys` asks for";
    if fits && item.entries().len() == 3 { Explained::all(Class::ApiServerDefault, why) } else { None }
}

/// What the API server takes away from any Pod.
pub(super) fn removed(at: &At<'_>) -> Option<Because> {
    let old = is_annotation(at.path) && INIT_CONTAINERS.contains(&at.key);
    old.then_some((Class::ApiServerDefault, Cow::Borrowed("an annotation that the API server takes away")))
}

/// The old name of the service account follows the new one; less than no time is a second.
pub(super) fn replaced(at: &At<'_>, left: &Node, right: &Node) -> Option<Because> {
    let renamed = at.is("PodSpec", "serviceAccount") && at.beside_right("serviceAccountName") == Some(right);
    let negative = left.as_int().is_some_and(|n| n < 0) && right.as_int() == Some(1);
    let why = match (renamed, negative && at.is("PodSpec", "terminationGracePeriodSeconds")) {
        (true, _) => OLD_NAME,
        (_, true) => "the API server makes a second of a negative time",
        _ => return None,
    };
    Some((Class::ApiServerDefault, Cow::Borrowed(why)))
}

fn is_annotation(path: &FieldPath) -> bool {
    matches!(path.segments(), [Segment::Key(a), Segment::Key(b), Segment::Key(_)]
        if a.as_str() == "metadata" && b.as_str() == "annotations")
}

/// The profile that a rendered annotation asks for, as a field would; made with the origin of `like`.
fn asked_profile(facts: &Facts<'_>, container: &str, like: &Node) -> Option<Node> {
    let annotation = facts.rendered.at(&["metadata", "annotations", &format!("{PROFILE}{container}")])?.as_str()?;
    let (kind, local) = match annotation {
        "unconfined" => ("Unconfined", None),
        "runtime/default" => ("RuntimeDefault", None),
        other => ("Localhost", Some(other.strip_prefix("localhost/").filter(|name| !name.is_empty())?)),
    };
    let origin = || like.origin.clone();
    let local = local.map(|name| ("localhostProfile", Node::str(name.to_owned(), origin())));
    Some(Node::object(local.into_iter().chain([("type", Node::text(kind, origin()))]).collect(), origin()))
}

/// The annotation that says what a container's field says, or the Pod's.
fn field_profile(facts: &Facts<'_>, container: &str) -> Option<String> {
    let spec = facts.rendered.get("spec")?;
    let lists = ["containers", "initContainers", "ephemeralContainers"].into_iter().filter_map(|key| spec.get(key));
    let mut all = lists.flat_map(|list| list.items());
    let own = all.find(|c| c.str_at("name") == container)?;
    let profile = |node: &Node| node.at(&["securityContext", "appArmorProfile"]).cloned();
    let profile = profile(own).or_else(|| profile(spec))?;
    Some(match profile.str_at("type") {
        "Unconfined" => "unconfined".to_owned(),
        "RuntimeDefault" => "runtime/default".to_owned(),
        "Localhost" => format!("localhost/{}", profile.str_at("localhostProfile")),
        _ => return None,
    })
}
