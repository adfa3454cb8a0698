package dev.loom.structure;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A source file, its comments and its texts told apart from its code.
///
/// @param path where it lies in the repository
/// @param code without comments, each text and character as `""`
/// @param comments each comment
/// @param texts each string literal, as it is written
record JavaSource(String path, String code, List<String> comments, List<String> literals) {
  // Possessive, because Java's matcher otherwise needs stack for each character of a long text.
  private static final String COMMENT = "//[^\\n]*+|/\\*.*?\\*/";
  private static final String TEXT_BLOCK = "\"\"\"(?:[^\"\\\\]++|\\\\.|\"(?!\"\"))*+\"\"\"";
  private static final String TEXT = "\"(?:[^\"\\\\\\n]++|\\\\.)*+\"";
  private static final String CHARACTER = "'(?:[^'\\\\]|\\\\[^u][^']*+|\\\\u+\\p{XDigit}{4})'";
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<comment>" + COMMENT + ")|(?<text>" + TEXT_BLOCK + "|" + TEXT + ")|" + CHARACTER,
          Pattern.DOTALL);

  static JavaSource parse(String path, String source) {
    var comments = new ArrayList<String>();
    var texts = new ArrayList<String>();
    var code =
        TOKEN
            .matcher(source)
            .replaceAll(
                found -> {
                  if (found.group("comment") != null) {
                    comments.add(found.group());
                    return " ";
                  }
                  if (found.group("text") != null) {
                    texts.add(found.group());
                  }
                  return "\"\"";
                });
    return new JavaSource(path, code, List.copyOf(comments), List.copyOf(texts));
  }

  /// Its path from the package root on, such as `dev/loom/cli/Main.java`.
  String name() {
    return path.substring(path.indexOf("/java/") + "/java/".length());
  }

  boolean isIn(String module) {
    return path.startsWith(module + "/");
  }
}
