package manifest

import (
	"strings"
	"sync"
)

const (
	// longText is how many bytes make it worth to look a text up.
	longText = 2048
	// maxBlocks bounds the memory where a caller has many long texts.
	maxBlocks = 16
)

// block is a text and how far its lines are indented.
type block struct {
	text   string
	indent int
}

// blocks remembers the lines of long texts: the scripts are printed for every job.
type blocks struct {
	mutex   sync.RWMutex
	printed map[block][]byte
	texts   map[string]bool
}

// knows reports whether the text was printed as a block before.
func (m *blocks) knows(text string) bool {
	if len(text) < longText {
		return false
	}
	m.mutex.RLock()
	defer m.mutex.RUnlock()
	return m.texts[text]
}

// lines is the text with every line indented that is not empty, and its last one
// ended, and whether others share it. It must not be changed.
func (m *blocks) lines(text string, indent int) (lines []byte, shared bool) {
	if len(text) < longText {
		return indented(text, indent), false
	}
	key := block{text, indent}
	m.mutex.RLock()
	lines, known := m.printed[key]
	m.mutex.RUnlock()
	if known {
		return lines, true
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if lines, known = m.printed[key]; known {
		return lines, true
	}
	lines = indented(text, indent)
	if len(m.printed) == maxBlocks {
		return lines, false
	}
	if m.printed == nil {
		m.printed, m.texts = map[block][]byte{}, map[string]bool{}
	}
	m.printed[key], m.texts[text] = lines, true
	return lines, true
}

func indented(text string, indent int) []byte {
	text = strings.TrimSuffix(text, "\n")
	pad := strings.Repeat(" ", indent)
	out := make([]byte, 0, len(text)+(strings.Count(text, "\n")+1)*(indent+1))
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			out = append(out, pad...)
			out = append(out, line...)
		}
		out = append(out, '\n')
	}
	return out
}
