# shellcheck shell=sh
# Sourced by the families: how a table came to be, as comment lines for bench/results. No name of a machine.
#   how FAMILY LIMIT COMMAND SEED   writes out/bench/FAMILY.how
how() {
    printf '# command: tools/bench %s\n# limit: %s s\n# seed: %s\n# machine: %s cores of %s\n' "$3" "$2" "$4" "$(nproc)" \
        "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" >"out/bench/$1.how"
}
# The seed among a command's words; respite's own is 1.
seed_of() {
    seed_=1
    while [ $# -gt 0 ]; do
        [ "$1" != --seed ] || seed_=${2:-1}
        shift
    done
    echo "$seed_"
}
