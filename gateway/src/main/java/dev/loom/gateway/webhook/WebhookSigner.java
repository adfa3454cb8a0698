package dev.loom.gateway.webhook;

import dev.loom.contracts.config.EnvironmentReferences;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs webhooks so that receivers can authenticate them. No error message contains the secret.
final class WebhookSigner {
  private static final String BASE64_PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private WebhookSigner(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /// Parses the configured secret.
  ///
  /// @param configured the secret, `${NAME}` for an environment variable, or blank; a value that
  ///   starts with `whsec_` is base64 as in Standard Webhooks
  /// @return empty if no secret is configured
  /// @throws IllegalArgumentException if the secret is invalid; the message does not contain it
  static Optional<WebhookSigner> parse(String configured, Map<String, String> environment) {
    String text;
    try {
      text = EnvironmentReferences.resolve(configured, environment);
    } catch (IllegalArgumentException failure) {
      throw new IllegalArgumentException("server.webhook_secret " + failure.getMessage(), failure);
    }
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!text.startsWith(BASE64_PREFIX)) {
      return Optional.of(new WebhookSigner(text.getBytes(StandardCharsets.UTF_8)));
    }
    try {
      var bytes = Base64.getDecoder().decode(text.substring(BASE64_PREFIX.length()));
      if (bytes.length > 0) {
        return Optional.of(new WebhookSigner(bytes));
      }
    } catch (IllegalArgumentException ignored) {
      // The message of the exception may contain the secret.
    }
    throw new IllegalArgumentException(
        "server.webhook_secret starts with whsec_, but the rest is not base64.");
  }

  /// Returns the signature of a webhook request: `v1,` and the base64 of an HMAC-SHA256 over
  /// `id.timestamp.body`.
  String sign(String id, long timestampSeconds, String body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      var signed = id + "." + timestampSeconds + "." + body;
      return "v1,"
          + Base64.getEncoder()
              .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(ALGORITHM + " is not available", failure);
    }
  }
}
