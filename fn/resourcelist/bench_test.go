package resourcelist

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// deployment is about 1 KB, as kustomize writes it.
const deployment = `- apiVersion: apps/v1
  kind: Deployment
  metadata:
    annotations:
      config.kubernetes.io/index: '0'
      config.kubernetes.io/path: 'apps/web-%[1]d.yaml'
      internal.config.kubernetes.io/annotations-migration-resource-id: '%[1]d'
    labels:
      app.kubernetes.io/name: web-%[1]d
      app.kubernetes.io/part-of: shop
    name: web-%[1]d
    namespace: shop
  spec:
    replicas: 3
    selector:
      matchLabels:
        app.kubernetes.io/name: web-%[1]d
    template:
      metadata:
        labels:
          app.kubernetes.io/name: web-%[1]d
      spec:
        containers:
        - args:
          - --listen=:8080
          - --log-level=info
          command:
          - /bin/web
          env:
          - name: DATABASE_URL
            valueFrom:
              secretKeyRef:
                key: url
                name: database
          image: registry.example.com/shop/web:1.4.%[1]d
          livenessProbe:
            httpGet:
              path: /healthz
              port: 8080
          name: web
          resources:
            limits:
              memory: 256Mi
            requests:
              cpu: 100m
              memory: 128Mi
        serviceAccountName: web
`

func listOfDeployments(n int) []byte {
	var out bytes.Buffer
	out.WriteString(head + "items:\n")
	for i := range n {
		fmt.Fprintf(&out, deployment, i)
	}
	out.WriteString("functionConfig:\n  apiVersion: v1\n  kind: ConfigMap\n")
	return out.Bytes()
}

func BenchmarkRead(b *testing.B) {
	data := listOfDeployments(10000)
	for name, read := range map[string]func([]byte) (*List, error){"scanner": Read, "parser": readParsed} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				_, err := read(data)
				require.NoError(b, err)
			}
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	data := listOfDeployments(10000)
	l, err := Read(data)
	require.NoError(b, err)
	l.Items = append(l.Items, NewItem([]byte("apiVersion: v1\nkind: ConfigMap\n")))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		require.NoError(b, l.Write(io.Discard, nil))
	}
}

// TestCostOfUnparsedItems bounds the cost of a list of which no item is parsed, in bytes
// allocated, which do not depend on the machine.
func TestCostOfUnparsedItems(t *testing.T) {
	data := listOfDeployments(2000)
	var before, read, written runtime.MemStats
	runtime.ReadMemStats(&before)
	l, err := Read(data)
	require.NoError(t, err)
	runtime.ReadMemStats(&read)
	for _, it := range l.Items {
		require.Equal(t, "Deployment", it.Kind())
	}
	l.Items = append(l.Items, NewItem([]byte("kind: New\n")))
	require.NoError(t, l.Write(io.Discard, nil))
	runtime.ReadMemStats(&written)
	assert.Less(t, read.TotalAlloc-before.TotalAlloc, uint64(len(data)), "reading allocates less than the input")
	assert.Less(t, read.Mallocs-before.Mallocs, uint64(2000), "and not for each item")
	assert.Less(t, written.TotalAlloc-read.TotalAlloc, uint64(len(data)/4), "writing streams")
}

// BenchmarkNode parses an item as hosts write it.
func BenchmarkNode(b *testing.B) {
	list, err := Read(listOfDeployments(1))
	require.NoError(b, err)
	text := list.Items[0].Text()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		_, err := parseMapping(text)
		require.NoError(b, err)
	}
}
