package dev.loom.models.forgive;

import java.util.List;

/// Calls that were found in a text.
///
/// @param start where what said them begins
/// @param end where it ends
record Taken(int start, int end, List<WrittenCall> calls) {
  Taken {
    calls = List.copyOf(calls);
  }
}
