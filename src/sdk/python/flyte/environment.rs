//! Environments of flyte: what is made of them, and the tasks that their decorators make.

use crate::sdk::python::common::checks::{self, fault, given, is_environment, type_name};
use crate::sdk::python::common::signature;
use crate::sdk::python::flyte::image;
use crate::sdk::python::flyte::policies;
use crate::sdk::python::flyte::template::field;
use crate::sdk::python::language::call::Given;
use crate::sdk::python::language::machine::{Machine, Made};
use crate::sdk::python::language::value::{Code, Field, Kind, Object, Val};
use crate::sdk::python::workflow::calls::number_in;
use crate::source::Span;
use ruff_python_ast::StmtFunctionDef;

/// The class of what `env.task(...)` returns.
pub(in crate::sdk::python) const DECORATOR: &str = "flyte.env.task";

/// The class of what `env.sandbox.orchestrator(...)` returns.
pub(in crate::sdk::python) const SANDBOX: &str = "flyte.env.sandbox";

/// A method of an environment; none if it is not known.
pub(in crate::sdk::python) fn method<'a>(
    m: &mut Machine<'a>,
    env: &Val<'a>,
    name: &str,
    given: &Given<'a>,
    span: Span,
) -> Option<Val<'a>> {
    match name {
        "task" => {
            let mut fields = signature::bind(m, "flyte.TaskEnvironment.task", given, span)?;
            let function = fields.iter().position(|f| f.name == "_func").map(|at| fields.remove(at).value);
            refuse_reused(m, env, &fields);
            fields.insert(0, Field { name: "()".to_owned(), key: span, value: env.clone() });
            let decorator = Val::object(DECORATOR, fields, span);
            match function.filter(|f| !f.is_none()) {
                Some(function) => call(m, &decorator, &function, span),
                None => Some(decorator),
            }
        }
        "clone_with" => cloned(m, env, given, span),
        "add_dependency" => {
            for other in &given.positional {
                if let Some(found) = type_name(other).filter(|t| !t.ends_with("Environment")) {
                    let theirs = format!("TypeError: Expected Environment, got <class '{found}'>");
                    fault(m, other.span, "an environment depends on environments", theirs);
                } else if name_of(other).is_some_and(|n| name_of(env).as_deref() == Some(&n)) {
                    let theirs = "ValueError: Cannot add self as a dependency";
                    fault(m, other.span, "an environment cannot depend on itself", theirs);
                }
            }
            Some(Val::new(Kind::None, span))
        }
        _ => None,
    }
}

/// An environment's name, if it is known.
pub(in crate::sdk::python) fn name_of(env: &Val<'_>) -> Option<String> {
    match &env.kind {
        Kind::Object(env) => env.borrow().get("name").and_then(|n| n.as_str().map(str::to_owned)),
        _ => None,
    }
}

/// A reused environment leaves tasks little to say.
fn refuse_reused<'a>(m: &mut Machine<'a>, env: &Val<'a>, own: &[Field<'a>]) {
    let Kind::Object(env) = &env.kind else { return };
    let env = env.borrow();
    if env.get("reusable").is_none_or(|r| r.is_none() || r.is_unknown()) {
        return;
    }
    let asked = |name: &str| own.iter().find(|f| f.name == name && !f.value.is_none()).map(|f| &f.value);
    if let Some(template) = asked("pod_template") {
        let theirs = "ValueError: Cannot set pod_template when environment is reusable.";
        fault(m, template.span, "a task of a reusable environment takes no pod template of its own", theirs);
    }
    let account = asked("service_account").filter(|v| type_name(v).is_some());
    let other = account.filter(|a| a.as_str() != env.get("service_account").and_then(Val::as_str));
    if let Some(account) = other {
        let theirs = "ValueError: Cannot override service_account when environment is reusable.";
        fault(m, account.span, "a task of a reusable environment takes no service account of its own", theirs);
    }
}

/// `env.clone_with(...)`: what is given and not `None` replaces; only reuse can be taken away.
fn cloned<'a>(m: &mut Machine<'a>, env: &Val<'a>, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let Kind::Object(object) = &env.kind else { return None };
    let fields = signature::bind(m, "flyte.TaskEnvironment.clone_with", given, span)?;
    let mut copy = Object { class: object.borrow().class.clone(), fields: object.borrow().fields.clone() };
    const OWN: &[&str] = &[
        "name",
        "image",
        "resources",
        "env_vars",
        "secrets",
        "depends_on",
        "description",
        "interruptible",
        "include",
        "service_account",
        "cache",
        "reusable",
        "?",
    ];
    let others: Vec<String> =
        fields.iter().filter(|f| !OWN.contains(&f.name.as_str())).map(|f| format!("'{}'", f.name)).collect();
    if let Some(other) = fields.iter().find(|f| !OWN.contains(&f.name.as_str())) {
        let theirs = format!("TypeError: Unexpected keyword arguments: [{}]", others.join(", "));
        fault(m, other.key, &format!("`clone_with` does not take `{}`", other.name), theirs);
    }
    for field in fields {
        if field.name == "reusable" || !field.value.is_none() {
            copy.set(&field.name, field.key, field.value);
        }
    }
    checks::check(m, &copy, span);
    Some(Val::object(copy.class, copy.fields, span))
}

/// `TaskEnvironment.from_task(name, *tasks)`
pub(in crate::sdk::python) fn from_task<'a>(m: &mut Machine<'a>, given: &Given<'a>, span: Span) -> Option<Val<'a>> {
    let name = given.at(0, "name")?.clone();
    let tasks = given.positional.get(1..).unwrap_or_default();
    let mut image: Option<Val<'a>> = None;
    for task in tasks {
        let Kind::Object(object) = &task.kind else { return None };
        if object.borrow().class != "flyte.ContainerTask" || object.borrow().get("parent").is_some() {
            let theirs = "ValueError: Tasks cannot assigned to multiple environments.";
            fault(m, task.span, "this task has an environment", theirs);
            continue;
        }
        let own = object.borrow().get("image").cloned();
        if let (Some(own), Some(other)) = (&own, &image)
            && image::same(own, other) == Some(false)
        {
            let theirs = "ValueError: Tasks must have the same image to be in the same environment.";
            fault(m, task.span, "the tasks of an environment have one image", theirs);
        }
        image = image.or(own);
        object.borrow_mut().set("parent", span, name.clone());
    }
    let image = image.unwrap_or_else(|| Val::str("auto", span));
    let more = given.named.iter().filter(|f| f.name == "depends_on").cloned();
    let fields = [field("name", name), field("image", image)].into_iter().chain(more).collect();
    let made = Object { class: "flyte.TaskEnvironment".to_owned(), fields };
    checks::check(m, &made, span);
    Some(Val::object(made.class, made.fields, span))
}

/// The decorator with its environment as it is now: a task takes its values when it is made.
pub(in crate::sdk::python) fn frozen<'a>(maker: &Val<'a>) -> Val<'a> {
    let copy = |env: &Val<'a>| match &env.kind {
        Kind::Object(object) => {
            let object = object.borrow();
            Val::object(object.class.clone(), object.fields.clone(), env.span)
        }
        _ => env.clone(),
    };
    match &maker.kind {
        Kind::Method(method) if is_environment(&method.0) => Val::object(
            DECORATOR,
            vec![Field { name: "()".to_owned(), key: maker.span, value: copy(&method.0) }],
            maker.span,
        ),
        Kind::Object(object) if object.borrow().class == DECORATOR => {
            let mut fields = object.borrow().fields.clone();
            fields.iter_mut().filter(|f| f.name == "()").for_each(|f| f.value = copy(&f.value));
            Val::object(DECORATOR, fields, maker.span)
        }
        _ => maker.clone(),
    }
}

/// What flyte refuses when a function is decorated.
pub(in crate::sdk::python) fn decorated(m: &mut Machine<'_>, maker: &Val<'_>, is_async: bool, at: Span) {
    let Kind::Object(object) = &maker.kind else { return };
    let object = object.borrow();
    if object.class != DECORATOR {
        return;
    }
    let Some(Val { kind: Kind::Object(env), .. }) = object.get("()") else { return };
    let env = env.borrow();
    if let Some(Val { kind: Kind::Object(policy), .. }) = given(&env, "reusable")
        && !is_async
        && policy.borrow().get("concurrency").and_then(Val::as_int).is_some_and(|n| n > 1)
    {
        let theirs = "ValueError: Reusable environments with concurrency greater than 1 are only supported for async \
                      tasks. Please use an async function or set concurrency to 1.";
        fault(m, at, "with a concurrency of more than 1 the function must be async", theirs);
    }
    policies::decoration(m, &object);
    if given(&object, "cache").is_none_or(|c| c.truth() == Some(false)) {
        env.get("cache").into_iter().for_each(|v| policies::cache(m, v));
    }
}

/// What flyte refuses of the parameters of a function that becomes a task.
pub(in crate::sdk::python) fn parameters(m: &mut Machine<'_>, def: &StmtFunctionDef, module: usize) {
    let variable = def.parameters.vararg.as_ref().or(def.parameters.kwarg.as_ref());
    if let Some(parameter) = variable {
        let theirs = format!("ValueError: Function {} cannot have variable positional or keyword arguments.", def.name);
        let at = m.place(module, &**parameter);
        fault(m, at, "a task takes neither `*args` nor `**kwargs`", theirs);
    }
}

/// A decorator called on a function: the function is a task then.
pub(in crate::sdk::python) fn call<'a>(
    m: &mut Machine<'a>,
    decorator: &Val<'a>,
    function: &Val<'a>,
    span: Span,
) -> Option<Val<'a>> {
    let Kind::Function(code) = &function.kind else { return None };
    let Code::Def(def) = code.code else { return None };
    let maker = frozen(decorator);
    decorated(m, &maker, def.is_async, span);
    parameters(m, def, code.module);
    let at = m.place(code.module, &def.name);
    let (module, name, condition) = (code.module, Some(def.name.as_str().to_owned()), m.condition);
    Some(m.task(Made { module, function: name, maker, span: at, condition }))
}

/// `task.override(...)`: another task, which is none of the file.
pub(in crate::sdk::python) fn overridden(m: &mut Machine<'_>, task: &Val<'_>, given: &Given<'_>, span: Span) {
    const FIXED: &[(&str, &str)] =
        &[("name", "Name"), ("image", "Image"), ("docs", "Docs"), ("interface", "Interface")];
    const OWN: &[&str] = &["resources", "env_vars", "secrets", "service_account"];
    let Some(fields) = signature::bind(m, "flyte.TaskTemplate.override", given, span) else { return };
    let given = |name: &str| fields.iter().find(|f| f.name == name && !f.value.is_none());
    let off = given("reusable").is_some_and(|f| f.value.as_str() == Some("off") || type_name(&f.value).is_none());
    if !off && (given("reusable").is_some() || is_reused(m, task)) {
        for field in OWN.iter().filter_map(|name| given(name)) {
            let what = field.name.strip_suffix("_vars").unwrap_or(&field.name);
            let theirs = format!(
                "ValueError: Cannot override {what} when reusable is set. Reusable tasks will use the parent env's {what}. You \
                 can disable reusability and override {what} if needed. (set reusable='off')"
            );
            fault(m, field.key, &format!("a reused task keeps its `{}`", field.name), theirs);
        }
    }
    for field in &fields {
        if let Some((name, called)) = FIXED.iter().find(|(name, _)| *name == field.name) {
            let theirs = format!("ValueError: {called} cannot be overridden");
            fault(m, field.key, &format!("`{name}` cannot be overridden"), theirs);
        }
    }
    let call = "AsyncFunctionTaskTemplate.__init__";
    let known =
        |name: &str| FIXED.iter().any(|(n, _)| *n == name) || signature::takes("flyte.TaskTemplate.override", name);
    policies::only_fields(m, call, fields.iter().filter(|f| !known(&f.name)));
}

/// Whether a task's environment is reused.
fn is_reused(m: &Machine<'_>, task: &Val<'_>) -> bool {
    let made = number_in(task, "number").and_then(|n| m.made.get(n));
    let field = |value: &Val<'_>, name: &str| match &value.kind {
        Kind::Object(object) => object.borrow().get(name).map(|v| !v.is_none() && type_name(v).is_some()),
        _ => None,
    };
    let environment = made.and_then(|made| match &made.maker.kind {
        Kind::Object(maker) => maker.borrow().get("()").and_then(|env| field(env, "reusable")),
        _ => None,
    });
    environment == Some(true)
}
