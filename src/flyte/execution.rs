//! Facts of the execution. (Stand-in.)

use super::version::FlyteVersion;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources};
use crate::tree::{Made, Node, Origin};

/// Facts given by flags.
#[derive(Clone, Debug, Default)]
pub struct ExecutionFlags {
    /// Namespace of the Pod.
    pub namespace: Option<String>,
    /// Generated name.
    pub pod_name: Option<String>,
    /// Project.
    pub project: Option<String>,
    /// Domain.
    pub domain: Option<String>,
    /// Service account.
    pub service_account: Option<String>,
    /// Retries so far.
    pub attempt: Option<i64>,
    /// Interruptible.
    pub interruptible: Option<bool>,
    /// Namespace of Flyte itself.
    pub flyte_namespace: Option<String>,
}

/// Facts of one execution.
#[derive(Clone, Debug)]
pub struct Execution {
    /// Environment of Flyte's own process.
    pub propeller_env: Node,
}

impl Execution {
    /// Reads them.
    pub fn read(
        sources: &Sources,
        id: Option<SourceId>,
        flags: &ExecutionFlags,
        version: FlyteVersion,
    ) -> Result<(Execution, Vec<Diagnostic>), Vec<Diagnostic>> {
        let _ = (sources, id, flags, version);
        Ok((Execution { propeller_env: Node::null(Origin::Flyte(&Made { step: "", reason: "" })) }, Vec::new()))
    }
}
