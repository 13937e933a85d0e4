#!/usr/bin/env bash
# Long commands on one line of the terminal. Sourced by the other scripts.

# progress WHAT COMMAND… : runs the command; shows its newest line on a terminal, and all it said only if it failed.
progress() {
    local what=$1 log status=0 started=$SECONDS
    shift
    log=$(mktemp)
    if [[ -t 1 ]]; then
        "$@" 2>&1 | tee "$log" | show_newest_line "$what" || status=$?
        printf '\r\033[K%s' "$what"
    else
        printf '%s' "$what"
        "$@" >"$log" 2>&1 || status=$?
    fi
    if ((status == 0)); then
        echo ": done in $((SECONDS - started)) s"
    else
        echo
        cat "$log" >&2
        echo "error: $what failed" >&2
    fi
    rm -f "$log"
    return "$status"
}

show_newest_line() {
    local line width
    # Leaves a place for the cursor; a line that wraps could not be overwritten.
    width=$(($(tput cols 2>/dev/null || echo 80) - ${#1} - 3))
    while IFS= read -r line; do printf '\r\033[K%s: %.*s' "$1" "$width" "$line"; done
}
