package dev.loom.processes.yaml;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/// Takes an unquoted scalar for what JSON would take it for, and for text otherwise. YAML 1.1 would
/// make `no` a boolean, `12:30:45` a number and `<<` a merge.
final class JsonScalars extends Resolver {
  /// A longer one is text; so no number is ever too long to parse.
  static final int NUMBER_CHARS_MAX = 18;

  private static final Pattern FLAG = Pattern.compile("true|false");
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]*)");
  private static final Pattern DECIMAL =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Pattern NOTHING = Pattern.compile("null|~|");

  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(Tag.BOOL, FLAG, "tf", NUMBER_CHARS_MAX);
    addImplicitResolver(Tag.INT, WHOLE, "-0123456789", NUMBER_CHARS_MAX);
    addImplicitResolver(Tag.FLOAT, DECIMAL, "-0123456789", NUMBER_CHARS_MAX);
    addImplicitResolver(Tag.NULL, NOTHING, "n~\0", NUMBER_CHARS_MAX);
  }
}
