package dev.loom.bus.secret;

import dev.loom.bus.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/// The encodings in which a secret may appear.
final class SecretForms {
  private static final int BASE64_BITS = 6;

  private SecretForms() {}

  /// Returns a secret in plain, JSON, URL, base64 and hexadecimal form.
  static Set<String> of(String secret) {
    var forms = new LinkedHashSet<String>();
    forms.add(secret);
    forms.add(Json.escape(secret));
    forms.add(Json.escape(Json.escape(secret)));
    var url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    forms.add(url);
    forms.add(url.replace("+", "%20"));
    forms.add(url.replace("+", "%20").toLowerCase(Locale.ROOT));
    var bytes = secret.getBytes(StandardCharsets.UTF_8);
    var hex = HexFormat.of().formatHex(bytes);
    forms.add(hex);
    forms.add(hex.toUpperCase(Locale.ROOT));
    for (var encoder : new Base64.Encoder[] {Base64.getEncoder(), Base64.getUrlEncoder()}) {
      forms.add(encoder.encodeToString(bytes));
      for (var before = 0; before < 3; before++) {
        forms.add(base64Within(encoder, bytes, before));
      }
    }
    return forms;
  }

  /// Returns the part of a base64 text that depends on the secret only.
  ///
  /// @param before number of bytes before the secret in its group of three
  private static String base64Within(Base64.Encoder encoder, byte[] secret, int before) {
    var padded = new byte[before + secret.length];
    System.arraycopy(secret, 0, padded, before, secret.length);
    var text = encoder.withoutPadding().encodeToString(padded);
    var first = Math.ceilDiv(before * Byte.SIZE, BASE64_BITS);
    return text.substring(first, padded.length * Byte.SIZE / BASE64_BITS);
  }
}
