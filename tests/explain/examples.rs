//! Inputs as people write them, for texts that people read.

use podtpl::flyte::config;
use podtpl::flyte::execution::{Execution, ExecutionFlags};
use podtpl::flyte::pipeline::Pod;
use podtpl::flyte::task::TaskTemplate;
use podtpl::flyte::templates::Templates;
use podtpl::output::paint::Paint;
use podtpl::output::snippet::Look;
use podtpl::sdk::{SdkSettings, read_tasks};
use podtpl::source::Sources;

use crate::cases::{Loaded, version};

/// One set of inputs; what is empty is not given.
#[derive(Clone, Copy, Default)]
pub struct Example {
    pub about: &'static str,
    pub flyte: &'static str,
    pub config: &'static str,
    pub templates: &'static str,
    pub task: &'static str,
    pub execution: &'static str,
}

impl Example {
    /// The Pod, and what it was made from.
    pub fn render(&self) -> (Loaded, Pod) {
        let version = version(self.flyte);
        let mut sources = Sources::new();
        let mut add = |name: &str, text: &str| (!text.is_empty()).then(|| sources.add(name, text.to_owned()));
        let ids = [
            add("flyte.yaml", self.config),
            add("templates.yaml", self.templates),
            add("train.yaml", self.task),
            add("execution.yaml", self.execution),
        ];
        let files = |at: usize| ids[at].into_iter().collect::<Vec<_>>();
        let (execution, _) = Execution::read(&sources, ids[3], &ExecutionFlags::default(), version).unwrap();
        let (config, _) = config::read(&sources, &files(0), execution.environment(), version).unwrap();
        let (templates, _) = Templates::read(&sources, &files(1), version).unwrap();
        let (tasks, _) = read_tasks(&sources, ids[2].unwrap(), &SdkSettings::default(), version).unwrap();
        let task = TaskTemplate::new(tasks.into_iter().next().unwrap().template);
        let loaded = Loaded { sources, config, templates, task, execution, version, ids };
        let pod = loaded.render().unwrap();
        (loaded, pod)
    }

    /// What a reader sees of it in so many columns, below its sentence.
    pub fn shown(&self, width: usize, text: impl Fn(&Loaded, &Pod, Paint) -> String) -> String {
        let (loaded, pod) = self.render();
        let paint = Paint::new(Look { color: false, unicode: true, width: Some(width) });
        let text = text(&loaded, &pod, paint);
        let wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > width).collect();
        assert!(wide.is_empty(), "{width}: {wide:#?}");
        format!("# {} (Flyte {}, {width} columns)\n{text}\n", self.about, self.flyte)
    }
}

/// Compares with what was seen before.
pub fn snapshot(name: &str, seen: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, seen));
}
