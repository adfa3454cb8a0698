package dev.loom.models.wire;

import dev.loom.contracts.id.Sha256;
import java.util.regex.Pattern;

/// Ids of tool calls as an endpoint takes them. In a conversation that another model began they may
/// be longer, or have other characters, than the endpoint's own.
public final class WireIds {
  private static final int HASH_CHARS = 32;

  private WireIds() {}

  /// The id itself where it is taken, else one of 37 letters and digits that is always the same for
  /// it.
  public static String of(String id, Pattern taken) {
    return taken.matcher(id).matches() ? id : "call_" + Sha256.hex(id).substring(0, HASH_CHARS);
  }
}
