package dev.loom.orchestrator.policy;

/// A here-document that was announced and whose lines follow.
///
/// @param mark the line that ends it
/// @param tabs whether tabs before its lines do not count
/// @param quoted whether the shell leaves its text alone
/// @param input where its text goes
record HereDocument(String delimiter, boolean stripsTabs, boolean quoted, StringBuilder target) {
  /// Reads the announcement that stands after `<<`.
  static HereDocument readHeader(ShellInput source, StringBuilder input) {
    boolean stripsTabs = source.peek() == '-';
    if (stripsTabs) {
      source.next();
    }
    while (source.peek() == ' ' || source.peek() == '\t') {
      source.next();
    }
    var delimiter = new StringBuilder();
    boolean quoted = false;
    while (source.hasMore() && " \t\n;&|<>()".indexOf(source.peek()) < 0) {
      char c = source.next();
      switch (c) {
        case '\'', '"' -> {
          quoted = true;
          delimiter.append(source.readUntil(c));
        }
        case '\\' -> {
          quoted = true;
          delimiter.append(source.hasMore() ? source.next() : c);
        }
        case '$', '`' -> source.markUnparsable();
        default -> delimiter.append(c);
      }
    }
    return new HereDocument(delimiter.toString(), stripsTabs, quoted, input);
  }

  /// Reads the lines up to the mark.
  String readBody(ShellInput source) {
    var body = new StringBuilder();
    while (source.hasMore()) {
      var line = source.readLine();
      if ((stripsTabs ? line.replaceFirst("^\t+", "") : line).equals(delimiter)) {
        break;
      }
      body.append(line).append('\n');
    }
    target.append(body);
    return body.toString();
  }
}
