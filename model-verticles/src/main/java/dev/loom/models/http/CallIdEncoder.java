package dev.loom.models.http;

import dev.loom.contracts.id.Sha256;
import java.util.regex.Pattern;

/// Encodes tool call ids for an endpoint. In a conversation started with another model, ids may be
/// longer or contain characters that the endpoint rejects.
public final class CallIdEncoder {
  private static final int HASH_CHARS = 32;

  private CallIdEncoder() {}

  /// Returns the id if the endpoint accepts it, otherwise an id of 37 letters, digits and
  /// underscores derived from its hash.
  public static String encode(String id, Pattern accepted) {
    return accepted.matcher(id).matches() ? id : "call_" + Sha256.hex(id).substring(0, HASH_CHARS);
  }
}
