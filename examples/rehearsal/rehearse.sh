#!/usr/bin/env bash
# How long would it take to grade 2,000 essays with the limits of tier.json, and what would it cost? Nothing is sent, and no key is needed.
# In a clone without an installed tool: AITA="dotnet run --project src/Aita.Cli --" examples/rehearsal/rehearse.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
aita=${AITA:-aita}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Requests as long as the real ones; what they say does not matter.
essay=$(printf 'Cells turn sugar into energy in many small steps. %.0s' {1..50})
for i in {1..2000}; do
  printf '{"id": "essay%d", "prompt": "Grade essay %d. %s", "max_tokens": 1000}\n' "$i" "$i" "$essay"
done >"$folder/essays.jsonl"

echo '-- the limits are learnt from the headers'
$aita batch "$folder/essays.jsonl" --name essays --rehearse "$here/tier.json" --workers 40 --rate-limit 0 --timeout 60

echo '-- the limits are known'
$aita batch "$folder/essays.jsonl" --name essays --rehearse "$here/tier.json" --workers 40 --rate-limit 1000/min \
  --input-tokens-per-minute 450000 --output-tokens-per-minute 90000 --timeout 60

echo '-- no more than 5 USD may be spent: the run would stop early, with exit code 3'
code=0
$aita batch "$folder/essays.jsonl" --name essays --rehearse "$here/tier.json" --workers 40 --rate-limit 0 --timeout 60 --max-cost 5 || code=$?
[ "$code" -eq 3 ]
