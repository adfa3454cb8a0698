package dev.loom.processes.yaml;

/// Bytes that are no YAML, or YAML that is refused. It has no stack trace: it reports a fact.
public final class InvalidYamlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  /// @param line counted from 1, or 0 when no line is to blame
  InvalidYamlException(int line, String problem) {
    super(problem, null, false, false);
    this.line = line;
  }

  /// Where, counted from 1, or 0 when no line is to blame.
  public int line() {
    return line;
  }
}
