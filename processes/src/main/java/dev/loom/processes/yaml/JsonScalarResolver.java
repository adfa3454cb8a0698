package dev.loom.processes.yaml;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/// Resolves an unquoted scalar to the type that it has in JSON, and to text otherwise. YAML 1.1
/// would resolve `no` to a boolean, `12:30:45` to a number and `<<` to a merge key.
final class JsonScalarResolver extends Resolver {
  /// A longer scalar is text, so every number can be parsed.
  static final int NUMBER_CHARS_MAX = 18;

  private static final Pattern BOOLEAN = Pattern.compile("true|false");
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
  private static final Pattern DECIMAL =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Pattern NULL = Pattern.compile("null|~|");

  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(Tag.BOOL, BOOLEAN, "tf", NUMBER_CHARS_MAX);
    addImplicitResolver(Tag.INT, INTEGER, "-0123456789", NUMBER_CHARS_MAX);
    addImplicitResolver(Tag.FLOAT, DECIMAL, "-0123456789", NUMBER_CHARS_MAX);
    addImplicitResolver(Tag.NULL, NULL, "n~\0", NUMBER_CHARS_MAX);
  }
}
