package apiserver

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/apis/core"
)

// mountField: volumeMounts.subPath, .subPathExpr, .mountPropagation and
// .recursiveReadOnly come without the index of the mount.
func (s site) mountField() []path {
	name := s.path.last()
	if !s.path.endsWith("volumeMounts", "*") || name[0] == '[' {
		return nil
	}
	return s.where(s.path.up(1), func(mount map[string]any) bool {
		if s.err.Type != field.ErrorTypeForbidden {
			_, written := mount[name]
			return written && text(mount, name) == s.bad()
		}
		propagation := text(mount, "mountPropagation")
		switch readOnly := text(mount, "recursiveReadOnly"); {
		case name == "mountPropagation":
			return propagation == "Bidirectional"
		case readOnly != "Enabled" && readOnly != "IfPossible":
			return false
		case strings.Contains(s.err.Detail, "readOnly is true"):
			return mount["readOnly"] != true
		default:
			return propagation != "" && propagation != "None"
		}
	}, name)
}

// envFromSource: an entry with no source, or with two, is reported on the list.
func (s site) envFromSource() []path {
	if !s.path.endsWith("envFrom") {
		return nil
	}
	want := 2
	if strings.HasPrefix(s.err.Detail, "must specify one of") {
		want = 0
	}
	return s.where(s.path, func(source map[string]any) bool {
		have := 0
		for _, name := range []string{"configMapRef", "secretRef"} {
			if _, ok := source[name]; ok {
				have++
			}
		}
		return have == want
	})
}

// resizePolicy: faults of an entry's fields are reported on the list.
func (s site) resizePolicy() []path {
	if s.path.endsWith("resizePolicy", "[*]") && s.err.Type == field.ErrorTypeDuplicate {
		return []path{s.path.to("resourceName")}
	}
	if !s.path.endsWith("resizePolicy") {
		return nil
	}
	var found []path
	for i, element := range s.list(s.path) {
		policy, _ := element.(map[string]any)
		for _, name := range []string{"resourceName", "restartPolicy"} {
			about := name == "restartPolicy"
			switch s.err.Type {
			case field.ErrorTypeNotSupported:
				about = strings.Contains(s.err.Detail, `"cpu"`) == (name == "resourceName")
			case field.ErrorTypeRequired:
				about = true
			}
			if about && text(policy, name) == s.bad() {
				found = append(found, s.path.to(index(i), name))
			}
		}
	}
	return found
}

// initContainerHostPort: init containers are looked at one by one, so that the
// container is always the first.
func (s site) initContainerHostPort() []path {
	if !s.path.endsWith("initContainers", "[0]", "ports", "[*]", "hostPort") || s.err.Type != field.ErrorTypeDuplicate {
		return nil
	}
	containers, port := s.path.up(4), number(s.path[len(s.path)-2])
	var found []path
	for i := range s.list(containers) {
		ports := containers.to(index(i), "ports")
		used := 0
		for j, element := range s.list(ports) {
			fields, _ := element.(map[string]any)
			if hostPortOf(fields) != s.bad() {
				continue
			}
			if used++; used > 1 && j == port {
				found = append(found, ports.to(index(j), "hostPort"))
			}
		}
	}
	return found
}

// hostPortOf is protocol/address/port, the server's notion of a host port. With
// hostNetwork a port is the host's as well.
func hostPortOf(port map[string]any) string {
	protocol := text(port, "protocol")
	if protocol == "" {
		protocol = "TCP"
	}
	number, written := port["hostPort"]
	if !written {
		number = port["containerPort"]
	}
	return fmt.Sprintf("%s/%s/%v", protocol, text(port, "hostIP"), number)
}

// httpHeader: the name of a header is reported on the list.
func (s site) httpHeader() []path {
	if !s.path.endsWith("httpGet", "httpHeaders") {
		return nil
	}
	return s.where(s.path, func(header map[string]any) bool { return text(header, "name") == s.bad() }, "name")
}

// appArmorAnnotation: an annotation that contradicts the pod's profile is reported
// on the container's, also where it has none.
func (s site) appArmorAnnotation() []path {
	if !s.path.endsWith("securityContext", "appArmorProfile", "type") || !strings.Contains(s.err.Detail, "in annotation") {
		return nil
	}
	if _, written := lookup(s.root, s.path); written {
		return nil
	}
	container := s.path.up(3)
	pod := container.up(3)
	return []path{pod.to("metadata", "annotations", key(core.DeprecatedAppArmorAnnotationKeyPrefix+text(s.fields(container), "name")))}
}
