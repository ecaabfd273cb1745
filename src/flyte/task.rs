//! [`TaskTemplate`]: what Flyte knows of a task.
//!
//! The tree is protojson with camelCase keys; this module only says where things are in it.
//! Reading and checking files is the business of `sdk`.

use crate::tree::{Node, Origin};

/// A TaskTemplate in protojson.
#[derive(Clone, Debug)]
pub struct TaskTemplate {
    root: Node,
    null: Node,
}

impl TaskTemplate {
    /// The template of a protojson tree with camelCase keys.
    pub fn new(root: Node) -> Self {
        static ABSENT: crate::tree::Made = crate::tree::Made { step: "task", reason: "the task does not say it" };
        TaskTemplate { root, null: Node::null(Origin::Flyte(&ABSENT)) }
    }

    /// The whole tree.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The value at a path of keys; null if there is none.
    pub fn at(&self, keys: &[&str]) -> &Node {
        self.root.at(keys).unwrap_or(&self.null)
    }

    /// The task's id, if it has one.
    pub fn id(&self) -> Option<&Node> {
        self.root.get("id").filter(|id| !id.is_null())
    }

    /// The task type (`python-task`), a string or null.
    pub fn task_type(&self) -> &Node {
        self.at(&["type"])
    }

    /// The version of the task type, 0 if it is not given.
    pub fn type_version(&self) -> i64 {
        self.at(&["taskTypeVersion"]).as_int().unwrap_or(0)
    }

    /// The container, if that is the target.
    pub fn container(&self) -> Option<&Node> {
        self.root.get("container").filter(|n| !n.is_null())
    }

    /// The pod, if that is the target.
    pub fn k8s_pod(&self) -> Option<&Node> {
        self.root.get("k8sPod").filter(|n| !n.is_null())
    }

    /// `container.dataConfig`, or that of the pod if there is no container; null if there is none.
    pub fn data_config(&self) -> &Node {
        match self.container() {
            Some(_) => self.at(&["container", "dataConfig"]),
            None => self.at(&["k8sPod", "dataConfig"]),
        }
    }

    /// Name of the runtime template that the task asks for: a string or null.
    pub fn pod_template_name(&self) -> &Node {
        self.at(&["metadata", "podTemplateName"])
    }

    /// The secrets that the task asks for.
    pub fn secrets(&self) -> &[Node] {
        self.at(&["securityContext", "secrets"]).items()
    }
}
