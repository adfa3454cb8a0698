package dev.loom.models.normalize;

import java.util.List;

/// Tool calls found in a text.
///
/// @param start start of the text that represents the calls
/// @param end end of that text
record InlineCallMatch(int start, int end, List<InlineCall> calls) {
  InlineCallMatch {
    calls = List.copyOf(calls);
  }
}
