package dev.loom.tools.file;

import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// A text as words and other characters, with white space between them.
///
/// @param edges offsets of the start and the end of each token, alternately
record Tokens(String text, int[] edges) {
  private static final Pattern TOKEN =
      Pattern.compile("[\\p{L}\\p{N}\\p{M}_]+|[^\\p{IsWhite_Space}]");

  static Tokens of(String text) {
    var edges =
        TOKEN
            .matcher(text)
            .results()
            .flatMapToInt(token -> IntStream.of(token.start(), token.end()))
            .toArray();
    return new Tokens(text, edges);
  }

  int count() {
    return edges.length / 2;
  }

  int start(int token) {
    return edges[2 * token];
  }

  int end(int token) {
    return edges[2 * token + 1];
  }

  String token(int token) {
    return text.substring(start(token), end(token));
  }

  /// The white space before a token, or behind the last one.
  String gap(int token) {
    return text.substring(
        token == 0 ? 0 : end(token - 1), token == count() ? text.length() : start(token));
  }
}
