package dev.loom.contracts.bus;

import java.util.Objects;

/// Something that can be told to whoever listens, for instance per task.
///
/// @param prefix the event bus address up to its key
/// @param message the type of what is told
public record Topic<M extends Record>(String prefix, Class<M> messageType) {
  /// The key under which everything of the topic is told.
  public static final String ALL_KEYS = "all";

  public Topic {
    Objects.requireNonNull(prefix, "prefix");
    Objects.requireNonNull(messageType, "messageType");
  }

  /// The event bus address of one key.
  String address(String key) {
    return prefix + "." + key;
  }
}
