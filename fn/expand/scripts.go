package expand

import (
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/notebook-validation/nvj/fn/api/v1alpha1"
	"github.com/notebook-validation/nvj/fn/scripts"
)

var scriptTexts = map[string]string{
	cloneScript: scripts.CloneScript,
	runScript:   scripts.RunNotebookScript,
}

func (b *builder) inline() bool { return b.cfg.Scripts == v1alpha1.ScriptsInline }

// scriptNames lists the scripts the pod runs.
func (b *builder) scriptNames() []string {
	var needed []string
	if len(b.clones()) > 0 {
		needed = append(needed, cloneScript)
	}
	if len(b.cfg.Executor.Command) == 0 {
		needed = append(needed, runScript)
	}
	return needed
}

// scriptCommand runs a script with its interpreter, from the mounted ConfigMap or
// from the command itself.
func (b *builder) scriptCommand(interpreter, script string) []string {
	if b.inline() {
		command := []string{interpreter, "-c", escapeDollar(scriptTexts[script])}
		if script == cloneScript {
			command = append(command, script) // $0, for the shell's own messages
		}
		return command
	}
	return []string{interpreter, scriptsDir + "/" + script}
}

// scriptsName is the ConfigMap's name. It holds a hash of the scripts: the
// ConfigMap is immutable, so other scripts need another name. It is no label, and
// may be longer than a Job's: jobs whose long names begin alike stay apart.
func (b *builder) scriptsName() string {
	const suffix = "-scripts-"
	return cut(b.job.Name, maxConfigMapName-len(suffix)-hashLength) + suffix + b.scriptsHash()
}

// scriptsHashes remembers the hash of each set of scripts by their names: the
// texts never change, and every job asks.
var scriptsHashes sync.Map

func (b *builder) scriptsHash() string {
	names := strings.Join(b.scriptNames(), ",")
	hash, known := scriptsHashes.Load(names)
	if !known {
		hash = hashOf(b.scripts())
		scriptsHashes.Store(names, hash)
	}
	return hash.(string)
}

func (b *builder) scripts() map[string]string {
	texts := map[string]string{}
	for _, name := range b.scriptNames() {
		texts[name] = scriptTexts[name]
	}
	return texts
}

// scriptsConfigMap is nil when the pod mounts none.
func (b *builder) scriptsConfigMap() *corev1.ConfigMap {
	if b.inline() || len(b.scriptNames()) == 0 {
		return nil
	}
	immutable := true
	return &corev1.ConfigMap{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "ConfigMap"},
		ObjectMeta: metav1.ObjectMeta{
			Name:        b.scriptsName(),
			Namespace:   b.job.Namespace,
			Labels:      b.labels(),
			Annotations: b.scriptsAnnotations(),
		},
		Data:      b.scripts(),
		Immutable: &immutable,
	}
}
