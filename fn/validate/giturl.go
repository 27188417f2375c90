package validate

import "github.com/notebook-validation/nvj/fn/lazyregexp"

// gitURL accepts the schemes that git clones from, and its user@host:path.
var gitURL = lazyregexp.New(`^((https?|git|ssh|file)://[^/].*|file:///.*|[^/@:\s]+@[^/:\s]+:.+)$`)
