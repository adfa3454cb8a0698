package dev.loom.models.normalize;

import java.util.List;

/// Calls that were found in a text.
///
/// @param start where what said them begins
/// @param end where it ends
record ExtractedCalls(int start, int end, List<InlineCall> calls) {
  ExtractedCalls {
    calls = List.copyOf(calls);
  }
}
