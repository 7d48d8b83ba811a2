"""The trained tagger: text to scored spans and relations, without torch."""
