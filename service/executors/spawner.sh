# Starts the runners of jobs. A shell is so small that its forks take a tenth of the time that those of a service take.
#
# $1 is the folder of all jobs; $2 makes a program the leader of a process group. Without it the shell does so itself,
# which takes less time, but is something that only bash can without a terminal. Each line that comes in is the folder of
# an attempt, below that of all jobs, which is started; or that and the number of its runner, which is watched. An empty
# line asks for nothing.
all=$1
setsid=$2
[ -n "$setsid" ] || set -m
runners=

# Runs the runner of attempt $1 in the background, with the other words.
run() {
  (
    # What a shell starts in the background ignores them, and so would all that comes of it.
    trap - INT QUIT
    cd "$all/$1" || exit
    export TUNEBOOK_JOB_FOLDER="$all/$1"
    shift
    exec $setsid /bin/sh ./runner "$@"
  ) < /dev/null &
}

# Forgets the runners that have ended. Until then the system keeps an entry for each.
reap() {
  jobs > /dev/null
  live=
  for each in $runners; do kill -0 "${each%%:*}" 2> /dev/null && live="$live $each"; done
  runners=$live
}

while read -r attempt pid; do
  reap
  if [ -n "$pid" ]; then
    run "$attempt" watch "$pid"
  elif [ -n "$attempt" ]; then
    run "$attempt"
    runners="$runners $!:$attempt"
  fi
done
# The service is gone, and nobody knows any more which jobs last.
reap
for each in $runners; do run "${each#*:}" watch "${each%%:*}"; done
