package dev.loom.bus;

/// Identifies a family of event bus addresses for published messages, one address per key.
///
/// @param prefix event bus address without the key
/// @param messageType type of the messages
public record Topic<M extends Record>(String prefix, Class<M> messageType) {
  /// Key that receives the messages of all keys.
  public static final String ALL_KEYS = "all";

  /// Returns the event bus address of a key.
  String address(String key) {
    return prefix + "." + key;
  }
}
