//! Images of flyte: a reference, or what has to be built from layers.

use crate::sdk::python::common::checks::fault;
use crate::sdk::python::common::signature;
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::machine::Machine;
use crate::sdk::python::language::value::{Field, Kind, Object, Val};
use crate::source::Span;

/// Marks images that install packages for Python.
pub(in crate::sdk::python) const PACKAGES: &str = "packages";

/// The layers that do.
const INSTALL: &[&str] = &["with_pip_packages", "with_requirements", "with_uv_project", "with_poetry_project"];

/// The class of images.
pub(in crate::sdk::python) const IMAGE: &str = "flyte.Image";

fn truth<'a>(name: &str, is: bool, span: Span) -> Field<'a> {
    Field { name: name.to_owned(), key: span, value: Val::new(Kind::Bool(is), span) }
}

/// `Image.from_base(...)` is a reference; all others have to be built. None if the arguments are not known.
pub(in crate::sdk::python) fn made<'a>(
    m: &mut Machine<'a>,
    how: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    let class = format!("{IMAGE}.{how}");
    let fields = signature::bind(m, &class, given, span).unwrap_or_default();
    let mut fields: Vec<Field<'a>> = match how {
        "from_base" => {
            let base = fields.into_iter().find(|f| f.name == "image_uri" || f.name == "?")?;
            if base.value.is_unknown() {
                return Some(base.value);
            }
            vec![Field { name: "base".to_owned(), ..base }, truth("extendable", false, span)]
        }
        "from_ref_name" | "from_dockerfile" => vec![truth("extendable", false, span)],
        _ => vec![truth("extendable", true, span)],
    };
    fields.push(truth("named", how != "from_base", span));
    if how.ends_with("_script") {
        fields.push(truth(PACKAGES, true, span));
    }
    Some(Val::object(IMAGE, fields, span))
}

/// `image.clone(...)` and the layers `image.with_...(...)`: what comes of them has to be built.
pub(in crate::sdk::python) fn method<'a>(
    m: &mut Machine<'a>,
    image: &Object<'a>,
    name: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    let says = |name: &str| image.get(name).is_some_and(|v| v.truth() == Some(true));
    if name == "clone" {
        let fields = signature::bind(m, "flyte.Image.clone", given, span)?;
        let find = |name: &str| fields.iter().find(|f| f.name == name && !f.value.is_none()).map(|f| &f.value);
        let extendable = find("extendable").map_or(Some(says("extendable")), Val::truth);
        let named = says("named") || find("name").is_some_and(|v| v.truth() != Some(false));
        // what is not known refuses nothing
        let mut fields = vec![truth("extendable", extendable.unwrap_or(true), span), truth("named", named, span)];
        fields.extend(image.fields.iter().filter(|f| f.name == PACKAGES).cloned());
        return Some(Val::object(IMAGE, fields, span));
    }
    if !name.starts_with("with_") {
        return None;
    }
    if !says("extendable") {
        let theirs = "ValueError: Cannot add additional layers to a non-extendable image. Please create the image \
                      with extendable=True in the clone() call.";
        fault(m, span, "this image takes no layers: clone it with `name=` and `extendable=True` first", theirs);
    } else if !says("named") {
        let theirs = "ValueError: Cannot add additional layer to an image without name. Please first clone().";
        fault(m, span, "this image has no name: clone it with `name=` first", theirs);
    }
    let more = INSTALL.contains(&name).then(|| truth(PACKAGES, true, span));
    let fields = image.fields.iter().filter(|f| f.name != "base").cloned().chain(more);
    Some(Val::object(IMAGE, fields.collect(), span))
}

/// Whether two images are the same, if that is known.
pub(in crate::sdk::python) fn same(left: &Val<'_>, right: &Val<'_>) -> Option<bool> {
    let reference = |image: &Val<'_>| match &image.kind {
        Kind::Object(object) => object.borrow().get("base").and_then(|b| b.as_str().map(str::to_owned)),
        _ => image.as_str().map(str::to_owned),
    };
    Some(reference(left)? == reference(right)?)
}
