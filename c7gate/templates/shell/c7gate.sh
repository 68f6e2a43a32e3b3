#!/bin/sh
# c7gate in any CI that has git and Python 3.11 or newer:
#
#   sh c7gate.sh BASE [HEAD [further options of `c7gate check`]]
#   sh c7gate.sh origin/main HEAD --body-file description.md --format text --format junit=c7gate.xml
#
# BASE is where the change starts and whose policy decides: the branch it goes to. The exit code is c7gate's: 0 passed,
# 1 a finding, 2 a wrong call or a broken policy, 3 could not look. C7GATE_SOURCE names a mirror of c7gate's repository.
set -eu
base=${1:?"usage: sh c7gate.sh BASE [HEAD [OPTION...]]"}
head=${2:-HEAD}
shift "$(($# < 2 ? $# : 2))"

# c7gate at one commit, outside the checkout; its dependencies are checked by hash.
commit=COMMIT # v1.0.0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git init -q "$folder/source"
git -C "$folder/source" fetch -q --depth 1 "${C7GATE_SOURCE:-https://github.com/c7gate/c7gate}" "$commit"
git -C "$folder/source" checkout -q --detach FETCH_HEAD
interpreter=$(sh "$folder/source/.ci/install" "$folder/c7gate")

# The days that count are read from history. What cannot be fetched, c7gate explains.
if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
  git fetch -q --unshallow --no-tags origin '+refs/heads/*:refs/remotes/origin/*' || true
fi

code=0
"$interpreter" -I -m c7gate check "--base=$base" "--head=$head" "$@" || code=$?
exit "$code"
