# Runs the notebooks of jobs/, and fails unless all of them pass in this run. It needs nvj, kubectl and a
# POSIX shell. It checks each step itself, so it makes no difference whether -e or pipefail is set.
run=r${GITHUB_RUN_ID:-${CI_JOB_ID:-}}-$(date +%s)-$$
cat > run.yaml <<END || exit
apiVersion: fn.notebook.validation.io/v1alpha1
kind: ExpandNotebookJobs
metadata: {name: ci}
spec:
  labels: {pipeline-run: $run}          # another label is another pod, so each Job has a new name
  job: {ttlSecondsAfterFinished: 86400} # Kubernetes deletes it a day after its end
END
nvj validate jobs/ --config run.yaml || exit
nvj render jobs/ --config run.yaml > rendered.yaml || exit
kubectl apply -f rendered.yaml || exit

total=0 ended=0 limit=$(($(date +%s) + ${WAIT_SECONDS:-3600}))
until [ "$total" -gt 0 ] && [ "$ended" -eq "$total" ] || [ "$(date +%s)" -gt "$limit" ]; do
  sleep 5
  # Without an answer, the next round asks again.
  found=$(kubectl get -f rendered.yaml --no-headers -o custom-columns='R:.metadata.labels.pipeline-run,K:.kind,N:.metadata.namespace,J:.metadata.labels.notebookvalidationjob,S:.status.conditions[?(@.status=="True")].type') || continue
  jobs=$(printf '%s\n' "$found" | grep "^$run *Job ") || { echo "no Job was applied" >&2; exit 1; }
  total=$(printf '%s\n' "$jobs" | grep -c .)
  ended=$(printf '%s\n' "$jobs" | grep -cwE 'Complete|Failed') || :
done
printf '%s\n' "${jobs:-}" | grep -vw Complete | while read -r _ _ namespace name _; do
  kubectl get job,pod -n "$namespace" -l pipeline-run="$run",notebookvalidationjob="$name" -o json | nvj explain - || :
done || :
passed=$(printf '%s\n' "${jobs:-}" | grep -cw Complete) || :
echo "$passed of $total notebooks passed"
[ "$passed" -gt 0 ] && [ "$passed" -eq "$total" ] || exit 1
