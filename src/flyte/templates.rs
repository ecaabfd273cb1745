//! Runtime PodTemplates. (Stand-in.)

use super::version::FlyteVersion;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources};

/// Runtime PodTemplates by name and namespace.
#[derive(Clone, Debug, Default)]
pub struct Templates;

impl Templates {
    /// Reads them.
    pub fn read(
        sources: &Sources,
        ids: &[SourceId],
        version: FlyteVersion,
    ) -> Result<(Templates, Vec<Diagnostic>), Vec<Diagnostic>> {
        let _ = (sources, ids, version);
        Ok((Templates, Vec::new()))
    }
}
