package dev.loom.bus.json;

import dev.loom.api.JsonValues;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Parses one value of nearly valid JSON and rewrites it as JSON, in one pass.
///
/// Accepts defects with a single possible meaning: single quotes, keys without quotes, Python
/// literals, comments, raw line breaks in strings, missing or surplus commas, and missing closing
/// brackets. Rejects unescaped quotes inside strings, unknown escapes, duplicate keys and unquoted
/// words.
public final class LenientJsonParser {
  private static final Map<String, String> WORDS =
      Map.of(
          "true", "true", "True", "true", "false", "false", "False", "false", "null", "null",
          "None", "null");
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]{0,999})(?:\\.[0-9]{1,999})?(?:[eE][+-]?[0-9]{1,4})?");
  private static final String ESCAPES = "\"\\/bfnrt'";
  private static final String ESCAPED = "\"\\/\b\f\n\r\t'";

  private final String text;
  private final StringBuilder json = new StringBuilder();
  private int at;
  private int objects;
  private int arrays;
  private boolean unterminated;
  private boolean cut;

  /// Reports a text without an unambiguous meaning. Has no stack trace.
  public static final class AmbiguousJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Creates the exception.
    public AmbiguousJsonException() {
      super("ambiguous JSON", null, false, false);
    }
  }

  private LenientJsonParser(String text, int from) {
    this.text = text;
    this.at = from;
  }

  /// A parsed value.
  ///
  /// @param json the value as JSON
  /// @param end its end position in the text
  /// @param unterminated whether the text ended before the value, so that its end was added
  /// @param cut whether more than the last closing brace is missing: the text ended inside a
  ///   string, a number, a list or an inner object, so that what follows is unknown
  public record Value(String json, int end, boolean unterminated, boolean cut) {}

  /// Parses the value at this position. Ignores the text after it.
  ///
  /// @throws AmbiguousJsonException if the meaning is ambiguous
  public static Value parse(String text, int from) {
    var reader = new LenientJsonParser(text, from);
    reader.parseValue();
    return new Value(reader.json.toString(), reader.at, reader.unterminated, reader.cut);
  }

  private void parseValue() {
    skipBlanks();
    switch (current()) {
      case '{' -> parseElements(true);
      case '[' -> parseElements(false);
      case '"', '\'' -> json.append(Json.write(parseString(true)));
      default -> parseWord();
    }
  }

  private void parseElements(boolean inObject) {
    at++;
    require(objects + arrays < JsonValues.DEPTH_MAX);
    objects += inObject ? 1 : 0;
    arrays += inObject ? 0 : 1;
    json.append(inObject ? '{' : '[');
    Set<String> keys = new HashSet<>();
    var empty = true;
    var separated = true;
    while (!skipClosing(inObject, separated && !empty)) {
      require(separated);
      json.append(empty ? "" : ",");
      if (inObject) {
        parseKey(keys);
      }
      parseValue();
      empty = false;
      separated = skipSeparator(!inObject);
    }
    json.append(inObject ? '}' : ']');
    objects -= inObject ? 1 : 0;
    arrays -= inObject ? 0 : 1;
  }

  /// Returns whether the current object or array ends here; skips its closing bracket. A bracket of
  /// the other kind, which may close an enclosing value, ends it too but is not skipped. A text
  /// that ends after a comma is ambiguous.
  private boolean skipClosing(boolean inObject, boolean afterComma) {
    skipBlanks();
    if (at == text.length()) {
      require(!afterComma);
      unterminated = true;
      cut |= arrays > 0 || objects > 1 || json.charAt(json.length() - 1) == '{';
      return true;
    }
    if (current() == (inObject ? '}' : ']')) {
      at++;
      return true;
    }
    return inObject ? current() == ']' && arrays > 0 : current() == '}' && objects > 0;
  }

  /// Skips a comma; accepts a missing one where its place is certain.
  ///
  /// @return whether another element may follow
  private boolean skipSeparator(boolean inArray) {
    var end = at;
    skipBlanks();
    if (at == text.length()) {
      return false;
    }
    if (current() == ',') {
      at++;
      return true;
    }
    var between = text.substring(end, at);
    if (current() == '"') {
      return inArray ? between.indexOf('\n') >= 0 : !between.isEmpty() || closesAt(end - 1);
    }
    return inArray && (current() == '{' || current() == '[') && closesAt(end - 1);
  }

  private boolean closesAt(int index) {
    return text.charAt(index) == '}' || text.charAt(index) == ']';
  }

  private void parseKey(Set<String> keys) {
    skipBlanks();
    var key = current() == '"' || current() == '\'' ? parseString(false) : bareKey();
    require(keys.add(key));
    skipBlanks();
    require(current() == ':');
    at++;
    json.append(Json.write(key)).append(':');
  }

  private String bareKey() {
    var start = at;
    require(Character.isLetter(current()) || current() == '_' || current() == '$');
    while (at < text.length() && isKeyCharacter(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private static boolean isKeyCharacter(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '-';
  }

  private String parseString(boolean mayBeUnterminated) {
    var quote = text.charAt(at++);
    var read = new StringBuilder();
    while (at < text.length()) {
      var c = text.charAt(at++);
      if (c == quote) {
        return read.toString();
      }
      read.append(c == '\\' ? escaped() : c);
    }
    require(mayBeUnterminated && !mayContainItsEnd(read));
    unterminated = true;
    cut = true;
    return read.toString();
  }

  /// Returns whether the missing quote may belong before the last character.
  private static boolean mayContainItsEnd(StringBuilder read) {
    var ending = read.toString().stripTrailing();
    return ending.endsWith("}") || ending.endsWith("]") || ending.endsWith(",");
  }

  private char escaped() {
    var c = current();
    at++;
    if (c == 'u') {
      require(at + 4 <= text.length());
      var code = 0;
      for (var end = at + 4; at < end; at++) {
        var digit = Character.digit(text.charAt(at), 16);
        require(digit >= 0);
        code = code * 16 + digit;
      }
      return (char) code;
    }
    var known = ESCAPES.indexOf(c);
    require(known >= 0);
    return ESCAPED.charAt(known);
  }

  private void parseWord() {
    var start = at;
    while (at < text.length() && isWordCharacter(text.charAt(at))) {
      at++;
    }
    var word = text.substring(start, at);
    var known = WORDS.get(word);
    require(known != null || NUMBER.matcher(word).matches());
    cut |= known == null && at == text.length();
    json.append(known == null ? word : known);
  }

  private static boolean isWordCharacter(char c) {
    return Character.isLetterOrDigit(c) || c == '+' || c == '-' || c == '.' || c == '_';
  }

  private void skipBlanks() {
    while (at < text.length()) {
      var c = text.charAt(at);
      if (Character.isWhitespace(c) || c == '\u00a0' || c == '\ufeff') {
        at++;
      } else if (c == '#' || text.startsWith("//", at)) {
        at = endOfComment("\n");
      } else if (text.startsWith("/*", at)) {
        at = endOfComment("*/");
      } else {
        return;
      }
    }
  }

  /// Returns the end of a comment. A comment without an end is ambiguous.
  private int endOfComment(String end) {
    var found = text.indexOf(end, at + 1);
    require(found >= 0);
    return found + end.length();
  }

  private char current() {
    require(at < text.length());
    return text.charAt(at);
  }

  private static void require(boolean unambiguous) {
    if (!unambiguous) {
      throw new AmbiguousJsonException();
    }
  }
}
