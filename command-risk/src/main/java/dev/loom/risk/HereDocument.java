package dev.loom.risk;

/// Represents a here-document whose operator was read and whose body follows.
///
/// @param delimiter the line that ends the body
/// @param stripsTabs whether leading tabs are removed, as after `<<-`
/// @param quoted whether the delimiter is quoted, so that the shell does not expand the body
/// @param target receives the body
record HereDocument(String delimiter, boolean stripsTabs, boolean quoted, StringBuilder target) {
  /// Reads the delimiter after `<<`.
  static HereDocument readHeader(ShellInput source, StringBuilder target) {
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
    return new HereDocument(delimiter.toString(), stripsTabs, quoted, target);
  }

  /// Reads the body up to the delimiter.
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
