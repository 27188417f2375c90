package explain

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"

	"github.com/notebook-validation/nvj/fn/lazyregexp"
	"github.com/notebook-validation/nvj/fn/term"
)

// WriteJSON prints plans as {"plans": […]}.
func WriteJSON(w io.Writer, plans []Plan) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if plans == nil {
		plans = []Plan{}
	}
	if err := encoder.Encode(map[string][]Plan{"plans": shown(plans)}); err != nil {
		return err
	}
	_, err := w.Write(inertJSON(text.Bytes()))
	return err
}

var unprintable = lazyregexp.New(`[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]`)

// inertJSON escapes in JSON what a terminal or a CI system would obey in its
// strings. A program reads the same strings.
func inertJSON(text []byte) []byte {
	text = []byte(term.EscapeCommands(string(text), `\u0023`))
	return unprintable().ReplaceAllFunc(text, func(found []byte) []byte {
		var escaped []byte
		for _, unit := range utf16.Encode(bytes.Runes(found)) {
			escaped = fmt.Appendf(escaped, `\u%04x`, unit)
		}
		return escaped
	})
}
