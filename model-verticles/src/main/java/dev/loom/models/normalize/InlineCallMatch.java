package dev.loom.models.normalize;

import dev.loom.api.model.ToolCall;
import java.util.List;

/// Tool calls found in a text. They have no id yet.
///
/// @param start start of the text that represents the calls
/// @param end end of that text
record InlineCallMatch(int start, int end, List<ToolCall> calls) {
  InlineCallMatch {
    calls = List.copyOf(calls);
  }

  /// Returns a malformed call that extends to the end of the text: the model gets an error.
  static InlineCallMatch cut(String text, int start, String name) {
    var call = ToolCallFactory.malformed("", name, text.substring(start));
    return new InlineCallMatch(start, text.length(), List.of(call));
  }

  /// Returns the same calls with the marks around them.
  InlineCallMatch within(int markStart, int markEnd) {
    return new InlineCallMatch(markStart, markEnd, calls);
  }
}
