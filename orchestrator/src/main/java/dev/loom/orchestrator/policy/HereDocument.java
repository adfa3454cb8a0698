package dev.loom.orchestrator.policy;

/// A here-document that was announced and whose lines follow.
///
/// @param mark the line that ends it
/// @param tabs whether tabs before its lines do not count
/// @param quoted whether the shell leaves its text alone
/// @param input where its text goes
record HereDocument(String mark, boolean tabs, boolean quoted, StringBuilder input) {
  /// Reads the announcement that stands after `<<`.
  static HereDocument after(Source source, StringBuilder input) {
    boolean tabs = source.peek() == '-';
    if (tabs) {
      source.next();
    }
    while (source.peek() == ' ' || source.peek() == '\t') {
      source.next();
    }
    var mark = new StringBuilder();
    boolean quoted = false;
    while (source.more() && " \t\n;&|<>()".indexOf(source.peek()) < 0) {
      char c = source.next();
      switch (c) {
        case '\'', '"' -> {
          quoted = true;
          mark.append(source.upTo(c));
        }
        case '\\' -> {
          quoted = true;
          mark.append(source.more() ? source.next() : c);
        }
        case '$', '`' -> source.giveUp();
        default -> mark.append(c);
      }
    }
    return new HereDocument(mark.toString(), tabs, quoted, input);
  }

  /// Reads the lines up to the mark.
  String body(Source source) {
    var body = new StringBuilder();
    while (source.more()) {
      var line = source.restOfLine();
      if ((tabs ? line.replaceFirst("^\t+", "") : line).equals(mark)) {
        break;
      }
      body.append(line).append('\n');
    }
    input.append(body);
    return body.toString();
  }
}
