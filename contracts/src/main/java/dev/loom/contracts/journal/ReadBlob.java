package dev.loom.contracts.journal;

/// Requests a text that was too long for its event. Fails as not found if it is unknown.
///
/// @param sha256 SHA-256 of the text's UTF-8 bytes, 64 hexadecimal digits
public record ReadBlob(String sha256) {
  /// Reply with the text.
  public record Blob(String text) {}
}
