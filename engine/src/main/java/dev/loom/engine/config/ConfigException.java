package dev.loom.engine.config;

/// A configuration that cannot be used; the message names the file and the key, for a person.
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message);
  }
}
