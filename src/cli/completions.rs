//! `podtpl completions SHELL`: what makes a shell complete podtpl's command line.

use std::process::ExitCode;

use clap::Args;
use clap_complete::Shell;

use super::arguments::{Color, TEMPLATE, command};
use super::terminal::write_result;

/// Print the completions of a shell
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, help_template = TEMPLATE)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  podtpl completions bash > ~/.local/share/bash-completion/completions/podtpl
  podtpl completions zsh > ~/.zfunc/_podtpl
  podtpl completions fish > ~/.config/fish/completions/podtpl.fish";

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut out = Vec::new();
    clap_complete::generate(arguments.shell, &mut command(Color::Never), "podtpl", &mut out);
    let text = with_paths(arguments.shell, String::from_utf8_lossy(&out).into_owned());
    match write_result(&text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(super::FAILED),
    }
}

/// The script with the paths of `explain`, which depend on the Pod: podtpl itself is asked for them.
fn with_paths(shell: Shell, mut script: String) -> String {
    match shell {
        Shell::Bash => script.push_str(BASH),
        Shell::Fish => script.push_str(FISH),
        Shell::Zsh => {
            // the first words of `explain` are tasks or paths; those of other commands are files
            let (before, explain) = script.split_once("(explain)").unwrap_or((&script, ""));
            let explain = explain.replacen(":_files' \\\n&& ret=0", ":_podtpl_task_or_path' \\\n&& ret=0", 1);
            script = format!("{before}(explain){explain}").replacen("_podtpl() {", &format!("{ZSH}_podtpl() {{"), 1);
        }
        _ => {}
    }
    script
}

const BASH: &str = r#"
_podtpl_or_path() {
    _podtpl "$@"
    local path line="${COMP_LINE:0:COMP_POINT}"
    [[ "${COMP_WORDS[1]}" == explain ]] || return 0
    while IFS= read -r path; do
        COMPREPLY+=("$path")
        compopt -o nospace 2>/dev/null
    done < <("$1" __paths "$line" 2>/dev/null)
}
complete -F _podtpl_or_path -o bashdefault -o default podtpl
"#;

const ZSH: &str = r#"_podtpl_task_or_path() {
    local -a found
    found=("${(@f)$(podtpl __paths "$LBUFFER" 2>/dev/null)}")
    found=(${found:#})
    (( $#found )) && compadd -S '' -- $found
    _files
}

"#;

const FISH: &str = r#"complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -a '(podtpl __paths (commandline -cp | string collect) 2>/dev/null)'
"#;
