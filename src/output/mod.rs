//! Finished data to text: YAML, JSON, origins, diagnostics. Knows nothing of files or terminals.
