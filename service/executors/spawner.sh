# Starts the runners of jobs. A shell is so small that its forks take a tenth of the time that those of a service take.
#
# $1 is the folder of all jobs; the other words make a program the leader of a session of its own, and so of a process
# group. Each line that comes in is the folder of an attempt, below that of all jobs; an empty line asks for nothing.
all=$1
shift
runners=

# Forgets the runners that have ended. Until then the system keeps an entry for each.
reap() {
  jobs > /dev/null
  live=
  for runner in $runners; do kill -0 "$runner" && live="$live $runner"; done 2> /dev/null
  runners=$live
}

while IFS= read -r attempt; do
  reap
  [ -n "$attempt" ] || continue
  (
    # What a shell starts in the background ignores them, and so would all that comes of it.
    trap - INT QUIT
    cd "$all/$attempt" || exit
    export TUNEBOOK_JOB_FOLDER="$all/$attempt"
    exec "$@" /bin/sh ./runner
  ) &
  runners="$runners $!"
done
# The service is gone and tells nobody any more that a job lasts.
reap
[ -z "$runners" ] || kill -ALRM $runners
