package dev.loom.models.http;

import dev.loom.contracts.id.Sha256;
import java.util.regex.Pattern;

/// Ids of tool calls as an endpoint takes them. In a conversation that another model began they may
/// be longer, or have other characters, than the endpoint's own.
public final class CallIdEncoder {
  private static final int HASH_CHARS = 32;

  private CallIdEncoder() {}

  /// The id itself where it is taken, else one of 37 letters and digits that is always the same for
  /// it.
  public static String encode(String id, Pattern accepted) {
    return accepted.matcher(id).matches() ? id : "call_" + Sha256.hex(id).substring(0, HASH_CHARS);
  }
}
