#!/bin/bash
# Help, man page and completion come from one table; the files in the tree are what the program makes.
set -u
cd "$SOURCE" || exit 1
bad=0
complain() {
    echo "$1"
    bad=1
}
commands=$("$RESPITE" help | sed -n 's/^  \([a-z]\{1,\}\( [a-z]\{1,\}\)\{0,1\}\)  .*/\1/p')
[ "$(wc -l <<<"$commands")" -ge 12 ] || complain "help lists too few commands: $commands"
man=$("$RESPITE" help --man)
while IFS= read -r command; do
    # shellcheck disable=SC2086 # a command of two words is two arguments
    a=$("$RESPITE" help $command) && b=$("$RESPITE" $command --help) || complain "no help for $command"
    [ "$a" = "$b" ] || [ "$command" = help ] || complain "'help $command' and '$command --help' differ"
    grep -q "^.SS \"respite $command" <<<"$man" || complain "the man page lacks $command"
    for option in $(sed -n 's/^  \(-., \)\{0,1\}--\([a-z-]*\).*/\2/p' <<<"$a"); do
        grep -qF -- "--$option" <<<"$("$RESPITE" completion bash)" || complain "completion lacks --$option of $command"
    done
done <<<"$commands"
for made in 'help --man:man/respite.1' 'completion bash:share/completions/respite.bash' 'completion zsh:share/completions/_respite' \
    'schema:docs/situation.schema.json'; do
    # shellcheck disable=SC2086 # words
    "$RESPITE" ${made%%:*} | cmp -s - "${made#*:}" || complain "${made#*:} is not what 'respite ${made%%:*}' prints; run make docs"
done
bash -n share/completions/respite.bash || complain "the bash completion does not parse"

# complete LINE...: what bash would offer for the last word
# shellcheck source=/dev/null
. share/completions/respite.bash
offered() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _respite
    echo "${COMPREPLY[*]}"
}
[ "$(offered respite pl)" = plan ] || complain "completion of 'respite pl': $(offered respite pl)"
[ "$(offered respite roads ma)" = matrix ] || complain "completion of 'respite roads ma': $(offered respite roads ma)"
[ "$(offered respite roads build --prof)" = --profiles ] || complain "completion of an option: $(offered respite roads build --prof)"
if command -v groff >/dev/null; then
    warnings=$(groff -man -Tutf8 man/respite.1 2>&1 >/dev/null | grep -v 'cannot adjust line')
    [ -z "$warnings" ] || complain "groff: $warnings"
fi
exit $bad
