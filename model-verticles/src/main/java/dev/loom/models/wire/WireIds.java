package dev.loom.models.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Ids of tool calls as an endpoint takes them. In a conversation that another model began they may
/// be longer, or have other characters, than the endpoint's own.
public final class WireIds {
  private static final int HASH_CHARS = 32;

  private WireIds() {}

  /// The id itself where it is taken, else one of 37 letters and digits that is always the same for
  /// it.
  public static String of(String id, Pattern taken) {
    return taken.matcher(id).matches() ? id : "call_" + hash(id).substring(0, HASH_CHARS);
  }

  private static String hash(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }
}
