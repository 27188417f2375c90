package main

import (
	"embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// chart prints Jobs comparable with those nvj makes of documents: a clone step,
// two init containers and the notebook. Helm carries the scripts once.
//
//go:embed chart/Chart.yaml chart/values.yaml chart/templates/jobs.yaml
var chart embed.FS

// templated is how many Jobs the chart prints.
const templated = 1000

// templates compares nvj render with helm template.
func (b *bench) templates() error {
	if b.helm == "" {
		fmt.Println("\nhelm could not be built: its comparison is skipped.")
		return nil
	}
	if err := os.CopyFS(b.folder, chart); err != nil {
		return err
	}
	file, _, err := b.writeFile("jobs.yaml", func(out io.Writer) { writeDocuments(out, templated) })
	if err != nil {
		return err
	}
	programs := []program{
		{name: "helm template, not validated", args: []string{b.helm, "template", filepath.Join(b.folder, "chart")}},
		{name: "nvj render, validated", args: []string{b.nvj, "render", file}},
	}
	costs, err := measure(b.runs, programs...)
	if err != nil {
		return err
	}
	fmt.Printf("\nMedians of %d runs.\n\n", b.runs)
	fmt.Printf("| %d Jobs | wall s | CPU s | MB | wall, over helm |\n|---|---:|---:|---:|---:|\n", templated)
	for i, c := range costs {
		fmt.Printf("| %s | %.2f | %.2f | %.0f | %.2f |\n", programs[i].name, c.wall.Seconds(), c.cpu.Seconds(), megabytes(c.peak), ratio(c.wall, costs[0].wall))
	}
	return nil
}
