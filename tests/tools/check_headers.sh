#!/bin/sh
# Every header compiles alone. Arguments: the compiler and its flags.
set -eu
bad=0
count=0
for h in $(git ls-files -co --exclude-standard 'config/*.h' 'intents/*.h' 'escalation/*.h' 'gateway/*.h'); do
	count=$((count + 1))
	printf '#include "%s"\ntypedef int not_empty;\n' "$h" | "$@" -x c -fsyntax-only - || {
		echo "$h: does not compile alone"
		bad=1
	}
done
[ $bad = 0 ] && echo "headers: $count, each compiles alone"
exit $bad
