package resourcelist

import (
	"bytes"

	"go.yaml.in/yaml/v3"
)

// adopt parses a top-level key other than items alone, and takes from it what
// the list must know. It declines when the key is not alone or not as it should
// be.
func (l *List) adopt(s section) bool {
	n, err := parseMapping(s.text)
	if err != nil || len(n.Content) != 2 || n.Content[0].Value != s.name {
		return false
	}
	value := n.Content[1]
	switch s.name {
	case "kind":
		return scalar(value) == "ResourceList"
	case "apiVersion":
		l.APIVersion = scalar(value)
		return checkHeader(l.APIVersion, "ResourceList") == nil
	}
	if checkKeys(n) != nil {
		return false
	}
	if s.name == "functionConfig" && !isNull(value) {
		l.FunctionConfig = configItem(s, n)
	}
	return true
}

// configItem makes an item of the function config, given the mapping that its
// section parses to alone.
func configItem(s section, mapping *yaml.Node) *Item {
	key, value := mapping.Content[0], mapping.Content[1]
	it := &Item{dash: -1}
	if value.Style&(yaml.FlowStyle|yaml.TaggedStyle) != 0 || value.Anchor != "" || value.Content[0].Line != value.Line || bytes.Contains(s.text, bom) {
		it.line = s.line + value.Line - 1
		it.keep(value, s.line-1)
		return it
	}
	start := s.key + lineEnd(s.text[s.key:], 0)
	it.raw = s.text[start:]
	it.line = s.line + key.Line
	it.strip = value.Content[0].Column - 1
	it.apiVersion, it.kind = header(value)
	it.known = true
	return it
}
