package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// resource is a foreign resource of about 1 KB, as kustomize hands it over.
const resource = `- apiVersion: apps/v1
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

// configMap is one of the resources of kinds that jobs refer to: every tenth.
const configMap = `- apiVersion: v1
  kind: ConfigMap
  metadata:
    annotations:
      config.kubernetes.io/index: '0'
      config.kubernetes.io/path: 'apps/settings-%[1]d.yaml'
    name: settings-%[1]d
    namespace: shop
  data:
    application.properties: |
      server.port=8080
      server.shutdown=graceful
      spring.application.name=web-%[1]d
      spring.datasource.hikari.maximum-pool-size=10
      spring.datasource.hikari.minimum-idle=2
      management.endpoints.web.exposure.include=health,info,prometheus
      management.endpoint.health.probes.enabled=true
      logging.level.root=INFO
      logging.level.org.springframework.web=WARN
    features.json: |
      {"search": true, "reviews": false, "checkout": {"express": true, "limit": 20}}
`

// job has two init containers, a credential, and a ConfigMap of the list.
const job = `- apiVersion: notebook.validation.io/v1alpha1
  kind: NotebookValidationJob
  metadata:
    annotations:
      config.kubernetes.io/index: '0'
      config.kubernetes.io/path: 'notebooks/train-%[1]d.yaml'
    labels:
      team: research
    name: train-%[1]d
    namespace: shop
  spec:
    notebook:
      git:
        ref: main
        url: https://git.example.com/research/notebooks.git
      path: train/model-%[1]d.ipynb
    timeout: 30m
    podConfig:
      containerImage: registry.example.com/research/jupyter:2026.4
      serviceAccountName: notebook
      env:
      - name: MODEL
        value: model-%[1]d
      envFrom:
      - configMapRef:
          name: settings-0
      initContainers:
      - name: wait-for-database
        image: docker.io/library/busybox:1.37.0
        command:
        - sh
        - -c
        - until nc -z database.shop.svc 5432; do sleep 2; done
        resources:
          requests:
            cpu: 10m
            memory: 16Mi
          limits:
            memory: 32Mi
      - name: fetch-data
        image: docker.io/curlimages/curl:8.11.0
        args:
        - --fail
        - --output
        - /workspace/data.csv
        - http://data.shop.svc/export-%[1]d.csv
        resources:
          requests:
            cpu: 50m
            memory: 32Mi
          limits:
            memory: 64Mi
        volumeMounts:
        - name: workspace
          mountPath: /workspace
      resources:
        requests:
          cpu: 500m
          memory: 1Gi
        limits:
          memory: 2Gi
`

// writeList writes a ResourceList of so many resources, jobs among them, spread evenly.
func writeList(out io.Writer, resources, jobs int) {
	fmt.Fprint(out, "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n")
	for i := range resources {
		switch {
		case (i+1)*jobs/resources > i*jobs/resources:
			fmt.Fprintf(out, job, i)
		case i%10 == 0:
			fmt.Fprintf(out, configMap, i)
		default:
			fmt.Fprintf(out, resource, i)
		}
	}
	fmt.Fprint(out, "functionConfig:\n  apiVersion: fn.notebook.validation.io/v1alpha1\n  kind: ExpandNotebookJobs\n  metadata:\n    name: expand\n")
}

// writeDocuments writes a file of jobs, as people write them.
func writeDocuments(out io.Writer, jobs int) {
	for i := range jobs {
		text := fmt.Appendf(nil, job, i)
		text[0] = ' '
		fmt.Fprint(out, "---\n")
		for line := range bytes.Lines(text) {
			fmt.Fprintf(out, "%s", line[2:])
		}
	}
}

// writeFile writes a file in the folder of the inputs. They are files, since Linux
// counts among the memory of a process what the one that started it held.
func (b *bench) writeFile(name string, write func(io.Writer)) (path string, size int64, err error) {
	file, err := os.Create(filepath.Join(b.folder, name))
	if err != nil {
		return "", 0, err
	}
	out := bufio.NewWriter(file)
	write(out)
	if err := errors.Join(out.Flush(), file.Close()); err != nil {
		return "", 0, err
	}
	info, err := os.Stat(file.Name())
	if err != nil {
		return "", 0, err
	}
	return file.Name(), info.Size(), nil
}

// list is the path of a ResourceList, and its size in bytes.
func (b *bench) list(resources, jobs int) (path string, size int64, err error) {
	return b.writeFile(fmt.Sprintf("list-%d-%d.yaml", resources, jobs), func(out io.Writer) { writeList(out, resources, jobs) })
}
