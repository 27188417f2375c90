package scripts

import (
	"context"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// comparisonDriver loads the script without running it and compares pairs of outputs.
const comparisonDriver = `
import json, sys
source = open("run_notebook.py").read().replace("sys.exit(main())", "")
exec(compile(source, "run_notebook.py", "exec"), globals())
answers = []
for case in json.load(sys.stdin):
    comparison = Comparison(case["config"] or {})
    answers.append(comparison.difference(case["mime"] or "text/plain", case["golden"], case["run"]))
print(json.dumps(answers))
`

func TestDifference(t *testing.T) {
	t.Parallel()
	type config = map[string]any
	exact := config{"strategy": "exact"}
	cases := map[string]struct {
		Config config `json:"config"`
		MIME   string `json:"mime"`
		Golden any    `json:"golden"`
		Run    any    `json:"run"`
		equal  bool
		reason string
	}{
		"Absolute":          {Golden: "loss 0.00005", Run: "loss 0.00012", equal: true, reason: "within 0.0001 of each other"},
		"NotRounded":        {Golden: "0.00014", Run: "0.00016", equal: true, reason: "rounding to four digits would part them"},
		"BeyondAbsolute":    {Golden: "0.5", Run: "0.5003", reason: "more than 0.0001 apart, relatively too"},
		"Relative":          {Golden: "12345.67", Run: "12346.2", equal: true, reason: "0.53 of 12346 is within 0.0001"},
		"AtTheTolerance":    {Config: config{"floatingPointTolerance": "0.1"}, Golden: "0.3", Run: "0.4", equal: true, reason: "exactly the tolerance is allowed, in decimal arithmetic"},
		"ZeroTolerance":     {Config: config{"floatingPointTolerance": "0"}, Golden: "0.5", Run: "0.50", equal: true, reason: "the same number, written differently"},
		"Integers":          {Golden: "1000000 rows", Run: "1000001 rows", reason: "a count has no relative tolerance"},
		"IntegersTolerated": {Config: config{"floatingPointTolerance": "2"}, Golden: "10 rows", Run: "12 rows", equal: true, reason: "but an absolute one where the user asks"},
		"Exponent":          {Golden: "1e-9", Run: "1.00001E-09", equal: true, reason: "any notation is a number"},
		"Sign":              {Golden: "[-0.5]", Run: "[ 0.5]", reason: "the sign is part of the number"},
		"Alignment":         {Golden: "a   9.99999\nb  10.00001", Run: "a  10.00000\nb  10.00000", equal: true, reason: "padding follows the digits"},
		"Version":           {Golden: "numpy 1.26.4", Run: "numpy 1.26.5", reason: "a version is not a number"},
		"Address4":          {Golden: "10.00001.0.1", Run: "10.00002.0.1", reason: "nor is any part of a dotted name"},
		"Identifier":        {Golden: "model1", Run: "model2", reason: "a digit in a word is not a number"},
		"NaN":               {Golden: "nan", Run: "nan", equal: true, reason: "the same text"},
		"NumberAndText":     {Golden: "0.5", Run: "none", reason: "one is no number"},
		"HugeExponent":      {Golden: "1e999999999", Run: "2e999999999", reason: "beyond decimal arithmetic is unequal, no crash"},

		"ISOTimestamp":       {Golden: "2024-01-02T03:04:05.678Z done", Run: "2025-11-12T13:14:15+01:00 done", equal: true, reason: "ignored by default"},
		"LogTimestamps":      {Golden: "2024-01-02 03:04:05,678 INFO\n02/Jan/2024:03:04:05 +0000\nTue Jan  2 03:04:05 2024\n03:04:05", Run: "2025-11-12 13:14:15,000 INFO\n12/Nov/2025:13:14:15 +0100\nWed Nov 12 13:14:15 2025\n13:14:15", equal: true, reason: "the forms of common logs"},
		"Date":               {Golden: "2024-01-02", Run: "2024-01-03", reason: "a date without a time is a value"},
		"TimestampMissing":   {Golden: "at 03:04:05", Run: "at", reason: "one that is not there is a difference"},
		"TimestampsCompared": {Config: config{"ignoreTimestamps": false}, Golden: "03:04:05", Run: "03:04:06", reason: "turned off"},
		"CustomPattern":      {Config: config{"customTimestampPatterns": []string{`run-[0-9a-f]{8}`}}, Golden: "run-0123abcd", Run: "run-ffffffff", equal: true, reason: "matches are treated as equal"},
		"CustomLines":        {Config: config{"customTimestampPatterns": []string{`^took \d+$`}}, Golden: "a\ntook 1\nb", Run: "a\ntook 2\nb", equal: true, reason: "^ and $ are the ends of a line"},
		"Address":            {Golden: "<a.B object at 0x7f01>", Run: "<a.B object at 0x7fff>", equal: true, reason: "new in every run"},
		"TemporaryFile":      {Golden: "/tmp/ipykernel_12/345.py:1: UserWarning: x", Run: "/tmp/ipykernel_9/8.py:1: UserWarning: x", equal: true, reason: "new in every run"},
		"TemporaryFolder":    {Golden: "File /var/folders/x-1/T/ipykernel_12/345.py:1", Run: "File /tmp/ipykernel_9/8.py:1", equal: true, reason: "wherever temporary files are"},
		"TrailingNewline":    {Golden: "a\n", Run: "a", equal: true, reason: "no one sees it"},
		"LineMore":           {Golden: "a\nb", Run: "a\nb\nc", reason: "one line more"},

		"ExactNumber":    {Config: exact, Golden: "0.5", Run: "0.50", reason: "exact is to the byte"},
		"ExactTimestamp": {Config: exact, Golden: "03:04:05", Run: "03:04:06", reason: "exact is to the byte"},
		"ExactNewline":   {Config: exact, Golden: "a\n", Run: "a", reason: "exact is to the byte"},
		"ExactEqual":     {Config: exact, Golden: "a\n", Run: "a\n", equal: true, reason: "equal to the byte"},

		"HTML":      {MIME: "text/html", Golden: "<td>0.33333</td>", Run: "<td>0.33334</td>", equal: true, reason: "text with numbers"},
		"JSONOrder": {MIME: "application/json", Golden: json.RawMessage(`{"a": 1, "b": 0.5}`), Run: json.RawMessage(`{"b": 0.500001, "a": 1}`), equal: true, reason: "compared by value"},
		"JSONType":  {MIME: "application/vnd.plotly.v1+json", Golden: config{"a": "1"}, Run: config{"a": 1}, reason: "a text is not a number"},
		"JSONExact": {MIME: "application/json", Config: exact, Golden: config{"b": 0.5}, Run: config{"b": 0.500001}, reason: "exact has no tolerance"},
		"NoPicture": {MIME: "image/png", Golden: "bm90IGEgcGljdHVyZQ==", Run: "bm90IGEgcGljdHVyZSE=", reason: "what is no PNG is compared by its bytes"},
		"BadBase64": {MIME: "image/png", Golden: "%%%", Run: "%%", reason: "not even base64: no crash"},
		"CutBase64": {MIME: "image/png", Golden: "AAAAA", Run: "AAAAAAAA", reason: "no whole number of bytes: no crash"},
		"JPEG":      {MIME: "image/jpeg", Golden: "AAAA\n", Run: "AAAA", equal: true, reason: "line breaks in base64 mean nothing"},
	}
	// Megabytes in one line, as a picture within HTML. What takes a square of the length takes minutes.
	for name, text := range map[string]string{
		"Base64": strings.Repeat("aGVsbG8/d29ybGQ+Zm9v/YmFy", 1<<16), "Slashes": strings.Repeat("/", 1<<20), "Folders": strings.Repeat("/a", 1<<19),
		"Digits": strings.Repeat("1", 1<<17) + ".1.1", "Fraction": "1." + strings.Repeat("1", 1<<17) + ".1", "Signs": strings.Repeat("-1", 1<<17),
		"Dotted": strings.Repeat("1.", 1<<17), "Path": strings.Repeat("/ipykernel_1", 1<<15),
	} {
		c := cases["HTML"]
		c.Golden, c.Run, c.reason = text+" 0.33333", text+" 0.33334", "long"
		cases["Long"+name] = c
	}
	names := make([]string, 0, len(cases))
	input := make([]any, 0, len(cases))
	for name, c := range cases {
		names, input = append(names, name), append(input, c)
	}
	stdin, err := json.Marshal(input)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(context.Background(), lastGuard)
	defer cancel()
	cmd := exec.CommandContext(ctx, jupyterPython(t), "-c", comparisonDriver)
	cmd.Stdin = strings.NewReader(string(stdin))
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	assert.Less(t, cmd.ProcessState.UserTime(), time.Minute, "processor time, which does not depend on other processes")
	var differences []string
	require.NoError(t, json.Unmarshal(out, &differences), string(out))
	for i, name := range names {
		c := cases[name]
		assert.Equal(t, c.equal, differences[i] == "", "%s: %s:\n%s", name, c.reason, differences[i])
	}
}
