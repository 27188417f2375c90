// Command conformance holds nvj's verdict on generated jobs against that of a real
// kube-apiserver, which is asked to create, in a dry run, what they are rendered to:
//
//	go run ./test/e2e/cluster apiserver go run ./test/conformance -n 10000
//
// Of every job three things must agree: whether it is refused; the fields that are
// blamed, in the server's own notation; and the same for the pod that a controller
// would make of it. Where nvj is stricter on purpose is listed in compare.go.
//
// A run is told by its seed, which is printed, and a case by its index. Of a case
// that differs what matters is printed, with all else left out:
//
//	… conformance -seed 42 -index 1234
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"sync"
	"time"

	"sigs.k8s.io/yaml"

	"github.com/notebook-validation/nvj/fn/validate/apiserver"
	"github.com/notebook-validation/nvj/test/conformance/generate"
)

func main() {
	r := run{fields: map[string]bool{}}
	flag.Uint64Var(&r.seed, "seed", uint64(time.Now().UnixNano()), "seed of the jobs")
	flag.Uint64Var(&r.n, "n", 10_000, "how many jobs")
	flag.IntVar(&r.workers, "workers", 2, "how many requests at a time")
	flag.IntVar(&r.show, "show", 10, "how many differing jobs to show")
	index := flag.Int64("index", -1, "check this job alone")
	flag.Parse()
	if *index >= 0 {
		r.from, r.n = uint64(*index), 1
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := r.all(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(1)
	}
}

// run is one run over the cases of a seed.
type run struct {
	seed, from, n uint64
	workers, show int

	server *server

	mu                                           sync.Mutex
	done, skipped, byPlugin, accepted, differing uint64

	fields map[string]bool // that the server blamed, without indices and keys

	failure error
}

func (r *run) all(ctx context.Context) error {
	var err error
	if r.server, err = connect(); err != nil {
		return err
	}
	version, err := r.server.version(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("seed %d, %d jobs, kube-apiserver %s, linked rules %s\n", r.seed, r.n, version, apiserver.Minor)
	started := time.Now()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	indices := make(chan uint64)
	var workers sync.WaitGroup
	for range r.workers {
		workers.Go(func() {
			for index := range indices {
				if err := r.one(ctx, index); err != nil {
					r.fail(fmt.Errorf("seed %d, index %d: %w", r.seed, index, err))
					cancel()
				}
			}
		})
	}
feed:
	for index := r.from; index < r.from+r.n; index++ {
		select {
		case indices <- index:
		case <-ctx.Done():
			break feed
		}
	}
	close(indices)
	workers.Wait()
	return r.conclude(ctx, time.Since(started))
}

// one checks one case and, where the verdicts differ, shows what it comes to.
func (r *run) one(ctx context.Context, index uint64) error {
	c := generate.New(r.seed, index)
	o, err := r.server.check(ctx, c)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done++
	switch {
	case o.skipped:
		r.skipped++
		return nil
	case o.byPlugin:
		r.byPlugin++
	case o.accepted:
		r.accepted++
	}
	for _, field := range o.blamed {
		r.fields[subscripts.ReplaceAllString(field, "[]")] = true
	}
	if len(o.differences) == 0 {
		return nil
	}
	r.differing++
	if r.differing > uint64(r.show) {
		return nil
	}
	small := shrink(c, func(smaller generate.Case) bool {
		again, err := r.server.check(ctx, smaller)
		return err == nil && len(again.differences) > 0 && likeness(again.differences[0]) == likeness(o.differences[0])
	})
	if o, err = r.server.check(ctx, small); err != nil {
		return err
	}
	return show(small, o)
}

func show(c generate.Case, o outcome) error {
	fmt.Printf("\n=== seed %d, index %d, broken at %v\n", c.Seed, c.Index, c.Broken)
	for _, difference := range o.differences {
		fmt.Println("  " + difference)
	}
	for _, tree := range []map[string]any{c.Job, c.Config} {
		text, err := yaml.Marshal(tree)
		if err != nil {
			return err
		}
		fmt.Printf("---\n%s", text)
	}
	return nil
}

// subscripts tell one element of a list or map from another.
var subscripts = regexp.MustCompile(`\[[^\]]*\]`)

func (r *run) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failure == nil {
		r.failure = err
	}
}

func (r *run) conclude(ctx context.Context, took time.Duration) error {
	judged := r.done - r.skipped - r.byPlugin
	fmt.Printf("%d jobs in %.0f s; %d do not decode, %d are refused by admission plugins; of the other %d the server accepts %d (%.0f %%); %d differ; %d fields were blamed\n",
		r.done, took.Seconds(), r.skipped, r.byPlugin, judged, r.accepted, 100*float64(r.accepted)/float64(max(judged, 1)), r.differing, len(r.fields))
	switch {
	case r.failure != nil:
		return r.failure
	case ctx.Err() != nil && r.done < r.n:
		return ctx.Err()
	case r.differing > 0:
		return fmt.Errorf("%d of %d jobs differ; seed %d", r.differing, r.done, r.seed)
	}
	return nil
}
