package expand

// podAnnotations are annotations that only have an effect on pods. Webhooks, autoscalers,
// network plugins, collectors and container runtimes look for them there. A name that ends
// in a slash, a dash or a dot is a prefix.
var podAnnotations = []string{
	// Webhooks that add containers, variables or files
	"vault.hashicorp.com/",
	"consul.hashicorp.com/",
	"sidecar.istio.io/",
	"traffic.sidecar.istio.io/",
	"proxy.istio.io/",
	"inject.istio.io/",
	"ambient.istio.io/",
	"linkerd.io/",
	"config.linkerd.io/",
	"config.alpha.linkerd.io/",
	"config.beta.linkerd.io/",
	"viz.linkerd.io/",
	"kuma.io/",
	"dapr.io/",
	"appmesh.k8s.aws/",
	"instrumentation.opentelemetry.io/",
	"sidecar.opentelemetry.io/",
	"sidecar.jaegertracing.io/",
	"admission.datadoghq.com/",
	"azure.workload.identity/",
	"eks.amazonaws.com/",
	"iam.amazonaws.com/",
	"gke-gcsfuse/",
	"gke-parallelstore/",
	// Scheduling, scaling and eviction
	"cluster-autoscaler.kubernetes.io/",
	"karpenter.sh/",
	"descheduler.alpha.kubernetes.io/",
	"controller.kubernetes.io/pod-deletion-cost",
	"scheduler.alpha.kubernetes.io/",
	"kueue.x-k8s.io/podset-",
	"scheduling.k8s.io/",
	"scheduling.volcano.sh/",
	// Metrics and logs
	"prometheus.io/",
	"ad.datadoghq.com/",
	"co.elastic.logs/",
	"co.elastic.metrics/",
	"fluentbit.io/",
	"k8s.grafana.com/",
	"kubectl.kubernetes.io/default-container",
	"kubectl.kubernetes.io/default-logs-container",
	// Networks
	"k8s.v1.cni.cncf.io/",
	"v1.multus-cni.io/",
	"cni.projectcalico.org/",
	"k8s.ovn.org/",
	"networking.gke.io/",
	"kubernetes.io/ingress-bandwidth",
	"kubernetes.io/egress-bandwidth",
	// Security and runtimes
	"container.apparmor.security.beta.kubernetes.io/",
	"container.seccomp.security.alpha.kubernetes.io/",
	"seccomp.security.alpha.kubernetes.io/",
	"openshift.io/required-scc",
	"io.kubernetes.cri-o.",
	"io.kubernetes.cri.",
}

func isPodAnnotation(key string) bool { return isOneOf(podAnnotations, key) }
