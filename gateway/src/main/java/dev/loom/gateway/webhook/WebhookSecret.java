package dev.loom.gateway.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What webhooks are signed with, so that a receiver can tell ours from anybody's. Never shown.
public final class WebhookSecret {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
  private static final String BASE64 = "whsec_";
  private static final String HMAC = "HmacSHA256";

  private final SecretKeySpec key;

  private WebhookSecret(byte[] key) {
    this.key = new SecretKeySpec(key, HMAC);
  }

  /// The secret of a configuration.
  ///
  /// @param written the secret, or `${NAME}` for a variable that holds it, or nothing; what starts
  ///   with `whsec_` is base64 after it, as the libraries of Standard Webhooks have it
  /// @throws IllegalArgumentException saying what is wrong with it, without it
  public static Optional<WebhookSecret> parse(String configured, Map<String, String> environment) {
    var text = resolve(configured.strip(), environment);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!text.startsWith(BASE64)) {
      return Optional.of(new WebhookSecret(text.getBytes(StandardCharsets.UTF_8)));
    }
    try {
      var bytes = Base64.getDecoder().decode(text.substring(BASE64.length()));
      if (bytes.length > 0) {
        return Optional.of(new WebhookSecret(bytes));
      }
    } catch (IllegalArgumentException notBase64) {
      // Its message may quote the secret.
    }
    throw new IllegalArgumentException(
        "server.webhook_secret starts with whsec_, but what follows is not base64.");
  }

  private static String resolve(String configured, Map<String, String> environment) {
    var variable = VARIABLE.matcher(configured);
    if (!variable.matches()) {
      return configured;
    }
    var name = variable.group(1);
    var value = environment.getOrDefault(name, "").strip();
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "server.webhook_secret is ${"
              + name
              + "}, but the environment variable "
              + name
              + " is not set. Set it, or write the secret itself.");
    }
    return value;
  }

  /// The signature of a post: `v1,` and the base64 of an HMAC-SHA256 over `id.timestamp.body`.
  String sign(String id, long timestampSeconds, String body) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(key);
      var signed = id + "." + timestampSeconds + "." + body;
      return "v1,"
          + Base64.getEncoder()
              .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java has no " + HMAC, impossible);
    }
  }
}
