//! A harness for the program: files in a directory of their own, a clean environment, one run.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A run that is being prepared.
pub struct Podtpl {
    directory: TempDir,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    stdin: Vec<u8>,
}

/// What a run gave.
pub struct Output {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Podtpl {
    /// A run of these arguments, separated by blanks; quotes as in a shell.
    pub fn new(arguments: &str) -> Self {
        Podtpl {
            directory: tempfile::tempdir().unwrap(),
            arguments: words(arguments),
            variables: Vec::new(),
            stdin: Vec::new(),
        }
    }

    /// One more argument, as it is.
    pub fn argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// A file in the run's directory.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.directory.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    /// A directory in the run's directory.
    pub fn directory(self, name: &str) -> Self {
        std::fs::create_dir_all(self.directory.path().join(name)).unwrap();
        self
    }

    /// The files of testdata/quickstart.
    pub fn quickstart(mut self) -> Self {
        for name in ["train.yaml", "train.py", "flyte.yaml", "templates.yaml", "execution.yaml"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/quickstart").join(name);
            self = self.file(name, std::fs::read(path).unwrap());
        }
        self
    }

    /// A variable of the environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What standard input gives.
    pub fn stdin(mut self, content: impl AsRef<[u8]>) -> Self {
        self.stdin = content.as_ref().to_vec();
        self
    }

    /// The directory of the run.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The process, ready to start.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_podtpl"));
        command.args(&self.arguments).current_dir(self.directory.path()).env_clear();
        let home = self.directory.path().join("home");
        command.env("HOME", home).env("NO_COLOR", "1").env("LC_ALL", "C.UTF-8");
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        command
    }

    /// Runs it.
    pub fn run(&self) -> Output {
        let mut command = self.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // a run that fails early does not read what it is given
        let _ = child.stdin.take().unwrap().write_all(&self.stdin);
        let output = child.wait_with_output().unwrap();
        Output {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Output {
    /// The result of a run that must succeed.
    pub fn result(self) -> String {
        assert_eq!(self.code, 0, "{}", self.stderr);
        self.stdout
    }

    /// The messages of a run that must fail, with nothing on standard output.
    pub fn failure(self) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (2, ""), "{}", self.stderr);
        self.stderr
    }
}

/// Words of a command line; single and double quotes keep blanks.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote, mut open) = (String::new(), None, false);
    for c in line.chars() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '"' | '\'') => (quote, open) = (Some(c), true),
            (None, ' ') => {
                if open || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                open = false;
            }
            (_, c) => word.push(c),
        }
    }
    if open || !word.is_empty() {
        words.push(word);
    }
    words
}
