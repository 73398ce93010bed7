#!/bin/sh
# Runs the tasks of jobs, one job after the other, and writes what happened to the `journal` of each, one JSON object a
# line, and before the start and the end of each task what `times` says. POSIX sh and its usual companions only, because
# nodes of a cluster have nothing else.
#
# `runner serve ALL` reads places of jobs, their folders below ALL, one a line. It is the leader of a process group of its
# own; everything a task starts stays in that group, so one signal to the group ends the job. It takes another job only
# when it is alone in its group, which it tells with an empty line: to start a shell takes longer than a short job does. The
# job's folder holds plan.sh, which sets `tasks`, `sidecars`, `walltime` in hundredths of a second or empty, `memory` in KB or empty, `retries` and `ignore`,
# and defines for each task a function task_N, which sets the environment, enters the working directory and calls `become`
# with the command.
#
# `runner watch PID`, in the job's folder, watches wall time and memory of the job that the runner PID runs. It is started,
# as the leader of a group of its own, once the job lasts: it takes a short job longer than its tasks do.
#
# It ends with its group, by SIGKILL; what it complains of stands in the journal too.
#
# The plan's variables come from a sourced file, and what is not quoted is numbers or meant to be split:
# shellcheck disable=SC1090,SC1091,SC2046,SC2086,SC2154

# Puts seconds with two decimals into `time`, of which only differences count. How long the system is up, where it tells,
# nobody can set.
if { read -r time _ < /proc/uptime; } 2> /dev/null; then
  now() { read -r time _ < /proc/uptime; }
else
  now() { time=$(perl -MTime::HiRes=time -e 'printf "%.2f", time' 2> /dev/null || date +%s.00); }
fi

# Standard error is the journal.
journal() {
  printf '%s\n' "$1" >&2 || exit
}

need_state() {
  [ -d state ] || mkdir state
}

# Tells this process from a later one with the same number, where its environment does not show: when it was started.
identity() {
  identity=
  [ -e /proc/$$/environ ] || identity=$(ps -o lstart= -p $$)
}

# Prints the status files of the processes of the group; the runner and what copies the output don't count.
group_files() {
  tee=
  { read -r tee < state/tee; } 2> /dev/null
  cat /proc/[0-9]*/stat 2> /dev/null | awk -v group=$runner -v own="$tee" '
    { pid = $1; sub(/^.*\) /, ""); if ($3 == group && pid != group && pid != own) print "/proc/" pid "/status" }'
}

# Ends the job when the group holds more memory than it may. A page that several processes share counts once, where the
# system tells (Pss), but finding out takes longer, so that it is asked only when the plain sum $1, in KB, is too large.
check_memory() {
  [ -n "$memory" ] && [ "$1" -gt "$memory" ] || return 0
  shared=$(echo "$files" | sed 's/status$/smaps_rollup/' | xargs cat 2> /dev/null | awk '$1 == "Pss:" { sum += $2 } END { print sum + 0 }')
  [ "${shared:-0}" -eq 0 ] && shared=$1
  [ "$shared" -gt "$memory" ] && expire memory
}

# Ends the job with all its processes, and writes why.
expire() {
  : > state/expired
  peak_field
  now
  journal "{\"event\":\"$1\",\"time\":$time$peak_field}"
  # Containers of some engines are no children of ours.
  [ -e stop.sh ] && sh ./stop.sh > /dev/null 2>&1 &
  kill -TERM -"$runner"
  sleep 1
  kill -KILL -"$runner" -$$
}

peak_field() {
  peak_field=
  { read -r peak < state/peak; } 2> /dev/null && peak_field=",\"peakKB\":$peak"
}

# Becomes task $1.
become_task() {
  trap - HUP INT TERM
  "task_$1"
}

# Becomes a command: the last thing that a task_N does.
become() {
  command -v "$1" > /dev/null || { echo "$1: command not found" >&2; exit 127; }
  exec "$@"
}

# Starts task $1 in the background; its pid is in `task`. A file task-N.copy names where its output goes as well,
# and then `tee` is the process that copies it.
start_task() {
  tee=
  if { IFS= read -r copy < "task-$1.copy"; } 2> /dev/null; then
    pipe=state/pipe-$1
    need_state
    rm -f "$pipe"
    mkfifo "$pipe"
    tee "$copy" < "$pipe" >> stdout &
    tee=$!
    echo $tee > state/tee
    become_task "$1" < /dev/null > "$pipe" 2>&1 &
  else
    become_task "$1" < /dev/null >> stdout 2>> stderr &
  fi
  task=$!
}

# Waits until `tee` has copied what the task wrote, but not for a process that the task left behind and that keeps the
# pipe open.
wait_for_copy() {
  round=0
  while [ -n "$tee" ] && [ $round -lt 40 ] && kill -0 $tee 2> /dev/null; do
    sleep 0.05 2> /dev/null || sleep 1
    round=$((round + 1))
  done
}

# Runs task $1 until it ends with 0 or has used up its retries; `code` is its last exit code.
run_task() {
  try=0
  while :; do
    [ -e watched ] && printf '' > state/peak
    times >&2
    journal "{\"event\":\"start\",\"task\":$1,\"try\":$try,\"time\":$time}"
    start_task "$1"
    wait $task
    code=$?
    wait_for_copy
    # Somebody is about to end this whole group, and has written why.
    [ -e state/expired ] && exec sleep 60
    times >&2
    now
    peak_field
    journal "{\"event\":\"end\",\"task\":$1,\"try\":$try,\"time\":$time,\"code\":$code$peak_field}"
    [ $code -ne 0 ] && [ $try -lt $retries ] || return 0
    try=$((try + 1))
  done
}

# Ends the job when its wall time is over.
keep_walltime() {
  now
  left=$((walltime - ${time%.*}${time#*.} + ${began%.*}${began#*.}))
  [ $left -gt 0 ] || left=0
  # Some systems sleep whole seconds only.
  sleep $((left / 100)).$(printf %02d $((left % 100))) || sleep $((left / 100 + 1))
  expire walltime
}

# Looks at the memory of the job, and keeps the largest that was seen in state/peak, where the system has /proc. Looks
# often at first, so that short tasks are seen, then every second.
sample() {
  pause=0.05
  while kill -0 "$runner" 2> /dev/null; do
    files=$(group_files)
    if [ -n "$files" ]; then
      set -- $(cat $files 2> /dev/null | awk '$1 == "VmHWM:" { most += $2 } $1 == "VmRSS:" { sum += $2 } END { print most + 0, sum + 0 }')
      peak=
      { read -r peak < state/peak; } 2> /dev/null
      [ "$1" -gt "${peak:-0}" ] && echo "$1" > state/peak
      check_memory "$2"
    fi
    sleep $pause || sleep 1
    case $pause in
      0.05) pause=0.1 ;;
      0.1) pause=0.2 ;;
      0.2) pause=0.5 ;;
      *) pause=1 ;;
    esac
  done
}

# Makes file $1, which nobody has made before, with the text $2.
claim() {
  set -C
  { printf '%s' "$2" > "$1"; } 2> /dev/null
  claimed=$?
  set +C
  return $claimed
}

# Puts the number of the newest process into `newest`. Fails where the system does not tell.
newest() {
  newest=
  { read -r _ _ _ _ newest < /proc/loadavg; } 2> /dev/null
}

# True when nothing but this shell is left of its group, where the system tells: looks at each process that came since the
# job began, until there is none that is newer.
alone() {
  seen=$before
  while newest || return 1; [ "$newest" -ne "$seen" ]; do
    # Too many to look at, or the numbers began anew.
    [ "$newest" -gt "$seen" ] && [ $((newest - before)) -lt 100 ] || return 1
    while [ "$seen" -lt "$newest" ]; do
      seen=$((seen + 1))
      { read -r stat < /proc/$seen/stat; } 2> /dev/null || continue
      set -- ${stat##*) }
      [ "$3" != $$ ] || return 1
    done
  done
}

# Ends the watch over the job, if there is one. Who begins it looks first whether the job has ended meanwhile.
end_watch() {
  [ -e watched ] || return 0
  watch=
  { read -r watch < watched; } 2> /dev/null
  [ -n "$watch" ] && kill -KILL -"$watch" 2> /dev/null
}

# Runs the job of this folder, unless it was started before.
run_job() {
  now
  began=$time
  newest
  before=$newest
  claim journal || { [ -e journal ] && return; exit; }
  exec 2>> journal
  . ./plan.sh
  : >> stdout || exit
  : >> stderr || exit
  journal "{\"event\":\"runner\",\"pid\":$$,\"identity\":\"$identity\",\"mark\":\"$mark\"${before:+,\"before\":$before},\"time\":$began}"
  for index in $sidecars; do
    start_task "$index"
  done
  for index in $tasks; do
    run_task "$index"
    [ $code -eq 0 ] || [ "$ignore" = yes ] || break
  done
  if alone; then
    journal '{"event":"done","alone":true}'
    end_watch || exit
    echo
  else
    journal '{"event":"done"}'
    exit
  fi
}

if [ "$1" = watch ]; then
  runner=$2
  trap '' HUP INT TERM
  # The runner has only just been started, perhaps. Nobody else may make the journal: it is how a runner takes the job.
  until { read -r line < journal; } 2> /dev/null; do
    kill -0 "$runner" 2> /dev/null || exit 0
    sleep 0.1 || sleep 1
  done
  case $line in
    *"\"pid\":$runner,"*) ;;
    *) exit 0 ;; # Another one was first.
  esac
  claim watched "$$
" || exit
  while read -r each; do
    case $each in *'"event":"done"'*) exit ;; esac
  done < journal
  kill -0 "$runner" 2> /dev/null || exit
  need_state
  exec > /dev/null 2>> journal
  . ./plan.sh
  began=${line##*\"time\":}
  began=${began%\}}
  keep_walltime &
  sample
  kill -KILL -$$
fi

all=$2
mark=$TUNEBOOK_JOB_FOLDER
trap '' HUP INT TERM
# However this ends, nothing that the tasks left behind and no sidecar outlives it.
trap 'kill -KILL -$$' EXIT
identity
while read -r place; do
  TUNEBOOK_JOB_FOLDER=$all/$place
  cd "$TUNEBOOK_JOB_FOLDER" || exit
  run_job
  cd /
done
