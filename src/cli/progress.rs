//! [`Progress`]: a bar on standard error, for runs that take longer than a second in a terminal.
#![allow(clippy::disallowed_methods, reason = "when the bar appears is the one thing that takes time")]

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::Messages;

/// Shorter runs show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far a run is.
#[derive(Debug)]
pub struct Progress {
    /// When the run began; none where nobody looks.
    began: Option<Instant>,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Of something that nobody waits for.
    pub fn none() -> Progress {
        Progress { began: None, bar: None }
    }

    /// The beginning of a run.
    pub fn new(messages: Messages) -> Progress {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        let watched = std::io::stderr().is_terminal() && !dumb && !messages.quiet;
        Progress { began: watched.then(Instant::now), bar: None }
    }

    /// `done` of `all` parts of what is done now are done.
    pub fn step(&mut self, what: &'static str, done: usize, all: usize) {
        if self.began.is_none_or(|began| began.elapsed() < PATIENCE) {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{msg} [{bar:40}] {pos}/{len}");
            style.map_or(bar.clone(), |style| bar.with_style(style.progress_chars("=> ")))
        });
        bar.set_message(what);
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    }

    /// Takes the bar off the screen.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
