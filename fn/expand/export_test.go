package expand

import "testing"

// OverlayContainer is held to changing neither of its layers. Expand could not show
// it: the only thing it would change is of its own making there.
var OverlayContainer = overlayContainer

// FixScripts gives the scripts a text that never changes, until the test has ended.
func FixScripts(t *testing.T) {
	texts := scriptTexts
	scriptTexts = map[string]string{cloneScript: "clone", runScript: "run"}
	scriptsHashes.Clear()
	t.Cleanup(func() {
		scriptTexts = texts
		scriptsHashes.Clear()
	})
}
