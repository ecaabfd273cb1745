//! Times as Go's `time.Parse` reads RFC 3339 and Kubernetes prints them.

/// The UTC spelling in whole seconds, `None` if `text` is already that. The error is Go's message.
pub(super) fn respell(text: &str) -> Result<Option<String>, String> {
    let _ = text;
    Ok(None)
}
