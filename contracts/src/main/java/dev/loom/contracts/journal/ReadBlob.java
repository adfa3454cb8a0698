package dev.loom.contracts.journal;

import java.util.Objects;

/// Asks for a text that was too long to stand in its event. Refused as not found when unknown.
///
/// @param sha256 of the text's UTF-8, 64 hexadecimal digits
public record ReadBlob(String sha256) {
  public ReadBlob {
    Objects.requireNonNull(sha256, "sha256");
  }

  /// The answer.
  public record Blob(String text) {}
}
