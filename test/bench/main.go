// Command bench measures what nvj costs, beside a function that changes nothing
// on the kpt SDK, one on kyaml, and helm template: whole processes, in one run on
// one machine. It prints Markdown tables, each with how often its cases ran.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"
)

// bench is what the command line says.
type bench struct {
	nvj, kptsdk, kyaml, helm string
	runs, large              int
	only                     string
	folder                   string // of the inputs
}

func main() {
	var b bench
	flag.StringVar(&b.nvj, "nvj", "", "the nvj `binary`")
	flag.StringVar(&b.kptsdk, "kptsdk", "", "the no-op on the kpt SDK")
	flag.StringVar(&b.kyaml, "kyaml", "", "the no-op on kyaml")
	flag.StringVar(&b.helm, "helm", "", "the helm binary; empty skips the comparison")
	flag.IntVar(&b.runs, "runs", 5, "`times` to run each case")
	flag.IntVar(&b.large, "large", 3, "`times` to run those of 10,000 resources, at most")
	flag.StringVar(&b.only, "only", "", "`table` to print: lists, large, startup or templates; empty prints all")
	flag.Parse()
	if err := b.run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run prints the tables.
func (b *bench) run() error {
	tables := []table{{"lists", b.lists}, {"large", b.largeLists}, {"startup", b.startUp}, {"templates", b.templates}}
	if b.only != "" {
		tables = slices.DeleteFunc(tables, func(t table) bool { return t.name != b.only })
	}
	if len(tables) == 0 {
		return fmt.Errorf("no table %q: lists, large, startup or templates", b.only)
	}
	var err error
	if b.folder, err = os.MkdirTemp("", "bench"); err != nil {
		return err
	}
	defer os.RemoveAll(b.folder)
	fmt.Printf("%s/%s, %d cores, %s\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	for _, table := range tables {
		if err := table.print(); err != nil {
			return err
		}
	}
	return nil
}

// table measures and prints.
type table struct {
	name  string
	print func() error
}

// lists measures ResourceLists of all sizes and shares of jobs.
func (b *bench) lists() error {
	fmt.Printf("\nMedians of %d runs, of %d for 10,000 resources.\n\n", b.runs, b.runsFor(10_000))
	fmt.Println("| resources | jobs | MB | kpt SDK: CPU s | wall s | MB | kyaml: CPU s | wall s | MB | nvj: CPU s | wall s | MB | CPU, nvj/kpt SDK | memory | ms a job |")
	fmt.Println("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
	for _, resources := range []int{10, 100, 1000, 10000} {
		var idle cost // of nvj, without any job
		for _, jobs := range jobCounts(resources) {
			input, size, err := b.list(resources, jobs)
			if err != nil {
				return err
			}
			costs, err := measure(b.runsFor(resources),
				program{name: "kptsdk", args: []string{b.kptsdk}, stdin: input},
				program{name: "kyaml", args: []string{b.kyaml}, stdin: input},
				program{name: "nvj", args: []string{b.nvj}, stdin: input})
			if err != nil {
				return err
			}
			sdk, nvj := costs[0], costs[2]
			if jobs == 0 {
				idle = nvj
			}
			fmt.Printf("| %d | %d | %.1f ", resources, jobs, megabytes(size))
			for _, c := range costs {
				fmt.Printf("| %.3f | %.3f | %.0f ", c.cpu.Seconds(), c.wall.Seconds(), megabytes(c.peak))
			}
			fmt.Printf("| %.3f | %.3f | %s |\n", ratio(nvj.cpu, sdk.cpu), ratio(nvj.peak, sdk.peak), perJob(nvj.cpu-idle.cpu, jobs))
		}
	}
	return nil
}

// largeLists measures nvj alone on lists of 100 MB, and one of half that, which is all
// jobs, beside the memory it may take: four times the input and 60 MB. The no-ops would
// take 14 GB each.
func (b *bench) largeLists() error {
	fmt.Print("\nOne run each.\n\n")
	fmt.Println("| resources | jobs | MB | MB printed | nvj: CPU s | wall s | MB | of 4 x input + 60 MB |")
	fmt.Println("|---:|---:|---:|---:|---:|---:|---:|---:|")
	for _, l := range []struct{ resources, jobs int }{
		{100_000, 0}, {100_000, 1000}, {100_000, 10_000}, {30_000, 30_000}, {100_000, 100_000},
	} {
		input, size, err := b.list(l.resources, l.jobs)
		if err != nil {
			return err
		}
		costs, err := measure(1, program{name: "nvj", args: []string{b.nvj}, stdin: input})
		if err != nil {
			return err
		}
		c := costs[0]
		fmt.Printf("| %d | %d | %.0f | %.0f | %.2f | %.2f | %.0f | %.2f |\n", l.resources, l.jobs, megabytes(size), megabytes(c.printed),
			c.cpu.Seconds(), c.wall.Seconds(), megabytes(c.peak), float64(c.peak)/float64(4*size+60e6))
		if err := os.Remove(input); err != nil {
			return err
		}
	}
	return nil
}

// jobCounts are none, one, one in a hundred, one in ten, and all.
func jobCounts(resources int) []int {
	counts := []int{0, 1}
	for _, jobs := range []int{resources / 100, resources / 10, resources} {
		if jobs > counts[len(counts)-1] {
			counts = append(counts, jobs)
		}
	}
	return counts
}

// runsFor keeps the whole run below a few minutes: the no-ops take seconds for a
// large list.
func (b *bench) runsFor(resources int) int {
	if resources >= 10000 {
		return min(b.runs, b.large)
	}
	return b.runs
}

// startUp measures what a process costs that has next to nothing to do.
func (b *bench) startUp() error {
	one, _, err := b.list(1, 1)
	if err != nil {
		return err
	}
	programs := []program{
		{name: "no-op on the kpt SDK, one resource", args: []string{b.kptsdk}, stdin: one},
		{name: "no-op on kyaml, one resource", args: []string{b.kyaml}, stdin: one},
		{name: "nvj version", args: []string{b.nvj, "version"}},
		{name: "nvj, one job", args: []string{b.nvj}, stdin: one},
	}
	runs := 4 * b.runs
	costs, err := measure(runs, programs...)
	if err != nil {
		return err
	}
	fmt.Printf("\nMedians of %d runs.\n\n", runs)
	fmt.Print("| start-up | CPU ms | wall ms | MB | CPU, over kyaml |\n|---|---:|---:|---:|---:|\n")
	for i, c := range costs {
		fmt.Printf("| %s | %.1f | %.1f | %.0f | %.2f |\n", programs[i].name, milliseconds(c.cpu), milliseconds(c.wall), megabytes(c.peak), ratio(c.cpu, costs[1].cpu))
	}
	return nil
}

func ratio[T ~int64](a, b T) float64 { return float64(a) / float64(b) }

func megabytes(n int64) float64 { return float64(n) / 1e6 }

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// perJob is what a job adds to the cost of a list without any; a few of them
// drown in the noise of a process.
func perJob(d time.Duration, jobs int) string {
	if jobs < 10 {
		return "–"
	}
	return fmt.Sprintf("%.2f", milliseconds(d)/float64(jobs))
}
