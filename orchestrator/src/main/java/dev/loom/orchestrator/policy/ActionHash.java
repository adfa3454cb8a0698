package dev.loom.orchestrator.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Binds a person's answer to one exact action of one step.
public final class ActionHash {
  private ActionHash() {}

  /// @return SHA-256 over the step and the action, in hexadecimal
  public static String of(String step, String action) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(step.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return HexFormat.of().formatHex(digest.digest(action.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
