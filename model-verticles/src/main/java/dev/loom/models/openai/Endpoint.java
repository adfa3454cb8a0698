package dev.loom.models.openai;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// Where a model is and how to be let in.
///
/// @param alias what the model is called inside Loom
/// @param base the API's base, such as `http://localhost:11434/v1`, without a slash at its end
/// @param model the model's id there
/// @param apiKey sent as a bearer token when it is not empty
/// @param maxTokens the longest answer
/// @param temperature sent only when it is set
/// @param settings what a person changes when something is wrong
public record Endpoint(
    String alias,
    URI base,
    String model,
    String apiKey,
    int maxTokens,
    Optional<Double> temperature,
    Settings settings) {
  private static final String OPENAI_HOST = "api.openai.com";
  private static final String COMPLETIONS = "/chat/completions";

  /// The names of the settings behind an endpoint, for messages.
  ///
  /// @param baseUrl such as `models.planner.base_url`, or `OPENAI_BASE_URL`
  public record Settings(String baseUrl, String model, String apiKey) {
    /// The settings of a `[models.<alias>]` section.
    public static Settings of(String alias) {
      var section = "models." + alias + ".";
      return new Settings(section + "base_url", section + "model", section + "api_key");
    }
  }

  /// Reads a base address the way OpenAI's own clients do: what is given is what is used. Only an
  /// address without any path gets the `/v1` that every server has, and a pasted
  /// `/chat/completions` is taken off.
  ///
  /// @param setting where it was written, for the message
  /// @throws IllegalArgumentException saying what is wrong with it
  public static URI base(String setting, String text) {
    URI given;
    try {
      given = new URI(text.strip());
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException(
          setting + " is not a URL; it must look like http://host:port/v1");
    }
    var scheme = given.getScheme() == null ? "" : given.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")
        || given.getHost() == null
        || given.getRawUserInfo() != null
        || given.getRawQuery() != null
        || given.getRawFragment() != null) {
      throw new IllegalArgumentException(
          setting
              + " must look like http://host:port/v1 (http or https, no user, no query), not "
              + withoutSecrets(given));
    }
    var path = given.getRawPath() == null ? "" : given.getRawPath().replaceAll("/+$", "");
    if (path.endsWith(COMPLETIONS)) {
      path = path.substring(0, path.length() - COMPLETIONS.length());
    }
    return URI.create(scheme + "://" + given.getRawAuthority() + (path.isEmpty() ? "/v1" : path));
  }

  private static String withoutSecrets(URI given) {
    return given.getHost() == null ? "'" + given.getScheme() + ":…'" : "one at " + given.getHost();
  }

  /// Where completions are asked for.
  String completionsUrl() {
    return base + COMPLETIONS;
  }

  /// Where the endpoint lists its models.
  String modelsUrl() {
    return base + "/models";
  }

  /// Whether this is OpenAI itself, which takes fields that other servers refuse.
  boolean isOpenAi() {
    return OPENAI_HOST.equals(base.getHost());
  }

  /// What the endpoint counts requests by: where it is, and the key, told apart by a digest of it.
  String account() {
    if (apiKey.isEmpty()) {
      return base.toString();
    }
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var key = digest.digest(apiKey.getBytes(StandardCharsets.UTF_8));
      return base + " " + HexFormat.of().formatHex(key);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Never shows the key.
  @Override
  public String toString() {
    return "Endpoint[" + alias + ": " + model + " at " + base + "]";
  }
}
