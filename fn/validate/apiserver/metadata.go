package apiserver

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// generatedUID stands for the UID that the server gives a new object. Messages
// that hold it are reworded: it means nothing to a reader.
const generatedUID = "00000000-0000-4000-8000-000000000000"

// What the server's name generator makes of generateName: a prefix of at most
// 58 characters and five random ones.
const (
	maxGeneratedPrefix = 58
	generatedSuffix    = "xxxxx"
)

// completeMetadata sets what the server sets before it validates: namespace,
// UID, and a generated name. The creation time is not looked at by any rule.
func completeMetadata(meta *metav1.ObjectMeta) {
	if meta.Namespace == "" {
		meta.Namespace = metav1.NamespaceDefault
	}
	if meta.Name == "" && meta.GenerateName != "" {
		prefix := meta.GenerateName
		meta.Name = prefix[:min(len(prefix), maxGeneratedPrefix)] + generatedSuffix
	}
	meta.UID = generatedUID
	meta.Generation = 1
}
