package dev.loom.structure;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A Java source file, split into code, comments and string literals.
///
/// @param path relative to the repository root
/// @param code the source without comments, each string and character literal replaced by `""`
/// @param comments all comments
/// @param literals all string literals as written, with quotes
record JavaSource(String path, String code, List<String> comments, List<String> literals) {
  // Possessive quantifiers: otherwise the matcher uses stack for each character of a long literal.
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

  /// Returns the path from the package root, such as `dev/loom/cli/Main.java`.
  String name() {
    return path.substring(path.indexOf("/java/") + "/java/".length());
  }

  boolean isIn(String module) {
    return path.startsWith(module + "/");
  }
}
