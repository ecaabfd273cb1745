
use builtin;
use str;

set edit:completion:arg-completer[podtpl] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'podtpl'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'podtpl'= {
            cand --color 'Colours in messages'
            cand -q 'Say errors only'
            cand --quiet 'Say errors only'
            cand -v 'Also say what was read and decided'
            cand --verbose 'Also say what was read and decided'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand render 'Print the Pod that Flyte would create for a task'
            cand explain 'Show why a field has its value: where it was set, what lost, which rule decided'
            cand versions 'List the Flyte versions that podtpl knows'
            cand completions 'Print the completions of a shell'
            cand man 'Print the manual page of podtpl, or of one command'
            cand __paths 'What the shell asks'
        }
        &'podtpl;render'= {
            cand -c 'Flyte''s configuration: a file, or a directory with *.yaml; repeatable'
            cand --config 'Flyte''s configuration: a file, or a directory with *.yaml; repeatable'
            cand -t 'Runtime PodTemplates: a file of any number, a directory or `-`; repeatable'
            cand --template 'Runtime PodTemplates: a file of any number, a directory or `-`; repeatable'
            cand -x 'Facts of the execution'
            cand --execution 'Facts of the execution'
            cand -n 'Namespace of the Pod; with several (`a,b`), a Pod for each'
            cand --namespace 'Namespace of the Pod; with several (`a,b`), a Pod for each'
            cand --flyte 'Flyte version: 1.16.8, 1.16, 2.0, latest, or docs (the documented rules) [default: docs]'
            cand --flyte-namespace 'Namespace that Flyte itself runs in, where templates are looked up second'
            cand --name 'Only tasks whose name matches; `*` and `?` stand for anything; repeatable'
            cand --project-file 'Settings file [default: podtpl.yaml in this directory or the nearest parent]'
            cand --pod-name 'Generated name of the Pod (1.x)'
            cand --project 'Project of the execution'
            cand --domain 'Domain of the execution'
            cand --interruptible 'Whether this attempt may be interrupted'
            cand --attempt 'Retries so far'
            cand --service-account 'Service account of the execution'
            cand --image 'Image of tasks that name none'
            cand --task-project 'Project of the task''s id [default: that of the execution]'
            cand --task-domain 'Domain of the task''s id [default: that of the execution]'
            cand --task-version 'Version of the task''s id'
            cand -o 'yaml, json, name, or jsonpath=EXPR'
            cand --output 'yaml, json, name, or jsonpath=EXPR'
            cand --origins 'Show where each field comes from: none, comments or annotations (with -o yaml)'
            cand --origins-file 'Write the origins of all fields as JSON into a file'
            cand --color 'Colours in messages'
            cand --strict 'Make errors of warnings about what Flyte accepts silently'
            cand -q 'Say errors only'
            cand --quiet 'Say errors only'
            cand -v 'Also say what was read and decided'
            cand --verbose 'Also say what was read and decided'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podtpl;explain'= {
            cand -c 'Flyte''s configuration: a file, or a directory with *.yaml; repeatable'
            cand --config 'Flyte''s configuration: a file, or a directory with *.yaml; repeatable'
            cand -t 'Runtime PodTemplates: a file of any number, a directory or `-`; repeatable'
            cand --template 'Runtime PodTemplates: a file of any number, a directory or `-`; repeatable'
            cand -x 'Facts of the execution'
            cand --execution 'Facts of the execution'
            cand -n 'Namespace of the Pod; with several (`a,b`), a Pod for each'
            cand --namespace 'Namespace of the Pod; with several (`a,b`), a Pod for each'
            cand --flyte 'Flyte version: 1.16.8, 1.16, 2.0, latest, or docs (the documented rules) [default: docs]'
            cand --flyte-namespace 'Namespace that Flyte itself runs in, where templates are looked up second'
            cand --name 'Only tasks whose name matches; `*` and `?` stand for anything; repeatable'
            cand --project-file 'Settings file [default: podtpl.yaml in this directory or the nearest parent]'
            cand --pod-name 'Generated name of the Pod (1.x)'
            cand --project 'Project of the execution'
            cand --domain 'Domain of the execution'
            cand --interruptible 'Whether this attempt may be interrupted'
            cand --attempt 'Retries so far'
            cand --service-account 'Service account of the execution'
            cand --image 'Image of tasks that name none'
            cand --task-project 'Project of the task''s id [default: that of the execution]'
            cand --task-domain 'Domain of the task''s id [default: that of the execution]'
            cand --task-version 'Version of the task''s id'
            cand --where-to-set 'Say where VALUE would have to be set so that the Pod has it at PATH'
            cand -o 'text or json'
            cand --output 'text or json'
            cand --color 'Colours in messages'
            cand --strict 'Make errors of warnings about what Flyte accepts silently'
            cand --all 'Explain every field of the Pod'
            cand --steps 'Show what each step of Flyte changed, looked at and left'
            cand --show-secrets 'Show values that look like secrets'
            cand -q 'Say errors only'
            cand --quiet 'Say errors only'
            cand -v 'Also say what was read and decided'
            cand --verbose 'Also say what was read and decided'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podtpl;versions'= {
            cand --color 'Colours in messages'
            cand -q 'Say errors only'
            cand --quiet 'Say errors only'
            cand -v 'Also say what was read and decided'
            cand --verbose 'Also say what was read and decided'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podtpl;completions'= {
            cand --color 'Colours in messages'
            cand -q 'Say errors only'
            cand --quiet 'Say errors only'
            cand -v 'Also say what was read and decided'
            cand --verbose 'Also say what was read and decided'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podtpl;man'= {
            cand --color 'Colours in messages'
            cand -q 'Say errors only'
            cand --quiet 'Say errors only'
            cand -v 'Also say what was read and decided'
            cand --verbose 'Also say what was read and decided'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'podtpl;__paths'= {
            cand --color 'Colours in messages'
            cand -q 'Say errors only'
            cand --quiet 'Say errors only'
            cand -v 'Also say what was read and decided'
            cand --verbose 'Also say what was read and decided'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
    ]
    $completions[$command]
}
