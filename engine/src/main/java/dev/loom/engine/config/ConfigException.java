package dev.loom.engine.config;

/// Signals an invalid configuration. The message is written for users and names the source and the
/// key.
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message);
  }
}
