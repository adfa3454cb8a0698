package dev.loom.processes.yaml;

/// Thrown for invalid YAML and for YAML that is not accepted. It has no stack trace.
public final class InvalidYamlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  /// @param line the line of the problem, counted from 1, or 0 when it concerns the whole document
  InvalidYamlException(int line, String problem) {
    super(problem, null, false, false);
    this.line = line;
  }

  /// Returns the line of the problem, counted from 1, or 0 when it concerns the whole document.
  public int line() {
    return line;
  }
}
