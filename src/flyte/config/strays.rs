//! Keys that decoding passes over, and keys that arrive in other letters than written.

use super::decoder::Decoder;
use super::embedded::Embedded;
use super::go::equal_fold;
use super::shape::Layout;
use super::warnings::flyte;
use crate::diagnostic::{Diagnostic, suggest};
use crate::flyte::version::ConfigReader;
use crate::kube::fields::Type;
use crate::tree::Entry;

impl Decoder<'_> {
    /// A key that a struct of Flyte does not have.
    pub fn unknown_field(&mut self, entry: &Entry, layout: &'static Layout, names: &[&str]) {
        let elsewhere = layout.fields.iter().any(|f| equal_fold(f.name, &entry.key));
        if elsewhere {
            self.other_version(entry);
            return;
        }
        if layout.open {
            self.notes.no_effect(&entry.node, "nothing in a Pod depends on it");
            return;
        }
        let path = self.path_of(entry);
        if self.is_dotted_path(entry, names) {
            let message = format!("Flyte takes the dots in `{path}` for letters, not for levels, and ignores the key");
            let warning = Diagnostic::warning("config/dotted-path", message).maybe_at(entry.key_span, "ignored");
            self.notes.warnings.push(warning.help("write the levels below each other"));
            self.notes.no_effect(&entry.node, "this version of Flyte does not split keys at dots");
            return;
        }
        self.unknown(entry, &format!("Flyte knows no key `{path}` and ignores it"), names);
    }

    fn path_of(&self, entry: &Entry) -> String {
        format!("{}.{}", self.key(), self.spelling(entry))
    }

    /// A key as written, where it is written plainly.
    pub fn spelling<'s>(&'s self, entry: &'s Entry) -> &'s str {
        let token = entry.key_span.map_or("", |span| self.sources.slice(span));
        let bare = token.trim_matches(['"', '\'']);
        if equal_fold(bare, &entry.key) { bare } else { &entry.key }
    }

    fn is_dotted_path(&self, entry: &Entry, names: &[&str]) -> bool {
        let Some((first, _)) = entry.key.split_once('.') else { return false };
        names.iter().any(|name| equal_fold(name, first))
    }

    fn other_version(&mut self, entry: &Entry) {
        let path = self.path_of(entry);
        let message = format!("{} has no key `{path}` and ignores it", flyte(self.version));
        let warning = Diagnostic::warning("config/other-version", message).maybe_at(entry.key_span, "ignored");
        self.notes.warnings.push(warning.help("remove it, or name the version that the file is for"));
        self.notes.no_effect(&entry.node, "this version of Flyte does not have the key");
    }

    fn unknown(&mut self, entry: &Entry, message: &str, names: &[&str]) {
        let help = match suggest(&entry.key, names.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "remove it, or check its name and its place".to_owned(),
        };
        let warning = Diagnostic::warning("config/unknown-key", message).maybe_at(entry.key_span, "ignored");
        self.notes.warnings.push(warning.help(help));
        self.notes.no_effect(&entry.node, "unknown key");
    }

    /// A key that a struct of the Kubernetes API does not have, or not for Flyte's library.
    pub fn unknown_kube_field(&mut self, entry: &Entry, kind: &'static Type, part: Option<&Embedded>) {
        let name = kind.fields().iter().map(|f| f.name).find(|name| equal_fold(name, &entry.key));
        let path = self.path_of(entry);
        let (Some(name), Some(part)) = (name, part) else {
            let names: Vec<&str> = kind.fields().iter().map(|f| f.name).collect();
            self.unknown(entry, &format!("{} has no field `{path}`: Flyte ignores it", kind.name), &names);
            return;
        };
        if !part.holds(name) {
            return;
        }
        self.notes.no_effect(&entry.node, "Flyte's configuration reader loses this part of a PodTemplate");
        if part.matters() {
            let message = format!("Flyte's configuration reader loses `{path}`");
            let warning = Diagnostic::warning("config/lost-in-pod-template", message).maybe_at(entry.key_span, "lost");
            let help = "use a PodTemplate object of the cluster (`default-pod-template-name`) for volumes, probes and \
                        references to secrets and config maps";
            self.notes.warnings.push(warning.help(help));
        }
    }

    /// A key of a map that arrives in other letters than it was written in.
    pub fn warn_about_case(&mut self, entry: &Entry) {
        if self.lists > 0 || entry.key_span.is_none() {
            return;
        }
        let written = self.spelling(entry).to_owned();
        let is_class = self.path == "accelerator-device-classes";
        let is_device = self.path == "accelerator-devices";
        if is_device {
            let message = format!("the device `{written}` can never match: Flyte looks devices up in upper case");
            let warning = Diagnostic::warning("config/device-never-matches", message).maybe_at(entry.key_span, "");
            let help = "write the map as a list, whose keys keep their letters: `- T4: nvidia-tesla-t4`";
            self.notes.warnings.push(warning.help(help));
            return;
        }
        if written == entry.key.as_str() || is_class {
            return;
        }
        let message = format!("Flyte lower-cases the key `{written}`: it becomes `{}`", entry.key);
        let mut warning = Diagnostic::warning("config/lower-cased-key", message).maybe_at(entry.key_span, "");
        if self.reader == ConfigReader::R3 && written.contains('.') {
            warning.message = format!("Flyte makes two keys of `{written}`: that one and `{}`", entry.key);
        }
        let help = format!("write the map as a list, whose keys keep their letters: `- {written}: ...`");
        self.notes.warnings.push(warning.help(help));
    }
}
