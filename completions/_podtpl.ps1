
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'podtpl' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'podtpl'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'podtpl' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours in messages')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Also say what was read and decided')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Also say what was read and decided')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('render', 'render', [CompletionResultType]::ParameterValue, 'Print the Pod that Flyte would create for a task')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Show why a field has its value: where it was set, what lost, which rule decided')
            [CompletionResult]::new('versions', 'versions', [CompletionResultType]::ParameterValue, 'List the Flyte versions that podtpl knows')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page of podtpl, or of one command')
            [CompletionResult]::new('__paths', '__paths', [CompletionResultType]::ParameterValue, 'What the shell asks')
            break
        }
        'podtpl;render' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Flyte''s configuration: a file, or a directory with *.yaml; repeatable')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Flyte''s configuration: a file, or a directory with *.yaml; repeatable')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Runtime PodTemplates: a file of any number, a directory or `-`; repeatable')
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'Runtime PodTemplates: a file of any number, a directory or `-`; repeatable')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'Facts of the execution')
            [CompletionResult]::new('--execution', '--execution', [CompletionResultType]::ParameterName, 'Facts of the execution')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of the Pod; with several (`a,b`), a Pod for each')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of the Pod; with several (`a,b`), a Pod for each')
            [CompletionResult]::new('--flyte', '--flyte', [CompletionResultType]::ParameterName, 'Flyte version: 1.16.8, 1.16, 2.0, latest, or docs (the documented rules) [default: docs]')
            [CompletionResult]::new('--flyte-namespace', '--flyte-namespace', [CompletionResultType]::ParameterName, 'Namespace that Flyte itself runs in, where templates are looked up second')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Only tasks whose name matches; `*` and `?` stand for anything; repeatable')
            [CompletionResult]::new('--project-file', '--project-file', [CompletionResultType]::ParameterName, 'Settings file [default: podtpl.yaml in this directory or the nearest parent]')
            [CompletionResult]::new('--pod-name', '--pod-name', [CompletionResultType]::ParameterName, 'Generated name of the Pod (1.x)')
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'Project of the execution')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Domain of the execution')
            [CompletionResult]::new('--interruptible', '--interruptible', [CompletionResultType]::ParameterName, 'Whether this attempt may be interrupted')
            [CompletionResult]::new('--attempt', '--attempt', [CompletionResultType]::ParameterName, 'Retries so far')
            [CompletionResult]::new('--service-account', '--service-account', [CompletionResultType]::ParameterName, 'Service account of the execution')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Image of tasks that name none')
            [CompletionResult]::new('--task-project', '--task-project', [CompletionResultType]::ParameterName, 'Project of the task''s id [default: that of the execution]')
            [CompletionResult]::new('--task-domain', '--task-domain', [CompletionResultType]::ParameterName, 'Domain of the task''s id [default: that of the execution]')
            [CompletionResult]::new('--task-version', '--task-version', [CompletionResultType]::ParameterName, 'Version of the task''s id')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'yaml, json, name, or jsonpath=EXPR')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'yaml, json, name, or jsonpath=EXPR')
            [CompletionResult]::new('--origins', '--origins', [CompletionResultType]::ParameterName, 'Show where each field comes from: none, comments or annotations (with -o yaml)')
            [CompletionResult]::new('--origins-file', '--origins-file', [CompletionResultType]::ParameterName, 'Write the origins of all fields as JSON into a file')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours in messages')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Make errors of warnings about what Flyte accepts silently')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Also say what was read and decided')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Also say what was read and decided')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podtpl;explain' {
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Flyte''s configuration: a file, or a directory with *.yaml; repeatable')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Flyte''s configuration: a file, or a directory with *.yaml; repeatable')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Runtime PodTemplates: a file of any number, a directory or `-`; repeatable')
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'Runtime PodTemplates: a file of any number, a directory or `-`; repeatable')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'Facts of the execution')
            [CompletionResult]::new('--execution', '--execution', [CompletionResultType]::ParameterName, 'Facts of the execution')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of the Pod; with several (`a,b`), a Pod for each')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of the Pod; with several (`a,b`), a Pod for each')
            [CompletionResult]::new('--flyte', '--flyte', [CompletionResultType]::ParameterName, 'Flyte version: 1.16.8, 1.16, 2.0, latest, or docs (the documented rules) [default: docs]')
            [CompletionResult]::new('--flyte-namespace', '--flyte-namespace', [CompletionResultType]::ParameterName, 'Namespace that Flyte itself runs in, where templates are looked up second')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Only tasks whose name matches; `*` and `?` stand for anything; repeatable')
            [CompletionResult]::new('--project-file', '--project-file', [CompletionResultType]::ParameterName, 'Settings file [default: podtpl.yaml in this directory or the nearest parent]')
            [CompletionResult]::new('--pod-name', '--pod-name', [CompletionResultType]::ParameterName, 'Generated name of the Pod (1.x)')
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'Project of the execution')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Domain of the execution')
            [CompletionResult]::new('--interruptible', '--interruptible', [CompletionResultType]::ParameterName, 'Whether this attempt may be interrupted')
            [CompletionResult]::new('--attempt', '--attempt', [CompletionResultType]::ParameterName, 'Retries so far')
            [CompletionResult]::new('--service-account', '--service-account', [CompletionResultType]::ParameterName, 'Service account of the execution')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Image of tasks that name none')
            [CompletionResult]::new('--task-project', '--task-project', [CompletionResultType]::ParameterName, 'Project of the task''s id [default: that of the execution]')
            [CompletionResult]::new('--task-domain', '--task-domain', [CompletionResultType]::ParameterName, 'Domain of the task''s id [default: that of the execution]')
            [CompletionResult]::new('--task-version', '--task-version', [CompletionResultType]::ParameterName, 'Version of the task''s id')
            [CompletionResult]::new('--where-to-set', '--where-to-set', [CompletionResultType]::ParameterName, 'Say where VALUE would have to be set so that the Pod has it at PATH')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'text or json')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'text or json')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours in messages')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Make errors of warnings about what Flyte accepts silently')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Explain every field of the Pod')
            [CompletionResult]::new('--steps', '--steps', [CompletionResultType]::ParameterName, 'Show what each step of Flyte changed, looked at and left')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show values that look like secrets')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Also say what was read and decided')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Also say what was read and decided')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podtpl;versions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours in messages')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Also say what was read and decided')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Also say what was read and decided')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podtpl;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours in messages')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Also say what was read and decided')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Also say what was read and decided')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podtpl;man' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours in messages')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Also say what was read and decided')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Also say what was read and decided')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'podtpl;__paths' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours in messages')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Also say what was read and decided')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Also say what was read and decided')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
