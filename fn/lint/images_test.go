package lint

import (
	"math/rand/v2"
	"testing"

	imageref "github.com/distribution/reference"
	"github.com/stretchr/testify/assert"
)

// What is taken for an image without asking the library is one to it too.
func TestPlainImagesAreImages(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	const alphabet = "ab01./-:"
	plain := 0
	for range 200_000 {
		image := make([]byte, 1+rng.IntN(12))
		for i := range image {
			image[i] = alphabet[rng.IntN(len(alphabet))]
		}
		if isPlainImage(string(image)) {
			plain++
			_, err := imageref.ParseNormalizedNamed(string(image))
			assert.NoError(t, err, "%q", image)
		}
	}
	assert.Greater(t, plain, 10_000)
	assert.True(t, isPlainImage("quay.io/jupyter/minimal-notebook:2026-11-02"))
}
