#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench
# Starting, watching and stopping servers and commands. Sourced by scripts/bench and scripts/count.

# Every server started here, so that none outlives the run.
declare -A servers=()

# start_server NAME LOG COMMAND… : in the background.
start_server() {
    local name=$1 log=$2
    shift 2
    "$@" >"$log" 2>&1 &
    servers[$name]=$!
}

stop_server() {
    local process=${servers[$1]:-}
    [[ -n $process ]] || return 0
    unset "servers[$1]"
    kill "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
}

stop_all_servers() {
    local name
    for name in "${!servers[@]}"; do stop_server "$name"; done
}

free_port() {
    local port
    while true; do
        port=$((20000 + RANDOM % 10000))
        # Another server's, which does not run just now.
        [[ " ${ports[*]} " != *" $port "* ]] || continue
        # Refused: nobody listens there.
        if ! { : <>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}

# ask_status PORT METHOD PATH TOKEN [BODY] : leaves the answer's status, or nothing, in $status. In this shell alone:
# another process, curl as much as a subshell, takes as long to start as what is measured with this.
ask_status() {
    local port=$1 method=$2 path=$3 token=$4 body=${5:-} connection headers=''
    status=''
    if [[ -n $body ]]; then headers=$'Content-Type: application/json\r\nContent-Length: '${#body}$'\r\n'; fi
    { exec {connection}<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 0
    printf '%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nConnection: close\r\n%s\r\n%s' \
        "$method" "$path" "$token" "$headers" "$body" >&"$connection"
    IFS=' ' read -r -t 5 _ status _ <&"$connection" || true
    exec {connection}>&-
}

# wait_for_status SERVER STATUS PORT METHOD PATH TOKEN [BODY] : asks until that is the answer.
wait_for_status() {
    local server=$1 wanted=$2 began=$SECONDS status
    shift 2
    while true; do
        ask_status "$@"
        [[ $status != "$wanted" ]] || return 0
        kill -0 "${servers[$server]}" 2>/dev/null || fail "$server stopped by itself"
        ((SECONDS - began < 60)) || fail "$server did not answer $2 $3 with $wanted within 60 seconds"
        pause
    done
}

# A millisecond, without the cost of starting `sleep`: nothing is ever written to what is read from.
exec {silence}<> <(:)
pause() { read -r -t 0.001 -u "$silence" || true; }

milliseconds_since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f\n", (b - a) * 1000 }'; }

# record_restarts KEY SERVER START… : the median time of a start, from exec until it returns. Leaves the server stopped.
record_restarts() {
    local key=$1 server=$2 times=$work_folder/$1 began i
    shift 2
    for ((i = 0; i < starts; i++)); do
        stop_server "$server"
        began=$EPOCHREALTIME
        "$@"
        milliseconds_since "$began" >>"$times"
    done
    stop_server "$server"
    record "$key" "$(median <"$times")"
}

# record_runs KEY COMMAND [KEY COMMAND]… : the median time of each command, a function that ends by itself. In turn, so
# that a slow moment of the machine hits them all. What they print is dropped.
record_runs() {
    local pairs=("$@") began i pair
    for ((i = 0; i < starts; i++)); do
        for ((pair = 0; pair < $#; pair += 2)); do
            began=$EPOCHREALTIME
            "${pairs[pair + 1]}" >/dev/null 2>&1 || fail "failed while it was timed: ${pairs[pair + 1]}"
            milliseconds_since "$began" >>"$work_folder/${pairs[pair]}"
        done
    done
    for ((pair = 0; pair < $#; pair += 2)); do record "${pairs[pair]}" "$(median <"$work_folder/${pairs[pair]}")"; done
}

# record_peak_memory KEY COMMAND : the most that was resident at once, the median of some runs.
record_peak_memory() {
    local i
    for ((i = 0; i < 5; i++)); do
        # Not the shell's `time`, which knows nothing of memory.
        "$2" /usr/bin/time -f %M -a -o "$work_folder/$1" >/dev/null 2>&1 || fail "failed while its memory was measured: $2"
    done
    record "$1" "$(median <"$work_folder/$1" | awk '{ printf "%.1f", $1 / 1024 }')"
}

# record_memory SERVER WHEN : resident, and the share of it that is its own.
record_memory() {
    local process=${servers[$1]}
    record "$1.memory.$2_rss_mb" "$(awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$process/status")"
    record "$1.memory.$2_pss_mb" "$(awk '/^Pss:/ { printf "%.1f", $2 / 1024 }' "/proc/$process/smaps_rollup")"
}
