# Starts the watches over the jobs that last. A shell is so small that its forks take a tenth of the time that those of a
# service take.
#
# $1 is the folder of all jobs; $2 is runner.sh; $3 makes a program the leader of a process group. Without it the shell does
# so itself, which takes less time, but is something that only bash can without a terminal. Each line that comes in is the
# number of a runner and the folder of an attempt, below that of all jobs: `starts` before them tells of a runner that is
# started for the attempt, `lasts` asks for the watch.
all=$1
runner=$2
setsid=$3
[ -n "$setsid" ] || set -m
runners=

# Watches what runner $1 runs in this folder.
watch() {
  # What a shell starts in the background ignores them, and so would all that comes of it.
  trap - INT QUIT
  exec $setsid /bin/sh "$runner" watch "$1"
}

# Forgets the runners that have ended, and has the system forget the watches that have.
reap() {
  jobs > /dev/null
  live=
  for each in $runners; do kill -0 "${each%%:*}" 2> /dev/null && live="$live $each"; done
  runners=$live
}

while read -r what pid attempt; do
  reap
  case $what in
    starts) runners="$runners $pid:$attempt" ;;
    lasts) (cd "$all/$attempt" && watch "$pid") < /dev/null & ;;
  esac
done
# The service is gone, and nobody knows any more which jobs last. A runner may have another job than its first by now.
reap
for each in $runners; do
  pid=${each%%:*}
  (
    cd -P "/proc/$pid/cwd" 2> /dev/null || cd "$all/${each#*:}" || exit
    [ ! -e journal ] || watch "$pid"
  ) < /dev/null &
done
