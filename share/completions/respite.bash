# bash completion for respite; made by 'respite completion bash'
_respite() {
    local word=${COMP_WORDS[COMP_CWORD]} first=${COMP_WORDS[1]} second='' options='' command
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W 'plan check new tables roads generate solve schema completion help --version --help' -- "$word")
        return
    fi
    command=$first
    case $first in
        tables) second='export import ' ;;
        roads) second='build info route matrix ' ;;
    esac
    if [ -n "$second" ]; then
        if [ "$COMP_CWORD" -eq 2 ]; then
            mapfile -t COMPREPLY < <(compgen -W "$second" -- "$word")
            return
        fi
        command="$first ${COMP_WORDS[2]}"
    fi
    case $command in
        'plan') options='--help --output --json --roads --day --days --time-limit --steps --seed --threads --what-if --assurance --dump-problem' ;;
        'check') options='--help --roads --json' ;;
        'new') options='--help' ;;
        'tables export') options='--help' ;;
        'tables import') options='--help --output' ;;
        'roads build') options='--help --output --profiles --source --licence --date --json' ;;
        'roads info') options='--help --json' ;;
        'roads route') options='--help --situation --profile --weight-t --height-m --avoid-zones --snap-limit-m --json' ;;
        'roads matrix') options='--help --situation --profile --weight-t --height-m --avoid-zones --snap-limit-m --json' ;;
        'generate') options='--help --output --roads --seed --places --vehicles --hubs --zones --days --window-min --consents --demand --features' ;;
        'solve') options='--help --format --convention --tours --decimals --great-circle --time-limit --steps --seed --threads --bound --output' ;;
        'schema') options='--help' ;;
        'completion') options='--help' ;;
        'help') options='--help --man' ;;
    esac
    case $word in
        -*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
    esac
}
complete -o default -F _respite respite
