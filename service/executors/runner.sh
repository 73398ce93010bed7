#!/bin/sh
# Runs the tasks of one job and writes what happened to `journal`, one JSON object a line. POSIX sh and its usual
# companions only, because nodes of a cluster have nothing else.
#
# It is started in the job's folder as the leader of a process group of its own; everything a task starts stays in
# that group, so one signal to the group ends the job. The folder holds plan.sh, which sets `tasks`, `sidecars`,
# `walltime` in hundredths of a second or empty, `memory` in KB or empty, `retries` and `ignore`, and defines for each task
# a function task_N, which sets the environment, enters the working directory and calls `become` with the command.
#
# SIGALRM says that the job lasts. What watches wall time and memory is started then: it takes a short job longer than its
# tasks do.
#
# Exit codes: 74 the folder can't be written, 75 the job was started before. Else it ends with its group, by SIGKILL;
# what it complains of stands in the journal too.
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
  printf '%s\n' "$1" >&2 || exit 74
}

need_state() {
  [ -d state ] || mkdir state
}

# Puts the processor time of all that has ended into `used`: in ticks where the system tells, else as `times` says.
used() {
  if { read -r line < /proc/$$/stat; } 2> /dev/null; then
    set -- ${line##*) }
    used="${14} ${15}"
  else
    need_state
    times > state/times
    { read -r _; read -r used; } < state/times
  fi
}

# Tells this process from a later one with the same number: when it was started, in which boot.
identity() {
  if { read -r line < /proc/$$/stat; } 2> /dev/null; then
    boot=
    { read -r boot < /proc/sys/kernel/random/boot_id; } 2> /dev/null
    set -- ${line##*) }
    identity="$boot/${20}"
  else
    identity=$(ps -o lstart= -p $$)
  fi
}

# Prints the status files of the processes of the group; those below the runner's own helpers don't count.
group_files() {
  cat /proc/[0-9]*/stat 2> /dev/null | awk -v group=$$ -v own=" $self $watchdog $tee " '
    { pid = $1; sub(/^.*\) /, ""); if ($3 == group) parent[pid] = $2 }
    END {
      for (pid in parent) {
        above = pid
        while ((above in parent) && above != group && !index(own, " " above " ")) above = parent[above]
        if (pid != group && !index(own, " " above " ")) print "/proc/" pid "/status"
      }
    }'
}

# Ends the job when the group holds more memory than it may. A page that several processes share counts once, where the
# system tells (Pss), but finding out takes longer, so that it is asked only when the plain sum $1, in KB, is too large.
check_memory() {
  [ -n "$memory" ] && [ "$1" -gt "$memory" ] || return 0
  shared=$(echo "$files" | sed 's/status$/smaps_rollup/' | xargs cat 2> /dev/null | awk '$1 == "Pss:" { sum += $2 } END { print sum + 0 }')
  [ "${shared:-0}" -eq 0 ] && shared=$1
  [ "$shared" -gt "$memory" ] && expire memory
}

# Keeps the largest memory that was seen in state/peak, while process $1 lives and the system has /proc. Looks often
# at first, so that short tasks are seen, then every second.
sample() {
  { read -r self rest < /proc/self/stat; } 2> /dev/null || return 0
  pause=0.05
  peak=0
  while sleep $pause && kill -0 "$1" 2> /dev/null; do
    files=$(group_files)
    if [ -n "$files" ]; then
      set -- "$1" $(cat $files 2> /dev/null | awk '$1 == "VmHWM:" { most += $2 } $1 == "VmRSS:" { sum += $2 } END { print most + 0, sum + 0 }')
      [ "$2" -gt $peak ] && peak=$2 && echo $peak > state/peak
      check_memory "$3"
    fi
    case $pause in
      0.05) pause=0.1 ;;
      0.1) pause=0.2 ;;
      0.2) pause=0.5 ;;
      *) pause=1 ;;
    esac
  done
}

# Ends the job with all its processes, and writes why.
expire() {
  : > state/expired
  peak_field
  now
  journal "{\"event\":\"$1\",\"time\":$time$peak_field}"
  # Containers of some engines are no children of ours.
  [ -e stop.sh ] && sh ./stop.sh > /dev/null 2>&1 &
  kill -TERM -$$
  sleep 1
  kill -KILL -$$
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

# Waits for task $1, also when SIGALRM interrupts that; its exit code is in `code`.
wait_for_task() {
  while :; do
    woken=
    wait "$1"
    code=$?
    # The number of this signal is the same on all systems.
    [ -n "$woken" ] && [ $code -eq $((128 + 14)) ] || return 0
  done
}

# Runs task $1 until it ends with 0 or has used up its retries; `code` is its last exit code.
run_task() {
  try=0
  while :; do
    [ -e state/peak ] && : > state/peak
    used
    before=$used
    now
    journal "{\"event\":\"start\",\"task\":$1,\"try\":$try,\"time\":$time}"
    start_task "$1"
    sampled=$task
    [ -n "$lasts" ] && [ -z "$sampler" ] && start_sampler
    wait_for_task "$task"
    sampled=
    wait_for_copy
    # Somebody is about to end this whole group, and has written why.
    [ -e state/expired ] && exec sleep 60
    # Before the sampler is waited for: its time would be counted too.
    used
    now
    if [ -n "$sampler" ]; then
      kill -KILL $sampler
      wait $sampler
      sampler=
    fi 2> /dev/null
    peak_field
    journal "{\"event\":\"end\",\"task\":$1,\"try\":$try,\"time\":$time,\"code\":$code,\"before\":\"$before\",\"after\":\"$used\"$peak_field}"
    [ $code -ne 0 ] && [ $try -lt $retries ] || return 0
    try=$((try + 1))
  done
}

start_sampler() {
  sample $sampled > /dev/null &
  sampler=$!
}

start_watchdog() {
  [ -n "$walltime" ] || return 0
  (
    now
    left=$((walltime - ${time%.*}${time#*.} + ${began%.*}${began#*.}))
    [ $left -gt 0 ] || left=0
    # Some systems sleep whole seconds only.
    sleep $((left / 100)).$(printf %02d $((left % 100))) || sleep $((left / 100 + 1))
    expire walltime
  ) > /dev/null &
  watchdog=$!
}

# Starts what watches the job.
job_lasts() {
  woken=yes
  trap 'woken=yes' ALRM
  lasts=yes
  need_state
  start_watchdog
  [ -z "$sampled" ] || start_sampler
}

now
began=$time
lasts=
sampled=
sampler=
watchdog=0
# Before the job counts as started: without this the signal ends it.
trap job_lasts ALRM
set -C
{ printf '' > journal; } 2> /dev/null || { [ -e journal ] && exit 75; exit 74; }
set +C
exec 2>> journal
. ./plan.sh
trap '' HUP INT TERM
# However this ends, nothing that the tasks left behind, no sidecar and no watchdog outlives it.
trap 'kill -KILL -$$' EXIT
: >> stdout || exit 74
: >> stderr || exit 74
identity
journal "{\"event\":\"runner\",\"pid\":$$,\"identity\":\"$identity\",\"signal\":true}"
for index in $sidecars; do
  start_task "$index"
done
for index in $tasks; do
  run_task "$index"
  [ $code -eq 0 ] || [ "$ignore" = yes ] || break
done
journal '{"event":"done"}'
