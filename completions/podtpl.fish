# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_podtpl_global_optspecs
    string join \n q/quiet v/verbose color= h/help V/version
end

function __fish_podtpl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_podtpl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_podtpl_using_subcommand
    set -l cmd (__fish_podtpl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c podtpl -n "__fish_podtpl_needs_command" -l color -d 'Colours in messages' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb` says otherwise'
always\t'Always'
never\t'Never'"
complete -c podtpl -n "__fish_podtpl_needs_command" -s q -l quiet -d 'Say errors only'
complete -c podtpl -n "__fish_podtpl_needs_command" -s v -l verbose -d 'Also say what was read and decided'
complete -c podtpl -n "__fish_podtpl_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podtpl -n "__fish_podtpl_needs_command" -s V -l version -d 'Print version'
complete -c podtpl -n "__fish_podtpl_needs_command" -f -a "render" -d 'Print the Pod that Flyte would create for a task'
complete -c podtpl -n "__fish_podtpl_needs_command" -f -a "explain" -d 'Show why a field has its value: where it was set, what lost, which rule decided'
complete -c podtpl -n "__fish_podtpl_needs_command" -f -a "diff" -d 'Show what changes between two sets of inputs, and which line or release of Flyte changes it'
complete -c podtpl -n "__fish_podtpl_needs_command" -f -a "tasks" -d 'List the tasks of files: name, kind and place, or their TaskTemplates'
complete -c podtpl -n "__fish_podtpl_needs_command" -f -a "versions" -d 'List the Flyte versions that podtpl knows, or what changed between two of them'
complete -c podtpl -n "__fish_podtpl_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c podtpl -n "__fish_podtpl_needs_command" -f -a "man" -d 'Print the manual page of podtpl, or of one command'
complete -c podtpl -n "__fish_podtpl_needs_command" -f -a "__paths" -d 'What the shell asks'
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -s c -l config -d 'Flyte\'s configuration: a file, or a directory with *.yaml; repeatable' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -s t -l template -d 'Runtime PodTemplates: a file of any number, a directory or `-`; repeatable' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -s x -l execution -d 'Facts of the execution' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -s n -l namespace -d 'Namespace of the Pod; with several (`a,b`), a Pod for each' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l flyte -d 'Flyte version: 1.16.8, 1.16, 2.0, latest, or docs (the documented rules) [default: docs]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l flyte-namespace -d 'Namespace that Flyte itself runs in, where templates are looked up second' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l name -d 'Only tasks whose name matches; `*` and `?` stand for anything; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l cluster -d 'Named set of inputs of the settings file (its key `clusters`)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l profile -d 'Named set of inputs of the settings file (its key `profiles`)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l project-file -d 'Settings file [default: podtpl.yaml in this directory or the nearest parent]' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l pod-name -d 'Generated name of the Pod (1.x)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l project -d 'Project of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l domain -d 'Domain of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l interruptible -d 'Whether this attempt may be interrupted' -r -f -a "true\t''
false\t''"
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l attempt -d 'Retries so far' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l service-account -d 'Service account of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l image -d 'Image of tasks that name none; NAME=REF is a further image, `{{.image.NAME.fqn}}`; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l task-project -d 'Project of the task\'s id [default: that of the execution]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l task-domain -d 'Domain of the task\'s id [default: that of the execution]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l task-version -d 'Version of the task\'s id' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l node -d 'Node of a workflow in the task files: its task, with what with_overrides put on the node' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l sdk -d 'The SDK that serializes: flytekit or flyte, perhaps with its version (flyte@2.5.0)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l sdk-env -d 'Variable that flytekit\'s settings give every task (1.x); repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l set -d 'Value of a name or environment variable that a Python file does not say; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -s o -l output -d 'yaml, json, name, or jsonpath=EXPR' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l origins -d 'Show where each field comes from: none, comments or annotations (with -o yaml)' -r -f -a "none\t''
comments\t''
annotations\t''"
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l origins-file -d 'Write the origins of all fields as JSON into a file' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l color -d 'Colours in messages' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb` says otherwise'
always\t'Always'
never\t'Never'"
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l strict -d 'Make errors of warnings about what Flyte accepts silently'
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -l allow-unknown -d 'Show what a Python file does not say as `<unknown: ...>`, or leave it out, instead of failing'
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -s q -l quiet -d 'Say errors only'
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -s v -l verbose -d 'Also say what was read and decided'
complete -c podtpl -n "__fish_podtpl_using_subcommand render" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -s c -l config -d 'Flyte\'s configuration: a file, or a directory with *.yaml; repeatable' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -s t -l template -d 'Runtime PodTemplates: a file of any number, a directory or `-`; repeatable' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -s x -l execution -d 'Facts of the execution' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -s n -l namespace -d 'Namespace of the Pod; with several (`a,b`), a Pod for each' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l flyte -d 'Flyte version: 1.16.8, 1.16, 2.0, latest, or docs (the documented rules) [default: docs]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l flyte-namespace -d 'Namespace that Flyte itself runs in, where templates are looked up second' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l name -d 'Only tasks whose name matches; `*` and `?` stand for anything; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l cluster -d 'Named set of inputs of the settings file (its key `clusters`)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l profile -d 'Named set of inputs of the settings file (its key `profiles`)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l project-file -d 'Settings file [default: podtpl.yaml in this directory or the nearest parent]' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l pod-name -d 'Generated name of the Pod (1.x)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l project -d 'Project of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l domain -d 'Domain of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l interruptible -d 'Whether this attempt may be interrupted' -r -f -a "true\t''
false\t''"
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l attempt -d 'Retries so far' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l service-account -d 'Service account of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l image -d 'Image of tasks that name none; NAME=REF is a further image, `{{.image.NAME.fqn}}`; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l task-project -d 'Project of the task\'s id [default: that of the execution]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l task-domain -d 'Domain of the task\'s id [default: that of the execution]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l task-version -d 'Version of the task\'s id' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l node -d 'Node of a workflow in the task files: its task, with what with_overrides put on the node' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l sdk -d 'The SDK that serializes: flytekit or flyte, perhaps with its version (flyte@2.5.0)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l sdk-env -d 'Variable that flytekit\'s settings give every task (1.x); repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l set -d 'Value of a name or environment variable that a Python file does not say; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l where-to-set -d 'Say where VALUE would have to be set so that the Pod has it at PATH' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -s o -l output -d 'text or json' -r -f -a "text\t''
json\t''"
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l color -d 'Colours in messages' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb` says otherwise'
always\t'Always'
never\t'Never'"
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l strict -d 'Make errors of warnings about what Flyte accepts silently'
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l all -d 'Explain every field of the Pod'
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l steps -d 'Show what each step of Flyte changed, looked at and left'
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -l show-secrets -d 'Show values that look like secrets'
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -s q -l quiet -d 'Say errors only'
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -s v -l verbose -d 'Also say what was read and decided'
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -s c -l config -d 'Flyte\'s configuration: a file, or a directory with *.yaml; repeatable' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -s t -l template -d 'Runtime PodTemplates: a file of any number, a directory or `-`; repeatable' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -s x -l execution -d 'Facts of the execution' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -s n -l namespace -d 'Namespace of the Pod; with several (`a,b`), a Pod for each' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l flyte -d 'Flyte version: 1.16.8, 1.16, 2.0, latest, or docs (the documented rules) [default: docs]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l flyte-namespace -d 'Namespace that Flyte itself runs in, where templates are looked up second' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l name -d 'Only tasks whose name matches; `*` and `?` stand for anything; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l cluster -d 'Named set of inputs of the settings file (its key `clusters`)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l profile -d 'Named set of inputs of the settings file (its key `profiles`)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l project-file -d 'Settings file [default: podtpl.yaml in this directory or the nearest parent]' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l pod-name -d 'Generated name of the Pod (1.x)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l project -d 'Project of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l domain -d 'Domain of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l interruptible -d 'Whether this attempt may be interrupted' -r -f -a "true\t''
false\t''"
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l attempt -d 'Retries so far' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l service-account -d 'Service account of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l image -d 'Image of tasks that name none; NAME=REF is a further image, `{{.image.NAME.fqn}}`; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l task-project -d 'Project of the task\'s id [default: that of the execution]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l task-domain -d 'Domain of the task\'s id [default: that of the execution]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l task-version -d 'Version of the task\'s id' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l node -d 'Node of a workflow in the task files: its task, with what with_overrides put on the node' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l sdk -d 'The SDK that serializes: flytekit or flyte, perhaps with its version (flyte@2.5.0)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l sdk-env -d 'Variable that flytekit\'s settings give every task (1.x); repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l set -d 'Value of a name or environment variable that a Python file does not say; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-flyte -d 'Flyte version' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-config -d 'Flyte\'s configuration; repeatable' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-template -d 'Runtime PodTemplates; repeatable' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-task -d 'Task files; repeatable' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-execution -d 'Facts of the execution' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-namespace -d 'Namespace of the Pod' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-flyte-namespace -d 'Namespace that Flyte itself runs in' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-project-file -d 'Settings file' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-cluster -d 'Set of inputs of the settings file' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-profile -d 'Set of inputs of the settings file' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-project -d 'Project of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-domain -d 'Domain of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-interruptible -d 'Whether this attempt may be interrupted' -r -f -a "true\t''
false\t''"
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-attempt -d 'Retries so far' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-pod-name -d 'Generated name of the Pod (1.x)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-service-account -d 'Service account of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-image -d 'Image of tasks that name none, or NAME=REF; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-task-project -d 'Project of the task\'s id' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-task-domain -d 'Domain of the task\'s id' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-task-version -d 'Version of the task\'s id' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-node -d 'Node of a workflow' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-sdk -d 'The SDK that serializes, perhaps with its version' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-sdk-env -d 'Variable of flytekit\'s settings (1.x); repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l to-set -d 'Value of a name or environment variable that a Python file does not say; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l live -d 'Compare with a Pod of the cluster: the output of `kubectl get pod NAME -o yaml`, or `-`' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -s o -l output -d 'text, unified, json or github' -r -f -a "text\t''
unified\t''
json\t''
github\t''"
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l color -d 'Colours in messages' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb` says otherwise'
always\t'Always'
never\t'Never'"
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l strict -d 'Make errors of warnings about what Flyte accepts silently'
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l by-cause -d 'Group the differences under the input line or the release of Flyte that makes them'
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -l show-secrets -d 'Show values that look like secrets'
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -s q -l quiet -d 'Say errors only'
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -s v -l verbose -d 'Also say what was read and decided'
complete -c podtpl -n "__fish_podtpl_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -s c -l config -d 'Flyte\'s configuration: a file, or a directory with *.yaml; repeatable' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -s t -l template -d 'Runtime PodTemplates: a file of any number, a directory or `-`; repeatable' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -s x -l execution -d 'Facts of the execution' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -s n -l namespace -d 'Namespace of the Pod; with several (`a,b`), a Pod for each' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l flyte -d 'Flyte version: 1.16.8, 1.16, 2.0, latest, or docs (the documented rules) [default: docs]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l flyte-namespace -d 'Namespace that Flyte itself runs in, where templates are looked up second' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l name -d 'Only tasks whose name matches; `*` and `?` stand for anything; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l cluster -d 'Named set of inputs of the settings file (its key `clusters`)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l profile -d 'Named set of inputs of the settings file (its key `profiles`)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l project-file -d 'Settings file [default: podtpl.yaml in this directory or the nearest parent]' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l pod-name -d 'Generated name of the Pod (1.x)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l project -d 'Project of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l domain -d 'Domain of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l interruptible -d 'Whether this attempt may be interrupted' -r -f -a "true\t''
false\t''"
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l attempt -d 'Retries so far' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l service-account -d 'Service account of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l image -d 'Image of tasks that name none; NAME=REF is a further image, `{{.image.NAME.fqn}}`; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l task-project -d 'Project of the task\'s id [default: that of the execution]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l task-domain -d 'Domain of the task\'s id [default: that of the execution]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l task-version -d 'Version of the task\'s id' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l node -d 'Node of a workflow in the task files: its task, with what with_overrides put on the node' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l sdk -d 'The SDK that serializes: flytekit or flyte, perhaps with its version (flyte@2.5.0)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l sdk-env -d 'Variable that flytekit\'s settings give every task (1.x); repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l set -d 'Value of a name or environment variable that a Python file does not say; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -s o -l output -d 'text or json' -r -f -a "text\t''
json\t''"
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l color -d 'Colours in messages' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb` says otherwise'
always\t'Always'
never\t'Never'"
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -l strict -d 'Make errors of warnings about what Flyte accepts silently'
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -s q -l quiet -d 'Say errors only'
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -s v -l verbose -d 'Also say what was read and decided'
complete -c podtpl -n "__fish_podtpl_using_subcommand tasks" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -s c -l config -d 'Flyte\'s configuration: a file, or a directory with *.yaml; repeatable' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -s t -l template -d 'Runtime PodTemplates: a file of any number, a directory or `-`; repeatable' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -s x -l execution -d 'Facts of the execution' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -s n -l namespace -d 'Namespace of the Pod; with several (`a,b`), a Pod for each' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l flyte -d 'Flyte version: 1.16.8, 1.16, 2.0, latest, or docs (the documented rules) [default: docs]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l flyte-namespace -d 'Namespace that Flyte itself runs in, where templates are looked up second' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l name -d 'Only tasks whose name matches; `*` and `?` stand for anything; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l cluster -d 'Named set of inputs of the settings file (its key `clusters`)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l profile -d 'Named set of inputs of the settings file (its key `profiles`)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l project-file -d 'Settings file [default: podtpl.yaml in this directory or the nearest parent]' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l pod-name -d 'Generated name of the Pod (1.x)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l project -d 'Project of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l domain -d 'Domain of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l interruptible -d 'Whether this attempt may be interrupted' -r -f -a "true\t''
false\t''"
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l attempt -d 'Retries so far' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l service-account -d 'Service account of the execution' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l image -d 'Image of tasks that name none; NAME=REF is a further image, `{{.image.NAME.fqn}}`; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l task-project -d 'Project of the task\'s id [default: that of the execution]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l task-domain -d 'Domain of the task\'s id [default: that of the execution]' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l task-version -d 'Version of the task\'s id' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l node -d 'Node of a workflow in the task files: its task, with what with_overrides put on the node' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l sdk -d 'The SDK that serializes: flytekit or flyte, perhaps with its version (flyte@2.5.0)' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l sdk-env -d 'Variable that flytekit\'s settings give every task (1.x); repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l set -d 'Value of a name or environment variable that a Python file does not say; repeatable' -r
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -s o -l output -d 'text or json' -r -f -a "text\t''
json\t''"
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l task -d 'Task files: only changes that touch their Pods; repeatable' -r -F
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l color -d 'Colours in messages' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb` says otherwise'
always\t'Always'
never\t'Never'"
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -l strict -d 'Make errors of warnings about what Flyte accepts silently'
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -s q -l quiet -d 'Say errors only'
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -s v -l verbose -d 'Also say what was read and decided'
complete -c podtpl -n "__fish_podtpl_using_subcommand versions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podtpl -n "__fish_podtpl_using_subcommand completions" -l color -d 'Colours in messages' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb` says otherwise'
always\t'Always'
never\t'Never'"
complete -c podtpl -n "__fish_podtpl_using_subcommand completions" -s q -l quiet -d 'Say errors only'
complete -c podtpl -n "__fish_podtpl_using_subcommand completions" -s v -l verbose -d 'Also say what was read and decided'
complete -c podtpl -n "__fish_podtpl_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podtpl -n "__fish_podtpl_using_subcommand man" -l color -d 'Colours in messages' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb` says otherwise'
always\t'Always'
never\t'Never'"
complete -c podtpl -n "__fish_podtpl_using_subcommand man" -s q -l quiet -d 'Say errors only'
complete -c podtpl -n "__fish_podtpl_using_subcommand man" -s v -l verbose -d 'Also say what was read and decided'
complete -c podtpl -n "__fish_podtpl_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podtpl -n "__fish_podtpl_using_subcommand __paths" -l color -d 'Colours in messages' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` or `TERM=dumb` says otherwise'
always\t'Always'
never\t'Never'"
complete -c podtpl -n "__fish_podtpl_using_subcommand __paths" -s q -l quiet -d 'Say errors only'
complete -c podtpl -n "__fish_podtpl_using_subcommand __paths" -s v -l verbose -d 'Also say what was read and decided'
complete -c podtpl -n "__fish_podtpl_using_subcommand __paths" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c podtpl -n "__fish_podtpl_using_subcommand explain" -a '(podtpl __paths (commandline -cp | string collect) 2>/dev/null)'
