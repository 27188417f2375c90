package expand

// OverlayContainer is held to changing neither of its layers. Expand could not show
// it: the only thing it would change is of its own making there.
var OverlayContainer = overlayContainer
